"""The comparison: the entrants of an inspection in equal columns, the same rows at the same height, nothing ranked."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from campaigns.access import access_stage
from campaigns.models import Position
from candidates.pages import desk
from candidates.particulars import PARTICULARS
from candidates.strokes import SCHOOL_LABELS, School
from oversight.rights import Right
from oversight.say import say
from oversight.words import Sentence
from scoring.core.checks import ANSWER_LABELS, FORMS, Answer
from scoring.models import Check
from scoring.notices import score_text
from scoring.queries import positions_of
from selection.queries.comparison import Comparison, Side, comparison_of

OPINIONS = (Answer.SUPPORT, Answer.NEUTRAL, Answer.OPPOSE)
AXES = 3
"""The least number of rubric items of which a radar can be drawn."""


@login_required
@require_safe
def comparison(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Compare the entrants of one position, in the order of surname strokes of either school."""
    stage, _actor = access_stage(request.user, code, key, to=Right.READ_OUTCOME)
    if stage.kind != "inspection":
        return redirect("stage", code, key)
    positions = positions_of(stage.campaign)
    position = next((p for p in positions if p.code == request.GET.get("position")), positions[0])
    school = School(request.GET["school"]) if request.GET.get("school") in set(School) else School.SURNAME
    found = comparison_of(stage, position, school)
    context = desk(
        stage.campaign,
        (str(stage), f"/desk/{code}/stages/{key}/"),
        (_("Comparison"), ""),
        stage=stage,
        position=position,
        order=say(Sentence(SCHOOL_LABELS[school])),
        filters=_filters(positions, position, school),
        people=[_head(side) for side in found.sides],
        radars=_radars(found),
        groups=[group for group in _groups(found) if group["rows"]],
        unknown=say(list(found.unknown)) if found.unknown else "",
        columns=min(len(found.sides), 6),
    )
    return render(request, "desk/comparison.html", context)


def _filters(positions: Sequence[Position], position: Position, school: School) -> list[dict[str, Any]]:
    schools = [{"value": one.value, "title": say(Sentence(SCHOOL_LABELS[one]))} for one in School]
    places = [{"value": place.code, "title": str(place)} for place in positions]
    return [
        {
            "name": "position",
            "label": _("Position"),
            "kind": "select",
            "value": position.code,
            "choices": places,
        },
        {
            "name": "school",
            "label": _("Order"),
            "kind": "select",
            "value": school.value,
            "choices": schools,
            "wide": True,
        },
    ]


def _head(side: Side) -> dict[str, str]:
    return {"name": side.application.candidate.name, "number": side.application.number}


def _groups(found: Comparison) -> list[dict[str, Any]]:
    """Return the rows in groups: who they are, earlier results, rubric, strengths by class, checks."""
    return [
        {"title": _("The person"), "rows": _facts(found.sides)},
        {"title": _("Earlier results"), "rows": list(_results(found))},
        {"title": _("Inspection by items"), "rows": list(_rubric(found))},
        {"title": _("Strengths by class"), "rows": list(_strengths(found))},
        {"title": _("Against the position's profile"), "rows": list(_notes(found, "profile"))},
        {"title": _("Checks"), "rows": list(_checks(found))},
        {"title": _("Opinions"), "rows": list(_opinions(found))},
    ]


def _row(label: str, cells: Iterable[Any]) -> dict[str, Any]:
    return {
        "label": label,
        "cells": [cell if isinstance(cell, dict) else {"text": cell or "—"} for cell in cells],
    }


def _facts(sides: Sequence[Side]) -> list[dict[str, Any]]:
    people = [side.application.candidate for side in sides]
    genders = {"male": _("male"), "female": _("female")}
    rows = [
        _row(_("Gender"), [genders.get(person.gender, "") for person in people]),
        _row(_("Born"), [f"{person.birth_date:%Y.%m}" if person.birth_date else "" for person in people]),
    ]
    names = list(dict.fromkeys(name for side in sides for name in side.application.extra))
    rows += [
        _row(_(PARTICULARS.get(name, name)), [str(side.application.extra.get(name, "")) for side in sides])
        for name in names
    ]
    return [row for row in rows if any(cell["text"] != "—" for cell in row["cells"])]


