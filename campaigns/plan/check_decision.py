"""Checks of inspection, appraisal, vote, publicity and appointment, and of the times of stages. PURE.

Each check takes the plan and yields findings; it is found by its name in `check.CHECKS`.
"""

from collections.abc import Iterator

from campaigns.plan import articles
from campaigns.plan.check_course import (
    LEAST_CONSENT,
    LEAST_PROBATION,
    LEAST_PUBLICITY,
    LEAST_QUORUM,
    LEAST_QUORUM_BASE,
)
from campaigns.plan.findings import Finding, error, warning
from campaigns.plan.rules import Method, Plan, PostLevel
from campaigns.plan.rules_later import (
    Appointment,
    DayUnit,
    Deliberation,
    Denominator,
    Inspection,
    JointAppraisal,
    Majority,
    Must,
    PublicComment,
    Publicity,
    Silence,
    Vote,
)
from campaigns.workdays import Calendar
from oversight.words import gettext_noop

DISCIPLINE = "discipline"
"""The key by which the discipline organ stands among the organs of a joint appraisal."""

ABOVE_PROBATION = frozenset(
    {
        PostLevel.NATIONAL_CHIEF,
        PostLevel.NATIONAL_DEPUTY,
        PostLevel.PROVINCIAL_CHIEF,
        PostLevel.PROVINCIAL_DEPUTY,
    }
)
"""Levels above bureau, for which the probation of Art. 42 is not laid down."""


def inspection_team(plan: Plan) -> Iterator[Finding]:
    """Two or more inspect (2019 Art. 33); it is announced beforehand (local rules: 1 to 3 working days)."""
    for stage in plan.stages:
        if not isinstance(stage, Inspection):
            continue
        if stage.team < 2:
            text = gettext_noop("An inspection team has at least two people.")
            yield error("inspection_team", articles.TEAM, (stage.key, "team"), text)
        if stage.notice_days < 1:
            text = gettext_noop("An inspection is announced beforehand, usually 1 to 3 working days.")
            yield warning("inspection_team", articles.CUSTOM, (stage.key, "notice_days"), text)


def inspection_musts(plan: Plan) -> Iterator[Finding]:
    """The four musts are looked into, and two people sign the integrity opinion (2019 Art. 31)."""
    for stage in plan.stages:
        if not isinstance(stage, Inspection):
            continue
        missing = [must.value for must in Must if must not in stage.musts]
        if missing:
            text = gettext_noop("Not everything is looked into that must be: %(missing)s are missing.")
            place = (stage.key, "musts")
            yield warning("inspection_musts", articles.FOUR_MUSTS, place, text, missing=", ".join(missing))
        if len(stage.signers) < 2:
            text = gettext_noop(
                "Two people sign the integrity opinion: the party secretary and discipline's."
            )
            yield error("inspection_musts", articles.FOUR_MUSTS, (stage.key, "signers"), text)


def inspection_cut(plan: Plan) -> Iterator[Finding]:
    """Without a rubric an inspection has no score: nobody can be placed by it."""
    for stage in plan.stages:
        if not isinstance(stage, Inspection) or stage.rubric:
            continue
        if stage.advance is not None and not stage.advance.all:
            text = gettext_noop("Without a rubric nobody has a score: everybody who is not out goes on.")
            yield error("inspection_cut", articles.ARITHMETIC, (stage.key, "advance"), text)
        if stage.pass_mark is not None:
            text = gettext_noop("Without a rubric nobody has a score: the pass mark has no effect.")
            yield error("inspection_cut", articles.ARITHMETIC, (stage.key, "pass_mark"), text)


def public_judgement(plan: Plan) -> Iterator[Finding]:
    """Nobody issues papers on line, and without grades nothing is judged (source 0.13)."""
    for stage in plan.stages:
        if not isinstance(stage, PublicComment):
            continue
        if stage.denominator in (Denominator.ISSUED, Denominator.RETURNED):
            text = gettext_noop(
                "On line no papers are issued: the denominator is valid or valid_minus_abstain."
            )
            yield error("public_judgement", articles.ARITHMETIC, (stage.key, "denominator"), text)
        cut = stage.advance is not None and not stage.advance.all
        if not stage.grades and (cut or stage.veto):
            text = gettext_noop("Without grades the public judges nothing: no veto, and everybody goes on.")
            field = "advance" if cut else "veto"
            yield error("public_judgement", articles.ARITHMETIC, (stage.key, field), text)


