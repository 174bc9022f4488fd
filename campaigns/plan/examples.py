"""A worked example in numbers beside the rules of a stage, recomputed with the rules' own values. PURE.

`example(stage, rounding)` gives sentences such as "7 judges, 1 highest and 1 lowest dropped:
(85+86+88+90+91)÷5 = 88.00". The marks are made up, the arithmetic is exact (Fraction) and rounds where the
plan says. A stage that the plan check would refuse gives what can be computed, or nothing.
"""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from campaigns.plan.examples_interview import example_of_interview
from campaigns.plan.numbers import equation, fixed, plain, rounded, shown
from campaigns.plan.rules import (
    Advance,
    BelowMinimum,
    Composite,
    Interview,
    Place,
    Registration,
    Rounding,
    Stage,
    Ties,
    WrittenExam,
)
from campaigns.plan.rules_later import (
    Appointment,
    Assessment,
    DayUnit,
    Deliberation,
    Denominator,
    Inspection,
    JointAppraisal,
    Majority,
    PublicComment,
    Publicity,
    Recommendation,
    Silence,
    Vote,
)
from campaigns.workdays import Calendar
from oversight.words import Sentence, gettext_noop

SCORES = (82, 76, 88, 71, 93, 65)
"""Made-up scores out of 100, one for each paper or component, from the start again when they run out."""

POSTED = date(2024, 9, 26)
"""A Thursday before National Day: the example of a period that runs over holidays."""


def example(
    stage: Stage, rounding: Rounding, *, openings: int = 1, calendar: Calendar | None = None
) -> list[Sentence]:
    """Return the worked example of a stage, for a position with so many openings."""
    worker = _WORKERS.get(type(stage))
    sentences = worker(stage, rounding, openings) if worker else []
    if isinstance(stage, Publicity):
        sentences += _example_of_days(stage, calendar)
    advance = getattr(stage, "advance", None)
    return sentences + (_example_of_advance(advance, openings) if advance else [])


def _example_of_registration(stage: Registration, rounding: Rounding, openings: int) -> list[Sentence]:
    if stage.minimum_ratio is None:
        return []
    below = {
        BelowMinimum.CANCEL: gettext_noop("with fewer the position is cancelled"),
        BelowMinimum.REDUCE: gettext_noop("with fewer there are fewer openings"),
        BelowMinimum.APPROVE: gettext_noop("with fewer somebody has to approve going on"),
    }
    facts = {
        "working": f"{openings}×{plain(stage.minimum_ratio)} = {plain(openings * stage.minimum_ratio)}",
        "below": Sentence(below[stage.below_minimum]),
    }
    return [Sentence(gettext_noop("Eligible applications needed: %(working)s; %(below)s."), facts)]


def _example_of_exam(stage: WrittenExam, rounding: Rounding, openings: int) -> list[Sentence]:
    digits = rounding.digits_at(Place.COMPONENT)
    if not stage.papers:
        top, value = Fraction(stage.full_marks), _mark(0, stage.full_marks)
        working = plain(value)
    else:
        marks = [_mark(index, paper.full_marks) for index, paper in enumerate(stage.papers)]
        pairs = list(zip(marks, stage.papers, strict=True))
        working = " + ".join(f"{plain(mark)}×{plain(paper.weight)}%" for mark, paper in pairs)
        value = sum((mark * Fraction(paper.weight) / 100 for mark, paper in pairs), Fraction(0))
        top = sum((Fraction(p.full_marks) * Fraction(p.weight) / 100 for p in stage.papers), Fraction(0))
    if stage.scale_to is not None and top:
        working = f"({working}) × {plain(stage.scale_to)}/{plain(top)}"
        value = value * Fraction(stage.scale_to) / top
    score = rounded(value, digits, rounding.mode)
    text = gettext_noop("Score: %(working)s.")
    return [
        Sentence(text, {"working": equation(working, value, score, digits)}),
        *_passes(stage, score, digits),
    ]


