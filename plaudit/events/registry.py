"""registry.v1: the state of one campaign, creator, agreement, link, code, post or store."""

from datetime import date
from typing import Literal

import msgspec

from plaudit.events.click import UtmValues
from plaudit.events.instants import Instant

PostKind = Literal["post", "reel", "story", "video", "short", "live", "blog", "newsletter", "other"]
GoalMetric = Literal["orders", "clicks", "net_revenue", "engagements", "followers_growth"]


class _State(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="entity"
):
    pass


class Goal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A target; `net_revenue` is a decimal string in the campaign's currency, the others are counts."""

    metric: GoalMetric
    target: str


class CampaignState(_State, frozen=True, kw_only=True, tag="campaign"):
    campaign_id: str
    name: str
    currency: str
    starts_on: date
    ends_on: date
    allowed_hosts: list[str]
    brand: str | None = None
    hashtag: str | None = None
    disclosure: str | None = None
    budget_minor: int | None = None
    fallback_url: str | None = None
    goals: list[Goal] = []


class CreatorState(_State, frozen=True, kw_only=True, tag="creator"):
    """`email_key` is the deployment-keyed hash of the folded e-mail, made like an order's buyer key."""

    creator_id: str
    handle: str
    platform: str
    name: str | None = None
    followers: int | None = None
    niche: str | None = None
    email_key: str | None = None


class Commission(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """`rate` is a decimal fraction of the base ("0.10"), `flat_minor` and `cap_minor` are minor units."""

    rate: str | None = None
    flat_minor: int | None = None
    new_customers_only: bool = False
    cap_minor: int | None = None


class Deliverable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: PostKind
    due_on: date


class AgreementState(_State, frozen=True, kw_only=True, tag="agreement"):
    """Amounts are minor units of the campaign's currency."""

    agreement_id: str
    campaign_id: str
    creator_id: str
    fee_minor: int | None = None
    planned_budget_minor: int | None = None
    commission: Commission | None = None
    usage_rights: str | None = None
    exclusivity: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    deliverables: list[Deliverable] = []


class LinkState(_State, frozen=True, kw_only=True, tag="link"):
    link_id: str
    slug: str
    campaign_id: str
    creator_id: str
    destination: str
    post_id: str | None = None
    sub_id: str | None = None
    utm: UtmValues = UtmValues()
    valid_from: Instant | None = None
    valid_until: Instant | None = None
    disabled: bool = False


class CodeState(_State, frozen=True, kw_only=True, tag="code"):
    """Ownership of one code during `[valid_from, valid_until)`; an absent end is open."""

    code_id: str
    code: str
    store: str
    campaign_id: str
    creator_id: str
    valid_from: Instant | None = None
    valid_until: Instant | None = None


class PostState(_State, frozen=True, kw_only=True, tag="post"):
    post_id: str
    campaign_id: str
    creator_id: str
    platform: str
    kind: PostKind
    published_at: Instant
    url: str | None = None
    disclosed: bool | None = None


class StoreState(_State, frozen=True, kw_only=True, tag="store"):
    store: str
    platform: str
    currency: str
    domain: str | None = None
    return_days: int | None = None


EntityState = CampaignState | CreatorState | AgreementState | LinkState | CodeState | PostState | StoreState


class RegistryChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole state of an entity after change number `change`; the greatest change is the present."""

    entity_id: str
    change: int
    changed_at: Instant
    state: EntityState
