"""Money in several currencies: converted once, to the cent, and left out with a count where there is no rate (E20)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.aggregator.models.runner import Parameters
from tests.support.facts import NOON, PAIR, Facts, october

DAY = date(2026, 10, 5)


def with_rate(currency: str, minor_rate: str, parameters: Parameters | None = None) -> Facts:
    facts = Facts(parameters)
    facts.add_link()
    rate = {"currency": currency, "day": DAY, "published_on": DAY, "rate": minor_rate, "minor_rate": minor_rate}
    facts.add("rates", [rate])
    return facts


@pytest.mark.parametrize(
    ("currency", "minor", "minor_rate", "euros"),
    [("JPY", 1580, "0.61", "9.640"), ("KWD", 1234, "0.29", "3.580"), ("USD", 1580, "0.92", "14.540")],
)
def test_amounts_are_converted_by_the_rate_of_the_order_day(
    currency: str, minor: int, minor_rate: str, euros: str
) -> None:
    facts = with_rate(currency, minor_rate)
    facts.sell("o1", currency=currency, net_items_minor=minor, commissionable_minor=minor)
    row = facts.build().performance()
    assert (row["gross_revenue"], row["net_revenue"], row["currency"]) == (Decimal(euros), Decimal(euros), "EUR")


@pytest.mark.parametrize(
    ("currency", "unit", "shown"), [("JPY", "1.000", "1580.000"), ("EUR", "0.010", "15.800"), ("KWD", "0.001", "1.580")]
)
def test_the_reporting_currency_keeps_its_own_exponent(currency: str, unit: str, shown: str) -> None:
    facts = Facts(Parameters(currency=currency, minor_unit=Decimal(unit)))
    facts.add_link()
    facts.sell("o1", currency=currency, net_items_minor=1580, commissionable_minor=1580)
    assert str(facts.build().performance()["gross_revenue"]) == shown


def test_an_amount_without_a_rate_is_left_out_and_counted_never_taken_one_to_one() -> None:
    facts = with_rate("USD", "0.92")
    facts.sell("o1")
    facts.sell("o2", currency="XTS")
    row = facts.build().performance()
    assert (row["orders"], row["orders_without_rate"], row["gross_revenue"]) == (2, 1, 100)
    assert row["aov"] == 100.0


def test_revenue_without_any_rate_has_no_ratio() -> None:
    facts = with_rate("USD", "0.92")
    facts.sell("o1", currency="XTS")
    facts.add("costs", [cost("c1", 100)])
    row = facts.build().performance()
    assert (row["aov_null_reason"], row["roas_null_reason"], row["cpa"]) == ("no_rate", "no_rate", 1.0)


def test_a_cost_without_a_rate_makes_nothing_look_free() -> None:
    facts = with_rate("USD", "0.92")
    facts.add_clicks(5)
    facts.sell("o1", is_new_customer=True)
    facts.add("costs", [cost("c1", 100, currency="XTS")])
    row = facts.build().performance()
    assert (row["cost"], row["costs_without_rate"]) == (0, 1)
    assert {row[f"{ratio}_null_reason"] for ratio in ("cpa", "cpc", "cpe", "cac", "roas")} == {"no_rate"}


def test_costs_are_converted_on_the_day_they_were_incurred() -> None:
    facts = with_rate("USD", "0.92")
    facts.add("rates", [{"currency": "USD", "day": october(6), "rate": "0.5", "minor_rate": "0.5"}])
    facts.add("costs", [cost("c1", 1000, currency="USD", on=DAY), cost("c2", 1000, currency="USD", on=october(6))])
    assert facts.build().performance()["cost"] == Decimal("14.2")


def cost(
    cost_id: str, minor: int, *, currency: str = "EUR", on: date = DAY, voids: str | None = None
) -> dict[str, object]:
    booked = {"amount_minor": minor, "currency": currency, "incurred_on": on, "voids": voids}
    return {"cost_id": cost_id, **PAIR, "kind": "fee"} | booked


@pytest.mark.parametrize(
    ("bookings", "total"),
    [
        ([cost("a", 1000), cost("b", 500)], "15"),
        ([cost("a", 1000), cost("b", 1000, voids="a")], "0"),
        ([cost("a", 1000), cost("b", -1000, voids="a"), cost("c", 700)], "7"),
        ([cost("a", 1000), cost("b", 1000, voids="a"), cost("c", 1000, voids="b")], "10"),
        ([cost("b", 1000, voids="never-booked")], "0"),
    ],
)
def test_a_void_takes_its_booking_back_and_costs_nothing_itself(bookings: list[dict[str, object]], total: str) -> None:
    facts = with_rate("USD", "0.92")
    facts.add("costs", bookings)
    assert facts.build().performance()["cost"] == Decimal(total)


@settings(max_examples=10, deadline=None)
@example(gross=10**6, kept=10**6, touches=1, minor_rate=Decimal(1))
@example(gross=10**12, kept=1, touches=3, minor_rate=Decimal("1.5"))
@given(
    gross=st.integers(1, 10**7),
    kept=st.integers(0, 10**7),
    touches=st.integers(1, 7),
    minor_rate=st.decimals("0.001", "3", places=6),
)
def test_a_converted_order_is_split_to_the_cent(gross: int, kept: int, touches: int, minor_rate: Decimal) -> None:
    net = min(gross, kept)
    facts = with_rate("USD", str(minor_rate))
    facts.add_order("o1", currency="USD", net_items_minor=gross, commissionable_minor=net)
    for number in range(touches):
        creator = {"creator_id": f"creator{number}", "click_id": f"click{number}", "weight": 1 / touches}
        facts.credit("o1", ["linear"], **creator)
    facts.build()
    total = "SELECT SUM(gross_revenue), SUM(net_revenue), SUM(orders) FROM creator_performance"
    gross_shown, net_shown, orders = facts.one(f"{total} WHERE attribution_model = 'linear'")
    assert gross_shown == cents(gross * minor_rate)
    assert net_shown == cents(net * minor_rate)
    assert orders == pytest.approx(1, abs=1e-8)


def test_shares_of_a_converted_order_differ_by_one_cent_at_most_and_the_earlier_touch_gets_it() -> None:
    facts = with_rate("USD", "1")
    facts.add_order("o1", currency="USD", net_items_minor=10_000, commissionable_minor=10_000)
    for number in range(3):
        touch_at = NOON.replace(hour=number)
        facts.credit("o1", ["linear"], creator_id=f"c{number}", touch_at=touch_at, weight=1 / 3)
    facts.build()
    shares = facts.rows(
        "SELECT gross_revenue FROM creator_performance "
        "WHERE attribution_model = 'linear' AND gross_revenue > 0 ORDER BY creator_id"
    )
    assert [row["gross_revenue"] for row in shares] == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


def cents(minor: Decimal) -> Decimal:
    from decimal import ROUND_HALF_UP

    return minor.quantize(Decimal(1), ROUND_HALF_UP) / 100
