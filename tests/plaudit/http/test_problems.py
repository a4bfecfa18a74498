from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict

from plaudit.errors import PermanentError, TransientError
from plaudit.http.problems import MEDIA_TYPE, Problem, install_problem_handlers


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")

    amount: int


ERRORS: dict[str, Exception] = {
    "problem": Problem(409, "Taken", "The id `a` is taken.", [{"field": "id"}], {"X-Why": "taken"}),
    "transient": TransientError("The registry does not answer; try again."),
    "permanent": PermanentError("This can't be.", reason="odd"),
    "unforeseen": RuntimeError("a secret detail"),
}


def _app() -> FastAPI:
    app = FastAPI()
    install_problem_handlers(app)

    @app.get("/raise/{name}")
    def fail(name: str) -> None:
        raise ERRORS[name]

    @app.post("/body")
    def take(body: Body) -> int:
        return body.amount

    return app


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(_app(), raise_server_exceptions=False) as client:
        yield client


def test_a_problem_answers_with_its_status_title_detail_errors_and_headers(client: TestClient) -> None:
    answer = client.get("/raise/problem")
    assert answer.status_code == 409
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.headers["x-why"] == "taken"
    assert answer.json() == {
        "title": "Taken",
        "status": 409,
        "detail": "The id `a` is taken.",
        "errors": [{"field": "id"}],
    }


def test_a_transient_error_asks_to_come_back(client: TestClient) -> None:
    answer = client.get("/raise/transient")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")


def test_a_permanent_error_is_unprocessable_and_says_why(client: TestClient) -> None:
    answer = client.get("/raise/permanent")
    assert (answer.status_code, answer.json()["detail"]) == (422, "This can't be.")


def test_an_unforeseen_error_tells_nothing_of_its_cause(client: TestClient) -> None:
    answer = client.get("/raise/unforeseen")
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_wrong_fields_are_named_and_their_values_are_not_repeated(client: TestClient) -> None:
    answer = client.post("/body", json={"amount": "lots", "password": "hunter2"})
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"amount", "password"}
    assert "lots" not in answer.text
    assert "hunter2" not in answer.text


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("DELETE", "/body", 405)])
def test_what_the_framework_refuses_is_a_problem_too(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["content-type"] == MEDIA_TYPE
