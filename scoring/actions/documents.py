"""Documents that come with checks: stored in the act that names them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from oversight.actions import store_blob
from oversight.ledger import Actor
from scoring.actions.checks import CheckEntry, correct_checks, enter_checks


@dataclass(frozen=True)
class Document:
    """A document: its bytes and what they are."""

    data: bytes
    media: str


def with_documents(entries: Sequence[CheckEntry], documents: Mapping[int, Document]) -> list[CheckEntry]:
    """Store documents, by application, and return the entries that name them: inside the transaction of an act."""
    stored = {key: store_blob(one.data, media=one.media) for key, one in documents.items()}
    return [replace(entry, document=stored.get(entry.application, entry.document)) for entry in entries]


@transaction.atomic
def enter_check(*, stage_id: int, entry: CheckEntry, document: Document | None, by: Actor) -> int:
    """Enter one answer with its document; returns whether it differs from what was stored, as a count."""
    return enter_checks(stage_id=stage_id, entries=_one(entry, document), by=by)


@transaction.atomic
def correct_check(
    *, stage_id: int, entry: CheckEntry, document: Document | None, by: Actor, reason: str
) -> None:
    """Change or add one answer after the result, with its document: the stage goes into its next run."""
    correct_checks(stage_id=stage_id, entries=_one(entry, document), by=by, reason=reason)


def _one(entry: CheckEntry, document: Document | None) -> list[CheckEntry]:
    return with_documents([entry], {entry.application: document} if document else {})
