import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

from plaudit.http.bearer import FAILURES_ALLOWED, Failures, guard, require
from plaudit.http.problems import install_problem_handlers
from tests.support.clocks import Hand

TOKENS = {"reader": frozenset({"registry:read"}), "chief": frozenset({"admin"}), "nobody": frozenset[str]()}


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def client(hand: Hand) -> TestClient:
    app = FastAPI()
    install_problem_handlers(app)
    guard(app, TOKENS.get, hand)

    @app.get("/read", dependencies=[Depends(require("registry:read"))])
    def read() -> str:
        return "ok"

    return TestClient(app)


def _status(client: TestClient, authorization: str) -> int:
    return client.get("/read", headers={"Authorization": authorization}).status_code


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        ("Bearer reader", 200),
        ("bearer reader", 200),
        ("Bearer chief", 200),
        ("Bearer nobody", 403),
        ("Bearer stranger", 401),
        ("Basic reader", 401),
        ("reader", 401),
        ("Bearer", 401),
        ("", 401),
    ],
)
def test_a_route_opens_to_its_scope_and_to_admin_only(client: TestClient, authorization: str, status: int) -> None:
    assert _status(client, authorization) == status


def test_a_refusal_names_the_scheme_that_is_wanted(client: TestClient) -> None:
    assert client.get("/read").headers["www-authenticate"].startswith("Bearer")


def test_a_token_in_the_url_is_refused_because_urls_are_logged(client: TestClient) -> None:
    answer = client.get("/read?access_token=reader", headers={"Authorization": "Bearer reader"})
    assert answer.status_code == 400
    assert "reader" not in answer.text


def test_ten_wrong_tokens_a_minute_are_heard_and_a_right_one_always(client: TestClient, hand: Hand) -> None:
    assert [_status(client, "Bearer wrong") for _ in range(FAILURES_ALLOWED + 1)] == [401] * FAILURES_ALLOWED + [429]
    assert _status(client, "Bearer reader") == 200
    hand.advance(minutes=1)
    assert _status(client, "Bearer wrong") == 401


def test_failures_are_kept_for_a_bounded_number_of_addresses(hand: Hand) -> None:
    failures = Failures(hand, addresses_kept=2)
    for _ in range(FAILURES_ALLOWED):
        failures.add("first")
    assert failures.is_exhausted("first")
    failures.add("second")
    failures.add("third")
    assert not failures.is_exhausted("first")
