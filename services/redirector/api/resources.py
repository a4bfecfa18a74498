"""The table of resources: what body each takes, what state that is, and how the state is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec

from plaudit.events.registry import AgreementState, CampaignState, CreatorState, LinkState
from plaudit.registry import Registry
from plaudit.registry.entities import Entities
from plaudit.registry.errors import RefusedError
from plaudit.registry.views import KnownStore
from plaudit.security.identity import buyer_key
from plaudit.security.keys import Keys
from services.redirector.api import states
from services.redirector.api.amounts import shown_goals, text_of
from services.redirector.api.bodies import (
    AgreementBody,
    Body,
    CampaignBody,
    CodeBody,
    CreatorBody,
    LinkBody,
    PostBody,
    StoreBody,
)

Shown = dict[str, Any]


@dataclass(frozen=True)
class Resource:
    """One kind of thing under `/api/<name>`.

    `read(body, former)` gives the state of a body, `former` being the state that a PATCH changes; `show`
    the resource as it is answered. `hidden` is what a body needs beyond what is shown.
    """

    name: str
    body: type[Body]
    entities: Entities[Any]
    read: Callable[[Any, Any], Any]
    show: Callable[[Any], Shown]
    hidden: Callable[[Any], Shown] = lambda _: {}
    has_bulk: bool = False

    def body_of(self, state: Any) -> Shown:
        """The body that would make this state, as far as it is not forgotten."""
        shown = self.show(state) | self.hidden(state)
        return {name: value for name, value in shown.items() if name in self.body.model_fields}


def all_resources(registry: Registry, keys: Keys, short_url_base: str) -> tuple[Resource, ...]:
    """`short_url_base` is what short URLs begin with, without a trailing slash."""
    key_of, currency_of = partial(buyer_key, keys), partial(_currency_of, registry)

    def agreement(body: AgreementBody, former: AgreementState | None) -> AgreementState:
        return states.agreement_state(body, former, currency_of(body.campaign_id))

    def creator(body: CreatorBody, former: CreatorState | None) -> CreatorState:
        return states.creator_state(body, former, key_of)

    def shown_agreement(state: AgreementState) -> Shown:
        return _show_agreement(state, currency_of(state.campaign_id))

    def shown_link(state: LinkState) -> Shown:
        return _show(state) | {"short_url": f"{short_url_base}/{state.slug}"}

    return (
        Resource("campaigns", CampaignBody, registry.campaigns, lambda b, _: states.campaign_state(b), _show_campaign),
        Resource("creators", CreatorBody, registry.creators, creator, _show_creator, has_bulk=True),
        Resource("agreements", AgreementBody, registry.agreements, agreement, shown_agreement),
        Resource("stores", StoreBody, registry.stores, lambda b, _: states.store_state(b), _show_store, _secrets),
        Resource("posts", PostBody, registry.posts, lambda b, _: states.post_state(b), _show),
        Resource("links", LinkBody, registry.links, states.link_state, shown_link, has_bulk=True),
        Resource("codes", CodeBody, registry.codes, states.code_state, _show, has_bulk=True),
    )


def _currency_of(registry: Registry, campaign_id: str) -> str:
    campaign = registry.campaigns.get(campaign_id)
    if campaign is None:
        message = f"There is no campaign {campaign_id!r}; create it first."
        raise RefusedError(message, field="campaign_id", reason="unknown")
    return campaign.currency


def _show(state: Any, without: frozenset[str] = frozenset()) -> Shown:
    """Every field of a state, absent ones as null, times as RFC 3339."""
    fields = [field for field in state.__struct_fields__ if field not in without]
    return {field: msgspec.to_builtins(getattr(state, field)) for field in fields}


def _show_campaign(state: CampaignState) -> Shown:
    return _show(state, frozenset({"budget_minor"})) | {
        "budget": text_of(state.budget_minor, state.currency),
        "goals": shown_goals(state.goals),
    }


def _show_creator(state: CreatorState) -> Shown:
    return _show(state, frozenset({"email_key"}))


def _show_agreement(state: AgreementState, currency: str) -> Shown:
    commission = state.commission and {
        "rate": state.commission.rate,
        "flat": text_of(state.commission.flat_minor, currency),
        "new_customers_only": state.commission.new_customers_only,
        "cap": text_of(state.commission.cap_minor, currency),
    }
    return _show(state, frozenset({"fee_minor", "planned_budget_minor"})) | {
        "currency": currency,
        "fee": text_of(state.fee_minor, currency),
        "planned_budget": text_of(state.planned_budget_minor, currency),
        "commission": commission,
    }


def _show_store(state: KnownStore) -> Shown:
    return _show(state, frozenset({"secrets"}))


def _secrets(state: KnownStore) -> Shown:
    return {"secrets": list(state.secrets)}
