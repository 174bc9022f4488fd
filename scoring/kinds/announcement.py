"""Announcement: the plan is frozen and published; nobody is decided about. PURE."""

from collections.abc import Mapping

from campaigns.plan.rules import Announcement, Rounding
from scoring.core.explanation import Explanation, Step
from scoring.core.placing import unranked
from scoring.core.reasons import reason_sentence
from scoring.core.values import Earlier, Entrants, Evidence, Outcome, Reason


def decide(
    rules: Announcement,
    entrants: Entrants,
    evidence: Evidence,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Outcome:
    """Let everybody there may be go on."""
    return unranked(entrants, Evidence(), Reason.PUBLISHED)


def explain(
    rules: Announcement,
    entrants: Entrants,
    evidence: Evidence,
    outcome: Outcome,
    row: int,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Explanation:
    """Say that the announcement was published."""
    return Explanation(row, [Step("standing", reason_sentence(entrants, outcome, row))])
