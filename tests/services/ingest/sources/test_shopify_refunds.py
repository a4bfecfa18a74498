"""Shopify's refunds: what they take off the base, and that one told twice is one."""

from typing import Any

import pytest

from plaudit.events.refund import Refund
from services.ingest.documents import read_object
from services.ingest.reasons import UnacceptableError
from services.ingest.sources import shopify
from tests.support import shopify as shop
from tests.support.ingest import as_body, context_of


def read(document: dict[str, Any]) -> Refund:
    (fact,) = shopify.normalise(read_object(as_body(document)), context_of(b"", "refunds/create"))
    assert isinstance(fact, Refund)
    return fact


def listed(document: dict[str, Any]) -> list[Refund]:
    facts = shopify.normalise(read_object(as_body(document)), context_of(b"", "orders/updated"))
    return [fact for fact in facts if isinstance(fact, Refund)]


def test_a_refund_is_the_sum_of_its_lines_in_shop_money_and_neither_float_nor_transaction() -> None:
    refund = read(shop.refund(shop.refund_line("11.90", "1.55"), shop.refund_line("3.00")))
    assert (refund.amount_minor, refund.currency) == (1490, "USD")


def test_a_goodwill_refund_without_lines_takes_nothing_off_the_base() -> None:
    goodwill = shop.refund(order_adjustments=[{"amount_set": shop.money("-5.00")}])
    assert (read(goodwill).amount_minor, read(goodwill).currency) == (0, "USD")


def test_a_refunded_gift_card_takes_nothing_off_a_base_it_was_never_in() -> None:
    assert read(shop.refund(shop.refund_line("50.00", gift_card=True), shop.refund_line("8.00"))).amount_minor == 800


@pytest.mark.parametrize(
    ("status", "expected"),
    [("success", "succeeded"), ("pending", "pending"), ("failure", "failed"), ("error", "failed"), (None, "succeeded")],
)
def test_a_refund_is_as_far_as_its_money_is(status: str | None, expected: str) -> None:
    assert read(shop.refund(shop.refund_line("5.00"), status=status)).status == expected


def test_of_several_transactions_one_success_is_enough_and_a_sale_is_no_refund() -> None:
    document = shop.refund(shop.refund_line("5.00"))
    document["transactions"] += [{"kind": "refund", "status": "failure"}, {"kind": "sale", "status": "pending"}]
    assert read(document).status == "succeeded"


def test_a_refund_listed_in_its_order_has_the_same_id_and_amount_and_the_later_version() -> None:
    alone = shop.refund(shop.refund_line("11.90", "1.55", rate=0.13))
    order = shop.order("93.50", current="81.60", refunds=[alone], updated_at="2026-10-09T19:03:12Z")
    (within,) = listed(order)
    by_itself = read(alone)
    assert (within.order_id, within.refund_id) == (by_itself.order_id, by_itself.refund_id)
    assert within.amount_minor == by_itself.amount_minor == 1190
    assert within.version > by_itself.version
    assert within.delivery.part == 1


def test_tax_within_a_refunded_price_is_outside_the_base_wherever_the_refund_is_told() -> None:
    """12.00 with 20 % within is 10.00; `refunds/create` does not say so, but its figures do."""
    alone = shop.refund(shop.refund_line("12.00", "2.00", rate=0.2))
    order = shop.order("12.00", current="0.00", refunds=[alone], taxes_included=True)
    assert read(alone).amount_minor == listed(order)[0].amount_minor == 1000


def test_tax_on_top_of_a_refunded_price_is_told_apart_by_its_rate() -> None:
    assert read(shop.refund(shop.refund_line("12.00", "2.40", rate=0.2))).amount_minor == 1200


def test_tax_that_fits_no_rate_or_both_ways_is_taken_to_be_on_top() -> None:
    for subtotal, tax, rate, minor in [("12.00", "1.70", 0.2, 1200), ("0.55", "0.04", 0.08, 55)]:
        assert read(shop.refund(shop.refund_line(subtotal, tax, rate=rate))).amount_minor == minor


def test_several_refunds_of_an_order_are_parts_of_one_delivery() -> None:
    refunds = [shop.refund(shop.refund_line("1.00"), id=number) for number in (11, 12, 13)]
    found = listed(shop.order("10.00", current="7.00", refunds=refunds))
    assert [(refund.refund_id, refund.delivery.part) for refund in found] == [("11", 1), ("12", 2), ("13", 3)]


def test_one_broken_refund_keeps_the_whole_delivery_out() -> None:
    broken = shop.refund(shop.refund_line("1.00")) | {"id": None}
    with pytest.raises(UnacceptableError):
        listed(shop.order("10.00", refunds=[shop.refund(shop.refund_line("1.00")), broken]))


def test_the_lines_of_a_refund_are_in_one_currency() -> None:
    with pytest.raises(UnacceptableError) as refused:
        read(shop.refund(shop.refund_line("1.00"), shop.refund_line("1.00", currency="EUR")))
    assert refused.value.why == "bad_currency"


def test_a_negative_refund_is_refused() -> None:
    with pytest.raises(UnacceptableError):
        read(shop.refund(shop.refund_line("-1.00")))


def test_an_order_under_the_topic_of_a_refund_is_refused() -> None:
    with pytest.raises(UnacceptableError) as refused:
        read(shop.order("10.00"))
    assert refused.value.why == "missing_field"
