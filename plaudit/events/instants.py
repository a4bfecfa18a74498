"""The type of every time in an event: an aware instant, RFC 3339 with an offset in JSON."""

from datetime import datetime
from typing import Annotated

import msgspec

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
