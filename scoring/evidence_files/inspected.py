"""The marks of an inspection's rubric: `id,assessor,item,score`, a row a mark."""

import numpy as np

from campaigns.plan.rules_later import Inspection
from candidates.table import Table, check_columns, write_csv
from oversight.words import Mistake, gettext_noop
from scoring.core.values import Entrants, Ints, Marks
from scoring.evidence_files.interview import WORDS, label_mistakes, repeated_marks
from scoring.evidence_files.numbers import mark_texts, read_marks, why_wrong
from scoring.evidence_files.sheet import IGNORED, Sheet, empty_ids, first_rows, number_texts

HEADER = ("id", "assessor", "item", "score")


def read_rubric(table: Table, rules: Inspection) -> tuple[Sheet | None, list[Mistake]]:
    """Return the marks of an inspection's file, None when its columns are not right, and the mistakes."""
    mistakes = check_columns(table, required=HEADER, optional=IGNORED)
    if mistakes:
        return None, mistakes
    mistakes = empty_ids(table) + label_mistakes(table, ("assessor",))
    person, people = number_texts(table.column("id"))
    assessor, assessors = number_texts(table.column("assessor"))
    criterion, unknown = _items(table, rules)
    state, value, wrong = _scores(table, rules, criterion)
    sheet = Sheet(
        table=table,
        people=people,
        seen=first_rows(person, len(people)),
        person=person,
        row=np.arange(len(table)),
        room=np.zeros(len(table), np.int64),
        assessor=assessor,
        criterion=criterion,
        state=state,
        value=value,
        assessors=assessors,
    )
    mistakes += unknown + wrong + repeated_marks(sheet, "assessor")
    return sheet, sorted(mistakes, key=lambda mistake: mistake.line)


def _items(table: Table, rules: Inspection) -> tuple[Ints, list[Mistake]]:
    """Return the item of each row by its place in the rubric."""
    places = {item.key: place for place, item in enumerate(rules.rubric)}
    cells = table.column("item")
    criterion = np.fromiter((places.get(cell, -1) for cell in cells), np.int64, len(cells))
    text = gettext_noop("the rubric has no item “%(item)s”; it has %(items)s")
    return criterion, [
        table.mistake(row, "item", text, item=cells[row], items=", ".join(places))
        for row in np.flatnonzero(criterion < 0).tolist()
    ]


def _scores(table: Table, rules: Inspection, criterion: Ints) -> tuple[Ints, Ints, list[Mistake]]:
    """Return state and value of each row, checked against the full mark of its item."""
    cells = table.column("score")
    state, value, wrong = read_marks(cells, full_marks=None, words=WORDS)
    limits = [item.full_marks for item in rules.rubric]
    mistakes = []
    for place, full_marks in enumerate(limits):
        over = np.flatnonzero((criterion == place) & (value > int(full_marks * 10**6)))
        wrong = np.union1d(wrong, over)
    for row in wrong.tolist():
        problem = why_wrong(cells[row], limits[max(int(criterion[row]), 0)])
        mistakes.append(table.mistake(row, "score", problem.text, **problem.facts))
    return state, value, mistakes


def write_rubric(rules: Inspection, entrants: Entrants, marks: Marks) -> bytes:
    """Return the canonical file of the marks, which are in canonical order."""
    columns = [
        [entrants.ids[row] for row in marks.entrant.tolist()],
        [marks.assessors[judge] for judge in marks.assessor.tolist()],
        [rules.rubric[place].key for place in marks.criterion.tolist()],
    ]
    return write_csv(HEADER, zip(*columns, mark_texts(marks.state, marks.value), strict=True))
