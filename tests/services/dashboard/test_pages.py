"""What the pages say, and that it is what the tables say."""

import re

import pytest
from starlette.testclient import TestClient

from services.dashboard.snapshots import Row


def text_of(client: TestClient, path: str) -> str:
    """A page without its tags, as someone reads it."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text))


def performance(client: TestClient, creator_id: str, model: str = "last") -> Row:
    (row,) = client.get("/api/v1/performance", params={"creator_id": creator_id, "model": model}).json()["items"]
    found: Row = row
    return found


def test_the_first_page_answers_who_earned_what(client: TestClient) -> None:
    page = text_of(client, "/")
    assert "Serum" in page
    assert "Ana instagram 2 \u2013 no impressions 2" in page
    assert "€200.00" in page


def test_a_rate_stands_beside_its_n_and_its_interval(client: TestClient) -> None:
    page = text_of(client, "/creators/ana")
    row = performance(client, "ana")
    assert row["conversion_rate"] == 1.0
    assert f"{row['conversion_rate_low']:.1%}"[:-1] in page
    assert "n = " in text_of(client, "/")


def test_a_missing_ratio_is_a_dash_with_its_reason_never_zero(client: TestClient) -> None:
    assert performance(client, "ana")["roas_null_reason"] == "no_cost"
    assert "\u2013 no cost" in text_of(client, "/")
    assert "No cost is booked; a return on nothing is no number." in client.get("/").text


def test_what_nobody_is_credited_with_has_its_own_row(client: TestClient) -> None:
    assert "Unattributed nobody is credited, whole shop" in text_of(client, "/")
    assert "nobody: no evidence" in text_of(client, "/")


def test_cards_totals_and_api_agree_under_every_model(client: TestClient) -> None:
    for model in client.get("/api/v1/meta").json()["attribution_models"]:
        rows = client.get("/api/v1/performance", params={"campaign_id": "serum", "model": model}).json()["items"]
        page = text_of(client, f"/campaigns/serum?model={model}")
        assert f"Orders {sum(row['orders'] for row in rows):,.0f} " in page
        assert f"Clicks {sum(row['clicks'] for row in rows):,} " in page


def test_goals_say_how_far_they_are_and_where_the_pace_leads(client: TestClient) -> None:
    page = text_of(client, "/")
    assert "Orders 2 of 10 · 20%" in page
    assert "Net revenue €200.00 of €1,000 · 20%" in page
    assert "at this pace" in page


def test_the_page_says_how_old_it_is_and_under_which_rules(client: TestClient) -> None:
    page = text_of(client, "/")
    assert "Published 40 s ago" in page
    assert "Credit by code first, clicks count for 30 days before an order." in page


def test_an_explained_order_names_winners_and_why_others_lost(client: TestClient) -> None:
    page = text_of(client, "/orders/shop/%3D1%2B1")
    assert "No click with this id was ever recorded." in page
    assert "@ana 100.0% = €100.00 evidence: click" in page
    assert "It is the only touch of the order." in page
    assert "orders/paid accepted" in page


def test_an_order_without_evidence_says_so(client: TestClient) -> None:
    page = text_of(client, "/orders/shop/1002")
    assert "carries no click id and no code" in page
    assert "Nobody 100.0%" in page


@pytest.mark.parametrize(
    "path", ["/campaigns/none", "/creators/none", "/orders/shop/none", "/orders/none/1001", "/nowhere"]
)
def test_what_is_not_there_is_a_page_that_says_so(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Not Found" in answer.text


def test_an_unknown_model_is_refused_instead_of_guessed(client: TestClient) -> None:
    assert client.get("/?model=lasst").status_code == 422
    assert client.get("/api/v1/performance?model=lasst").json()["title"] == "Unknown model"


def test_without_a_publication_the_page_says_what_happens_next(nothing_published: TestClient) -> None:
    answer = nothing_published.get("/")
    assert answer.status_code == 503
    assert "the aggregator publishes as soon as it runs" in answer.text
    assert nothing_published.get("/readyz").status_code == 503
    assert nothing_published.get("/livez").status_code == 200


def test_a_ready_dashboard_names_what_it_shows(client: TestClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "2026-11-01T12:00:00" in answer.json()["checks"]["published"]["detail"]
