"""`plaudit verify` is silent when the promises hold, and names what broke when one does not."""

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from plaudit.settings import Settings
from services.aggregator.loader.rows import lost_rows
from services.aggregator.tables.bronze import BronzeTable
from services.aggregator.verify.command import run_checks
from services.aggregator.verify.deliveries import check_deliveries
from services.aggregator.verify.findings import Finding
from services.aggregator.verify.money import check_money
from services.aggregator.verify.rebuilt import check_rebuild
from services.aggregator.verify.snapshot import NothingPublishedError, Snapshot, open_snapshot
from tests.support.shop import RATES, Shop

Check = Callable[[Snapshot], Finding]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    shop = Shop(tmp_path_factory.mktemp("shop"))
    shop.load()
    return shop


@pytest.fixture
def shop(loaded: Shop, tmp_path: Path) -> Shop:
    """The loaded shop with a published file of its own, over the same tables."""
    shop = Shop(tmp_path)
    shop.log = loaded.log
    shop.settings = shop.settings.model_copy(update={"tables_uri": loaded.settings.tables_location})
    shutil.copy(loaded.settings.analytics_file, shop.settings.analytics_file)
    return shop


def differences(settings: Settings, check: Check) -> list[str]:
    with open_snapshot(settings) as snapshot:
        return check(snapshot).differences


def test_everything_holds_after_a_drain(loaded: Shop) -> None:
    findings = {finding.check: finding for finding in run_checks(loaded.settings, loaded.log, RATES)}
    assert [finding.differences for finding in findings.values()] == [[], [], [], []]
    assert findings["numbers"].figures == {
        "origins": 2, "records": 13, "refused": 2, "accepted losses": 0, "waiting": 0, "gaps": 0,
    }  # fmt: skip
    assert findings["deliveries"].figures == {
        "accepted": 4, "duplicate": 1, "stale": 1, "rejected": 1, "replayed": 0, "dead letters": 2,
    }  # fmt: skip
    assert findings["money"].figures == {"orders": 3, "credits": 10, "gross EUR": "230.410", "net EUR": "197.080"}


def test_without_a_publication_there_is_nothing_to_check(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    with pytest.raises(NothingPublishedError), open_snapshot(shop.settings):
        pass
    assert [finding.check for finding in run_checks(shop.settings, shop.log, RATES)] == ["numbers", "snapshot"]


@pytest.mark.parametrize(
    ("statement", "check", "sentence"),
    [
        ("DELETE FROM deliveries WHERE status = 'stale'", check_deliveries, "1 records are not in deliveries"),
        ("INSERT INTO deliveries FROM deliveries LIMIT 1", check_deliveries, "1 rows of deliveries are there twice"),
        (
            "UPDATE deliveries SET origin = 'x' WHERE status = 'stale'",
            check_deliveries,
            "1 rows of deliveries come from no record",
        ),
        ("UPDATE deliveries SET status = 'odd' WHERE status = 'stale'", check_deliveries, "unknown status 'odd'"),
        (
            "DELETE FROM dead_letters WHERE reason = 'undecodable'",
            check_deliveries,
            "1 records are not in dead_letters",
        ),
        (
            "UPDATE credits SET net_amount_minor = 1 WHERE order_id = '1003' AND attribution_model = 'last'",
            check_money,
            "The credits of order shop/1003 under last are 10000 gross and 1 net",
        ),
        (
            "DELETE FROM credits WHERE order_id = '1001' AND attribution_model = 'first'",
            check_money,
            "order shop/1001 under first are None gross",
        ),
        ("DELETE FROM orders WHERE order_id = '1001'", check_money, "the order is None and None"),
        (
            "UPDATE creator_performance SET gross_revenue = gross_revenue + 0.01 WHERE attribution_model = 'linear'",
            check_money,
            "creator_performance under linear",
        ),
        (
            "UPDATE campaign_performance SET refunded = refunded + 0.01 WHERE attribution_model = 'linear'",
            check_money,
            "campaign_performance under linear",
        ),
    ],
)
def test_a_published_row_that_was_altered_is_named(shop: Shop, statement: str, check: Check, sentence: str) -> None:
    shop.alter(statement)
    assert any(sentence in found for found in differences(shop.settings, check))


def test_many_broken_orders_are_counted_after_the_first_five(shop: Shop) -> None:
    shop.alter("UPDATE credits SET gross_amount_minor = 0, net_amount_minor = 0")
    assert "4 more orders and models differ." in differences(shop.settings, check_money)


def test_tables_that_differ_from_their_rebuild_are_named(shop: Shop) -> None:
    shop.alter(
        "UPDATE orders SET platform = 'woo' WHERE order_id = '1001'",
        "DELETE FROM links",
        "DROP TABLE goal_progress",
        "CREATE TABLE extra AS SELECT 1 AS one",
    )
    found = differences(shop.settings, lambda snapshot: check_rebuild(snapshot, RATES))
    assert found == [
        "extra is published, but no model makes it.",
        "goal_progress is missing in the published file.",
        "links has 0 rows, a rebuild 1.",
        "orders has the 3 rows of a rebuild, but not all of them are equal.",
    ]


def test_later_settings_do_not_change_what_is_compared(shop: Shop) -> None:
    later = shop.settings.model_copy(update={"policy": "click_first", "timezone": "Asia/Tokyo", "currency": "USD"})
    assert differences(later, lambda snapshot: check_rebuild(snapshot, RATES)) == []


def test_a_record_that_is_nothing_we_know_is_named(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.load()
    stranger = lost_rows("events", "elsewhere", 1, 1).with_columns(pl.lit(None, pl.String).alias("reject_reason"))
    BronzeTable.open(shop.settings.tables_location, "events").append(stranger, {"elsewhere": 1})
    shop.load()
    assert any("no known type" in sentence for sentence in differences(shop.settings, check_deliveries))
