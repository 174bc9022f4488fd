"""The positions of a plan: a table to read, rows to edit while the plan is a draft, many at once, the advice."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import access_campaign
from campaigns.actions.advice import note_competition, set_advice_aside
from campaigns.actions.plans import edit_plan
from campaigns.advice import Trigger
from campaigns.books import book_response, write_positions
from campaigns.editor import Editor
from campaigns.forms.campaign import ReasonForm
from campaigns.forms.positions import PasteForm, Row, Rows, departing, row_of
from campaigns.forms.rules import RulesForm
from campaigns.pages import PAGE, attempt, data_of, desk, mistake_lines
from campaigns.plan.labels import choice_label, choices_of
from campaigns.plan.rules import Category, Plan, Position
from campaigns.queries import competition_of, latest_plan, plan_of
from oversight.models import User
from oversight.rights import Right

FORM = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(FORM)
def positions(request: HttpRequest, code: str) -> HttpResponse:
    """Show the positions; while the plan is a draft keep the rows of the page that was sent."""
    to = Right.EDIT_CAMPAIGN if request.method == "POST" else Right.READ_CAMPAIGN
    campaign, actor = access_campaign(request.user, code, to=to)
    assert isinstance(request.user, User)
    editor = Editor.of(request.user, campaign)
    said = competition_of(campaign)
    page = _page(request, editor.plan)
    form = None
    if request.method == "POST":
        form = RulesForm(Rows, data=request.POST)
        if not form.more and form.is_valid() and _unique(form, editor.plan, page):
            changed = _changed(editor.plan, page, form.result.positions)
            base = request.POST.get("base", "")
            done = attempt(
                request,
                campaign.log,
                actor,
                lambda: edit_plan(campaign_id=campaign.pk, plan=changed, by=actor, expected=base),
                _("The positions were kept."),
            )
            if done:
                triggers = {row.code: row.competition for row in form.result.positions}
                note_competition(campaign_id=campaign.pk, triggers=triggers, by=actor)
                return redirect(request.get_full_path())
    elif editor.editable:
        rows = tuple(row_of(p, said.get(p.code, ("", ""))[0]) for p in page.object_list)
        form = RulesForm(Rows, value=Rows(positions=rows), spare=3)
    return render(request, "campaigns/positions.html", _context(request, editor, page, form, said))


def _page(request: HttpRequest, plan: Plan) -> "Page[Position]":
    """Return the page of positions asked for: searched by code, title or unit, by category."""
    text, category = request.GET.get("text", "").strip(), request.GET.get("category", "")
    found = [
        p
        for p in plan.positions
        if (not text or text in f"{p.code} {p.title} {p.unit}") and (not category or p.category == category)
    ]
    return Paginator(found, PAGE).get_page(request.GET.get("page"))


def _changed(plan: Plan, page: "Page[Position]", rows: tuple[Row, ...]) -> Plan:
    """Return the plan with the page's positions replaced by the rows; new ones stand behind the page's last."""
    shown = {position.code for position in page.object_list}
    places = [index for index, position in enumerate(plan.positions) if position.code in shown]
    after = places[-1] + 1 if places else len(plan.positions)
    # A row that keeps its code keeps its place, also among positions that the search left out.
    by_code = {row.code: row.position() for row in rows}
    kept = [by_code.pop(p.code, None) if p.code in shown else p for p in plan.positions]
    new = list(by_code.values())
    together = [*kept[:after], *new, *kept[after:]]
    return replace(plan, positions=tuple(p for p in together if p is not None))


def _unique(form: RulesForm, plan: Plan, page: "Page[Position]") -> bool:
    """Refuse codes that stand twice, on the page or elsewhere, and a plan without a position."""
    codes = [row.code for row in form.result.positions]
    shown = {position.code for position in page.object_list}
    elsewhere = {p.code for p in plan.positions} - shown
    twice = {code for code in codes if codes.count(code) > 1 or code in elsewhere}
    for one in sorted(twice):
        form.refuse(_("Position code %(code)s stands twice; each position needs its own.") % {"code": one})
    if not codes and not elsewhere:
        form.refuse(_("A plan needs at least one position."))
    return not form.loose


def _context(
    request: HttpRequest,
    editor: Editor,
    page: "Page[Position]",
    form: RulesForm | None,
    said: dict[str, tuple[str, str]],
) -> dict[str, Any]:
    campaign, plan = editor.campaign, editor.plan
    code = campaign.code
    acts: list[dict[str, Any]] = [
        {"title": _("Print"), "print": True},
        {"title": _("Spreadsheet"), "url": reverse("positions_export", args=[code]), "icon": "download"},
    ]
    if editor.editable:
        acts.append(
            {"title": _("Add many"), "url": reverse("positions_paste", args=[code]), "icon": "upload"}
        )
    return desk(
        campaign,
        (_("Positions"), ""),
        title=_("Positions"),
        version=editor.version,
        editor=editor,
        acts=acts,
        facts=[
            {"label": _("Positions"), "value": len(plan.positions)},
            {"label": _("Openings"), "value": sum(p.openings for p in plan.positions)},
        ],
        filters=_filters(request),
        form=form,
        page=page,
        columns=[{"title": t, "figure": f} for t, f in _columns()],
        rows=[{"cells": cells(p, said.get(p.code, ("", "")))} for p in page.object_list],
        departing=_departing(plan, said),
        advice_url=reverse("positions_advice", args=[code]) if editor.editable else "",
    )


def _filters(request: HttpRequest) -> list[dict[str, Any]]:
    categories = [{"value": value, "title": _(label)} for value, label in choices_of(Category) if value]
    return [
        {
            "name": "text",
            "label": _("Code, post or unit"),
            "value": request.GET.get("text", ""),
            "wide": True,
        },
        {
            "name": "category",
            "label": _("Sort of post"),
            "kind": "select",
            "value": request.GET.get("category", ""),
            "choices": categories,
        },
    ]


def _columns() -> list[tuple[str, bool]]:
    return [
        (_("Position code"), False),
        (_("Post"), False),
        (_("Unit"), False),
        (_("Level of the post"), False),
        (_("Sort of post"), False),
        (_("Openings"), True),
        (_("What calls for competition"), False),
        (_("Reason for another method"), False),
    ]


def cells(position: Position, said: tuple[str, str]) -> list[Any]:
    """Return a position as the cells of a table."""
    trigger, reason = said
    return [
        position.code,
        position.title,
        position.unit or "—",
        _(choice_label(position.level)),
        _(choice_label(position.category)),
        {"text": str(position.openings), "figure": True},
        _(choice_label(Trigger(trigger))) if trigger else "—",
        {"text": reason or "—", "muted": True},
    ]


def _departing(plan: Plan, said: dict[str, tuple[str, str]]) -> list[dict[str, str]]:
    """Return the positions on which the advice is not followed and no reason is on record."""
    triggers = {code: Trigger(trigger) if trigger else None for code, (trigger, _reason) in said.items()}
    found = departing(plan.positions, triggers, plan.method)
    return [
        {"code": code, "advice": text} for code, text in found.items() if code in said and not said[code][1]
    ]


@login_required
@require_http_methods(FORM)
def positions_paste(request: HttpRequest, code: str) -> HttpResponse:
    """Add many positions at once, pasted or from a sheet; a code that is there already is replaced."""
    campaign, actor = access_campaign(request.user, code, to=Right.EDIT_CAMPAIGN)
    version = latest_plan(campaign)
    plan = plan_of(version)
    form = PasteForm(data_of(request), request.FILES or None)
    if request.method == "POST" and form.is_valid() and not form.positions:
        form.add_error(None, _("Type or paste at least one position."))
    if request.method == "POST" and form.is_valid():
        new = {position.code: position for position in form.positions}
        together = tuple(new.pop(p.code, p) for p in plan.positions) + tuple(new.values())
        changed = replace(plan, positions=together)
        done = attempt(
            request,
            campaign.log,
            actor,
            lambda: edit_plan(campaign_id=campaign.pk, plan=changed, by=actor, expected=version.digest),
            _("%(count)s positions were taken over.") % {"count": len(form.positions)},
        )
        if done:
            return redirect("positions", code)
    url = reverse("positions", args=[code])
    context = desk(
        campaign,
        (_("Positions"), url),
        (_("Add many"), ""),
        title=_("Add many positions"),
        form=form,
        mistakes=mistake_lines(form.mistakes),
        total=len(form.mistakes),
        back={"title": _("Back to the positions"), "url": url},
    )
    return render(request, "campaigns/positions_paste.html", context)


@login_required
@require_safe
def positions_export(request: HttpRequest, code: str) -> HttpResponse:
    """Return the positions as a spreadsheet with the columns that can be pasted back."""
    campaign, _actor = access_campaign(request.user, code, to=Right.READ_CAMPAIGN)
    return book_response(write_positions(plan_of(latest_plan(campaign))), f"{code}-positions.xlsx")


@login_required
@require_http_methods(FORM)
def positions_advice(request: HttpRequest, code: str) -> HttpResponse:
    """Record why the advice on positions is not followed."""
    campaign, actor = access_campaign(request.user, code, to=Right.EDIT_CAMPAIGN)
    plan = plan_of(latest_plan(campaign))
    waiting = _departing(plan, competition_of(campaign))
    form = ReasonForm(data_of(request))
    url = reverse("positions", args=[code])
    if request.method == "POST" and waiting and form.is_valid():
        advice = {line["code"]: line["advice"] for line in waiting}
        reason = form.cleaned_data["reason"]
        done = attempt(
            request,
            campaign.log,
            actor,
            lambda: set_advice_aside(
                campaign_id=campaign.pk, position_codes=list(advice), advice=advice, reason=reason, by=actor
            ),
            _("The reason was recorded."),
        )
        if done:
            return redirect(url)
    title = _("Why the advice is not followed")
    context = desk(
        campaign,
        (_("Positions"), url),
        (title, ""),
        title=title,
        form=form,
        answers=[{"label": line["code"], "value": line["advice"]} for line in waiting[:PAGE]],
        consequences=[_("The reason holds for every position named here and stands in the ledger.")],
        submit=_("Record the reason"),
        blocked=[] if waiting else [{"text": _("The advice is followed for every position."), "url": url}],
        back={"title": _("Back to the positions"), "url": url},
    )
    return render(request, "campaigns/act.html", context)
