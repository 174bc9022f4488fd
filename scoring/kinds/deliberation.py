"""Deliberation (酝酿): opinions on each name; the meeting keeps or drops it, dropping with a reason. PURE.

The parties' opinions are heard, the meeting decides: `-` is its line.
"""

from collections.abc import Mapping
from dataclasses import replace

from campaigns.plan.rules import Rounding
from campaigns.plan.rules_later import Deliberation
from oversight.words import Sentence
from scoring.core.answers import MEETING, answer_steps, check_sentence, said_about
from scoring.core.checks import Answer, Check
from scoring.core.cut import places_of
from scoring.core.explanation import Explanation
from scoring.core.placing import judged
from scoring.core.values import Earlier, Entrants, Evidence, Outcome, Reason, Standing
from scoring.core.working import closing_steps


def meeting_on(evidence: Evidence, row: int) -> Check | None:
    """Return what the meeting said about a row, None while it has not."""
    return next((check for check in said_about(evidence.checks, row) if check.source == MEETING), None)


def decide(
    rules: Deliberation,
    entrants: Entrants,
    evidence: Evidence,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Outcome:
    """Let everybody go on whom the meeting did not drop."""
    out: dict[int, tuple[Standing, Reason]] = {}
    notes: dict[int, Sentence] = {}
    for row in range(len(entrants)):
        said = meeting_on(evidence, row)
        if said is None:
            continue
        notes[row] = check_sentence(rules, said)
        if said.answer == Answer.DROP:
            out[row] = Standing.ELIMINATED, Reason.LEFT_OUT
    outcome = judged(entrants, evidence, Reason.ON_THE_LIST, out, notes)
    return replace(outcome, places=places_of(rules.advance, entrants.openings))


def explain(
    rules: Deliberation,
    entrants: Entrants,
    evidence: Evidence,
    outcome: Outcome,
    row: int,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Explanation:
    """Show every party's opinion and the meeting's, and what follows."""
    steps = answer_steps(rules, said_about(evidence.checks, row))
    return Explanation(row, [*steps, *closing_steps(entrants, outcome, row)])
