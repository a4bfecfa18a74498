"""Imports over HTTP: a whole file becomes durable, or every bad row is named and nothing is taken."""

import json
from datetime import date
from typing import Any

import msgspec
import pytest

from plaudit.eventlog.protocol import LogFullError
from plaudit.events.cost import Cost
from plaudit.events.engagement import Engagement
from plaudit.events.order import Order
from plaudit.events.refund import Refund
from tests.support.ingest import NOW, Ingest, events_in
from tests.support.webhooks import read_payload

COST = {
    "cost_id": "Fee-1",
    "campaign_id": "serum",
    "creator_id": "maya",
    "kind": "fee",
    "amount": "250.50",
    "currency": "EUR",
    "incurred_on": "2026-10-01",
}
ENGAGEMENT = {"post_id": "17890_A", "captured_at": "2026-10-02T12:00:00+02:00", "impressions": 12000, "likes": 340}
ORDER = {
    "store": "ines",
    "type": "order.paid",
    "data": json.loads(read_payload("standardwebhooks_order_paid.json"))["data"],
}
RESOURCES = {"costs": COST, "engagements": ENGAGEMENT, "orders": ORDER}


def send(ingest: Ingest, resource: str, document: object) -> Any:
    return ingest.upload(resource, json.dumps(document).encode())


def errors_of(answer: Any) -> list[tuple[int, str]]:
    assert answer.status_code == 422
    return [(error["line"], error["field"]) for error in answer.json()["errors"]]


@pytest.mark.parametrize("resource", RESOURCES)
def test_one_row_and_many_rows_are_202_with_their_number(ingest: Ingest, resource: str) -> None:
    row = RESOURCES[resource]
    assert (answer := send(ingest, resource, row)).status_code == 202
    assert answer.json() == {"accepted": 1}
    assert send(ingest, resource, [row, row, row]).json() == {"accepted": 3}
    assert len(ingest.written()) == 4


@pytest.mark.parametrize("resource", RESOURCES)
def test_lines_of_json_are_rows(ingest: Ingest, resource: str) -> None:
    line = json.dumps(RESOURCES[resource]).encode()
    answer = ingest.upload(resource, line + b"\n\n" + line + b"\r\n", "application/x-ndjson; charset=utf-8")
    assert (answer.status_code, answer.json()) == (202, {"accepted": 2})


def test_a_cost_is_minor_units_of_its_currency(ingest: Ingest) -> None:
    for currency, amount in [("EUR", "250.50"), ("JPY", "1580"), ("KWD", "1.234"), ("EUR", "0")]:
        send(ingest, "costs", COST | {"currency": currency, "amount": amount, "voids": "Fee-0"})
    costs = [cost for cost in ingest.written() if isinstance(cost, Cost)]
    assert [cost.amount_minor for cost in costs] == [25050, 1580, 1234, 0]
    assert (costs[0].cost_id, costs[0].incurred_on, costs[0].voids) == ("Fee-1", date(2026, 10, 1), "Fee-0")


def test_an_absent_count_is_unknown_and_a_zero_is_zero(ingest: Ingest) -> None:
    send(ingest, "engagements", ENGAGEMENT | {"saves": 0, "shares": None})
    (engagement,) = ingest.written()
    assert isinstance(engagement, Engagement)
    assert (engagement.saves, engagement.shares, engagement.reach) == (0, None, None)
    assert engagement.captured_at.isoformat() == "2026-10-02T10:00:00+00:00"


def test_rows_of_csv_are_rows_and_an_empty_cell_is_absent(ingest: Ingest) -> None:
    text = (
        "\ufeffpost_id,captured_at,impressions,impressions_basis,likes\r\n"
        '"a,b",2026-10-02T12:00:00Z,12000,views,\r\n'
        "\r\n"
        "c,2026-10-02T12:00:00Z,,,7\r\n"
    )
    assert ingest.upload("engagements", text.encode(), "text/csv; charset=utf-8").json() == {"accepted": 2}
    first, second = ingest.written()
    assert isinstance(first, Engagement)
    assert isinstance(second, Engagement)
    assert (first.post_id, first.impressions, first.impressions_basis, first.likes) == ("a,b", 12000, "views", None)
    assert (second.impressions, second.likes) == (None, 7)


