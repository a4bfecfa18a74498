"""Shopify's orders: base, state, codes, evidence, people and tests."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.events.order import Order, OrderAmounts, OrderStatus
from services.ingest.documents import read_object
from services.ingest.reasons import UnacceptableError
from services.ingest.sources import shopify
from tests.support import shopify as shop
from tests.support.ingest import NOW, as_body, context_of


def read(document: dict[str, Any], topic: str = "orders/updated") -> Order:
    fact = shopify.normalise(read_object(as_body(document)), context_of(b"", topic))[0]
    assert isinstance(fact, Order)
    return fact


def amounts_of(document: dict[str, Any]) -> OrderAmounts:
    amounts = read(document).amounts
    assert amounts is not None
    return amounts


def status_of(**changes: Any) -> OrderStatus:
    status = read(shop.order("10.00", **changes)).status
    assert status is not None
    return status


def refusal_of(document: dict[str, Any], topic: str = "orders/updated") -> str:
    with pytest.raises(UnacceptableError) as refused:
        read(document, topic)
    return refused.value.why


@pytest.mark.parametrize(
    ("currency", "amount", "minor"),
    [
        ("USD", "15.80", 1580),
        ("JPY", "1580", 1580),
        ("JPY", "1580.00", 1580),
        ("KWD", "1.234", 1234),
        ("ISK", "90", 90),
    ],
)
def test_amounts_have_the_decimals_of_their_iso_currency(currency: str, amount: str, minor: int) -> None:
    amounts = amounts_of(shop.order(amount, currency=currency))
    assert (amounts.currency, amounts.gross_minor, amounts.net_items_minor) == (currency, minor, minor)


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "15.80"), ("USD", "1.234"), ("KWD", "1.2345")])
def test_an_amount_with_more_decimals_than_its_currency_has_is_refused(currency: str, amount: str) -> None:
    assert refusal_of(shop.order(amount, currency=currency)) == "bad_amount"


@pytest.mark.parametrize("amount", [10.5, 10, None, "", "ten", "1e3", "NaN", "Infinity", "1_000", " 1.00", "1,00", "٣"])
def test_an_amount_that_is_no_plain_decimal_string_is_refused(amount: object) -> None:
    document = shop.order("10.00")
    document["subtotal_price_set"]["shop_money"]["amount"] = amount
    assert refusal_of(document) == "bad_amount"


def test_all_amounts_of_an_order_are_in_one_currency() -> None:
    document = shop.order("10.00") | {"total_price_set": shop.money("12.00", "EUR")}
    assert refusal_of(document) == "bad_currency"


def test_gift_cards_are_outside_the_base() -> None:
    lines = [shop.line("30.00"), shop.line("25.00", 2, gift_card=True, discount="5.00")]
    document = shop.order("75.00", lines=lines)
    assert amounts_of(document).net_items_minor == 3000
    assert not read(document).is_gift_card_only


def test_an_order_of_gift_cards_only_has_no_base_and_says_so() -> None:
    document = shop.order("50.00", lines=[shop.line("50.00", gift_card=True)])
    assert (amounts_of(document).net_items_minor, read(document).is_gift_card_only) == (0, True)


def test_a_gift_card_without_its_price_is_refused() -> None:
    document = shop.order("50.00", lines=[shop.line("50.00", gift_card=True) | {"price_set": None}])
    assert refusal_of(document) == "missing_field"


def test_tax_within_the_prices_is_outside_the_base_and_tax_on_top_never_was_in_it() -> None:
    lines = [shop.line("60.00", tax="10.00"), shop.line("24.00", tax="4.00")]
    assert amounts_of(shop.order("84.00", lines=lines, taxes_included=True)).net_items_minor == 7000
    assert amounts_of(shop.order("84.00", lines=lines, taxes_included=False)).net_items_minor == 8400


def test_an_edit_that_added_items_raises_the_base() -> None:
    amounts = amounts_of(shop.order("40.00", current="65.00"))
    assert (amounts.net_items_minor, amounts.ceiling_minor) == (6500, 6500)


def test_an_edit_that_removed_items_lowers_what_is_left_and_not_the_base() -> None:
    amounts = amounts_of(shop.order("40.00", current="25.00"))
    assert (amounts.net_items_minor, amounts.ceiling_minor) == (4000, 2500)


def test_an_edit_that_added_items_is_seen_through_a_refund_of_others() -> None:
    refunds = [shop.refund(shop.refund_line("15.00"))]
    amounts = amounts_of(shop.order("40.00", current="50.00", refunds=refunds))
    assert (amounts.net_items_minor, amounts.ceiling_minor) == (6500, 5000)


def test_what_is_left_after_a_refund_follows_the_exact_amounts_of_the_refund() -> None:
    """A third of a tax of 1.00 is no whole cent: what the refund says is right, not the proportion."""
    lines = [shop.line("6.00", 3, tax="1.00", left=2)]
    refunds = [shop.refund(shop.refund_line("2.00", "0.34"))]
    document = shop.order("6.00", current="4.00", lines=lines, taxes_included=True, refunds=refunds)
    amounts = amounts_of(document)
    assert (amounts.net_items_minor, amounts.ceiling_minor) == (500, 334)


def test_what_is_left_after_an_edit_has_tax_and_gift_cards_by_what_is_left_of_their_lines() -> None:
    lines = [shop.line("12.00", 2, tax="4.00", left=1), shop.line("10.00", 2, gift_card=True, left=1)]
    amounts = amounts_of(shop.order("44.00", current="22.00", lines=lines, taxes_included=True))
    assert (amounts.net_items_minor, amounts.ceiling_minor) == (2000, 1000)


@given(
    subtotal=st.integers(0, 10**9), current=st.integers(0, 10**9), refunded=st.integers(0, 10**6), taxed=st.booleans()
)
def test_what_is_left_is_never_more_than_the_base(subtotal: int, current: int, refunded: int, taxed: bool) -> None:
    first, now, back = (f"{minor // 100}.{minor % 100:02}" for minor in (subtotal, current, refunded))
    refunds = [shop.refund(shop.refund_line(back))]
    document = shop.order(first, current=now, lines=[shop.line(first)], refunds=refunds, taxes_included=taxed)
    amounts = amounts_of(document)
    assert amounts.ceiling_minor is not None
    assert 0 <= amounts.ceiling_minor <= amounts.net_items_minor


@pytest.mark.parametrize(
    ("word", "state", "paid"),
    [
        ("pending", "pending", False),
        ("authorized", "pending", False),
        ("partially_paid", "pending", False),
        ("expired", "pending", False),
        (None, "pending", False),
        ("paid", "paid", True),
        ("partially_refunded", "partially_refunded", True),
        ("refunded", "refunded", True),
        ("voided", "cancelled", False),
    ],
)
def test_the_state_is_what_the_body_says_of_the_payment(word: str | None, state: str, paid: bool) -> None:
    status = status_of(financial_status=word)
    assert (status.state, status.has_been_paid) == (state, paid)


def test_a_cancelled_order_that_was_refunded_is_cancelled_and_has_been_paid() -> None:
    status = status_of(financial_status="refunded", cancelled_at="2026-10-04T00:00:00Z")
    assert (status.state, status.has_been_paid) == ("cancelled", True)


def test_a_state_that_nobody_knows_is_refused_for_later() -> None:
    assert refusal_of(shop.order("10.00", financial_status="frozen")) == "bad_field"


def test_the_topic_makes_no_order_paid_or_cancelled_that_its_body_does_not() -> None:
    for topic in ("orders/paid", "orders/cancelled"):
        status = read(shop.order("10.00", financial_status="pending"), topic).status
        assert status is not None
        assert (status.state, status.has_been_paid) == ("pending", False)


@pytest.mark.parametrize("topic", ["orders/create", "orders/updated", "orders/paid", "orders/cancelled"])
def test_another_document_under_the_topic_of_an_order_is_refused(topic: str) -> None:
    for other in ({"id": 1}, shop.refund(), {"id": 1, "email": "a@example.com", "updated_at": "2026-10-03T00:00:00Z"}):
        assert refusal_of(other, topic) == "missing_field"


def test_an_order_is_placed_when_it_was_processed_and_versioned_when_it_was_updated() -> None:
    order = read(shop.order("10.00", processed_at="2024-02-01T23:30:00-05:00", updated_at="2026-10-03T00:00:00.5Z"))
    assert order.placed_at is not None
    assert order.placed_at.isoformat() == "2024-02-02T04:30:00+00:00"
    assert order.version.isoformat() == "2026-10-03T00:00:00.500000+00:00"


def test_an_id_beyond_the_53_bits_of_a_float_is_exact() -> None:
    assert read(shop.order("10.00", id=9007199254740993)).order_id == "9007199254740993"


def test_codes_come_with_what_they_took_off_and_their_kind() -> None:
    codes = [
        {"code": " maya15 ", "amount": "16.50", "type": "percentage"},
        {"code": "SHIP", "amount": "4.00", "type": "shipping"},
        {"code": "NEW", "type": "buy_x_get_y"},
        {"code": "ODD", "amount": 3, "type": None},
        {"code": "FINE", "amount": "1.005", "type": "fixed_amount"},
        {"code": "  ", "amount": "1.00", "type": "fixed_amount"},
    ]
    found = read(shop.order("93.50", discount_codes=codes)).codes or []
    assert [(used.code, used.discount_minor, used.kind) for used in found] == [
        (" maya15 ", 1650, "percentage"),
        ("SHIP", 400, "shipping"),
        ("NEW", None, "other"),
        ("ODD", None, "other"),
        ("FINE", 101, "fixed_amount"),
    ]


def test_an_automatic_discount_titled_like_a_code_is_no_code() -> None:
    automatic = [{"type": "automatic", "title": "MAYA15", "value": "15.0", "target_type": "line_item"}]
    assert read(shop.order("10.00", discount_applications=automatic)).codes == []


def test_codes_that_are_not_stated_are_absent_and_not_empty() -> None:
    document = shop.order("10.00")
    del document["discount_codes"], document["refunds"]
    assert (read(document).codes, read(document).refund_ids) == (None, None)


def test_click_ids_are_kept_with_the_place_they_were_found_in_order_of_trust() -> None:
    document = shop.order(
        "10.00",
        note_attributes=[{"name": "click_id", "value": "second"}, {"name": "plaudit_click", "value": "oldest-newest"}],
        lines=[shop.line("10.00", properties=[{"name": "_plaudit_click", "value": "line"}])],
        landing_site="/?click_id=landing",
    )
    assert [(click.click_id, click.found_in, click.position) for click in read(document).clicks] == [
        ("oldest", "note_attributes", 0),
        ("newest", "note_attributes", 1),
        ("second", "note_attributes", 0),
        ("line", "line_items.properties", 0),
        ("landing", "landing_site", 0),
    ]


@pytest.mark.parametrize(
    "junk",
    [
        {"note_attributes": None, "landing_site": None, "referring_site": None},
        {"note_attributes": [{"name": "click_id", "value": ""}], "landing_site": "/wallets/checkouts.json"},
        {
            "note_attributes": [{"name": "click_id", "value": {"a": 1}}, "text", {"value": "x"}, None],
            "landing_site": "",
        },
        {"note_attributes": {"click_id": "x"}, "landing_site": 7, "referring_site": ["x"]},
        {"note_attributes": [], "landing_site": "http://[not-an-address", "referring_site": "http://[::1"},
        {"note_attributes": [], "landing_site": "/?" + "a=1&" * 500, "referring_site": "x" * 5000},
        {"note_attributes": [{"name": "click_id", "value": "a b"}], "landing_site": "/?click_id=%00%ff<script>"},
    ],
)
def test_unreadable_evidence_never_stops_the_money(junk: dict[str, Any]) -> None:
    order = read(shop.order("10.00", **junk))
    assert order.clicks == []
    assert order.amounts is not None


def test_a_landing_page_gives_utm_values_and_the_referrer_its_host() -> None:
    order = read(
        shop.order(
            "10.00",
            landing_site="https://shop.example/discount/CODE?redirect=/&utm_source=tiktok&utm_term=a%20b&utm_source=x#y",
            referring_site="https://user:secret@L.Instagram.com:443/path?email=a@example.com",
        )
    )
    assert (order.utm.source, order.utm.term, order.utm.medium) == ("tiktok", "a b", None)
    assert order.referrer_host == "l.instagram.com"


@pytest.mark.parametrize(
    ("changes", "is_test"),
    [
        ({}, False),
        ({"test": None}, False),
        ({"test": True}, True),
        ({"payment_gateway_names": ["bogus"]}, True),
        ({"id": 820982911946154508}, True),
    ],
)
def test_test_orders_are_told_from_real_ones(changes: dict[str, Any], is_test: bool) -> None:
    assert read(shop.order("10.00", **changes)).is_test is is_test


def test_a_person_is_the_same_by_any_spelling_of_the_mailbox_and_absent_when_redacted() -> None:
    nobody: dict[str, Any] = {"customer": None, "contact_email": None}
    plain = read(shop.order("10.00", email="noor@example.com", **nobody)).person
    assert plain is not None
    assert plain == read(shop.order("10.00", email=" Noor+shop@EXAMPLE.com", **nobody)).person
    assert plain == read(shop.order("10.00", **nobody | {"email": None, "contact_email": "noor@example.com"})).person
    assert read(shop.order("10.00", email=None, **nobody)).person is None


def test_a_customer_without_an_email_is_known_by_the_platforms_id_in_this_store_only() -> None:
    person = read(shop.order("10.00", email=None, contact_email=None, customer={"id": 7})).person
    assert person is not None
    assert person.customer_key is not None
    assert person.buyer_key is None


def test_an_edit_is_recorded_and_states_nothing() -> None:
    edit = {"order_edit": {"id": 5, "order_id": 607673, "committed_at": "2026-10-04T10:00:00Z", "line_items": {}}}
    order = read(edit, "orders/edited")
    assert (order.order_id, order.version.isoformat()) == ("607673", "2026-10-04T10:00:00+00:00")
    assert (order.status, order.amounts, order.codes, order.person, order.refund_ids) == (None,) * 5


def test_a_deletion_is_a_cancellation_as_of_its_receipt() -> None:
    order = read({"id": 6120034459871}, "orders/delete")
    assert order.status == OrderStatus(state="cancelled", has_been_paid=False, platform_state="deleted")
    assert (order.version, order.amounts) == (NOW, None)


def test_no_order_is_deleted_by_sending_its_own_body_again_under_another_topic() -> None:
    assert refusal_of(shop.order("10.00"), "orders/delete") == "topic_mismatch"
    assert refusal_of(shop.refund(), "orders/delete") == "topic_mismatch"
