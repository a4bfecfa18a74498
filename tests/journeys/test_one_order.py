"""One follower taps one link and buys: followed through every process, by the public interface only."""

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx
import pytest

from plaudit.demo.shopify import Webhook, headers_of
from plaudit.supervision.run_file import read_run_file
from tests.support.deployments import Deployment, deployed
from tests.support.processes import is_running, wait_until
from tests.support.shopify import order

SECRET = "shop-secret"
SHOP = "dew-and-fern.myshopify.com"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148 Instagram 322.0.0.16.90 (iPhone15,3; iOS 17_4; en_US; en; scale=3.00)"
)


@pytest.fixture(scope="module")
def plaudit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with deployed(tmp_path_factory.mktemp("journey") / "data", PLAUDIT_CURRENCY="USD") as deployment:
        yield deployment


@pytest.fixture(scope="module")
def slug(plaudit: Deployment) -> str:
    """A campaign with one creator, code and link; the link's slug, once the redirect knows it."""
    today = datetime.now(UTC).date()
    plaudit.create(
        "campaigns",
        campaign_id="launch",
        name="Launch",
        currency="USD",
        starts_on=str(today - timedelta(days=1)),
        ends_on=str(today + timedelta(days=30)),
        allowed_hosts=["dewandfern.example"],
    )
    plaudit.create("creators", creator_id="maya", handle="@maya", platform="instagram")
    plaudit.create("stores", store="dew", platform="shopify", currency="USD", domain=SHOP, secrets=[SECRET])
    plaudit.create("codes", code="MAYA15", store="dew", campaign_id="launch", creator_id="maya")
    link = plaudit.create(
        "links", campaign_id="launch", creator_id="maya", destination="https://dewandfern.example/products/serum"
    )
    known = f"/qr/{link['slug']}.svg"
    wait_until(lambda: plaudit.clients["redirect"].get(known).status_code == 200)
    return str(link["slug"])


@pytest.fixture(scope="module")
def click_id(plaudit: Deployment, slug: str) -> str:
    answer = tap(plaudit, slug)
    assert answer.status_code == 302
    return str(parse_qs(urlsplit(answer.headers["location"]).query)["plaudit_click"][0])


@pytest.fixture(scope="module")
def credit(plaudit: Deployment, click_id: str) -> dict[str, Any]:
    """The published credit of an order that carries the click; delivered twice, as shops do."""
    placed_at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=5)
    document = order(
        "93.50",
        id=1001,
        processed_at=placed_at.isoformat(),
        updated_at=placed_at.isoformat(),
        note_attributes=[{"name": "plaudit_click", "value": click_id}],
        landing_site=None,
    )
    for delivery in ("delivery-1", "delivery-2"):
        assert post_order(plaudit, document, delivery).status_code == 200
    wait_until(lambda: credits_of(plaudit, "1001"), seconds=30)
    (found,) = credits_of(plaudit, "1001")
    return found


def tap(plaudit: Deployment, slug: str) -> httpx.Response:
    return plaudit.clients["redirect"].get(f"/{slug}", headers={"User-Agent": PHONE})


def post_order(plaudit: Deployment, document: dict[str, Any], delivery: str, secret: str = SECRET) -> httpx.Response:
    webhook = Webhook("orders/paid", json.dumps(document).encode(), datetime.now(UTC), delivery)
    headers = headers_of(webhook, secret) | {"X-Shopify-Shop-Domain": SHOP}
    return plaudit.clients["ingest"].post("/webhooks/shopify/dew", content=webhook.body, headers=headers)


def credits_of(plaudit: Deployment, order_id: str) -> list[dict[str, Any]]:
    return plaudit.query(f"SELECT * FROM credits WHERE order_id = '{order_id}' AND attribution_model = 'last'")


