"""The form of API tokens: what is minted, what is kept of it, and how a typing error shows offline."""

import hashlib
import secrets
import zlib
from typing import Literal, get_args

Scope = Literal["registry:read", "registry:write", "ingest:write", "stats:read", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

PREFIX = "plaudit_"
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
RANDOM_BITS = 192
RANDOM_LENGTH = 33  # 62^33 > 2^192
CHECKSUM_LENGTH = 6  # 62^6 > 2^32
SHOWN_LENGTH = len(PREFIX) + 8


def new_token() -> str:
    """`plaudit_` + 192 random bits in base 62 + CRC-32 of both, so that scanners can tell a leak from noise."""
    body = PREFIX + _base62(secrets.randbits(RANDOM_BITS), RANDOM_LENGTH)
    return body + _checksum(body)


def is_token(text: str) -> bool:
    """Whether the text has the form and the checksum of a token of ours; needs no database."""
    body, checksum = text[:-CHECKSUM_LENGTH], text[-CHECKSUM_LENGTH:]
    length = len(PREFIX) + RANDOM_LENGTH + CHECKSUM_LENGTH
    return len(text) == length and text.isascii() and text.startswith(PREFIX) and checksum == _checksum(body)


def token_hash(token: str) -> str:
    """SHA-256 in hex: what is kept. 192 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def _checksum(body: str) -> str:
    return _base62(zlib.crc32(body.encode()), CHECKSUM_LENGTH)


def _base62(number: int, length: int) -> str:
    digits: list[str] = []
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits.append(BASE62[digit])
    return "".join(reversed(digits))
