"""What the API refuses, and that a refusal leaves nothing behind: all on one registry, because nothing changes it."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from plaudit.http.problems import MEDIA_TYPE
from tests.services.redirector.api.conftest import AGREEMENT, CAMPAIGN, POST, STORE, fill, serving


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A filled API in which, at the end, still stands what stood at the beginning."""
    with serving(tmp_path_factory.mktemp("api")) as client:
        fill(client)
        before = _everything(client)
        yield client
        assert _everything(client) == before


def _everything(client: TestClient) -> list[object]:
    resources = ("campaigns", "creators", "stores", "agreements", "posts", "links", "codes")
    return [client.get(f"/api/{resource}").json() for resource in resources]


@pytest.mark.parametrize("amount", [15.8, 15, "15,80", "1e3", "-1", "NaN", "10.005", "", "1" * 20, True])
def test_what_is_no_exact_amount_of_the_currency_is_refused(unchanged: TestClient, amount: object) -> None:
    assert unchanged.patch("/api/campaigns/serum", json={"budget": amount}).status_code == 422


@pytest.mark.parametrize(
    "goals",
    [
        [{"metric": "orders", "target": "12.5"}],
        [{"metric": "orders", "target": -3}],
        [{"metric": "likes", "target": 3}],
        [{"metric": "orders", "target": 1}, {"metric": "orders", "target": 2}],
        [{"metric": "net_revenue", "target": "1.005"}],
        [{"metric": "orders"}],
    ],
)
def test_a_goal_that_can_not_be_counted_is_refused(unchanged: TestClient, goals: list[object]) -> None:
    assert unchanged.patch("/api/campaigns/serum", json={"goals": goals}).status_code == 422


@pytest.mark.parametrize("commission", [{}, {"rate": "0.1", "flat": "5"}, {"rate": "1.5"}, {"rate": "10%"}])
def test_a_commission_is_either_a_rate_or_a_flat_amount(unchanged: TestClient, commission: dict[str, str]) -> None:
    refused = unchanged.post("/api/agreements", json=AGREEMENT | {"commission": commission})
    assert (refused.status_code, "commission" in refused.text) == (422, True)


@pytest.mark.parametrize(
    "time",
    ["2026-05-02T10:00:00", "2026-05-02", "20260502T100000Z", "2026-02-30T10:00:00Z", "2026-05-02T25:00:00Z",
     "0001-01-01T00:00:00+14:00", 1777716000, "1777716000", "now", ""],
)  # fmt: skip
def test_a_time_needs_a_day_an_hour_and_an_offset(unchanged: TestClient, time: object) -> None:
    refused = unchanged.post("/api/posts", json=POST | {"published_at": time})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "published_at")


@pytest.mark.parametrize("bad", ["", "UPPER", "-a", "a b", "ä", "a" * 65, "a/b", "a.b", "a\n", 7, None])
def test_an_id_has_a_plain_form(unchanged: TestClient, bad: object) -> None:
    assert unchanged.post("/api/campaigns", json=CAMPAIGN | {"campaign_id": bad}).status_code == 422
    assert unchanged.post("/api/stores", json=STORE | {"store": bad}).status_code == 422


@pytest.mark.parametrize("bad", ["", "a" * 129, "a\nb", "a\x00"])
def test_a_platforms_id_is_printable(unchanged: TestClient, bad: str) -> None:
    assert unchanged.post("/api/posts", json=POST | {"post_id": bad}).status_code == 422


def test_a_script_can_not_hide_in_the_url_of_a_post(unchanged: TestClient) -> None:
    assert unchanged.post("/api/posts", json=POST | {"url": "javascript:alert(1)"}).status_code == 422


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "cursor=%ff", "cursor=abc"])
def test_a_page_that_can_not_be_is_refused(unchanged: TestClient, query: str) -> None:
    assert unchanged.get(f"/api/creators?{query}").status_code in {400, 422}


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 400), (b"{", 400), (b"[]", 400), (b'"x"', 400), (b"\xff", 400), (b'{"a": NaN}', 400), (b'{"a": "\\ud800"}', 400)],
)  # fmt: skip
def test_what_is_no_json_object_is_malformed(unchanged: TestClient, content: bytes, status: int) -> None:
    answer = unchanged.post("/api/creators", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == MEDIA_TYPE


def test_another_media_type_and_a_huge_body_are_refused(unchanged: TestClient) -> None:
    form = unchanged.post("/api/creators", data={"creator_id": "mia"})
    assert form.status_code == 415
    huge = unchanged.post("/api/creators", content=b" " * (17 * 2**20), headers={"Content-Type": "application/json"})
    assert (huge.status_code, huge.headers["content-type"]) == (413, MEDIA_TYPE)
