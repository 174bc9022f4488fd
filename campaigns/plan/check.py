"""The plan check: every rule of the field as a named check, and its errors as mistakes of `plan.toml`. PURE.

An error is what is unlawful or cannot be computed; what is only customary is a warning.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from campaigns.plan import check_course, check_decision, check_nodes, check_scores
from campaigns.plan.document import read_document
from campaigns.plan.findings import Finding, Gravity
from campaigns.plan.locator import Locator, Path
from campaigns.plan.rules import Plan
from campaigns.workdays import Calendar
from oversight.words import Mistake, Mistaken, Sentence, gettext_noop

__all__ = ["CHECKS", "Finding", "Gravity", "check_plan", "mistakes_of", "read_checked_plan"]

CHECKS: tuple[Callable[[Plan], Iterator[Finding]], ...] = (
    check_course.first_steps,
    check_course.order_of_stages,
    check_course.needed_steps,
    check_course.method_steps,
    check_course.opening_ratio,
    check_course.differences,
    check_course.shrinking,
    check_course.rounds,
    check_course.layers,
    check_course.validity,
    check_course.ballots_of_assessment,
    check_scores.weights,
    check_scores.weight_or_factor,
    check_scores.components,
    check_scores.component_full_marks,
    check_scores.tie_chains,
    check_scores.chain_wanted,
    check_scores.advances,
    check_scores.trims,
    check_scores.corrections,
    check_scores.pass_marks,
    check_scores.rounding_places,
    check_decision.inspection_team,
    check_decision.inspection_musts,
    check_decision.inspection_cut,
    check_decision.public_judgement,
    check_decision.appraisal_organs,
    check_decision.silence,
    check_decision.quorum,
    check_decision.majority,
    check_decision.runoffs,
    check_decision.publicity_days,
    check_decision.probation,
    check_decision.times,
    check_decision.reference_date,
    check_nodes.node_stages,
    check_nodes.node_signers,
    check_nodes.key_points,
)
"""Every check that needs the plan alone."""

_STEP = re.compile(r"\[(\d+)\]|[^.\[\]]+")


def check_plan(plan: Plan, *, calendar: Calendar | None = None) -> list[Finding]:
    """Return everything that the plan breaks: errors first, each in the order of the stages.

    With a `calendar` the dates of publicity are checked too.
    """
    findings = [finding for check in CHECKS for finding in check(plan)]
    if calendar is not None:
        findings += check_decision.publicity_dates(plan, calendar)
    order = {stage.key: index for index, stage in enumerate(plan.stages)}
    return sorted(findings, key=lambda f: (f.gravity is not Gravity.ERROR, order.get(f.stage, -1)))


def mistakes_of(
    findings: Iterable[Finding], plan: Plan, locator: Locator | None = None, *, file: str = "plan.toml"
) -> list[Mistake]:
    """Return the errors among the findings as mistakes of the plan's file, each with the rule it breaks.

    `locator` is that of the plan's own text; without it the line is 0.
    """
    mistakes = []
    for finding in findings:
        if finding.gravity is not Gravity.ERROR:
            continue
        line = locator.line(_path_of(finding, plan, locator)) if locator else 0
        what = Sentence(
            gettext_noop("%(what)s (%(article)s)"), {"what": finding.what, "article": finding.article}
        )
        mistakes.append(Mistake(file, line, finding.field, what))
    return sorted(mistakes, key=lambda mistake: mistake.line)


def read_checked_plan(
    text: bytes | str, file: str = "plan.toml", *, calendar: Calendar | None = None
) -> tuple[Plan, list[Finding]]:
    """Return the plan and its warnings. Raise `Mistaken` for mistakes of form or, without any, for errors."""
    plan, locator = read_document(text, file)
    findings = check_plan(plan, calendar=calendar)
    if mistakes := mistakes_of(findings, plan, locator, file=file):
        raise Mistaken(mistakes)
    return plan, findings


def _path_of(finding: Finding, plan: Plan, locator: Locator) -> Path:
    """Return the TOML path of a finding; an announcement that the reader put in front has none."""
    steps = [int(m[1]) - 1 if m[1] else m[0] for m in _STEP.finditer(finding.field)]
    keys = [stage.key for stage in plan.stages]
    if finding.stage not in keys:
        return (finding.stage, *steps)
    added = 0 if locator.has(("stages", len(keys) - 1)) else 1
    return ("stages", keys.index(finding.stage) - added, *steps)
