"""Offices: who holds which, granting, confirming by another, revoking; and the table of who may do what."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from oversight.access import access_office, access_system
from oversight.actions import confirm_officer, grant_officer, revoke_officer
from oversight.forms import OfficeForm, ReasonForm
from oversight.ledger import SYSTEM_LOG
from oversight.models import Officer
from oversight.pages import PAGE, attempt, office, refusal_of, system_rights, tell
from oversight.queries import offices_in_force, offices_past, offices_waiting
from oversight.rights import APART, CONFLICTS, OFFICERS, SYSTEM_ROLES, TABLE, Right, Role
from oversight.say import say, say_right, say_role

FORM = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def officers(request: HttpRequest) -> HttpResponse:
    """Show the offices in force, those that wait for a second person, and those that have ended."""
    actor = access_system(request.user, to=Right.READ_USERS)
    rights = system_rights(request.user)
    acts: list[dict[str, Any]] = [{"title": _("Print"), "print": True}]
    if Right.GRANT_OFFICER in rights:
        url = reverse("officers_grant")
        acts.append({"title": _("Grant an office"), "url": url, "primary": True, "icon": "plus"})
    page = Paginator(offices_past(), PAGE).get_page(request.GET.get("page"))
    holders = list(offices_in_force())
    context = office(
        request,
        "officers",
        _("Offices"),
        rights=rights,
        acts=acts,
        waiting=[_line(item, rights, actor.user_id) for item in offices_waiting()],
        holders=[_line(item, rights, actor.user_id) for item in holders],
        past=[_line(item, frozenset(), None) for item in page.object_list],
        page=page,
        vacant=say([say_role(role) for role in Role if role in OFFICERS - {held.role for held in holders}]),
        conflicts=conflicts_in_words(),
    )
    return render(request, "oversight/officers.html", context)


def _line(item: Officer, rights: frozenset[Right], me: int | None) -> dict[str, Any]:
    """Return one office for the tables, with what the reader may do about it."""
    waiting = item.since is None and item.until is None
    own = me in (item.granted_by_id, item.user_id)
    return {
        "office": item,
        "title": say_role(item.role),
        "confirm": reverse("officers_confirm", args=[item.pk])
        if waiting and not own and Right.CONFIRM_OFFICER in rights
        else "",
        "second": waiting and own,
        "revoke": reverse("officers_revoke", args=[item.pk]) if Right.REVOKE_OFFICER in rights else "",
    }


def conflicts_in_words() -> list[str]:
    """Return in sentences which offices one person may not hold together."""
    pairs = sorted(sorted(pair, key=list(Role).index) for pair in CONFLICTS)
    return [
        _("Nobody is %(one)s and %(other)s at the same time.")
        % {"one": say_role(one), "other": say_role(other)}
        for one, other in pairs
    ]


@login_required
@require_http_methods(FORM)
def officers_grant(request: HttpRequest) -> HttpResponse:
    """Grant an office; another person must confirm it."""
    actor = access_system(request.user, to=Right.GRANT_OFFICER)
    form = OfficeForm(request.POST or None, initial={"user": request.GET.get("user")})
    if request.method == "POST" and form.is_valid():
        person, role = form.cleaned_data["user"], form.cleaned_data["role"]
        declined = refusal_of(lambda: grant_officer(user_id=person.pk, role=role, by=actor))
        if not declined:
            said = _("The office is granted and waits until another person confirms it.")
            tell(request, SYSTEM_LOG, actor, said)
            return redirect("officers")
        form.add_error(None, declined)
    title = _("Grant an office")
    context = office(
        request,
        "officers",
        title,
        (title, ""),
        form=form,
        submit=_("Grant"),
        back={"title": _("Back to the offices"), "url": reverse("officers")},
        remarks=[
            _("The office is in force once another officer has confirmed it."),
            *conflicts_in_words(),
        ],
    )
    return render(request, "oversight/form.html", context)


def _answers(item: Officer) -> list[dict[str, str]]:
    return [
        {"label": _("Person"), "value": f"{item.user.name} ({item.user.username})"},
        {"label": _("Office"), "value": say_role(item.role)},
        {"label": _("Granted by"), "value": item.granted_by.name if item.granted_by else _("installation")},
        {
            "label": _("What it allows"),
            "value": "\n".join(say_right(right) for right in Right if Role(item.role) in TABLE[right]),
        },
    ]


@login_required
@require_http_methods(FORM)
def officers_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an office in force that somebody else has granted."""
    item, actor = access_office(request.user, pk, to=Right.CONFIRM_OFFICER)
    if request.method == "POST":
        done = _("The office is in force.")
        attempt(request, actor, lambda: confirm_officer(officer_id=pk, by=actor), done)
        return redirect("officers")
    blocked = []
    if actor.user_id in (item.granted_by_id, item.user_id):
        text = _("A second person confirms: neither who granted the office nor who receives it.")
        blocked.append({"text": text})
    if item.since is not None:
        blocked.append({"text": _("The office is in force already.")})
    title = _("Confirm an office")
    context = office(
        request,
        "officers",
        title,
        (title, ""),
        answers=_answers(item),
        consequences=[_("The person holds the office from this moment on.")],
        blocked=blocked,
        submit=_("Confirm"),
        back={"title": _("Back to the offices"), "url": reverse("officers")},
    )
    return render(request, "oversight/act.html", context)


@login_required
@require_http_methods(FORM)
def officers_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End an office now."""
    item, actor = access_office(request.user, pk, to=Right.REVOKE_OFFICER)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = _("The office has ended.")
        attempt(request, actor, lambda: revoke_officer(officer_id=pk, reason=reason, by=actor), done)
        return redirect("officers")
    title = _("Revoke an office")
    context = office(
        request,
        "officers",
        title,
        (title, ""),
        answers=_answers(item)[:3],
        consequences=[_("The person loses the office at once; what was done in it stays on record.")],
        form=form,
        submit=_("Revoke"),
        back={"title": _("Back to the offices"), "url": reverse("officers")},
    )
    return render(request, "oversight/act.html", context)


@login_required
@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """Show the one table of who may do what, to everybody who works here."""
    roles = list(Role)
    # Where no seat in a campaign holds it, it is an act of the system.
    of_system = [
        right
        for right in Right
        if TABLE[right] <= SYSTEM_ROLES - {Role.STAFF} or right == Right.CREATE_CAMPAIGN
    ]
    groups = [
        (_("In a campaign"), [right for right in Right if right not in of_system]),
        (_("In the system"), of_system),
    ]
    context = office(
        request,
        "rights",
        _("Who may do what"),
        acts=[{"title": _("Print"), "print": True}],
        roles=[say_role(role) for role in roles],
        groups=[
            {
                "title": title,
                "rows": [
                    {"title": say_right(right), "cells": [role in TABLE[right] for role in roles]}
                    for right in found
                ],
            }
            for title, found in groups
        ],
        apart=[
            _("Whoever did “%(earlier)s” may not do “%(later)s” on the same object.")
            % {"earlier": say_right(earlier), "later": say_right(later)}
            for later, earlier in APART.items()
        ],
        conflicts=conflicts_in_words(),
    )
    return render(request, "oversight/rights.html", context)
