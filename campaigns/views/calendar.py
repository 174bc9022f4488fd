"""The working calendar of the office: years, their days, and setting one from the State Council's notice."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.actions.calendar import set_year
from campaigns.forms.calendar import YearRules, days_of, rules_of, stretches
from campaigns.forms.rules import RulesForm
from campaigns.pages import refusals_of, tell
from campaigns.queries import today, working_calendar, years_kept
from campaigns.workdays import Calendar, Year
from oversight.access import access_system, offices_of
from oversight.ledger import SYSTEM_LOG
from oversight.rights import Right, may

FORM = ["GET", "HEAD", "POST"]
FIRST, LAST = 2004, 2100


def _crumbs(*titles: str) -> list[dict[str, str]]:
    first = {"title": _("Working calendar"), "url": reverse("calendar")}
    return [first, *({"title": title, "url": ""} for title in titles)]


@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show every year that is known, and which coming year has no data."""
    found, kept = working_calendar(), years_kept()
    years = sorted({*found.years, today().year, today().year + 1}, reverse=True)
    missing = [year for year in years if year not in found.years]
    context = {
        "crumbs": _crumbs(),
        "title": _("Working calendar"),
        "columns": [
            {"title": _("Year")},
            {"title": _("Days off"), "figure": True},
            {"title": _("Weekend days worked"), "figure": True},
            {"title": _("Working days"), "figure": True},
            {"title": _("Notice of the State Council")},
            {"title": _("Kept by")},
            {"title": _("State")},
        ],
        "rows": [_row(year, found, kept) for year in years],
        "missing": [{"year": year, "url": reverse("calendar_year", args=[year])} for year in missing],
        "editing": may(offices_of(request.user), Right.EDIT_CALENDAR),
    }
    return render(request, "campaigns/calendar.html", context)


def _row(year: int, found: Calendar, kept: frozenset[int]) -> dict[str, Any]:
    link = {"text": str(year), "url": reverse("calendar_year", args=[year])}
    days = found.years.get(year)
    if days is None:
        dash = {"text": "—", "figure": True}
        return {
            "cells": [link, dash, dash, dash, "—", "—", {"badge": "warning", "word": _("Provisional")}],
            "tone": "bad",
        }
    worked = found.working_days_between(date(year, 1, 1), date(year, 12, 31))
    figures = [{"text": str(n), "figure": True} for n in (len(days.holidays), len(days.workdays), worked)]
    keeper = _("Staff") if year in kept else _("The product")
    return {"cells": [link, *figures, days.source or "—", keeper, {"badge": "good", "word": _("In force")}]}


@login_required
@require_http_methods(FORM)
def calendar_year(request: HttpRequest, year: int) -> HttpResponse:
    """Show a year's days; staff sets them from the notice, whose number is asked for."""
    if not FIRST <= year <= LAST:
        raise Http404
    actor = access_system(request.user, to=Right.EDIT_CALENDAR) if request.method == "POST" else None
    editing = actor is not None or may(offices_of(request.user), Right.EDIT_CALENDAR)
    found = working_calendar().years.get(year)
    value = rules_of(found or Year(year))
    form = RulesForm(YearRules, value=value, data=request.POST if actor else None) if editing else None
    if actor is not None and form is not None and not form.more and form.is_valid():
        rules = form.result
        refused = refusals_of(
            lambda: set_year(
                year=year,
                source=rules.source,
                holidays=days_of(rules.holidays),
                workdays=days_of(rules.workdays),
                by=actor,
            )
        )
        if not refused:
            tell(request, SYSTEM_LOG, actor, _("The working calendar of %(year)s was set.") % {"year": year})
            return redirect("calendar_year", year)
        for sentence in refused:
            form.refuse(sentence)
    context = {
        "crumbs": _crumbs(str(year)),
        "title": _("Working calendar %(year)s") % {"year": year},
        "year": year,
        "known": found is not None,
        "kept": year in years_kept(),
        "form": form,
        "errors": form.errors if form else [],
        "answers": _answers(found) if found and not form else None,
        "back": {"title": _("All years"), "url": reverse("calendar")},
    }
    return render(request, "campaigns/calendar_year.html", context)


def _answers(year: Year) -> list[dict[str, str]]:
    def line(stretch: Any) -> str:
        end = f" – {stretch.last.isoformat()}" if stretch.last else ""
        return f"{stretch.name} {stretch.first.isoformat()}{end}"

    return [
        {"label": _("Notice of the State Council"), "value": year.source or "—"},
        {
            "label": _("Days off"),
            "value": "\n".join(line(s) for s in stretches(year.holidays, year.names)) or "—",
        },
        {
            "label": _("Weekend days worked"),
            "value": "\n".join(line(s) for s in stretches(year.workdays, year.names)) or "—",
        },
    ]
