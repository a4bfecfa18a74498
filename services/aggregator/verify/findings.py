"""What a check found: figures for the reader, and differences that break a promise."""

from typing import NamedTuple

Figure = int | str


class Finding(NamedTuple):
    """`promise` is the sentence that was checked; without differences it holds."""

    check: str
    promise: str
    figures: dict[str, Figure]
    differences: list[str]

    @property
    def holds(self) -> bool:
        return not self.differences
