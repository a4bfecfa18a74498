from fastapi import FastAPI
from fastapi.testclient import TestClient

from plaudit import __version__
from plaudit.http.operations import Check, Checks, operations_router


def _client(checks: Checks) -> TestClient:
    app = FastAPI()
    app.include_router(operations_router("ingest", checks))
    return TestClient(app)


def _burst() -> Check:
    message = "the disk is gone"
    raise OSError(message)


def test_a_service_is_ready_when_every_check_holds() -> None:
    answer = _client({"log": lambda: Check(ok=True, detail="open")}).get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "checks": {"log": {"ok": True, "detail": "open"}}}


def test_one_failed_check_makes_it_unready_and_is_named() -> None:
    answer = _client({"log": lambda: Check(ok=True, detail="open"), "disk": _burst}).get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["disk"] == {"ok": False, "detail": "OSError: the disk is gone"}
    assert answer.json()["checks"]["log"]["ok"]


def test_liveness_asks_nothing_of_what_the_service_depends_on() -> None:
    client = _client({"disk": _burst})
    assert client.get("/livez").status_code == client.get("/healthz").status_code == 200


def test_version_and_metrics_are_told() -> None:
    client = _client({})
    assert client.get("/version").json() == {"service": "ingest", "version": __version__}
    metrics = client.get("/metrics")
    assert metrics.headers["content-type"].startswith("text/plain")
    assert "python_info" in metrics.text
