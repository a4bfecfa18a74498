"""The API: the tables' rows, exactly filtered, as JSON or as a sheet."""

import csv
import io
from decimal import Decimal

import duckdb
import pytest
from starlette.testclient import TestClient

from plaudit.documents import as_csv
from plaudit.settings import Settings
from tests.services.dashboard.conftest import LOOKALIKES

CSV = {"Accept": "text/csv"}


def test_performance_is_the_mart_row_for_row(client: TestClient, published: Settings) -> None:
    items = client.get("/api/v1/performance").json()["items"]
    with duckdb.connect(str(published.analytics_file), read_only=True) as connection:
        result = connection.execute(
            "FROM creator_performance ORDER BY campaign_id NULLS LAST, creator_id NULLS LAST, attribution_model"
        )
        names = [column[0] for column in result.description or ()]
        rows = [dict(zip(names, values, strict=True)) for values in result.fetchall()]
    as_text = [{k: str(v) if isinstance(v, Decimal) else v for k, v in row.items()} for row in rows]
    assert items == as_text


@pytest.mark.parametrize("creator_id", LOOKALIKES)
def test_a_filter_compares_exactly(client: TestClient, creator_id: str) -> None:
    items = client.get("/api/v1/performance", params={"creator_id": creator_id, "model": "last"}).json()["items"]
    assert [(row["creator_id"], row["clicks"]) for row in items] == [(creator_id, 1)]


@pytest.mark.parametrize("value", ["ann_", "anna%", "", "' OR 1=1 --", "ANNA"])
def test_a_filter_value_is_only_a_value(client: TestClient, value: str) -> None:
    assert client.get("/api/v1/performance", params={"creator_id": value}).json()["items"] == []


def test_money_is_a_decimal_string_beside_its_currency(client: TestClient) -> None:
    (row,) = client.get("/api/v1/performance?creator_id=ana&model=last").json()["items"]
    assert (row["net_revenue"], row["currency"], row["orders"]) == ("200.000", "EUR", 2.0)


def test_orders_come_latest_first_page_by_page(client: TestClient) -> None:
    first = client.get("/api/v1/orders?limit=2").json()
    second = client.get(f"/api/v1/orders?limit=2&cursor={first['next_cursor']}").json()
    ids = [row["order_id"] for row in (*first["items"], *second["items"])]
    assert ids == ["=1+1", "1002", "1001"]
    assert second["next_cursor"] is None
    assert client.get("/api/v1/orders?limit=3").json()["next_cursor"] is None
    credited = client.get("/api/v1/orders?creator_id=ana").json()["items"]
    assert [row["order_id"] for row in credited] == ["=1+1", "1001"]


def test_performance_comes_page_by_page_too(client: TestClient) -> None:
    whole = client.get("/api/v1/performance").json()["items"]
    pages: list[dict[str, object]] = []
    cursor: str | None = "0"
    while cursor:
        page = client.get("/api/v1/performance", params={"limit": 4, "cursor": cursor}).json()
        pages += page["items"]
        cursor = page["next_cursor"]
    assert pages == whole


def test_orders_of_a_campaign_are_those_credited_in_it(client: TestClient) -> None:
    performance = client.get("/api/v1/performance?creator_id=ana&attribution_model=last").json()["items"]
    campaign_id = performance[0]["campaign_id"]
    credited = client.get(f"/api/v1/orders?campaign_id={campaign_id}&creator_id=ana").json()["items"]
    assert [row["order_id"] for row in credited] == ["=1+1", "1001"]
    assert client.get("/api/v1/orders?campaign_id=none-such").json()["items"] == []


@pytest.mark.parametrize("path", ["performance", "orders"])
def test_an_unknown_filter_is_refused_because_ignoring_it_would_show_too_much(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/v1/{path}?creator=ana")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "creator", "reason": "There is no such field."}]


@pytest.mark.parametrize("query", ["limit=0", "limit=10001", "limit=x", "cursor=-1"])
def test_a_page_beyond_reason_is_refused(client: TestClient, query: str) -> None:
    answer = client.get(f"/api/v1/orders?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_meta_explains_metrics_reasons_and_rules(client: TestClient) -> None:
    meta = client.get("/api/v1/meta").json()
    assert (meta["policy"], meta["model"], meta["lookback_days"], meta["currency"]) == ("code_first", "last", 30, "EUR")
    assert {metric["metric"] for metric in meta["metrics"]} >= {"ctr", "conversion_rate", "cpe", "cpa", "roas"}
    assert all(reason["sentence"].endswith(".") for reason in meta["reasons"])


def test_a_sheet_is_a_download_that_no_spreadsheet_runs(client: TestClient) -> None:
    answer = client.get("/api/v1/orders", headers=CSV)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="orders.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["order_id"] for row in rows] == ["'=1+1", "1002", "1001"]
    assert rows[0]["net_items_minor"] == "10000"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "\uff1dx", "\uff0bx", "\uff0dx", "\uff20x", "  =x"]
)
def test_text_that_begins_like_a_formula_is_guarded(text: str) -> None:
    ((shown,),) = list(csv.reader(io.StringIO(as_csv([{"a": text}], ["a"]), newline="")))[1:]
    assert shown == f"'{text}"


def test_negative_numbers_stay_numbers() -> None:
    sheet = as_csv([{"a": -5, "b": Decimal("-1.50"), "c": -0.5, "d": None, "e": True}], ["a", "b", "c", "d", "e"])
    assert sheet.splitlines()[1] == "-5,-1.50,-0.5,,true"
