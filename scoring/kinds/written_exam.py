"""Written exam: papers times their weights, absences, pass mark, cut. PURE."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from campaigns.plan.rules import Paper, Place, Rounding, WrittenExam
from scoring.core.chain import chain_columns
from scoring.core.explanation import Explanation
from scoring.core.fixed import Column
from scoring.core.marks import NO_MARKS, criterion_column, given_and_void
from scoring.core.placing import placed
from scoring.core.values import Earlier, Entrants, Evidence, Outcome, Reason
from scoring.core.working import written_working


def papers_of(rules: WrittenExam) -> Sequence[Paper]:
    """Return the papers; without any there is one, named `score`, out of the stage's full marks."""
    return rules.papers or (Paper(key="score", full_marks=rules.full_marks),)


def scale_of(rules: WrittenExam) -> Fraction:
    """Return what the weighted sum is multiplied by so that its full mark becomes `scale_to`."""
    if rules.scale_to is None:
        return Fraction(1)
    full = sum(
        (Fraction(paper.full_marks) * Fraction(paper.weight) / 100 for paper in papers_of(rules)), Fraction(0)
    )
    return Fraction(rules.scale_to) / full


def decide(
    rules: WrittenExam,
    entrants: Entrants,
    evidence: Evidence,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Outcome:
    """Weigh the papers, round at `component`, rank and cut."""
    rows, marks = len(entrants), evidence.marks or NO_MARKS
    shown, void = given_and_void(marks, rows)
    papers = papers_of(rules)
    parts = {paper.key: criterion_column(shown, number, rows) for number, paper in enumerate(papers)}
    exact = _weighted(rules, parts)
    if void is not None:
        exact = exact.only(~void)
    return placed(
        rules,
        entrants,
        evidence,
        exact.round(rounding.digits_at(Place.COMPONENT), rounding.mode),
        place=Place.COMPONENT,
        rounding=rounding,
        missing=_missing(parts, void, rows),
        chain=chain_columns(
            rules.tie_chain, stage=rules.key, earlier=earlier, own=parts, unrounded=lambda: exact
        ),
        parts=parts if rules.papers else {},
    )


def _weighted(rules: WrittenExam, parts: Mapping[str, Column]) -> Column:
    """Return the exact sum of mark times weight / 100, scaled."""
    total: Column | None = None
    for paper in papers_of(rules):
        weighted = parts[paper.key].scale(Fraction(paper.weight) / 100)
        total = weighted if total is None else total.add(weighted)
    assert total is not None
    return total.scale(scale_of(rules))


def _missing(parts: Mapping[str, Column], void: NDArray[np.bool_] | None, rows: int) -> NDArray[np.int8]:
    """Say why a row without a score has none: no mark at all, a paper missed, or misconduct."""
    sat = np.zeros(rows, bool)
    for column in parts.values():
        sat |= column.present
    missing = np.where(sat, Reason.MISSING_PAPER, Reason.NO_MARKS).astype(np.int8)
    if void is not None:
        missing[void] = Reason.MISCONDUCT
    return missing


def explain(
    rules: WrittenExam,
    entrants: Entrants,
    evidence: Evidence,
    outcome: Outcome,
    row: int,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Explanation:
    """Show the papers' marks, weights, sum, scale and rounding of one row."""
    named = replace(rules, papers=tuple(papers_of(rules)))
    return written_working(named, scale_of(rules), entrants, evidence, outcome, row, rounding=rounding)
