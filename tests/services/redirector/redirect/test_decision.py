from datetime import timedelta
from typing import Any

import pytest

from services.redirector.redirect.asgi import AsgiHeaders
from services.redirector.redirect.classes import Reading
from services.redirector.redirect.click_ids import click_ids
from services.redirector.redirect.decision import Decider
from services.redirector.redirect.links import prepare_link
from services.redirector.redirect.request import Request
from services.redirector.redirect.visitors import VisitorKeys
from tests.support.clocks import Hand
from tests.support.redirect import FOLLOWER, NOON, make_link, running_redirect

UTM = "utm_source=instagram&utm_medium=influencer&utm_campaign=glow&utm_content=anna"
PLAIN = f"https://shop.example/serum?{UTM}"
MILLISECOND = timedelta(milliseconds=1)


def test_a_link_leads_to_its_destination_with_utm_values_and_the_recorded_click_id() -> None:
    with running_redirect(make_link()) as site:
        reply = site.get("/abc")
        (click,) = site.clicks()
    assert reply.status == 302
    assert reply.location == f"{PLAIN}&plaudit_click={click.click_id}"
    assert len(click.click_id) == 22
    assert (click.slug, click.link_id, click.campaign_id, click.creator_id) == ("abc", "lnk_abc", "glow", "anna")
    assert (click.request_class, click.class_reason) == ("human", "none")
    assert click.classifier.startswith("crawler-user-agents 1.")
    assert (click.device, click.os, click.browser, click.in_app) == ("iPhone", "iOS", "Mobile Safari", None)


def test_clicks_are_kept_to_the_millisecond() -> None:
    with running_redirect(make_link()) as site:
        site.get("/abc")
        assert site.clicks()[0].clicked_at == NOON.replace(microsecond=123_000)


def test_no_answer_of_a_link_is_kept_by_anybody() -> None:
    with running_redirect(make_link()) as site:
        reply = site.get("/abc")
    assert reply.header("cache-control") == "private, no-store"
    assert reply.header("x-content-type-options") == "nosniff"
    assert reply.header("x-robots-tag") == "noindex"
    assert reply.header("referrer-policy") == "strict-origin-when-cross-origin"
    assert reply.header("server") == ""
    assert reply.header("set-cookie") is None


def test_two_opens_in_one_browser_are_two_clicks_with_two_ids() -> None:
    with running_redirect(make_link()) as site:
        assert site.get("/abc").location != site.get("/abc").location
        first, second = site.clicks()
    assert first.click_id != second.click_id
    assert first.visitor_key == second.visitor_key is not None


def test_head_gets_the_same_answer_without_a_click_id_and_is_no_human_click() -> None:
    with running_redirect(make_link()) as site:
        head, get = site.ask("HEAD", "/abc"), site.get("/abc")
        classes = [click.request_class for click in site.clicks()]
    assert head.location == PLAIN
    assert head.status == get.status
    assert [line for line in head.lines if line[0] != "location"] == [
        line for line in get.lines if line[0] != "location"
    ]
    assert classes == ["head", "human"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("Sec-Purpose", "Prefetch;anonymous-client-ip"),
        ("purpose", "prefetch"),
        ("x-purpose", "preview"),
        ("x-moz", "prefetch"),
    ],
)
def test_a_prefetch_is_no_click_and_the_visit_after_it_is(name: str, value: str) -> None:
    with running_redirect(make_link()) as site:
        assert site.get("/abc", {**FOLLOWER, name: value}).status == 302
        site.get("/abc")
        classes = [click.request_class for click in site.clicks()]
    assert classes == ["prefetch", "human"]


def test_a_visitor_can_not_overwrite_what_the_system_says() -> None:
    hostile = "via=other&click_id=evil&plaudit_click=evil&utm_source=x&utm_campaign=y&sub_id=z&url=https://evil.example"
    with running_redirect(make_link(sub_id="reel-7")) as site:
        reply = site.get(f"/abc?{hostile}&next=//evil.example&redir_url=javascript:alert(1)")
        (click,) = site.clicks()
    assert reply.location == f"{PLAIN}&plaudit_click={click.click_id}"
    assert (click.utm.source, click.utm.campaign, click.sub_id) == ("instagram", "glow", "reel-7")
    assert (click.visitor_utm.source, click.visitor_utm.campaign, click.visitor_utm.medium) == ("x", "y", None)


