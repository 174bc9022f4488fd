"""Checks of the course: which steps, in which order, how long, who must be there. PURE.

Each check takes the plan and yields findings; it is found by its name in `check.CHECKS`.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from campaigns.plan import articles
from campaigns.plan.findings import Finding, error, warning
from campaigns.plan.numbers import plain
from campaigns.plan.rules import (
    Announcement,
    Composite,
    Interview,
    Method,
    Plan,
    Registration,
    Stage,
    WrittenExam,
)
from campaigns.plan.rules_later import (
    Appointment,
    Assessment,
    Deliberation,
    Inspection,
    JointAppraisal,
    PublicComment,
    Publicity,
    Recommendation,
    Vote,
)
from oversight.words import Sentence, gettext_noop

LEAST_PUBLICITY = 5
LEAST_PROBATION = 12
LEAST_QUORUM = Fraction(2, 3)
LEAST_QUORUM_BASE = Fraction(4, 5)
LONGEST_VALIDITY = 12
LEAST_CONSENT = 30
"""Working days, months, shares, months and days: the limits of the articles named in the checks."""

USUAL_RATIO = {
    Method.OPEN_SELECTION: Decimal(10),
    Method.OPEN_TRANSFER: Decimal(5),
    Method.INTERNAL_COMPETITION: Decimal(2),
}
"""Eligible applications for an opening that notices usually ask (domain 65, 82, 76)."""

ORDER: tuple[tuple[type[Stage], type[Stage], Sentence], ...] = (
    (Registration, WrittenExam, articles.OPEN_SELECTION_STEPS),
    (Registration, Interview, articles.OPEN_SELECTION_STEPS),
    (Registration, Composite, articles.OPEN_SELECTION_STEPS),
    (Inspection, Vote, articles.STEPS),
    (JointAppraisal, Vote, articles.SOURCE_APPRAISAL),
    (Deliberation, Vote, articles.DELIBERATION),
    (Inspection, Appointment, articles.STEPS),
    (Vote, Publicity, articles.PUBLICITY),
    (Vote, Appointment, articles.STEPS),
    (Publicity, Appointment, articles.PUBLICITY),
)
"""Pairs of kinds: where both occur, the first comes first."""


def first_steps(plan: Plan) -> Iterator[Finding]:
    """One announcement, in front; at most one registration, whose entrants all later stages stand on."""
    keys = [stage.key for stage in plan.stages if isinstance(stage, Announcement)]
    if len(keys) != 1 or plan.stages[0].key != keys[0]:
        text = gettext_noop("A plan has one announcement, and it is the first stage: it freezes the rules.")
        yield error("first_steps", articles.OPEN_SELECTION_STEPS, (keys[-1] if keys else "", ""), text)
    registrations = [stage.key for stage in plan.stages if isinstance(stage, Registration)]
    if len(registrations) > 1:
        text = gettext_noop("A plan has one registration; all later stages take their entrants from it.")
        yield error("first_steps", articles.ARITHMETIC, (registrations[-1], ""), text)
    if not registrations:
        text = gettext_noop(
            "The plan has no registration: everybody who applied enters the first stage unchecked."
        )
        yield warning("first_steps", articles.OPEN_SELECTION_STEPS, ("", ""), text)


def order_of_stages(plan: Plan) -> Iterator[Finding]:
    """Steps come in the order of the law: see `ORDER`."""
    for first, second, article in ORDER:
        after = [index for index, stage in enumerate(plan.stages) if isinstance(stage, first)]
        for index, stage in enumerate(plan.stages):
            if isinstance(stage, second) and after and min(after) > index:
                text = gettext_noop("%(first)s must come before this stage; move it forward.")
                facts = {"first": plan.stages[after[0]].key}
                yield error("order_of_stages", article, (stage.key, ""), text, **facts)


def needed_steps(plan: Plan) -> Iterator[Finding]:
    """An appointment needs publicity (2019 Art. 42); inspection, decision, joint appraisal are asked for too.

    A plan that ends before the vote, as published score tables do, breaks nothing.
    """
    kinds = {type(stage) for stage in plan.stages}
    for stage in plan.stages:
        place = (stage.key, "")
        if isinstance(stage, Appointment) and Publicity not in kinds:
            text = gettext_noop(
                "There is no publicity before the appointment; add one, or one with its exemption."
            )
            yield error("needed_steps", articles.PUBLICITY, place, text)
        if isinstance(stage, Appointment) and Vote not in kinds:
            text = gettext_noop("There is no vote: the decision on the appointment is not part of this plan.")
            yield warning("needed_steps", articles.STEPS, place, text)
        if isinstance(stage, Vote) and Inspection not in kinds:
            text = gettext_noop("There is no inspection: a competition does not replace it.")
            yield warning("needed_steps", articles.STEPS, place, text)
        if isinstance(stage, Vote) and JointAppraisal not in kinds:
            text = gettext_noop("There is no joint appraisal of the names before they are voted on.")
            yield warning("needed_steps", articles.SOURCE_APPRAISAL, place, text)


def method_steps(plan: Plan) -> Iterator[Finding]:
    """The steps that give a method its name are there."""
    count = {kind: sum(isinstance(stage, kind) for stage in plan.stages) for kind in (Recommendation, Vote)}
    exams = sum(isinstance(stage, WrittenExam | Interview) for stage in plan.stages)
    missing = {
        Method.TWO_RECOMMENDATIONS_ONE_EXAM: count[Recommendation] < 2 or not exams,
        Method.PUBLIC_RECOMMENDATION: not count[Recommendation],
        Method.DIFFERENCE_RECOMMENDATION: not count[Recommendation],
        Method.DIRECT_ELECTION: not count[Recommendation] or not count[Vote],
        Method.OPEN_SELECTION: not exams,
        Method.OPEN_TRANSFER: not exams,
    }
    if missing.get(plan.method):
        text = gettext_noop(
            "Steps that give this method its name are missing: recommendations, exam or ballot."
        )
        yield warning("method_steps", articles.CUSTOM, ("campaign", "method"), text)


def opening_ratio(plan: Plan) -> Iterator[Finding]:
    """Enough eligible applications for each opening: a competition has at least two (domain 65, 76, 82)."""
    for stage in plan.stages:
        if not isinstance(stage, Registration):
            continue
        place, usual = (stage.key, "minimum_ratio"), USUAL_RATIO.get(plan.method)
        if stage.minimum_ratio is not None and stage.minimum_ratio <= 1:
            text = gettext_noop("With %(ratio)s application for an opening nobody competes.")
            yield warning("opening_ratio", articles.CUSTOM, place, text, ratio=stage.minimum_ratio)
        elif usual is not None and (stage.minimum_ratio or 0) < usual:
            text = gettext_noop(
                "Notices of this method usually ask %(usual)s eligible applications for an opening."
            )
            yield warning("opening_ratio", articles.CUSTOM, place, text, usual=usual)


def differences(plan: Plan) -> Iterator[Finding]:
    """More entrants than openings at each of the four differences.

    Recommendation, inspection, deliberation and ballot. An error where the method promises it or the stage
    asks for it, otherwise a warning: normally more are inspected than posts (Regulations).
    """
    promised = plan.method in (Method.DIFFERENCE_CONTEST, Method.DIFFERENCE_RECOMMENDATION)
    standing: Fraction | None = None
    for stage in plan.stages:
        if isinstance(stage, Recommendation | Inspection | Deliberation | Vote):
            wanted = stage.difference
            if wanted is not None and wanted <= 1:
                text = gettext_noop("A difference of %(difference)s is none: it must be above 1.")
                place = (stage.key, "difference")
                yield error("differences", articles.SOURCE_DIFFERENCES, place, text, difference=wanted)
            if standing is not None and (standing <= 1 or standing < (wanted or 0)):
                text = gettext_noop(
                    "Only %(standing)s for each opening reach this stage; the difference is lost."
                )
                make = error if promised or wanted else warning
                article = articles.SOURCE_DIFFERENCES if promised or wanted else articles.MORE_THAN_POSTS
                yield make("differences", article, (stage.key, "difference"), text, standing=plain(standing))
        standing = _left_after(plan, stage, standing)


def _left_after(plan: Plan, stage: Stage, standing: Fraction | None) -> Fraction | None:
    """Return how many for each opening can leave a stage, by its rules; None while that is not known."""
    openings = max(position.openings for position in plan.positions)
    rule = getattr(stage, "advance", None)
    if isinstance(stage, Recommendation) and stage.rounds:
        last = stage.rounds[-1]
        given, count = last.per_opening, last.keep
    elif rule is None or rule.all:
        return standing
    else:
        given, count = rule.per_opening, rule.count
    if given is None and count is None:
        return standing
    left = Fraction(given) if given is not None else Fraction(count or 0, openings)
    return left if standing is None else min(left, standing)


def shrinking(plan: Plan) -> Iterator[Finding]:
    """Each list is shorter than the one before; a longer one would take nobody out."""
    before: tuple[Decimal, str] | None = None
    text = gettext_noop("%(now)s for an opening cannot go on: only %(before)s come from %(stage)s.")
    for stage in plan.stages:
        rule = getattr(stage, "advance", None)
        now = rule.per_opening if rule is not None else None
        if now is None:
            continue
        if before is not None and now > before[0]:
            facts = {"now": now, "before": before[0], "stage": before[1]}
            yield warning("shrinking", articles.ARITHMETIC, (stage.key, "advance.per_opening"), text, **facts)
        before = (now, stage.key)


def rounds(plan: Plan) -> Iterator[Finding]:
    """Rounds of recommendation say in one way how many they keep, each fewer than before."""
    for stage in plan.stages:
        if not isinstance(stage, Recommendation):
            continue
        if not stage.rounds and not stage.factors:
            text = gettext_noop("A recommendation needs rounds or factors.")
            yield error("rounds", articles.ARITHMETIC, (stage.key, "rounds"), text)
        kept: Decimal | None = None
        openings = max(position.openings for position in plan.positions)
        for index, turn in enumerate(stage.rounds):
            place = (stage.key, f"rounds[{index + 1}]")
            if (turn.keep is None) == (turn.per_opening is None):
                text = gettext_noop("Say either keep or per_opening, one of the two.")
                yield error("rounds", articles.ARITHMETIC, place, text)
                continue
            now = Decimal(turn.keep) if turn.keep is not None else (turn.per_opening or 0) * openings
            if kept is not None and now >= kept:
                text = gettext_noop(
                    "This round keeps %(now)s names, the one before %(before)s: nobody leaves."
                )
                yield warning("rounds", articles.ARITHMETIC, place, text, now=now, before=kept)
            kept = Decimal(now)


SMALL_LAYER = 5
"""A layer of fewer people keeps no secret (domain, edge case 38)."""


def layers(plan: Plan) -> Iterator[Finding]:
    """Layers are two or more, all weighted or none; names on factor ballots are not weighed by layers too."""
    for stage in plan.stages:
        if not isinstance(stage, Recommendation) or not stage.layers:
            continue
        place = (stage.key, "layers")
        weighted = [layer for layer in stage.layers if layer.weight is not None]
        if len(stage.layers) < 2:
            text = gettext_noop("One layer is none: there are two or more, or they are left out.")
            yield error("layers", articles.ARITHMETIC, place, text)
        if weighted and len(weighted) < len(stage.layers):
            text = gettext_noop("Either all layers have a weight, or none has.")
            yield error("layers", articles.ARITHMETIC, place, text)
        if weighted and stage.factors:
            text = gettext_noop("Factor ballots have weights of their own: their layers have none.")
            yield error("layers", articles.ARITHMETIC, place, text)
        for layer in weighted:
            if layer.due is not None and layer.due < SMALL_LAYER:
                text = gettext_noop(
                    "Layer %(layer)s has %(due)s people: weighted apart, a score may tell how they voted."
                )
                facts = {"layer": layer.title or layer.key, "due": layer.due}
                yield warning("layers", articles.CUSTOM, place, text, **facts)


def validity(plan: Plan) -> Iterator[Finding]:
    """A recommendation is valid one year (Regulations since 2002)."""
    for stage in plan.stages:
        if isinstance(stage, Recommendation) and stage.validity_months > LONGEST_VALIDITY:
            text = gettext_noop("A recommendation is valid %(most)s months at most, not %(months)s.")
            facts = {"most": LONGEST_VALIDITY, "months": stage.validity_months}
            yield error("validity", articles.ONE_YEAR, (stage.key, "validity_months"), text, **facts)


def ballots_of_assessment(plan: Plan) -> Iterator[Finding]:
    """An assessment has groups with voters, and grades; a veto names grades and groups that exist."""
    for stage in plan.stages:
        if isinstance(stage, Assessment):
            if not stage.groups:
                text = gettext_noop("An assessment needs at least one group of voters.")
                yield error("ballots_of_assessment", articles.ARITHMETIC, (stage.key, "groups"), text)
            if not stage.grades:
                text = gettext_noop("An assessment needs grades.")
                yield error("ballots_of_assessment", articles.ARITHMETIC, (stage.key, "grades"), text)
            for index, grade in enumerate(stage.grades):
                if grade.key == "abstain" and grade.value != 0:
                    text = gettext_noop("To abstain is worth nothing: the value of this grade must be 0.")
                    place = (stage.key, f"grades[{index + 1}].value")
                    yield error("ballots_of_assessment", articles.ARITHMETIC, place, text)
            for index, group in enumerate(stage.groups):
                if group.due == 0:
                    text = gettext_noop("Group %(group)s has no voters: due must be above 0.")
                    place = (stage.key, f"groups[{index + 1}].due")
                    yield error("ballots_of_assessment", articles.ARITHMETIC, place, text, group=group.key)
        if isinstance(stage, Assessment | PublicComment):
            yield from _vetoes(stage)


def _vetoes(stage: Assessment | PublicComment) -> Iterator[Finding]:
    grades = {grade.key for grade in stage.grades}
    groups = {group.key for group in stage.groups} if isinstance(stage, Assessment) else set()
    for index, veto in enumerate(stage.veto):
        place = (stage.key, f"veto[{index + 1}]")
        bounds = (veto.at_least, veto.above, veto.at_most, veto.below)
        if sum(bound is not None for bound in bounds) != 1:
            text = gettext_noop("A veto needs exactly one of at_least, above, at_most and below.")
            yield error("vetoes", articles.ARITHMETIC, place, text)
        if veto.at_least == 0 or veto.at_most == 1:
            text = gettext_noop("This veto would take everybody out.")
            yield error("vetoes", articles.ARITHMETIC, place, text)
        for grade in veto.rate.split("+"):
            if grade not in grades:
                text = gettext_noop("There is no grade %(grade)s here; grades: %(grades)s.")
                facts = {"grade": grade, "grades": ", ".join(sorted(grades))}
                yield error(
                    "vetoes", articles.ARITHMETIC, (stage.key, f"veto[{index + 1}].rate"), text, **facts
                )
        if veto.group is not None and veto.group not in groups:
            text = gettext_noop("There is no group %(group)s here.")
            place = (stage.key, f"veto[{index + 1}].group")
            yield error("vetoes", articles.ARITHMETIC, place, text, group=veto.group)
