"""Where a table lies, and what a path must not hold for Delta and DuckDB to agree on it."""

from pathlib import Path
from urllib.parse import unquote

from plaudit.errors import MisconfiguredError
from plaudit.events.envelope import Stream

MISREAD = frozenset("%*?[]")


def place_of(location: str, stream: Stream) -> str:
    """The place of a stream's table under the tables' location, a local path or a URI.

    Raises MisconfiguredError for a local path with a character that Delta decodes or DuckDB takes for a pattern.
    """
    if is_remote(location):
        return f"{location.rstrip('/')}/{stream}"
    if MISREAD & set(location):
        raise MisconfiguredError(
            f"The tables can't lie in {location}: a path with one of % * ? [ ] is misread; choose another directory."
        )
    return str(Path(location).absolute() / stream)


def is_remote(place: str) -> bool:
    return "://" in place


def file_name(uri: str) -> str:
    """A data file as DuckDB opens it: Delta shows local paths percent-encoded."""
    return uri if is_remote(uri) else unquote(uri)
