"""The one writer of the ledger: entries in the act's own transaction, and signed heads.

A log's lock is taken as the last thing of a transaction, and the system log's after any campaign's, so that
two acts never wait for each other crosswise.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from oversight import chain, codes
from oversight.models import Entry, Head, Log, Personal, User
from oversight.registry import Code, lookup, missing_fields

SYSTEM_LOG = "system"
CLOCK_TOLERANCE = timedelta(seconds=2)
Result = Literal["ok", "denied", "error"]

_request: ContextVar[str] = ContextVar("request", default="")


class ClockRanBack(Exception):
    """The clock stands more than two seconds before the last entry: nothing is written until it is right."""


@dataclass(frozen=True)
class Actor:
    """Who acts, and in which chair. `user_id` is None for the system itself and for strangers."""

    user_id: int | None
    name: str
    role: str

    @property
    def id(self) -> str:
        """Return the id as it stands in entries: `u3`, or the role where there is no account."""
        return self.role if self.user_id is None else f"u{self.user_id}"


SYSTEM = Actor(None, "system", "system")
STRANGER = Actor(None, "", "anonymous")


def actor(user: User, role: str) -> Actor:
    """Return the user as an actor in this chair."""
    return Actor(user.pk, user.name, str(role))


@contextmanager
def request_named(name: str) -> Iterator[None]:
    """Give every entry written inside this block the same request id."""
    token = _request.set(name)
    try:
        yield
    finally:
        _request.reset(token)


def request_name() -> str:
    """Return the id of the request or job being served, empty outside of any."""
    return _request.get()


def _origin(name: str) -> str:
    origin = f"{settings.LEDGER_ORIGIN}/{name}"
    if not chain.proper_name(origin):
        raise ValueError(f"{origin!r} cannot be the origin of a log: no blanks, no plus sign")
    return origin


def _lock(name: str) -> Log | None:
    """Take the log's lock until the transaction ends; return the log as it then is, None when there is none.

    PostgreSQL locks the name, so that even the birth of a log is one at a time; SQLite's IMMEDIATE
    transactions hold the only write lock already.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the ledger is written inside the transaction of the act")
    if connection.vendor == "postgresql":
        number = int.from_bytes(hashlib.sha256(f"log:{name}".encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
    return Log.objects.select_for_update().filter(name=name).first()


def open_log(name: str, *, by: Actor, title: str = "") -> Log:
    """Return the log of this name; a new one is born with an entry of the system log, so it cannot vanish.

    Raises ValueError for a name that cannot stand in an origin. Must be called inside a transaction.
    """
    log = _lock(name)
    if log is not None:
        return log
    log = Log.objects.create(
        name=name, title=title, origin=_origin(name), algorithm=settings.LEDGER_ALGORITHM
    )
    facts = {"log": name, "origin": log.origin, "algorithm": log.algorithm}
    record(log=SYSTEM_LOG, code=codes.LOG_OPENED, by=by, subject=f"log:{name}", title=title, facts=facts)
    log.refresh_from_db()
    return log


def record(
    *,
    log: str,
    code: Code,
    by: Actor,
    subject: str,
    facts: Mapping[str, Any],
    title: str = "",
    personal: Mapping[str, str] | None = None,
    reason: str = "",
    result: Result = "ok",
) -> Entry:
    """Append one entry to a log, in the caller's transaction; the only function that writes entries.

    `facts` holds integers, text, booleans, lists and dicts, among them what the code's sentence names;
    `personal` values go into the erasable side table. Raises RuntimeError outside a transaction,
    Unregistered, LookupError for an unopened log, TypeError for inexact facts, ValueError for missing ones,
    ClockRanBack.
    """
    personal = personal or {}
    _check_facts(code, {*facts, *personal})
    book = _lock(log)
    if book is None:
        if log != SYSTEM_LOG:
            raise LookupError(f"log {log!r} was never opened")
        book = open_log(SYSTEM_LOG, by=by)
    kept = _commit(book, subject, personal)
    body = {
        "v": 1,
        "log": book.origin,
        "seq": book.size,
        "at": _stamp(book),
        "by": {"id": by.id, "name": by.name, "role": str(by.role)},
        "code": code.code,
        "subject": subject,
        "title": title,
        "facts": dict(facts),
        "personal": {row.name: row.commitment for row in kept},
        "reason": reason,
        "result": result,
        "request": request_name(),
    }
    entry = _append(book, body)
    if kept:
        Personal.objects.bulk_create(kept)
    return entry


def _check_facts(code: Code, names: set[str]) -> None:
    """Refuse a code that nobody registered, and facts that would leave holes in its sentence."""
    lookup(code.code)
    missing = missing_fields(code, {*names, "title", "reason"})
    if missing:
        raise ValueError(f"{code.code} needs {', '.join(sorted(missing))} among its facts")


def _commit(log: Log, subject: str, personal: Mapping[str, str]) -> list[Personal]:
    """Return the rows of the side table, each with its salt and commitment, for the entry to come."""
    rows = []
    for name, value in personal.items():
        salt = chain.new_salt()
        commitment = chain.commitment(salt, value, log.algorithm)
        rows.append(
            Personal(
                log=log,
                seq=log.size,
                subject=subject,
                name=name,
                commitment=commitment,
                salt=salt,
                value=value,
            )
        )
    return rows


def _stamp(log: Log) -> str:
    """Return this moment as written in entries, never before the log's last entry."""
    now = timezone.now()
    if log.last_at is not None and now < log.last_at:
        if log.last_at - now > CLOCK_TOLERANCE:
            raise ClockRanBack(f"{log.name}: {now} lies before the last entry at {log.last_at}")
        now = log.last_at
    return written(now)


def written(moment: datetime) -> str:
    """Return a moment as entries write it: UTC, microseconds, `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _append(log: Log, body: dict[str, Any]) -> Entry:
    """Store the body as it is hashed and carry the log's tree on; O(log n)."""
    data = chain.canonical(body)
    leaf = chain.leaf_hash(data, log.algorithm)
    tree = log.tree
    tree.append(leaf)
    entry = Entry.objects.create(
        log=log, seq=body["seq"], body=data.decode("utf-8"), leaf=leaf, at=datetime.fromisoformat(body["at"]),
        code=body["code"], subject=body["subject"], actor=body["by"]["id"], result=body["result"],
        request=body["request"],
    )  # fmt: skip
    log.size, log.frontier, log.last_at = tree.size, tree.to_bytes(), entry.at
    log.save(update_fields=["size", "frontier", "last_at"])
    return entry


@lru_cache(maxsize=4)
def _private_key(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


def signing_key() -> Ed25519PrivateKey:
    """Return the key that signs heads, from the 32 bytes (or their base64) in `settings.LEDGER_KEY`."""
    seed = settings.LEDGER_KEY
    return _private_key(base64.b64decode(seed) if isinstance(seed, str) else bytes(seed))


def public_key() -> bytes:
    """Return the 32 bytes of the public key."""
    return signing_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def verifier_key(log: Log) -> str:
    """Return the key with which this log's heads are verified, in C2SP form; its name is the log's origin."""
    return chain.verifier_key(log.origin, public_key())


def standing_head(log: str) -> tuple[int, str]:
    """Return size and root of a log as it stands, and hold it there until the transaction ends.

    What is recorded next is the entry of this number. Raises LookupError for a log that was never opened.
    """
    book = _lock(log)
    if book is None:
        raise LookupError(f"log {log!r} was never opened")
    return book.size, book.root


@transaction.atomic
def sign_head(*, log: str, by: Actor, reason: str) -> Head:
    """Sign what the log holds now and return the head; a size that has its head keeps that one.

    A campaign's head is an entry of the system log as well, so that heads cannot be dropped in silence.
    Raises LookupError for a log that was never opened.
    """
    book = _lock(log)
    if book is None:
        raise LookupError(f"log {log!r} was never opened")
    head = Head.objects.filter(log=book, size=book.size).first()
    if head is not None:
        return head
    checkpoint = chain.Checkpoint(book.origin, book.size, book.tree.root())
    text = checkpoint.text()
    signature = chain.Signature(
        book.origin, chain.key_id(book.origin, public_key()), signing_key().sign(text.encode("utf-8"))
    )
    head = Head.objects.create(
        log=book, size=book.size, root=checkpoint.root.hex(), text=chain.Note(text, (signature,)).format(),
        reason=reason, signed_at=timezone.now(),
    )  # fmt: skip
    if log != SYSTEM_LOG:
        record(
            log=SYSTEM_LOG, code=codes.HEAD_SIGNED, by=by, subject=f"log:{log}", title=book.title,
            facts={"log": log, "size": head.size, "root": head.root}, reason=reason,
        )  # fmt: skip
    return head


def sign_all_heads(*, by: Actor, reason: str) -> list[Head]:
    """Sign a head of every log that grew since its last one, the system log last; returns the new heads."""
    signed = []
    for log in [*Log.objects.exclude(name=SYSTEM_LOG), *Log.objects.filter(name=SYSTEM_LOG)]:
        if not Head.objects.filter(log=log, size=log.size).exists():
            signed.append(sign_head(log=log.name, by=by, reason=reason))
    return signed