def test_orders_of_csv_have_dotted_names_and_lists(ingest: Ingest) -> None:
    text = (
        "store,type,data.order_id,data.occurred_at,data.currency,data.amounts.net_items,data.amounts.total,"
        "data.discount_codes[],data.customer.email,data.test\n"
        "ines,order.paid,A-1,2026-10-01T10:00:00Z,GBP,20.00,24.00,MAYA15;LEO10,noor@example.com,false\n"
    )
    assert ingest.upload("orders", text.encode(), "text/csv").json() == {"accepted": 1}
    (order,) = ingest.written()
    assert isinstance(order, Order)
    assert [used.code for used in order.codes or []] == ["MAYA15", "LEO10"]
    assert (order.is_test, order.person is not None) == (False, True)


def test_an_imported_order_is_what_the_generic_webhook_would_have_said(ingest: Ingest) -> None:
    send(ingest, "orders", ORDER)
    ingest.post_standard({"type": ORDER["type"], "data": ORDER["data"]})
    imported, delivered = ingest.written()
    assert isinstance(imported, Order)
    assert isinstance(delivered, Order)
    assert msgspec.structs.replace(imported, delivery=delivered.delivery) == delivered
    assert (imported.delivery.topic, imported.delivery.delivery_id) == ("order.paid", None)


def test_an_import_comes_from_imports_and_is_of_one_instant(ingest: Ingest) -> None:
    send(ingest, "costs", [COST, COST | {"cost_id": "fee-2"}])
    events = events_in(ingest.log)
    assert {event.source for event in events} == {"plaudit/ingest/imports"}
    assert {event.time for event in events} == {NOW}
    assert [event.key for event in events] == ["Fee-1", "fee-2"]
    assert len({event.id for event in events}) == 2


def test_a_row_has_one_hash_however_its_keys_are_ordered(ingest: Ingest) -> None:
    send(ingest, "orders", [ORDER, dict(reversed(ORDER.items()))])
    first, second = ingest.written()
    assert isinstance(first, Order)
    assert isinstance(second, Order)
    assert first.delivery.body_hash == second.delivery.body_hash


def test_an_order_may_be_imported_for_a_store_of_any_platform_that_is_known(ingest: Ingest) -> None:
    assert send(ingest, "orders", ORDER | {"store": "lumen"}).status_code == 202
    (order,) = ingest.written()
    assert isinstance(order, Order)
    assert (order.store, order.platform) == ("lumen", "shopify")
    assert errors_of(send(ingest, "orders", [ORDER | {"store": "nobody"}, ORDER, ORDER | {"store": 7}])) == [
        (1, "store"),
        (3, "store"),
    ]


def test_a_refund_can_be_imported(ingest: Ingest) -> None:
    data = {"order_id": "A-1", "refund_id": "R-1", "occurred_at": "2026-10-04T00:00:00Z", "currency": "GBP"}
    row = {"store": "ines", "type": "order.refunded", "data": data | {"amounts": {"net_items": "5.00"}}}
    assert send(ingest, "orders", row).status_code == 202
    (refund,) = ingest.written()
    assert isinstance(refund, Refund)
    assert refund.amount_minor == 500


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": 250.5}, "amount"),
        ({"amount": 250}, "amount"),
        ({"amount": "250.505"}, "amount"),
        ({"amount": "-1.00"}, "amount"),
        ({"amount": "1e3"}, "amount"),
        ({"amount": "99999999999999"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"currency": "eur"}, "currency"),
        ({"kind": "gift"}, "kind"),
        ({"campaign_id": "Serum"}, "campaign_id"),
        ({"creator_id": "-maya"}, "creator_id"),
        ({"cost_id": ""}, "cost_id"),
        ({"cost_id": "x" * 129}, "cost_id"),
        ({"incurred_on": "2026-02-30"}, "incurred_on"),
        ({"incurred_on": "2026-10-01T00:00:00Z"}, "incurred_on"),
        ({"note": "extra"}, "note"),
        ({"voids": 7}, "voids"),
    ],
)
def test_a_wrong_cost_is_refused_by_its_field(ingest: Ingest, change: dict[str, Any], field: str) -> None:
    assert errors_of(send(ingest, "costs", [COST, COST | change])) == [(2, field)]
    assert ingest.written() == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"likes": -1}, "likes"),
        ({"likes": 10**13}, "likes"),
        ({"likes": 1.5}, "likes"),
        ({"likes": True}, "likes"),
        ({"likes": "many"}, "likes"),
        ({"captured_at": "2026-10-02T12:00:00"}, "captured_at"),
        ({"captured_at": 1791037213}, "captured_at"),
        ({"impressions_basis": "reach"}, "impressions_basis"),
        ({"post_id": None}, "post_id"),
        ({"clicks": 1}, "clicks"),
    ],
)
def test_a_wrong_engagement_is_refused_by_its_field(ingest: Ingest, change: dict[str, Any], field: str) -> None:
    assert errors_of(send(ingest, "engagements", ENGAGEMENT | change)) == [(1, field)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"type": "order.shipped"}, "type"),
        ({"type": None}, "type"),
        ({"data": []}, "data"),
        ({"platform": "standard"}, "platform"),
        ({"data": ORDER["data"] | {"gift": True}}, "data.gift"),
        ({"data": ORDER["data"] | {"amounts": {"net_items": "1.00", "total": "1.005"}}}, "data.amounts.total"),
        ({"data": ORDER["data"] | {"amounts": None}}, "data.amounts"),
        ({"data": ORDER["data"] | {"customer": {"phone": "1"}}}, "data.customer.phone"),
        ({"data": ORDER["data"] | {"occurred_at": "yesterday"}}, "data.occurred_at"),
    ],
)
def test_a_wrong_order_is_refused_by_its_field(ingest: Ingest, change: dict[str, Any], field: str) -> None:
    assert errors_of(send(ingest, "orders", ORDER | change)) == [(1, field)]