def _passes(stage: Any, score: Fraction, digits: int | None) -> list[Sentence]:
    """Say whether the example's score reaches the pass mark."""
    if stage.pass_mark is None:
        return []
    facts = {"score": shown(score, digits), "pass_mark": plain(stage.pass_mark)}
    if score < stage.pass_mark:
        return [Sentence(gettext_noop("%(score)s is below the pass mark %(pass_mark)s: eliminated."), facts)]
    return [Sentence(gettext_noop("%(score)s reaches the pass mark %(pass_mark)s."), facts)]


def _example_of_interview(stage: Interview, rounding: Rounding, openings: int) -> list[Sentence]:
    sentences, score = example_of_interview(stage, rounding)
    return sentences + _passes(stage, score, rounding.digits_at(Place.COMPONENT))


def _example_of_composite(stage: Composite, rounding: Rounding, openings: int) -> list[Sentence]:
    terms, total = [], Fraction(0)
    inner, outer = rounding.digits_at(Place.WEIGHTED), rounding.digits_at(Place.TOTAL)
    for index, component in enumerate(stage.weights.values()):
        full = component.full_marks or 100
        score = _mark(index, full if component.factor is None else 100)
        if component.factor is not None:
            terms.append(f"{plain(score)}×{_signed(plain(component.factor))}")
            value = score * Fraction(component.factor)
        else:
            weight = plain(component.weight or 0)
            terms.append(
                f"{plain(score)}×{weight}%" if full == 100 else f"{plain(score)}×{weight}/{plain(full)}"
            )
            value = score * Fraction(component.weight or 0) / Fraction(full)
        total += rounded(value, inner, rounding.mode)
    score = rounded(total, outer, rounding.mode)
    working = equation(" + ".join(terms), total, score, outer)
    text = gettext_noop("Total: %(working)s.")
    if inner is not None:
        text = gettext_noop("Each term is rounded to %(digits)s decimals; total: %(working)s.")
    return [Sentence(text, {"working": working, "digits": inner}), *_passes(stage, score, outer)]


def _example_of_assessment(stage: Assessment, rounding: Rounding, openings: int) -> list[Sentence]:
    sentences, total, terms = [], Fraction(0), []
    panel, outer = rounding.digits_at(Place.PANEL), rounding.digits_at(Place.COMPONENT)
    for group in stage.groups:
        counts = _ballots(group.due, len(stage.grades))
        bottom = group.due if stage.denominator is Denominator.ISSUED else sum(counts)
        if not bottom:
            continue
        pairs = list(zip(counts, stage.grades, strict=True))
        value = sum((count * Fraction(grade.value) for count, grade in pairs), Fraction(0)) / bottom
        score = rounded(value, panel, rounding.mode)
        inside = "+".join(f"{count}×{plain(grade.value)}" for count, grade in pairs)
        facts = {
            "group": group.title or group.key,
            "working": equation(f"({inside})÷{bottom}", value, score, panel),
        }
        sentences.append(Sentence(gettext_noop("Group %(group)s: %(working)s."), facts))
        terms.append(f"{shown(score, panel)}×{plain(group.weight)}%")
        total += score * Fraction(group.weight) / 100
    score = rounded(total, outer, rounding.mode)
    if terms:
        working = equation(" + ".join(terms), total, score, outer)
        sentences.append(Sentence(gettext_noop("Score: %(working)s."), {"working": working}))
    return sentences


def _example_of_public(stage: PublicComment, rounding: Rounding, openings: int) -> list[Sentence]:
    """Let a hundred people judge: 6 in 10 give the best grade."""
    if not stage.grades:
        return []
    digits = rounding.digits_at(Place.COMPONENT)
    pairs = list(zip(_ballots(100, len(stage.grades)), stage.grades, strict=True))
    value = sum((count * Fraction(grade.value) for count, grade in pairs), Fraction(0)) / 100
    score = rounded(value, digits, rounding.mode)
    inside = "+".join(f"{count}×{plain(grade.value)}" for count, grade in pairs)
    text = gettext_noop("If 100 people judge: %(working)s.")
    return [Sentence(text, {"working": equation(f"({inside})÷100", value, score, digits)})]