def test_the_click_that_an_order_names_earns_the_credit(credit: dict[str, Any], click_id: str) -> None:
    assert credit["creator_id"] == "maya"
    assert credit["click_id"] == click_id
    assert credit["evidence"] == "click"
    assert credit["weight"] == 1
    assert (credit["gross_amount_minor"], credit["currency"]) == (9350, "USD")


def test_the_creators_row_says_what_came_of_it(plaudit: Deployment, credit: dict[str, Any]) -> None:
    (row,) = plaudit.query("SELECT * FROM creator_performance WHERE creator_id = 'maya' AND attribution_model = 'last'")
    assert (row["clicks"], row["orders"], row["net_revenue"]) == (1, 1, Decimal("93.500"))
    assert row["conversion_rate"] == 1


def test_the_second_delivery_is_a_duplicate_and_counts_nothing(plaudit: Deployment, credit: dict[str, Any]) -> None:
    rows = plaudit.query("SELECT status FROM deliveries WHERE order_id = '1001' ORDER BY received_at, sequence")
    assert [row["status"] for row in rows] == ["accepted", "duplicate"]


def test_the_dashboard_shows_the_creator(plaudit: Deployment, credit: dict[str, Any]) -> None:
    page = plaudit.clients["dashboard"].get("/", follow_redirects=True)
    assert page.status_code == 200
    assert "maya" in page.text


def test_a_wrong_signature_is_turned_away_and_leaves_nothing(plaudit: Deployment, credit: dict[str, Any]) -> None:
    assert post_order(plaudit, order("10.00", id=666), "delivery-3", secret="guessed").status_code == 401
    assert plaudit.query("SELECT * FROM deliveries WHERE order_id = '666'") == []


def test_an_unknown_slug_is_a_404_that_says_nothing(plaudit: Deployment, credit: dict[str, Any]) -> None:
    assert tap(plaudit, "nobody99").status_code == 404


def test_verify_finds_every_promise_kept(plaudit: Deployment, credit: dict[str, Any]) -> None:
    verified = plaudit.command("verify", "--json")
    assert verified.returncode == 0, verified.stderr
    assert all(finding["holds"] for finding in json.loads(verified.stdout))


def test_doctor_follows_a_click_of_its_own_to_its_row(plaudit: Deployment, slug: str, credit: dict[str, Any]) -> None:
    told = plaudit.command("doctor", "--trace", slug, "--json")
    assert told.returncode == 0, told.stdout
    found = {check["check"]: check["detail"] for check in json.loads(told.stdout)}
    assert "class bot" in found["trace"]
    assert found["redirect"].startswith("ready")


@pytest.mark.parametrize("service", ["redirect", "api", "ingest", "aggregator", "dashboard"])
def test_a_killed_service_comes_back(plaudit: Deployment, credit: dict[str, Any], service: str) -> None:
    killed = plaudit.kill(service)
    assert killed is not None

    def is_back() -> bool:
        pids = (read_run_file(plaudit.data_dir) or {})["pids"]
        return pids[service] not in {None, killed} and plaudit.is_ready()

    wait_until(is_back, seconds=60)


def test_after_all_that_a_new_click_still_reaches_the_tables(
    plaudit: Deployment, slug: str, credit: dict[str, Any]
) -> None:
    location = tap(plaudit, slug).headers["location"]
    click = parse_qs(urlsplit(location).query)["plaudit_click"][0]
    wait_until(lambda: plaudit.query(f"SELECT 1 FROM clicks WHERE click_id = '{click}'"), seconds=30)


def test_a_second_up_on_the_same_data_is_refused(plaudit: Deployment) -> None:
    second: subprocess.CompletedProcess[str] = plaudit.command("up")
    assert second.returncode == 75
    assert "Another `plaudit up`" in second.stderr


def test_one_interrupt_ends_everything(tmp_path: Path) -> None:
    with deployed(tmp_path / "data") as deployment:
        pids = (read_run_file(deployment.data_dir) or {})["pids"].values()
    assert read_run_file(tmp_path / "data") is None
    assert not [pid for pid in pids if is_running(pid)]
