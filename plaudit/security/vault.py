"""Bytes sealed with the master key: store secrets at rest and the bodies of dead letters."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from plaudit.errors import PermanentError

NONCE_BYTES = 12


class SealBrokenError(PermanentError):
    reason = "seal_broken"


class Vault:
    """AES-256-GCM; `context` is bound to the sealed bytes, so that they can't be moved elsewhere."""

    def __init__(self, master: bytes) -> None:
        self._cipher = AESGCM(master)

    def seal(self, plain: bytes, context: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, context.encode())

    def unseal(self, sealed: bytes, context: str) -> bytes:
        """Raises SealBrokenError for another key, another context or altered bytes."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBrokenError(f"The sealed bytes of {context} do not open with this master key.") from error
