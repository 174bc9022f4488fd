"""Applications from a sheet: template, dry run, what is wrong as a workbook, applying."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import access_campaign
from campaigns.models import Campaign
from candidates.actions.applications import import_applications
from candidates.applications_file import KNOWN, ApplicationRow
from candidates.books import book_response, error_book, write_book
from candidates.forms import SheetForm
from candidates.identity import mask_identity
from candidates.imports import DryRun, try_applications
from candidates.pages import (
    SHOWN_CHANGES,
    already,
    attempt,
    desk,
    dry_run,
    first_upload,
    waiting_file,
)
from candidates.queries import plan_in_force, registration_of
from candidates.waiting import Waiting, forget_waiting, keep_waiting
from oversight.ledger import Actor
from oversight.queries import uploads_of
from oversight.rights import Right

PURPOSE = "applications"
TEMPLATE_ROWS = 200


def _subject(campaign: Campaign) -> str:
    return f"campaign:{campaign.code}"


def _title() -> str:
    return _("Import applications")


def _crumbs(campaign: Campaign) -> list[tuple[Any, str]]:
    return [
        (_("Applications"), reverse("applications", args=[campaign.code])),
        (_title(), reverse("applications_import", args=[campaign.code])),
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def applications_import(request: HttpRequest, code: str) -> HttpResponse:
    """Take a sheet and go on to its dry run."""
    campaign, actor = access_campaign(request.user, code, to=Right.IMPORT_APPLICATIONS)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        ref = keep_waiting(purpose=PURPOSE, subject=_subject(campaign), name=file.name, data=data, by=actor)
        return redirect("applications_dry_run", code, ref)
    stage = registration_of(campaign)
    context = desk(
        campaign,
        *_crumbs(campaign),
        title=_title(),
        form=form,
        entering=stage is not None and stage.state == "open" and plan_in_force(campaign) is not None,
        template_url=reverse("applications_template", args=[code]),
        hint=_("CSV or XLSX; identity numbers as text cells"),
        uploads=uploads_of(_subject(campaign)).filter(purpose=PURPOSE),
    )
    return render(request, "candidates/import.html", context)


@login_required
@require_safe
def applications_template(request: HttpRequest, code: str) -> HttpResponse:
    """Return an empty sheet whose cells are text, so that no identity number loses digits."""
    campaign, _actor = access_campaign(request.user, code, to=Right.IMPORT_APPLICATIONS)
    data = write_book(_("Applications"), KNOWN, [], wide=[7], spare=TEMPLATE_ROWS)
    return book_response(data, f"{campaign.code}-applications-template.xlsx")


def _waiting(request: HttpRequest, campaign: Campaign, actor: Actor, ref: str) -> Waiting | None:
    return waiting_file(request, ref, purpose=PURPOSE, subject=_subject(campaign), by=actor)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def applications_dry_run(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Show what a sheet would do; by POST do it."""
    campaign, actor = access_campaign(request.user, code, to=Right.IMPORT_APPLICATIONS)
    waiting = _waiting(request, campaign, actor, ref)
    plan = plan_in_force(campaign)
    if waiting is None or plan is None:
        return redirect("applications_import", code)
    first = first_upload(PURPOSE, _subject(campaign), waiting.sha256)
    tried = DryRun(None) if first else try_applications(campaign, plan, waiting.name, waiting.data)
    if request.method == "POST" and not first and not tried.mistakes:
        said = _("%(count)s applications were imported.") % {"count": len(tried.rows)}
        if attempt(request, campaign, actor, lambda: _apply(campaign, tried, waiting, actor), said):
            forget_waiting(ref)
            return redirect("applications", code)
    url = reverse("applications_import", args=[code])
    context = desk(
        campaign,
        *_crumbs(campaign),
        (waiting.name, ""),
        title=_title(),
        first=first,
        first_text=already(first) if first else "",
        first_url=f"{url}#upload-{first.pk}" if first else "",
        run=None if first else _run(waiting, tried),
        apply_url=request.path,
        error_book_url=reverse("applications_errors", args=[code, ref]),
        back={"title": _("Drop another file"), "url": url},
    )
    return render(request, "candidates/dry_run.html", context)


def _apply(campaign: Campaign, tried: DryRun, waiting: Waiting, actor: Actor) -> None:
    import_applications(
        campaign_id=campaign.pk, rows=tried.rows, name=waiting.name, data=waiting.data, by=actor
    )


def _run(waiting: Waiting, tried: DryRun) -> dict[str, Any]:
    left = sum(1 for row in tried.rows if row.standing)
    good = 0 if tried.mistakes else len(tried.rows)
    return dry_run(
        name=waiting.name,
        sha256=waiting.sha256,
        table=tried.table,
        mistakes=tried.mistakes,
        totals=[(_("New applications"), good, "good" if good else ""), (_("Of them left already"), left, "")],
        changes=_changes(tried.rows),
    )


def _changes(rows: Any) -> dict[str, Any]:
    shown = rows[:SHOWN_CHANGES]
    titles = [_("Application number"), _("Name"), _("Position"), _("Identity number"), _("Standing")]

    def cells(row: ApplicationRow) -> list[Any]:
        return [
            row.number,
            row.name,
            row.position,
            mask_identity(row.id_number) or "—",
            _(row.standing) if row.standing else "—",
        ]

    return {
        "caption": _("The first %(shown)s of %(count)s rows") % {"shown": len(shown), "count": len(rows)},
        "columns": [{"title": title} for title in titles],
        "rows": [{"cells": cells(row)} for row in shown],
    }


@login_required
@require_safe
def applications_errors(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Return the rows as uploaded, with a column saying what is wrong."""
    campaign, actor = access_campaign(request.user, code, to=Right.IMPORT_APPLICATIONS)
    waiting = _waiting(request, campaign, actor, ref)
    plan = plan_in_force(campaign)
    if waiting is None or plan is None:
        return redirect("applications_import", code)
    tried = try_applications(campaign, plan, waiting.name, waiting.data)
    stem = waiting.name.rpartition(".")[0] or waiting.name
    return book_response(error_book(tried.table, tried.mistakes), f"{stem}-mistakes.xlsx")
