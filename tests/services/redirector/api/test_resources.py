from typing import Any

import pytest
from fastapi.testclient import TestClient

from plaudit.eventlog.memory import MemoryLog
from plaudit.http.problems import MEDIA_TYPE
from tests.plaudit.registry.test_relay import shipped, wait_until
from tests.services.redirector.api.conftest import AGREEMENT, CAMPAIGN, CODE, CREATOR, LINK, POST, STORE

BODIES: dict[str, tuple[dict[str, Any], str]] = {
    "campaigns": (CAMPAIGN | {"campaign_id": "other"}, "campaign_id"),
    "creators": (CREATOR | {"creator_id": "tom"}, "creator_id"),
    "stores": (STORE | {"store": "glow-us"}, "store"),
    "agreements": (AGREEMENT, "agreement_id"),
    "posts": (POST, "post_id"),
    "links": (LINK | {"slug": "Mia-Serum"}, "link_id"),
    "codes": (CODE, "code_id"),
}
CHANGES: dict[str, dict[str, Any]] = {
    "campaigns": {"name": "Serum 2"},
    "creators": {"followers": 12_000},
    "stores": {"return_days": 30},
    "agreements": {"fee": "750.50"},
    "posts": {"disclosed": True},
    "links": {"disabled": True},
    "codes": {"valid_until": "2026-07-01T00:00:00Z"},
}


@pytest.mark.parametrize("resource", BODIES)
def test_a_body_makes_a_thing_once_shows_it_lists_it_and_changes_it(filled: TestClient, resource: str) -> None:
    body, key = BODIES[resource]
    first = filled.post(f"/api/{resource}", json=body)
    assert first.status_code == 201, first.text
    assert first.headers["cache-control"] == "no-store"
    assert filled.post(f"/api/{resource}", json=body).json() == first.json()
    assert filled.post(f"/api/{resource}", json=body).status_code == 200
    here = f"/api/{resource}/{first.json()[key]}"
    assert filled.get(here).json() == first.json()
    assert first.json() in filled.get(f"/api/{resource}").json()["items"]
    changed = filled.patch(here, json=CHANGES[resource])
    assert changed.status_code == 200, changed.text
    assert changed.json() == first.json() | CHANGES[resource]
    assert filled.get(here).json() == changed.json()


@pytest.mark.parametrize("resource", BODIES)
def test_an_id_that_is_taken_by_another_body_is_a_conflict(filled: TestClient, resource: str) -> None:
    body, _ = BODIES[resource]
    assert filled.post(f"/api/{resource}", json=body).status_code == 201
    refused = filled.post(f"/api/{resource}", json=body | CHANGES[resource])
    assert refused.status_code == 409
    assert refused.headers["content-type"] == MEDIA_TYPE
    assert refused.json()["errors"][0]["field"]


