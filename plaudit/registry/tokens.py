"""API tokens: shown once, kept as a hash, revoked within seconds."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import insert, select, update

from plaudit.registry.entities import Seam
from plaudit.registry.errors import UnknownError
from plaudit.registry.tables import tokens
from plaudit.registry.views import TokenView
from plaudit.security.tokens import SHOWN_LENGTH, is_token, new_token, token_hash

FRESH_SECONDS = 2.0


class Issued(NamedTuple):
    """A new token: this is the only time that it is seen."""

    token: str
    view: TokenView


class Verified(NamedTuple):
    """What a token was worth when the database was last asked."""

    scopes: frozenset[str]
    expires_at: datetime | None
    asked_at: float


class Tokens:
    """All methods block on the database and may raise RegistryUnavailableError."""

    def __init__(self, seam: Seam, new_id: Callable[[str], str], monotonic: Callable[[], float]) -> None:
        self._seam = seam
        self._new_id = new_id
        self._monotonic = monotonic
        self._verified: dict[str, Verified] = {}

    def create(self, name: str, scopes: Iterable[str]) -> str:
        """A token that does not expire."""
        return self.issue(name, scopes, None).token

    def issue(self, name: str, scopes: Iterable[str], expires_at: datetime | None) -> Issued:
        token = new_token()
        view = TokenView(
            token_id=self._new_id("tok"),
            name=name,
            shown=token[:SHOWN_LENGTH],
            scopes=sorted(set(scopes)),
            created_at=self._seam.clock(),
            expires_at=expires_at,
        )
        with self._seam.database.writing() as connection:
            connection.execute(insert(tokens), msgspec.structs.asdict(view) | {"hash": token_hash(token)})
        return Issued(token, view)

    def verify(self, token: str) -> frozenset[str] | None:
        """The scopes of a token, None when it is unknown, expired or revoked (2 s ago or longer)."""
        if not is_token(token):
            return None
        digest = token_hash(token)
        verified = self._verified.get(digest)
        if verified is None or self._monotonic() - verified.asked_at > FRESH_SECONDS:
            verified = self._ask(digest)
        if verified is None or (verified.expires_at is not None and verified.expires_at <= self._seam.clock()):
            return None
        return verified.scopes

    def page(self, after: str, limit: int) -> list[TokenView]:
        """Up to `limit` tokens whose ids come after `after`, revoked ones among them."""
        query = select(tokens).where(tokens.c.token_id > after).order_by(tokens.c.token_id).limit(limit)
        with self._seam.database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return [TokenView(**{field: row[field] for field in TokenView.__struct_fields__}) for row in rows]

    def revoke(self, token_id: str) -> None:
        """Raises UnknownError when there is no such token; revoking twice is fine."""
        here = (tokens.c.token_id == token_id) & tokens.c.revoked_at.is_(None)
        with self._seam.database.writing() as connection:
            if connection.execute(select(tokens.c.token_id).where(tokens.c.token_id == token_id)).first() is None:
                raise UnknownError(f"There is no token {token_id!r}.")
            connection.execute(update(tokens).where(here).values(revoked_at=self._seam.clock()))
        self._verified.clear()

    def _ask(self, digest: str) -> Verified | None:
        asked_at = self._monotonic()
        here = (tokens.c.hash == digest) & tokens.c.revoked_at.is_(None)
        with self._seam.database.reading() as connection:
            row = connection.execute(select(tokens.c.scopes, tokens.c.expires_at).where(here)).first()
        if row is None:
            self._verified.pop(digest, None)
            return None
        self._verified[digest] = Verified(frozenset(row.scopes), row.expires_at, asked_at)
        return self._verified[digest]
