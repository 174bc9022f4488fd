"""Appointment (任职): the decision, training before the post, probation and its end, who declined. PURE.

The stage is decided at the decision; what comes of training and probation later is a correction of it. Lines about
the reserve list change nothing here.
"""

from collections.abc import Mapping

from campaigns.plan.rules import Rounding
from campaigns.plan.rules_later import Appointment
from oversight.words import Sentence
from scoring.core.answers import answer_steps, check_sentence, said_about
from scoring.core.checks import Answer, Check
from scoring.core.explanation import Explanation, Step
from scoring.core.placing import judged
from scoring.core.reasons import reason_sentence
from scoring.core.values import Earlier, Entrants, Evidence, Outcome, Reason, Standing

ENDS: dict[tuple[str, str], tuple[Standing, Reason]] = {
    ("decision", Answer.APPOINTED): (Standing.ADVANCED, Reason.APPOINTED),
    ("decision", Answer.DECLINED): (Standing.WITHDRAWN, Reason.DECLINED),
    ("decision", Answer.NOT_APPOINTED): (Standing.ELIMINATED, Reason.NOT_APPOINTED),
    ("training", Answer.FAILED): (Standing.ELIMINATED, Reason.TRAINING_FAILED),
    ("trial", Answer.REMOVED): (Standing.ELIMINATED, Reason.REMOVED),
}
"""What each step and answer makes of somebody; steps that are not here leave everything as it is."""


def settled_by(evidence: Evidence, row: int) -> tuple[Standing, Reason, Check] | None:
    """Return where a row stands and the line that put it there, the last one that says anything; None without any."""
    found = None
    for step in ("decision", "training", "trial"):
        for check in said_about(evidence.checks, row, step):
            if (step, check.answer) in ENDS and not (found and found[0] is not Standing.ADVANCED):
                found = (*ENDS[step, check.answer], check)
    return found


def decide(
    rules: Appointment,
    entrants: Entrants,
    evidence: Evidence,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Outcome:
    """Let the appointed stand; those who declined withdrew, the others are eliminated."""
    out: dict[int, tuple[Standing, Reason]] = {}
    notes: dict[int, Sentence] = {}
    for row in range(len(entrants)):
        settled = settled_by(evidence, row)
        if settled is None:
            continue
        standing, reason, check = settled
        out[row], notes[row] = (standing, reason), check_sentence(rules, check)
    return judged(entrants, evidence, Reason.APPOINTED, out, notes)


def explain(
    rules: Appointment,
    entrants: Entrants,
    evidence: Evidence,
    outcome: Outcome,
    row: int,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Explanation:
    """Show every step, and where it led."""
    steps = answer_steps(rules, said_about(evidence.checks, row))
    return Explanation(row, [*steps, Step("standing", reason_sentence(entrants, outcome, row))])
