from datetime import date

import msgspec
import pytest

from plaudit.events.registry import AgreementState, Commission, Deliverable, Goal, LinkState
from plaudit.registry import Registry
from plaudit.registry.entities import Created
from plaudit.registry.errors import RefusedError, TakenError, UnknownError
from tests.support.registries import CAMPAIGN, MIA, POST, TOM, a_link, altered

AGREEMENT = AgreementState(
    agreement_id="",
    campaign_id="serum",
    creator_id="mia",
    fee_minor=50_000,
    commission=Commission(rate="0.10", new_customers_only=True),
    starts_on=date(2026, 5, 1),
    deliverables=[Deliverable(kind="reel", due_on=date(2026, 5, 10))],
)


def test_every_field_of_every_entity_comes_back_as_it_went_in(registry: Registry) -> None:
    campaign = msgspec.structs.replace(
        CAMPAIGN,
        campaign_id="full",
        brand="Glow",
        hashtag="#glow",
        disclosure="Anzeige",
        budget_minor=1_500_000,
        fallback_url="https://glow.example/",
        goals=[Goal(metric="orders", target="3000"), Goal(metric="net_revenue", target="90000.00")],
    )
    creator = msgspec.structs.replace(MIA, creator_id="full", name="Mia", followers=12_000, email_key="0f" * 16)
    post = msgspec.structs.replace(POST, url="https://instagram.example/reel/1", disclosed=True)
    assert registry.campaigns.create(campaign).state == registry.campaigns.get("full") == campaign
    assert registry.creators.create(creator).state == registry.creators.get("full") == creator
    assert registry.posts.create(post).state == registry.posts.get("Reel:1") == post
    agreement = registry.agreements.create(AGREEMENT).state
    assert registry.agreements.get(agreement.agreement_id) == agreement
    assert msgspec.structs.replace(agreement, agreement_id="") == AGREEMENT


def test_the_same_body_again_is_no_change_and_another_is_refused(registry: Registry) -> None:
    assert registry.creators.create(MIA) == Created(MIA, new=False)
    with pytest.raises(TakenError, match="mia"):
        registry.creators.create(msgspec.structs.replace(MIA, handle="@other"))
    assert registry.creators.get("mia") == MIA


def test_a_pair_of_campaign_and_creator_has_one_agreement(registry: Registry) -> None:
    first = registry.agreements.create(AGREEMENT)
    assert registry.agreements.create(AGREEMENT) == Created(first.state, new=False)
    with pytest.raises(TakenError, match=first.state.agreement_id):
        registry.agreements.create(msgspec.structs.replace(AGREEMENT, fee_minor=1))


@pytest.mark.parametrize(
    ("field", "value"), [("campaign_id", "nowhere"), ("creator_id", "nobody"), ("post_id", "unwritten")]
)
def test_what_a_link_refers_to_must_exist(registry: Registry, field: str, value: str) -> None:
    with pytest.raises(RefusedError, match=value) as refused:
        registry.links.create(a_link(**{field: value}))
    assert refused.value.field == field


def test_a_link_can_not_stand_in_the_post_of_another_creator(registry: Registry) -> None:
    registry.posts.create(POST)
    assert registry.links.create(a_link(post_id="Reel:1")).new
    with pytest.raises(RefusedError, match="another creator"):
        registry.links.create(a_link(post_id="Reel:1", creator_id="tom"))


def test_the_currency_of_a_campaign_is_fixed_because_amounts_were_booked_in_it(registry: Registry) -> None:
    with pytest.raises(RefusedError, match="currency"):
        registry.campaigns.change("serum", altered(currency="USD"))


def test_nothing_can_end_before_it_starts(registry: Registry) -> None:
    with pytest.raises(RefusedError):
        registry.campaigns.create(msgspec.structs.replace(CAMPAIGN, campaign_id="b", ends_on=date(2026, 4, 1)))
    with pytest.raises(RefusedError):
        registry.agreements.create(msgspec.structs.replace(AGREEMENT, ends_on=date(2026, 4, 1)))


def test_hosts_are_kept_as_lower_case_a_labels_and_once(registry: Registry) -> None:
    hosts = ["Glow.Example", "bücher.example", "glow.example"]
    campaign = registry.campaigns.create(msgspec.structs.replace(CAMPAIGN, campaign_id="b", allowed_hosts=hosts)).state
    assert campaign.allowed_hosts == ["glow.example", "xn--bcher-kva.example"]


def test_a_fallback_must_be_a_target_that_links_may_have(registry: Registry) -> None:
    for fallback in ("https://evil.example/", "http://glow.example/", "https://glow.example:8443/"):
        with pytest.raises(RefusedError) as refused:
            registry.campaigns.change("serum", altered(fallback_url=fallback))
        assert refused.value.field == "fallback_url"


def test_what_is_not_there_can_not_be_changed(registry: Registry) -> None:
    with pytest.raises(UnknownError, match="ghost"):
        registry.creators.change("ghost", lambda creator: creator)


def test_a_change_that_changes_nothing_is_not_announced(registry: Registry) -> None:
    before = registry.outbox.waiting()
    registry.creators.change("mia", lambda creator: creator)
    assert registry.outbox.waiting() == before


def test_pages_follow_each_other_without_gap_or_repeat(registry: Registry) -> None:
    for number in range(7):
        registry.creators.create(msgspec.structs.replace(TOM, creator_id=f"creator-{number}"))
    seen: list[str] = []
    while page := registry.creators.page(seen[-1] if seen else "", 3):
        seen += [creator.creator_id for creator in page]
    assert seen == sorted({*(f"creator-{number}" for number in range(7)), "mia", "tom"})


def _links(count: int) -> list[LinkState]:
    return [a_link(slug=f"s{number}") for number in range(count)]


def test_many_are_created_together_or_not_at_all(registry: Registry) -> None:
    states = [*_links(3), a_link(destination="https://evil.example/")]
    outcomes = registry.links.create_all(states, "if_all")
    assert [isinstance(outcome, Created) for outcome in outcomes] == [True, True, True, False]
    assert registry.links.page("", 10) == []
    assert len(registry.links.create_all(_links(3), "if_all")) == len(registry.links.page("", 10)) == 3


def test_the_good_of_many_can_be_kept_alone(registry: Registry) -> None:
    states = [a_link(destination="https://evil.example/"), *_links(3)]
    outcomes = registry.links.create_all(states, "always")
    assert isinstance(outcomes[0], RefusedError)
    assert len(registry.links.page("", 10)) == 3


def test_a_trial_of_many_keeps_nothing_and_announces_nothing(registry: Registry) -> None:
    before = registry.outbox.waiting()
    assert all(isinstance(outcome, Created) for outcome in registry.links.create_all(_links(3), "never"))
    assert (registry.links.page("", 10), registry.outbox.waiting()) == ([], before)
