"""Answers from a sheet: template with the entrants filled in, dry run, what is wrong as a workbook, applying."""

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
from candidates.books import book_response, error_book, write_book
from candidates.forms import SheetForm
from candidates.pages import already, attempt, dry_run, first_rows, first_upload, waiting_file
from candidates.waiting import Waiting, forget_waiting, keep_waiting
from oversight.ledger import Actor
from oversight.queries import uploads_of
from oversight.rights import Right
from scoring.actions.checks import import_checks
from scoring.check_imports import CheckDryRun, template_of, try_checks
from scoring.check_page import NOT_BY_STAFF
from scoring.check_places import CHECKED, exempt
from scoring.check_queries import asked_about, count_of
from scoring.collect import plan_in_force
from scoring.stage_page import stage_desk

PURPOSE = "checks"


def _subject(stage: Stage) -> str:
    return f"{stage.campaign.code}/{stage.subject}"


def _title() -> str:
    return _("Import answers")


def _crumbs(stage: Stage) -> list[tuple[Any, str]]:
    args = [stage.campaign.code, stage.key]
    return [(_("Answers"), reverse("checks", args=args)), (_title(), reverse("checks_import", args=args))]


def _by_sheet(stage: Stage) -> bool:
    """Say whether a stage takes answers from sheets: not where organs answer under their own accounts."""
    if stage.kind not in CHECKED or stage.kind in NOT_BY_STAFF:
        return False
    return not exempt(plan_in_force(stage)[1].stage(stage.key))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checks_import(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Take a sheet of answers and go on to its dry run."""
    stage, actor = access_stage(request.user, code, key, to=Right.ENTER_CHECKS)
    if not _by_sheet(stage):
        return redirect("stage", code, key)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        ref = keep_waiting(
            purpose=PURPOSE, subject=_subject(stage), name=file.name, data=file.read(), by=actor
        )
        return redirect("checks_dry_run", code, key, ref)
    context = stage_desk(
        stage,
        *_crumbs(stage),
        title=_title(),
        form=form,
        entering=stage.state == StageState.OPEN,
        template_url=reverse("checks_template", args=[code, key]),
        hint=_("CSV or XLSX; numbers as text cells, days as 2026-03-01. It takes the place of every answer."),
        uploads=uploads_of(_subject(stage)).filter(purpose=PURPOSE),
    )
    return render(request, "candidates/import.html", context)


@login_required
@require_safe
def checks_template(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Return a sheet with a row for each person and each thing that is asked."""
    stage, _actor = access_stage(request.user, code, key, to=Right.ENTER_CHECKS)
    if not _by_sheet(stage):
        return redirect("stage", code, key)
    header, rows = template_of(stage, list(asked_about(stage)))
    return book_response(write_book(str(stage), header, rows), f"{code}-{key}-template.xlsx")


def _waiting(request: HttpRequest, stage: Stage, actor: Actor, ref: str) -> Waiting | None:
    return waiting_file(request, ref, purpose=PURPOSE, subject=_subject(stage), by=actor)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checks_dry_run(request: HttpRequest, code: str, key: str, ref: str) -> HttpResponse:
    """Show what a sheet of answers would do; by POST do it."""
    stage, actor = access_stage(request.user, code, key, to=Right.ENTER_CHECKS)
    waiting = _waiting(request, stage, actor, ref) if _by_sheet(stage) else None
    if waiting is None:
        return redirect("checks_import", code, key)
    first = first_upload(PURPOSE, _subject(stage), waiting.sha256)
    tried = CheckDryRun(None, ()) if first else try_checks(stage, waiting.name, waiting.data)
    if request.method == "POST" and not first and not tried.mistakes:
        said = _("%(count)s answers were imported.") % {"count": len(tried.entries)}
        file = tried.file(waiting.name, waiting.data)
        act = lambda: import_checks(stage_id=stage.pk, file=file, by=actor)  # noqa: E731
        if attempt(request, stage.campaign, actor, act, said):
            forget_waiting(ref)
            return redirect("checks", code, key)
    url = reverse("checks_import", args=[code, key])
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
        error_book_url=reverse("checks_errors", args=[code, key, ref]),
    )
    context["back"] = {"title": _("Drop another file"), "url": url}
    return render(request, "candidates/dry_run.html", context)


def _run(stage: Stage, waiting: Waiting, tried: CheckDryRun) -> dict[str, Any]:
    there = count_of(stage)
    return dry_run(
        name=waiting.name,
        sha256=waiting.sha256,
        table=tried.table,
        mistakes=tried.mistakes,
        totals=[
            (_("Answers"), len(tried.entries), ""),
            (_("People answered about"), len({entry.application for entry in tried.entries}), ""),
            (_("Answers replaced"), there, "bad" if there else ""),
        ],
        changes=_changes(tried),
    )


def _changes(tried: CheckDryRun) -> dict[str, Any] | None:
    if tried.table is None or tried.mistakes:
        return None
    return first_rows(tried.table, _("The first %(shown)s of %(count)s rows"))


@login_required
@require_safe
def checks_errors(request: HttpRequest, code: str, key: str, ref: str) -> HttpResponse:
    """Return the rows as uploaded, with a column saying what is wrong."""
    stage, actor = access_stage(request.user, code, key, to=Right.ENTER_CHECKS)
    waiting = _waiting(request, stage, actor, ref) if _by_sheet(stage) else None
    if waiting is None:
        return redirect("checks_import", code, key)
    tried = try_checks(stage, waiting.name, waiting.data)
    stem = waiting.name.rpartition(".")[0] or waiting.name
    return book_response(error_book(tried.table, tried.mistakes), f"{stem}-mistakes.xlsx")
