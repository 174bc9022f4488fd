"""Public comment (网上亮绩): merits shown; with grades the public judges them, opinions are evidence only. PURE.

Nobody issues papers on line: a share is taken of the counts about the person, less those who abstained where the
plan says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from campaigns.plan.rules import Place, Rounding
from campaigns.plan.rules_later import Denominator, PublicComment, Veto
from oversight.words import Sentence
from scoring.core.answers import answer_steps, said_about
from scoring.core.ballots import ABSTAIN, NO_COUNTS, grade_keys, table_of
from scoring.core.comment_working import comment_steps, public_veto
from scoring.core.explanation import Explanation, Step
from scoring.core.fixed import Column
from scoring.core.placing import placed, unranked
from scoring.core.reasons import reason_sentence
from scoring.core.values import MICRO, Earlier, Entrants, Evidence, Flags, Ints, Outcome, Reason
from scoring.core.working import closing_steps
from scoring.kinds.assessment import hit_by, worth_of


@dataclass(frozen=True, eq=False)
class Judged:
    """Counts as (row, grade) and what each row's are divided by."""

    table: Ints
    bases: Ints

    @property
    def scored(self) -> Flags:
        """Flag the rows that somebody judged."""
        found: Flags = self.bases > 0
        return found


def judged_by(rules: PublicComment, entrants: Entrants, evidence: Evidence) -> Judged:
    """Lay the counts out."""
    keys = grade_keys(rules)
    table = table_of(evidence.counts or NO_COUNTS, len(entrants), 1, len(keys))[:, 0]
    bases = table.sum(axis=1)
    if rules.denominator is Denominator.VALID_MINUS_ABSTAIN:
        bases = bases - table[:, keys.index(ABSTAIN)]
    return Judged(table, bases)


def hits_of(rules: PublicComment, found: Judged, veto: Veto) -> Ints:
    """Return how many gave each row one of the veto's grades."""
    keys = grade_keys(rules)
    grades = [keys.index(key) for key in dict.fromkeys(veto.rate.split("+"))]
    hits: Ints = found.table[:, grades].sum(axis=1)
    return hits


def vetoed_rows(rules: PublicComment, found: Judged) -> dict[int, Sentence]:
    """Return the rows out by a veto and its sentence; the first veto in the plan that hits speaks."""
    out: dict[int, Sentence] = {}
    for veto in rules.veto:
        hits = hits_of(rules, found, veto)
        for row in np.flatnonzero(hit_by(veto, hits, found.bases) & found.scored).tolist():
            if row not in out:
                out[row] = public_veto(rules, veto, int(hits[row]), int(found.bases[row]))
    return out


def decide(
    rules: PublicComment,
    entrants: Entrants,
    evidence: Evidence,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Outcome:
    """Score what the public thinks, take out who is vetoed, rank and cut; without grades everybody goes on."""
    if not rules.grades:
        return unranked(entrants, evidence, Reason.SHOWN)
    found = judged_by(rules, entrants, evidence)
    points = Column(np.where(found.scored, found.table @ worth_of(rules), 0), MICRO, found.scored)
    score = points.divide(found.bases)
    return placed(
        rules,
        entrants,
        evidence,
        score.round(rounding.digits_at(Place.COMPONENT), rounding.mode),
        place=Place.COMPONENT,
        rounding=rounding,
        missing=Reason.NO_BALLOTS,
        chain={},
        parts={},
        vetoed=vetoed_rows(rules, found),
    )


def explain(
    rules: PublicComment,
    entrants: Entrants,
    evidence: Evidence,
    outcome: Outcome,
    row: int,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Explanation:
    """Show the counts, the score, the vetoes and the opinions of one row."""
    opinions = answer_steps(rules, said_about(evidence.checks, row))
    if not rules.grades:
        return Explanation(row, [*opinions, Step("standing", reason_sentence(entrants, outcome, row))])
    found = judged_by(rules, entrants, evidence)
    rates = [(veto, int(hits_of(rules, found, veto)[row])) for veto in rules.veto]
    worth = [Fraction(int(value), MICRO) for value in worth_of(rules)]
    steps = comment_steps(
        rules, found.table[row].tolist(), int(found.bases[row]), worth, rates, rounding=rounding
    )
    return Explanation(row, [*steps, *opinions, *closing_steps(entrants, outcome, row)])