def test_a_sub_id_of_the_visitor_stands_where_the_link_has_none() -> None:
    with running_redirect(make_link()) as site:
        site.get("/abc?sub_id=bio%20link")
        assert site.clicks()[0].sub_id == "bio link"


@pytest.mark.parametrize("signal", [{"sec-gpc": "1"}, {"dnt": "1"}])
def test_who_opts_out_gets_no_visitor_key_and_the_shop_no_click_id(signal: dict[str, str]) -> None:
    with running_redirect(make_link()) as site:
        reply = site.get("/abc", FOLLOWER | signal)
        (click,) = site.clicks()
    assert reply.location == PLAIN
    assert click.visitor_key is click.previous_visitor_key is None
    assert click.request_class == "human"
    assert len(click.click_id) == 22


@pytest.mark.parametrize(
    ("setting", "signal", "is_forwarded"),
    [
        ("gpc", {}, True),
        ("gpc", {"sec-gpc": "0"}, True),
        ("gpc", {"sec-gpc": "1"}, False),
        ("always", {"sec-gpc": "1"}, True),
        ("never", {}, False),
    ],
)
def test_the_setting_decides_whether_click_ids_are_forwarded(
    setting: str, signal: dict[str, str], *, is_forwarded: bool
) -> None:
    with running_redirect(make_link(), click_id=setting) as site:
        assert ("plaudit_click=" in site.get("/abc", FOLLOWER | signal).location) is is_forwarded
        assert len(site.clicks()) == 1


def test_without_visitors_no_key_is_made() -> None:
    with running_redirect(make_link(), visitor="none") as site:
        assert "plaudit_click=" in site.get("/abc").location
        assert site.clicks()[0].visitor_key is None


def test_a_link_is_open_from_its_first_to_before_its_last_instant() -> None:
    clock = Hand(NOON - MILLISECOND)
    end = NOON + timedelta(hours=1)
    with running_redirect(make_link(valid_from=NOON, valid_until=end), clock=clock) as site:
        statuses = []
        for instant in (NOON - MILLISECOND, NOON, end - MILLISECOND, end):
            clock.now = instant
            statuses.append(site.get("/abc").status)
        assert statuses == [404, 302, 302, 410]
        assert len(site.clicks()) == 2


def test_a_closed_link_says_gone_and_records_nothing() -> None:
    with running_redirect(make_link(disabled=True)) as site:
        reply = site.get("/abc")
        assert (reply.status, site.clicks()) == (410, [])
    assert b"abc" not in reply.body
    assert reply.header("cache-control") == "private, no-store"


@pytest.mark.parametrize("closed", [{"disabled": True}, {"valid_until": NOON}])
def test_a_closed_link_of_a_campaign_with_a_fallback_leads_there(closed: dict[str, Any]) -> None:
    link = make_link(fallback_url="https://shop.example/new?a=1#é", **closed)
    with running_redirect(link) as site:
        reply = site.get("/abc")
        assert (reply.status, reply.location) == (302, "https://shop.example/new?a=1#%C3%A9")
        assert site.clicks() == []


def test_a_link_is_opened_and_not_written_to() -> None:
    with running_redirect(make_link()) as site:
        reply = site.ask("POST", "/abc")
        assert (reply.status, reply.header("allow")) == (405, "GET, HEAD")
        assert site.clicks() == []


def test_a_classifier_that_fails_does_not_keep_a_follower_from_the_shop() -> None:
    def fail(_: Request) -> Reading:
        raise ValueError(FOLLOWER["user-agent"])

    link = prepare_link(make_link())
    decider = Decider(lambda _: link, fail, VisitorKeys(), click_ids(), classifier="test")
    answer = decider.decide(Request("GET", "/abc", "", AsgiHeaders([]), "192.0.2.7"), NOON)
    assert answer is not None
    assert (answer.outcome, answer.click) == ("unrecorded", None)
    assert dict(answer.headers)["location"] == PLAIN
