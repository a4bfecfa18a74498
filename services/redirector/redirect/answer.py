"""What the redirect answers: status, headers and body, ready for any server."""

from typing import Literal

import msgspec

from plaudit.events.click import Click

Outcome = Literal["redirected", "unrecorded", "fallback", "expired", "disabled", "not_yet_valid", "unknown",
                  "throttled", "wrong_method", "wrong_host", "page"]  # fmt: skip
"""What became of a request. The first three are 302; only `redirected` has a click to record."""

Header = tuple[str, str]

# Granian names itself unless a Server header is given; an empty one says nothing.
EVERYWHERE: tuple[Header, ...] = (
    ("x-content-type-options", "nosniff"),
    ("x-robots-tag", "noindex"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("server", ""),
)
# A kept answer would hide clicks and outlive a change of the link.
NEVER_KEPT: tuple[Header, ...] = (("cache-control", "private, no-store"), *EVERYWHERE)
TEXT: Header = ("content-type", "text/plain; charset=utf-8")


class Answer(msgspec.Struct, frozen=True, gc=False):
    status: int
    headers: list[Header]
    body: bytes
    outcome: Outcome
    click: Click | None = None


def redirect_to(location: str, outcome: Outcome, click: Click | None = None) -> Answer:
    return Answer(302, [("location", location), *NEVER_KEPT], b"", outcome, click)


def refuse(status: int, sentence: str, outcome: Outcome, *headers: Header) -> Answer:
    """A refusal says the same to everybody: nothing of the request is in it."""
    return Answer(status, [TEXT, *NEVER_KEPT, *headers], sentence.encode(), outcome)


def not_found(outcome: Literal["unknown", "not_yet_valid"]) -> Answer:
    return refuse(404, "There is no such link.\n", outcome)


def gone(outcome: Literal["expired", "disabled"]) -> Answer:
    return refuse(410, "This link is no longer in use.\n", outcome)
