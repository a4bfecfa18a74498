"""The pages beside the links: what operators ask, QR codes, the shop's snippet, and what crawlers look for."""

import json
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

import segno

from plaudit import __version__
from plaudit.http.checks import Checks, readiness
from services.redirector.redirect.answer import EVERYWHERE, NEVER_KEPT, Answer, Header, not_found, refuse
from services.redirector.redirect.links import Link
from services.redirector.redirect.request import Request

SERVICE = "redirect"
METHODS = {"GET", "HEAD"}
QR_PATH = "/qr/"
QR_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
QR_SCALE = 10
QR_BORDER = 4
DAY: Header = ("cache-control", "public, max-age=86400")
HOUR: Header = ("cache-control", "public, max-age=3600")
METRICS_TYPE = "text/plain; version=1.0.0; charset=utf-8"


class Pages:
    def __init__(
        self,
        find_link: Callable[[str], Link | None],
        short_url_base: str,
        checks: Checks,
        metrics: Callable[[], bytes],
    ) -> None:
        self._find_link = find_link
        self._short_url_base = short_url_base
        self._checks = checks
        self._metrics = metrics
        self._draw = lru_cache(maxsize=256)(draw_qr)
        snippet = files(__package__).joinpath("t.js").read_bytes()
        self._pages: dict[str, Callable[[], Answer]] = {
            "/livez": lambda: page(b'{"status":"ok"}', "application/json"),
            "/healthz": lambda: page(b'{"status":"ok"}', "application/json"),
            "/readyz": self._ready,
            "/metrics": lambda: page(self._metrics(), METRICS_TYPE),
            "/version": lambda: page(_json({"service": SERVICE, "version": __version__}), "application/json"),
            "/robots.txt": lambda: page(b"User-agent: *\nDisallow: /\n", "text/plain; charset=utf-8", DAY),
            "/favicon.ico": lambda: Answer(204, [DAY, *EVERYWHERE], b"", "page"),
            "/t.js": lambda: page(snippet, "text/javascript; charset=utf-8", HOUR),
        }

    def find(self, request: Request) -> Callable[[], Answer] | None:
        found = self._pages.get(request.path)
        if found is None and request.path.startswith(QR_PATH):
            slug, _, kind = request.path.removeprefix(QR_PATH).lower().rpartition(".")
            found = lambda: self._qr(slug, kind)  # noqa: E731 - a page like the others
        if found is not None and request.method not in METHODS:
            return lambda: refuse(405, "This page is read with GET.\n", "wrong_method", ("allow", "GET, HEAD"))
        return found

    def _ready(self) -> Answer:
        status, body = readiness(self._checks)
        return page(_json(body), "application/json", status=status)

    def _qr(self, slug: str, kind: str) -> Answer:
        if kind not in QR_TYPES or self._find_link(slug) is None:
            return not_found("unknown")
        return page(self._draw(f"{self._short_url_base}/{slug}", kind), QR_TYPES[kind], HOUR)


def page(body: bytes, media_type: str, kept: Header | None = None, *, status: int = 200) -> Answer:
    return Answer(status, [("content-type", media_type), *([kept, *EVERYWHERE] if kept else NEVER_KEPT)], body, "page")


def draw_qr(url: str, kind: str) -> bytes:
    """A QR code that still reads with 15 % of it covered; SVG scales, PNG has ten pixels a module."""
    picture = BytesIO()
    code = segno.make(url, micro=False, error="m")
    code.save(picture, kind=kind, scale=QR_SCALE, border=QR_BORDER, **({"xmldecl": False} if kind == "svg" else {}))
    return picture.getvalue()


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
