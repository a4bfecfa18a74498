"""Writes docs/data-dictionary.md: `python -m services.aggregator.dictionary`."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import duckdb

from services.aggregator.descriptions import Description, describe_all
from services.aggregator.metrics import RATIOS
from services.aggregator.models.runner import Parameters
from services.aggregator.publish.contents import Source, fill
from services.aggregator.tables.bronze import Pin

PAGE = Path("docs/data-dictionary.md")
TITLES = {
    "marts": "Marts: numbers to read",
    "facts": "Facts: what the numbers are made of",
    "dimensions": "Dimensions: campaigns and who is in them",
    "meta": "About the file itself",
}
INTRODUCTION = """# Data dictionary

<!-- Made by `python -m services.aggregator.dictionary` from the descriptions beside the models; a test finds drift. -->

Every table and view of `analytics.duckdb`, in the words that stand as COMMENTs in the file itself.
Marts also lie as Parquet in `published/<table>/data.parquet` of the data directory.

Money in marts is DECIMAL(18,3) in the reporting currency; `*_minor` columns are integer minor units of the row's
own currency. Times are UTC; a *report day* is a day of the zone in `meta_policy`. A ratio is a ratio of sums: divide
sums, never average ratios, and keep to one `attribution_model` at a time."""


def main() -> None:
    PAGE.write_text(render_page(), "utf-8")


def render_page() -> str:
    """The whole page; types are those of a publication of empty tables."""
    types = _types()
    parts = [INTRODUCTION, *_ratios()]
    for layer, found in groupby(describe_all(), key=lambda description: description.layer):
        parts.append(f"\n## {TITLES[layer]}")
        parts.extend(line for description in found for line in _section(description, types))
    return "\n".join(parts) + "\n"


def _ratios() -> Iterator[str]:
    yield "\n## Ratios\n"
    yield "| metric | is | meaning |\n|---|---|---|"
    for metric in RATIOS:
        yield f"| `{metric.name}` | `{metric.numerator} / {metric.denominator}` | {metric.meaning} |"


def _section(description: Description, types: dict[tuple[str, str], str]) -> Iterator[str]:
    yield f"\n### {description.name}{' (view)' if description.kind == 'view' else ''}\n"
    yield f"{description.sentence}\n"
    yield "| column | type | meaning |\n|---|---|---|"
    for column, sentence in description.columns.items():
        yield f"| `{column}` | {types[description.name, column]} | {sentence.replace('|', chr(92) + '|')} |"


def _types() -> dict[tuple[str, str], str]:
    epoch = datetime(2000, 1, 1, tzinfo=UTC)
    source = Source(Pin("clicks", 0, ()), Pin("events", 0, ()), 0, Parameters(), epoch)
    with duckdb.connect() as connection:
        fill(connection, source, _NoRates())
        rows = connection.execute("SELECT table_name, column_name, data_type FROM duckdb_columns()").fetchall()
    return {(table, column): data_type for table, column, data_type in rows}


class _NoRates:
    """Empty tables need no rates."""

    def published(self, *_: object) -> None:
        return None


if __name__ == "__main__":
    main()
