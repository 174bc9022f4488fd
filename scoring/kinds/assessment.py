"""Democratic assessment (民主测评): grades by groups of voters, denominators, vetoes, pass mark, cut. PURE."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from campaigns.plan.rules import Place, Rounding
from campaigns.plan.rules_later import Assessment, Denominator, PublicComment, Veto
from oversight.words import Sentence
from scoring.core.assessment_working import assessment_working, veto_sentence
from scoring.core.ballots import (
    ABSTAIN,
    NO_COUNTS,
    Returned,
    grade_keys,
    spoken_of,
    table_of,
    turnout_of,
)
from scoring.core.chain import chain_columns
from scoring.core.explanation import Explanation
from scoring.core.fixed import Column
from scoring.core.placing import placed
from scoring.core.values import MICRO, Earlier, Entrants, Evidence, Flags, Ints, Outcome, Reason


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts as (row, group, grade), what they are divided by as (row, group), and who has any count."""

    table: Ints
    bases: Ints
    spoken: Flags
    turnout: Returned

    @property
    def scored(self) -> Flags:
        """Flag rows that have counts and ballots to divide by in every group."""
        scored: Flags = self.spoken & (self.bases > 0).all(axis=1)
        return scored


def tally_of(rules: Assessment, entrants: Entrants, evidence: Evidence) -> Tally:
    """Lay counts and turnout out; `valid_minus_abstain` differs from person to person."""
    counts, grades = evidence.counts or NO_COUNTS, grade_keys(rules)
    table = table_of(counts, len(entrants), len(rules.groups), len(grades))
    turnout = turnout_of(evidence.turnout, len(rules.groups))
    base = {Denominator.ISSUED: turnout.issued, Denominator.RETURNED: turnout.returned}
    bases = np.tile(base.get(rules.denominator, turnout.valid), (len(entrants), 1))
    if rules.denominator is Denominator.VALID_MINUS_ABSTAIN:
        bases = bases - table[:, :, grades.index(ABSTAIN)]
    return Tally(table, bases, spoken_of(counts, len(entrants)), turnout)


def worth_of(rules: Assessment | PublicComment) -> Ints:
    """Return what each grade is worth in micro-points; to abstain is worth nothing, listed or not."""
    values = {grade.key: int(grade.value * MICRO) for grade in rules.grades} | {ABSTAIN: 0}
    return np.array([values[key] for key in grade_keys(rules)], np.int64)


def scores_of(rules: Assessment, tally: Tally, rounding: Rounding) -> tuple[Column, dict[str, Column]]:
    """Return the stage's score and each group's, rounded at their places."""
    digits, mode = rounding.digits_at(Place.PANEL), rounding.mode
    points = tally.table @ worth_of(rules)
    total, groups = Column(np.zeros(len(points), np.int64), 1, tally.scored), {}
    for number, group in enumerate(rules.groups):
        own = Column(np.where(tally.scored, points[:, number], 0), MICRO, tally.scored)
        groups[group.key] = own.divide(tally.bases[:, number]).round(digits, mode)
        total = total.add(groups[group.key].scale(Fraction(group.weight) / 100))
    return total.round(rounding.digits_at(Place.COMPONENT), mode), groups


def rate_of(rules: Assessment, tally: Tally, veto: Veto) -> tuple[Ints, Ints]:
    """Return each row's ballots with the veto's grades and the ballots they are a share of."""
    keys = grade_keys(rules)
    grades = [keys.index(key) for key in dict.fromkeys(veto.rate.split("+"))]
    groups = [n for n, group in enumerate(rules.groups) if veto.group in (None, group.key)]
    hits = tally.table[:, groups][:, :, grades].sum(axis=(1, 2))
    return hits, tally.bases[:, groups].sum(axis=1)


def hit_by(veto: Veto, hits: Ints, bases: Ints) -> Flags:
    """Flag rows whose share reaches, exceeds, does not exceed or falls below the veto's bound."""
    found = np.zeros(len(hits), bool)
    for bound, compare in (
        (veto.at_least, np.greater_equal),
        (veto.above, np.greater),
        (veto.at_most, np.less_equal),
        (veto.below, np.less),
    ):
        if bound is not None:
            found |= compare(hits * bound.denominator, bases * bound.numerator)
    return found


def vetoed_rows(rules: Assessment, tally: Tally) -> dict[int, Sentence]:
    """Return the rows out by a veto and its sentence; the first veto in the plan that hits speaks."""
    found: dict[int, Sentence] = {}
    for veto in rules.veto:
        hits, bases = rate_of(rules, tally, veto)
        for row in np.flatnonzero(hit_by(veto, hits, bases) & tally.scored).tolist():
            if row not in found:
                found[row] = veto_sentence(rules, veto, tally.turnout, int(hits[row]), int(bases[row]))
    return found


def decide(
    rules: Assessment,
    entrants: Entrants,
    evidence: Evidence,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Outcome:
    """Score the groups, weigh them, take out who is vetoed, rank and cut."""
    tally = tally_of(rules, entrants, evidence)
    score, groups = scores_of(rules, tally, rounding)
    missing = np.where(tally.spoken, Reason.NO_VALID_BALLOTS, Reason.NO_BALLOTS).astype(np.int8)

    def unrounded() -> Column:
        return scores_of(rules, tally, replace(rounding, places=()))[0]

    return placed(
        rules,
        entrants,
        evidence,
        score,
        place=Place.COMPONENT,
        rounding=rounding,
        missing=missing,
        chain=chain_columns(
            rules.tie_chain, stage=rules.key, earlier=earlier, own=groups, unrounded=unrounded
        ),
        parts=groups,
        vetoed=vetoed_rows(rules, tally),
    )


def explain(
    rules: Assessment,
    entrants: Entrants,
    evidence: Evidence,
    outcome: Outcome,
    row: int,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Explanation:
    """Show turnout, grades, group scores, weights, vetoes and the cut of one row."""
    tally = tally_of(rules, entrants, evidence)
    rates = []
    for veto in rules.veto:
        hits, bases = rate_of(rules, tally, veto)
        rates.append((veto, int(hits[row]), int(bases[row])))
    return assessment_working(
        rules,
        entrants,
        outcome,
        row,
        table=tally.table[row],
        bases=tally.bases[row],
        worth=worth_of(rules),
        turnout=tally.turnout,
        rates=rates,
        rounding=rounding,
    )
