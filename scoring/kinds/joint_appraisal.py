"""Joint appraisal (联合鉴定): organs answer about every entrant; an adverse answer takes out. PURE.

While an answer is missing, to be verified, or adverse where the plan holds people back, the stage does not close:
`scoring.core.unanswered` says what is open.
"""

from collections.abc import Mapping

from campaigns.plan.rules import Rounding
from campaigns.plan.rules_later import Adverse, JointAppraisal
from oversight.words import Sentence, gettext_noop
from scoring.core.answers import answer_steps, check_sentence, said_about
from scoring.core.checks import Answer
from scoring.core.explanation import Explanation, Step
from scoring.core.placing import judged
from scoring.core.reasons import reason_sentence
from scoring.core.values import Earlier, Entrants, Evidence, Outcome, Reason, Standing

CLEAR = gettext_noop("%(count)s of %(organs)s organs have answered, none of them adversely")


def decide(
    rules: JointAppraisal,
    entrants: Entrants,
    evidence: Evidence,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Outcome:
    """Take out whom an organ answered adversely about; everybody else goes on."""
    out: dict[int, tuple[Standing, Reason]] = {}
    notes: dict[int, Sentence] = {}
    for row in range(len(entrants)):
        said = said_about(evidence.checks, row)
        against = [check for check in said if check.answer == Answer.ADVERSE]
        notes[row] = Sentence(CLEAR, {"count": len(said), "organs": len(rules.organs)})
        if against and rules.adverse is Adverse.DISQUALIFY:
            out[row] = Standing.DISQUALIFIED, Reason.ADVERSE
            notes[row] = check_sentence(rules, against[0])
    return judged(entrants, evidence, Reason.NO_OBJECTION, out, notes)


def explain(
    rules: JointAppraisal,
    entrants: Entrants,
    evidence: Evidence,
    outcome: Outcome,
    row: int,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Explanation:
    """Show what every organ answered, and what follows."""
    steps = answer_steps(rules, said_about(evidence.checks, row))
    return Explanation(row, [*steps, Step("standing", reason_sentence(entrants, outcome, row))])
