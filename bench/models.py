"""How long each model takes: `python -m bench.models [--clicks 1000000] [--orders 50000] [--threads 2]`.

Bronze is made up in a temporary directory: 25 creators with 8 links each, 90 % human clicks, one in fifty doubled;
every order with two deliveries, most with click ids or a code, some refunded. Parquet files by day are read as
a publication reads them. Nothing else runs in the process.
"""

import argparse
import tempfile
from pathlib import Path
from time import perf_counter

import duckdb
from duckdb import DuckDBPyConnection
from rich.console import Console
from rich.table import Table

from services.aggregator.models.catalogue import MARTS, MODELS
from services.aggregator.models.runner import Parameters, build
from services.aggregator.rates import EcbRates, create_rates

CLICKS = """
WITH drawn AS (
    SELECT
        number,
        TIMESTAMPTZ '2026-01-01 00:00:00+00' + TO_MILLISECONDS(CAST(RANDOM() * 5184000000 AS BIGINT)) AS clicked_at,
        CAST(RANDOM() * 199 AS INTEGER) AS link,
        CAST(RANDOM() * 400000 AS INTEGER) AS visitor,
        RANDOM() AS luck
    FROM RANGE($clicks) AS numbers(number)
),
requests AS (
    FROM drawn
    UNION ALL
    SELECT $clicks + number, clicked_at + TO_MILLISECONDS(CAST(RANDOM() * 12000 AS BIGINT)), link, visitor, luck
    FROM drawn WHERE number < $clicks // 50
)
SELECT
    'redirect-1' AS origin, number + 1 AS sequence, 'e' || number AS ce_id, 'plaudit/redirect' AS ce_source,
    clicked_at AS ce_time, SUBSTRING(MD5('c' || number), 1, 22) AS click_id, clicked_at, 'slug' || link AS slug,
    'l' || link AS link_id, 'serum' AS campaign_id, 'creator' || link % 25 AS creator_id, NULL::VARCHAR AS post_id,
    NULL::VARCHAR AS sub_id,
    CASE WHEN luck < 0.9 THEN 'human' WHEN luck < 0.94 THEN 'bot' WHEN luck < 0.97 THEN 'preview' ELSE 'prefetch' END
        AS request_class,
    'browser' AS class_reason, 'v1' AS classifier,
    CASE WHEN luck >= 0.05 THEN MD5(visitor || ':' || clicked_at::DATE) END AS visitor_key,
    CASE WHEN luck >= 0.05 AND clicked_at < DATE_TRUNC('day', clicked_at) + INTERVAL 10 SECOND
        THEN MD5(visitor || ':' || (clicked_at::DATE - 1)) END AS previous_visitor_key,
    'phone' AS device, 'iOS' AS os, 'Safari' AS browser, 'instagram' AS in_app, 'instagram.com' AS referrer_host,
    NULL::VARCHAR AS country, 'instagram' AS utm_source, 'influencer' AS utm_medium, 'serum' AS utm_campaign,
    NULL::VARCHAR AS utm_term, 'creator' || link % 25 AS utm_content, NULL::VARCHAR AS reject_reason,
    NULL::VARCHAR AS reject_detail, NULL::BLOB AS sealed, clicked_at::DATE AS day
FROM requests
"""
EVENTS = """
WITH deliveries AS (
    SELECT
        number, part,
        TIMESTAMPTZ '2026-01-15 00:00:00+00' + TO_SECONDS(number * 3600000 // $orders) AS placed_at,
        number * 7 % $clicks AS click
    FROM RANGE($orders) AS numbers(number), RANGE(2) AS parts(part)
),
orders AS (
    SELECT number, part, placed_at, 'plaudit.order.v1' AS ce_type, TO_JSON({
        'store': 'glow', 'platform': 'shopify', 'order_id': '99000' || number, 'version': placed_at + TO_MINUTES(part),
        'placed_at': placed_at,
        'status': {'state': ['pending', 'paid'][part + 1], 'has_been_paid': part = 1},
        'amounts': {'currency': 'EUR', 'gross_minor': 5000 + number % 9000, 'net_items_minor': 4000 + number % 9000},
        'codes': CASE WHEN number % 3 = 0 THEN [{'code': 'creator' || number % 25, 'discount_minor': 500}] ELSE [] END,
        'person': {'customer_key': MD5('p' || number % 40000), 'buyer_key': MD5('b' || number % 40000)},
        'clicks': CASE WHEN number % 5 < 3 THEN [
            {'click_id': SUBSTRING(MD5('c' || click), 1, 22), 'found_in': 'note_attributes'},
            {'click_id': SUBSTRING(MD5('c' || (click + 1)), 1, 22), 'found_in': 'note_attributes', 'position': 1}
        ] ELSE [] END,
        'delivery': {'received_at': placed_at, 'topic': ['orders/create', 'orders/paid'][part + 1],
            'body_hash': MD5(number || ':' || part), 'delivery_id': 'd' || number || part}
    }) AS payload
    FROM deliveries
),
refunds AS (
    SELECT number, 2, placed_at, 'plaudit.refund.v1', TO_JSON({
        'store': 'glow', 'platform': 'shopify', 'order_id': '99000' || number, 'refund_id': 'r' || number,
        'kind': 'single', 'status': 'succeeded', 'version': placed_at + INTERVAL 2 DAY, 'currency': 'EUR',
        'amount_minor': 1000, 'basis': 'commission_base', 'refunded_at': placed_at + INTERVAL 2 DAY,
        'delivery': {'received_at': placed_at + INTERVAL 2 DAY, 'topic': 'refunds/create',
            'body_hash': MD5('r' || number)}
    })
    FROM deliveries WHERE part = 0 AND number % 12 = 0
),
registry AS (
    SELECT number, 0, TIMESTAMPTZ '2026-01-01 00:00:00+00', 'plaudit.registry.v1', TO_JSON({
        'entity_id': 'k' || number, 'change': 1, 'changed_at': TIMESTAMPTZ '2026-01-01 00:00:00+00',
        'state': {'entity': 'code', 'code_id': 'k' || number, 'code': 'CREATOR' || number, 'store': 'glow',
            'campaign_id': 'serum', 'creator_id': 'creator' || number}
    })
    FROM RANGE(25) AS numbers(number)
),
everything AS (FROM orders UNION ALL FROM refunds UNION ALL FROM registry)
SELECT
    'ingest-1' AS origin, ROW_NUMBER() OVER (ORDER BY placed_at, number, part) AS sequence, 'e' || number AS ce_id,
    ce_type, 'plaudit/ingest' AS ce_source, placed_at AS ce_time, ce_type || number AS key,
    REPLACE(CAST(payload AS VARCHAR), '+00"', 'Z"') AS payload, NULL::VARCHAR AS reject_reason,
    NULL::VARCHAR AS reject_detail, NULL::BLOB AS sealed, placed_at::DATE AS day
FROM everything
"""


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as directory:
        _write_bronze(Path(directory), arguments.clicks, arguments.orders)
        times, rows = _measure(Path(directory), arguments.threads)
    _print(times, rows)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("clicks", 1_000_000), ("orders", 50_000), ("threads", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser.parse_args()


def _write_bronze(directory: Path, clicks: int, orders: int) -> None:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SELECT SETSEED(0.42)").fetchall()
        for stream, select in (("clicks", CLICKS), ("events", EVENTS)):
            sized = select.replace("$clicks", str(clicks)).replace("$orders", str(orders))
            connection.execute(f"COPY ({sized}) TO '{directory / stream}' (FORMAT parquet, PARTITION_BY (day))")


def _measure(directory: Path, threads: int) -> tuple[dict[str, float], int]:
    with duckdb.connect(config={"threads": threads, "memory_limit": "512MB"}) as connection:
        connection.execute(f"ATTACH '{directory / 'analytics.duckdb'}' AS analytics (STORAGE_VERSION 'v1.5.0')")
        connection.execute("USE analytics")
        rows = 0
        for stream in ("clicks", "events"):
            files = f"read_parquet('{directory / stream}/*/*.parquet', hive_types = {{'day': DATE}})"
            connection.execute(f"CREATE TEMP VIEW bronze_{stream} AS SELECT * FROM {files}")
            rows += _count(connection, f"bronze_{stream}")
        connection.execute("BEGIN")
        times = build(connection, Parameters(), MODELS)
        began = perf_counter()
        create_rates(connection, "EUR", EcbRates(directory))
        times["rates"] = perf_counter() - began
        times |= build(connection, Parameters(), MARTS)
        began = perf_counter()
        connection.execute("COMMIT")
        return times | {"commit": perf_counter() - began}, rows


def _count(connection: DuckDBPyConnection, table: str) -> int:
    counted = connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()
    return int(counted[0]) if counted else 0


def _print(times: dict[str, float], rows: int) -> None:
    table = Table("model", "ms", title="Time of each model, longest first")
    for name, seconds in sorted(times.items(), key=lambda item: -item[1]):
        if seconds >= 0.005:
            table.add_row(name, f"{seconds * 1000:.0f}")
    total = sum(times.values())
    table.add_row("all", f"{total * 1000:.0f}", style="bold")
    Console().print(table, f"{rows:,} records in {total:.2f} s = {rows / total:,.0f} a second")


if __name__ == "__main__":
    main()
