"""Identity numbers at rest: AES-256-GCM for reading back, HMAC-SHA-256 as a blind index for looking up.

Both keys are derived from settings.FIELD_KEY (32 bytes, base64). The first byte of a cipher text names the key
generation, so that a later key can be told from an earlier one.
"""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

GENERATION = b"\x01"
NONCE_BYTES = 12


class Unreadable(Exception):
    """A cipher text that this installation's key does not open."""


def _key(purpose: bytes) -> bytes:
    return hmac.new(base64.b64decode(settings.FIELD_KEY), purpose, hashlib.sha256).digest()


def lock_away(text: str) -> bytes:
    """Return `text` encrypted under a fresh nonce; empty text stays empty."""
    if not text:
        return b""
    nonce = os.urandom(NONCE_BYTES)
    return (
        GENERATION + nonce + AESGCM(_key(b"zeyou.identity.cipher")).encrypt(nonce, text.encode(), GENERATION)
    )


def bring_out(cipher: bytes) -> str:
    """Return the text of `lock_away`; raises Unreadable for another key or altered bytes."""
    cipher = bytes(cipher)
    if not cipher:
        return ""
    nonce, body = cipher[1 : 1 + NONCE_BYTES], cipher[1 + NONCE_BYTES :]
    try:
        return AESGCM(_key(b"zeyou.identity.cipher")).decrypt(nonce, body, cipher[:1]).decode()
    except InvalidTag:
        raise Unreadable("identity number cannot be decrypted with the key of this installation") from None


def blind_index(text: str) -> str:
    """Return the keyed hash (64 hex digits) under which an identity number is looked up."""
    return hmac.new(_key(b"zeyou.identity.index"), text.upper().encode(), hashlib.sha256).hexdigest()
