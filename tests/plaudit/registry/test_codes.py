from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaudit.events.registry import CodeState
from plaudit.registry import Registry
from plaudit.registry.codes import fold_code
from plaudit.registry.entities import Created
from plaudit.registry.errors import RefusedError, TakenError
from tests.support.clocks import START
from tests.support.registries import GLOW, a_code, a_registry, altered, fill


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def owner_at(registry: Registry, moment: datetime) -> list[str]:
    return _owners(registry.codes.page("", 100), moment)


def _owners(codes: list[CodeState], moment: datetime) -> list[str]:
    return [
        code.creator_id
        for code in codes
        if (code.valid_from is None or code.valid_from <= moment)
        and (code.valid_until is None or moment < code.valid_until)
    ]


@pytest.mark.parametrize("spelling", ["mia10", " MIA10 ", "Mia10", "mIA10\t"])
def test_another_spelling_of_a_code_is_the_same_code(registry: Registry, spelling: str) -> None:
    registry.codes.create(a_code())
    with pytest.raises(TakenError, match="mia"):
        registry.codes.create(a_code(code=spelling, creator_id="tom"))


@pytest.mark.parametrize("other", ["MIA 10", "\uff2dIA10", "\u041cIA10", "MIA1O"])
def test_look_alikes_are_other_codes(registry: Registry, other: str) -> None:
    registry.codes.create(a_code())
    assert registry.codes.create(a_code(code=other, creator_id="tom")).new


def test_two_stores_may_have_the_same_code(registry: Registry) -> None:
    registry.stores.create(msgspec.structs.replace(GLOW, store="glow-us"))
    assert registry.codes.create(a_code()).new
    assert registry.codes.create(a_code(store="glow-us", creator_id="tom")).new


def test_a_later_owner_ends_the_former_range_at_the_moment_it_begins(registry: Registry) -> None:
    first = registry.codes.create(a_code(valid_from=day(0))).state
    waiting = registry.outbox.waiting()
    second = registry.codes.create(a_code(creator_id="tom", code="mia10", valid_from=day(10)))
    assert second.new
    ended = registry.codes.get(first.code_id)
    assert ended is not None
    assert ended.valid_until == day(10)
    assert owner_at(registry, day(10) - timedelta(seconds=1)) == ["mia"]
    assert owner_at(registry, day(10)) == ["tom"]
    assert registry.outbox.waiting() == waiting + 2


def test_the_same_bodies_again_change_nothing_even_after_a_code_passed_on(registry: Registry) -> None:
    bodies = [a_code(valid_from=day(0)), a_code(creator_id="tom", valid_from=day(10)), a_code(valid_from=day(20))]
    for body in bodies:
        assert registry.codes.create(body).new
    before = registry.codes.page("", 10)
    for body in bodies:
        assert not registry.codes.create(body).new
    assert registry.codes.page("", 10) == before


@pytest.mark.parametrize(
    ("start", "end"),
    [(None, None), (None, day(11)), (day(5), None), (day(5), day(11)), (day(10), None), (day(10), day(12))],
)
def test_a_range_that_would_cover_a_later_or_equal_one_is_refused(
    registry: Registry, start: datetime | None, end: datetime | None
) -> None:
    registry.codes.create(a_code(valid_from=day(10), valid_until=day(20)))
    with pytest.raises(TakenError):
        registry.codes.create(a_code(creator_id="tom", valid_from=start, valid_until=end))
    assert len(registry.codes.page("", 10)) == 1


@pytest.mark.parametrize(("start", "end"), [(None, day(10)), (day(5), day(10)), (day(20), None), (day(20), day(30))])
def test_ranges_that_touch_do_not_overlap(registry: Registry, start: datetime | None, end: datetime | None) -> None:
    registry.codes.create(a_code(valid_from=day(10), valid_until=day(20)))
    assert registry.codes.create(a_code(creator_id="tom", valid_from=start, valid_until=end)).new


def test_a_change_must_not_reach_into_the_range_of_another(registry: Registry) -> None:
    first = registry.codes.create(a_code(valid_from=day(0))).state
    registry.codes.create(a_code(creator_id="tom", valid_from=day(10)))
    shorter = registry.codes.change(first.code_id, altered(valid_until=day(5)))
    assert shorter.valid_until == day(5)
    for until in (day(11), None):
        with pytest.raises(TakenError):
            registry.codes.change(first.code_id, altered(valid_until=until))


def test_an_ownership_stays_with_its_code_and_store(registry: Registry) -> None:
    code = registry.codes.create(a_code()).state
    with pytest.raises(RefusedError, match="make another"):
        registry.codes.change(code.code_id, altered(code="TOM10"))
    assert registry.codes.change(code.code_id, altered(code="Mia10")).code == "Mia10"


def test_a_code_is_owned_in_a_store_that_is_known(registry: Registry) -> None:
    with pytest.raises(RefusedError, match="elsewhere") as refused:
        registry.codes.create(a_code(store="elsewhere"))
    assert refused.value.field == "store"


def test_white_space_is_no_code(registry: Registry) -> None:
    with pytest.raises(RefusedError):
        registry.codes.create(a_code(code="  "))


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_code(fold_code(text)) == fold_code(text)
    assert fold_code(f" {text}\t") == fold_code(text)


moments = st.none() | st.integers(0, 12).map(day)
asked_ranges = st.lists(st.tuples(st.sampled_from(["mia", "tom"]), moments, moments, st.booleans()), max_size=8)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """One registry for all examples; each example takes a code of its own."""
    with a_registry(tmp_path_factory.mktemp("codes")) as registry:
        fill(registry)
        yield registry


@settings(max_examples=100, deadline=None)
@given(asked=asked_ranges)
def test_whatever_is_asked_for_a_code_has_one_owner_at_a_time(
    lasting: Registry, asked: list[tuple[str, datetime | None, datetime | None, bool]]
) -> None:
    code = f"code{uuid4().hex}"
    outcomes = lasting.codes.create_all(
        [
            a_code(code=code.upper() if loud else code, creator_id=creator, valid_from=start, valid_until=end)
            for creator, start, end, loud in asked
        ],
        "always",
    )
    kept = [each for each in lasting.codes.page("", 10_000) if fold_code(each.code) == code]
    for moment in range(-1, 14):
        assert len(_owners(kept, day(moment))) <= 1
        assert len(_owners(kept, day(moment) + timedelta(hours=12))) <= 1
    assert len(kept) == sum(isinstance(outcome, Created) and outcome.new for outcome in outcomes)


def test_a_code_survives_the_process(tmp_path: Path) -> None:
    with a_registry(tmp_path) as registry:
        fill(registry)
        code = registry.codes.create(a_code(valid_from=day(0))).state
    with a_registry(tmp_path) as registry:
        assert registry.codes.get(code.code_id) == code
