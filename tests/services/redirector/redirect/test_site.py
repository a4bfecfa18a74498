import pytest

from tests.support.clocks import Hand
from tests.support.redirect import FOLLOWER, NOON, make_link, running_redirect


@pytest.mark.parametrize("target", ["/abc", "/AbC", "/abc/", "//abc", "/%61bc", "/%41BC//"])
def test_one_link_has_many_spellings(target: str) -> None:
    with running_redirect(make_link()) as site:
        assert site.get(target).status == 302
        assert site.clicks()[0].slug == "abc"


@pytest.mark.parametrize(
    "target",
    [
        "/", "/abd", "/abc/def", "/%E0%A4", "/..%2f..%2fetc%2fpasswd", "/%00", "/%2561bc", "/" + "a" * 5000,
        "/abc%0d%0aSet-Cookie:x=1", "/abc%20", "/qr/abc", "/qr/abc.gif", "/qr/abd.svg", "/t.js/", "/api", "/docs",
    ],
)  # fmt: skip
def test_whatever_is_no_link_gets_the_same_404(target: str) -> None:
    with running_redirect(make_link()) as site:
        reply, other = site.get(target), site.get("/unknown")
        assert site.clicks() == []
    assert (reply.status, reply.body) == (404, b"There is no such link.\n")
    assert reply.lines == other.lines
    assert reply.header("set-cookie") is None


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:9999", "go.glow.example", "www.GO.glow.example:443", "192.0.2.1", "[2001:db8::1]:80"],
)
def test_the_public_host_is_known_in_any_spelling(host: str) -> None:
    with running_redirect(make_link(), public_url="https://go.glow.example") as site:
        assert site.get("/abc", FOLLOWER | {"host": host}).status == 302


@pytest.mark.parametrize(
    "host", ["evil.example", "go.glow.example.evil.example", "evil.example@x", "", "go.glow.example@evil.example"]
)
def test_another_host_has_no_links(host: str) -> None:
    with running_redirect(make_link(), public_url="https://go.glow.example") as site:
        reply = site.get("/abc", FOLLOWER | {"host": host})
        assert (reply.status, site.clicks()) == (421, [])
        assert site.get("/livez", FOLLOWER | {"host": host}).status == 200


def test_a_request_without_a_host_is_answered() -> None:
    with running_redirect(make_link()) as site:
        assert site.get("/abc", {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:123.0) Firefox/123.0"}).status == 302


def visitor_keys(trusted: list[str], *requests: tuple[str, str | None]) -> list[str | None]:
    """The visitor keys of requests given as (peer, X-Forwarded-For)."""
    with running_redirect(make_link(), trusted_proxies=trusted) as site:
        for peer, forwarded in requests:
            site.ask("GET", "/abc", FOLLOWER | ({"x-forwarded-for": forwarded} if forwarded else {}), peer)
        return [click.visitor_key for click in site.clicks()]


def test_an_address_that_a_stranger_claims_is_ignored() -> None:
    plain, claimed = visitor_keys([], ("192.0.2.7", None), ("192.0.2.7", "203.0.113.9"))
    assert plain == claimed


def test_the_address_that_a_trusted_proxy_saw_is_the_visitors() -> None:
    direct, proxied, spoofed = visitor_keys(
        ["198.51.100.0/24"],
        ("192.0.2.7", None),
        ("198.51.100.1", "192.0.2.7"),
        ("198.51.100.1", "203.0.113.9, 192.0.2.7, 198.51.100.2"),
    )
    assert direct == proxied == spoofed


def test_a_trusted_proxy_decides_on_hosts_itself() -> None:
    with running_redirect(make_link(), trusted_proxies=["198.51.100.1"]) as site:
        assert site.ask("GET", "/abc", FOLLOWER | {"host": "backend"}, "198.51.100.1").status == 302


def test_guessing_slugs_is_throttled_by_network_and_minute_and_followers_never_are() -> None:
    clock = Hand(NOON)
    with running_redirect(make_link(), clock=clock) as site:
        statuses = [site.ask("GET", f"/guess{n}", FOLLOWER, f"192.0.2.{n}").status for n in range(21)]
        throttled = site.get("/guess")
        assert statuses == [404] * 20 + [429]
        assert throttled.header("retry-after") == "60"
        assert site.get("/abc").status == 302
        assert site.ask("GET", "/guess", FOLLOWER, "203.0.113.1").status == 404
        assert site.ask("GET", "/guess", FOLLOWER, "2001:db8::1").status == 404
        clock.advance(minutes=1)
        assert site.get("/guess").status == 404


def test_ipv6_networks_are_throttled_by_their_48_bits() -> None:
    with running_redirect() as site:
        statuses = [site.ask("GET", "/x", FOLLOWER, f"2001:db8:7:{n:x}::{n:x}").status for n in range(21)]
        assert statuses == [404] * 20 + [429]
        assert site.ask("GET", "/x", FOLLOWER, "2001:db8:8::1").status == 404
