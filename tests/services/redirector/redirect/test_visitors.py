import hmac
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.redirector.redirect.visitors import KeyedHash, Visitor, VisitorKeys
from tests.support.redirect import NOON

TODAY = NOON.date()
SALTS = {TODAY - timedelta(days=1): b"yesterday", TODAY: b"today", TODAY + timedelta(days=1): b"tomorrow"}
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)


def keys_with(salts: dict[date, bytes]) -> VisitorKeys:
    keys = VisitorKeys()
    keys.use(salts)
    return keys


def find(now: datetime = NOON, address: str = "192.0.2.7", agent: str = "phone", language: str = "de") -> Visitor:
    return keys_with(SALTS).find(now, address, agent, language)


@given(st.binary(max_size=200), st.binary(max_size=500))
def test_the_keyed_hash_is_hmac_sha256(key: bytes, message: bytes) -> None:
    assert KeyedHash(key).hexdigest(message) == hmac.new(key, message, "sha256").hexdigest()


def test_a_visitor_has_one_key_all_day_and_another_the_next() -> None:
    assert find() == find(NOON + timedelta(hours=11, minutes=59))
    assert find().key != find(NOON + timedelta(days=1)).key
    assert len(find().key or "") == 32


def test_another_address_agent_or_language_is_another_visitor() -> None:
    others = [find(address="192.0.2.8"), find(agent="tablet"), find(language="fr"), find()]
    assert len({other.key for other in others}) == 4


def test_what_is_hashed_can_not_be_shifted_from_one_part_to_the_next() -> None:
    assert find(agent="phone de", language="fr").key != find(agent="phone", language="de fr").key


def test_an_ipv6_household_is_one_network() -> None:
    assert find(address="2001:db8:1:2::1") == find(address="2001:db8:1:2:ffff::9")
    assert find(address="2001:db8:1:2::1") != find(address="2001:db8:1:3::1")


def test_another_salt_gives_another_key() -> None:
    assert keys_with({TODAY: b"other"}).find(NOON, "192.0.2.7", "phone", "de").key != find().key


def test_the_first_ten_seconds_of_a_day_carry_yesterdays_key_too() -> None:
    evening = find(MIDNIGHT - timedelta(seconds=2)).key
    assert find(MIDNIGHT).previous == evening
    assert find(MIDNIGHT + timedelta(seconds=9, milliseconds=999)).previous == evening
    assert find(MIDNIGHT + timedelta(seconds=10)).previous is None
    assert find(MIDNIGHT + timedelta(hours=1, seconds=2)).previous is None


def test_without_a_salt_there_is_no_key_and_a_salt_that_is_gone_is_forgotten() -> None:
    keys = keys_with(SALTS)
    assert keys.find(NOON + timedelta(days=2), "192.0.2.7", "phone", "de") == Visitor(None, None)
    keys.use({TODAY: b"today"})
    assert keys.find(MIDNIGHT, "192.0.2.7", "phone", "de").previous is None
    assert not keys.has_salt(TODAY - timedelta(days=1))
