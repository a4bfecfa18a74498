"""The rows that imports take; an unknown field is refused, an optional one may be left out or null."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from plaudit.events.cost import CostKind
from plaudit.http.fields import Count, Currency, Day, Instant, PlatformId, ResourceId
from services.ingest.sources.generic import GenericOrder, GenericRefund
from services.ingest.sources.shapes import DecimalText


class ImportRow(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CostRow(ImportRow):
    """Money spent on a creator; `voids` names the booking that this one takes back."""

    cost_id: PlatformId
    campaign_id: ResourceId
    creator_id: ResourceId
    kind: CostKind
    amount: DecimalText
    currency: Currency
    incurred_on: Day
    voids: PlatformId | None = None


class EngagementRow(ImportRow):
    """Cumulative counts of a post at a moment; an absent count is unknown, not zero."""

    post_id: PlatformId
    captured_at: Instant
    impressions: Count | None = None
    impressions_basis: Literal["impressions", "views"] | None = None
    reach: Count | None = None
    likes: Count | None = None
    comments: Count | None = None
    shares: Count | None = None
    saves: Count | None = None
    link_clicks: Count | None = None
    followers: Count | None = None


class OrderRow(ImportRow):
    """A generic order, for a store that the registry knows."""

    store: ResourceId
    type: str
    data: GenericOrder


class RefundRow(ImportRow):
    """A refund of a generic order."""

    store: ResourceId
    type: str
    data: GenericRefund
