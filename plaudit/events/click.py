"""click.v1: one request of a link, with the class that the request itself shows."""

from typing import Literal

import msgspec

from plaudit.events.instants import Instant

RequestClass = Literal["human", "bot", "preview", "prefetch", "head", "no_ua"]


class UtmValues(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """UTM parameters; an absent one was not given."""

    source: str | None = None
    medium: str | None = None
    campaign: str | None = None
    term: str | None = None
    content: str | None = None


class Click(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One request of a link. Holds no address and no user agent.

    `clicked_at` is kept to the millisecond. `visitor_key` (32 hex digits) holds for one UTC day and is
    absent under GPC/DNT or without a salt; `previous_visitor_key` is the same visitor under yesterday's
    salt, only in the first 10 s of a day. `utm` is what was sent on to the shop, `visitor_utm` what the
    visitor's own query carried and never took effect.
    """

    click_id: str
    clicked_at: Instant
    slug: str
    link_id: str
    campaign_id: str
    creator_id: str
    post_id: str | None = None
    sub_id: str | None = None
    request_class: RequestClass
    class_reason: str
    classifier: str
    visitor_key: str | None = None
    previous_visitor_key: str | None = None
    device: str | None = None
    os: str | None = None
    browser: str | None = None
    in_app: str | None = None
    referrer_host: str | None = None
    country: str | None = None
    utm: UtmValues = UtmValues()
    visitor_utm: UtmValues = UtmValues()
