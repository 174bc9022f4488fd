"""Typing evidence a second time, setting a first value right, and locking what is equal by a further person."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from campaigns.actions.stages import NotNow, lock_stage, need_reason
from campaigns.lifecycle import StageState
from campaigns.models import Stage
from candidates.models import Application
from oversight.ledger import Actor, record
from oversight.registry import Code
from oversight.words import Sentence, gettext_noop
from scoring import codes
from scoring.actions.ballots import CountEntry, TurnoutEntry, enter_counts
from scoring.actions.marks import TypedMark, describe, enter_marks
from scoring.collect import gather, plan_in_force
from scoring.core.values import MarkState
from scoring.evidence_files.numbers import ABSENT, MISCONDUCT, read_marks
from scoring.models import Lock, Reentry, Turnout
from scoring.reentry import (
    LONGEST,
    TURNOUT_COLUMNS,
    again_values,
    cells_of,
    evidence_digest,
    first_values,
    paper_typed,
    typists,
    unequal,
)

WORDS = {"absent": ABSENT, "缺考": ABSENT, "缺席": ABSENT, "misconduct": MISCONDUCT, "违纪": MISCONDUCT}


def asks_twice(stage: Stage) -> bool:
    """Say whether the plan asks for a stage's evidence to be typed twice."""
    _version, plan = plan_in_force(stage)
    return plan.stage(stage.key).double_entry


def _need(stage: Stage) -> None:
    if not asks_twice(stage):
        raise NotNow(Sentence(gettext_noop("The plan does not ask for this stage to be typed twice.")))
    if stage.state != StageState.OPEN:
        raise NotNow(Sentence(gettext_noop("Evidence is typed again while the stage is open.")))


@transaction.atomic
def enter_again(*, stage_id: int, values: Mapping[str, str], by: Actor) -> int:
    """Keep what a second person typed, by place; an empty text takes it out. Returns how many values changed.

    Whoever typed the first values may not: NotNow. The entry says how many, not what.
    """
    stage = lock_stage(stage_id)
    _need(stage)
    first, _again = typists(stage)
    if by.id in first:
        text = gettext_noop("You typed the first values yourself; another person types them again.")
        raise NotNow(Sentence(text))
    known = {cell.place for cell in cells_of(gather(stage))}
    there = again_values(stage)
    changed = 0
    for where, text in values.items():
        value = plain(where, text)
        if where not in known or there.get(where, "") == value:
            continue
        changed += 1
        if value:
            Reentry.objects.update_or_create(
                stage=stage, place=where, defaults={"value": value, "by_id": by.user_id or 0}
            )
        else:
            Reentry.objects.filter(stage=stage, place=where).delete()
    if changed:
        _record(stage, codes.EVIDENCE_RETYPED, by, {"count": changed})
    return changed


def plain(where: str, text: str) -> str:
    """Return a typed text as values are compared: marks without spare digits, counts without zeros in front."""
    kind, text = where.partition("|")[0], text.strip()
    if kind == "m" and text:
        state, value, wrong = read_marks([text], full_marks=None, words=WORDS)
        return text[:LONGEST] if len(wrong) else describe(int(state[0]), int(value[0]))
    if kind in ("c", "t") and text.isascii() and text.isdecimal():
        return str(int(text))
    return paper_typed(text) if kind == "p" else text[:LONGEST]


@transaction.atomic
def correct_first(*, stage_id: int, place: str, value: str, by: Actor, reason: str) -> None:
    """Set a value right that was typed wrongly the first time, with the reason; not by who typed it again."""
    stage = lock_stage(stage_id)
    _need(stage)
    need_reason(reason)
    _first, again = typists(stage)
    if by.id in again:
        text = gettext_noop("You typed these values again; whoever typed them first sets them right.")
        raise NotNow(Sentence(text))
    kind, *parts = place.split("|")
    if kind == "m" and len(parts) == 4:
        _correct_mark(stage, parts, value, by, reason)
    elif kind in ("c", "t") and value.isascii() and value.isdecimal():
        _correct_count(stage, kind, parts, int(value), by, reason)
    else:
        text = gettext_noop("This value is set right on the page where it was typed.")
        raise NotNow(Sentence(text))


def _correct_mark(stage: Stage, parts: list[str], value: str, by: Actor, reason: str) -> None:
    room, number, judge, criterion = parts
    state, points, wrong = read_marks([value.strip()], full_marks=Decimal(10**9), words=WORDS)
    if len(wrong):
        raise NotNow(Sentence(gettext_noop("“%(text)s” is no mark."), {"text": value}))
    person = Application.objects.get(campaign_id=stage.campaign_id, number=number)
    mark = TypedMark(person.pk, room, judge, int(criterion), MarkState(int(state[0])), int(points[0]))
    enter_marks(stage_id=stage.pk, entries=[mark], by=by, reason=reason)


def _correct_count(stage: Stage, kind: str, parts: list[str], value: int, by: Actor, reason: str) -> None:
    counts, turnout = [], []
    if kind == "c" and len(parts) == 3:
        person = Application.objects.get(campaign_id=stage.campaign_id, number=parts[1])
        counts.append(CountEntry(person.pk, int(parts[0]), int(parts[2]), value))
    else:
        there = Turnout.objects.get(stage=stage, key=int(parts[0]))
        figures = {name: getattr(there, name) for name in TURNOUT_COLUMNS} | {parts[1]: value}
        turnout.append(TurnoutEntry(there.key, **figures))
    enter_counts(stage_id=stage.pk, counts=counts, turnout=turnout, by=by, reason=reason)


@transaction.atomic
def lock_evidence(*, stage_id: int, by: Actor) -> Lock:
    """Lock evidence that was typed twice and is equal; by a person who typed neither. What changes it unlocks it."""
    stage = lock_stage(stage_id)
    _need(stage)
    first, again = typists(stage)
    if by.id in first | again:
        text = gettext_noop("You typed this evidence; another person looks at it and locks it.")
        raise NotNow(Sentence(text))
    wrong = unequal(stage)
    if wrong:
        raise NotNow(Sentence(gettext_noop("The evidence cannot be locked yet: %(wrong)s"), {"wrong": wrong}))
    digest = evidence_digest(first_values(stage))
    lock, _new = Lock.objects.update_or_create(
        stage=stage, defaults={"digest": digest, "by_id": by.user_id or 0}
    )
    _record(stage, codes.EVIDENCE_LOCKED, by, {"digest": digest})
    return lock


def _record(stage: Stage, code: Code, by: Actor, facts: Mapping[str, object]) -> None:
    record(
        log=stage.campaign.log,
        code=code,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts={"stage": stage.key, "title": str(stage), **facts},
    )
