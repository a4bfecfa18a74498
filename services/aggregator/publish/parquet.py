"""The marts as one Parquet file each, under names that never change."""

from pathlib import Path

from duckdb import DuckDBPyConnection

from services.aggregator.models.catalogue import MARTS
from services.aggregator.publish.swap import DRAFT_PREFIX, remove_drafts, swap

FOLDER = "published"
FILE = "data.parquet"


def draft_marts(connection: DuckDBPyConnection, data_dir: Path) -> dict[Path, Path]:
    """Writes every published mart beside its place; returns draft -> place."""
    drafts = {}
    for table in (model.table for model in MARTS if model.published):
        directory = data_dir / FOLDER / table
        directory.mkdir(parents=True, exist_ok=True)
        remove_drafts(directory)
        draft = directory / f"{DRAFT_PREFIX}{FILE}"
        path = str(draft).replace("'", "''")
        connection.execute(f"COPY {table} TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
        drafts[draft] = directory / FILE
    return drafts


def swap_marts(drafts: dict[Path, Path]) -> None:
    """Puts each draft in its place: every file is whole by itself, the set is that of the last finished publication."""
    for draft, place in drafts.items():
        swap(draft, place)
