import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.redirector.redirect.referrers import read_referrer


@pytest.mark.parametrize(
    ("header", "host"),
    [
        ("https://l.instagram.com/", "l.instagram.com"),
        ("HTTPS://WWW.TikTok.com:443/@anna?lang=de", "www.tiktok.com"),
        ("https://t.co", "t.co"),
        ("android-app://com.google.android.gm/", "com.google.android.gm"),
        ("https://name:secret@shop.example/x", "shop.example"),
        ("https://shop.example./", "shop.example"),
        ("https://192.0.2.9/inbox", None),
        ("https://[2001:db8::1]/", None),
        ("javascript:alert(1)", None),
        ("about:blank", None),
        ("https://", None),
        ("https://bad host/", None),
        ("nonsense", None),
    ],
)
def test_only_the_host_of_a_referrer_is_read(header: str, host: str | None) -> None:
    assert read_referrer(header).host == host


@given(st.text())
def test_no_referrer_is_too_odd_to_be_read(text: str) -> None:
    host = read_referrer(f"https://{text}").host
    assert host is None or set(host) <= set("abcdefghijklmnopqrstuvwxyz0123456789_.-\u0131\u017f\u212a")
