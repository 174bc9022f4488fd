"""An interview's file: a row a mark, `id,panel,judge,score` or `id,panel,judge,part,score`."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from campaigns.plan.rules import Interview, Level
from candidates.table import Table, check_columns
from oversight.words import Mistake, gettext_noop
from scoring.core.values import Ints, MarkState
from scoring.evidence_files.numbers import ABSENT, read_marks, why_wrong
from scoring.evidence_files.sheet import IGNORED, Sheet, empty_ids, first_rows, number_texts, repeated

WORDS = {"absent": ABSENT}
AVERAGE = "-"
"""The judge of a row that is the room's average."""
LABEL_LENGTH = 40


def read_interview(table: Table, rules: Interview) -> tuple[Sheet | None, list[Mistake]]:
    """Return the marks of an interview's file, None when its columns are not right, and the mistakes."""
    parts = ["part"] if rules.parts else []
    mistakes = check_columns(table, required=["id", "panel", "judge", *parts, "score"], optional=IGNORED)
    if mistakes:
        return None, mistakes
    mistakes = empty_ids(table) + label_mistakes(table, ("panel", "judge"))
    person, people = number_texts(table.column("id"))
    room, rooms = number_texts(table.column("panel"))
    assessor, assessors = _number_judges(table.column("judge"))
    criterion, unknown = _criteria(table, rules)
    state, value, wrong = _scores(table, rules, criterion)
    mistakes += unknown + wrong
    sheet = Sheet(
        table=table,
        people=people,
        seen=first_rows(person, len(people)),
        person=person,
        row=np.arange(len(table)),
        room=room,
        assessor=assessor,
        criterion=criterion,
        state=state,
        value=value,
        rooms=rooms,
        assessors=assessors,
    )
    mistakes += repeated_marks(sheet, "judge") + _two_rooms(sheet) + _averages_with_judges(sheet)
    if not mistakes and rules.parts and rules.trim.level is Level.TOTAL:
        mistakes = _missing_parts(sheet, rules)
    return sheet, sorted(mistakes, key=lambda mistake: mistake.line)


def label_mistakes(table: Table, columns: Sequence[str]) -> list[Mistake]:
    """Return names of panels and judges that are empty, too long or unprintable."""
    mistakes = []
    for column in columns:
        cells = table.column(column)
        bad = {cell for cell in set(cells) if not _is_label(cell, column)}
        if not bad:
            continue
        for row, cell in enumerate(cells):
            if cell in bad:
                text = (
                    gettext_noop("“%(label)s” cannot be the name of a panel or judge (at most 40 letters)")
                    if cell
                    else gettext_noop("the panel or judge is missing")
                )
                mistakes.append(table.mistake(row, column, text, label=cell))
    return mistakes


def _is_label(cell: str, column: str) -> bool:
    if cell == AVERAGE:
        return column == "judge"
    return bool(cell) and len(cell) <= LABEL_LENGTH and cell.isprintable() and cell[0] not in "+-"


def _number_judges(judges: Sequence[str]) -> tuple[Ints, list[str]]:
    """Number the judges by name; an average is -1. A person has one room, so a name tells who it is."""
    code, names = number_texts(judges)
    if AVERAGE not in names:
        return code, names
    average = names.index(AVERAGE)
    names.pop(average)
    return np.where(code == average, -1, code - (code > average)), names


def _criteria(table: Table, rules: Interview) -> tuple[Ints, list[Mistake]]:
    """Return the part of each row by its place in the plan."""
    if not rules.parts:
        return np.zeros(len(table), np.int64), []
    places = {part.key: place for place, part in enumerate(rules.parts)}
    cells = table.column("part")
    criterion = np.fromiter((places.get(cell, -1) for cell in cells), np.int64, len(cells))
    text = gettext_noop("the interview has no part “%(part)s”; it has %(parts)s")
    return criterion, [
        table.mistake(row, "part", text, part=cells[row], parts=", ".join(places))
        for row in np.flatnonzero(criterion < 0).tolist()
    ]


