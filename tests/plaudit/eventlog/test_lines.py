"""Lines of records are cut and merged without a record changing."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from plaudit.eventlog import lines
from plaudit.eventlog.protocol import Batch, records
from plaudit.events.envelope import Event
from tests.support.event_logs import events

groups = st.lists(st.lists(events, min_size=1, max_size=5), min_size=1, max_size=5)


def batches(parts: list[list[Event]]) -> list[Batch]:
    made, first = [], 1
    for part in parts:
        heads, bodies = lines.encode(part)
        made.append(Batch("origin", first, len(part), heads, bodies))
        first += len(part)
    return made


@given(st.lists(events, min_size=1, max_size=8))
def test_what_is_encoded_is_decoded(appended: list[Event]) -> None:
    (batch,) = batches([appended])
    assert [record.event for record in records(batch)] == appended
    assert [record.sequence for record in records(batch)] == list(range(1, len(appended) + 1))


@given(groups)
def test_merging_keeps_every_record_in_one_run(parts: list[list[Event]]) -> None:
    (merged,) = lines.merge(batches(parts))
    assert [record.event for record in records(merged)] == [event for part in parts for event in part]


@given(groups, st.data())
def test_merging_stops_at_every_gap(parts: list[list[Event]], data: st.DataObject) -> None:
    made = batches(parts)
    missing = data.draw(st.sets(st.sampled_from(range(len(made)))))
    kept = [batch for place, batch in enumerate(made) if place not in missing]
    merged = lines.merge(kept)
    assert [r for batch in merged for r in records(batch)] == [r for batch in kept for r in records(batch)]
    assert all(after.first > before.last + 1 for before, after in pairwise(merged))


@given(st.lists(events, min_size=1, max_size=8), st.data())
def test_the_rest_after_a_number_is_the_rest(appended: list[Event], data: st.DataObject) -> None:
    (batch,) = batches([appended])
    number = data.draw(st.integers(0, len(appended) - 1))
    assert records(lines.after(batch, number)) == records(batch)[number:]
