"""The one source of descriptions: page, COMMENTs and tables say the same, down to the last column."""

from collections.abc import Iterator

import duckdb
import pytest

from services.aggregator.descriptions import describe_all
from services.aggregator.dictionary import PAGE, render_page
from services.aggregator.metrics import METRICS, NULL_REASONS, RATIOS
from services.aggregator.publish.publisher import COMPUTED_MODELS
from tests.support.publication import fill_empty


@pytest.fixture(scope="module")
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        fill_empty(connection)
        yield connection


def test_the_page_is_what_the_descriptions_say() -> None:
    assert PAGE.read_text("utf-8") == render_page(), "run: python -m services.aggregator.dictionary"


def test_every_table_view_and_column_has_a_comment(empty: duckdb.DuckDBPyConnection) -> None:
    silent = empty.execute(
        """
        SELECT table_name, column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal
            AND schema_name = 'main' AND database_name = 'memory'
        UNION ALL SELECT table_name, '' FROM duckdb_tables() WHERE comment IS NULL AND NOT temporary
        UNION ALL SELECT view_name, '' FROM duckdb_views() WHERE comment IS NULL AND NOT internal AND NOT temporary
        """
    ).fetchall()
    assert silent == []


def test_descriptions_name_exactly_the_columns_there_are(empty: duckdb.DuckDBPyConnection) -> None:
    for description in describe_all():
        columns = [column[0] for column in empty.execute(f"FROM {description.name} LIMIT 0").description or ()]
        assert list(description.columns) == columns, description.name


def test_the_public_tables_of_the_design_are_published() -> None:
    promised = (
        "campaigns creators agreements links codes posts stores clicks orders refunds engagement_snapshots costs "
        "deliveries touches credits dead_letters creator_performance creator_daily campaign_performance campaign_daily "
        "link_performance code_performance post_performance goal_progress meta_snapshot meta_metrics meta_policy"
    )
    assert set(promised.split()) <= {description.name for description in describe_all()}


def test_every_reason_for_a_missing_ratio_is_explained(empty: duckdb.DuckDBPyConnection) -> None:
    explained = empty.execute("SELECT reason FROM meta_reasons WHERE about = 'metric'").fetchall()
    assert {reason for (reason,) in explained} == set(NULL_REASONS)


def test_every_metric_is_a_column_of_creator_performance_and_described(empty: duckdb.DuckDBPyConnection) -> None:
    columns = {column[0] for column in empty.execute("FROM creator_performance LIMIT 0").description or ()}
    assert {metric.name for metric in METRICS} <= columns
    assert {f"{metric.name}_null_reason" for metric in RATIOS} <= columns
    assert empty.execute("SELECT metric FROM meta_metrics").fetchall() == [(metric.name,) for metric in METRICS]


def test_the_models_that_may_be_shown_first_are_those_computed(empty: duckdb.DuckDBPyConnection) -> None:
    assert empty.execute("SELECT attribution_models FROM meta_policy").fetchall() == [(sorted(COMPUTED_MODELS),)]
