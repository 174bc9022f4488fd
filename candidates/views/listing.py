"""The list of a campaign's applications: search, filters, counts against openings, export."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.access import access_campaign, rights_in
from campaigns.models import Campaign
from campaigns.plan.rules import Registration
from candidates.books import book_response, write_book
from candidates.models import Application
from candidates.pages import PAGE, desk
from candidates.queries import (
    applications_of,
    masked_identity,
    plan_in_force,
    positions_with_counts,
    registration_of,
    registration_rules,
)
from oversight.rights import Right

STANDINGS = ("standing", "withdrawn", "disqualified")


def standing_words() -> dict[str, str]:
    """Return what an application's standing is called during registration."""
    return {"standing": _("Stands"), "withdrawn": _("Withdrawn"), "disqualified": _("Found ineligible")}


@login_required
@require_safe
def applications(request: HttpRequest, code: str) -> HttpResponse:
    """Show the applications of a campaign and how many stand for each position."""
    campaign, _actor = access_campaign(request.user, code, to=Right.READ_APPLICATIONS)
    asked = {name: request.GET.get(name, "").strip() for name in ("text", "position", "standing")}
    positions = list(positions_with_counts(campaign))
    plan = plan_in_force(campaign)
    rules = registration_rules(plan) if plan else None
    page = Paginator(applications_of(campaign, **asked), PAGE).get_page(request.GET.get("page"))
    stage = registration_of(campaign)
    rights, words = rights_in(request.user, campaign), standing_words()
    context = desk(
        campaign,
        (_("Applications"), ""),
        title=_("Applications"),
        stage=stage,
        facts=_facts(positions),
        acts=_acts(campaign, rights, entering=stage is not None and stage.state == "open"),
        filters=_filters(asked, positions),
        counts=_counts(campaign, positions, rules),
        page=page,
        rows=[_row(campaign, application, words) for application in page.object_list],
        planned=plan is not None,
        filtered=any(asked.values()),
    )
    return render(request, "candidates/applications.html", context)


def _facts(positions: list[Any]) -> list[dict[str, Any]]:
    words = standing_words()
    return [
        {"label": _("All"), "value": sum(p.total for p in positions)},
        *({"label": words[name], "value": sum(getattr(p, name) for p in positions)} for name in STANDINGS),
    ]


def _acts(campaign: Campaign, rights: frozenset[Right], *, entering: bool) -> list[dict[str, Any]]:
    acts: list[dict[str, Any]] = [{"title": _("Print"), "print": True}]
    export = reverse("applications_export", args=[campaign.code])
    acts.append({"title": _("Spreadsheet"), "url": export, "icon": "download"})
    if entering and Right.IMPORT_APPLICATIONS in rights:
        url = reverse("applications_import", args=[campaign.code])
        acts.append({"title": _("Import a sheet"), "url": url, "icon": "upload"})
    if entering and Right.EDIT_APPLICATIONS in rights:
        url = reverse("application_new", args=[campaign.code])
        acts.append({"title": _("Enter an application"), "url": url, "icon": "plus", "primary": True})
    return acts


def _filters(asked: dict[str, str], positions: list[Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": "text",
            "label": _("Number, name or whole identity number"),
            "value": asked["text"],
            "wide": True,
        },
        {
            "name": "position",
            "label": _("Position"),
            "kind": "select",
            "value": asked["position"],
            "choices": [{"value": p.code, "title": str(p)} for p in positions],
        },
        {
            "name": "standing",
            "label": _("Standing"),
            "kind": "select",
            "value": asked["standing"],
            "choices": [{"value": value, "title": word} for value, word in standing_words().items()],
        },
    ]


def _counts(campaign: Campaign, positions: list[Any], rules: Registration | None) -> dict[str, Any]:
    """Return the table of positions: who stands for each against its openings and the ratio of the plan."""
    ratio = rules.minimum_ratio if rules else None
    columns = [
        {"title": _("Position")},
        {"title": _("Openings"), "figure": True},
        {"title": _("Applications"), "figure": True},
        {"title": _("Stand"), "figure": True},
        {"title": _("Per opening"), "figure": True},
        {"title": _("Required"), "figure": True},
    ]
    url = reverse("applications", args=[campaign.code])
    rows = []
    for position in positions:
        short = ratio is not None and position.standing < ratio * position.openings
        figures = [
            position.openings,
            position.total,
            position.standing,
            f"{position.standing / position.openings:.1f}",
            "—" if ratio is None else f"{ratio.normalize():f}",
        ]
        cells: list[dict[str, Any]] = [{"text": str(position), "url": f"{url}?position={position.code}"}]
        cells += [{"text": str(figure), "figure": True} for figure in figures]
        rows.append({"cells": cells, "tone": "bad" if short else ""})
    broken = sum(1 for row in rows if row["tone"])
    return {"columns": columns, "rows": rows, "broken": broken}


def _row(campaign: Campaign, application: Application, words: Mapping[str, str]) -> dict[str, Any]:
    url = reverse("application", args=[campaign.code, application.number])
    return {
        "cells": [
            {"text": application.number, "url": url},
            {"text": application.candidate.name, "url": url},
            application.position.code,
            masked_identity(application.candidate) or "—",
            {
                "badge": application.standing or "good",
                "word": words[application.standing or "standing"],
            },
            {"text": application.reason, "muted": True},
        ],
        "tone": "out" if application.standing else "",
    }


@login_required
@require_safe
def applications_export(request: HttpRequest, code: str) -> HttpResponse:
    """Return the applications as a spreadsheet, without identity numbers."""
    campaign, _actor = access_campaign(request.user, code, to=Right.READ_APPLICATIONS)
    header = ["id", "position", _("Position"), "name", "gender", "birth_date", "standing", "reason"]
    rows = (
        [
            a.number,
            a.position.code,
            a.position.title,
            a.candidate.name,
            a.candidate.gender,
            a.candidate.birth_date.isoformat() if a.candidate.birth_date else "",
            a.standing,
            a.reason,
        ]
        for a in applications_of(campaign).iterator(chunk_size=5000)
    )
    return book_response(
        write_book(_("Applications"), header, rows, wide=[7]), f"{campaign.code}-applications.xlsx"
    )
