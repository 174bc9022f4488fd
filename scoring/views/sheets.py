"""Marks from a sheet: template with the entrants filled in, dry run, what is wrong as a workbook, applying."""

from collections.abc import Iterator
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
from campaigns.plan.rules import Interview
from campaigns.plan.rules_later import Inspection
from candidates.books import book_response, error_book, write_book
from candidates.forms import SheetForm
from candidates.pages import already, attempt, dry_run, first_rows, first_upload, waiting_file
from candidates.waiting import Waiting, forget_waiting, keep_waiting
from oversight.ledger import Actor
from oversight.queries import uploads_of
from oversight.rights import Right
from scoring.actions.marks import import_marks
from scoring.collect import plan_in_force
from scoring.core.values import MarkState
from scoring.grid import read_judges
from scoring.imports import DryRun, try_marks
from scoring.queries import criteria_of, entrants_of, rooms_of
from scoring.stage_page import stage_desk
from scoring.tabs import MARKED

PURPOSE = "marks"


def _subject(stage: Stage) -> str:
    return f"{stage.campaign.code}/{stage.subject}"


def _title() -> str:
    return _("Import marks")


def _crumbs(stage: Stage) -> list[tuple[Any, str]]:
    args = [stage.campaign.code, stage.key]
    return [(_("Marks"), reverse("marks", args=args)), (_title(), reverse("marks_import", args=args))]


