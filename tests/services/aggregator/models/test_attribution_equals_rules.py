"""On random journeys the SQL says what the pure rules say, for every policy, to the cent."""

from datetime import timedelta
from random import Random
from typing import Any, NamedTuple, get_args

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from plaudit.events.click import Click
from plaudit.events.codec import Payload
from plaudit.events.order import OrderAmounts, OrderCode, OrderPerson
from plaudit.settings import Policy
from services.aggregator.attribution.clicks import RecordedClick
from services.aggregator.attribution.codes import Ownership, UsedCode, fold
from services.aggregator.attribution.reasons import SENTENCES
from services.aggregator.models.runner import Parameters
from tests.support.bronze import Bronze
from tests.support.oracle import Purchase, World, tell
from tests.support.world import DAY, PLACED_AT, Tables, click_of, code_of, creator_of, order_of, refund_of

CREATORS = ("ana", "bea", "cea")
BUYERS = {"key-ana": "ana"}
CHANGE_OF_HANDS = PLACED_AT + timedelta(hours=1)
OWNERSHIPS = [
    Ownership("ANA10", "ana"),
    Ownership("bea20", "bea"),
    Ownership("DUO", "ana", None, CHANGE_OF_HANDS),
    Ownership("DUO", "cea", CHANGE_OF_HANDS),
    Ownership("Straße", "cea"),
]
MOMENTS = [
    0.0,
    0.4,
    -0.4,
    -1,
    5,
    9.9,
    10,
    12,
    1800,
    1800.4,
    1801,
    86_400,
    86_400.001,
    86_401,
    7 * 86_400,
    2_592_000,
    2_592_001,
]

clicks_of_a_world = st.lists(
    st.tuples(
        st.sampled_from(CREATORS), st.sampled_from(MOMENTS),
        st.sampled_from(["human"] * 6 + ["prefetch", "prefetch", "bot", "preview", "head", "no_ua"]),
        st.sampled_from(["v", "w", None]),
    ),
    min_size=1, max_size=10,
)  # fmt: skip
codes_of_an_order = st.lists(
    st.builds(
        OrderCode, code=st.sampled_from(["ana10", " ANA10\u00a0", "Bea20", "duo", "STRASSE", "WELCOME"]),
        discount_minor=st.none() | st.integers(0, 2), kind=st.sampled_from(["percentage", "shipping"]),
    ),
    max_size=3,
)  # fmt: skip
purchases_of_a_world = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 3600, 86_400, 31 * 86_400]), st.lists(st.integers(0, 11), max_size=4, unique=True),
        codes_of_an_order, st.sampled_from([None, "k1", "k2"]), st.sampled_from([None, None, "key-ana"]),
        st.integers(1, 10_001), st.integers(0, 500),
    ),
    min_size=1, max_size=5,
)  # fmt: skip
worlds = st.lists(st.tuples(clicks_of_a_world, purchases_of_a_world), min_size=1, max_size=12)


def recorded(number: int, world: int, drawn: tuple[str, float, str, str | None]) -> Click:
    creator, seconds, request_class, visitor = drawn
    at = PLACED_AT - timedelta(seconds=seconds)
    return click_of(
        creator, click_id=f"w{world}-{number:02}", clicked_at=at, request_class=request_class,
        visitor_key=f"{visitor}{world}@{at.date()}" if visitor else None, link_id=f"l-{creator}-{world}",
    )  # fmt: skip


class Drawn(NamedTuple):
    """All worlds as stores of one set of records, because a build costs more than its rows."""

    records: list[Payload]
    purchases: list[tuple[int, Purchase]]

    def tables(self, policy: Policy, lookback_days: int = 30, shuffled_by: Random | None = None) -> Tables:
        records = self.records
        if shuffled_by is not None:
            told = [*records, *(record for record in records if not isinstance(record, Click))]
            records = shuffled_by.sample(told, len(told))
        return Tables(Bronze().add(*records), Parameters(policy=policy, lookback_days=lookback_days))


def draw(drawn_worlds: list[Any]) -> Drawn:
    records: list[Payload] = [creator_of("ana", email_key="key-ana"), creator_of("bea")]
    purchases: list[tuple[int, Purchase]] = []
    for number, (drawn_clicks, drawn_purchases) in enumerate(drawn_worlds):
        records += [recorded(place, number, drawn) for place, drawn in enumerate(drawn_clicks)]
        records += [
            code_of(
                ownership.code, str(ownership.owner), code_id=f"{place}-{number}", store=f"s{number}",
                valid_from=ownership.valid_from, valid_until=ownership.valid_until,
            )
            for place, ownership in enumerate(OWNERSHIPS)
        ]  # fmt: skip
        for place, (seconds, ids, codes, customer, buyer, base, refund) in enumerate(drawn_purchases):
            purchase = Purchase(
                f"o{place}", PLACED_AT + timedelta(seconds=seconds), [f"w{number}-{i:02}" for i in ids],
                [UsedCode(c.code, c.discount_minor, c.kind == "shipping") for c in codes], customer, buyer,
                base, max(base - refund, 0),
            )  # fmt: skip
            purchases.append((number, purchase))
            records += events_of(number, purchase, codes, refund)
    return Drawn(records, purchases)


