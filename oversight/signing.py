"""Attesting and objecting: signatures under a subject of a log, objections to it, their answers.

A signature is over a digest, so that it counts for what was signed and for nothing that came after. Who signs has
just shown again who he is; nobody signs what he did himself; an objection is settled by the one who raised it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from oversight import codes
from oversight.access import roles_of
from oversight.actions import Declined
from oversight.ledger import Actor, record, standing_head
from oversight.models import Entry, Objection, Signature, User
from oversight.registry import Code
from oversight.rights import TABLE, Right
from oversight.words import gettext_noop

FRESH = timedelta(minutes=5)
"""How long a person counts as having shown who he is."""
WATCHING = (codes.ACCESS_DENIED, codes.SIGNATURE_GIVEN, codes.OBJECTION_RAISED, codes.OBJECTION_SETTLED)
"""What somebody who watches writes about a subject without having done it."""


@dataclass(frozen=True)
class Confirmed:
    """A person has shown again who he is: by `password`, by `code`, or files say so (`files`)."""

    user_id: int
    how: str
    at: datetime

    @classmethod
    def now(cls, user_id: int, how: str) -> "Confirmed":
        """Return what holds for the next minutes."""
        return cls(user_id, how, timezone.now())

    def holds(self, by: Actor) -> bool:
        """Say whether this person has shown it, and lately."""
        return self.user_id == by.user_id and timezone.now() - self.at < FRESH


@transaction.atomic
def sign(
    *, log: str, subject: str, title: str, digest: str, done: Collection[str], by: Actor, confirmed: Confirmed,
    remark: str = "",
) -> Signature:  # fmt: skip
    """Sign a subject of a log in the state that `digest` stands for; the log's head is kept with the signature.

    `done` are the subjects whose acts are attested: whoever did one of them may not sign. The caller has locked
    what the digest is over. Raises Declined.
    """
    _in_chair(by, Right.SIGN_NODE)
    if not confirmed.holds(by) or by.user_id is None:
        raise Declined(gettext_noop("Show again who you are: the confirmation is not yours or too old."))
    if _did(log, done, by):
        raise Declined(gettext_noop("You did part of this yourself; another person attests it."))
    known = Signature.objects.filter(log=log, subject=subject, digest=digest, role=by.role)
    if known.filter(user_id=by.user_id).exists():
        raise Declined(gettext_noop("You have signed “%(title)s” in this state already."), title=title)
    size, root = standing_head(log)
    facts = {
        "subject": subject, "role": by.role, "name": by.name, "digest": digest, "confirmed": confirmed.how,
        "head_size": size, "head_root": root,
    }  # fmt: skip
    entry = record(
        log=log, code=codes.SIGNATURE_GIVEN, by=by, subject=subject, title=title, facts=facts, reason=remark
    )
    return Signature.objects.create(
        log=log, subject=subject, digest=digest, role=by.role, user_id=by.user_id, name=by.name, remark=remark,
        head_size=size, head_root=root, at=entry.at,
    )  # fmt: skip


def _in_chair(by: Actor, right: Right) -> None:
    if by.role not in TABLE[right]:
        raise Declined(gettext_noop("Your office does not include this."))


def _did(log: str, subjects: Collection[str], by: Actor) -> bool:
    """Say whether the ledger knows an act of this person about one of the subjects."""
    own = Entry.objects.filter(log__name=log, actor=by.id, subject__in=subjects)
    return own.exclude(code__in=[str(code) for code in WATCHING]).exists()


@transaction.atomic
def raise_objection(*, log: str, subject: str, title: str, text: str, by: Actor) -> Objection:
    """Object to a subject of a log; what comes next waits until this is settled. Raises Declined."""
    _in_chair(by, Right.RAISE_OBJECTION)
    if not text.strip() or by.user_id is None:
        raise Declined(gettext_noop("Say what the objection is."))
    objection = Objection.objects.create(
        log=log, subject=subject, title=title, text=text, role=by.role, user_id=by.user_id, name=by.name
    )
    _record(objection, codes.OBJECTION_RAISED, by, text=text)
    return objection


@transaction.atomic
def answer_objection(*, objection_id: int, text: str, by: Actor) -> Objection:
    """Answer an objection; while it is not settled it may be answered anew. Raises Declined."""
    _in_chair(by, Right.ANSWER_OBJECTION)
    objection = _standing(objection_id)
    if not text.strip():
        raise Declined(gettext_noop("Write the answer."))
    if objection.user_id == by.user_id:
        raise Declined(gettext_noop("Another person answers: you raised this objection yourself."))
    objection.answer, objection.answered_by_id, objection.answered_at = text, by.user_id, timezone.now()
    objection.save(update_fields=["answer", "answered_by", "answered_at"])
    _record(objection, codes.OBJECTION_ANSWERED, by, text=text)
    return objection


@transaction.atomic
def settle_objection(*, objection_id: int, by: Actor) -> Objection:
    """Settle an objection: who raised it is content with the answer, or takes it back. Raises Declined.

    Where that person no longer sits there, another in the same role settles it: nothing may wait for ever.
    """
    _in_chair(by, Right.RAISE_OBJECTION)
    objection = _standing(objection_id)
    if not may_settle(objection, by):
        raise Declined(gettext_noop("%(name)s raised this objection and settles it."), name=objection.name)
    objection.settled_by_id, objection.settled_at = by.user_id, timezone.now()
    objection.save(update_fields=["settled_by", "settled_at"])
    _record(objection, codes.OBJECTION_SETTLED, by)
    return objection


def may_settle(objection: Objection, by: Actor) -> bool:
    """Say whether an objection is this person's to settle."""
    if objection.user_id == by.user_id:
        return True
    raiser = User.objects.get(pk=objection.user_id)
    return objection.role == by.role and objection.role not in roles_of(raiser, objection.log)


def _standing(objection_id: int) -> Objection:
    objection = Objection.objects.select_for_update().get(pk=objection_id)
    if objection.settled_at is not None:
        raise Declined(gettext_noop("This objection has been settled already."))
    return objection


def _record(objection: Objection, code: Code, by: Actor, **personal: str) -> None:
    """Record an act about an objection; its words may name people and can be erased later."""
    record(
        log=objection.log, code=code, by=by, subject=objection.subject, title=objection.title,
        facts={"objection": objection.pk}, personal=personal,
    )  # fmt: skip
