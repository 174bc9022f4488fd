"""Corrections of a decided or sealed stage: marks changed with a reason, and leaves after the result.

Each shows first what would happen, computed in memory, and asks again before it is done.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import access_stage
from campaigns.lifecycle import StageState
from campaigns.models import Stage
from candidates.forms import ReasonForm
from candidates.models import Application
from candidates.pages import refusal_of, tell
from oversight.ledger import Actor
from oversight.rights import Right
from oversight.say import say
from oversight.words import Sentence
from scoring.actions.marks import TypedMark, correct_marks, record_leave
from scoring.collect import plan_in_force
from scoring.core.values import Standing
from scoring.evidence_files.interview import AVERAGE
from scoring.forms import LeaveAfterForm
from scoring.grid import Column, Grid, columns_for, mark_text
from scoring.preview import Preview, preview_leave, preview_marks
from scoring.queries import Criterion, criteria_of, entrants_of, marks_of, rooms_of
from scoring.results import STANDING_LABELS
from scoring.stage_page import stage_desk

CORRECTABLE = (StageState.DECIDED, StageState.SEALED)
MOST_MOVED = 100


def _correctable(stage: Stage) -> bool:
    return stage.state in CORRECTABLE and stage.kind != "announcement"


def _criteria(stage: Stage) -> list[Criterion]:
    _version, plan = plan_in_force(stage)
    return criteria_of(plan.stage(stage.key), plan)


@login_required
@require_safe
def stage_correct(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Offer the two kinds of correction and say what either does."""
    stage, _actor = access_stage(request.user, code, key, to=Right.CORRECT_OUTCOME)
    args = [code, key]
    context = stage_desk(
        stage,
        (_("Correct"), ""),
        correctable=_correctable(stage),
        marks_url=reverse("marks_correct", args=args) if _criteria(stage) else "",
        leave_url=reverse("stage_leave", args=args),
        later=_later(stage),
    )
    return render(request, "scoring/correct.html", context)


def _later(stage: Stage) -> list[str]:
    """Return the later stages that open again."""
    states = (StageState.CLOSED, *CORRECTABLE)
    later = stage.campaign.stages.filter(order__gt=stage.order, state__in=states).order_by("order")
    return [str(one) for one in later]


def _consequences(stage: Stage) -> list[str]:
    said = [
        _("“%(stage)s” goes into run %(run)s: it is decided anew and sealed by a second person.")
        % {"stage": stage, "run": stage.run + 1}
    ]
    later = _later(stage)
    if later:
        text = _(
            "These stages stand on it: they open again and are closed, decided and sealed anew: %(stages)s"
        )
        said.append(text % {"stages": "、".join(later)})
    said.append(
        _("The former run stays in the ledger; a difference report names who moved and by which mark.")
    )
    return said


def _moved_table(preview: Preview) -> dict[str, Any]:
    """Return who would move, for `parts/table.html`."""

    def standing(value: str) -> str:
        return say(Sentence(STANDING_LABELS[Standing(value)]))

    titles = [_("Position"), _("Number"), _("Score"), _("Rank"), _("Standing")]
    rows = [
        {
            "cells": [
                one.position,
                one.number,
                _arrow(one.before[0], one.after[0]),
                _arrow(one.before[1], one.after[1]),
                _arrow(standing(one.before[2]), standing(one.after[2])),
            ],
            "tone": "bad" if one.before[2] != one.after[2] else "",
        }
        for one in preview.moved[:MOST_MOVED]
    ]
    caption = _("%(count)s entrants would stand otherwise") % {"count": len(preview.moved)}
    return {"columns": [{"title": title} for title in titles], "rows": rows, "caption": caption}


