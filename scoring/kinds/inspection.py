"""Inspection (考察): the rubric's items averaged and weighed, and what was looked into about everybody. PURE.

Any adverse opinion of a must, of a signer or of the team takes out, whatever the score. Without a rubric there is
no score, and everybody not out goes on.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np

from campaigns.plan.rules import Place, Rounding, Trim
from campaigns.plan.rules_later import Inspection, RubricItem
from oversight.words import Sentence
from scoring.core.answers import answer_steps, check_sentence, said_about
from scoring.core.chain import chain_columns
from scoring.core.checks import MUSTS, Answer
from scoring.core.explanation import Explanation, Step
from scoring.core.fixed import Column
from scoring.core.inspection_working import rubric_steps
from scoring.core.marks import NO_MARKS, given_and_void, pick
from scoring.core.placing import judged, placed
from scoring.core.reasons import reason_sentence
from scoring.core.trim import trimmed_means
from scoring.core.values import Earlier, Entrants, Evidence, Marks, Outcome, Reason, Standing
from scoring.core.working import closing_steps

DECIDING = (*MUSTS, "integrity", "overall")
"""The items whose adverse answer takes out."""


def factor_of(item: RubricItem) -> Fraction:
    """Return what an item's mark is multiplied by to become points of the hundred."""
    return Fraction(item.weight) / Fraction(item.full_marks)


def scores_of(
    rules: Inspection, marks: Marks, rows: int, rounding: Rounding
) -> tuple[Column, dict[str, Column]]:
    """Return the stage's score and each item's mean, rounded at their places; absent where an item has no mark."""
    mode, total, means = rounding.mode, None, {}
    for number, item in enumerate(rules.rubric):
        own = pick(marks, marks.criterion == number)
        mean = trimmed_means(own.entrant, Column.micro(own.value), None, Trim(), rows)
        means[item.key] = mean.round(rounding.digits_at(Place.PANEL), mode)
        weighted = means[item.key].scale(factor_of(item)).round(rounding.digits_at(Place.WEIGHTED), mode)
        total = weighted if total is None else total.add(weighted)
    assert total is not None
    return total.round(rounding.digits_at(Place.COMPONENT), mode), means


def adverse_rows(rules: Inspection, entrants: Entrants, evidence: Evidence) -> dict[int, Sentence]:
    """Return the rows about which something is adverse, with the first answer that is."""
    found: dict[int, Sentence] = {}
    for row in range(len(entrants)):
        for check in said_about(evidence.checks, row, *DECIDING):
            if check.answer == Answer.ADVERSE and row not in found:
                found[row] = check_sentence(rules, check)
    return found


def decide(
    rules: Inspection,
    entrants: Entrants,
    evidence: Evidence,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Outcome:
    """Average, weigh, rank and cut where there is a rubric; take out whom something is held against."""
    adverse = adverse_rows(rules, entrants, evidence)
    if not rules.rubric:
        out = dict.fromkeys(adverse, (Standing.DISQUALIFIED, Reason.ADVERSE))
        return judged(entrants, evidence, Reason.INSPECTED, out, adverse)
    shown, _void = given_and_void(evidence.marks or NO_MARKS, len(entrants))
    score, means = scores_of(rules, shown, len(entrants), rounding)
    missing = np.full(len(entrants), Reason.NO_MARKS, np.int8)
    missing[shown.entrant] = Reason.MISSING_PART

    def unrounded() -> Column:
        return scores_of(rules, shown, len(entrants), replace(rounding, places=()))[0]

    return placed(
        rules,
        entrants,
        evidence,
        score,
        place=Place.COMPONENT,
        rounding=rounding,
        missing=missing,
        chain=chain_columns(
            rules.tie_chain, stage=rules.key, earlier=earlier, own=means, unrounded=unrounded
        ),
        parts=means,
        vetoed=adverse,
        veto_as=(Standing.DISQUALIFIED, Reason.ADVERSE),
    )


def explain(
    rules: Inspection,
    entrants: Entrants,
    evidence: Evidence,
    outcome: Outcome,
    row: int,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Explanation:
    """Show every mark, mean and weight of the rubric, then who answered what, and where it led."""
    answers = answer_steps(rules, said_about(evidence.checks, row))
    if not rules.rubric:
        return Explanation(row, [*answers, Step("standing", reason_sentence(entrants, outcome, row))])
    factors = [factor_of(item) for item in rules.rubric]
    steps = rubric_steps(rules, factors, evidence, outcome, row, rounding=rounding)
    return Explanation(row, [*steps, *answers, *closing_steps(entrants, outcome, row)])