def _ballots(due: int, grades: int) -> list[int]:
    """Return made-up counts by grade, best first, for a group in which nobody stayed away: 6 in 10, rest split."""
    if not grades:
        return []
    best = due * 6 // 10 if grades > 1 else due
    counts = [best] + [0] * (grades - 1)
    for vote in range(due - best):
        counts[1 + vote % (grades - 1)] += 1
    return counts


def _example_of_rounds(stage: Recommendation, rounding: Rounding, openings: int) -> list[Sentence]:
    sentences = []
    for turn in stage.rounds:
        kept = str(turn.keep) if turn.keep is not None else plain((turn.per_opening or 0) * openings)
        facts = {"round": turn.title or turn.key, "most": turn.max_names, "kept": kept}
        text = gettext_noop(
            "%(round)s: at most %(most)s names a ballot, the %(kept)s with most votes are kept."
        )
        sentences.append(Sentence(text, facts))
    return sentences


def _example_of_inspection(stage: Inspection, rounding: Rounding, openings: int) -> list[Sentence]:
    text = gettext_noop(
        "About each person %(musts)s matters are looked into and %(signers)s people sign:"
        " %(answers)s answers; one adverse answer takes out, whatever the score."
    )
    musts, signers = len(stage.musts), len(stage.signers)
    facts = {"musts": musts, "signers": signers, "answers": musts + signers}
    looked = Sentence(text, facts)
    if not stage.rubric:
        return [looked]
    terms, total = [], Fraction(0)
    inner, outer = rounding.digits_at(Place.WEIGHTED), rounding.digits_at(Place.COMPONENT)
    for index, item in enumerate(stage.rubric):
        mark, weight, full = _mark(index, item.full_marks), plain(item.weight), plain(item.full_marks)
        terms.append(f"{plain(mark)}×{weight}%" if full == "100" else f"{plain(mark)}×{weight}/{full}")
        total += rounded(mark * Fraction(item.weight) / Fraction(item.full_marks), inner, rounding.mode)
    score = rounded(total, outer, rounding.mode)
    text = gettext_noop("Score: %(working)s.")
    working = equation(" + ".join(terms), total, score, outer)
    return [Sentence(text, {"working": working}), *_passes(stage, score, outer), looked]


def _example_of_appraisal(stage: JointAppraisal, rounding: Rounding, openings: int) -> list[Sentence]:
    if not stage.organs:
        return []
    facts = {"organs": len(stage.organs), "days": max(organ.days for organ in stage.organs)}
    text = gettext_noop(
        "%(organs)s organs answer within %(days)s working days; until the last one nobody goes on."
    )
    silent = [organ.title or organ.key for organ in stage.organs if organ.silence is Silence.CONSENT]
    if not silent:
        return [Sentence(text, facts)]
    agreed = gettext_noop("After its days the silence of %(organs)s is recorded as no objection.")
    return [Sentence(text, facts), Sentence(agreed, {"organs": "、".join(silent)})]


def _example_of_deliberation(stage: Deliberation, rounding: Rounding, openings: int) -> list[Sentence]:
    text = gettext_noop("Asked on 1 March, a co-managing organ silent for %(days)s days has agreed.")
    return [Sentence(text, {"days": stage.consent_days})]


