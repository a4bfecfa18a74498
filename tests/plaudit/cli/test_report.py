"""`plaudit report`, run as a person runs it, on a published campaign."""

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from plaudit.cli.__main__ import build_app
from plaudit.errors import PermanentError
from plaudit.events.registry import CreatorState
from plaudit.settings import load_settings
from services.aggregator.publish import Publisher
from tests.support.publication import HOUR, MARCH, PUBLISHED_AT, DeclaredRates, change, small_campaign, store, tap


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("report")
    bronze = small_campaign()
    bronze.add(change(9, "eve", CreatorState(creator_id="eve", handle="@eve", name="=[red]Eve\x1b[2J", platform="x")))
    bronze.add(tap("c9", MARCH + HOUR, creator_id="eve", link_id="l9"))
    pins = store(bronze, directory / "tables")
    Publisher(load_settings({}, data_dir=directory), lambda: PUBLISHED_AT, DeclaredRates()).publish(*pins)
    return directory


def run(data_dir: Path, *arguments: str) -> Result:
    words = ["report", *arguments]
    return CliRunner().invoke(build_app(words), words, env={"PLAUDIT_DATA_DIR": str(data_dir)}, catch_exceptions=False)


def test_the_leaderboard_names_creators_rates_reasons_and_the_unattributed(data_dir: Path) -> None:
    shown = run(data_dir).stdout
    assert "credit by last touch, amounts in EUR" in shown
    for cell in ("Ana", "50.0 %", "9.5-90.5 %", "no impressions", "no cost", "unattributed", "100.00"):
        assert cell in shown, cell


def test_goals_stand_below_with_their_pace(data_dir: Path) -> None:
    shown = run(data_dir).stdout
    assert "net revenue" in shown
    assert "1,000" in shown
    assert "10.0 %" in shown


def test_a_hostile_name_neither_colours_nor_clears_the_terminal(data_dir: Path) -> None:
    shown = run(data_dir).stdout
    assert "=[red]Eve[2J" in shown
    assert "\x1b" not in shown


def test_json_has_rules_creators_and_goals_in_one_document(data_dir: Path) -> None:
    document = json.loads(run(data_dir, "--json", "--model", "linear").stdout)
    assert (document["policy"], document["currency"]) == ("code_first", "EUR")
    assert [row["creator_id"] for row in document["creators"]] == ["ana", "eve", None]
    assert {row["attribution_model"] for row in document["creators"]} == {"linear"}
    assert [goal["metric"] for goal in document["goals"]] == ["net_revenue", "orders"]


def test_csv_and_lines_of_json_carry_the_same_rows(data_dir: Path) -> None:
    sheet = list(csv.DictReader(io.StringIO(run(data_dir, "--format", "csv").stdout)))
    lines = [json.loads(line) for line in run(data_dir, "--format", "ndjson").stdout.splitlines()]
    assert [row["creator_id"] or None for row in sheet] == [row["creator_id"] for row in lines] == ["ana", "eve", None]
    assert sheet[0]["net_revenue"] == lines[0]["net_revenue"] == "100.000"
    assert sheet[1]["name"].startswith("'=")


def test_one_campaign_can_be_asked_for_and_must_exist(data_dir: Path) -> None:
    assert "Ana" in run(data_dir, "--campaign", "serum").stdout
    with pytest.raises(PermanentError, match="No campaign winter"):
        run(data_dir, "--campaign", "winter")


def test_a_model_that_is_not_computed_is_said_to_be_none(data_dir: Path) -> None:
    with pytest.raises(PermanentError, match="there are: first, last, linear"):
        run(data_dir, "--model", "shapley")


def test_before_the_first_publication_the_sentence_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match="plaudit up"):
        run(tmp_path)
