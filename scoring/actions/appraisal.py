"""Joint appraisal: an organ answers for all entrants in one signed act; a co-manager's silence is recorded."""

import hashlib
import secrets
from base64 import b64encode
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from campaigns.actions.stages import NotNow, lock_stage, need_reason
from campaigns.models import Stage
from campaigns.plan.rules_later import JointAppraisal
from campaigns.queries import working_calendar
from candidates.vault import lock_bytes
from oversight.chain import canonical
from oversight.ledger import Actor, record
from oversight.signing import Confirmed
from oversight.words import Sentence, gettext_noop
from scoring import codes
from scoring.actions.checks import CheckEntry, enter_checks
from scoring.actions.documents import Document, with_documents
from scoring.check_queries import asked_about, organ_states, progress_of
from scoring.collect import plan_in_force
from scoring.core.checks import Answer
from scoring.models import Check


@transaction.atomic
def sign_appraisal(
    *,
    stage_id: int,
    organ: str,
    entries: Sequence[CheckEntry],
    documents: Mapping[int, Document],
    by: Actor,
    confirmed: Confirmed,
) -> int:
    """Enter an organ's answers about everybody who stands in the stage, in one signed act; returns how many changed.

    The ledger holds neither answers nor notes while other organs may still answer: a salted digest commits to them,
    and its salt is kept locked beside it.
    """
    stage = lock_stage(stage_id)
    rules = _rules(stage)
    if not confirmed.holds(by):
        raise NotNow(
            Sentence(gettext_noop("Show again who you are: the confirmation is not yours or too old."))
        )
    everybody = dict(asked_about(stage).values_list("pk", "number"))
    missing = sorted(everybody[key] for key in everybody.keys() - {entry.application for entry in entries})
    if missing:
        text = gettext_noop("An organ answers for everybody in one act; missing are %(numbers)s.")
        raise NotNow(Sentence(text, {"numbers": ", ".join(missing)}))
    if any(entry.source != organ for entry in entries):
        raise NotNow(Sentence(gettext_noop("An organ answers for itself alone.")))
    changed = enter_checks(stage_id=stage_id, entries=with_documents(entries, documents), by=by, sealed=True)
    salt = secrets.token_hex(16)
    record(
        log=stage.campaign.log,
        code=codes.APPRAISAL_SIGNED,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts={
            "stage": stage.key,
            "title": str(stage),
            "organ": organ,
            "name": next((one.title for one in rules.organs if one.key == organ), "") or organ,
            "count": len(everybody),
            "answers": answers_digest(stage, organ, salt),
            "confirmed": confirmed.how,
        },
        personal={"salt": b64encode(lock_bytes(salt.encode())).decode()},
    )
    return changed


def answers_digest(stage: Stage, organ: str, salt: str) -> str:
    """Return the SHA-256 over an organ's answers as they stand, with a salt that keeps them from being guessed."""
    checks = Check.objects.filter(stage=stage, source=organ).order_by("application__order")
    rows = checks.values_list("application__number", "answer", "day", "note", "document")
    answers = [[number, answer, str(day or ""), note, sha] for number, answer, day, note, sha in rows]
    return hashlib.sha256(canonical({"salt": salt, "organ": organ, "answers": answers})).hexdigest()


@transaction.atomic
def record_silence(*, stage_id: int, organ: str, note: str, by: Actor) -> int:
    """Record that a co-managing organ has let its days run: no objection to those for whom it has not answered."""
    stage = lock_stage(stage_id)
    rules = _rules(stage)
    need_reason(note)
    states = organ_states(stage, rules, progress_of(stage, rules), working_calendar())
    if not any(state.organ.key == organ and state.consents for state in states):
        text = gettext_noop("Only a co-managing organ whose days have run has agreed by its silence.")
        raise NotNow(Sentence(text))
    answered = Check.objects.filter(stage=stage, source=organ).values("application")
    entries = [
        CheckEntry(key, organ, answer=Answer.NO_OBJECTION, day=timezone.localdate(), note=note)
        for key in asked_about(stage).exclude(pk__in=answered).values_list("pk", flat=True)
    ]
    return enter_checks(stage_id=stage_id, entries=entries, by=by, reason=note)


def _rules(stage: Stage) -> JointAppraisal:
    rules = plan_in_force(stage)[1].stage(stage.key)
    if not isinstance(rules, JointAppraisal):
        raise NotNow(Sentence(gettext_noop("No organ is heard in this stage.")))
    return rules
