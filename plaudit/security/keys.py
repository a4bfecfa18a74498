"""The deployment's key files: made once by `plaudit init`, read by every service."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from plaudit.errors import MisconfiguredError

KEY_BYTES = 32


class Keys(NamedTuple):
    """`master` seals secrets and dead letters, `deployment` keys identities, `link_signing` signs page links."""

    master: bytes
    deployment: bytes
    link_signing: bytes

    def store_key(self, store: str) -> bytes:
        """The key of one store's customer keys, derived from the deployment key (HKDF-SHA256, RFC 5869)."""
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"plaudit store " + store.encode()).derive(self.deployment)

    def __repr__(self) -> str:
        return "Keys(…)"


def key_directory(data_dir: Path) -> Path:
    return data_dir / "keys"


def create_keys(data_dir: Path) -> Keys:
    """Makes the key files (0600) in `<data>/keys`; leaves those that exist as they are."""
    directory = key_directory(data_dir)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in Keys._fields:
        _create(directory / name)
    return load_keys(data_dir)


def load_keys(data_dir: Path) -> Keys:
    """Reads the keys. Raises MisconfiguredError when one is missing, short or readable by others."""
    return Keys(*(_read(key_directory(data_dir) / name) for name in Keys._fields))


def _create(path: Path) -> None:
    """The file appears whole or not at all, so that neither a crash nor a second `init` meets half a key."""
    if path.exists():
        return
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_mode & 0o077:
            raise MisconfiguredError(f"The key file {path} is open to others; run: chmod 600 {path}")
        key = bytes.fromhex(path.read_text("ascii").strip())
    except FileNotFoundError as error:
        raise MisconfiguredError(
            f"The key file {path} is missing; restore it from a backup, or run `plaudit init` in an empty directory."
        ) from error
    except (OSError, ValueError) as error:
        raise MisconfiguredError(f"The key file {path} can't be read: {error}.") from error
    if len(key) != KEY_BYTES:
        raise MisconfiguredError(f"The key file {path} holds {len(key)} bytes instead of {KEY_BYTES}; restore it.")
    return key
