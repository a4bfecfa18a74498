"""Records become rows column by column; a record that can't is a row of its own with its bytes sealed."""

from datetime import UTC, date, datetime
from itertools import pairwise

import msgspec
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.eventlog import lines
from plaudit.events.click import UtmValues
from plaudit.events.delivery import Delivery
from plaudit.events.envelope import Event, Stream
from plaudit.events.rejected import Rejected
from plaudit.security.vault import Vault
from services.aggregator.loader.intake import Intake
from services.aggregator.loader.rows import dead_letter_context, lost_rows, rows_of
from services.aggregator.tables.schemas import SCHEMAS
from tests.support.records import NOON, click_event, cost_event, event_of

VAULT = Vault(b"k" * 32)


def rows(stream: Stream, *events: Event, first: int = 1) -> pl.DataFrame:
    heads, bodies = [lines.encode_head(event) for event in events], [event.data for event in events]
    return rows_of([Intake("a", first, heads, bodies, None)], stream, VAULT)


def changed(event: Event, **fields: object) -> Event:
    return msgspec.structs.replace(event, **fields)


def test_a_click_fills_every_typed_column() -> None:
    event = click_event(
        7, post_id="reel-1", device="mobile", country="DE", utm=UtmValues(source="instagram", content="mia"),
        visitor_utm=UtmValues(campaign="other"),
    )  # fmt: skip
    [row] = rows("clicks", event, first=41).to_dicts()
    assert row["origin"] == "a"
    assert row["sequence"] == 41
    assert row["click_id"] == event.key
    assert row["clicked_at"] == row["ce_time"] == event.time
    assert (row["post_id"], row["device"], row["country"], row["referrer_host"]) == ("reel-1", "mobile", "DE", None)
    assert (row["utm_source"], row["utm_content"], row["utm_medium"]) == ("instagram", "mia", None)
    assert (row["visitor_utm_campaign"], row["visitor_utm_source"]) == ("other", None)
    assert (row["reject_reason"], row["sealed"], row["day"]) == (None, None, date(2026, 3, 1))


def test_an_event_keeps_its_body_as_it_is() -> None:
    event = cost_event(3)
    [row] = rows("events", event).to_dicts()
    assert row["payload"] == event.data.decode()
    assert (row["ce_id"], row["ce_type"], row["ce_source"]) == (event.id, event.type, event.source)
    assert (row["key"], row["ce_time"]) == (event.key, event.time)


@pytest.mark.parametrize("stream", ["clicks", "events"])
def test_rows_have_the_columns_of_their_table(stream: Stream) -> None:
    event = click_event(1) if stream == "clicks" else cost_event(1)
    assert rows(stream, event).schema == SCHEMAS[stream]
    assert rows(stream, changed(event, data=b"{")).schema == SCHEMAS[stream]
    assert lost_rows(stream, "a", 1, 2).schema == SCHEMAS[stream]


def test_the_day_of_a_row_is_the_utc_day() -> None:
    late = datetime.fromisoformat("2026-03-01T23:30:00-05:00")
    assert rows("clicks", changed(click_event(1), time=late))["day"].to_list() == [date(2026, 3, 2)]
    assert rows("clicks", changed(click_event(1), time=late, data=b""))["day"].to_list() == [date(2026, 3, 2)]


@pytest.mark.parametrize(
    ("stream", "event", "reason"),
    [
        ("clicks", changed(click_event(1), data=b""), "undecodable"),
        ("clicks", changed(click_event(1), data=b'{"slug":'), "undecodable"),
        ("clicks", changed(click_event(1), data=b"[]"), "undecodable"),
        ("clicks", changed(click_event(1), data=b"\xff\xfe"), "undecodable"),
        ("clicks", changed(click_event(1), data=click_event(1).data.replace(b"serum", b"\\ud800", 1)), "undecodable"),
        ("clicks", changed(click_event(1), data=click_event(1).data.replace(b'"human"', b'"goblin"')), "undecodable"),
        ("clicks", changed(click_event(1), data=click_event(1).data[:-1] + b',"more":1}'), "undecodable"),
        ("clicks", changed(click_event(1), data=click_event(1).data.replace(b"12:00:01Z", b"12:00:01")), "undecodable"),
        ("clicks", changed(click_event(1), data=click_event(1).data.replace(b"2026-", b"0001-", 1)), "undecodable"),
        ("clicks", changed(click_event(1), type="plaudit.click.v9"), "unknown_type"),
        ("clicks", cost_event(1), "wrong_stream"),
        ("events", click_event(1), "wrong_stream"),
        ("events", changed(cost_event(1), data=b'{"cost_id":' + b"[" * 100_000), "undecodable"),
        ("events", changed(cost_event(1), data=b'{"cost_id":NaN}'), "undecodable"),
    ],
)
def test_a_record_that_is_not_what_it_says_is_a_row_with_its_bytes_sealed(
    stream: Stream, event: Event, reason: str
) -> None:
    [row] = rows(stream, event, first=5).to_dicts()
    assert (row["sequence"], row["reject_reason"], row["ce_id"], row["ce_time"]) == (5, reason, event.id, event.time)
    assert row["reject_detail"]
    opened = VAULT.unseal(row["sealed"], dead_letter_context("a"))
    assert opened == lines.encode_head(event) + b"\n" + event.data


