"""The kinds of stage: one explicit list. PURE.

A kind is two pure functions over the same values, whatever evidence it needs:

    decide(rules, entrants, evidence, *, rounding, earlier) -> Outcome
    explain(rules, entrants, evidence, outcome, row, *, rounding, earlier) -> Explanation

`rules` is the stage of the plan, `earlier` what earlier stages found, by stage key, aligned to `entrants`.
`decide` raises `scoring.core.cut.TiesAcross` where the plan refuses equals across the border.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from campaigns.plan import rules as plan
from scoring.core.explanation import Explanation
from scoring.core.values import Earlier, Entrants, Evidence, Outcome
from scoring.kinds import (
    announcement,
    appointment,
    assessment,
    composite,
    deliberation,
    inspection,
    interview,
    joint_appraisal,
    public_comment,
    publicity,
    recommendation,
    registration,
    vote,
    written_exam,
)


class Decide(Protocol):
    """Rules, entrants and evidence in, outcome out."""

    def __call__(
        self,
        rules: Any,
        entrants: Entrants,
        evidence: Evidence,
        *,
        rounding: plan.Rounding,
        earlier: Mapping[str, Earlier],
    ) -> Outcome: ...


class Explain(Protocol):
    """The working of one row of an outcome."""

    def __call__(
        self,
        rules: Any,
        entrants: Entrants,
        evidence: Evidence,
        outcome: Outcome,
        row: int,
        *,
        rounding: plan.Rounding,
        earlier: Mapping[str, Earlier],
    ) -> Explanation: ...


@dataclass(frozen=True)
class Kind:
    """A kind of stage: its name in plans, how it decides and how it explains."""

    name: str
    decide: Decide
    explain: Explain


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("announcement", announcement.decide, announcement.explain),
        Kind("registration", registration.decide, registration.explain),
        Kind("written_exam", written_exam.decide, written_exam.explain),
        Kind("interview", interview.decide, interview.explain),
        Kind("composite", composite.decide, composite.explain),
        Kind("assessment", assessment.decide, assessment.explain),
        Kind("public_comment", public_comment.decide, public_comment.explain),
        Kind("recommendation", recommendation.decide, recommendation.explain),
        Kind("inspection", inspection.decide, inspection.explain),
        Kind("joint_appraisal", joint_appraisal.decide, joint_appraisal.explain),
        Kind("deliberation", deliberation.decide, deliberation.explain),
        Kind("vote", vote.decide, vote.explain),
        Kind("publicity", publicity.decide, publicity.explain),
        Kind("appointment", appointment.decide, appointment.explain),
    )
}
