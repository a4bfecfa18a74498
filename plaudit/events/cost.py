"""cost.v1: money spent on a creator."""

from datetime import date
from typing import Literal

import msgspec

CostKind = Literal["fee", "product", "shipping", "commission", "usage_rights", "platform", "other"]


class Cost(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One booking, in minor units of `currency`; `voids` names the cost id that this one takes back."""

    cost_id: str
    campaign_id: str
    creator_id: str
    kind: CostKind
    amount_minor: int
    currency: str
    incurred_on: date
    voids: str | None = None
