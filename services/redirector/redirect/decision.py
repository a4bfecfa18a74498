"""The decision: from a request and the present instant to an answer, and the click to record with it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from traceback import extract_tb
from typing import Literal

from plaudit.events.click import Click
from plaudit.telemetry.logs import get_logger
from services.redirector.redirect.answer import Answer, gone, not_found, redirect_to, refuse
from services.redirector.redirect.classes import Reading
from services.redirector.redirect.links import Link
from services.redirector.redirect.request import Headers, Request
from services.redirector.redirect.visitor_query import EMPTY, read_query
from services.redirector.redirect.visitors import NOBODY, Visitor, VisitorKeys

Forwarding = Literal["gpc", "always", "never"]
METHODS = {"GET", "HEAD", "OPTIONS"}
# What lies under the millisecond of an instant, by its microseconds modulo 1000.
UNDER_MILLISECOND = [timedelta(microseconds=excess) for excess in range(1000)]


class Decider:
    """Holds what a decision rests on: links, classifier, visitor keys, a source of click ids, two settings.

    It asks no clock and does no I/O; equal requests at equal instants get equal answers but for the click id.
    """

    def __init__(
        self,
        find_link: Callable[[str], Link | None],
        classify: Callable[[Request], Reading],
        visitors: VisitorKeys,
        click_ids: Iterator[str],
        *,
        classifier: str,
        forwarding: Forwarding = "gpc",
    ) -> None:
        self._find_link = find_link
        self._classify = classify
        self._visitors = visitors
        self._click_ids = click_ids
        self._classifier = classifier
        self._forwards = forwarding != "never"
        self._forwards_refused = forwarding == "always"

    def decide(self, request: Request, now: datetime) -> Answer | None:
        """The answer to a request for a link; None when no link has that slug."""
        link = self._find_link(request.path[1:]) or self._find_link(request.path.strip("/").lower())
        if link is None:
            return None
        if request.method not in METHODS:
            return refuse(405, "A link is opened with GET.\n", "wrong_method", ("allow", "GET, HEAD"))
        if not link.is_plain and (closed := _closed(link, now)):
            return closed
        opted_out = has_opted_out(request.headers)
        try:
            click = self._record(request, link, now, opted_out)
        except Exception as error:  # noqa: BLE001 - a request that we can't read still gets to the shop
            _tell(error)
            return redirect_to(link.destination.plain, "unrecorded")
        target, is_forwarded = link.destination, self._forwards_refused if opted_out else self._forwards
        location = target.with_click(click.click_id) if is_forwarded and request.method == "GET" else target.plain
        return redirect_to(location, "redirected", click)

    def _record(self, request: Request, link: Link, now: datetime, opted_out: bool) -> Click:
        reading = self._classify(request)
        visitor = NOBODY if opted_out else self._visitor(request, now)
        seen = read_query(request.query) if request.query else EMPTY
        return Click(
            click_id=next(self._click_ids),
            clicked_at=now - UNDER_MILLISECOND[now.microsecond % 1000],
            slug=link.slug,
            link_id=link.link_id,
            campaign_id=link.campaign_id,
            creator_id=link.creator_id,
            post_id=link.post_id,
            sub_id=link.sub_id or seen.sub_id,
            request_class=reading.request_class,
            class_reason=reading.reason,
            classifier=self._classifier,
            visitor_key=visitor.key,
            previous_visitor_key=visitor.previous,
            device=reading.families.device,
            os=reading.families.os,
            browser=reading.families.browser,
            in_app=reading.families.in_app,
            referrer_host=reading.referrer_host,
            utm=link.destination.utm,
            visitor_utm=seen.utm,
        )

    def _visitor(self, request: Request, now: datetime) -> Visitor:
        headers = request.headers
        user_agent, language = headers.get("user-agent") or "", headers.get("accept-language") or ""
        return self._visitors.find(now, request.address, user_agent, language)


def _tell(error: Exception) -> None:
    """Says what failed and where, and not why: the reason may quote the request."""
    frame = extract_tb(error.__traceback__)[-1]
    get_logger(__name__).error("click_unrecorded", error=type(error).__name__, at=f"{frame.name}:{frame.lineno}")


def has_opted_out(headers: Headers) -> bool:
    """Global Privacy Control or Do Not Track: no visitor key, and no click id for the shop."""
    return headers.get("sec-gpc") == "1" or headers.get("dnt") == "1"


def _closed(link: Link, now: datetime) -> Answer | None:
    """The answer of a link that is not open now; open is `valid_from` <= now < `valid_until`."""
    if link.valid_from is not None and now < link.valid_from:
        return not_found("not_yet_valid")
    if not link.disabled and (link.valid_until is None or now < link.valid_until):
        return None
    if link.fallback_url is not None:
        return redirect_to(link.fallback_url, "fallback")
    return gone("disabled" if link.disabled else "expired")
