"""Who gets an order and who does not, as people would tell it."""

from datetime import timedelta
from typing import Any

import pytest

from plaudit.events.codec import Payload
from plaudit.events.order import OrderCode, OrderPerson
from tests.support.world import DAY, PLACED_AT, Tables, click_of, code_of, creator_of, order_of

ANA_CLICKED = click_of("ana", click_id="a")
BEA_OWNS = code_of("BEA20", "bea")


def earned(*payloads: Payload, model: str = "last", **parameters: Any) -> dict[str | None, int]:
    rows = Tables.of(*payloads, **parameters).rows(f"FROM credits WHERE attribution_model = '{model}'")
    return {row["creator_id"]: row["net_amount_minor"] for row in rows}


def reasons(*payloads: Payload, **parameters: Any) -> dict[str, str]:
    rows = Tables.of(*payloads, **parameters).rows("FROM touches")
    return {row["click_id"] or row["code"]: row["reason"] for row in rows}


@pytest.mark.parametrize(
    ("policy", "expected", "why"),
    [
        ("code_first", {"bea": 10_000}, {"a": "overtaken_by_code", "bea20": "last_touch"}),
        ("click_first", {"ana": 10_000}, {"a": "last_touch", "bea20": "click_wins"}),
        ("code_if_involved", {"ana": 10_000}, {"a": "last_touch", "bea20": "owner_without_click"}),
        ("code_if_winner", {"ana": 10_000}, {"a": "last_touch", "bea20": "owner_without_last_click"}),
        ("split", {"ana": 5_000, "bea": 5_000}, {"a": "shares_with_code", "bea20": "last_touch"}),
    ],
)
def test_click_against_code_is_decided_by_the_policy_and_losers_keep_their_reason(
    policy: Any, expected: dict[str, int], why: dict[str, str]
) -> None:
    world = (ANA_CLICKED, BEA_OWNS, order_of(clicks=["a"], codes=["bea20"]))
    assert earned(*world, policy=policy) == expected
    assert reasons(*world, policy=policy) == why


def test_a_shop_code_takes_nothing_away_from_a_click() -> None:
    assert earned(ANA_CLICKED, order_of(clicks=["a"], codes=["WELCOME"])) == {"ana": 10_000}


def test_a_shop_code_alone_leaves_the_order_unattributed_with_a_reason() -> None:
    row = Tables.of(order_of(codes=["WELCOME"])).rows("FROM credits")[0]
    assert (row["creator_id"], row["campaign_id"], row["reason"]) == (None, None, "no_owner")
    assert (row["weight"], row["gross_amount_minor"], row["evidence"]) == (1, 10_000, None)


def test_an_order_without_any_evidence_says_so() -> None:
    assert Tables.of(order_of()).rows("FROM credits")[0]["reason"] == "no_evidence"


@pytest.mark.parametrize("codes", [["ANA10", "BEA20"], ["BEA20", "ANA10"]])
def test_of_stacked_creator_codes_one_wins_whatever_their_order(codes: list[str]) -> None:
    used = [OrderCode(code=code, discount_minor=200 if code == "BEA20" else 100) for code in codes]
    world = (code_of("ANA10"), BEA_OWNS, order_of(codes=used))
    assert earned(*world) == {"bea": 10_000}
    assert reasons(*world)["ANA10"] == "other_code_wins"


@pytest.mark.parametrize("spelling", ["anna10", " Anna10 ", "ANNA10\u00a0"])
def test_spelling_of_a_code_does_not_matter(spelling: str) -> None:
    assert earned(code_of("ANNA10", "anna"), order_of(codes=[spelling])) == {"anna": 10_000}


def test_full_width_letters_are_another_code() -> None:
    assert earned(code_of("ANNA10", "anna"), order_of(codes=["\uff21NNA10"])) == {None: 10_000}


def test_letters_beyond_ascii_are_folded_as_unicode_says() -> None:
    assert earned(code_of("Straße10", "anna"), order_of(codes=["STRASSE10"])) == {"anna": 10_000}


@pytest.mark.parametrize(("seconds", "owner"), [(-1, "ana"), (0, "bea")])
def test_a_code_belongs_to_whoever_owned_it_when_the_order_was_placed(seconds: int, owner: str) -> None:
    first = code_of("DUO", "ana", valid_until=PLACED_AT)
    then = code_of("DUO", "bea", valid_from=PLACED_AT)
    placed_at = PLACED_AT + timedelta(seconds=seconds)
    assert earned(first, then, order_of(codes=["duo"], placed_at=placed_at)) == {owner: 10_000}


@pytest.mark.parametrize(
    ("before", "winner"),
    [(30 * DAY, "ana"), (30 * DAY + timedelta(seconds=1), None), (timedelta(0), "ana"), (-timedelta(seconds=1), None)],
)
def test_the_lookback_counts_both_ends_to_the_second(before: timedelta, winner: str | None) -> None:
    assert earned(click_of(before=before), order_of(clicks=["c1"])) == {winner: 10_000}


def test_the_later_click_wins_under_last_and_the_earlier_under_first() -> None:
    world = (click_of("ana", 25 * DAY, "a"), click_of("bea", 15 * DAY, "b"), order_of(clicks=["a", "b"]))
    assert earned(*world) == {"bea": 10_000}
    assert earned(*world, model="first") == {"ana": 10_000}
    assert earned(*world, model="linear") == {"ana": 5_000, "bea": 5_000}


@pytest.mark.parametrize("click_class", ["bot", "preview", "head", "no_ua"])
def test_what_no_person_made_earns_nothing(click_class: Any) -> None:
    world = (click_of(request_class=click_class), order_of(clicks=["c1"]))
    assert earned(*world) == {None: 10_000}
    assert reasons(*world) == {"c1": f"{click_class}_click"}


