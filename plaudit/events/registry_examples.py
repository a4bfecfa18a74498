"""One example of a change of every kind of entity in the registry."""

from collections.abc import Iterator
from datetime import date, datetime

from plaudit.events.registry import (
    AgreementState,
    CampaignState,
    CodeState,
    Commission,
    CreatorState,
    Deliverable,
    EntityState,
    Goal,
    LinkState,
    PostState,
    RegistryChange,
    StoreState,
)


def registry_examples(moment: datetime, key: str) -> Iterator[tuple[str, RegistryChange]]:
    """By the name of the entity; `key` stands for a keyed hash."""
    states = {**_people(key), **_content(moment), **_shop(moment)}
    for number, ((entity, entity_id), state) in enumerate(states.items(), start=1):
        yield entity, RegistryChange(entity_id=entity_id, change=number, changed_at=moment, state=state)


def _people(key: str) -> dict[tuple[str, str], EntityState]:
    return {
        ("campaign", "serum"): CampaignState(
            campaign_id="serum",
            name="Serum launch",
            currency="EUR",
            starts_on=date(2026, 5, 1),
            ends_on=date(2026, 6, 30),
            allowed_hosts=["glow.example"],
            budget_minor=1_500_000,
            goals=[Goal(metric="orders", target="3000")],
        ),
        ("creator", "maya"): CreatorState(
            creator_id="maya", handle="@maya", platform="instagram", followers=18_250, email_key=key
        ),
        ("agreement", "agr_1"): AgreementState(
            agreement_id="agr_1",
            campaign_id="serum",
            creator_id="maya",
            fee_minor=25_000,
            commission=Commission(rate="0.10", cap_minor=100_000),
            deliverables=[Deliverable(kind="reel", due_on=date(2026, 5, 10))],
        ),
    }


def _content(moment: datetime) -> dict[tuple[str, str], EntityState]:
    return {
        ("link", "lnk_9m3k"): LinkState(
            link_id="lnk_9m3k",
            slug="maya",
            campaign_id="serum",
            creator_id="maya",
            destination="https://glow.example/serum",
        ),
        ("post", "17890012345"): PostState(
            post_id="17890012345",
            campaign_id="serum",
            creator_id="maya",
            platform="instagram",
            kind="reel",
            published_at=moment,
            disclosed=True,
        ),
    }


def _shop(moment: datetime) -> dict[tuple[str, str], EntityState]:
    return {
        ("code", "cod_1"): CodeState(
            code_id="cod_1", code="MAYA15", store="lumen", campaign_id="serum", creator_id="maya", valid_from=moment
        ),
        ("store", "lumen"): StoreState(store="lumen", platform="shopify", currency="USD", return_days=30),
    }
