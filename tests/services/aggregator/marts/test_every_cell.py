"""Every cell of the daily mart equals its recomputation from the facts, whatever these are (E32)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from services.aggregator.models.runner import Parameters
from tests.support.facts import Facts

ZONE = "Europe/Berlin"
START = datetime(2026, 10, 24, 20, tzinfo=UTC)
CREATORS = ("ana", "ben")


class Tap(NamedTuple):
    creator_id: str
    at: datetime
    is_human: bool
    is_unique: bool | None


class Sale(NamedTuple):
    creator_id: str | None
    at: datetime
    base: int
    kept: int
    by_code: bool


instants = st.integers(0, 60 * 60 * 60).map(lambda seconds: START + timedelta(seconds=seconds))
taps = st.builds(Tap, st.sampled_from(CREATORS), instants, st.booleans(), st.none() | st.booleans())
sales = st.builds(
    Sale, st.none() | st.sampled_from(CREATORS), instants, st.integers(1, 10**6), st.integers(0, 100), st.booleans()
)


@settings(max_examples=15, deadline=None)
@given(st.lists(taps, max_size=12), st.lists(sales, max_size=6))
def test_every_creator_and_day_is_what_its_facts_add_up_to(clicked: list[Tap], sold: list[Sale]) -> None:
    facts = Facts(Parameters(timezone=ZONE))
    for tap in clicked:
        kind = {"click_class": "human" if tap.is_human else "bot", "is_unique": tap.is_unique}
        facts.add_clicks(1, creator_id=tap.creator_id, clicked_at=tap.at, **kind)
    for number, sale in enumerate(sold):
        left = sale.base * sale.kept // 100
        facts.add_order(f"o{number}", placed_at=sale.at, net_items_minor=sale.base, commissionable_minor=left)
        campaign_id = "serum" if sale.creator_id else None
        evidence = None if sale.creator_id is None else "code" if sale.by_code else "click"
        facts.credit(f"o{number}", ["last"], creator_id=sale.creator_id, campaign_id=campaign_id, evidence=evidence)
    facts.build()
    assert published(facts) == recomputed(clicked, sold)


Cells = dict[tuple[str | None, str], tuple[int, ...]]


def published(facts: Facts) -> Cells:
    rows = facts.rows(
        "SELECT creator_id, day::VARCHAR AS day, raw_clicks, clicks, unique_clicks, orders::INT AS orders, "
        "net_orders::INT AS net_orders, code_only_orders::INT AS code_only, (gross_revenue * 100)::INT AS gross, "
        "(net_revenue * 100)::INT AS net FROM creator_daily WHERE attribution_model = 'last'"
    )
    return {(row["creator_id"], row["day"]): tuple(list(row.values())[2:]) for row in rows}


def recomputed(clicked: Iterable[Tap], sold: Iterable[Sale]) -> Cells:
    cells: dict[tuple[str | None, str], list[int]] = defaultdict(lambda: [0] * 8)
    for tap in clicked:
        unique = tap.is_human and bool(tap.is_unique)
        add(cells[tap.creator_id, day_of(tap.at)], 0, (1, tap.is_human, unique))
    for sale in sold:
        left = sale.base * sale.kept // 100
        by_code = sale.creator_id is not None and sale.by_code
        add(cells[sale.creator_id, day_of(sale.at)], 3, (1, left > 0, by_code, sale.base, left))
    return {key: tuple(cell) for key, cell in cells.items()}


def add(cell: list[int], first: int, amounts: Iterable[int]) -> None:
    for place, amount in enumerate(amounts, first):
        cell[place] += amount


def day_of(instant: datetime) -> str:
    return instant.astimezone(ZoneInfo(ZONE)).date().isoformat()