def events_of(world: int, purchase: Purchase, codes: list[OrderCode], refund: int) -> list[Any]:
    order = order_of(
        purchase.order_id, store=f"s{world}", placed_at=purchase.placed_at, clicks=purchase.click_ids, codes=codes,
        amounts=OrderAmounts(currency="EUR", gross_minor=99_999, net_items_minor=purchase.gross_minor),
        person=OrderPerson(customer_key=purchase.customer, buyer_key=purchase.buyer),
    )  # fmt: skip
    return [order, refund_of(refund, store=f"s{world}", order_id=purchase.order_id)]


def worlds_told(
    tables: Tables, purchases: list[tuple[int, Purchase]], policy: Policy, lookback_days: int
) -> list[World]:
    classed = {
        row["click_id"]: RecordedClick(
            row["click_id"], row["clicked_at"], row["click_class"], row["link_id"], row["creator_id"], row["double_of"]
        )
        for row in tables.rows("FROM clicks")
    }
    return [
        World(
            policy, lookback_days * DAY, {i: c for i, c in classed.items() if i.startswith(f"w{world}-")}, OWNERSHIPS,
            BUYERS, [purchase for number, purchase in purchases if number == world],
        )
        for world in range(max(number for number, _ in purchases) + 1)
    ]  # fmt: skip


@pytest.mark.parametrize("policy", get_args(Policy))
@given(drawn=worlds, lookback_days=st.sampled_from([1, 7, 30]))
@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_sql_and_rules_agree_on_every_touch_and_every_cent(
    policy: Policy, drawn: list[Any], lookback_days: int
) -> None:
    worlds_drawn = draw(drawn)
    tables = worlds_drawn.tables(policy, lookback_days)
    touches, shares = rows_by_order(tables)
    for number, world in enumerate(worlds_told(tables, worlds_drawn.purchases, policy, lookback_days)):
        for purchase in world.purchases:
            told = tell(world, purchase)
            assert touches.get((f"s{number}", purchase.order_id), set()) == told.touches
            assert shares[f"s{number}", purchase.order_id] == told.credits


def rows_by_order(tables: Tables) -> tuple[dict[Any, Any], dict[Any, Any]]:
    touches: dict[Any, Any] = {}
    for row in tables.rows("FROM touches"):
        named = row["click_id"] if row["kind"] == "click" else fold(row["code"])
        key = row["store"], row["order_id"]
        touches.setdefault(key, set()).add((row["kind"], named, row["kept"], row["reason"]))
        assert row["reason"] in SENTENCES
    shares: dict[Any, Any] = {}
    for row in tables.rows("FROM credits"):
        named = fold(row["code"]) if row["code"] else row["click_id"]
        share = (
            row["attribution_model"], row["creator_id"], named, row["weight"], row["gross_amount_minor"],
            row["net_amount_minor"], row["evidence"],
        )  # fmt: skip
        shares.setdefault((row["store"], row["order_id"]), set()).add(share)
        assert row["reason"] in SENTENCES
    return touches, shares


@given(drawn=worlds, policy=st.sampled_from(get_args(Policy)))
@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_credits_of_every_order_and_model_sum_to_the_order(drawn: list[Any], policy: Policy) -> None:
    tables = draw(drawn).tables(policy)
    off = tables.rows(
        """
        SELECT credits.store, credits.order_id, attribution_model
        FROM credits JOIN orders ON orders.store = credits.store AND orders.order_id = credits.order_id
        GROUP BY ALL
        HAVING SUM(gross_amount_minor) <> ANY_VALUE(net_items_minor)
            OR SUM(net_amount_minor) <> ANY_VALUE(commissionable_minor) OR ABS(SUM(weight) - 1) > 1e-9
        """
    )
    assert off == []
    counted = tables.only("SELECT COUNT(*) AS n FROM orders WHERE exclusion_reason IS NULL")["n"]
    assert (
        tables.only("SELECT COUNT(DISTINCT (store, order_id, attribution_model)) AS n FROM credits")["n"] == 3 * counted
    )


@given(drawn=worlds, policy=st.sampled_from(get_args(Policy)), random=st.randoms(use_true_random=False))
@settings(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_records_in_any_order_and_told_twice_give_the_same_facts(
    drawn: list[Any], policy: Policy, random: Random
) -> None:
    worlds_drawn = draw(drawn)
    one, two = worlds_drawn.tables(policy), worlds_drawn.tables(policy, shuffled_by=random)
    for table in ("clicks", "orders", "refunds", "touches", "credits"):
        assert sorted(map(str, one.rows(f"FROM {table}"))) == sorted(map(str, two.rows(f"FROM {table}"))), table
