"""Plays a play: moves the clock from stop to stop, and at each sends everything and waits for every answer."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from plaudit.clock import to_rfc3339
from plaudit.demo.clock import SharedClock
from plaudit.demo.connections import Answer, Connections, Header
from plaudit.demo.deliveries import Delivery
from plaudit.demo.schedule import Play, Stop
from plaudit.demo.shopify import headers_of
from plaudit.demo.story import Snapshot, Spend, Tap
from plaudit.demo.world import CAMPAIGN_ID, CURRENCY, STORE
from plaudit.errors import TransientError

RETRY_SECONDS = 0.1
PATIENCE_SECONDS = 60.0

AfterStop = Callable[[int], None]
"""Told after every stop how many requests it had."""


class NotTakenError(TransientError):
    reason = "not_taken"


class Stage(NamedTuple):
    """Where the services are, and what the driver proves itself with."""

    redirect: Connections
    ingest: Connections
    token: str
    secret: str


class Player:
    """The driver of the demo: follower, shop and manager in one."""

    def __init__(self, stage: Stage, clock: SharedClock) -> None:
        self._stage, self._clock = stage, clock
        self.retries = 0

    async def perform(self, play: Play, after_stop: AfterStop) -> None:
        """Raises NotTakenError when a service does not take something within a minute of trying."""
        for at, stop in play.stops.items():
            self._clock.set(at)
            await asyncio.gather(*self._acts(stop))
            after_stop(stop.requests)

    def _acts(self, stop: Stop) -> list[Awaitable[None]]:
        acts: list[Awaitable[None]] = [self.tap(tap) for tap in stop.taps]
        acts += [self.deliver(delivery) for delivery in stop.deliveries]
        if stop.snapshots:
            acts.append(self._import("engagements", [snapshot_body(snapshot) for snapshot in stop.snapshots]))
        if stop.spends:
            acts.append(self._import("costs", [spend_body(spend) for spend in stop.spends]))
        return acts

    async def tap(self, tap: Tap) -> None:
        """Opens a link and keeps the click id that the redirect hands over."""
        method = "HEAD" if tap.kind == "head" else "GET"
        answer = await self._stage.redirect.send(method, f"/{tap.link.slug}", list(tap_headers(tap)))
        if answer.status != 302:
            raise NotTakenError(f"The redirect answered {answer.status} to {method} /{tap.link.slug}.")
        tap.location = answer.headers["location"]
        tap.click_id = parse_qs(urlsplit(tap.location).query).get("plaudit_click", [None])[0]

    async def deliver(self, delivery: Delivery) -> None:
        webhook = delivery.webhook()
        headers = list(headers_of(webhook, self._stage.secret).items())
        await self._until_taken(f"/webhooks/shopify/{STORE}", headers, webhook.body)

    async def _import(self, what: str, rows: list[dict[str, object]]) -> None:
        headers = [("Authorization", f"Bearer {self._stage.token}"), ("Content-Type", "application/json")]
        await self._until_taken(f"/api/{what}", headers, json.dumps(rows).encode())

    async def _until_taken(self, target: str, headers: list[Header], body: bytes) -> None:
        """Retries as shops do: after a broken connection or a 5xx, until it is taken."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while True:
            answer = await self._attempt(target, headers, body)
            if answer is not None and answer.status < 300:
                return
            told = "nothing" if answer is None else f"{answer.status} {answer.body.decode()}"
            is_final = answer is not None and answer.status < 500
            if is_final or asyncio.get_running_loop().time() > deadline:
                raise NotTakenError(f"Ingest answered {told} to POST {target}.")
            self.retries += 1
            await asyncio.sleep(RETRY_SECONDS)

    async def _attempt(self, target: str, headers: list[Header], body: bytes) -> Answer | None:
        try:
            return await self._stage.ingest.send("POST", target, headers, body)
        except OSError:
            return None


def tap_headers(tap: Tap) -> list[Header]:
    visitor = tap.visitor
    headers = [("X-Forwarded-For", visitor.address), ("Accept", "text/html,*/*;q=0.8")]
    if visitor.user_agent:
        headers.append(("User-Agent", visitor.user_agent))
    if visitor.language:
        headers.append(("Accept-Language", visitor.language))
    if visitor.privacy:
        headers.append((visitor.privacy, "1"))
    if tap.header:
        headers.append(tap.header)
    return headers


def snapshot_body(snapshot: Snapshot) -> dict[str, object]:
    return snapshot._asdict() | {"captured_at": to_rfc3339(snapshot.captured_at), "impressions_basis": "views"}


def spend_body(spend: Spend) -> dict[str, object]:
    body: dict[str, object] = {
        "cost_id": spend.cost_id,
        "campaign_id": CAMPAIGN_ID,
        "creator_id": spend.creator_id,
        "kind": spend.kind,
        "amount": f"{spend.amount_minor / 100:.2f}",
        "currency": CURRENCY,
        "incurred_on": spend.incurred_at.date().isoformat(),
    }
    return body | ({"voids": spend.voids} if spend.voids else {})
