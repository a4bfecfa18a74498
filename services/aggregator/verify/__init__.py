"""`plaudit verify`: the promises held against what is really there."""
