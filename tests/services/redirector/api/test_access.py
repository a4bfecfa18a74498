from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from plaudit.registry.tokens import FRESH_SECONDS
from tests.services.redirector.api.conftest import CREATOR
from tests.support.clocks import Hand

SCOPES = ("admin", "registry:read", "registry:write", "stats:read")
READ, WRITE, ADMIN = {"registry:read", "admin"}, {"registry:write", "admin"}, {"admin"}
DOORS: list[tuple[str, str, Any, set[str]]] = [
    ("GET", "/api/creators", None, READ),
    ("GET", "/api/creators/mia", None, READ),
    ("POST", "/api/creators", CREATOR, WRITE),
    ("POST", "/api/creators/bulk", [CREATOR], WRITE),
    ("PATCH", "/api/creators/mia", {}, WRITE),
    ("GET", "/api/tokens", None, ADMIN),
    ("POST", "/api/tokens", {"name": "robot", "scopes": ["stats:read"]}, ADMIN),
    ("DELETE", "/api/tokens/tok_none", None, ADMIN),
]


@pytest.fixture
def tokens(api: TestClient) -> dict[str, dict[str, str]]:
    """Headers with a token of each scope."""
    made = {scope: api.post("/api/tokens", json={"name": scope, "scopes": [scope]}).json() for scope in SCOPES}
    return {scope: {"Authorization": f"Bearer {token['token']}"} for scope, token in made.items()}


def test_each_route_opens_to_its_scope_only(api: TestClient, tokens: dict[str, dict[str, str]]) -> None:
    api.post("/api/creators", json=CREATOR)
    for method, path, body, allowed in DOORS:
        assert api.request(method, path, json=body, headers={"Authorization": ""}).status_code == 401
        for scope, headers in tokens.items():
            status = api.request(method, path, json=body, headers=headers).status_code
            assert (status == 403) == (scope not in allowed), f"{method} {path} with {scope}: {status}"
            assert status != 401


def test_a_token_is_shown_once_and_opens_until_it_is_revoked(api: TestClient) -> None:
    made = api.post("/api/tokens", json={"name": "robot", "scopes": ["registry:read", "registry:read"]})
    assert (made.status_code, made.json()["scopes"]) == (201, ["registry:read"])
    token = made.json()["token"]
    listed = api.get("/api/tokens")
    assert token not in listed.text
    assert token.startswith(next(t["shown"] for t in listed.json()["items"] if t["name"] == "robot"))
    robot = {"Authorization": f"Bearer {token}"}
    assert api.get("/api/creators", headers=robot).status_code == 200
    assert api.delete(f"/api/tokens/{made.json()['token_id']}").status_code == 204
    assert api.get("/api/creators", headers=robot).status_code == 401
    assert api.delete("/api/tokens/tok_none").status_code == 404
    assert FRESH_SECONDS <= 5


def test_a_token_expires_when_it_says(api: TestClient, clock: Hand) -> None:
    body = {"name": "robot", "scopes": ["registry:read"], "expires_at": "2026-05-02T00:00:00Z"}
    robot = {"Authorization": f"Bearer {api.post('/api/tokens', json=body).json()['token']}"}
    assert api.get("/api/creators", headers=robot).status_code == 200
    clock.advance(days=1)
    assert api.get("/api/creators", headers=robot).status_code == 401


def test_a_token_needs_scopes_that_exist(api: TestClient) -> None:
    for scopes in ([], ["root"], "admin", None):
        assert api.post("/api/tokens", json={"name": "robot", "scopes": scopes}).status_code == 422


def test_there_is_nothing_beside_the_routes(api: TestClient) -> None:
    for path in ("/docs", "/redoc", "/openapi.json", "/", "/api", "/api/nothing"):
        assert api.get(path).status_code == 404


def test_operators_need_no_token(api: TestClient) -> None:
    for path in ("/livez", "/healthz", "/readyz", "/metrics", "/version"):
        assert api.get(path, headers={"Authorization": ""}).status_code == 200
    assert api.get("/version").json()["service"] == "api"


def test_readiness_names_the_registry_and_what_waits(api: TestClient) -> None:
    check = api.get("/readyz").json()["checks"]["registry"]
    assert check["ok"]
    assert "0 changes wait" in check["detail"]


def test_metrics_tell_what_waits_and_go_on_without_the_registry(api: TestClient, tmp_path: Path) -> None:
    assert "plaudit_registry_waiting_changes 0.0" in api.get("/metrics").text
    (tmp_path / "registry.sqlite").write_bytes(b"this is no database" * 1000)
    metrics = api.get("/metrics")
    assert (metrics.status_code, "plaudit_registry_waiting_changes 0.0" in metrics.text) == (200, False)
    assert api.get("/readyz").status_code == 503
    assert api.get("/livez").status_code == 200
