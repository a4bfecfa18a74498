"""`plaudit explain`, run as a person runs it, on a published campaign."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from plaudit.cli.__main__ import build_app
from plaudit.errors import PermanentError
from plaudit.events.order import OrderCode
from plaudit.events.registry import CodeState
from plaudit.settings import load_settings
from services.aggregator.publish import Publisher
from tests.support.publication import HOUR, MARCH, PUBLISHED_AT, DeclaredRates, change, sale, small_campaign, store

ORDERED_AT = MARCH + 5 * HOUR


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("explain")
    bronze = small_campaign()
    bea = CodeState(code_id="k2", code="BEA20", store="shop", campaign_id="serum", creator_id="bea")
    contested = sale("1003", ORDERED_AT, "c1", "gone", codes=[OrderCode(code="bea20"), OrderCode(code="[red]S\x1b[2J")])
    bronze.add(change(9, "k2", bea), contested, sale("1003", ORDERED_AT, store="other", order_number="#77"))
    bronze.add(sale("1004", ORDERED_AT, "c1", is_test=True))
    pins = store(bronze, directory / "tables")
    Publisher(load_settings({}, data_dir=directory), lambda: PUBLISHED_AT, DeclaredRates()).publish(*pins)
    return directory


def run(data_dir: Path, *arguments: str) -> Result:
    words = ["explain", *arguments]
    return CliRunner().invoke(build_app(words), words, env={"PLAUDIT_DATA_DIR": str(data_dir)}, catch_exceptions=False)


def document(data_dir: Path, *arguments: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(run(data_dir, *arguments, "--json").stdout)
    return loaded


def test_every_touch_is_on_the_timeline_with_the_reason_in_words(data_dir: Path) -> None:
    shown = run(data_dir, "1003", "--store", "shop").stdout
    assert shown.startswith("Order 1003 of shop (shopify), placed 2026-03-01T05:00:00Z, paid.")
    for told in (
        "100.00 EUR of it can earn credit",
        "Deliveries: 1 accepted.",
        "4:00:00",
        "overtaken_by_code: A code was used after it",
        "unknown_click: No click with this id was ever recorded.",
        "no_owner: No creator owned this code",
    ):
        assert told in shown, told


def test_the_rule_that_won_and_what_other_policies_would_say_are_told(data_dir: Path) -> None:
    explained = document(data_dir, "1003", "--store", "shop")
    last = {row["policy"]: row["shares"] for row in explained["policies"] if row["model"] == "last"}
    assert last == {
        "code_first": {"bea": 1.0},
        "click_first": {"ana": 1.0},
        "code_if_involved": {"ana": 1.0},
        "code_if_winner": {"ana": 1.0},
        "split": {"ana": 0.5, "bea": 0.5},
    }
    assert explained["rules"]["policy"] == "code_first"
    (winner,) = (row for row in explained["credits"] if row["attribution_model"] == "last")
    assert (winner["creator_id"], winner["reason"], winner["net_amount_minor"]) == ("bea", "last_touch", 10_000)
    assert "code_first (in force)" in run(data_dir, "1003", "--store", "shop").stdout


def test_an_order_without_evidence_says_that_nobody_earns_it(data_dir: Path) -> None:
    shown = run(data_dir, "1002").stdout
    assert "It carries no click and no code." in shown
    assert "no_evidence: The order carries no click id and no code." in shown


def test_an_order_that_does_not_count_says_why_and_shares_nothing(data_dir: Path) -> None:
    shown = run(data_dir, "1004").stdout
    assert "It does not count (test): The shop marks it as a test order." in shown
    assert document(data_dir, "1004")["policies"] == []


def test_an_order_is_found_by_the_number_that_the_buyer_sees(data_dir: Path) -> None:
    assert document(data_dir, "#77")["order"]["store"] == "other"


def test_two_stores_with_one_id_ask_which(data_dir: Path) -> None:
    with pytest.raises(PermanentError, match="in other, shop; say which with --store"):
        run(data_dir, "1003")


def test_an_unknown_order_is_refused_with_a_sentence(data_dir: Path) -> None:
    with pytest.raises(PermanentError, match="No order 9 of any store is published"):
        run(data_dir, "9")


def test_what_a_buyer_typed_neither_colours_nor_clears_the_terminal(data_dir: Path) -> None:
    shown = run(data_dir, "1003", "--store", "shop").stdout
    assert "code [red]S[2J" in shown
    assert "\x1b" not in shown
