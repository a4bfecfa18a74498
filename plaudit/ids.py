"""Ids that Plaudit mints: event ids, click ids, origins and slugs."""

import re
from uuid import UUID

import shortuuid
import uuid_utils

SLUG_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
SLUG_LENGTH = 9
RESOURCE_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")
PLATFORM_ID_LENGTH = 128

_slugs = shortuuid.ShortUUID(alphabet=SLUG_ALPHABET)


def new_event_id() -> str:
    """A CloudEvents id: UUIDv7, so ids sort by time of minting."""
    return str(uuid_utils.uuid7())


def new_origin(process: str) -> str:
    """Names one run of one writing process, like `ingest-0198f2…`; never used twice."""
    return f"{process}-{uuid_utils.uuid7().hex}"


def click_id_of(uuid: UUID) -> str:
    """The 22-character shortuuid of a random UUID."""
    return shortuuid.encode(uuid)


def new_slug() -> str:
    """Nine characters of an alphabet without look-alikes: 31^9 = 2.6e13 slugs."""
    return _slugs.random(SLUG_LENGTH)


def new_resource_id(prefix: str) -> str:
    """An id for what the registry names itself, like `lnk_k3v9…`: 80 random bits."""
    return f"{prefix}_{_slugs.random(16)}"


def is_resource_id(text: str) -> bool:
    """Whether a campaign, creator, store or link may be called so."""
    return RESOURCE_ID.match(text) is not None


def is_platform_id(text: str) -> bool:
    """Whether a post, cost, order or refund id of a platform is taken: 1-128 printable characters."""
    return 0 < len(text) <= PLATFORM_ID_LENGTH and text.isprintable()
