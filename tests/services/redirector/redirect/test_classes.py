import json
from pathlib import Path
from typing import Any

import pytest

from services.redirector.redirect.asgi import AsgiHeaders
from services.redirector.redirect.classes import Classifier, Reading, load_classifier
from services.redirector.redirect.request import Request
from tests.support.redirect import IPHONE

CASES = json.loads(Path("tests/fixtures/conformance/ua_cases.json").read_text("utf-8"))
PROGRAMS = {"bot", "preview"}


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return load_classifier()


def read(classifier: Classifier, headers: dict[str, str], method: str = "GET") -> Reading:
    lines = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    return classifier.read(Request(method, "/abc", "", AsgiHeaders(lines), "192.0.2.7"))


def is_expected(found: Reading, case: dict[str, Any]) -> bool:
    wanted = PROGRAMS if case["class"] in PROGRAMS else {case["class"]}
    return found.request_class in wanted and (found.request_class == "human") == case["counts"]


@pytest.mark.parametrize("case", CASES["user_agents"], ids=lambda case: case["name"])
def test_user_agents_of_people_count_and_those_of_programs_do_not(classifier: Classifier, case: dict[str, Any]) -> None:
    assert is_expected(read(classifier, {"user-agent": case["ua"]}), case)


@pytest.mark.parametrize("case", CASES["requests"], ids=lambda case: case["name"])
def test_requests_get_the_class_of_the_first_rule_that_fits(classifier: Classifier, case: dict[str, Any]) -> None:
    assert is_expected(read(classifier, case["headers"], case["method"]), case)


@pytest.mark.parametrize(
    ("agent", "request_class", "reason"),
    [
        ("facebookexternalhit/1.1", "preview", "crawler_list"),
        ("Googlebot/2.1", "bot", "crawler_list"),
        ("Microsoft Office/16.0 (Windows NT 10.0)", "preview", "crawler_supplement"),
        (f"{IPHONE} thirdLandingPageFeInfra", "preview", "crawler_supplement"),
        ("Card Fetcher/1 (+https://fetcher.example)", "bot", "crawler_supplement"),
        ("Card Fetcher/1 (+mailto:me@fetcher.example)", "bot", "crawler_supplement"),
        ("   ", "no_ua", "no_user_agent"),
        (" Mozilla/5.0 ", "no_ua", "no_user_agent"),
        ("Mozilla/4.0", "no_ua", "no_user_agent"),
        (IPHONE, "human", "none"),
    ],
)
def test_a_class_comes_with_the_rule_that_gave_it(
    classifier: Classifier, agent: str, request_class: str, reason: str
) -> None:
    found = read(classifier, {"user-agent": agent})
    assert (found.request_class, found.reason) == (request_class, reason)


def test_the_method_comes_before_the_prefetch_and_that_before_the_user_agent(classifier: Classifier) -> None:
    both = {"user-agent": "Googlebot/2.1", "sec-purpose": "prefetch"}
    assert read(classifier, both, "HEAD").request_class == "head"
    assert read(classifier, both).request_class == "prefetch"
    assert read(classifier, {"sec-purpose": "Prefetch"}).request_class == "prefetch"


@pytest.mark.parametrize(
    "headers",
    [{"purpose": "navigate"}, {"sec-fetch-mode": "navigate"}, {"save-data": "on"}, {"x-requested-with": "app"}],
)
def test_headers_that_mean_nothing_here_change_nothing(classifier: Classifier, headers: dict[str, str]) -> None:
    assert read(classifier, {"user-agent": IPHONE} | headers).request_class == "human"


@pytest.mark.parametrize(
    "referrer",
    [
        "https://protect-eu.mimecast.com/s/abc",
        "https://emailprotection.link/?x",
        "https://urlsand.esvalabs.com/?u=1",
        "https://statics.teams.cdn.office.net/",
    ],
)
def test_scanners_of_mail_are_told_by_their_referrer_although_a_browser_is_named(
    classifier: Classifier, referrer: str
) -> None:
    found = read(classifier, {"user-agent": IPHONE, "referer": referrer})
    assert (found.request_class, found.reason) == ("bot", "referrer_list")


def test_no_referrer_is_needed_and_instagrams_is_kept_as_a_host(classifier: Classifier) -> None:
    assert read(classifier, {"user-agent": IPHONE}).referrer_host is None
    found = read(classifier, {"user-agent": IPHONE, "referer": "https://l.instagram.com/?u=private"})
    assert (found.request_class, found.referrer_host) == ("human", "l.instagram.com")


def test_a_user_agent_that_can_not_be_read_is_there_all_the_same(classifier: Classifier) -> None:
    assert read(classifier, {"user-agent": "Phone caf\xe9"}).request_class == "human"


def test_families_are_known_of_people_and_not_of_programs(classifier: Classifier) -> None:
    instagram = next(case["ua"] for case in CASES["user_agents"] if case["name"] == "Instagram Android")
    assert read(classifier, {"user-agent": instagram}).families == (
        "Android phone",
        "Android",
        "Instagram",
        "instagram",
    )
    assert set(read(classifier, {"user-agent": "Googlebot/2.1"}).families) == {None}
