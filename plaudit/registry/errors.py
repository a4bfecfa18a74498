"""What the registry refuses, and why."""

from plaudit.errors import PermanentError, TransientError


class RegistryUnavailableError(TransientError):
    """The database did not answer in time; nothing was changed."""

    reason = "registry_unavailable"


class RefusedError(PermanentError):
    """The state asked for breaks a rule; `field` names what is wrong with it."""

    reason = "refused"

    def __init__(self, message: str, *, field: str, reason: str | None = None) -> None:
        super().__init__(message, reason=reason)
        self.field = field


class TakenError(RefusedError):
    """The id, slug or time range belongs to another body."""

    reason = "taken"


class UnknownError(PermanentError):
    """There is nothing of that id."""

    reason = "unknown"
