"""Identity numbers at rest: AES-256-GCM for reading back, HMAC-SHA-256 as a blind index for looking up.

Both keys are derived from settings.FIELD_KEY (32 bytes, base64). The first byte of a cipher text names the key
generation, so that a later key can be told from an earlier one. Whole files that hold identity numbers are
locked away the same way.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

GENERATION = b"\x01"
NONCE_BYTES = 12
IDENTITY = b"zeyou.identity.cipher"


class Unreadable(Exception):
    """A cipher text that this installation's key does not open."""


@lru_cache(maxsize=8)
def _derived(field_key: str, purpose: bytes) -> bytes:
    return hmac.new(base64.b64decode(field_key), purpose, hashlib.sha256).digest()


def _key(purpose: bytes) -> bytes:
    return _derived(settings.FIELD_KEY, purpose)


@lru_cache(maxsize=8)
def _lock(key: bytes) -> AESGCM:
    return AESGCM(key)


def lock_bytes(data: bytes, purpose: bytes = b"zeyou.file.cipher") -> bytes:
    """Return bytes encrypted under a fresh nonce."""
    nonce = os.urandom(NONCE_BYTES)
    return GENERATION + nonce + _lock(_key(purpose)).encrypt(nonce, data, GENERATION)


def open_bytes(cipher: bytes, purpose: bytes = b"zeyou.file.cipher") -> bytes:
    """Return the bytes of `lock_bytes`; raises Unreadable for another key or altered bytes."""
    nonce, body = cipher[1 : 1 + NONCE_BYTES], cipher[1 + NONCE_BYTES :]
    try:
        return _lock(_key(purpose)).decrypt(nonce, body, cipher[:1])
    except InvalidTag:
        raise Unreadable("the cipher text cannot be opened with the key of this installation") from None


def lock_away(text: str) -> bytes:
    """Return `text` encrypted; empty text stays empty."""
    return lock_bytes(text.encode(), IDENTITY) if text else b""


def lock_all_away(texts: Sequence[str]) -> list[bytes]:
    """Return `lock_away` of each text: the key looked up and the nonces drawn once for all."""
    encrypt = _lock(_key(IDENTITY)).encrypt
    drawn = os.urandom(NONCE_BYTES * len(texts))
    nonces = [drawn[place : place + NONCE_BYTES] for place in range(0, len(drawn), NONCE_BYTES)]
    return [
        GENERATION + nonce + encrypt(nonce, text.encode(), GENERATION) if text else b""
        for nonce, text in zip(nonces, texts, strict=True)
    ]


def bring_out(cipher: bytes | memoryview) -> str:
    """Return the text of `lock_away`; raises Unreadable for another key or altered bytes."""
    cipher = bytes(cipher)
    return open_bytes(cipher, IDENTITY).decode() if cipher else ""


def blind_index(text: str) -> str:
    """Return the keyed hash (64 hex digits) under which an identity number is looked up; empty stays empty."""
    return blind_indexes([text])[0]


def blind_indexes(texts: Sequence[str]) -> list[str]:
    """Return the blind index of each text."""
    key = _key(b"zeyou.identity.index")
    return [hmac.digest(key, text.upper().encode(), "sha256").hex() if text else "" for text in texts]
