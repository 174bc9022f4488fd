"""Heads that come back on paper: reading what was typed or pasted, and holding the ledger against it."""

import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from oversight.chain import Checkpoint, Note
from oversight.ledger import public_key
from oversight.models import Log
from oversight.proofs import root_of_bodies
from oversight.words import Sentence, gettext_noop

LEAST_DIGITS = 16
_HEX = re.compile(r"(?<![0-9a-zA-Z])(?:[0-9a-fA-F]{16}[ \t\n]*){1,4}(?![0-9a-zA-Z])")


@dataclass(frozen=True)
class Printed:
    """A head from outside: how many entries, the first hex digits of the root; `note` when it was a whole file."""

    size: int
    digits: str
    origin: str = ""
    note: Note | None = None


@dataclass(frozen=True)
class Comparison:
    """Whether the ledger still begins with what a printed head says, and the sentence about it."""

    good: bool
    what: Sentence


def read_printed(text: str) -> Printed:
    """Return the head in a pasted text: a head file, the words of a notice, or what its QR code says.

    Raises ValueError when there is none.
    """
    text = text.replace("\r\n", "\n").replace("\u3000", " ").strip() + "\n"
    if "\n\n" in text:
        note = Note.parse(text)
        head = Checkpoint.parse(note.text)
        return Printed(head.size, head.root.hex(), head.origin, note)
    found = max(_HEX.finditer(text), key=lambda match: len(match[0]), default=None)
    numbers = re.findall(r"\d+", text[: found.start()]) if found else []
    if found is None or not numbers:
        raise ValueError("no size and root in this text")
    return Printed(int(numbers[-1]), "".join(found[0].split()).lower())


def compare(log: Log, printed: Printed) -> Comparison:
    """Hash the ledger's beginning anew and say whether it is the one whose head was printed."""
    facts = {"size": printed.size, "now": log.size, "origin": printed.origin}
    if printed.origin and printed.origin != log.origin:
        return Comparison(
            False, Sentence(gettext_noop("This is the head of another ledger, %(origin)s."), facts)
        )
    if printed.note is not None and not _is_signed(log, printed.note):
        return Comparison(
            False, Sentence(gettext_noop("This head does not carry a valid signature of this ledger."))
        )
    if printed.size > log.size:
        text = gettext_noop(
            "The paper counts %(size)s entries, the ledger has only %(now)s: entries are missing."
        )
        return Comparison(False, Sentence(text, facts))
    if len(printed.digits) < LEAST_DIGITS or not root_of_bodies(log, printed.size).startswith(printed.digits):
        text = gettext_noop(
            "The first %(size)s entries are not those whose head was printed: one of them was changed."
        )
        return Comparison(False, Sentence(text, facts))
    text = gettext_noop(
        "The first %(size)s entries are exactly those whose head was printed; %(more)s were added since."
    )
    return Comparison(True, Sentence(text, {**facts, "more": log.size - printed.size}))


def _is_signed(log: Log, note: Note) -> bool:
    """Say whether one of the note's signatures is this ledger's own."""
    key = Ed25519PublicKey.from_public_bytes(public_key())
    for item in note.signatures:
        if item.name == log.origin:
            try:
                key.verify(item.signature, note.text.encode("utf-8"))
            except InvalidSignature:
                continue
            return True
    return False