def _example_of_vote(stage: Vote, rounding: Rounding, openings: int) -> list[Sentence]:
    """Say how many must be present and agree: 11 due need 8 present and 6 who agree."""
    exact = stage.due * stage.quorum
    present = -(-exact.numerator // exact.denominator)
    needed = {Majority.DUE: stage.due}.get(stage.majority, present)
    facts = {
        "due": stage.due,
        "quorum": f"{stage.due}×{stage.quorum} = {shown(rounded(exact, 2, rounding.mode), 2)}",
        "present": present,
        "half": fixed(Fraction(needed, 2), 1),
        "agree": needed // 2 + 1,
    }
    first = gettext_noop("%(due)s due: %(quorum)s, so at least %(present)s must be present.")
    second = gettext_noop("More than half of those due, %(half)s: at least %(agree)s must agree.")
    if stage.majority is not Majority.DUE:
        second = gettext_noop(
            "If %(present)s vote, more than half of them, %(half)s: at least %(agree)s must agree."
        )
    return [Sentence(first, facts), Sentence(second, facts)]


def _example_of_days(stage: Publicity, calendar: Calendar | None) -> list[Sentence]:
    """Say when publicity ends, by the calendar where there is one."""
    if calendar is None or stage.unit is not DayUnit.WORKING or stage.exempt:
        return []
    start = stage.opens_at.date() if stage.opens_at else POSTED
    due = calendar.after(start, stage.days, start_excluded=stage.start_excluded)
    facts = {"start": start.isoformat(), "days": stage.days, "end": due.day.isoformat()}
    text = gettext_noop("Posted on %(start)s, %(days)s working days end with %(end)s.")
    if due.provisional:
        text = gettext_noop("Posted on %(start)s, %(days)s working days end with %(end)s, provisionally.")
    return [Sentence(text, facts)]


def _example_of_appointment(stage: Appointment, rounding: Rounding, openings: int) -> list[Sentence]:
    if not stage.probation_months:
        return []
    months = 3 - 1 + stage.probation_months
    end = date(2026 + months // 12, months % 12 + 1, 1)
    facts = {"months": stage.probation_months, "start": "2026-03-01", "end": end.isoformat()}
    return [
        Sentence(
            gettext_noop("Appointed on %(start)s, %(months)s months of probation end on %(end)s."), facts
        )
    ]


def _example_of_advance(rule: Advance, openings: int) -> list[Sentence]:
    """Say how many go on and what happens when equals lie across the last place."""
    if rule.all:
        return [Sentence(gettext_noop("Everybody who is not eliminated goes on."))]
    if rule.per_opening is None and rule.count is None:
        return []
    places = rule.per_opening * openings if rule.per_opening is not None else Fraction(rule.count or 0)
    working = plain(places)
    if rule.per_opening is not None:
        working = f"{openings}×{plain(rule.per_opening)} = {plain(places)}"
    last = int(places)
    ties = {
        Ties.ALL: gettext_noop("equals at place %(last)s all go on, so there may be %(more)s or more"),
        Ties.CHAIN: gettext_noop("equals at place %(last)s are put in order by the tie chain"),
        Ties.REFUSE: gettext_noop("equals at place %(last)s stop the stage until somebody decides"),
    }
    facts = {"working": working, "ties": Sentence(ties[rule.ties], {"last": last, "more": last + 1})}
    sentences = [Sentence(gettext_noop("Going on: %(working)s; %(ties)s."), facts)]
    if rule.substitutes:
        text = gettext_noop(
            "When somebody leaves afterwards, the next steps up, at most %(most)s for a position."
        )
        sentences.append(Sentence(text, {"most": rule.substitutes}))
    return sentences


def _mark(index: int, full: Any) -> Fraction:
    """Return a made-up mark out of `full`, at most one decimal."""
    return rounded(SCORES[index % len(SCORES)] * Fraction(full) / 100, 1, Rounding().mode)


def _signed(number: str) -> str:
    return f"({number})" if number.startswith("-") else number


_WORKERS: dict[type[Stage], Callable[[Any, Rounding, int], list[Sentence]]] = {
    Registration: _example_of_registration,
    WrittenExam: _example_of_exam,
    Interview: _example_of_interview,
    Composite: _example_of_composite,
    Assessment: _example_of_assessment,
    PublicComment: _example_of_public,
    Recommendation: _example_of_rounds,
    Inspection: _example_of_inspection,
    JointAppraisal: _example_of_appraisal,
    Deliberation: _example_of_deliberation,
    Vote: _example_of_vote,
    Appointment: _example_of_appointment,
}
