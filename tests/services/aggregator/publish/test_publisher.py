"""What a publication holds, and what it leaves alone."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from plaudit.errors import MisconfiguredError
from plaudit.settings import load_settings
from services.aggregator.publish import Publisher, publish
from services.aggregator.publish.guard import StalePublicationError
from services.aggregator.publish.position import Position, begin_epoch, read_epoch, read_position
from services.aggregator.tables.bronze import Pin
from tests.support.publication import HOUR, MARCH, PUBLISHED_AT, DeclaredRates, sale, small_campaign, store, tap


class World:
    """A data directory with a small campaign in its bronze tables."""

    def __init__(self, data_dir: Path) -> None:
        self.settings = load_settings({}, data_dir=data_dir)
        self.bronze = small_campaign()
        self.now = PUBLISHED_AT
        self.publisher = Publisher(self.settings, lambda: self.now, DeclaredRates())

    def pins(self) -> tuple[Pin, Pin]:
        return store(self.bronze, self.settings.data_dir / "tables")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.settings.analytics_file), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_publication_shows_clicks_orders_and_who_earned_what(world: World) -> None:
    world.publisher.publish(*world.pins())
    shown = (
        "SELECT creator_id, clicks, orders, net_revenue::INT FROM creator_performance WHERE attribution_model = 'last'"
    )
    assert world.rows(shown) == [("ana", 2, 1.0, 100), (None, 0, 1.0, 100)]
    assert world.rows("SELECT click_id, click_class FROM clicks ORDER BY 1") == [("c1", "human"), ("c2", "human")]
    assert world.rows("SELECT metric, actual::INT FROM goal_progress ORDER BY 1") == [
        ("net_revenue", 100),
        ("orders", 1),
    ]


def test_the_snapshot_names_exactly_what_was_read(world: World) -> None:
    clicks, events = world.pins()
    publication = world.publisher.publish(clicks, events)
    assert publication.position == Position(0, clicks.version, events.version)
    assert read_position(world.settings.analytics_file) == publication.position
    ((published_at, through, known_since),) = world.rows(
        "SELECT published_at, complete_through, customers_known_since FROM meta_snapshot"
    )
    assert (published_at, through, known_since) == (PUBLISHED_AT, MARCH + 4 * HOUR, MARCH + 3 * HOUR)


def test_two_publications_of_the_same_versions_differ_in_nothing_but_their_time(world: World) -> None:
    pins = world.pins()
    world.publisher.publish(*pins)
    first = everything(world)
    world.now += timedelta(days=3)
    world.publisher.publish(*pins)
    assert everything(world) == first


def everything(world: World) -> dict[str, list[tuple[Any, ...]]]:
    tables = [name for (name,) in world.rows("SELECT table_name FROM meta_tables ORDER BY 1")]
    found = {table: sorted(world.rows(f"FROM {table}"), key=repr) for table in tables}
    found["meta_snapshot"] = world.rows("SELECT * EXCLUDE published_at FROM meta_snapshot")
    return found


def test_a_late_click_changes_its_own_day_and_no_other(world: World) -> None:
    days = "SELECT day, attribution_model, raw_clicks, clicks, orders, net_revenue FROM creator_daily ORDER BY ALL"
    world.bronze.add(tap("early", MARCH + 72 * HOUR))
    world.publisher.publish(*world.pins())
    before = world.rows(days)
    world.bronze.add(tap("late", MARCH + 24 * HOUR))
    world.publisher.publish(*world.pins())
    late_day = (MARCH + 24 * HOUR).date()
    assert [row for row in world.rows(days) if row[0] != late_day] == before
    assert [row[3] for row in world.rows(days) if row[0] == late_day] == [1, 1, 1]


def test_row_counts_and_meanings_of_all_tables_are_in_the_file(world: World) -> None:
    world.publisher.publish(*world.pins())
    for table, kind, counted in world.rows("SELECT table_name, kind, row_count FROM meta_tables"):
        assert world.rows(f"SELECT COUNT(*) FROM {table}") == [(counted,)] or (kind, counted) == ("view", None)


def test_marts_lie_as_parquet_too_row_for_row(world: World) -> None:
    world.publisher.publish(*world.pins())
    folder = world.settings.data_dir / "published"
    marts = sorted(path.name for path in folder.iterdir())
    assert "creator_performance" in marts
    for mart in marts:
        parquet = f"FROM '{folder}/{mart}/data.parquet'"
        assert world.rows(f"SELECT COUNT(*) FROM ({parquet} EXCEPT ALL FROM {mart})") == [(0,)]
        assert world.rows(f"SELECT COUNT(*) FROM (FROM {mart} EXCEPT ALL {parquet})") == [(0,)]


def test_a_publisher_never_goes_back(world: World) -> None:
    old = world.pins()
    world.publisher.publish(*old)
    world.bronze.add(sale("1003", MARCH + 5 * HOUR, "c2"))
    new = world.pins()
    world.publisher.publish(*new)
    with pytest.raises(StalePublicationError, match="left as it is"):
        world.publisher.publish(*old)
    assert read_position(world.settings.analytics_file) == Position(0, new[0].version, new[1].version)


def test_a_mixture_that_goes_back_in_one_table_only_is_refused(world: World) -> None:
    old_clicks, _ = world.pins()
    world.bronze.add(tap("c3", MARCH + 5 * HOUR))
    new_clicks, old_events = world.pins()
    world.publisher.publish(new_clicks, old_events)
    world.bronze.add(sale("1003", MARCH + 5 * HOUR, "c2"))
    _, new_events = world.pins()
    with pytest.raises(StalePublicationError):
        world.publisher.publish(old_clicks, new_events)


def test_tables_made_anew_go_before_any_version_of_the_old_ones(world: World) -> None:
    pins = world.pins()
    world.bronze.add(tap("c3", MARCH + 5 * HOUR))
    world.publisher.publish(*world.pins())
    assert begin_epoch(world.settings.data_dir) == 1
    world.publisher.publish(*pins)
    assert read_position(world.settings.analytics_file) == Position(1, pins[0].version, pins[1].version)


def test_an_epoch_that_is_no_number_refuses_instead_of_starting_over(tmp_path: Path) -> None:
    assert read_epoch(tmp_path) == 0
    (tmp_path / "rebuild-epoch").write_text("one")
    with pytest.raises(MisconfiguredError, match="write the last epoch"):
        read_epoch(tmp_path)


def test_what_killed_publishers_left_behind_is_removed(world: World) -> None:
    for name in (".pub-1.tmp.duckdb", ".pub-1.tmp.duckdb.wal"):
        (world.settings.data_dir / name).write_bytes(b"half")
    (world.settings.data_dir / ".pub-spill").mkdir()
    world.publisher.publish(*world.pins())
    assert not list(world.settings.data_dir.rglob(".pub-*"))
    assert not list(world.settings.data_dir.glob("*.wal"))


def test_a_publication_that_fails_leaves_the_published_file_alone(world: World) -> None:
    clicks, events = world.pins()
    world.publisher.publish(clicks, events)
    before = world.settings.analytics_file.read_bytes()
    missing = Pin("clicks", clicks.version + 1, (str(world.settings.data_dir / "gone.parquet"),))
    with pytest.raises(duckdb.Error):
        world.publisher.publish(missing, events)
    assert world.settings.analytics_file.read_bytes() == before


def test_a_damaged_published_file_is_replaced_instead_of_trusted(world: World) -> None:
    world.settings.analytics_file.write_bytes(b"not a database")
    world.publisher.publish(*world.pins())
    assert read_position(world.settings.analytics_file) is not None


def test_publishing_the_present_tables_pins_them_itself(world: World) -> None:
    world.pins()
    assert publish(world.settings, clock).published_at == clock()
    assert world.rows("SELECT COUNT(*) FROM orders") == [(2,)]


def clock() -> datetime:
    return PUBLISHED_AT


def test_a_model_that_is_not_computed_refuses_to_be_shown_first(tmp_path: Path) -> None:
    with pytest.raises(MisconfiguredError, match="PLAUDIT_MODEL is shapley"):
        Publisher(load_settings({}, data_dir=tmp_path, model="shapley"), clock)
