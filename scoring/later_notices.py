"""The facts of the papers of the later stages, which of them a stage asks for, and until when they stand."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings

from campaigns.lifecycle import StageState
from campaigns.models import Position, Stage
from campaigns.paper import facts as paper
from campaigns.paper.facts import Contact, Line, Listing, NoticeFacts, Particulars, Period, Time
from campaigns.plan.rules import Stage as Rules
from campaigns.plan.rules_later import Appointment, Assessment, DayUnit, Inspection, Publicity, Recommendation
from campaigns.queries import working_calendar
from candidates.models import Application
from candidates.particulars import month_of
from candidates.strokes import stroke_key
from scoring.check_queries import asked_about
from scoring.collect import plan_in_force
from scoring.core.checks import Answer
from scoring.models import Check
from scoring.notices import head_facts, printed, report_facts
from scoring.period import end_of, period_end
from scoring.terms import Reserve, Term, terms_of

OF_EACH_RUN = (paper.ASSESSED, paper.RECOMMENDED)
"""Papers that are drafted anew for each run; the others of these stages are corrected."""
GENDERS = {"male": "男", "female": "女"}


def kinds_due(rules: Rules, state: str, *, reached: bool, consented: bool) -> list[str]:
    """Return which papers a stage of these rules asks for in this state, besides those of its result in public.

    `reached`: the stage before is sealed, so that it is known who is in it; `consented`: somebody stands on the
    reserve list.
    """
    running = state == StageState.OPEN
    if isinstance(rules, Inspection):
        return [paper.INSPECTION] if running or (reached and state == StageState.DRAFT) else []
    if isinstance(rules, Publicity):
        return [paper.PUBLICITY] if running and not rules.exempt else []
    if state != StageState.SEALED:
        return []
    if isinstance(rules, Assessment):
        return [paper.ASSESSED] if rules.report else []
    if isinstance(rules, Recommendation):
        return [paper.RECOMMENDED] if rules.report else []
    if isinstance(rules, Appointment):
        return [paper.APPOINTMENT, *([paper.RESERVES] if rules.reserve_months and consented else [])]
    return []


def consented_in(stages: Iterable[int]) -> set[int]:
    """Return in which of these stages somebody agreed to stand on the reserve list."""
    agreed = Check.objects.filter(stage__in=list(stages), item="reserve", answer=Answer.CONSENTED)
    return set(agreed.values_list("stage", flat=True))


def later_facts(stage: Stage, kind: str) -> NoticeFacts:
    """Return the facts of a paper of a later stage. Raises NotNow where what is stored is not what was recorded."""
    _version, plan = plan_in_force(stage)
    rules = plan.stage(stage.key)
    if kind in (paper.ASSESSED, paper.RECOMMENDED):
        return report_facts(stage, kind)
    facts = NoticeFacts(
        kind=kind,
        **head_facts(stage.campaign, plan),
        stage=stage.key,
        stage_title=str(stage),
        order="strokes",
    )
    facts = replace(facts, contacts=tuple(replace(c, purpose="受理单位") for c in _reachable(facts)))
    if isinstance(rules, Inspection):
        return replace(
            facts,
            title=f"{plan.title}考察预告",
            listings=_listings(stage, asked_about(stage)),
            period=Period(days=rules.notice_days),
            timetable=_inspected(stage),
        )
    if isinstance(rules, Publicity):
        return replace(
            facts,
            title=f"{plan.title}拟任人选任前公示",
            listings=_listings(stage, asked_about(stage)),
            period=Period(
                days=rules.days,
                unit=str(rules.unit),
                counted="next_day" if rules.start_excluded else "posting",
            ),
        )
    assert isinstance(rules, Appointment)
    return _reserved(facts, stage) if kind == paper.RESERVES else _appointed(facts, stage, rules)


def _reachable(facts: NoticeFacts) -> tuple[Contact, ...]:
    """Return the office's own contact with the house's address."""
    address = settings.ORGANIZATION["address"]
    return tuple(replace(contact, address=contact.address or address) for contact in facts.contacts)


def _inspected(stage: Stage) -> tuple[Time, ...]:
    moments = [moment for moment in (stage.opens_at, stage.closes_at) if moment]
    return (Time(what=str(stage), when="至".join(map(printed, moments))),) if moments else ()


def _listings(
    stage: Stage, people: Iterable[Application], given: dict[int, Particulars] | None = None
) -> tuple[Listing, ...]:
    """Return the people by position, by the strokes of their surnames; positions without people are left out."""
    by_position: dict[Position, list[Application]] = {}
    for person in people:
        by_position.setdefault(person.position, []).append(person)
    return tuple(
        Listing(
            position=position.code,
            title=position.title,
            unit=position.unit,
            openings=position.openings,
            lines=tuple(
                Line(
                    number=one.number,
                    name=one.candidate.name,
                    particulars=(given or {}).get(one.pk) or particulars_of(one),
                )
                for one in sorted(by_position[position], key=lambda one: stroke_key(one.candidate.name))
            ),
        )
        for position in sorted(by_position, key=lambda position: position.order)
    )


def particulars_of(application: Application) -> Particulars:
    """Return what is known about a person as papers print it."""
    person, position = application.candidate, application.position
    extra = {name: str(text).strip() for name, text in application.extra.items()}
    names = ("ethnicity", "native_place", "politics", "education", "degree", "present_post")
    known: dict[str, Any] = {name: extra.get(name, "") for name in names}
    post = position.title
    if position.unit and not post.startswith(position.unit):
        post = f"{position.unit}{post}"
    return Particulars(
        **known,
        gender=GENDERS.get(person.gender, ""),
        born=f"{person.birth_date.year}年{person.birth_date.month}月" if person.birth_date else "",
        work_start=_month(extra.get("work_start", "")),
        proposed_post=extra.get("proposed_post") or post,
        resume=tuple(line for line in extra.get("resume", "").splitlines() if line),
    )


def _month(text: str) -> str:
    found = month_of(text)
    return f"{found[0]}年{found[1]}月" if found else ""


def _appointed(facts: NoticeFacts, stage: Stage, rules: Appointment) -> NoticeFacts:
    """Add who was appointed, on probation or under contract until when."""
    terms = [term for term in terms_of(stage, rules) if term.appointed]
    contract = rules.contract_months
    probation = 0 if rules.elective else rules.probation_months
    given = {term.person.pk: _dated(term, contract=bool(contract)) for term in terms}
    listings = _listings(stage, [term.person for term in terms], given)
    names = [line.name for listing in listings for line in listing.lines]
    return replace(
        report_facts(stage, paper.APPOINTMENT, base=facts),
        mark=f"{facts.issuer}文件",
        title=_appointment_title(names, contract=bool(contract)),
        listings=listings,
        term="contract" if contract else "probation" if probation else "",
        months=contract or probation,
    )


def _dated(term: Term, *, contract: bool) -> Particulars:
    assert term.decision is not None
    until = term.contract_until if contract else term.probation_until
    return replace(particulars_of(term.person), since=term.decision.day if until else None, until=until)


def _appointment_title(names: Sequence[str], *, contract: bool) -> str:
    """Name who comes first in the text below, and how many they are."""
    who = f"{names[0]}等{len(names)}名同志" if len(names) > 1 else f"{names[0]}同志" if names else ""
    return f"关于聘任{who}职务的通知" if contract else f"关于{who}任职的通知"


def _reserved(facts: NoticeFacts, stage: Stage) -> NoticeFacts:
    """Add who agreed to stay in reserve, and until when: the latest day among them."""
    reserve = Reserve(stage)
    listed = [one for one in reserve.everybody if one.listed]
    days = {one.until for one in listed}
    return replace(
        facts,
        mark=f"{facts.issuer}文件",
        title=f"{facts.campaign}后备人选名单",
        listings=_listings(stage, [one.person for one in listed]),
        months=reserve.months or 0,
        valid_until=days.pop() if len(days) == 1 else None,
    )


def period_on(stage: Stage, facts: NoticeFacts, day: date) -> Period | None:
    """Return the period of a paper that is published on this day. Raise MissingYear where the calendar has no data."""
    if facts.period is None:
        return None
    rules = plan_in_force(stage)[1].stage(stage.key)
    calendar = working_calendar()
    if isinstance(rules, Publicity):
        last = end_of(rules, day, calendar)
    else:
        last = period_end(day, facts.period.days, DayUnit.WORKING, calendar, start_excluded=True)
    return replace(facts.period, first=day, last=last)