def _results(found: Comparison) -> Iterable[dict[str, Any]]:
    """Yield a row an earlier stage: its score; ranks stay out of this page on purpose, but for the X-most profile.

    Who is strongest in which factor is what such ballots are for: their rows say votes and rank in each.
    """
    for run in found.stages:
        placings = [side.results.get(run.stage.key) for side in found.sides]
        yield _row(str(run.stage), [score_text(p.score, run.digits) if p else "" for p in placings])
        for factor in found.profiles.get(run.stage.key, ()):
            cells = [factor.texts.get(side.application.pk, "") for side in found.sides]
            yield _row(f"{run.stage} · {factor.title}", cells)


def _rubric(found: Comparison) -> Iterable[dict[str, Any]]:
    for item in found.rules.rubric:
        full = Fraction(item.full_marks)
        cells = [_bar(side.rubric.get(item.key), full) for side in found.sides]
        yield _row(item.title or item.key, cells)


def _bar(value: Fraction | None, full: Fraction) -> dict[str, Any]:
    if value is None:
        return {"text": "—"}
    return {"text": two(value), "value": two(value), "most": two(full)}


def two(value: Fraction) -> str:
    """Return a number with two decimals, for the eye."""
    return str(
        (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    )


def _strengths(found: Comparison) -> Iterable[dict[str, Any]]:
    classes = list(found.rules.strengths)
    classes += [c.source for side in found.sides for c in side.checks if c.item == "strength"]
    for title in dict.fromkeys(classes):
        yield _row(title, [_noted(side.checks, "strength", title) for side in found.sides])


def _notes(found: Comparison, item: str) -> Iterable[dict[str, Any]]:
    sources = [c.source for side in found.sides for c in side.checks if c.item == item]
    for source in dict.fromkeys(sources):
        yield _row(source or _("The team"), [_noted(side.checks, item, source) for side in found.sides])


def _noted(checks: Sequence[Check], item: str, source: str) -> str:
    return "\n".join(check.note for check in checks if (check.item, check.source) == (item, source))


def _checks(found: Comparison) -> Iterable[dict[str, Any]]:
    """Yield a row an item that is asked once: the answers, with who gave them where several did."""
    for item in FORMS["inspection"].items:
        if item.repeated or Answer.ADVERSE not in item.answers:
            continue
        cells = [_answers([c for c in side.checks if c.item == item.key]) for side in found.sides]
        if any(cells):
            yield _row(say(Sentence(item.label)), cells)


def _answers(checks: Sequence[Check]) -> str:
    said = [
        (check.source, say(Sentence(ANSWER_LABELS[Answer(check.answer)])), check.note) for check in checks
    ]
    lines = [f"{source}:{answer}" if len(said) > 1 and source else answer for source, answer, _note in said]
    return "\n".join(
        f"{line}({note})" if note else line for line, (_s, _a, note) in zip(lines, said, strict=True)
    )


def _opinions(found: Comparison) -> Iterable[dict[str, Any]]:
    for answer in OPINIONS:
        counts = [
            sum(c.item == "opinion" and c.answer == answer for c in side.checks) for side in found.sides
        ]
        if any(counts):
            yield _row(say(Sentence(ANSWER_LABELS[answer])), [str(count) for count in counts])
    talks = [sum(c.item == "talk" for c in side.checks) for side in found.sides]
    if any(talks):
        yield _row(_("Talks"), [ngettext("%(n)s talk", "%(n)s talks", n) % {"n": n} for n in talks])


def _radars(found: Comparison) -> list[dict[str, Any]]:
    """Return a radar an entrant for `parts/chart.html`, all alike: grey, on the same axes."""
    items = found.rules.rubric
    if len(items) < AXES or not any(side.rubric for side in found.sides):
        return []
    axes = [{"name": item.title or item.key, "most": two(Fraction(item.full_marks))} for item in items]
    return [
        {
            "id": f"radar-{number}",
            "finding": side.application.candidate.name,
            "axes": axes,
            "values": [two(side.rubric[item.key]) for item in items if item.key in side.rubric],
            # A profile with a missing item is not drawn: missing is not zero.
            "whole": all(item.key in side.rubric for item in items),
        }
        for number, side in enumerate(found.sides)
    ]
