"""What a correction would do, decided in memory: nothing is written, nothing is locked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from campaigns.models import Stage
from oversight.words import Sentence
from scoring.actions.marks import TypedMark
from scoring.collect import Gathered, gather
from scoring.core.cut import TiesAcross
from scoring.core.fixed import text_of
from scoring.core.marks import NO_MARKS
from scoring.core.values import Evidence, Leave, Marks, Outcome, Standing
from scoring.evidence_files.interview import AVERAGE
from scoring.evidence_files.sheet import in_canonical_order
from scoring.recompute import decide


@dataclass(frozen=True)
class Moved:
    """One entrant whose score, rank or standing would change; texts as printed, "" where there is none."""

    number: str
    position: str
    before: tuple[str, str, str]
    after: tuple[str, str, str]


@dataclass(frozen=True)
class Preview:
    """Who would move; `stopped` holds the sentences where the plan would refuse equals."""

    moved: Sequence[Moved]
    stopped: Sequence[Sentence] = ()


def preview_leave(stage: Stage, application_id: int, standing: str, reason: str) -> Preview:
    """Return what would change if somebody left after this stage's result."""

    def leave(gathered: Gathered) -> Evidence:
        row = int(np.flatnonzero(gathered.applications == application_id)[0])
        left = [*gathered.evidence.leaves, Leave(row, Standing(standing), reason, after_result=True)]
        return replace(gathered.evidence, leaves=sorted(left, key=lambda one: one.row))

    return _preview(stage, leave)


def preview_marks(stage: Stage, entries: Sequence[TypedMark]) -> Preview:
    """Return what would change if these marks stood instead of what is stored."""
    return _preview(stage, lambda gathered: replace(gathered.evidence, marks=_changed(gathered, entries)))


def _preview(stage: Stage, change: Callable[[Gathered], Evidence]) -> Preview:
    gathered = gather(stage)
    before = decide(gathered)
    try:
        after = decide(replace(gathered, evidence=change(gathered)))
    except TiesAcross as ties:
        return Preview((), ties.sentences)
    return Preview(moved(gathered, before, after))


def moved(gathered: Gathered, before: Outcome, after: Outcome) -> list[Moved]:
    """Return who stands otherwise in `after`, in its printed order."""
    found = []
    for row in after.order.tolist():
        was, now = shown(before, row), shown(after, row)
        if was != now:
            code = gathered.entrants.positions[int(gathered.entrants.position[row])]
            found.append(Moved(gathered.entrants.ids[row], code, was, now))
    return found


def shown(outcome: Outcome, row: int) -> tuple[str, str, str]:
    """Return a row's score, rank and standing as printed."""
    score = text_of(int(outcome.printed[row]), outcome.digits) if outcome.score.present[row] else ""
    return score, str(int(outcome.rank[row]) or ""), outcome.standing_of(row).value


def _changed(gathered: Gathered, entries: Sequence[TypedMark]) -> Marks:
    """Return the marks with `entries` in place of what stands there."""
    marks = gathered.evidence.marks or NO_MARKS
    rooms, judges = list(marks.rooms), list(marks.assessors)
    lines = {
        (entrant, room, judge, criterion): (state, value)
        for entrant, room, judge, criterion, state, value in zip(
            *(
                column.tolist()
                for column in (
                    marks.entrant, marks.room, marks.assessor, marks.criterion, marks.state, marks.value,
                )
            ),
            strict=True,
        )
    }  # fmt: skip
    row_of = {key: row for row, key in enumerate(gathered.applications.tolist())}
    for entry in entries:
        judge = -1 if entry.assessor == AVERAGE else _place(judges, entry.assessor)
        place = (row_of[entry.application_id], _place(rooms, entry.room), judge, entry.criterion)
        lines.pop(place, None)
        if entry.state is not None:
            lines[place] = (int(entry.state), entry.value)
    table = np.array([[*place, *mark] for place, mark in lines.items()], np.int64).reshape(-1, 6)
    entrants, places, seats, criteria, states, values = table.T
    marks = Marks(entrants, places, seats, criteria, states, values, tuple(rooms), tuple(judges))
    return in_canonical_order(marks)


def _place(names: list[str], name: str) -> int:
    if name not in names:
        names.append(name)
    return names.index(name)
