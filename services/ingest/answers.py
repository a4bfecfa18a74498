"""What a sender is told when a delivery is refused, and that every refusal is counted by its reason."""

from collections.abc import Mapping
from typing import NamedTuple

from plaudit.http.problems import RETRY_AFTER_SECONDS, Problem
from plaudit.telemetry.metrics import count
from plaudit.telemetry.names import Counter
from services.ingest.reasons import RefusalReason


class Answer(NamedTuple):
    """A status, the kind of problem, one sentence on what to do, and headers."""

    status: int
    title: str
    detail: str
    headers: Mapping[str, str] = {}


_UNAUTHENTIC = Answer(
    401,
    "Not authentic",
    "The delivery is not signed with a secret of this store, or not for this store; check the secret and the clock.",
    {"WWW-Authenticate": "Webhook-Signature"},
)
_UNAVAILABLE = Answer(
    503,
    "Unavailable",
    "The delivery could not be made durable; nothing was taken, send it again.",
    {"Retry-After": RETRY_AFTER_SECONDS},
)

ANSWERS: Mapping[RefusalReason, Answer] = {
    "unknown_route": Answer(404, "Unknown store", "There is no such store of this platform; see /api/stores."),
    "encoded": Answer(415, "Encoded body", "Send the body as it is, without Content-Encoding."),
    "too_large": Answer(413, "Body too large", "The body is larger than this route takes.", {"Connection": "close"}),
    "too_slow": Answer(
        408, "Body too slow", "The body did not arrive in time; send it again.", {"Connection": "close"}
    ),
    "not_an_object": Answer(400, "No JSON object", "The body is authentic, but no JSON object in UTF-8."),
    "log_unavailable": _UNAVAILABLE,
    "registry_unavailable": _UNAVAILABLE,
    "signature_missing": _UNAUTHENTIC,
    "signature_malformed": _UNAUTHENTIC,
    "signature_wrong": _UNAUTHENTIC,
    "signature_stale": _UNAUTHENTIC,
    "body_empty": _UNAUTHENTIC,
    "other_shop": _UNAUTHENTIC,
}


def refusal(reason: RefusalReason) -> Problem:
    """Counts a refusal and gives the problem to raise. A sender of a bad signature never learns what was bad."""
    count(Counter.INGEST_REFUSALS, reason=reason)
    status, title, detail, headers = ANSWERS[reason]
    return Problem(status, title, detail, headers=headers)
