"""The commands around ingest, run as a person runs them: imports, and dead letters from refusal to replay."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
from typer.testing import CliRunner, Result

from plaudit.cli.__main__ import build_app
from plaudit.clock import system_clock
from plaudit.errors import PermanentError
from plaudit.eventlog.backends import open_log
from plaudit.events.codec import decode
from plaudit.events.cost import Cost
from plaudit.events.engagement import Engagement
from plaudit.registry import open_registry
from plaudit.security.keys import load_keys
from plaudit.settings import load_settings
from plaudit.supervision.initialisation import initialise
from services.aggregator.app import create_app as create_aggregator
from tests.support.ingest import SHOPIFY_STORE, as_body, events_in, shopify_headers
from tests.support.ingest_process import IngestProcess

COSTS = "cost_id,campaign_id,creator_id,kind,amount,currency,incurred_on\n"
GOOD = "fee-1,serum,maya,fee,250.00,EUR,2026-10-01\n"
BAD = "fee-2,serum,maya,fee,250.005,EUR,2026-10-01\n"
REDACTION = {"shop_domain": "new-name.myshopify.com", "customer": None, "orders_to_redact": [6120034459871]}


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IngestProcess]:
    data_dir = tmp_path_factory.mktemp("data")
    settings = load_settings({}, data_dir=data_dir)
    made = initialise(settings, system_clock)
    registry = open_registry(settings, load_keys(data_dir), system_clock)
    registry.stores.create(SHOPIFY_STORE)
    registry.close()
    running = IngestProcess(data_dir)
    facts = {"bind": "127.0.0.1", "ports": {"ingest": running.port}, "token_file": str(made.token_file)}
    (data_dir / "run.json").write_text(json.dumps(facts))
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def _environment(process: IngestProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAUDIT_DATA_DIR", str(process.data_dir))


def plaudit(*words: str) -> Result:
    return CliRunner().invoke(build_app(words), list(words))


def written(process: IngestProcess, kind: type) -> list[Any]:
    events = events_in(open_log(load_settings({}, data_dir=process.data_dir)))
    return [fact for event in events if isinstance(fact := decode(event.type, event.data), kind)]


def aggregate(process: IngestProcess) -> None:
    """Loads the log into the tables and publishes them, as the aggregator would."""
    create_aggregator(load_settings({}, data_dir=process.data_dir)).turn()


def test_costs_of_a_file_are_durable_when_the_command_says_so(process: IngestProcess, tmp_path: Path) -> None:
    file = tmp_path / "costs.csv"
    file.write_text(COSTS + GOOD)
    result = plaudit("costs", "import", str(file))
    assert (result.exit_code, result.stdout) == (0, "1 costs accepted\n")
    assert [cost.amount_minor for cost in written(process, Cost)] == [25000]


def test_a_bad_row_is_named_and_keeps_the_whole_file_out_unless_asked_for(
    process: IngestProcess, tmp_path: Path
) -> None:
    before = len(written(process, Cost))
    file = tmp_path / "costs.csv"
    file.write_text(COSTS + BAD + GOOD)
    refused = plaudit("costs", "import", str(file))
    assert "line 2: amount: " in refused.stderr
    assert isinstance(refused.exception, PermanentError)
    assert len(written(process, Cost)) == before
    partial = plaudit("costs", "import", str(file), "--partial", "--json")
    assert partial.exit_code == 1
    assert json.loads(partial.stdout)["accepted"] == 1
    assert len(written(process, Cost)) == before + 1


@pytest.mark.parametrize("suffix", [".json", ".ndjson", ".jsonl", ".csv"])
def test_engagements_are_imported_from_any_kind_of_file(process: IngestProcess, tmp_path: Path, suffix: str) -> None:
    before = len(written(process, Engagement))
    file = tmp_path / f"engagements{suffix}"
    row = {"post_id": "p1", "captured_at": "2026-10-02T12:00:00Z", "likes": 5}
    file.write_text("post_id,captured_at,likes\np1,2026-10-02T12:00:00Z,5\n" if suffix == ".csv" else json.dumps(row))
    result = plaudit("engagements", "import", str(file), "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"accepted": 1})
    assert len(written(process, Engagement)) == before + 1


def test_a_dead_letter_is_listed_refused_still_and_taken_once_the_registry_knows_better(process: IngestProcess) -> None:
    body = as_body(REDACTION)
    with httpx2.Client(base_url=process.url) as client:
        headers = shopify_headers(body, "customers/redact")
        assert client.post("/webhooks/shopify/lumen", content=body, headers=headers).status_code == 200
    aggregate(process)
    (letter,) = json.loads(plaudit("dead-letters", "list", "--reason", "wrong_shop", "--json").stdout)
    assert (letter["source"], letter["topic"], letter["replayed"]) == ("shopify/lumen", "customers/redact", False)

    refused = plaudit("dead-letters", "replay", letter["dead_letter_id"])
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "shop_domain" in refused.stderr

    rename_shop(process, REDACTION["shop_domain"])
    taken = plaudit("dead-letters", "replay", letter["dead_letter_id"], "--json")
    assert taken.exit_code == 0
    assert json.loads(taken.stdout) == [{"dead_letter_id": letter["dead_letter_id"], "facts": 1, "error": None}]

    aggregate(process)
    (letter,) = json.loads(plaudit("dead-letters", "list", "--reason", "wrong_shop", "--json").stdout)
    assert letter["replayed"] is True


def rename_shop(process: IngestProcess, domain: Any) -> None:
    registry = open_registry(load_settings({}, data_dir=process.data_dir), load_keys(process.data_dir), system_clock)
    registry.stores.change("lumen", lambda store: msgspec.structs.replace(store, domain=domain))
    registry.close()


def test_a_letter_that_is_not_there_is_said_so(process: IngestProcess) -> None:
    aggregate(process)
    result = plaudit("dead-letters", "replay", "ingest-0:1")
    assert result.exit_code == 1
    assert "no such delivery" in result.stderr


def test_before_anything_is_published_the_list_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAUDIT_DATA_DIR", str(tmp_path))
    assert "plaudit up" in str(plaudit("dead-letters", "list").exception)
