"""What a process says of itself: metrics by name, and logs without anybody's data in them."""
