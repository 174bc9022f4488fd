"""Files that wait between their dry run and being applied: out of the browser's reach, encrypted, for a few hours.

They lie in the cache, not among the stored bytes: what was only looked at must be able to go away again. The
reference that travels in the address is signed and names who dropped the file, where and what for.
"""

import hashlib
import secrets
from dataclasses import dataclass

from django.core import signing
from django.core.cache import cache

from candidates.vault import lock_bytes, open_bytes
from oversight.ledger import Actor

SALT = "candidates.waiting"
HOURS = 4


@dataclass(frozen=True)
class Waiting:
    """A file that waits: its name, bytes and SHA-256."""

    ref: str
    name: str
    data: bytes
    sha256: str


def keep_waiting(*, purpose: str, subject: str, name: str, data: bytes, by: Actor) -> str:
    """Keep a file and return the reference under which it waits."""
    key = secrets.token_hex(16)
    cache.set(f"waiting:{key}", lock_bytes(data), HOURS * 3600)
    return signing.dumps([key, purpose, subject, name[:255], by.id], salt=SALT, compress=True)


def fetch_waiting(ref: str, *, purpose: str, subject: str, by: Actor) -> Waiting | None:
    """Return the file that waits under `ref`; None when it is gone, forged, or was dropped by somebody else."""
    try:
        key, *owner, name, who = signing.loads(ref, salt=SALT, max_age=HOURS * 3600)
    except (signing.BadSignature, ValueError):
        return None
    if owner != [purpose, subject] or who != by.id:
        return None
    locked = cache.get(f"waiting:{key}")
    if locked is None:
        return None
    data = open_bytes(locked)
    return Waiting(ref, name, data, hashlib.sha256(data).hexdigest())


def forget_waiting(ref: str) -> None:
    """Drop a file that was applied."""
    try:
        key, *_ = signing.loads(ref, salt=SALT)
    except signing.BadSignature:
        return
    cache.delete(f"waiting:{key}")