def _has_marks(stage: Stage) -> bool:
    if stage.kind not in MARKED:
        return False
    _version, plan = plan_in_force(stage)
    return bool(criteria_of(plan.stage(stage.key), plan))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def marks_import(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Take a sheet and go on to its dry run."""
    stage, actor = access_stage(request.user, code, key, to=Right.IMPORT_MARKS)
    if not _has_marks(stage):
        return redirect("stage", code, key)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        ref = keep_waiting(
            purpose=PURPOSE, subject=_subject(stage), name=file.name, data=file.read(), by=actor
        )
        return redirect("marks_dry_run", code, key, ref)
    context = stage_desk(
        stage,
        *_crumbs(stage),
        title=_title(),
        form=form,
        entering=stage.state == StageState.OPEN,
        template_url=reverse("marks_template", args=[code, key]),
        hint=_("CSV or XLSX; numbers as text cells, marks as plain decimals"),
        uploads=uploads_of(_subject(stage)).filter(purpose=PURPOSE),
    )
    return render(request, "candidates/import.html", context)


@login_required
@require_safe
def marks_template(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Return a sheet with the entrants filled in; for an interview a row for each judge (`?room=&judges=`)."""
    stage, _actor = access_stage(request.user, code, key, to=Right.IMPORT_MARKS)
    if not _has_marks(stage):
        return redirect("stage", code, key)
    _version, plan = plan_in_force(stage)
    rules = plan.stage(stage.key)
    rows: Iterator[list[str]]
    keys = [criterion.key for criterion in criteria_of(rules, plan)]
    if isinstance(rules, Inspection):
        header = ["id", "name", "position", "assessor", "item", "score"]
        rows = _rubric_rows(request, stage, keys, rules.team)
    elif not isinstance(rules, Interview):
        # One paper without a name of its own is called `score` in files.
        columns = ["score"] if stage.kind == "written_exam" and len(keys) == 1 else keys
        header = ["id", "name", "position", *columns]
        rows = (
            [a.number, a.candidate.name, a.position.code, *[""] * len(columns)]
            for a in entrants_of(stage).iterator(chunk_size=5000)
        )
    else:
        header = ["id", "name", "position", "panel", "judge", *(["part"] if rules.parts else []), "score"]
        rows = _interview_rows(request, stage, keys if rules.parts else [])
    return book_response(write_book(str(stage), header, rows), f"{code}-{key}-template.xlsx")


def _interview_rows(request: HttpRequest, stage: Stage, parts: list[str]) -> Iterator[list[str]]:
    room = request.GET.get("room", "")
    judges = rooms_of(stage).get(room) or read_judges(request.GET.get("judges", "")) or [""]
    for one in entrants_of(stage).iterator(chunk_size=5000):
        for judge in judges:
            for part in parts or [""]:
                middle = [part] if part else []
                yield [one.number, one.candidate.name, one.position.code, room, judge, *middle, ""]


def _rubric_rows(request: HttpRequest, stage: Stage, items: list[str], team: int) -> Iterator[list[str]]:
    people = rooms_of(stage).get("") or read_judges(request.GET.get("judges", "") or str(team))
    for one in entrants_of(stage).iterator(chunk_size=5000):
        for assessor in people:
            for item in items:
                yield [one.number, one.candidate.name, one.position.code, assessor, item, ""]


def _waiting(request: HttpRequest, stage: Stage, actor: Actor, ref: str) -> Waiting | None:
    return waiting_file(request, ref, purpose=PURPOSE, subject=_subject(stage), by=actor)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def marks_dry_run(request: HttpRequest, code: str, key: str, ref: str) -> HttpResponse:
    """Show what a sheet of marks would do; by POST do it."""
    stage, actor = access_stage(request.user, code, key, to=Right.IMPORT_MARKS)
    waiting = _waiting(request, stage, actor, ref) if _has_marks(stage) else None
    if waiting is None:
        return redirect("marks_import", code, key)
    first = first_upload(PURPOSE, _subject(stage), waiting.sha256)
    tried = DryRun(None, ()) if first else try_marks(stage, waiting.name, waiting.data)
    if request.method == "POST" and not first and not tried.mistakes:
        count = len(tried.marks.entrant) if tried.marks is not None else 0
        said = _("%(count)s marks were imported.") % {"count": count}
        if attempt(request, stage.campaign, actor, lambda: _apply(stage, tried, waiting, actor), said):
            forget_waiting(ref)
            return redirect("marks", code, key)
    url = reverse("marks_import", args=[code, key])
    context = stage_desk(
        stage,
        *_crumbs(stage),
        (waiting.name, ""),
        title=_title(),
        first=first,
        first_text=already(first) if first else "",
        first_url=f"{url}#upload-{first.pk}" if first else "",
        run=None if first else _run(stage, waiting, tried),
        apply_url=request.path if stage.state == StageState.OPEN else "",
        error_book_url=reverse("marks_errors", args=[code, key, ref]),
    )
    context["back"] = {"title": _("Drop another file"), "url": url}
    return render(request, "candidates/dry_run.html", context)


def _apply(stage: Stage, tried: DryRun, waiting: Waiting, actor: Actor) -> None:
    import_marks(stage_id=stage.pk, marks=tried.columns, name=waiting.name, data=waiting.data, by=actor)


def _run(stage: Stage, waiting: Waiting, tried: DryRun) -> dict[str, Any]:
    marks = tried.marks
    people = len(set(marks.entrant.tolist())) if marks is not None else 0
    absent = int((marks.state == MarkState.ABSENT).sum()) if marks is not None else 0
    missing = len(tried.ids) - people if not tried.mistakes else 0
    return dry_run(
        name=waiting.name,
        sha256=waiting.sha256,
        table=tried.table,
        mistakes=tried.mistakes,
        totals=[
            (_("Marks"), len(marks.entrant) if marks is not None else 0, ""),
            (_("People with marks"), people, ""),
            (_("Absences"), absent, ""),
            (_("Entrants not in the sheet"), missing, ""),
        ],
        changes=_changes(tried),
    )


def _changes(tried: DryRun) -> dict[str, Any] | None:
    if tried.table is None or tried.mistakes:
        return None
    return first_rows(tried.table, _("The first %(shown)s of %(count)s rows"))


@login_required
@require_safe
def marks_errors(request: HttpRequest, code: str, key: str, ref: str) -> HttpResponse:
    """Return the rows as uploaded, with a column saying what is wrong."""
    stage, actor = access_stage(request.user, code, key, to=Right.IMPORT_MARKS)
    waiting = _waiting(request, stage, actor, ref) if _has_marks(stage) else None
    if waiting is None:
        return redirect("marks_import", code, key)
    tried = try_marks(stage, waiting.name, waiting.data)
    stem = waiting.name.rpartition(".")[0] or waiting.name
    return book_response(error_book(tried.table, tried.mistakes), f"{stem}-mistakes.xlsx")
