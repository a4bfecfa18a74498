import json
from xml.etree import ElementTree as ET

import pytest

from plaudit import __version__
from plaudit.eventlog.memory import MemoryLog
from plaudit.eventlog.protocol import LogUnavailableError
from services.redirector.redirect.pages import draw_qr
from tests.support.clocks import Hand
from tests.support.redirect import NOON, FakeRegistry, make_link, running_redirect

PNG = b"\x89PNG\r\n\x1a\n"


def test_operators_get_their_answers_without_a_framework() -> None:
    with running_redirect(make_link()) as site:
        assert json.loads(site.get("/livez").body) == json.loads(site.get("/healthz").body) == {"status": "ok"}
        assert json.loads(site.get("/version").body) == {"service": "redirect", "version": __version__}
        ready = site.get("/readyz")
    assert ready.status == 200
    assert json.loads(ready.body)["checks"]["links"] == {"ok": True, "detail": "1 links"}


def test_what_happened_is_counted() -> None:
    with running_redirect(make_link(), make_link("old", disabled=True)) as site:
        for target in ("/abc", "/abc", "/old", "/unknown"):
            site.get(target)
        site.ask("HEAD", "/abc")
        metrics = site.get("/metrics").body.decode()
    for line in (
        'plaudit_redirect_answers_total{outcome="redirected"} 3.0',
        'plaudit_redirect_answers_total{outcome="disabled"} 1.0',
        'plaudit_redirect_answers_total{outcome="unknown"} 1.0',
        'plaudit_redirect_clicks_total{class="human"} 2.0',
        'plaudit_redirect_clicks_total{class="head"} 1.0',
        "plaudit_redirect_clicks_recorded_total 3.0",
        "plaudit_redirect_clicks_lost_total 0.0",
        "plaudit_redirect_links 2.0",
    ):
        assert line in metrics


def test_the_redirect_is_not_ready_before_links_are_loaded() -> None:
    clock = Hand(NOON)
    registry = FakeRegistry(clock, make_link())
    registry.is_dead = True
    with running_redirect(clock=clock, registry=registry) as site:
        ready = site.get("/readyz")
        assert ready.status == 503
        assert "the registry is gone" in json.loads(ready.body)["checks"]["links"]["detail"]
        assert site.get("/livez").status == 200


def test_the_redirect_is_not_ready_without_a_place_for_clicks_and_answers_all_the_same() -> None:
    log = MemoryLog()
    log.refusal = LogUnavailableError("no place")
    with running_redirect(make_link(), log=log) as site:
        ready = site.get("/readyz")
        assert ready.status == 503
        assert json.loads(ready.body)["checks"]["log"]["ok"] is False
        assert site.get("/abc").status == 302
        assert "plaudit_redirect_clicks_lost_total 1.0" in site.get("/metrics").body.decode()


def test_a_qr_code_shows_the_short_url_and_never_the_host_that_was_asked() -> None:
    with running_redirect(make_link(), public_url="https://go.glow.example") as site:
        drawn = site.get("/qr/ABC.svg", {"host": "go.glow.example"})
        picture = site.get("/qr/abc.png", {"host": "go.glow.example"})
    assert drawn.header("content-type") == "image/svg+xml"
    assert ET.fromstring(drawn.body).tag.endswith("svg")
    assert drawn.body == draw_qr("https://go.glow.example/abc", "svg")
    assert picture.header("content-type") == "image/png"
    assert picture.body.startswith(PNG)


def test_asking_for_a_picture_is_no_click() -> None:
    with running_redirect(make_link()) as site:
        site.get("/qr/abc.svg")
        assert site.clicks() == []


@pytest.mark.parametrize("path", ["/livez", "/t.js", "/qr/abc.svg", "/robots.txt"])
def test_pages_are_read_and_not_written_to(path: str) -> None:
    with running_redirect(make_link()) as site:
        assert site.ask("HEAD", path).status == 200
        assert site.ask("DELETE", path).status == 405


def test_crawlers_are_sent_away_and_browsers_find_no_icon() -> None:
    with running_redirect() as site:
        assert site.get("/robots.txt").body == b"User-agent: *\nDisallow: /\n"
        assert site.get("/favicon.ico").status == 204


def test_the_snippet_may_be_kept_for_an_hour() -> None:
    with running_redirect() as site:
        reply = site.get("/t.js")
    assert reply.header("content-type") == "text/javascript; charset=utf-8"
    assert reply.header("cache-control") == "public, max-age=3600"
    assert b"plaudit_click" in reply.body
