"""Marks and ballots back to files: the one text of a stage's evidence, whose digest is recorded."""

from collections.abc import Sequence

import numpy as np

from campaigns.plan.rules import Composite, Interview, Stage, WrittenExam
from campaigns.plan.rules_later import Assessment, Inspection, PublicComment, Recommendation, Vote
from candidates.table import write_csv
from scoring.core.ballots import NO_COUNTS, NO_PAPERS, grade_keys, papers_in_order, table_of
from scoring.core.polls import RECUSED
from scoring.core.values import VOTE_OPTIONS, Entrants, Evidence, Marks, MarkState, Turnout
from scoring.evidence_files.answers import asks_alone, write_answers
from scoring.evidence_files.ballots import key_columns, turn_cells, turnout_in_order
from scoring.evidence_files.inspected import write_rubric
from scoring.evidence_files.interview import AVERAGE
from scoring.evidence_files.numbers import mark_texts
from scoring.evidence_files.papers import ballot_columns
from scoring.evidence_files.sheet import in_canonical_order
from scoring.evidence_files.written import component_columns, paper_columns


def write_evidence(rules: Stage, entrants: Entrants, evidence: Evidence, *, stages: Sequence[str]) -> bytes:
    """Return the canonical file of a stage's marks, ballots or answers; no bytes for a stage without one."""
    if asks_alone(rules):
        return write_answers(rules, entrants, evidence.checks)
    if isinstance(rules, PublicComment):
        return _write_public(rules, entrants, evidence) if rules.grades else b""
    if isinstance(rules, Assessment):
        return _write_assessment(rules, entrants, evidence)
    if isinstance(rules, Recommendation):
        return _write_papers(rules, entrants, evidence)
    if isinstance(rules, Vote):
        return _write_vote(rules, entrants, evidence)
    return write_marks(rules, entrants, evidence.marks, stages=stages)


def write_turnout(rules: Stage, turnout: Turnout | None) -> bytes:
    """Return the canonical turnout file in plan order; no bytes where there is none."""
    if turnout is None:
        return b""
    turnout = turnout_in_order(turnout) or turnout
    columns, cells = [column for column, _keys in key_columns(rules)], turn_cells(rules)
    numbers = (turnout.key, turnout.issued, turnout.returned, turnout.void)
    rows = zip(*(one.tolist() for one in numbers), strict=True)
    return write_csv(
        [*columns, "issued", "returned", "void"], [(*cells[key], *map(str, rest)) for key, *rest in rows]
    )


def _write_assessment(rules: Assessment, entrants: Entrants, evidence: Evidence) -> bytes:
    """Write every grade of the plan for each group that assessed a person; `abstain` where it was counted."""
    counts = evidence.counts or NO_COUNTS
    groups, grades = [group.key for group in rules.groups], grade_keys(rules)
    table = table_of(counts, len(entrants), len(groups), len(grades))
    assessed = np.unique(np.stack([counts.entrant, counts.key], axis=1), axis=0).tolist()
    rows = [
        (entrants.ids[row], groups[group], grade, str(n))
        for row, group in assessed
        for place, (grade, n) in enumerate(zip(grades, table[row, group].tolist(), strict=True))
        if n or place < len(rules.grades)
    ]
    return write_csv(["id", "group", "grade", "count"], rows)


def _write_public(rules: PublicComment, entrants: Entrants, evidence: Evidence) -> bytes:
    """Write every grade of the plan for each person who was judged; `abstain` where it was counted."""
    counts, grades = evidence.counts or NO_COUNTS, grade_keys(rules)
    table = table_of(counts, len(entrants), 1, len(grades))[:, 0]
    rows = [
        (entrants.ids[row], grade, str(n))
        for row in np.unique(counts.entrant).tolist()
        for place, (grade, n) in enumerate(zip(grades, table[row].tolist(), strict=True))
        if n or place < len(rules.grades)
    ]
    return write_csv(["id", "grade", "count"], rows)


def _write_vote(rules: Vote, entrants: Entrants, evidence: Evidence) -> bytes:
    """Write a row a ballot and name; `recused` only where somebody was."""
    counts = evidence.counts or NO_COUNTS
    table = table_of(counts, len(entrants), rules.max_ballots, len(VOTE_OPTIONS))
    held = np.unique(np.stack([counts.key, counts.entrant], axis=1), axis=0).tolist()
    width = len(VOTE_OPTIONS) if table[:, :, RECUSED].any() else RECUSED
    rows = [
        (str(ballot + 1), entrants.ids[row], *map(str, table[row, ballot, :width].tolist()))
        for ballot, row in held
    ]
    return write_csv(["ballot", "id", *VOTE_OPTIONS[:width]], rows)


def _write_papers(rules: Recommendation, entrants: Entrants, evidence: Evidence) -> bytes:
    """Write a row a name, papers by number, names in the order of the entrants; voters as numbers, never by name.

    They are numbered as they first occur in this order, so that somebody who voted twice would be seen.
    """
    papers = papers_in_order(evidence.papers or NO_PAPERS)
    turns, factors = turn_cells(rules), [factor.key for factor in rules.factors]
    names = [column for column, _keys in key_columns(rules)]
    columns = (papers.round, papers.paper, papers.entrant, papers.factor, papers.voter)
    wanted = ballot_columns(rules)
    rows = []
    for turn, paper, entrant, factor, voter in zip(*(c.tolist() for c in columns), strict=True):
        cells = {
            **dict(zip(names, turns[turn], strict=True)),
            "ballot": papers.labels[paper],
            "id": entrants.ids[entrant] if entrant >= 0 else "",
            "factor": factors[factor] if factor >= 0 else "",
            "voter": str(voter + 1) if voter >= 0 else "",
        }
        rows.append([cells[name] for name in wanted])
    return write_csv(wanted, rows)


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
    if isinstance(rules, Inspection):
        return write_rubric(rules, entrants, marks) if rules.rubric else b""
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
