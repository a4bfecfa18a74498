"""The bodies of the API as they are sent; an optional field may be left out or null."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from plaudit.events.registry import GoalMetric, PostKind
from plaudit.http.fields import Count, Currency, Day, Instant, PlatformId, ResourceId
from services.redirector.api.fields import (
    Code,
    Email,
    Host,
    Label,
    Money,
    Name,
    Rate,
    Scopes,
    Secret,
    Target,
    Text,
    Url,
    WebUrl,
    Word,
)


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GoalBody(Body):
    metric: GoalMetric
    target: Target


class CampaignBody(Body):
    campaign_id: ResourceId
    name: Name
    currency: Currency
    starts_on: Day
    ends_on: Day
    allowed_hosts: Annotated[list[Host], Field(min_length=1, max_length=100)]
    brand: Name | None = None
    hashtag: Label | None = None
    disclosure: Text | None = None
    budget: Money | None = None
    fallback_url: Url | None = None
    goals: Annotated[list[GoalBody], Field(max_length=5)] | None = None


class CreatorBody(Body):
    """The e-mail is turned into a key and dropped."""

    creator_id: ResourceId
    handle: Name
    platform: Word
    name: Name | None = None
    followers: Count | None = None
    niche: Name | None = None
    email: Email | None = None


class CommissionBody(Body):
    rate: Rate | None = None
    flat: Money | None = None
    new_customers_only: bool | None = None
    cap: Money | None = None


class DeliverableBody(Body):
    kind: PostKind
    due_on: Day


class AgreementBody(Body):
    """Amounts are in the campaign's currency; one that is named must be that."""

    campaign_id: ResourceId
    creator_id: ResourceId
    currency: Currency | None = None
    fee: Money | None = None
    planned_budget: Money | None = None
    commission: CommissionBody | None = None
    usage_rights: Text | None = None
    exclusivity: Text | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    deliverables: Annotated[list[DeliverableBody], Field(max_length=200)] | None = None


class StoreBody(Body):
    store: ResourceId
    platform: Literal["shopify", "woocommerce", "stripe", "bigcommerce", "standard"]
    currency: Currency
    secrets: Annotated[list[Secret], Field(min_length=1, max_length=10)]
    domain: Host | None = None
    return_days: Annotated[int, Field(ge=0, le=3650)] | None = None


class UtmBody(Body):
    source: Name | None = None
    medium: Name | None = None
    campaign: Name | None = None
    term: Name | None = None
    content: Name | None = None


class LinkBody(Body):
    campaign_id: ResourceId
    creator_id: ResourceId
    destination: Url
    slug: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    post_id: PlatformId | None = None
    sub_id: Label | None = None
    utm: UtmBody | None = None
    valid_from: Instant | None = None
    valid_until: Instant | None = None
    disabled: bool | None = None


class CodeBody(Body):
    code: Code
    store: ResourceId
    campaign_id: ResourceId
    creator_id: ResourceId
    valid_from: Instant | None = None
    valid_until: Instant | None = None


class PostBody(Body):
    post_id: PlatformId
    campaign_id: ResourceId
    creator_id: ResourceId
    platform: Word
    kind: PostKind
    published_at: Instant
    url: WebUrl | None = None
    disclosed: bool | None = None


class TokenBody(Body):
    name: Name
    scopes: Annotated[Scopes, Field(min_length=1)]
    expires_at: Instant | None = None
