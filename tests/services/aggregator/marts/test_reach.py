"""Engagement: cumulative, latest snapshot wins, bases never mixed, reach never added up."""

from typing import Any

from tests.support.facts import PAIR, Facts, on


def snapshot(post_id: str, day: int = 5, **counts: Any) -> dict[str, Any]:
    taken = {"post_id": post_id, "captured_at": on(day), "received_at": on(day), "origin": "o", "sequence": 1}
    return taken | {"impressions_basis": "views"} | counts


def with_posts(*rows: dict[str, Any], posts: tuple[str, ...] = ("p1", "p2")) -> Facts:
    facts = Facts()
    facts.add("posts", [{"post_id": post_id, **PAIR, "platform": "instagram"} for post_id in posts])
    facts.add("engagement_snapshots", rows)
    return facts.build()


def test_counts_are_cumulative_so_the_latest_snapshot_counts_alone() -> None:
    facts = with_posts(
        snapshot("p1", 5, impressions=100, likes=10), snapshot("p1", 7, impressions=250, likes=12, comments=3)
    )
    row = facts.performance()
    assert (row["impressions"], row["engagements"]) == (250, 15)


def test_an_older_snapshot_that_arrives_later_changes_nothing() -> None:
    facts = with_posts(
        snapshot("p1", 7, impressions=250), snapshot("p1", 5, impressions=100, received_at=on(20), sequence=9)
    )
    assert facts.performance()["impressions"] == 250


def test_posts_that_count_impressions_and_posts_that_count_views_are_not_added_up() -> None:
    facts = with_posts(
        snapshot("p1", impressions=100, likes=4),
        snapshot("p2", impressions=50, impressions_basis="impressions", likes=6),
    )
    row = facts.performance()
    assert (row["impressions"], row["impressions_basis"], row["engagements"]) == (None, "mixed", 10)
    assert {row["ctr_null_reason"], row["cpm_null_reason"], row["engagement_rate_null_reason"]} == {"mixed_basis"}
    assert facts.one("SELECT COUNT(*) FROM creator_daily WHERE impressions IS NOT NULL") == (0,)


def test_a_post_that_changed_from_impressions_to_views_counts_in_views_only() -> None:
    facts = with_posts(
        snapshot("p1", 4, impressions=900, impressions_basis="impressions"),
        snapshot("p1", 5, impressions=100),
        snapshot("p1", 6, impressions=130),
    )
    assert (facts.performance()["impressions"], facts.performance()["impressions_basis"]) == (130, "views")
    assert gains(facts) == [("05", 100), ("06", 30)]


def gains(facts: Facts, column: str = "impressions") -> list[tuple[str, int]]:
    found = facts.rows(
        f"SELECT STRFTIME(day, '%d') AS day, {column} AS gain FROM creator_daily "
        f"WHERE attribution_model = 'last' AND {column} IS NOT NULL ORDER BY day"
    )
    return [(row["day"], row["gain"]) for row in found]


def test_days_hold_what_was_gained_and_add_up_to_the_total() -> None:
    facts = with_posts(
        snapshot("p1", 5, impressions=100, likes=10),
        snapshot("p1", 8, impressions=260, likes=7),
        snapshot("p2", 8, impressions=40),
    )
    assert gains(facts) == [("05", 100), ("08", 200)]
    assert gains(facts, "engagements") == [("05", 10), ("08", -3)]
    assert (facts.performance()["impressions"], facts.performance()["engagements"]) == (300, 7)


def test_engagement_below_zero_is_floored() -> None:
    assert with_posts(snapshot("p1", likes=-5, comments=2)).performance()["engagements"] == 0


def test_an_absent_count_is_unknown_not_zero() -> None:
    row = with_posts(snapshot("p1", likes=5, impressions_basis=None)).performance()
    assert (row["impressions"], row["posts"], row["posts_with_impressions"], row["engagements"]) == (None, 2, 0, 5)


def test_reach_lives_with_the_post_and_is_never_summed() -> None:
    facts = with_posts(snapshot("p1", reach=70), snapshot("p2", reach=80))
    columns = facts.rows("SELECT DISTINCT table_name FROM duckdb_columns() WHERE column_name = 'reach'")
    assert {row["table_name"] for row in columns} >= {"post_performance"}
    assert not {row["table_name"] for row in columns} & {"creator_performance", "campaign_performance", "creator_daily"}
    reached = facts.rows("SELECT reach FROM post_performance WHERE attribution_model = 'last' ORDER BY post_id")
    assert [row["reach"] for row in reached] == [70, 80]


def test_a_post_without_a_link_of_its_own_has_no_click_through_rate() -> None:
    facts = Facts()
    facts.add("posts", [{"post_id": post_id, **PAIR} for post_id in ("p1", "p2")])
    facts.add("engagement_snapshots", [snapshot("p1", impressions=100), snapshot("p2", impressions=100)])
    facts.add_link("l1", post_id="p1")
    facts.add_clicks(3, post_id="p1")
    facts.sell("o1", link_id="l1")
    facts.build()
    first, second = facts.rows("FROM post_performance WHERE attribution_model = 'last' ORDER BY post_id")
    assert (first["ctr"], first["clicks"], first["orders"]) == (0.03, 3, 1)
    assert (second["ctr"], second["clicks"], second["ctr_null_reason"]) == (None, None, "no_own_link")
