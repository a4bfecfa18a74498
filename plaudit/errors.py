"""The base of every error Plaudit raises: transient ones are retried, permanent ones are not."""


class PlauditError(Exception):
    """One sentence that says what happened, why, and what to do.

    `reason` is a short snake_case word used alike in logs, metrics and rows.
    """

    reason = "error"

    def __init__(self, message: str, *, reason: str | None = None) -> None:
        super().__init__(message)
        if reason is not None:
            self.reason = reason


class TransientError(PlauditError):
    """The same call may succeed later; the caller retries or answers 503."""

    reason = "unavailable"


class PermanentError(PlauditError):
    """The same call will fail again; the caller refuses or dead-letters."""

    reason = "invalid"


class MisconfiguredError(PermanentError):
    """The process can't start as it is set up; it exits with code 78 (EX_CONFIG)."""

    reason = "misconfigured"
    exit_code = 78


class AlreadyRunningError(TransientError):
    """Another process holds the lease; this one exits with code 75 (EX_TEMPFAIL)."""

    reason = "already_running"
    exit_code = 75
