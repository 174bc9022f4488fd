"""Marks back to files: the one text of a stage's evidence, whose digest is recorded."""

from collections.abc import Sequence

import numpy as np

from campaigns.plan.rules import Composite, Interview, Stage, WrittenExam
from candidates.table import write_csv
from scoring.core.values import Entrants, Marks, MarkState
from scoring.evidence_files.interview import AVERAGE
from scoring.evidence_files.numbers import mark_texts
from scoring.evidence_files.sheet import in_canonical_order
from scoring.evidence_files.written import component_columns, paper_columns


def write_marks(rules: Stage, entrants: Entrants, marks: Marks | None, *, stages: Sequence[str]) -> bytes:
    """Return the canonical evidence file of a stage; no bytes for a stage without a file of its own.

    `stages` are the keys of the plan's stages: a composite's file has the components that are none of them.
    Raises TypeError for a kind without marks.
    """
    if marks is None:
        return b""
    marks = in_canonical_order(marks)
    if isinstance(rules, WrittenExam):
        columns = list(paper_columns(rules))
        return _write_wide(entrants, marks, dict(enumerate(columns)))
    if isinstance(rules, Composite):
        own = component_columns(rules, stages)
        places = {place: key for place, key in enumerate(rules.weights) if key in own}
        return _write_wide(entrants, marks, places) if places else b""
    if isinstance(rules, Interview):
        return _write_long(rules, entrants, marks)
    raise TypeError(f"a stage of kind {rules.kind} has no marks")


def _write_wide(entrants: Entrants, marks: Marks, columns: dict[int, str]) -> bytes:
    """Write a row per person who has any mark; what was not entered is absent."""
    people, which = np.unique(marks.entrant, return_inverse=True)
    state = np.full((len(people), max(columns, default=0) + 1), MarkState.ABSENT, np.int64)
    value = np.zeros_like(state)
    state[which, marks.criterion] = marks.state
    value[which, marks.criterion] = marks.value
    ids = [entrants.ids[row] for row in people.tolist()]
    cells = [mark_texts(state[:, place], value[:, place]) for place in columns]
    return write_csv(["id", *columns.values()], zip(ids, *cells, strict=True))


def _write_long(rules: Interview, entrants: Entrants, marks: Marks) -> bytes:
    """Write a row per mark."""
    judges = [*marks.assessors, AVERAGE]
    columns: list[list[str]] = [
        [entrants.ids[row] for row in marks.entrant.tolist()],
        [marks.rooms[room] for room in marks.room.tolist()],
        [judges[judge] for judge in marks.assessor.tolist()],
    ]
    header = ["id", "panel", "judge"]
    if rules.parts:
        header.append("part")
        columns.append([rules.parts[place].key for place in marks.criterion.tolist()])
    return write_csv([*header, "score"], zip(*columns, mark_texts(marks.state, marks.value), strict=True))
