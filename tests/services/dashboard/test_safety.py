"""Hostile names, foreign hosts, and headers that let nothing in (S46, S47, S50)."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from plaudit.settings import Settings, load_settings
from services.dashboard.access import is_loopback
from services.dashboard.app import create_app

PAGES = ("/", "/?model=linear", "/creators/mallory", "/creators/ana", "/orders/shop/%3D1%2B1", "/nowhere")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize("path", [*PAGES, "/api/v1/meta", "/static/plaudit.css", "/readyz"])
def test_every_answer_carries_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES)
def test_pages_need_nothing_that_the_policy_refuses(client: TestClient, path: str) -> None:
    page = client.get(path).text
    assert not re.search(r"<(style|script)\b|\sstyle=|\son\w+=", page.replace("onerror=alert(1)&gt;", ""))
    linked = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert all(link.startswith(("/", "#")) and not link.startswith("//") for link in linked)


def test_a_hostile_name_is_shown_as_text_and_shortened(client: TestClient) -> None:
    page = client.get("/creators/mallory").text
    assert "&lt;img src=x onerror=alert(1)&gt;{{7*7}}gnp.exe" in page
    assert "<img src=x" not in page
    assert "\u202e" not in page
    assert "x" * 300 not in page


def test_a_hostile_order_number_is_shown_as_text(client: TestClient) -> None:
    assert "&lt;b&gt;7&lt;/b&gt;" in client.get("/").text
    assert "<b>7</b>" not in client.get("/orders/shop/%3D1%2B1").text


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_there_are_no_pages_for_developers_to_leave_open(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8082", "localhost.evil.example", "127.0.0.1.evil.example"]
)
def test_a_foreign_name_that_points_here_reads_nothing(client: TestClient, host: str) -> None:
    answer = client.get("/api/v1/performance", headers={"Host": host})
    assert answer.status_code == 421
    assert "ana" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8082", "127.0.0.1:1", "[::1]:8082", "[::1]"])
def test_local_names_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/api/v1/meta", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("bind", ["0.0.0.0", "192.0.2.7", "::"])
def test_bound_elsewhere_every_page_asks_for_a_session(published: Settings, bind: str) -> None:
    settings = load_settings({}, data_dir=published.data_dir, bind=bind)
    with TestClient(create_app(settings), base_url="http://localhost") as browser:
        for path in (*PAGES, "/api/v1/performance", "/static/plaudit.css"):
            answer = browser.get(path)
            assert answer.status_code == 401
            assert "PLAUDIT_BIND=127.0.0.1" in answer.text
        assert browser.get("/livez").status_code == 200


@pytest.mark.parametrize(
    ("address", "local"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("shop", False)]
)
def test_only_loopback_counts_as_local(address: str, local: bool) -> None:
    assert is_loopback(address) is local


def test_the_pages_cannot_read_other_files(published: Settings, tmp_path: Path) -> None:
    import duckdb

    from services.dashboard.snapshots import Snapshots

    (tmp_path / "secret.csv").write_text("a\n1\n")
    with Snapshots(published.analytics_file).read() as snapshot, pytest.raises(duckdb.PermissionException):
        snapshot.rows(f"FROM read_csv('{tmp_path}/secret.csv')")
