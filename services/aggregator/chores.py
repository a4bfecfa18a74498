"""What is done every now and then beside the loading."""

from collections.abc import Callable


class Chore:
    """A job and its interval in seconds; the first time comes one interval after `now`."""

    def __init__(self, seconds: float, do: Callable[[], None], now: float) -> None:
        self._seconds = seconds
        self._do = do
        self._due = now + seconds

    def run_due(self, now: float) -> None:
        """Blocks while the job runs and raises what it raises; then it is due again after the interval."""
        if now >= self._due:
            self._due = now + self._seconds
            self._do()