@pytest.mark.parametrize("resource", BODIES)
def test_unknown_fields_and_unknown_ids_are_refused(filled: TestClient, resource: str) -> None:
    body, key = BODIES[resource]
    refused = filled.post(f"/api/{resource}", json=body | {"colour": "red"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "colour")
    assert filled.get(f"/api/{resource}/nothing").status_code == 404
    assert filled.patch(f"/api/{resource}/nothing", json={}).status_code == 404
    stands = filled.post(f"/api/{resource}", json=body).json()
    assert filled.patch(f"/api/{resource}/{stands[key]}", json={"colour": "red"}).status_code == 422


def test_every_change_becomes_an_event(filled: TestClient, log: MemoryLog) -> None:
    filled.patch("/api/creators/mia", json={"followers": 1})
    wait_until(lambda: len(shipped(log)) == 4)
    assert [event.key for event in shipped(log)] == ["campaign/serum", "creator/mia", "store/glow", "creator/mia"]


def test_a_link_shows_its_short_url_built_from_the_settings(filled: TestClient) -> None:
    link = filled.post("/api/links", json=LINK, headers={"Host": "evil.example"}).json()
    assert link["short_url"] == f"https://go.glow.example/{link['slug']}"


def test_an_empty_slug_is_no_wish_for_a_minted_one(filled: TestClient) -> None:
    refused = filled.post("/api/links", json=LINK | {"slug": ""})
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["slug"]


def test_a_link_without_a_slug_is_always_new(filled: TestClient) -> None:
    first, second = (filled.post("/api/links", json=LINK) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["slug"] != second.json()["slug"]


def test_a_destination_is_stored_in_its_normal_form(filled: TestClient) -> None:
    link = filled.post("/api/links", json=LINK | {"destination": "HTTPS://Glow.example:443?farbe=grün"}).json()
    assert link["destination"] == "https://glow.example/?farbe=gr%C3%BCn"


@pytest.mark.parametrize(
    "url", ["http://glow.example/", "https://evil.example/", "https://evil.example\\@glow.example/"]
)
def test_a_bad_destination_is_unprocessable_and_nothing_is_stored(filled: TestClient, url: str) -> None:
    refused = filled.post("/api/links", json=LINK | {"destination": url})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "destination")
    assert filled.get("/api/links").json()["items"] == []


def test_secrets_are_write_only_and_survive_a_change_that_does_not_speak_of_them(filled: TestClient) -> None:
    shown = filled.get("/api/stores/glow").text + filled.get("/api/stores").text
    assert "shpss" not in shown
    assert "secrets" not in shown
    assert filled.patch("/api/stores/glow", json={"return_days": 30}).status_code == 200
    unchanged = filled.post("/api/stores", json=STORE | {"return_days": 30})
    assert (unchanged.status_code, "shpss" in unchanged.text) == (200, False)
    assert filled.post("/api/stores", json=STORE | {"return_days": 30, "secrets": ["other"]}).status_code == 409


def test_an_email_is_never_shown_and_is_compared_by_its_key(filled: TestClient, log: MemoryLog) -> None:
    tom = CREATOR | {"creator_id": "tom", "email": "Tom+x@Gmail.com"}
    created = filled.post("/api/creators", json=tom)
    assert "email" not in created.text
    assert filled.post("/api/creators", json=tom | {"email": "tom@googlemail.com"}).status_code == 200
    assert filled.post("/api/creators", json=tom | {"email": "other@gmail.com"}).status_code == 409
    assert filled.patch("/api/creators/tom", json={"followers": 5}).status_code == 200
    assert filled.post("/api/creators", json=tom | {"followers": 5}).status_code == 200
    assert filled.patch("/api/creators/tom", json={"email": None}).status_code == 200
    assert filled.post("/api/creators", json=tom | {"followers": 5}).status_code == 409
    wait_until(lambda: len(shipped(log)) == 6)
    assert all(b"gmail" not in event.data.lower() for event in shipped(log))


def test_money_is_a_decimal_text_beside_its_currency(filled: TestClient) -> None:
    budget = {"budget": "15000", "goals": [{"metric": "net_revenue", "target": "90000.5"}]}
    campaign = filled.patch("/api/campaigns/serum", json=budget).json()
    assert (campaign["budget"], campaign["currency"]) == ("15000.00", "EUR")
    assert campaign["goals"] == [{"metric": "net_revenue", "target": "90000.50"}]
    terms = {"fee": "99.9", "commission": {"rate": "0.10", "cap": "1000", "new_customers_only": True}}
    agreement = filled.post("/api/agreements", json=AGREEMENT | terms).json()
    assert (agreement["fee"], agreement["currency"]) == ("99.90", "EUR")
    assert agreement["commission"] == {"rate": "0.10", "flat": None, "new_customers_only": True, "cap": "1000.00"}


def test_a_currency_without_decimals_takes_none(api: TestClient) -> None:
    yen = CAMPAIGN | {"currency": "JPY", "budget": "1500"}
    assert api.post("/api/campaigns", json=yen | {"budget": "15.5"}).status_code == 422
    assert api.post("/api/campaigns", json=yen).json()["budget"] == "1500"


def test_counts_of_goals_are_numbers(filled: TestClient) -> None:
    goals = [{"metric": "orders", "target": 3000}, {"metric": "clicks", "target": "15000"}]
    shown = filled.patch("/api/campaigns/serum", json={"goals": goals}).json()["goals"]
    assert shown == [{"metric": "orders", "target": 3000}, {"metric": "clicks", "target": 15000}]


def test_an_agreement_counts_in_the_currency_of_its_campaign(filled: TestClient) -> None:
    assert filled.post("/api/agreements", json=AGREEMENT | {"currency": "USD"}).status_code == 422
    assert filled.post("/api/agreements", json=AGREEMENT | {"currency": "EUR"}).status_code == 201
    assert filled.post("/api/agreements", json=AGREEMENT | {"campaign_id": "none"}).status_code == 422


def test_times_are_shown_in_utc(filled: TestClient) -> None:
    assert filled.post("/api/posts", json=POST).json()["published_at"] == "2026-05-02T08:00:00Z"


def test_names_lose_what_turns_text_around_and_refuse_control_characters(filled: TestClient) -> None:
    renamed = filled.patch("/api/creators/mia", json={"name": "  <b>Mia</b>\u202e {{7*7}} "})
    assert renamed.json()["name"] == "<b>Mia</b> {{7*7}}"
    family = "Mia \U0001f469\u200d\U0001f467 \u00a9"
    assert filled.patch("/api/creators/mia", json={"name": family}).json()["name"] == family
    assert filled.patch("/api/creators/mia", json={"name": "Mi\x1ba"}).status_code == 422
    assert filled.patch("/api/creators/mia", json={"name": "m" * 201}).status_code == 422


def test_ids_and_slugs_never_change(filled: TestClient) -> None:
    link = filled.post("/api/links", json=LINK).json()
    assert filled.patch("/api/campaigns/serum", json={"campaign_id": "other"}).status_code == 422
    assert filled.patch(f"/api/links/{link['link_id']}", json={"slug": "other"}).status_code == 422
    assert filled.patch(f"/api/links/{link['link_id']}", json={"link_id": "other"}).status_code == 422


def test_a_patch_merges_into_nested_values_and_null_clears(filled: TestClient) -> None:
    link = filled.post("/api/links", json=LINK | {"utm": {"source": "ig", "term": "x"}, "sub_id": "s"}).json()
    here = f"/api/links/{link['link_id']}"
    patched = filled.patch(here, json={"utm": {"term": None, "medium": "story"}, "sub_id": None}).json()
    assert (patched["utm"], patched["sub_id"]) == ({"source": "ig", "medium": "story"}, None)
    assert filled.patch(here, json={"campaign_id": None}).status_code == 422


def test_a_list_comes_in_pages_that_a_cursor_joins(api: TestClient) -> None:
    for number in range(5):
        api.post("/api/creators", json=CREATOR | {"creator_id": f"creator-{number}"})
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = api.get("/api/creators", params={"limit": 2, "cursor": cursor}).json()
        assert len(page["items"]) <= 2
        seen += [item["creator_id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert seen == [f"creator-{number}" for number in range(5)]
