"""What more than one Plaudit service needs, and nothing else."""

__version__ = "0.1.0"
