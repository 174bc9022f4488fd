"""Proving a log from its rows: is every entry what was hashed, does the tree grow through every head?"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from oversight import chain
from oversight.ledger import public_key, written
from oversight.models import Entry, Head, Log
from oversight.words import Sentence, gettext_noop

CHUNK = 2000


@dataclass(frozen=True)
class Verification:
    """What verifying a log found. `first_bad` is the number of the first entry that is wrong, if one is."""

    log: str
    size: int
    root: str
    heads: int
    first_bad: int | None = None
    what: Sentence | None = None

    @property
    def ok(self) -> bool:
        """Say whether nothing is wrong."""
        return self.what is None


class _Wrong(Exception):
    def __init__(self, seq: int | None, text: str, **facts: object):
        self.seq = seq
        self.sentence = Sentence(text, {"seq": seq, **facts})
        super().__init__(text)


def verify_log(name: str, *, tell: Callable[[int, int], None] | None = None) -> Verification:
    """Hash every entry anew and compare numbers, columns, times, tree and signed heads.

    `tell(done, total)` hears now and then how far it is. Raises Log.DoesNotExist. Entries written while it reads
    are left for the next time.
    """
    # Heads are read before the log, so that none can lie beyond it but by tampering.
    heads = {head.size: head for head in Head.objects.filter(log__name=name)}
    log = Log.objects.get(name=name)
    tree = chain.Frontier(log.algorithm)
    try:
        _grow(log, tree, heads, tell)
        _check_end(log, tree, heads)
    except _Wrong as wrong:
        return Verification(name, log.size, log.root, len(heads), wrong.seq, wrong.sentence)
    return Verification(name, log.size, log.root, len(heads))


class _Row(NamedTuple):
    """The columns of an entry, read without making a model of each: a ledger may have a million."""

    seq: int
    body: str
    leaf: bytes
    at: datetime
    code: str
    subject: str
    actor: str
    result: str
    request: str


def _grow(
    log: Log, tree: chain.Frontier, heads: dict[int, Head], tell: Callable[[int, int], None] | None
) -> None:
    """Append every entry up to the log's size to `tree`, refusing the first that is wrong."""
    last = ""
    entries = Entry.objects.filter(log=log, seq__lt=log.size).order_by("seq")
    for row in map(_Row._make, entries.values_list(*_Row._fields).iterator(CHUNK)):
        if row.seq != tree.size:
            raise _Wrong(tree.size, gettext_noop("Entry %(seq)s is missing."))
        leaf = chain.leaf_hash(row.body.encode("utf-8"), log.algorithm)
        if leaf != bytes(row.leaf):
            raise _Wrong(row.seq, gettext_noop("Entry %(seq)s is not what was recorded."))
        last = _check_columns(log, row, last)
        tree.append(leaf)
        if tree.size in heads:
            _check_head(log, tree, heads[tree.size])
        if tell is not None and tree.size % CHUNK == 0:
            tell(tree.size, log.size)


def _check_columns(log: Log, row: _Row, last: str) -> str:
    """Compare the search columns with the body and the time with the one before; returns the entry's time."""
    body = json.loads(row.body)
    said = (body["log"], body["seq"], body["code"], body["subject"], body["by"]["id"], body["result"])
    held = (log.origin, row.seq, row.code, row.subject, row.actor, row.result)
    if said != held or body["request"] != row.request or body["at"] != written(row.at):
        raise _Wrong(row.seq, gettext_noop("Entry %(seq)s is filed under something else than it says."))
    if body["at"] < last:
        raise _Wrong(row.seq, gettext_noop("Entry %(seq)s is older than the one before it."))
    return str(body["at"])


def _check_head(log: Log, tree: chain.Frontier, head: Head) -> None:
    """Compare a signed head with the tree at its size and verify its signature."""
    seq = tree.size - 1
    try:
        note = chain.Note.parse(head.text)
        checkpoint = chain.Checkpoint.parse(note.text)
        (own,) = [item for item in note.signatures if item.name == log.origin]
        Ed25519PublicKey.from_public_bytes(public_key()).verify(own.signature, note.text.encode("utf-8"))
    except (ValueError, InvalidSignature):
        raise _Wrong(
            seq, gettext_noop("The head signed after entry %(seq)s has no valid signature.")
        ) from None
    if checkpoint != chain.Checkpoint(log.origin, tree.size, tree.root()) or head.root != tree.root().hex():
        raise _Wrong(
            seq, gettext_noop("Up to entry %(seq)s the ledger is not the one whose head was signed.")
        )


def _check_end(log: Log, tree: chain.Frontier, heads: dict[int, Head]) -> None:
    """Compare the whole tree with what the log row says of it."""
    if tree.size != log.size:
        raise _Wrong(tree.size, gettext_noop("Entry %(seq)s is missing."))
    if tree.root() != log.tree.root():
        raise _Wrong(None, gettext_noop("The entries do not give the root that the ledger keeps."))
    if any(size > log.size for size in heads):
        raise _Wrong(log.size, gettext_noop("Entry %(seq)s is missing: a signed head counts it."))


def leaves(log: Log, size: int) -> Iterator[bytes]:
    """Yield the first `size` leaves of a log as stored."""
    rows = Entry.objects.filter(log=log, seq__lt=size).order_by("seq").values_list("leaf", flat=True)
    return (bytes(leaf) for leaf in rows.iterator(CHUNK))


def root_at(log: Log, size: int) -> str | None:
    """Return the root in hex over the first `size` entries, None where the log is shorter."""
    if not 0 <= size <= log.size:
        return None
    return chain.root_hash(leaves(log, size), log.algorithm).hex()


def root_of_bodies(log: Log, size: int) -> str:
    """Return the root in hex over the first `size` entries, each hashed anew from what it says now."""
    rows = Entry.objects.filter(log=log, seq__lt=size).order_by("seq").values_list("body", flat=True)
    hashed = (chain.leaf_hash(body.encode("utf-8"), log.algorithm) for body in rows.iterator(CHUNK))
    return chain.root_hash(hashed, log.algorithm).hex()


def matches_paper(log: Log, *, size: int, digits: str) -> bool:
    """Say whether a printed head, a size and at least 16 hex digits of its root, belongs to this log."""
    digits = "".join(digits.split()).lower()
    root = root_at(log, size)
    return root is not None and len(digits) >= 16 and root.startswith(digits)


def prove_entry(log: Log, *, seq: int, size: int) -> list[str]:
    """Return the RFC 6962 path, in hex, from entry `seq` to the head of `size`; IndexError outside."""
    path = chain.inclusion_proof(list(leaves(log, min(size, log.size))), seq, log.algorithm)
    return [step.hex() for step in path]