def test_every_bad_row_is_named_with_everything_wrong_in_it(ingest: Ingest) -> None:
    rows = [COST, COST | {"amount": 1, "kind": "x"}, COST, {"cost_id": "only"}]
    found = errors_of(send(ingest, "costs", rows))
    assert found[:2] == [(2, "amount"), (2, "kind")]
    assert {line for line, _ in found} == {2, 4}
    assert ingest.written() == []


def test_good_rows_are_taken_beside_bad_ones_only_when_asked_for(ingest: Ingest) -> None:
    body = json.dumps([COST, COST | {"kind": "x"}]).encode()
    answer = ingest.upload("costs", body, query="?partial=true")
    assert answer.status_code == 202
    assert answer.json()["accepted"] == 1
    assert [error["line"] for error in answer.json()["errors"]] == [2]
    all_bad = ingest.upload("costs", json.dumps([COST | {"kind": "x"}]).encode(), query="?partial=true")
    assert errors_of(all_bad) == [(1, "kind")]


def test_bad_csv_is_told_by_the_lines_of_the_file(ingest: Ingest) -> None:
    text = 'post_id,captured_at,likes\n"two\nlines",2026-10-02T12:00:00Z,1\nb,never,-1\nc,2026-10-02T12:00:00Z,1,9\n'
    assert errors_of(ingest.upload("engagements", text.encode(), "text/csv")) == [
        (2, "post_id"),
        (4, "captured_at"),
        (4, "likes"),
        (5, "column 4"),
    ]


def test_bad_lines_of_json_are_told_by_their_number(ingest: Ingest) -> None:
    body = json.dumps(COST).encode() + b"\n{broken\n[]\n"
    assert errors_of(ingest.upload("costs", body, "application/x-ndjson")) == [(2, ""), (3, "")]


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"[1]", "application/json", 422),
        (b"null", "application/json", 422),
        (b"cost_id,cost_id\na,b\n", "text/csv", 400),
        (b"\xff\n", "text/csv", 400),
        (b'cost_id\n"open', "text/csv", 400),
        (b"", "text/csv", 400),
        (b"{}", "application/xml", 415),
        (b"{}", "multipart/form-data", 415),
    ],
)
def test_what_can_not_be_read_at_all_is_said_so(ingest: Ingest, body: bytes, media_type: str, status: int) -> None:
    assert ingest.upload("costs", body, media_type).status_code == status


def test_an_import_needs_a_token_with_its_scope(ingest: Ingest) -> None:
    body = json.dumps(COST).encode()
    assert ingest.client.post("/api/costs", content=body).status_code == 401
    for scopes, status in [(["stats:read"], 403), (["registry:write"], 403), (["admin"], 202)]:
        ingest.token = ingest.registry.tokens.create("other", scopes)
        assert ingest.upload("costs", body).status_code == status


def test_an_import_that_the_log_does_not_take_is_503_and_nothing_of_it_is_there(ingest: Ingest) -> None:
    ingest.log.refusal = LogFullError("no space")
    answer = send(ingest, "costs", [COST, COST])
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    ingest.log.refusal = None
    assert ingest.written() == []


def test_an_import_larger_than_its_limits_is_413(ingest: Ingest) -> None:
    assert ingest.upload("costs", b" " * (16 * 1024 * 1024 + 1)).status_code == 413
    assert ingest.upload("costs", b"{}\n" * 50_001, "application/x-ndjson").status_code == 413


def test_an_import_of_nothing_takes_nothing(ingest: Ingest) -> None:
    assert send(ingest, "costs", []).json() == {"accepted": 0}
    assert ingest.written() == []
