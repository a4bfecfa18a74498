"""COMMENTs on every table, view and column, from the one source of descriptions."""

from collections.abc import Iterator

from duckdb import DuckDBPyConnection

from services.aggregator.descriptions import Description, describe_all


def comment_everything(connection: DuckDBPyConnection) -> None:
    """Comments what is described; a described column that is not there raises duckdb.CatalogException."""
    statements = [statement for found in describe_all() for statement in _comments(found)]
    connection.execute("; ".join(statements))


def _comments(found: Description) -> Iterator[str]:
    yield f"COMMENT ON {found.kind.upper()} {found.name} IS {_quoted(found.sentence)}"
    for column, sentence in found.columns.items():
        yield f"COMMENT ON COLUMN {found.name}.{column} IS {_quoted(sentence)}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
