from datetime import timedelta
from pathlib import Path

import pytest

from plaudit.registry import Registry
from plaudit.registry.errors import UnknownError
from plaudit.registry.tokens import FRESH_SECONDS, Tokens
from plaudit.security.tokens import new_token
from tests.support.clocks import Hand
from tests.support.registries import a_registry


def test_a_token_opens_its_scopes_and_another_nothing(registry: Registry) -> None:
    token = registry.tokens.create("robot", ["registry:read", "stats:read"])
    assert registry.tokens.verify(token) == frozenset({"registry:read", "stats:read"})
    assert registry.tokens.verify(new_token()) is None
    assert registry.tokens.verify("") is None
    assert registry.tokens.verify(token[:-1]) is None


def test_the_database_holds_no_usable_token(registry: Registry, tmp_path: Path) -> None:
    token = registry.tokens.create("robot", ["admin"])
    [view] = registry.tokens.page("", 10)
    assert token.startswith(view.shown)
    assert token.encode() not in (tmp_path / "registry.sqlite").read_bytes()


def test_a_revoked_token_is_refused_at_once_here_and_within_seconds_elsewhere(tmp_path: Path) -> None:
    now = [0.0]
    with a_registry(tmp_path) as registry, a_registry(tmp_path) as elsewhere:
        token = registry.tokens.create("robot", ["admin"])
        other = Tokens(elsewhere.tokens._seam, str, lambda: now[0])
        assert other.verify(token) == frozenset({"admin"})
        [view] = registry.tokens.page("", 10)
        registry.tokens.revoke(view.token_id)
        registry.tokens.revoke(view.token_id)
        assert registry.tokens.verify(token) is None
        now[0] = FRESH_SECONDS + 0.01
        assert other.verify(token) is None
        assert FRESH_SECONDS <= 5


def test_a_token_expires(registry: Registry, clock: Hand) -> None:
    token = registry.tokens.issue("robot", ["admin"], clock() + timedelta(days=1)).token
    assert registry.tokens.verify(token)
    clock.advance(days=1)
    assert registry.tokens.verify(token) is None


def test_an_unknown_token_can_not_be_revoked(registry: Registry) -> None:
    with pytest.raises(UnknownError):
        registry.tokens.revoke("tok_nobody")
