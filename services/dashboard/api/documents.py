"""Values of the tables as JSON has them: money as decimal strings, times as RFC 3339."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from plaudit.clock import to_rfc3339


def as_document(value: Any) -> Any:
    match value:
        case dict():
            return {name: as_document(part) for name, part in value.items()}
        case list() | tuple():
            return [as_document(part) for part in value]
        case Decimal():
            return str(value)
        case datetime():
            return to_rfc3339(value)
        case date():
            return value.isoformat()
        case _:
            return value
