"""After the decision: terms of contract, probation, who steps in for a winner who declines, the reserve list."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.access import access_stage, rights_in
from campaigns.models import Stage
from campaigns.plan.rules_later import Appointment
from candidates.books import book_response, write_book
from oversight.rights import Right
from scoring.check_grid import said
from scoring.check_page import can_correct, can_enter, line_of
from scoring.collect import plan_in_force
from scoring.stage_page import stage_desk
from scoring.tabs import tabs_of
from scoring.terms import Reserve, Reserved, Term, stages_of_reserve, terms_of


@login_required
@require_safe
def appointment(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show each person's term and probation, and what is due about them."""
    stage, _actor = access_stage(request.user, code, key, to=Right.READ_CHECKS)
    rules = plan_in_force(stage)[1].stage(stage.key)
    if not isinstance(rules, Appointment):
        return redirect("stage", code, key)
    rights = rights_in(request.user, stage.campaign)
    terms = terms_of(stage, rules)
    name = "check_one" if can_enter(stage, rights) else "check_correct" if can_correct(stage, rights) else ""
    next_urls = _next_urls(stage, terms) if Right.CORRECT_OUTCOME in rights else {}
    context = stage_desk(
        stage,
        (_("Terms and probation"), ""),
        tabs=tabs_of(stage, rights, "appointment"),
        facts=_facts(rules, terms),
        acts=[{"title": _("Print"), "print": True}],
        lines=[_line(stage, rules, term, name, next_urls) for term in terms],
        alarms=[_alarm(term) for term in terms if term.state == "overdue"],
        elective=rules.elective,
        contract=bool(rules.contract_months),
    )
    return render(request, "scoring/appointment.html", context)


def _facts(rules: Appointment, terms: list[Term]) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": _("Appointed"), "value": f"{sum(term.appointed for term in terms)} / {len(terms)}"}
    ]
    if rules.contract_months:
        facts.append({"label": _("Contract"), "value": _("%(n)s months") % {"n": rules.contract_months}})
    if not rules.elective:
        facts.append({"label": _("Probation"), "value": _("%(n)s months") % {"n": rules.probation_months}})
    return facts


def _alarm(term: Term) -> str:
    text = _("The probation of %(name)s ended on %(day)s: confirm, extend or remove.")
    return text % {"name": term.person.candidate.name, "day": term.probation_until}


def _line(
    stage: Stage, rules: Appointment, term: Term, name: str, next_urls: dict[int, str]
) -> dict[str, Any]:
    args = [stage.campaign.code, stage.key, term.person.number]
    acting = bool(name) and term.appointed and term.probation_until is not None and not term.finished
    asked = urlencode({"item": "trial"})
    return {
        "person": term.person,
        "decision": said(term.decision.answer) if term.decision else "",
        "day": term.decision.day if term.decision else None,
        "contract_until": term.contract_until,
        "probation_until": term.probation_until if term.appointed else None,
        "state": term.state,
        "trials": [line_of(rules, trial) for trial in term.trials],
        "trial_url": f"{reverse(name, args=args)}?{asked}" if acting else "",
        "next_url": next_urls.get(term.person.pk, ""),
        "declined": term.declined,
    }


def _next_urls(stage: Stage, terms: list[Term]) -> dict[int, str]:
    """Return where the leaving of each winner who declined is recorded, so that the next by rule steps up."""
    declined = {term.person.pk: term.person for term in terms if term.declined}
    code = stage.campaign.code
    return {
        pk: f"{reverse('stage_leave', args=[code, one.key])}?{urlencode({'number': declined[pk].number})}"
        for pk, one in stages_of_reserve(stage, list(declined.values())).items()
    }


@login_required
@require_safe
def reserve(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show the reserve list: who consented, until when, and the runners-up who may be asked."""
    stage, _actor = access_stage(request.user, code, key, to=Right.READ_CHECKS)
    if stage.kind != "appointment":
        return redirect("stage", code, key)
    rights = rights_in(request.user, stage.campaign)
    found = Reserve(stage)
    listed = [one for one in found.everybody if one.listed]
    name = "check_one" if can_enter(stage, rights) else "check_correct" if can_correct(stage, rights) else ""
    facts: list[dict[str, Any]] = [{"label": _("On the list"), "value": len(listed)}]
    if found.months:
        facts.append({"label": _("Valid"), "value": _("%(n)s months") % {"n": found.months}})
    acts: list[dict[str, Any]] = [{"title": _("Print"), "print": True}]
    if listed:
        url = reverse("reserve_export", args=[code, key])
        acts.append({"title": _("Spreadsheet"), "url": url, "icon": "download"})
    context = stage_desk(
        stage,
        (_("Reserve list"), ""),
        tabs=tabs_of(stage, rights, "reserve"),
        facts=facts,
        acts=acts,
        kept=found.months is not None,
        listed=[_reserved(stage, one, name) for one in listed],
        others=[_reserved(stage, one, name) for one in found.everybody if not one.listed],
    )
    return render(request, "scoring/reserve.html", context)


def _reserved(stage: Stage, one: Reserved, name: str) -> dict[str, Any]:
    args = [stage.campaign.code, stage.key, one.person.number]
    return {
        "person": one.person,
        "answer": said(one.check.answer) if one.check else "",
        "day": one.check.day if one.check else None,
        "until": one.until,
        "expired": one.expired,
        "url": f"{reverse(name, args=args)}?item=reserve" if name else "",
    }


@login_required
@require_safe
def reserve_export(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Return the reserve list as a spreadsheet."""
    stage, _actor = access_stage(request.user, code, key, to=Right.READ_CHECKS)
    if stage.kind != "appointment":
        return redirect("stage", code, key)
    header = [_("Number"), _("Name"), _("Position"), _("Consented on"), _("Valid until"), _("State")]
    rows = [
        [
            one.person.number,
            one.person.candidate.name,
            str(one.person.position),
            str(one.check.day or "") if one.check else "",
            str(one.until or ""),
            _("expired") if one.expired else _("valid"),
        ]
        for one in Reserve(stage).everybody
        if one.listed
    ]
    return book_response(write_book(_("Reserve list"), header, rows), f"{code}-{key}-reserve.xlsx")
