"""Setting the campaign up, through the registry's API as any brand would."""

import json
from asyncio import gather
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from plaudit.clock import to_rfc3339
from plaudit.demo.connections import Connections
from plaudit.demo.world import (
    CAMPAIGN_ID,
    CURRENCY,
    DESTINATION,
    SHOP_DOMAIN,
    SHOP_HOST,
    STORE,
    TIMEZONE,
    Creator,
    Post,
    World,
)
from plaudit.errors import PermanentError

Body = dict[str, Any]


class ApiRefusedError(PermanentError):
    reason = "api_refused"


class Api:
    """The registry's API with the admin token."""

    def __init__(self, connections: Connections, token: str) -> None:
        self._connections = connections
        self._headers = (("Authorization", f"Bearer {token}"), ("Content-Type", "application/json"))

    async def create(self, resource: str, body: Body | list[Body]) -> Body:
        """Raises ApiRefusedError unless it answers 201."""
        target = f"/api/{resource}"
        answer = await self._connections.send("POST", target, self._headers, json.dumps(body).encode())
        if answer.status != 201:
            raise ApiRefusedError(f"The API answered {answer.status} to POST {target}: {answer.body.decode()}.")
        return dict(json.loads(answer.body))


async def launch(world: World, secret: str, api: Api) -> None:
    """Creates everything that the campaign needs, and writes the minted slugs into the world's links."""
    await api.create("campaigns", campaign_body(world))
    await api.create("stores", store_body(secret))
    await api.create("creators/bulk", [creator_body(creator) for creator in world.creators])
    await gather(*(api.create("agreements", agreement_body(world, creator)) for creator in world.creators))
    await gather(*(api.create("posts", post_body(post)) for post in world.posts))
    await api.create("codes/bulk", [code_body(world, creator, creator.code) for creator in world.creators])
    shared = world.handover
    await api.create("codes", code_body(world, shared.before, shared.code))
    await api.create("codes", code_body(world, shared.after, shared.code, valid_from=shared.at))
    issued = await api.create("links/bulk", link_bodies(world))
    for link, item in zip(world.links, issued["items"], strict=True):
        link.slug = item["slug"]


def campaign_body(world: World) -> Body:
    return {
        "campaign_id": CAMPAIGN_ID,
        "name": "Dew Serum launch",
        "brand": "Dew & Fern",
        "hashtag": "#dewserum",
        "disclosure": "Paid partnership with Dew & Fern",
        "currency": CURRENCY,
        "starts_on": _day(world.start),
        "ends_on": _day(world.end - timedelta(hours=1)),
        "allowed_hosts": [SHOP_HOST],
        "budget": "60000.00",
        "goals": [{"metric": "orders", "target": 3000}, {"metric": "clicks", "target": 15000}],
    }


def store_body(secret: str) -> Body:
    return {
        "store": STORE,
        "platform": "shopify",
        "currency": CURRENCY,
        "domain": SHOP_DOMAIN,
        "secrets": [secret],
        "return_days": 30,
    }


def creator_body(creator: Creator) -> Body:
    fields = ("creator_id", "handle", "platform", "name", "followers", "niche", "email")
    return {field: getattr(creator, field) for field in fields}


def agreement_body(world: World, creator: Creator) -> Body:
    posts = [post for post in world.posts if post.creator is creator]
    return {
        "campaign_id": CAMPAIGN_ID,
        "creator_id": creator.creator_id,
        "fee": _amount(creator.fee_minor),
        "commission": {"rate": "0.10"},
        "starts_on": _day(world.start),
        "ends_on": _day(world.end - timedelta(hours=1)),
        "deliverables": [{"kind": post.kind, "due_on": _day(post.published_at)} for post in posts],
    }


def post_body(post: Post) -> Body:
    return {
        "post_id": post.post_id,
        "campaign_id": CAMPAIGN_ID,
        "creator_id": post.creator.creator_id,
        "platform": post.platform,
        "kind": post.kind,
        "published_at": to_rfc3339(post.published_at),
        "disclosed": True,
    }


def code_body(world: World, creator: Creator, code: str, valid_from: datetime | None = None) -> Body:
    return {
        "code": code,
        "store": STORE,
        "campaign_id": CAMPAIGN_ID,
        "creator_id": creator.creator_id,
        "valid_from": to_rfc3339(valid_from or world.start - timedelta(days=1)),
    }


def link_bodies(world: World) -> list[Body]:
    return [
        {
            "campaign_id": CAMPAIGN_ID,
            "creator_id": link.creator.creator_id,
            "destination": DESTINATION,
            "post_id": link.post.post_id if link.post else None,
        }
        for link in world.links
    ]


def _day(instant: datetime) -> str:
    return instant.astimezone(ZoneInfo(TIMEZONE)).date().isoformat()


def _amount(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"
