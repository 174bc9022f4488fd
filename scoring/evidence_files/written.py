"""A written exam's file: `id` and a column per paper. Likewise the components in a composite's own file."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np

from campaigns.plan.rules import Composite, WrittenExam
from candidates.table import Table, check_columns
from oversight.words import Mistake, gettext_noop
from scoring.core.values import Ints
from scoring.evidence_files.numbers import ABSENT, MISCONDUCT, read_marks, why_wrong
from scoring.evidence_files.sheet import IGNORED, Sheet, empty_ids, first_rows, number_texts, repeated

PAPER_WORDS = {"": ABSENT, "absent": ABSENT, "misconduct": MISCONDUCT}
COMPONENT_WORDS = {"": ABSENT, "absent": ABSENT}


def paper_columns(rules: WrittenExam) -> dict[str, Decimal]:
    """Return the full marks of each paper by its column; one paper without a key of its own is `score`."""
    if not rules.papers:
        return {"score": rules.full_marks}
    if len(rules.papers) == 1:
        return {"score": rules.papers[0].full_marks}
    return {paper.key: paper.full_marks for paper in rules.papers}


def component_columns(rules: Composite, stages: Sequence[str]) -> dict[str, Decimal | None]:
    """Return the limit of each component that is not one of the `stages`; points times a factor have none."""
    return {
        key: (component.full_marks or Decimal(100)) if component.weight is not None else component.full_marks
        for key, component in rules.weights.items()
        if key.partition(".")[0] not in stages
    }


def read_written(table: Table, rules: WrittenExam) -> tuple[Sheet | None, list[Mistake]]:
    """Return the marks of a written exam's file, None when its columns are not right, and the mistakes."""
    columns = paper_columns(rules)
    criteria = dict(zip(columns, range(len(columns)), strict=True))
    if len(rules.papers) == 1 and "score" not in table and rules.papers[0].key in table:
        key = rules.papers[0].key
        columns, criteria = {key: columns["score"]}, {key: 0}
    return _read_wide(table, columns, criteria, PAPER_WORDS)


def read_components(
    table: Table, rules: Composite, stages: Sequence[str]
) -> tuple[Sheet | None, list[Mistake]]:
    """Return the components of a composite's own file; `criterion` indexes the keys of its weights."""
    criteria = {key: place for place, key in enumerate(rules.weights)}
    return _read_wide(table, component_columns(rules, stages), criteria, COMPONENT_WORDS)


def _read_wide(
    table: Table, columns: Mapping[str, Decimal | None], criteria: Mapping[str, int], words: dict[str, int]
) -> tuple[Sheet | None, list[Mistake]]:
    """Read a file with a row per person and a column per criterion."""
    mistakes = check_columns(
        table, required=["id", *columns], optional=[name for name in IGNORED if name not in columns]
    )
    if mistakes:
        return None, mistakes
    mistakes = empty_ids(table)
    person, people = number_texts(table.column("id"))
    for row, first in repeated(person):
        if people[person[row]]:
            text = gettext_noop("%(id)s stands on line %(line)s already")
            mistakes.append(table.mistake(row, "id", text, id=people[person[row]], line=table.lines[first]))
    state, value = [], []
    for name, full_marks in columns.items():
        cells = table.column(name)
        states, values, wrong = read_marks(cells, full_marks=full_marks, words=words)
        state.append(states)
        value.append(values)
        for row in wrong.tolist():
            problem = why_wrong(cells[row], full_marks)
            mistakes.append(table.mistake(row, name, problem.text, **problem.facts))
    mistakes.sort(key=lambda mistake: mistake.line)
    places = np.array([criteria[name] for name in columns], np.int64)
    return _wide_sheet(table, person, people, places, np.array(state), np.array(value)), mistakes


def _wide_sheet(
    table: Table, person: Ints, people: Sequence[str], places: Ints, state: Ints, value: Ints
) -> Sheet:
    """Lay (criterion, person) arrays out as marks, person by person."""
    rows, width = len(table), len(places)
    nothing = np.zeros(rows * width, np.int64)
    return Sheet(
        table=table,
        people=people,
        seen=first_rows(person, len(people)),
        person=np.repeat(person, width),
        row=np.repeat(np.arange(rows), width),
        room=nothing,
        assessor=nothing,
        criterion=np.tile(places, rows),
        state=state.T.ravel(),
        value=value.T.ravel(),
    )