def test_an_id_that_nobody_issued_is_kept_and_earns_nothing() -> None:
    world = (ANA_CLICKED, order_of(clicks=["a", "invented"]))
    assert earned(*world) == {"ana": 10_000}
    assert reasons(*world)["invented"] == "unknown_click"


def test_a_double_on_an_order_is_credited_as_the_click_behind_it() -> None:
    pair = [click_of(before=DAY - timedelta(seconds=s), click_id=f"c{s}", visitor_key="v") for s in (0, 4)]
    touch = Tables.of(*pair, order_of(clicks=["c4"])).only("FROM touches")
    assert (touch["click_id"], touch["carried_click_id"], touch["carried_class"]) == ("c0", "c4", "double")
    assert touch["kept"]


def test_a_prefetch_on_an_order_proves_a_person() -> None:
    assert earned(click_of(request_class="prefetch"), order_of(clicks=["c1"])) == {"ana": 10_000}


def test_a_returning_customer_brings_earlier_touches_along() -> None:
    person = OrderPerson(customer_key="k")
    first = order_of("1", clicks=["a"], placed_at=PLACED_AT - DAY / 2, person=person)
    tables = Tables.of(ANA_CLICKED, first, order_of("2", person=person), order_of("3"))
    assert tables.pairs("SELECT order_id, source FROM touches") == {"1": "order", "2": "earlier_order"}
    assert tables.only("FROM credits WHERE order_id = '2' AND attribution_model = 'last'")["creator_id"] == "ana"


def test_only_human_clicks_are_inherited_and_only_by_later_orders() -> None:
    person = OrderPerson(customer_key="k")
    prefetch = click_of(request_class="prefetch", click_id="p")
    later = order_of("2", clicks=["p"], person=person)
    tables = Tables.of(prefetch, order_of("1", placed_at=PLACED_AT - DAY / 2, person=person), later,
                       order_of("3", placed_at=PLACED_AT + DAY, person=person))  # fmt: skip
    assert [row["order_id"] for row in tables.rows("FROM touches")] == ["2"]


def test_a_creator_who_buys_earns_nothing_but_others_do() -> None:
    oli = creator_of("oli", email_key="oli-key")
    world = (
        oli, code_of("OLI20", "oli"), click_of("oli", DAY / 2, "o"), click_of("noa", DAY, "n"),
        order_of(clicks=["n", "o"], codes=["OLI20"], person=OrderPerson(buyer_key="oli-key")),
    )  # fmt: skip
    assert earned(*world) == {"noa": 10_000}
    assert reasons(*world) == {"n": "last_touch", "o": "self_purchase", "OLI20": "self_purchase"}


def test_a_code_absorbs_its_owners_visit_and_keeps_its_click() -> None:
    world = (code_of("ANA10"), click_of(before=timedelta(minutes=30)), order_of(clicks=["c1"], codes=["ANA10"]))
    rows = Tables.of(*world).rows("FROM credits")
    assert {(row["code"], row["click_id"], row["link_id"], row["evidence"], row["reason"]) for row in rows} == {
        ("ANA10", "c1", "l-ana", "both", "only_touch")
    }


def test_evidence_is_both_even_when_the_click_is_too_old_to_be_absorbed() -> None:
    world = (code_of("ANA10"), click_of(before=3 * DAY), order_of(clicks=["c1"], codes=["ANA10"]))
    assert {row["evidence"] for row in Tables.of(*world).rows("FROM credits")} == {"both"}


def test_evidence_is_both_even_when_the_policy_drops_the_code() -> None:
    world = (code_of("ANA10"), click_of(before=3 * DAY), order_of(clicks=["c1"], codes=["ANA10"]))
    assert {row["evidence"] for row in Tables.of(*world, policy="click_first").rows("FROM credits")} == {"both"}


def test_excluded_orders_have_touches_but_no_credits() -> None:
    tables = Tables.of(ANA_CLICKED, order_of(clicks=["a"], is_test=True))
    assert tables.only("FROM touches")["kept"]
    assert tables.rows("FROM credits") == []


def test_a_refund_follows_the_credit_and_never_moves_it() -> None:
    world = (ANA_CLICKED, order_of(clicks=["a"]), order_of(state="cancelled", minutes=60))
    rows = Tables.of(*world).rows("FROM credits")
    assert {(row["creator_id"], row["gross_amount_minor"], row["net_amount_minor"]) for row in rows} == {
        ("ana", 10_000, 0)
    }


def test_the_lookback_is_measured_from_the_order_not_from_its_receipt() -> None:
    imported = order_of(clicks=["c1"], minutes=60 * 24 * 90)
    assert earned(click_of(before=29 * DAY), imported) == {"ana": 10_000}


def test_the_odd_cent_goes_to_the_earlier_touch() -> None:
    world = (click_of("ana", 3 * DAY, "a"), click_of("bea", 2 * DAY, "b"), click_of("cea", DAY, "c"))
    assert earned(*world, order_of(clicks=["a", "b", "c"]), model="linear") == {"ana": 3334, "bea": 3333, "cea": 3333}


@pytest.mark.parametrize("policy", ["code_if_winner", "split"])
def test_of_clicks_of_one_instant_the_greater_id_is_the_last(policy: Any) -> None:
    together = (click_of("bea", click_id="1"), click_of("ana", click_id="2"), code_of("ANA10"))
    world = (*together, order_of(clicks=["2", "1"], codes=["ANA10"]))
    assert earned(*world, policy=policy) == {"ana": 10_000}
    assert reasons(*world, policy=policy)["ANA10"] == "last_touch"
