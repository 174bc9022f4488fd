"""A recommendation's file: a row a name on a paper, `round,ballot,id` (+ `factor`, `voter` where signed)."""

from collections.abc import Iterator

import numpy as np

from campaigns.plan.rules_later import Recommendation
from candidates.table import Table, check_columns
from oversight.words import Mistake, gettext_noop
from scoring.core.values import Ints, Papers
from scoring.evidence_files.ballots import BallotSheet, key_columns, read_turns
from scoring.evidence_files.sheet import IGNORED, first_rows, number_texts, repeated

LABEL_LENGTH = 40


def ballot_columns(rules: Recommendation) -> list[str]:
    """Return the columns of a recommendation's canonical file."""
    columns = [*(column for column, _keys in key_columns(rules)), "ballot", "id"]
    if rules.factors:
        columns.append("factor")
    if any(turn.signed for turn in rules.rounds):
        columns.append("voter")
    return columns


def read_papers(table: Table, rules: Recommendation) -> tuple[BallotSheet | None, list[Mistake]]:
    """Return the papers of a file, None when its columns are not right, and the mistakes of its form."""
    mistakes = check_columns(table, required=ballot_columns(rules), optional=["voter", *IGNORED])
    if mistakes:
        return None, mistakes
    unknown = gettext_noop("the plan has no round “%(text)s”; it has %(known)s")
    if rules.layers:
        unknown = gettext_noop("the plan has no round or layer “%(text)s”; it has %(known)s")
    turn, mistakes = read_turns(table, rules, unknown)
    factor, wrong = _factors(table, rules)
    mistakes += wrong + _labels(table)
    person, people = number_texts(table.column("id"))
    blank = people.index("") if "" in people else -1
    person = np.where(person == blank, -1, person)
    voter, voters = number_texts(table.column("voter"))
    nobody = voters.index("") if "" in voters else -1
    names = [f"{place}\0{cell}" for place, cell in zip(turn, table.column("ballot"), strict=True)]
    paper, labels = number_texts(names)
    whole = Papers(
        turn,
        paper,
        person,
        np.maximum(factor, -1),
        np.where(voter == nobody, -1, voter),
        tuple(name.partition("\0")[2] for name in labels),
        tuple(voters),
    )
    mistakes += list(_twice(table, whole, people)) + list(_blank(table, whole))
    rows = np.flatnonzero((turn >= 0) & (factor > UNKNOWN))
    seen = first_rows(np.where(person < 0, blank, person) if blank >= 0 else person, len(people))
    sheet = BallotSheet(table, people, seen, rows, papers=_taken(whole, rows))
    return sheet, sorted(mistakes, key=lambda mistake: mistake.line)


UNKNOWN = -2
"""The code of a factor that the plan does not have; -1 is a name of the round itself."""


def _taken(papers: Papers, rows: Ints) -> Papers:
    """Return the lines in `rows`; papers none of whose lines is left are forgotten."""
    paper = papers.paper[rows]
    used = np.unique(paper)
    return Papers(
        papers.round[rows],
        np.searchsorted(used, paper),
        papers.entrant[rows],
        papers.factor[rows],
        papers.voter[rows],
        tuple(papers.labels[number] for number in used.tolist()),
        papers.voters,
    )


def _factors(table: Table, rules: Recommendation) -> tuple[Ints, list[Mistake]]:
    """Return each row's factor by its place, -1 for a name of the round, UNKNOWN for what the plan lacks."""
    places = {factor.key: place for place, factor in enumerate(rules.factors)}
    cells = table.column("factor")
    factor = np.array([places.get(cell, UNKNOWN if cell else -1) for cell in cells], np.int64)
    text = gettext_noop("the plan has no factor “%(text)s”; it has %(known)s")
    mistakes = [
        table.mistake(row, "factor", text, text=cells[row], known=", ".join(places))
        for row in np.flatnonzero(factor == UNKNOWN).tolist()
    ]
    if not rules.rounds:
        text = gettext_noop("there are no rounds, so a name needs its factor")
        named = np.array([bool(cell) for cell in table.column("id")], bool)
        for row in np.flatnonzero((factor == -1) & named).tolist():
            mistakes.append(table.mistake(row, "factor", text))
    return factor, mistakes


def _labels(table: Table) -> list[Mistake]:
    """Return papers and voters that cannot be named so."""
    mistakes = []
    for column, needed in (("ballot", True), ("voter", False)):
        for row, cell in enumerate(table.column(column)):
            if not cell and needed:
                mistakes.append(table.mistake(row, column, gettext_noop("the paper has no number")))
            elif len(cell) > LABEL_LENGTH or not cell.isprintable() or (cell[:1] in "+-=@" and cell):
                text = gettext_noop("“%(label)s” cannot be a paper's number or a voter (at most 40 letters)")
                mistakes.append(table.mistake(row, column, text, label=cell))
    return mistakes


def _twice(table: Table, papers: Papers, people: list[str]) -> Iterator[Mistake]:
    """Yield names that stand twice on a paper, for the same factor or none."""
    width = int(papers.factor.max(initial=-1)) + 2
    cells = (papers.paper * (len(people) + 1) + papers.entrant + 1) * width + papers.factor + 1
    text = gettext_noop("%(id)s stands on this paper already, on line %(line)s")
    for row, first in repeated(cells):
        if papers.entrant[row] >= 0:
            facts = {"id": people[papers.entrant[row]], "line": table.lines[first]}
            yield table.mistake(row, "id", text, **facts)


def _blank(table: Table, papers: Papers) -> Iterator[Mistake]:
    """Yield rows that call a paper blank though it has other rows."""
    lines = np.bincount(papers.paper, minlength=len(papers.labels))
    empty = (papers.entrant < 0) & (papers.factor < 0) & (lines[papers.paper] > 1)
    text = gettext_noop("the paper has other rows; a row without a name is a paper without any")
    for row in np.flatnonzero(empty).tolist():
        yield table.mistake(row, "id", text)
