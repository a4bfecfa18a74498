"""DuckDB 1.5, which many tools still bring, opens what DuckDB 2 publishes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from plaudit.settings import load_settings
from services.aggregator.publish import Publisher
from tests.support.publication import PUBLISHED_AT, DeclaredRates, small_campaign, store

READ = """
import duckdb, json, sys
connection = duckdb.connect(sys.argv[1], read_only=True)
one = lambda sql: connection.execute(sql).fetchone()
print(json.dumps({
    "version": duckdb.__version__,
    "performance": one("SELECT clicks, orders, net_revenue::VARCHAR FROM creator_performance WHERE creator_id = 'ana'"),
    "view": one("SELECT COUNT(*), MIN(click_class) FROM clicks"),
    "ratio": one("SELECT MAX(conversion_rate) FROM creator_daily_ratios"),
    "silent": one("SELECT COUNT(*) FROM duckdb_columns() WHERE NOT internal AND comment IS NULL"),
}))
"""


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_duckdb_1_5_reads_tables_views_and_comments(tmp_path: Path) -> None:
    older = tmp_path / "older"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(older),
        "duckdb>=1.5,<1.6",
    ]
    if subprocess.run(install, check=False, capture_output=True).returncode != 0:
        pytest.skip("duckdb 1.5 can't be installed here: no package index answers")
    pins = store(small_campaign(), tmp_path / "tables")
    settings = load_settings({}, data_dir=tmp_path)
    Publisher(settings, lambda: PUBLISHED_AT, DeclaredRates()).publish(*pins)
    command = [sys.executable, "-c", READ, str(settings.analytics_file)]
    answer = subprocess.run(command, check=True, capture_output=True, env=os.environ | {"PYTHONPATH": str(older)})
    found = json.loads(answer.stdout)
    assert found.pop("version").startswith("1.5.")
    assert found == {"performance": [2, 1.0, "100.000"], "view": [2, "human"], "ratio": [0.5], "silent": [0]}