def _scores(table: Table, rules: Interview, criterion: Ints) -> tuple[Ints, Ints, list[Mistake]]:
    """Return state and value of each row, checked against the full mark of its part."""
    cells = table.column("score")
    state, value, wrong = read_marks(cells, full_marks=None, words=WORDS)
    limits = full_marks_of(rules)
    mistakes = []
    for place, full_marks in enumerate(limits):
        over = np.flatnonzero((criterion == place) & (value > int(full_marks * 10**6)))
        wrong = np.union1d(wrong, over)
    for row in wrong.tolist():
        problem = why_wrong(cells[row], limits[max(int(criterion[row]), 0)])
        mistakes.append(table.mistake(row, "score", problem.text, **problem.facts))
    return state, value, mistakes


def full_marks_of(rules: Interview) -> list[Decimal]:
    """Return what a judge may give at most, for each part in plan order; one element without parts."""
    if not rules.parts:
        return [rules.full_marks]
    return [part.full_marks or rules.full_marks for part in rules.parts]


def repeated_marks(sheet: Sheet, column: str) -> list[Mistake]:
    """Return marks that a judge, named in `column`, gave somebody for the same thing twice."""
    judges = sheet.assessor + 1
    key = (sheet.person * (judges.max(initial=0) + 1) + judges) * (sheet.criterion.max(initial=0) + 2)
    text = gettext_noop("this judge's mark for %(id)s stands on line %(line)s already")
    return [
        sheet.table.mistake(
            row, column, text, id=sheet.people[sheet.person[row]], line=sheet.table.lines[first]
        )
        for row, first in repeated(key + sheet.criterion)
    ]


def _two_rooms(sheet: Sheet) -> list[Mistake]:
    """Return the first mark of a person in a room other than that of the person's first mark."""
    if not len(sheet.person):
        return []
    rows = np.flatnonzero(sheet.room != sheet.room[sheet.seen][sheet.person])
    _, first = np.unique(sheet.person[rows], return_index=True)
    text = gettext_noop("%(id)s is in panel %(panel)s, and on line %(line)s in panel %(other)s")
    mistakes = []
    for row in rows[np.sort(first)].tolist():
        before = int(sheet.seen[sheet.person[row]])
        facts = {
            "id": sheet.people[sheet.person[row]],
            "panel": sheet.rooms[sheet.room[row]],
            "line": sheet.table.lines[before],
            "other": sheet.rooms[sheet.room[before]],
        }
        mistakes.append(sheet.table.mistake(row, "panel", text, **facts))
    return mistakes


def _averages_with_judges(sheet: Sheet) -> list[Mistake]:
    """Return averages of people who have single marks as well."""
    average = sheet.assessor < 0
    if not average.any():
        return []
    judged = np.zeros(len(sheet.people), bool)
    judged[sheet.person[~average]] = True
    text = gettext_noop("%(id)s has marks by judges; an average (-) stands alone")
    return [
        sheet.table.mistake(row, "judge", text, id=sheet.people[sheet.person[row]])
        for row in np.flatnonzero(average & judged[sheet.person]).tolist()
    ]


def _missing_parts(sheet: Sheet, rules: Interview) -> list[Mistake]:
    """Return judges who marked a person in some parts only: without all of them there is no total."""
    judges = sheet.assessor + 1
    key = sheet.person * (judges.max(initial=0) + 1) + judges
    given = sheet.state == MarkState.GIVEN
    used, first, which = np.unique(key, return_index=True, return_inverse=True)
    marked = np.zeros((len(used), len(rules.parts)), bool)
    marked[which[given], sheet.criterion[given]] = True
    short = marked.any(axis=1) & ~marked.all(axis=1)
    text = gettext_noop("judge %(judge)s gave %(id)s no mark for %(parts)s; without it there is no total")
    mistakes = []
    for group in np.flatnonzero(short).tolist():
        row = int(first[group])
        missing = [part.key for part, there in zip(rules.parts, marked[group], strict=True) if not there]
        number = int(sheet.assessor[row])
        facts = {
            "judge": sheet.assessors[number] if number >= 0 else AVERAGE,
            "id": sheet.people[sheet.person[row]],
            "parts": ", ".join(missing),
        }
        mistakes.append(sheet.table.mistake(row, "part", text, **facts))
    return mistakes
