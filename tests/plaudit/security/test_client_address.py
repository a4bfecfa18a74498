import pytest

from plaudit.security.client_address import ClientAddresses

PROXIES = ["198.51.100.0/24", "2001:db8:ffff::/48"]
PROXY = "198.51.100.1"


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.7", [], "192.0.2.7"),
        ("192.0.2.7", ["203.0.113.9"], "192.0.2.7"),
        (PROXY, [], PROXY),
        (PROXY, ["192.0.2.7"], "192.0.2.7"),
        (PROXY, ["203.0.113.9, 192.0.2.7"], "192.0.2.7"),
        (PROXY, ["203.0.113.9", "192.0.2.7"], "192.0.2.7"),
        (PROXY, ["192.0.2.7, 198.51.100.2 ,198.51.100.3"], "192.0.2.7"),
        (PROXY, ["198.51.100.9, 198.51.100.2"], "198.51.100.9"),
        (PROXY, ["192.0.2.7, nonsense"], PROXY),
        (PROXY, ["192.0.2.7, "], PROXY),
        (PROXY, ["192.0.2.7:4711"], "192.0.2.7"),
        (PROXY, ["[2001:db8::1]:443"], "2001:db8::1"),
        (PROXY, ["2001:DB8:0::1"], "2001:db8::1"),
        ("2001:db8:ffff::1", ["192.0.2.7"], "192.0.2.7"),
        ("::ffff:198.51.100.1", ["192.0.2.7"], "192.0.2.7"),
        ("::ffff:192.0.2.7", ["203.0.113.9"], "192.0.2.7"),
        (PROXY, ["::ffff:192.0.2.7"], "192.0.2.7"),
    ],
)
def test_the_client_is_the_right_most_address_that_is_no_trusted_proxy(
    peer: str, forwarded: list[str], client: str
) -> None:
    assert ClientAddresses(PROXIES).find(peer, forwarded) == client


def test_without_trusted_proxies_nobody_is_believed() -> None:
    assert ClientAddresses([]).find("127.0.0.1", ["203.0.113.9"]) == "127.0.0.1"
