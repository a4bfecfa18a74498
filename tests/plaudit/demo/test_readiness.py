from typing import Any

import pytest

from plaudit.demo.readiness import is_published

HEADS = {("clicks", "redirect-1"): 5, ("events", "ingest-1"): 7}


def status(complete: bool, clicks: int, events: int) -> dict[str, Any]:
    return {
        "complete": complete,
        "streams": {
            "clicks": {"origins": {"redirect-1": {"mark": clicks}}},
            "events": {"origins": {"ingest-1": {"mark": events}}},
        },
    }


@pytest.mark.parametrize(
    ("told", "published"),
    [
        (status(True, 5, 7), True),
        (status(True, 6, 8), True),
        (status(False, 5, 7), False),
        (status(True, 4, 7), False),
        (status(True, 5, 0), False),
        ({}, False),
    ],
)
def test_tables_are_complete_when_every_head_is_in_what_is_published(told: dict[str, Any], published: bool) -> None:
    assert is_published(told, HEADS) is published


def test_an_origin_that_the_aggregator_has_not_heard_of_is_missing() -> None:
    assert not is_published(status(True, 5, 7), HEADS | {("events", "ingest-2"): 1})
