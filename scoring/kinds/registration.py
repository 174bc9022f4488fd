"""Registration: who is eligible, and whether enough applied for each opening. PURE.

Those who are out, withdrawn or disqualified, stand in `evidence.leaves` with their reasons; all others are
eligible. Positions below `minimum_ratio` eligible applications per opening are cancelled, lose openings, or
go on because somebody approved it. A position without openings ends here: its entrants are eliminated.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np

from campaigns.plan.rules import BelowMinimum, Registration, Rounding
from oversight.words import Sentence, gettext_noop
from scoring.core.explanation import Explanation, Step
from scoring.core.fixed import Ints
from scoring.core.placing import code, unranked
from scoring.core.reasons import reason_sentence
from scoring.core.values import Earlier, Entrants, Evidence, Outcome, Reason, Standing


def decide(
    rules: Registration,
    entrants: Entrants,
    evidence: Evidence,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Outcome:
    """Let the eligible go on; `outcome.openings` are those after the ratio was looked at."""
    outcome = unranked(entrants, evidence, Reason.ELIGIBLE)
    openings = openings_after(rules, entrants, outcome)
    closed = (openings[entrants.position] == 0) & (outcome.reason == Reason.ELIGIBLE)
    outcome.standing[closed] = code(Standing.ELIMINATED)
    outcome.reason[closed] = Reason.POSITION_CANCELLED
    return replace(outcome, openings=openings)


def eligible_counts(entrants: Entrants, outcome: Outcome) -> Ints:
    """Count each position's eligible applications, those of a cancelled position too."""
    eligible = outcome.reason != Reason.LEFT
    eligible[[leave.row for leave in outcome.leaves.values() if leave.after_result]] = True
    return np.bincount(entrants.position[eligible], minlength=len(entrants.positions)).astype(np.int64)


def openings_after(rules: Registration, entrants: Entrants, outcome: Outcome) -> Ints:
    """Return each position's openings after `below_minimum`: reduced to eligible / ratio, rounded down."""
    if rules.minimum_ratio is None or rules.below_minimum is BelowMinimum.APPROVE:
        return entrants.openings.copy()
    ratio = Fraction(rules.minimum_ratio)
    after = []
    for eligible, openings in zip(
        eligible_counts(entrants, outcome).tolist(), entrants.openings.tolist(), strict=True
    ):
        enough = eligible >= ratio * openings
        reduced = (
            0 if rules.below_minimum is BelowMinimum.CANCEL else int(eligible / ratio) if ratio else openings
        )
        after.append(openings if enough else min(openings, reduced))
    return np.array(after, np.int64)


def explain(
    rules: Registration,
    entrants: Entrants,
    evidence: Evidence,
    outcome: Outcome,
    row: int,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Explanation:
    """Say how many applied for each opening and where the row stands."""
    place = int(entrants.position[row])
    before, after = int(entrants.openings[place]), int(outcome.openings[place])
    counts = {"eligible": int(eligible_counts(entrants, outcome)[place]), "openings": before, "after": after}
    steps = [
        Step(
            "ratio",
            Sentence(gettext_noop("%(eligible)s eligible applications for %(openings)s openings"), counts),
        )
    ]
    if rules.minimum_ratio is not None:
        ratio = {**counts, "ratio": rules.minimum_ratio}
        kept = gettext_noop("the plan asks for %(ratio)s for each opening; %(after)s openings remain")
        steps.append(Step("ratio", Sentence(kept, ratio), str(after)))
    return Explanation(row, [*steps, Step("standing", reason_sentence(entrants, outcome, row))])
