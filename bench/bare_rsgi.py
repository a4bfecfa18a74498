"""What the redirect is measured against: an RSGI application that answers every request with the same 302."""

from typing import Any

from plaudit.settings import Settings

LOCATION = (
    "https://shop.example/products/serum?utm_source=instagram&utm_medium=influencer&utm_campaign=glow"
    "&utm_content=anna&plaudit_click=2222222222222222222222"
)
HEADERS = [
    ("location", LOCATION),
    ("cache-control", "private, no-store"),
    ("x-content-type-options", "nosniff"),
    ("x-robots-tag", "noindex"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("server", ""),
]


def create_app(_: Settings) -> Any:
    async def answer(_: Any, responder: Any) -> None:
        responder.response_empty(302, HEADERS)

    return answer
