"""Entering marks, one by one and from sheets, changing them after the result, and recording who left."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from campaigns.actions.stages import NotNow, lock_stage
from campaigns.lifecycle import StageState
from campaigns.models import Stage
from candidates.models import Application
from oversight.actions import register_upload, store_blob
from oversight.ledger import Actor, record
from oversight.words import Sentence, gettext_noop
from scoring import codes
from scoring.actions.stages import correct_stage
from candidates.bulk import write_rows
from scoring.core.fixed import text_of
from scoring.core.values import MarkState
from scoring.models import Assessor, Check, Mark

MARK_COLUMNS = ("stage_id", "application_id", "assessor_id", "criterion", "state", "value")


@dataclass(frozen=True)
class Entry:
    """One mark to be entered: whose, by whom, for what; `value` in micro-points, 0 unless given."""

    application_id: int
    room: str
    assessor: str
    criterion: int
    state: MarkState
    value: int

    def __str__(self) -> str:
        return describe(self.state, self.value)


def describe(state: int, value: int) -> str:
    """Return a mark as plain text for the ledger: its points, `absent` or `misconduct`."""
    if state != MarkState.GIVEN:
        return MarkState(state).name.lower()
    text = text_of(value, 6).rstrip("0").rstrip(".")
    return text or "0"


def _need_open(stage: Stage) -> None:
    if stage.state != StageState.OPEN:
        raise NotNow(
            Sentence(
                gettext_noop("Marks of “%(stage)s” are entered while it is open."), {"stage": str(stage)}
            )
        )


@transaction.atomic
def enter_marks(*, stage_id: int, entries: Sequence[Entry], by: Actor) -> int:
    """Enter marks typed on a screen; an earlier mark at the same place is replaced and the ledger names both.

    Returns how many marks differ from what was there. An entry equal to what is stored changes nothing.
    """
    stage = lock_stage(stage_id)
    _need_open(stage)
    return _put(stage, entries, by, reason="")


def _put(stage: Stage, entries: Sequence[Entry], by: Actor, *, reason: str) -> int:
    """Write entries over what is stored; one entry for what is new, one for each mark that changes."""
    seats = assessors_of(stage, [(e.room, e.assessor) for e in entries])
    stored = {
        (m.application_id, m.assessor_id, m.criterion): m
        for m in Mark.objects.filter(stage=stage, application__in={e.application_id for e in entries})
    }
    numbers = dict(
        Application.objects.filter(
            pk__in={e.application_id for e in entries}, campaign_id=stage.campaign_id
        ).values_list("pk", "number")
    )
    fresh, changed = [], 0
    for entry in entries:
        seat = seats[entry.room, entry.assessor]
        mark = stored.get((entry.application_id, seat, entry.criterion))
        number = numbers[entry.application_id]
        if mark is None:
            fresh.append(
                Mark(
                    stage=stage,
                    application_id=entry.application_id,
                    assessor_id=seat,
                    criterion=entry.criterion,
                    state=int(entry.state),
                    value=entry.value,
                )
            )
        elif (mark.state, mark.value) != (int(entry.state), entry.value):
            _change(stage, mark, entry, number, by, reason)
            changed += 1
    Mark.objects.bulk_create(fresh, batch_size=2000)
    if fresh:
        record(
            log=stage.campaign.log,
            code=codes.MARKS_ENTERED,
            by=by,
            subject=stage.subject,
            title=str(stage),
            facts={
                "stage": stage.key,
                "title": str(stage),
                "count": len(fresh),
                "marks": [
                    [numbers[m.application_id], m.assessor_id, m.criterion, describe(m.state, m.value)]
                    for m in fresh
                ],
            },
            reason=reason,
        )
    return len(fresh) + changed


def _change(stage: Stage, mark: Mark, entry: Entry, number: str, by: Actor, reason: str) -> None:
    before = describe(mark.state, mark.value)
    mark.state, mark.value = int(entry.state), entry.value
    mark.save(update_fields=["state", "value"])
    record(
        log=stage.campaign.log,
        code=codes.MARK_CHANGED,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts={
            "stage": stage.key,
            "title": str(stage),
            "number": number,
            "assessor": mark.assessor_id,
            "criterion": mark.criterion,
            "before": before,
            "after": str(entry),
        },
        reason=reason,
    )


def assessors_of(stage: Stage, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the key of each (room, label), made where it is new, in the order of first sight."""
    known = {(room, label): key for key, room, label in stage.assessors.values_list("id", "room", "label")}
    for room, label in dict.fromkeys(wanted):
        if (room, label) not in known:
            known[room, label] = Assessor.objects.create(stage=stage, room=room, label=label).pk
    return known


@transaction.atomic
def import_marks(*, stage_id: int, entries: Sequence[Entry], name: str, data: bytes, by: Actor) -> int:
    """Enter all marks of a checked sheet, or none; the same file twice is refused with a link to the first.

    A sheet fills an empty stage; where marks are there already, it may only repeat or add, on the marks screen.
    """
    stage = lock_stage(stage_id)
    _need_open(stage)
    sha256 = store_blob(data, media="application/octet-stream")
    register_upload(
        purpose="marks",
        subject=f"{stage.campaign.code}/{stage.subject}",
        sha256=sha256,
        name=name,
        rows=len(entries),
        by=by,
    )
    if Mark.objects.filter(stage=stage).exists():
        _put(stage, entries, by, reason=name)
    else:
        seats = assessors_of(stage, [(e.room, e.assessor) for e in entries])
        write_rows(
            Mark._meta.db_table,
            MARK_COLUMNS,
            (
                (stage.pk, e.application_id, seats[e.room, e.assessor], e.criterion, int(e.state), e.value)
                for e in entries
            ),
        )
    record(
        log=stage.campaign.log,
        code=codes.MARKS_IMPORTED,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts={"purpose": "marks", "stage": stage.key, "file": name, "sha256": sha256, "rows": len(entries)},
    )
    return len(entries)


@transaction.atomic
def correct_marks(*, stage_id: int, entries: Sequence[Entry], by: Actor, reason: str) -> Stage:
    """Change marks of a decided or sealed stage: the stage goes into its next run, with the reason."""
    return correct_stage(
        stage_id=stage_id, by=by, reason=reason, change=lambda stage: _put(stage, entries, by, reason=reason)
    )


@transaction.atomic
def record_leave(*, stage_id: int, application_id: int, standing: str, reason: str, by: Actor) -> Stage:
    """Record that somebody left after a stage's result; the next by rank steps up where the plan allows it (递补)."""
    if standing not in ("withdrawn", "disqualified"):
        raise ValueError(f"unknown standing {standing!r}")

    def change(stage: Stage) -> None:
        application = Application.objects.get(pk=application_id, campaign_id=stage.campaign_id)
        if Check.objects.filter(stage=stage, application=application).exists():
            raise NotNow(
                Sentence(gettext_noop("%(number)s has left already."), {"number": application.number})
            )
        Check.objects.create(stage=stage, application=application, standing=standing, reason=reason.strip())
        record(
            log=stage.campaign.log,
            code=codes.LEAVE_RECORDED,
            by=by,
            subject=f"application:{application.number}",
            facts={
                "number": application.number,
                "title": str(stage),
                "stage": stage.key,
                "standing": standing,
            },
            reason=reason,
        )

    stage = lock_stage(stage_id)
    if stage.state == StageState.OPEN:
        change(stage)
        return stage
    return correct_stage(stage_id=stage_id, by=by, reason=reason, change=change)