def _arrow(before: str, after: str) -> str:
    return f"{before or '—'} → {after or '—'}" if before != after else after or "—"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stage_leave(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Record that somebody left after the result; the next by rank steps up where the plan allows it."""
    stage, actor = access_stage(request.user, code, key, to=Right.CORRECT_OUTCOME)
    if not _correctable(stage):
        return redirect("stage_correct", code, key)
    form = LeaveAfterForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    preview: Preview | None = None
    if request.method == "POST" and form.is_valid():
        person = entrants_of(stage).filter(number=form.cleaned_data["number"].strip()).first()
        if person is None:
            form.add_error("number", _("There is no entrant of this number in the stage."))
        elif "apply" in request.POST:
            refused = refusal_of(lambda: _record(stage, person, form.cleaned_data, actor))
            if not refused:
                tell(request, stage.campaign, actor, _("%(number)s has left.") % {"number": person.number})
                return redirect("stage", code, key)
            form.add_error(None, refused)
        else:
            standing, reason = form.cleaned_data["standing"], form.cleaned_data["reason"]
            preview = preview_leave(stage, person.pk, standing, reason)
    return render(request, "scoring/leave.html", _leave_page(stage, form, preview))


def _leave_page(stage: Stage, form: LeaveAfterForm, preview: Preview | None) -> dict[str, Any]:
    title = _("Record who left")
    return stage_desk(
        stage,
        (_("Correct"), reverse("stage_correct", args=[stage.campaign.code, stage.key])),
        (title, ""),
        title=title,
        form=form,
        preview=preview,
        moved=_moved_table(preview) if preview else None,
        stopped=[say(one) for one in preview.stopped] if preview else [],
        consequences=_consequences(stage),
        hidden=[(name, form.cleaned_data[name]) for name in form.fields] if preview else [],
    )


def _record(stage: Stage, person: Application, cleaned: dict[str, Any], actor: Actor) -> None:
    record_leave(
        stage_id=stage.pk,
        application_id=person.pk,
        standing=cleaned["standing"],
        reason=cleaned["reason"],
        by=actor,
    )


def _grid(stage: Stage, person: Application) -> Grid:
    """Return the sheet of one person: the papers, or the judges of the room in which the person was heard."""
    stored = marks_of(stage, [person])
    columns: Sequence[Column]
    if stage.kind in ("interview", "inspection"):
        rooms = rooms_of(stage)
        room = stored[0].assessor.room if stored else next(iter(rooms), "")
        alone = any(mark.assessor.label == AVERAGE for mark in stored)
        judges = [AVERAGE] if alone else [label for label in rooms.get(room, []) if label != AVERAGE]
        columns = columns_for(_criteria(stage), [(room, judge) for judge in judges])
    else:
        columns = columns_for(_criteria(stage))
    return Grid([person], columns, stored, voidable=stage.kind == "written_exam")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def marks_correct(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Change marks of one person after the result: what was typed, what would happen, then the act."""
    stage, actor = access_stage(request.user, code, key, to=Right.CORRECT_OUTCOME)
    if not _correctable(stage) or not _criteria(stage):
        return redirect("stage_correct", code, key)
    number = request.GET.get("number", "").strip()
    person = entrants_of(stage).filter(number=number).first() if number else None
    if person is None:
        return render(request, "scoring/correct_whom.html", _whom_page(stage, number))
    grid, form = _grid(stage, person), ReasonForm(request.POST or None)
    typed = grid.read(request.POST.dict()) if request.method == "POST" else None
    preview: Preview | None = None
    if typed is not None and form.is_valid() and not typed.errors:
        if not typed.entries:
            form.add_error(None, _("No mark differs from what is stored."))
        elif "apply" in request.POST:
            reason = form.cleaned_data["reason"]
            refused = refusal_of(
                lambda: correct_marks(stage_id=stage.pk, entries=typed.entries, by=actor, reason=reason)
            )
            if not refused:
                tell(request, stage.campaign, actor, _("The marks were corrected."))
                return redirect("stage", code, key)
            form.add_error(None, refused)
        else:
            preview = preview_marks(stage, typed.entries)
    title = _("Correct the marks of %(person)s") % {"person": f"{person.number} {person.candidate.name}"}
    context = stage_desk(
        stage,
        (_("Correct"), reverse("stage_correct", args=[code, key])),
        (title, ""),
        title=title,
        person=person,
        grid=grid.context(typed),
        seen=grid.seen() if typed is None else request.POST.get("seen", ""),
        form=form,
        errors=_errors(grid, typed.errors if typed else {}),
        preview=preview,
        moved=_moved_table(preview) if preview else None,
        stopped=[say(one) for one in preview.stopped] if preview else [],
        changes=_changes(grid, typed.entries) if preview and typed else None,
        consequences=_consequences(stage),
        hidden=[(k, v) for k, v in request.POST.items() if k != "csrfmiddlewaretoken"] if preview else [],
    )
    return render(request, "scoring/marks_correct.html", context)


def _whom_page(stage: Stage, number: str) -> dict[str, Any]:
    title = _("Whose marks?")
    field = {
        "name": "number",
        "label": _("Application number"),
        "kind": "search",
        "value": number,
        "wide": True,
    }
    return stage_desk(
        stage,
        (_("Correct"), reverse("stage_correct", args=[stage.campaign.code, stage.key])),
        (title, ""),
        title=title,
        filters=[field],
        missing=number,
    )


def _errors(grid: Grid, wrong: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"text": f"{column.title}: {wrong[name]}", "url": f"#cell-{name}"}
        for name, _person, column, _text in grid.cells()
        if name in wrong
    ]


def _changes(grid: Grid, entries: Sequence[TypedMark]) -> dict[str, Any]:
    """Return the marks that would change, for `parts/table.html`."""
    by_place = {(e.room, e.assessor, e.criterion): e for e in entries}
    rows = []
    for _name, _person, column, stored in grid.cells():
        entry = by_place.get((column.room, column.judge, column.criterion.number))
        if entry is not None:
            after = "—" if entry.state is None else mark_text(entry.state, entry.value)
            rows.append({"cells": [column.title, stored or "—", after]})
    titles = [_("Mark"), _("Before"), _("After")]
    return {"columns": [{"title": title} for title in titles], "rows": rows}
