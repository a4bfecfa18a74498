"""What every published table and column means: the one source of COMMENTs and of the data dictionary."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from services.aggregator.metrics import RATIOS
from services.aggregator.models.catalogue import FOLDER, MARTS, MODELS

Kind = Literal["table", "view"]
LAYERS = ("marts", "facts", "dimensions", "meta")
MADE_BY_THE_PUBLISHER = ("rates", "meta_snapshot", "meta_tables", "meta_policy", "meta_metrics")
DAILY = ("creator_daily", "campaign_daily")


class Description(NamedTuple):
    """One table or view of `analytics.duckdb`: its layer, a sentence, and a sentence a column."""

    layer: str
    name: str
    kind: Kind
    sentence: str
    columns: Mapping[str, str]


def describe_all() -> tuple[Description, ...]:
    """Every table and view, marts first, as the dictionary shows them."""
    tables = [
        _read(
            "meta" if model.table.startswith("meta_") else model.layer,
            model.table,
            model.description_file,
            "view" if model.is_view else "table",
        )
        for model in (*MODELS, *MARTS)
        if model.published
    ]
    made = [_read("meta", name, FOLDER / "meta" / f"{name}.toml") for name in MADE_BY_THE_PUBLISHER]
    views = [_with_ratios(table) for table in tables if table.name in DAILY]
    return tuple(sorted((*tables, *made, *views), key=lambda found: (LAYERS.index(found.layer), found.name)))


def ratios_view(table: str) -> str:
    """The SELECT of `<table>_ratios`: the additive columns of a daily table with the ratios of each row."""
    ratios = ", ".join(f"{metric.row_sql} AS {metric.name}" for metric in RATIOS)
    return f"SELECT *, {ratios} FROM {table}"  # noqa: S608 -- own names only


def _read(layer: str, name: str, path: Path, kind: Kind = "table") -> Description:
    found = tomllib.loads(path.read_text("utf-8"))
    return Description(layer, name, kind, found["description"], found["columns"])


def _with_ratios(table: Description) -> Description:
    ratios = {metric.name: f"{metric.meaning} NULL where the denominator is zero." for metric in RATIOS}
    sentence = f"{table.name} with the ratios of each row; for longer spans divide sums, never average these."
    return Description(table.layer, f"{table.name}_ratios", "view", sentence, {**table.columns, **ratios})
