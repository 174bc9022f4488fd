"""Ballots from a sheet: template of a turn, dry run, what is wrong as a workbook, applying."""

from typing import Any
from urllib.parse import urlencode

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
from oversight.say import say
from scoring.actions.ballots import import_ballots
from scoring.ballot_imports import BallotRun, template_of, try_ballots, turn_titles
from scoring.collect import plan_in_force
from scoring.core.turns import turn_of
from scoring.stage_page import stage_desk
from scoring.tabs import BALLOTED

PURPOSE = "ballots"
SPARE = 300


def _subject(stage: Stage) -> str:
    return f"{stage.campaign.code}/{stage.subject}"


def _title() -> str:
    return _("Import ballots")


def _crumbs(stage: Stage) -> list[tuple[Any, str]]:
    args = [stage.campaign.code, stage.key]
    return [
        (_("Ballots"), reverse("ballots", args=args)),
        (_title(), reverse("ballots_import", args=args)),
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ballots_import(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Take a sheet and go on to its dry run."""
    stage, actor = access_stage(request.user, code, key, to=Right.IMPORT_MARKS)
    if stage.kind not in BALLOTED:
        return redirect("stage", code, key)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        ref = keep_waiting(
            purpose=PURPOSE, subject=_subject(stage), name=file.name, data=file.read(), by=actor
        )
        return redirect("ballots_dry_run", code, key, ref)
    template = reverse("ballots_template", args=[code, key])
    context = stage_desk(
        stage,
        *_crumbs(stage),
        title=_title(),
        form=form,
        entering=stage.state == StageState.OPEN,
        template_url=f"{template}?{urlencode({'turn': request.GET.get('turn', '')})}",
        hint=_(
            "CSV or XLSX; it stands in place of the groups, rounds or ballots that it has. Turnout is typed."
        ),
        uploads=uploads_of(_subject(stage)).filter(purpose=PURPOSE),
    )
    return render(request, "candidates/import.html", context)


@login_required
@require_safe
def ballots_template(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Return a sheet for a group, round or ballot (`?turn=`) with those who stand in it."""
    stage, _actor = access_stage(request.user, code, key, to=Right.IMPORT_MARKS)
    turn = None
    if stage.kind in BALLOTED:
        _version, plan = plan_in_force(stage)
        turn = turn_of(plan.stage(stage.key), request.GET.get("turn", ""))
    if turn is None:
        return redirect("stage", code, key)
    header, rows = template_of(stage, turn)
    data = write_book(say(turn.title), header, rows, spare=SPARE)
    return book_response(data, f"{code}-{key}-{turn.key}-template.xlsx")


def _waiting(request: HttpRequest, stage: Stage, actor: Actor, ref: str) -> Waiting | None:
    if stage.kind not in BALLOTED:
        return None
    return waiting_file(request, ref, purpose=PURPOSE, subject=_subject(stage), by=actor)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ballots_dry_run(request: HttpRequest, code: str, key: str, ref: str) -> HttpResponse:
    """Show what a sheet of ballots would do; by POST do it."""
    stage, actor = access_stage(request.user, code, key, to=Right.IMPORT_MARKS)
    waiting = _waiting(request, stage, actor, ref)
    if waiting is None:
        return redirect("ballots_import", code, key)
    first = first_upload(PURPOSE, _subject(stage), waiting.sha256)
    tried = BallotRun(None, ()) if first else try_ballots(stage, waiting.name, waiting.data)
    if request.method == "POST" and not first and not tried.mistakes:
        file = tried.file(waiting.name, waiting.data)
        said = _("%(count)s counts or papers were imported.") % {"count": file.rows}
        done = attempt(
            request,
            stage.campaign,
            actor,
            lambda: import_ballots(stage_id=stage.pk, file=file, by=actor),
            said,
        )
        if done:
            forget_waiting(ref)
            return redirect("ballots", code, key)
    url = reverse("ballots_import", args=[code, key])
    context = stage_desk(
        stage,
        *_crumbs(stage),
        (waiting.name, ""),
        title=_title(),
        first=first,
        first_text=already(first) if first else "",
        first_url=f"{url}#upload-{first.pk}" if first else "",
        run=None if first else _run(waiting, tried),
        apply_url=request.path if stage.state == StageState.OPEN else "",
        error_book_url=reverse("ballots_errors", args=[code, key, ref]),
    )
    context["back"] = {"title": _("Drop another file"), "url": url}
    return render(request, "candidates/dry_run.html", context)


def _run(waiting: Waiting, tried: BallotRun) -> dict[str, Any]:
    papers, counts = tried.evidence.papers, tried.evidence.counts
    rows = len(papers.labels) if papers is not None else 0 if counts is None else len(counts.key)
    return dry_run(
        name=waiting.name,
        sha256=waiting.sha256,
        table=tried.table,
        mistakes=tried.mistakes,
        totals=[
            (_("Papers") if papers is not None else _("Counts"), rows, ""),
            (_("People"), tried.people, ""),
        ],
        changes=_changes(tried),
    )


def _changes(tried: BallotRun) -> dict[str, Any] | None:
    if tried.table is None or tried.gathered is None or tried.mistakes:
        return None
    caption = _("In place of %(turns)s; the first %(shown)s of %(count)s rows")
    return first_rows(tried.table, caption, turns=say(turn_titles(tried.gathered, tried.turns)))


@login_required
@require_safe
def ballots_errors(request: HttpRequest, code: str, key: str, ref: str) -> HttpResponse:
    """Return the rows as uploaded, with a column saying what is wrong."""
    stage, actor = access_stage(request.user, code, key, to=Right.IMPORT_MARKS)
    waiting = _waiting(request, stage, actor, ref)
    if waiting is None:
        return redirect("ballots_import", code, key)
    tried = try_ballots(stage, waiting.name, waiting.data)
    stem = waiting.name.rpartition(".")[0] or waiting.name
    return book_response(error_book(tried.table, tried.mistakes), f"{stem}-mistakes.xlsx")
