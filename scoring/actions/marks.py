"""Entering marks, one by one and from sheets, changing them after the result, and recording who left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from campaigns.actions.stages import NotNow, lock_stage, need_reason
from campaigns.lifecycle import StageState
from campaigns.models import Stage
from candidates.bulk import write_columns
from candidates.garbage import uncollected
from candidates.models import Application
from oversight.actions import register_upload, store_blob
from oversight.ledger import Actor, record
from oversight.words import Sentence, gettext_noop
from scoring import codes
from scoring.actions.stages import correct_stage
from scoring.core.marks import describe as describe
from scoring.core.values import Ints, Marks, MarkState
from scoring.evidence_files.interview import AVERAGE
from scoring.models import Assessor, Leave, Mark
from scoring.queries import entrants_of


@dataclass(frozen=True)
class TypedMark:
    """One mark to be entered: whose, by whom, for what; `value` in micro-points, 0 unless given.

    `state` None takes a mark out again that was entered by mistake.
    """

    application_id: int
    room: str
    assessor: str
    criterion: int
    state: MarkState | None
    value: int

    def __str__(self) -> str:
        return "" if self.state is None else describe(self.state, self.value)


@dataclass(frozen=True, eq=False)
class MarkColumns:
    """All marks of a sheet as columns; `applications[i]` is the primary key of the marks' entrant i."""

    marks: Marks
    applications: Ints

    def __len__(self) -> int:
        return len(self.marks.entrant)

    def entries(self) -> Iterator[TypedMark]:
        """Yield the marks as the screens enter them."""
        marks, states = self.marks, list(MarkState)
        seats, places = self.seats()
        columns = (self.applications[marks.entrant], places, marks.criterion, marks.state, marks.value)
        for key, place, criterion, state, value in zip(*(c.tolist() for c in columns), strict=True):
            room, label = seats[place]
            yield TypedMark(key, room, label, criterion, states[state], value)

    def seats(self) -> tuple[list[tuple[str, str]], Ints]:
        """Return each (room, label) that gives a mark, in the order of first sight, and each mark's place there."""
        rooms, labels = [*self.marks.rooms, ""], [*self.marks.assessors, AVERAGE]
        # The last name stands for -1, the room's average, and for 0 where the marks name no rooms or judges.
        width = len(labels)
        codes = self.marks.room % len(rooms) * width + self.marks.assessor % width
        found, first, which = np.unique(codes, return_index=True, return_inverse=True)
        order = np.argsort(first)
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        seats = [(rooms[code // width], labels[code % width]) for code in found[order].tolist()]
        return seats, place[which]


def _need_open(stage: Stage) -> None:
    if stage.state != StageState.OPEN:
        raise NotNow(
            Sentence(
                gettext_noop("Marks of “%(stage)s” are entered while it is open."), {"stage": str(stage)}
            )
        )


@transaction.atomic
def enter_marks(*, stage_id: int, entries: Sequence[TypedMark], by: Actor, reason: str = "") -> int:
    """Enter marks typed on a screen; an earlier mark at the same place is replaced and the ledger names both.

    Returns how many marks differ from what was there. An entry equal to what is stored changes nothing.
    """
    stage = lock_stage(stage_id)
    _need_open(stage)
    return _put(stage, entries, by, reason=reason)


def _put(stage: Stage, entries: Sequence[TypedMark], by: Actor, *, reason: str, listed: bool = True) -> int:
    """Write entries over what is stored; one entry for what is new, one for each mark that changes.

    `listed`: the entry names every new mark; a sheet is named by its digest instead.
    """
    wanted = {e.application_id for e in entries}
    numbers = entrant_numbers(stage, wanted)
    seats = assessors_of(stage, [(e.room, e.assessor) for e in entries if e.state is not None])
    stored = {
        (m.application_id, m.assessor_id, m.criterion): m
        for m in Mark.objects.filter(assessor__stage=stage, application__in=wanted)
    }
    fresh, changed = [], 0
    for entry in entries:
        seat = seats.get((entry.room, entry.assessor), 0)
        mark = stored.get((entry.application_id, seat, entry.criterion))
        if mark is None:
            if entry.state is not None:
                fresh.append(_new_mark(entry, seat))
        elif entry.state is None or (mark.state, mark.value) != (int(entry.state), entry.value):
            _change(stage, mark, entry, numbers[entry.application_id], by, reason)
            changed += 1
    Mark.objects.bulk_create(fresh, batch_size=2000)
    _refuse_mixed(stage, wanted)
    if fresh:
        facts: dict[str, object] = {"stage": stage.key, "title": str(stage), "count": len(fresh)}
        if listed:
            facts["marks"] = [
                [numbers[m.application_id], m.assessor_id, m.criterion, describe(m.state, m.value)]
                for m in fresh
            ]
        record(
            log=stage.campaign.log,
            code=codes.MARKS_ENTERED,
            by=by,
            subject=stage.subject,
            title=str(stage),
            facts=facts,
            reason=reason,
        )
    return len(fresh) + changed


def _new_mark(entry: TypedMark, seat: int) -> Mark:
    assert entry.state is not None
    return Mark(
        application_id=entry.application_id,
        assessor_id=seat,
        criterion=entry.criterion,
        state=int(entry.state),
        value=entry.value,
    )


def entrant_numbers(stage: Stage, wanted: set[int]) -> dict[int, str]:
    """Return the number of each of these applications; NotNow when one is no entrant of the stage."""
    known = dict(entrants_of(stage).filter(pk__in=wanted).values_list("pk", "number"))
    lost = Application.objects.filter(pk__in=wanted - set(known)).values_list("number", flat=True)
    if len(known) < len(wanted):
        text = gettext_noop("No entrants of “%(stage)s”: %(numbers)s")
        raise NotNow(Sentence(text, {"stage": str(stage), "numbers": ", ".join(sorted(lost))}))
    return known


def _refuse_mixed(stage: Stage, wanted: set[int]) -> None:
    """Refuse marks of one person in two rooms, and a room's average beside marks of judges."""
    if stage.kind != "interview":
        return
    seen: dict[str, set[tuple[str, str]]] = {}
    rows = Mark.objects.filter(assessor__stage=stage, application__in=wanted).distinct()
    for number, room, label in rows.values_list("application__number", "assessor__room", "assessor__label"):
        seen.setdefault(number, set()).add((room, label))
    two = sorted(number for number, places in seen.items() if len({room for room, _ in places}) > 1)
    if two:
        text = gettext_noop("Marks in more than one room: %(numbers)s. A person is heard in one room.")
        raise NotNow(Sentence(text, {"numbers": ", ".join(two)}))
    mixed = sorted(
        number
        for number, places in seen.items()
        if AVERAGE in {label for _, label in places} and len(places) > 1
    )
    if mixed:
        text = gettext_noop("An average stands beside marks of judges: %(numbers)s. Either one or the other.")
        raise NotNow(Sentence(text, {"numbers": ", ".join(mixed)}))


def _change(stage: Stage, mark: Mark, entry: TypedMark, number: str, by: Actor, reason: str) -> None:
    """Change a stored mark, or take it out; the entry names what was there."""
    before = describe(mark.state, mark.value)
    facts = {
        "stage": stage.key,
        "title": str(stage),
        "number": number,
        "assessor": mark.assessor_id,
        "criterion": mark.criterion,
        "before": before,
    }
    if entry.state is None:
        mark.delete()
    else:
        mark.state, mark.value = int(entry.state), entry.value
        mark.save(update_fields=["state", "value"])
        facts["after"] = str(entry)
    record(
        log=stage.campaign.log,
        code=codes.MARK_REMOVED if entry.state is None else codes.MARK_CHANGED,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts=facts,
        reason=reason,
    )


def assessors_of(stage: Stage, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the key of each (room, label), made where it is new, in the order of first sight."""
    known = {(room, label): key for key, room, label in stage.assessors.values_list("id", "room", "label")}
    for room, label in dict.fromkeys(wanted):
        if (room, label) not in known:
            known[room, label] = Assessor.objects.create(stage=stage, room=room, label=label).pk
    return known


@uncollected()
@transaction.atomic
def import_marks(*, stage_id: int, marks: MarkColumns, name: str, data: bytes, by: Actor) -> int:
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
        rows=len(marks),
        by=by,
    )
    if Mark.objects.filter(assessor__stage=stage).exists():
        _put(stage, list(marks.entries()), by, reason=name, listed=False)
    else:
        _fill(stage, marks)
    record(
        log=stage.campaign.log,
        code=codes.MARKS_IMPORTED,
        by=by,
        subject=stage.subject,
        title=str(stage),
        facts={"purpose": "marks", "stage": stage.key, "file": name, "sha256": sha256, "rows": len(marks)},
    )
    return len(marks)


def _fill(stage: Stage, sheet: MarkColumns) -> None:
    """Store the marks of a sheet in a stage without any; judges are made in the order of first sight."""
    marks = sheet.marks
    seats, places = sheet.seats()
    known = assessors_of(stage, seats)
    keys = np.array([known[seat] for seat in seats], np.int64)
    columns: dict[str, NDArray[Any]] = {
        "application_id": sheet.applications[marks.entrant],
        "assessor_id": keys[places],
        "criterion": marks.criterion.astype(np.int32),
        "state": marks.state.astype(np.int16),
        "value": marks.value,
    }
    write_columns(Mark._meta.db_table, columns)


@transaction.atomic
def correct_marks(*, stage_id: int, entries: Sequence[TypedMark], by: Actor, reason: str) -> Stage:
    """Change marks of a decided or sealed stage: the stage goes into its next run, with the reason.

    NotNow when nothing would change: a run without a difference would be a run without a cause.
    """

    def change(stage: Stage) -> None:
        if not _put(stage, entries, by, reason=reason):
            raise NotNow(Sentence(gettext_noop("No mark differs from what is stored.")))

    return correct_stage(stage_id=stage_id, by=by, reason=reason, change=change)


@transaction.atomic
def record_leave(*, stage_id: int, application_id: int, standing: str, reason: str, by: Actor) -> Stage:
    """Record that somebody left after a stage's result; the next by rank steps up where the plan allows it (递补)."""
    if standing not in ("withdrawn", "disqualified"):
        raise ValueError(f"unknown standing {standing!r}")

    def change(stage: Stage) -> None:
        application = Application.objects.get(pk=application_id, campaign_id=stage.campaign_id)
        entrant_numbers(stage, {application_id})
        if Leave.objects.filter(stage=stage, application=application).exists():
            raise NotNow(
                Sentence(gettext_noop("%(number)s has left already."), {"number": application.number})
            )
        Leave.objects.create(stage=stage, application=application, standing=standing, reason=reason.strip())
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
    need_reason(reason)
    if stage.state == StageState.OPEN:
        change(stage)
        return stage
    return correct_stage(stage_id=stage_id, by=by, reason=reason, change=change)
