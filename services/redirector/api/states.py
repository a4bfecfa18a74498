"""From bodies to the states that the registry keeps; ids that it mints itself are empty here."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from plaudit.events.click import UtmValues
from plaudit.events.registry import (
    AgreementState,
    CampaignState,
    CodeState,
    Commission,
    CreatorState,
    Deliverable,
    LinkState,
    PostState,
)
from plaudit.registry.errors import RefusedError
from plaudit.registry.views import KnownStore
from services.redirector.api.amounts import goals_of, minor_of
from services.redirector.api.bodies import (
    AgreementBody,
    CampaignBody,
    CodeBody,
    CommissionBody,
    CreatorBody,
    LinkBody,
    PostBody,
    StoreBody,
)


def campaign_state(body: CampaignBody) -> CampaignState:
    given = _fields(body, without={"budget", "goals"})
    return CampaignState(
        **given,
        budget_minor=minor_of("budget", body.budget, body.currency),
        goals=goals_of(body.goals or [], body.currency),
    )


def creator_state(body: CreatorBody, former: CreatorState | None, key_of: Callable[[str], str]) -> CreatorState:
    """The e-mail becomes a key; a change that does not speak of it leaves it."""
    kept = former.email_key if former is not None and "email" not in body.model_fields_set else None
    return CreatorState(**_fields(body, without={"email"}), email_key=key_of(body.email) if body.email else kept)


def agreement_state(body: AgreementBody, former: AgreementState | None, currency: str) -> AgreementState:
    if body.currency not in {None, currency}:
        raise RefusedError(f"The campaign counts in {currency}, so its agreements do too.", field="currency")
    return AgreementState(
        **_fields(body, without={"currency", "fee", "planned_budget", "commission", "deliverables"}),
        agreement_id=former.agreement_id if former else "",
        fee_minor=minor_of("fee", body.fee, currency),
        planned_budget_minor=minor_of("planned_budget", body.planned_budget, currency),
        commission=_commission(body.commission, currency),
        deliverables=[Deliverable(kind=each.kind, due_on=each.due_on) for each in body.deliverables or []],
    )


def link_state(body: LinkBody, former: LinkState | None) -> LinkState:
    return LinkState(
        **_fields(body, without={"slug", "utm", "disabled"}),
        link_id=former.link_id if former else "",
        slug=body.slug or "",
        utm=UtmValues(**_fields(body.utm)) if body.utm else UtmValues(),
        disabled=body.disabled or False,
    )


def code_state(body: CodeBody, former: CodeState | None) -> CodeState:
    return CodeState(**_fields(body), code_id=former.code_id if former else "")


def post_state(body: PostBody) -> PostState:
    return PostState(**_fields(body))


def store_state(body: StoreBody) -> KnownStore:
    return KnownStore(**_fields(body, without={"secrets"}), secrets=tuple(body.secrets))


def _commission(body: CommissionBody | None, currency: str) -> Commission | None:
    if body is None:
        return None
    if (body.rate is None) == (body.flat is None):
        raise RefusedError("A commission has either a rate or a flat amount.", field="commission")
    return Commission(
        rate=body.rate,
        flat_minor=minor_of("commission.flat", body.flat, currency),
        new_customers_only=body.new_customers_only or False,
        cap_minor=minor_of("commission.cap", body.cap, currency),
    )


def _fields(body: BaseModel, without: set[str] | None = None) -> dict[str, Any]:
    return {name: getattr(body, name) for name in type(body).model_fields if name not in (without or set())}
