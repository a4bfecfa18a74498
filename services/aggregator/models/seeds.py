"""Small tables that the models need and SQL does not know: the reasons and Unicode's case folding."""

from collections.abc import Sequence
from functools import cache

from duckdb import DuckDBPyConnection

from services.aggregator.attribution.reasons import reason_rows
from services.aggregator.metrics import NULL_REASONS

FOLDING_ENDS = 0x20000  # no letter beyond the second plane has a case


def create_seeds(connection: DuckDBPyConnection) -> None:
    """Creates the temporary tables `reasons(about, reason, sentence, rank)` and `case_folds(letter, folded)`."""
    ratios = [("metric", reason, sentence, rank) for rank, (reason, sentence) in enumerate(NULL_REASONS.items())]
    _create(connection, "reasons", ("about", "reason", "sentence", "rank"), [*reason_rows(), *ratios])
    _create(connection, "case_folds", ("letter", "folded"), _case_folds())


def _create(
    connection: DuckDBPyConnection, table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]
) -> None:
    lists = [list(column) for column in zip(*rows, strict=True)]
    selected = ", ".join(f"UNNEST(?) AS {column}" for column in columns)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {selected}", lists)


@cache
def _case_folds() -> list[tuple[str, str]]:
    """Every letter that folding changes; folding goes letter by letter, so this is all of it."""
    letters = (chr(point) for point in range(FOLDING_ENDS))
    return [(letter, letter.casefold()) for letter in letters if letter.casefold() != letter]
