"""Links and codes: what each brought in, and codes that pass from creator to creator."""

from decimal import Decimal
from typing import Any

from tests.support.facts import PAIR, Facts, on


def row(facts: Facts, mart: str, key: str, value: str, model: str = "last") -> dict[str, Any]:
    (found,) = facts.rows(f"FROM {mart} WHERE {key} = '{value}' AND attribution_model = '{model}'")
    return found


def test_a_link_is_told_apart_from_the_other_links_of_its_creator() -> None:
    facts = Facts()
    facts.add_link("bio", sub_id="bio")
    facts.add_link("reel", post_id="p1")
    facts.add_clicks(4, link_id="bio")
    facts.add_clicks(10, link_id="reel", post_id="p1")
    facts.sell("o1", link_id="reel")
    facts.build()
    reel, bio = row(facts, "link_performance", "link_id", "reel"), row(facts, "link_performance", "link_id", "bio")
    assert (reel["clicks"], reel["orders"], reel["conversion_rate"], reel["post_id"]) == (10, 1, 0.1, "p1")
    assert (bio["clicks"], bio["orders"], bio["conversion_rate"], bio["sub_id"]) == (4, 0, 0.0, "bio")
    assert bio["conversion_rate_high"] > 0.4


def test_clicks_of_a_link_that_the_registry_has_not_told_yet_are_not_lost() -> None:
    facts = Facts()
    facts.add_clicks(3, link_id="new")
    facts.build()
    assert row(facts, "link_performance", "link_id", "new")["clicks"] == 3
    assert facts.performance()["clicks"] == 3


def with_codes(*rows: dict[str, Any]) -> Facts:
    facts = Facts()
    facts.add("code_spellings", [{"code": "ANA10", "folded": "ana10"}, {"code": "ana10", "folded": "ana10"}])
    for number, values in enumerate(rows):
        facts.add("codes", [{"code_id": f"k{number}", "code": "ANA10", "store": "shop", **PAIR} | values])
    return facts


def test_a_code_is_found_in_any_spelling_and_counts_uses_whoever_is_credited() -> None:
    facts = with_codes({})
    facts.sell("o1", codes=["ana10"], code="ana10", evidence="code", link_id=None)
    facts.add_order("o2", codes=["ANA10", "OTHER"])
    facts.credit("o2", creator_id="ben")
    facts.add_order("o3", codes=["ANA10"], exclusion_reason="test")
    facts.build()
    found = row(facts, "code_performance", "code_id", "k0")
    assert (found["uses"], found["orders"], found["code_only_orders"]) == (2, 1, 1)
    assert (found["gross_revenue"], found["aov"]) == (Decimal(100), 100.0)


def test_each_owner_of_a_code_gets_the_orders_of_their_own_time() -> None:
    moved = on(10)
    facts = with_codes({"valid_until": moved}, {"valid_from": moved, "creator_id": "ben"})
    facts.sell("before", placed_at=on(10, 11), codes=["ANA10"], code="ANA10", link_id=None)
    facts.sell("after", placed_at=moved, codes=["ANA10"], code="ANA10", link_id=None, creator_id="ben")
    facts.build()
    first, second = (row(facts, "code_performance", "code_id", code_id) for code_id in ("k0", "k1"))
    assert (first["creator_id"], first["orders"], first["uses"]) == ("ana", 1, 1)
    assert (second["creator_id"], second["orders"], second["uses"]) == ("ben", 1, 1)


def test_a_code_that_comes_back_to_its_first_owner_keeps_its_two_times_apart() -> None:
    facts = with_codes(
        {"valid_until": on(5)}, {"valid_from": on(5), "valid_until": on(9), "creator_id": "ben"}, {"valid_from": on(9)}
    )
    facts.sell("early", placed_at=on(4), codes=["ANA10"], code="ANA10", link_id=None)
    facts.sell("late", placed_at=on(20), codes=["ANA10"], code="ANA10", link_id=None)
    facts.build()
    assert [row(facts, "code_performance", "code_id", f"k{n}")["orders"] for n in range(3)] == [1, 0, 1]


def test_a_code_of_another_store_earns_nothing() -> None:
    facts = with_codes({"store": "other"})
    facts.sell("o1", codes=["ANA10"], code="ANA10", link_id=None)
    facts.build()
    found = row(facts, "code_performance", "code_id", "k0")
    assert (found["uses"], found["orders"], found["aov_null_reason"]) == (0, 0, "no_orders")
