from datetime import timedelta
from itertools import chain, repeat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.events.click import UtmValues
from plaudit.ids import SLUG_ALPHABET, new_slug
from plaudit.registry import Registry
from plaudit.registry.entities import Created
from plaudit.registry.errors import RefusedError, TakenError
from plaudit.registry.slugs import RESERVED, vanity_slug
from tests.support.clocks import START
from tests.support.registries import a_link, a_registry, altered, fill


def test_a_link_without_a_slug_is_always_new(registry: Registry) -> None:
    first, second = registry.links.create(a_link()), registry.links.create(a_link())
    assert first.new
    assert second.new
    assert first.state.slug != second.state.slug
    assert first.state.link_id != second.state.link_id


def test_a_minted_slug_has_nine_characters_without_look_alikes(registry: Registry) -> None:
    slug = registry.links.create(a_link()).state.slug
    assert len(slug) == 9
    assert set(slug) <= set(SLUG_ALPHABET)
    assert not set(SLUG_ALPHABET) & set("01loi")


def test_a_minted_slug_that_is_taken_is_minted_again(tmp_path: Path) -> None:
    slugs = chain(repeat("same-slug", 3), ["other-slug"])
    with a_registry(tmp_path, new_slug=lambda: next(slugs)) as registry:
        fill(registry)
        assert registry.links.create(a_link()).state.slug == "same-slug"
        assert registry.links.create(a_link()).state.slug == "other-slug"
        assert len(registry.links.page("", 10)) == 2


def test_minting_gives_up_when_nothing_is_ever_free(tmp_path: Path) -> None:
    with a_registry(tmp_path, new_slug=lambda: "same-slug") as registry:
        fill(registry)
        registry.links.create(a_link())
        with pytest.raises(RefusedError, match="taken"):
            registry.links.create(a_link())


def test_a_vanity_slug_is_kept_in_lower_case_and_belongs_to_one_link(registry: Registry) -> None:
    created = registry.links.create(a_link(slug="Mia-Serum"))
    assert created.state.slug == "mia-serum"
    assert registry.links.create(a_link(slug="MIA-SERUM")) == Created(created.state, new=False)
    with pytest.raises(TakenError) as taken:
        registry.links.create(a_link(slug="mia-serum", sub_id="story"))
    assert taken.value.field == "slug"


@pytest.mark.parametrize("slug", [*sorted(RESERVED), "API", "a b", "a.b", "ä", "a/b", "%61", "a" * 65, "\u212a"])
def test_a_slug_that_means_something_else_or_is_no_word_is_refused(registry: Registry, slug: str) -> None:
    with pytest.raises(RefusedError):
        registry.links.create(a_link(slug=slug))


@given(st.text(st.sampled_from("abcXYZ019-_"), min_size=1, max_size=64))
def test_the_spelling_of_a_slug_never_matters_twice(text: str) -> None:
    if text.lower() not in RESERVED:
        assert vanity_slug(vanity_slug(text)) == vanity_slug(text) == vanity_slug(text.swapcase())


def test_minted_slugs_pass_the_rules_of_wished_ones() -> None:
    slugs = [new_slug() for _ in range(1000)]
    assert [vanity_slug(slug) for slug in slugs] == slugs


def test_a_slug_can_not_change_because_it_stands_in_posts(registry: Registry) -> None:
    link = registry.links.create(a_link()).state
    with pytest.raises(RefusedError, match="slug"):
        registry.links.change(link.link_id, altered(slug="other"))


def test_a_link_can_be_disabled_although_its_host_is_no_longer_allowed(registry: Registry) -> None:
    link = registry.links.create(a_link()).state
    registry.campaigns.change("serum", altered(allowed_hosts=["shop.glow.example"]))
    disabled = registry.links.change(link.link_id, altered(disabled=True))
    assert disabled.disabled
    with pytest.raises(RefusedError, match="allowed hosts"):
        registry.links.change(link.link_id, altered(destination="https://glow.example/b"))


def test_a_link_must_not_lead_back_to_ourselves(registry: Registry) -> None:
    with pytest.raises(RefusedError, match="circle"):
        registry.links.create(a_link(destination="https://go.glow.example/abc"))


def test_a_range_that_ends_before_it_begins_is_refused(registry: Registry) -> None:
    with pytest.raises(RefusedError) as refused:
        registry.links.create(a_link(valid_from=START, valid_until=START))
    assert refused.value.field == "valid_until"


def test_followers_of_links_see_each_change_once_and_in_order(registry: Registry) -> None:
    first = registry.links.create(a_link(utm=UtmValues(source="ig"), valid_until=START + timedelta(days=1))).state
    second = registry.links.create(a_link(creator_id="tom")).state
    views = registry.links.changes_after(0)
    assert [view.link_id for view in views] == [first.link_id, second.link_id]
    assert (views[0].platform, views[0].utm.source, views[0].valid_until) == ("instagram", "ig", first.valid_until)
    assert registry.links.changes_after(views[-1].change) == []
    registry.links.change(first.link_id, altered(disabled=True))
    [changed] = registry.links.changes_after(views[-1].change)
    assert (changed.link_id, changed.disabled) == (first.link_id, True)


def test_a_link_changes_with_the_platform_and_the_fallback_that_it_answers_with(registry: Registry) -> None:
    of_mia = registry.links.create(a_link()).state
    of_tom = registry.links.create(a_link(creator_id="tom")).state
    seen = registry.links.changes_after(0)[-1].change
    registry.creators.change("mia", altered(handle="@mia.new"))
    assert registry.links.changes_after(seen) == []
    registry.creators.change("mia", altered(platform="youtube"))
    [changed] = registry.links.changes_after(seen)
    assert (changed.link_id, changed.platform) == (of_mia.link_id, "youtube")
    registry.campaigns.change("serum", altered(fallback_url="https://glow.example/"))
    fallen = registry.links.changes_after(changed.change)
    assert {view.link_id for view in fallen} == {of_mia.link_id, of_tom.link_id}
    assert {view.fallback_url for view in fallen} == {"https://glow.example/"}