def appraisal_organs(plan: Plan) -> Iterator[Finding]:
    """The discipline organ is among those heard, and its silence is never consent (2019 Art. 31, 2014 Art. 34)."""
    for stage in plan.stages:
        if not isinstance(stage, JointAppraisal):
            continue
        if DISCIPLINE not in {organ.key for organ in stage.organs}:
            text = gettext_noop("The discipline organ must be heard: add an organ with the key %(key)s.")
            yield error("appraisal_organs", articles.FOUR_MUSTS, (stage.key, "organs"), text, key=DISCIPLINE)
        for number, organ in enumerate(stage.organs, 1):
            if organ.key == DISCIPLINE and organ.silence is Silence.CONSENT:
                text = gettext_noop("The discipline organ must answer: its silence is no consent.")
                place = (stage.key, f"organs[{number}].silence")
                yield error("appraisal_organs", articles.FOUR_MUSTS, place, text)


def silence(plan: Plan) -> Iterator[Finding]:
    """A co-managing organ has agreed when it is silent for a month (2014 Art. 34), not earlier."""
    for stage in plan.stages:
        if isinstance(stage, Deliberation) and stage.consent_days < LEAST_CONSENT:
            text = gettext_noop("Silence counts as consent after %(least)s days, not after %(days)s.")
            facts = {"least": LEAST_CONSENT, "days": stage.consent_days}
            yield error("silence", articles.DELIBERATION, (stage.key, "consent_days"), text, **facts)


def quorum(plan: Plan) -> Iterator[Finding]:
    """Two thirds of the members are present (Regulations); in a base-level election four fifths."""
    base = plan.method is Method.DIRECT_ELECTION
    least, article = (LEAST_QUORUM_BASE, articles.BASE_ELECTION) if base else (LEAST_QUORUM, articles.QUORUM)
    for stage in plan.stages:
        if not isinstance(stage, Vote):
            continue
        if stage.due == 0:
            text = gettext_noop("Nobody is due to vote: due must be above 0.")
            yield error("quorum", articles.ARITHMETIC, (stage.key, "due"), text)
        if stage.quorum < least:
            text = gettext_noop("The quorum must be at least %(least)s of those due, not %(quorum)s.")
            facts = {"least": least, "quorum": stage.quorum}
            yield error("quorum", article, (stage.key, "quorum"), text, **facts)


def majority(plan: Plan) -> Iterator[Finding]:
    """More than half of those due agree (Regulations); in a base-level election of those present."""
    for stage in plan.stages:
        if not isinstance(stage, Vote) or stage.majority is Majority.DUE:
            continue
        if plan.method is Method.DIRECT_ELECTION and stage.majority is Majority.PRESENT:
            continue
        text = gettext_noop("More than half of those DUE must agree, not of those %(of)s: majority = due.")
        place = (stage.key, "majority")
        yield error("majority", articles.MAJORITY, place, text, of=stage.majority.value)


def runoffs(plan: Plan) -> Iterator[Finding]:
    """A further ballot is a choice: more stand than are to be filled (domain 134)."""
    for stage in plan.stages:
        if isinstance(stage, Vote) and stage.runoff is not None and stage.runoff <= 1:
            text = gettext_noop(
                "In a further ballot more than one must stand for each opening, not %(runoff)s."
            )
            yield error(
                "runoffs", articles.SOURCE_DIFFERENCES, (stage.key, "runoff"), text, runoff=stage.runoff
            )


