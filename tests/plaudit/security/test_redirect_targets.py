"""S4-S8 and S10 of the security checklist: every string that browsers and parsers read differently."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.security.redirect_targets import LONGEST_URL, TargetRefusedError, normal_host, normal_target

ALLOWED = {"good.example", "xn--bcher-kva.example", "shop.good.example"}
OWN = {"go.good.example", "www.go.good.example"}

PARSERS_DISAGREE = [
    "https://evil.example\\@good.example/",
    "https://good.example\\@evil.example/",
    "https://evil.example\t@good.example/",
    "https://good.example\u3002evil.example/",
    "https://good.example%2eevil.example/",
    "https://good.example%00.evil.example/",
    "https://evil.example#@good.example/",
    "https://evil.example?@good.example/",
    "https://evil.example&@good.example/",
    "http:\\\\good.example\\",
    "java\nscript:alert(1)",
    "https:evil.example",
    "https:/evil.example/",
    "https://127.1/",
    "https://0x7f.1/",
    "https://2130706433/",
    "https://good.example./",
    "https://GOOD.example./",
    "https://[good.example]/",
]
NO_WEB_ADDRESS = [
    "",
    "good.example",
    "/relative",
    "//evil.example/",
    "https://",
    "https:///path",
    "https://?q",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "http://good.example/",
    "ftp://good.example/",
    " https://good.example/",
    "https://good.example/ ",
]
NOT_PLAIN = [
    "https://user@good.example/",
    "https://user:word@good.example/",
    "https://@good.example/",
    "https://good.example:80/",
    "https://good.example:8443/",
    "https://good.example:0443/",
    "https://good.example:/",
    "https://good.example:443:443/",
    "https://good_example.example/",
    "https://-good.example/",
    "https://good..example/",
    "https://.good.example/",
    "https://good.example/a b",
    "https://good.example/a\u00a0b",
    "https://good.example/a\u2028b",
    "https://good.example/\x7f",
    "https://good.example/\x85",
    "https://good.example/\ud800",
    "https://good.example/a\r\nSet-Cookie:x=1",
    "https://good.example/%0d%0aSet-Cookie:x=1",
    "https://good.example/?q=%0A",
    "https://good.example/#%00",
    "https://good.example/%7f",
    "https://good.example/" + "a" * LONGEST_URL,
    "https://good.example/" + "ü" * (LONGEST_URL // 4),
]
ELSEWHERE = [
    "https://evil.example/",
    "https://good.example.evil.example/",
    "https://evilgood.example/",
    "https://sub.shop.good.example/",
    "https://xn--80ak6aa92e.com/",
    "https://b\u00fccher.evil.example/",
    "https://\u0261ood.example/",
    "https://\uff47ood.example/",
    "https://goo\u200dd.example/",
]
LOCAL = [
    "https://127.0.0.1/",
    "https://0177.0.0.1/",
    "https://0x7f000001/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://169.254.169.254/",
    "https://localhost/",
    "https://localhost:443/",
    "https://shop.localhost/",
    "https://shop.local/",
    "https://metadata.internal/",
    "https://router.home.arpa/",
    "https://intranet/",
]
REFUSED = [*PARSERS_DISAGREE, *NO_WEB_ADDRESS, *NOT_PLAIN, *ELSEWHERE, *LOCAL, *(f"https://{host}/" for host in OWN)]


@pytest.mark.parametrize("url", REFUSED)
def test_a_target_that_anyone_could_read_otherwise_is_refused(url: str) -> None:
    with pytest.raises(TargetRefusedError):
        normal_target(url, ALLOWED | OWN, OWN)


def test_a_target_on_our_own_host_is_refused_although_it_is_on_the_list() -> None:
    with pytest.raises(TargetRefusedError, match="circle"):
        normal_target("https://go.good.example/abc", ALLOWED | OWN, OWN)


@pytest.mark.parametrize(
    ("url", "stored"),
    [
        ("https://good.example", "https://good.example/"),
        ("HTTPS://GOOD.Example/Path", "https://good.example/Path"),
        ("https://good.example:443/", "https://good.example/"),
        ("https://good.example?a=1", "https://good.example/?a=1"),
        ("https://good.example#top", "https://good.example/#top"),
        ("https://b\u00fccher.example/", "https://xn--bcher-kva.example/"),
        ("https://B\u00dcCHER.example/", "https://xn--bcher-kva.example/"),
        ("https://XN--BCHER-KVA.example/", "https://xn--bcher-kva.example/"),
        ("https://good.example/a+b/%20/%C3%BC?q=a+b&r=%2F&e=&e=&x#f?/", "https://good.example/a+b/%20/%C3%BC?q=a+b&r=%2F&e=&e=&x#f?/"),
        ("https://good.example/../a/./b//c;d=1", "https://good.example/../a/./b//c;d=1"),
        ("https://good.example/gr\u00fcn?\u00fc=\u20ac#\U0001f331", "https://good.example/gr%C3%BCn?%C3%BC=%E2%82%AC#%F0%9F%8C%B1"),
        ('https://good.example/?q="<b>`{x}|^', "https://good.example/?q=%22%3Cb%3E%60%7Bx%7D%7C%5E"),
        ("https://good.example/100%?a=%zz", "https://good.example/100%?a=%zz"),
    ],
)  # fmt: skip
def test_a_target_keeps_its_bytes_and_gets_one_spelling(url: str, stored: str) -> None:
    assert normal_target(url, ALLOWED, OWN) == stored
    assert normal_target(stored, ALLOWED, OWN) == stored


SAFE_TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"], exclude_characters="\\#"), max_size=30)


@given(path=SAFE_TEXT.map(lambda text: text.replace("?", "")), query=SAFE_TEXT)
def test_whatever_is_stored_is_ascii_on_the_same_host_with_the_same_pairs(path: str, query: str) -> None:
    url = f"https://good.example/{path}?{query}"
    try:
        stored = normal_target(url, ALLOWED, OWN)
    except TargetRefusedError:
        return  # an encoded control character: refusing is right
    assert stored.isascii()
    assert stored.isprintable()
    assert urlsplit(stored).hostname == "good.example"
    assert parse_qsl(urlsplit(stored).query, keep_blank_values=True) == parse_qsl(query, keep_blank_values=True)
    assert normal_target(stored, ALLOWED, OWN) == stored


@given(st.text(max_size=40))
def test_no_text_at_all_leads_to_a_host_that_is_not_allowed(text: str) -> None:
    for url in (text, f"https://{text}", f"https://good.example{text}", f"https://{text}good.example/"):
        try:
            stored = normal_target(url, ALLOWED, OWN)
        except TargetRefusedError:
            continue
        assert stored.split("/", 3)[2] in ALLOWED


@pytest.mark.parametrize("host", ["*.good.example", "good.example/", "good.example:443", "https://good.example", "a" * 64 + ".example", ".".join(["abc"] * 70), "xn--a.example", "xn--bcher-kva1.example", "ab--cd.example", "good.1", ""])  # fmt: skip
def test_a_pattern_or_anything_but_a_name_is_no_host(host: str) -> None:
    with pytest.raises(TargetRefusedError):
        normal_host(host)


def test_a_refusal_names_its_reason() -> None:
    with pytest.raises(TargetRefusedError) as refused:
        normal_target("https://evil.example/", ALLOWED, OWN)
    assert refused.value.reason == "bad_target"