def test_a_record_without_readable_attributes_still_has_its_place() -> None:
    intake = Intake("a", 9, [b'{"id":1}', b"\xff", b"[" * 100_000], [b"{}", b"{}", b"{}"], None)
    found = rows_of([intake], "events", VAULT)
    assert found["sequence"].to_list() == [9, 10, 11]
    assert found["reject_reason"].to_list() == ["undecodable"] * 3
    assert found["day"].to_list() == [date(1970, 1, 1)] * 3
    assert found["ce_time"].null_count() == 3


def test_one_bad_record_leaves_its_neighbours_as_they_are() -> None:
    events = [click_event(1), changed(click_event(2), data=b"nonsense"), click_event(3)]
    found = rows("clicks", *events)
    assert found["sequence"].to_list() == [1, 2, 3]
    assert found["click_id"].to_list() == [events[0].key, None, events[2].key]


def test_a_refused_delivery_is_a_row_with_its_reason_and_the_bytes_that_ingest_sealed() -> None:
    delivery = Delivery(received_at=NOON, topic="orders/create", body_hash="0" * 64)
    letter = Rejected(
        source="shopify/shop",
        store="shop",
        reason="bad_amount",
        detail="too large",
        sealed=b"\x00\x01",
        delivery=delivery,
    )
    found = rows("events", cost_event(1), event_of(letter, 2, key="shop"), cost_event(3))
    assert found["reject_reason"].to_list() == [None, "bad_amount", None]
    assert found["reject_detail"].to_list() == [None, "too large", None]
    assert found["sealed"].to_list() == [None, b"\x00\x01", None]
    assert found["payload"][0] == cost_event(1).data.decode()
    assert msgspec.json.decode(found["payload"][1]) == {
        "source": "shopify/shop", "store": "shop", "reason": "bad_amount", "detail": "too large",
        "delivery": {"received_at": "2026-03-01T12:00:00Z", "topic": "orders/create", "body_hash": "0" * 64},
    }  # fmt: skip


def test_lost_rows_take_every_place() -> None:
    found = lost_rows("events", "a", 4, 6)
    assert found["sequence"].to_list() == [4, 5, 6]
    assert set(found["reject_reason"]) == {"lost"}
    assert set(found["origin"]) == {"a"}


def mixed(number: int, kind: str) -> Event:
    whole = click_event(number)
    return {
        "good": whole,
        "torn": changed(whole, data=whole.data[:-5]),
        "more": changed(whole, data=whole.data[:-1] + b',"more":1}'),
        "twice": changed(whole, data=whole.data[:-1] + b',"slug":"again"}'),
        "other": changed(whole, type="plaudit.visit.v1"),
        "offset": changed(whole, time=whole.time.astimezone(UTC)),
    }[kind]


@given(
    kinds=st.lists(st.sampled_from(["good", "torn", "more", "twice", "other", "offset"]), min_size=1, max_size=12),
    cuts=st.sets(st.integers(1, 11)),
)
def test_no_batching_changes_a_row(kinds: list[str], cuts: set[int]) -> None:
    events = [mixed(number, kind) for number, kind in enumerate(kinds, 1)]
    borders = [0, *sorted(cut for cut in cuts if cut < len(events)), len(events)]
    parts = pl.concat([rows("clicks", *events[a:b], first=a + 1) for a, b in pairwise(borders)])
    assert parts.drop("sealed").equals(rows("clicks", *events).drop("sealed"))


def test_records_of_several_origins_become_the_rows_they_are_alone() -> None:
    intakes = [
        Intake(origin, first, [lines.encode_head(event) for event in events], [event.data for event in events], None)
        for origin, first, events in [
            ("a", 5, [click_event(1), changed(click_event(2), data=b"torn"), click_event(3)]),
            ("b", 1, [changed(click_event(4), type="plaudit.visit.v1")]),
            ("c", 9, [click_event(5), click_event(6)]),
        ]
    ]
    alone = pl.concat([rows_of([intake], "clicks", VAULT) for intake in intakes])
    assert rows_of(intakes, "clicks", VAULT).drop("sealed").equals(alone.drop("sealed"))


def test_refused_deliveries_keep_their_places_among_several_origins() -> None:
    delivery = Delivery(received_at=NOON, topic="orders/create", body_hash="0" * 64)
    letter = Rejected(source="shopify/shop", store="shop", reason="odd", detail="", sealed=b"1", delivery=delivery)
    intakes = [
        Intake(origin, 1, [lines.encode_head(event) for event in events], [event.data for event in events], None)
        for origin, events in [
            ("a", [cost_event(1)]),
            ("b", [changed(cost_event(2), data=b"?"), event_of(letter, 3, key="shop"), cost_event(4)]),
        ]
    ]
    found = rows_of(intakes, "events", VAULT)
    assert found.select("origin", "sequence", "reject_reason").rows() == [
        ("a", 1, None), ("b", 1, "undecodable"), ("b", 2, "odd"), ("b", 3, None),
    ]  # fmt: skip