def publicity_days(plan: Plan) -> Iterator[Finding]:
    """At least five working days (2019 Art. 42), unless exempt for a reason that is written down."""
    for stage in plan.stages:
        if not isinstance(stage, Publicity):
            continue
        place = (stage.key, "days")
        if stage.exempt:
            text = gettext_noop("There will be no publicity: the reason stands in the plan and is published.")
            yield warning("publicity_days", articles.PUBLICITY, (stage.key, "exempt"), text)
        elif stage.unit is DayUnit.WORKING and stage.days < LEAST_PUBLICITY:
            text = gettext_noop("Publicity lasts at least %(least)s working days, not %(days)s.")
            yield error(
                "publicity_days", articles.PUBLICITY, place, text, least=LEAST_PUBLICITY, days=stage.days
            )
        elif stage.unit is DayUnit.CALENDAR and stage.days < LEAST_PUBLICITY + 2:
            text = gettext_noop("%(days)s calendar days hold fewer than %(least)s working days.")
            yield error(
                "publicity_days", articles.PUBLICITY, place, text, least=LEAST_PUBLICITY, days=stage.days
            )
        elif stage.unit is DayUnit.CALENDAR:
            text = gettext_noop("Holidays may leave fewer than %(least)s working days; count working days.")
            yield warning("publicity_days", articles.PUBLICITY, place, text, least=LEAST_PUBLICITY)
        if not stage.start_excluded:
            text = gettext_noop("The day of posting is usually not counted.")
            yield warning("publicity_days", articles.CUSTOM, (stage.key, "start_excluded"), text)


def probation(plan: Plan) -> Iterator[Finding]:
    """A year of probation for non-elective promotions to bureau level or below (2014 Art. 42)."""
    applies = any(position.level not in ABOVE_PROBATION for position in plan.positions)
    for stage in plan.stages:
        if not isinstance(stage, Appointment):
            continue
        place = (stage.key, "probation_months")
        if not stage.elective and applies and stage.probation_months < LEAST_PROBATION:
            text = gettext_noop("Probation lasts at least %(least)s months, not %(months)s.")
            facts = {"least": LEAST_PROBATION, "months": stage.probation_months}
            yield error("probation", articles.PROBATION, place, text, **facts)
        if stage.elective and stage.probation_months:
            text = gettext_noop("A post filled by election has no probation; set probation_months = 0.")
            yield warning("probation", articles.PROBATION, place, text)


def times(plan: Plan) -> Iterator[Finding]:
    """A stage closes after it opens, and not before the one in front of it has opened."""
    latest = None
    for stage in plan.stages:
        if stage.opens_at and stage.closes_at and stage.closes_at <= stage.opens_at:
            text = gettext_noop("This stage closes before it opens.")
            yield error("times", articles.ARITHMETIC, (stage.key, "closes_at"), text)
        start = stage.opens_at or stage.closes_at
        if start and latest and start < latest[0]:
            text = gettext_noop("This stage begins before %(stage)s, which stands in front of it.")
            yield warning("times", articles.ARITHMETIC, (stage.key, "opens_at"), text, stage=latest[1])
        if start:
            latest = (start, stage.key)


def reference_date(plan: Plan) -> Iterator[Finding]:
    """Ages and years of service are counted to a day that the notice names (domain 10)."""
    if plan.reference_date is None:
        text = gettext_noop("There is no reference date: ages and years of service have no day to count to.")
        yield warning("reference_date", articles.CUSTOM, ("campaign", "reference_date"), text)


def publicity_dates(plan: Plan, calendar: Calendar) -> Iterator[Finding]:
    """Dated publicity lasts its working days by the calendar; without data it is provisional."""
    for stage in plan.stages:
        if not isinstance(stage, Publicity) or stage.exempt or stage.opens_at is None:
            continue
        start = stage.opens_at.date()
        days = max(stage.days, LEAST_PUBLICITY) if stage.unit is DayUnit.WORKING else LEAST_PUBLICITY
        due = calendar.after(start, days, start_excluded=stage.start_excluded)
        if due.provisional:
            text = gettext_noop(
                "The calendar has no data for %(years)s: the end of publicity is provisional."
            )
            years = ", ".join(str(year) for year in due.missing)
            yield warning("publicity_dates", articles.CALENDAR, (stage.key, "opens_at"), text, years=years)
        elif stage.closes_at is not None and stage.closes_at.date() < due.day:
            text = gettext_noop("Publicity from %(start)s ends on %(day)s at the earliest.")
            facts = {"start": start.isoformat(), "day": due.day.isoformat()}
            yield error("publicity_dates", articles.PUBLICITY, (stage.key, "closes_at"), text, **facts)
