"""Hand-made fact tables for tests of marts: rows as dictionaries, columns as design §6 names them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from services.aggregator.models.catalogue import MARTS
from services.aggregator.models.runner import Parameters, build

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
COLUMNS: Mapping[str, str] = {
    "bronze_clicks": "ce_time TIMESTAMPTZ",
    "bronze_events": "ce_time TIMESTAMPTZ",
    "rates": "currency VARCHAR, day DATE, published_on DATE, rate DECIMAL(24, 12), minor_rate DECIMAL(24, 12)",
    "campaigns": "campaign_id VARCHAR, name VARCHAR, currency VARCHAR, starts_on DATE, ends_on DATE",
    "campaign_goals": "campaign_id VARCHAR, metric VARCHAR, target DECIMAL(18, 3)",
    "creators": "creator_id VARCHAR, handle VARCHAR, name VARCHAR, platform VARCHAR",
    "agreements": "agreement_id VARCHAR, campaign_id VARCHAR, creator_id VARCHAR",
    "links": "link_id VARCHAR, slug VARCHAR, campaign_id VARCHAR, creator_id VARCHAR, post_id VARCHAR, sub_id VARCHAR",
    "codes": "code_id VARCHAR, code VARCHAR, store VARCHAR, campaign_id VARCHAR, creator_id VARCHAR, "
    "valid_from TIMESTAMPTZ, valid_until TIMESTAMPTZ",
    "code_spellings": "code VARCHAR, folded VARCHAR",
    "posts": "post_id VARCHAR, campaign_id VARCHAR, creator_id VARCHAR, platform VARCHAR, kind VARCHAR, "
    "published_at TIMESTAMPTZ",
    "clicks": "click_id VARCHAR, clicked_at TIMESTAMPTZ, click_class VARCHAR, is_unique BOOLEAN, link_id VARCHAR, "
    "campaign_id VARCHAR, creator_id VARCHAR, post_id VARCHAR, utm_content VARCHAR",
    "orders": "store VARCHAR, order_id VARCHAR, placed_at TIMESTAMPTZ, has_been_paid BOOLEAN, currency VARCHAR, "
    "net_items_minor BIGINT, commissionable_minor BIGINT, codes VARCHAR[], is_new_customer BOOLEAN, "
    "exclusion_reason VARCHAR",
    "credits": "store VARCHAR, order_id VARCHAR, attribution_model VARCHAR, campaign_id VARCHAR, creator_id VARCHAR, "
    "touch_at TIMESTAMPTZ, click_id VARCHAR, link_id VARCHAR, code VARCHAR, weight DOUBLE, gross_amount_minor BIGINT, "
    "net_amount_minor BIGINT, currency VARCHAR, evidence VARCHAR",
    "engagement_snapshots": "post_id VARCHAR, captured_at TIMESTAMPTZ, received_at TIMESTAMPTZ, origin VARCHAR, "
    "sequence BIGINT, impressions BIGINT, impressions_basis VARCHAR, reach BIGINT, likes BIGINT, comments BIGINT, "
    "shares BIGINT, saves BIGINT, followers BIGINT",
    "costs": "cost_id VARCHAR, campaign_id VARCHAR, creator_id VARCHAR, kind VARCHAR, amount_minor BIGINT, "
    "currency VARCHAR, incurred_on DATE, voids VARCHAR",
}
PAIR = {"campaign_id": "serum", "creator_id": "ana"}


class Facts:
    """Facts of a small world; `add` takes rows, `build` makes the marts, `rows` reads a table back."""

    def __init__(self, parameters: Parameters | None = None) -> None:
        self.parameters = parameters or Parameters()
        self.connection: DuckDBPyConnection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'UTC'")
        for table, columns in COLUMNS.items():
            self.connection.execute(f"CREATE TABLE {table} ({columns})")

    def add(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        for row in rows:
            marks = ", ".join("?" for _ in row)
            self.connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))

    def add_link(self, link_id: str = "l1", **values: Any) -> None:
        self.add("links", [{"link_id": link_id, "slug": link_id, **PAIR, **values}])

    def add_clicks(self, count: int, **values: Any) -> None:
        """That many clicks of one link, human and unique unless said otherwise."""
        row = {"clicked_at": NOON, "click_class": "human", "is_unique": True, "link_id": "l1", **PAIR, **values}
        self.connection.execute(
            f"INSERT INTO clicks ({', '.join(row)}) SELECT {', '.join('?' for _ in row)} FROM range(?)",
            [*row.values(), count],
        )

    def add_order(self, order_id: str, **values: Any) -> None:
        """A paid order of 100.00 EUR at noon."""
        order = {
            "store": "shop", "order_id": order_id, "placed_at": NOON, "has_been_paid": True, "currency": "EUR",
            "net_items_minor": 10_000, "commissionable_minor": 10_000,
        }  # fmt: skip
        self.add("orders", [order | values])

    def credit(self, order_id: str, models: Iterable[str] = ("first", "last", "linear"), **values: Any) -> None:
        """A credit of an order under some models; the whole order for ana by a click, unless said otherwise."""
        gross, net, currency = self.one(
            f"SELECT net_items_minor, commissionable_minor, currency FROM orders WHERE order_id = '{order_id}'"
        )
        row = {
            "store": "shop", "order_id": order_id, **PAIR, "touch_at": NOON, "link_id": "l1", "weight": 1.0,
            "gross_amount_minor": gross, "net_amount_minor": net, "currency": currency, "evidence": "click",
        }  # fmt: skip
        self.add("credits", [{**row, "attribution_model": model, **values} for model in models])

    def sell(self, order_id: str, **values: Any) -> None:
        """An order that ana is credited with, under every model."""
        credit = {key: values.pop(key) for key in tuple(values) if key in {"evidence", "creator_id", "link_id", "code"}}
        self.add_order(order_id, **values)
        self.credit(order_id, **credit)

    def build(self) -> "Facts":
        build(self.connection, self.parameters, MARTS)
        return self

    def rows(self, sql: str) -> list[dict[str, Any]]:
        result = self.connection.execute(sql)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def one(self, sql: str) -> tuple[Any, ...]:
        row = self.connection.execute(sql).fetchone()
        assert row is not None
        return row

    def performance(self, creator_id: str = "ana", model: str = "last") -> dict[str, Any]:
        (row,) = self.rows(
            f"FROM creator_performance WHERE creator_id = '{creator_id}' AND attribution_model = '{model}'"
        )
        return row


def on(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=UTC)


def october(day: int) -> date:
    return date(2026, 10, day)


def euros(text: str) -> Decimal:
    return Decimal(text)
