"""The difference board: the four differences on one page, and what can lawfully be done where one is lost."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.access import access_campaign, rights_in
from campaigns.lifecycle import StageState
from campaigns.models import Position
from campaigns.pages import address as link
from campaigns.plan.numbers import plain
from candidates.pages import desk
from oversight.rights import Right
from oversight.say import say
from scoring.core.values import Standing
from scoring.results import STANDING_LABELS
from scoring.validity import validities, validity_notes
from selection.queries.difference import Board, Panel, Person, board_of


@login_required
@require_safe
def difference(request: HttpRequest, code: str) -> HttpResponse:
    """Show who stood at each of the four differences, who left and why, and where the difference was lost."""
    campaign, _actor = access_campaign(request.user, code, to=Right.READ_OUTCOME)
    board = board_of(campaign)
    rights = rights_in(request.user, campaign)
    chosen = request.GET.get("position", "")
    shown = [place for place in board.positions if chosen in ("", place.code)] or board.positions
    context = desk(
        campaign,
        (_("Difference board"), ""),
        ratios=[_ratio(board, stage) for stage in board.stages],
        positions=[_position(board, place) for place in shown if place.code in board.panels],
        validity=validity_notes(validities(campaign)),
        alarms=_alarms(board, code, rights),
        filters=_filters(board, chosen),
        columns=len(board.stages),
    )
    return render(request, "desk/difference.html", context)


def _ratio(board: Board, stage: Any) -> dict[str, Any]:
    ratio = board.ratios[stage.key]
    required = (
        _("1 : %(ratio)s required") % {"ratio": plain(ratio)}
        if ratio is not None
        else _("no ratio in the plan")
    )
    url = link("stage", code=stage.campaign.code, key=stage.key)
    return {"title": str(stage), "required": required, "state": stage.state, "url": url}


def _position(board: Board, place: Position) -> dict[str, Any]:
    return {"title": str(place), "panels": [_panel(panel) for panel in board.panels[place.code]]}


def _panel(panel: Panel) -> dict[str, Any]:
    """Return a panel for `parts/difference_panel.html`; who left stands after who went on."""
    people = panel.people
    return {
        "title": str(panel.stage),
        "reached": people is not None,
        "figures": _figures(panel),
        "broken": panel.broken,
        "staying": [_card(one) for one in people or () if not one.stage],
        "leaving": [_card(one) for one in people or () if one.stage],
        "approved": _approved(panel),
    }


def _figures(panel: Panel) -> str:
    if panel.people is None:
        return _("not reached yet")
    facts = {"stood": panel.stood, "openings": panel.openings, "required": panel.required}
    if panel.required is None:
        return _("%(stood)s for %(openings)s") % facts
    return _("%(stood)s for %(openings)s, %(required)s required") % facts


def _card(person: Person) -> dict[str, str]:
    why = say(person.left) if person.left is not None else ""
    standing = say(STANDING_LABELS[Standing(person.standing)]) if person.standing else ""
    return {
        "number": person.number,
        "name": person.name,
        "stage": person.stage,
        "why": why,
        "standing": standing,
    }


def _approved(panel: Panel) -> str:
    if panel.approval is None:
        return ""
    facts = {"name": panel.approval.by.name, "reason": panel.approval.reason}
    return _("Approved by %(name)s: %(reason)s") % facts


def _alarms(board: Board, code: str, rights: frozenset[Right]) -> list[dict[str, Any]]:
    """Return each difference that is lost and not approved, with the lawful ways out that the reader may go."""
    found = []
    for place in board.positions:
        for panel in board.panels.get(place.code, ()):
            if not panel.alarming:
                continue
            facts = {"stage": str(panel.stage), "position": str(place), "figures": _figures(panel)}
            text = _("“%(stage)s”, %(position)s: %(figures)s") % facts
            found.append({"text": text, "ways": _ways_out(panel, place, code, rights)})
    return found


def _ways_out(panel: Panel, place: Position, code: str, rights: frozenset[Right]) -> list[dict[str, str]]:
    """Call somebody up, have it approved, or amend the plan (fewer openings, the position withdrawn)."""
    ways = []
    key = panel.stage.key
    if panel.stage.state in (StageState.DRAFT, StageState.OPEN):
        approve = link("difference_approve", code=code, key=key, position=place.code)
        ways.append((_("have it approved with a reason"), approve, Right.APPROVE_DIFFERENCE))
    if panel.before:
        source = link("stage_leave", code=code, key=panel.before)
        ways.append((_("record who left and call up the next in reserve"), source, Right.CORRECT_OUTCOME))
    amend = _("amend the plan: fewer openings, or withdraw the position")
    ways.append((amend, link("plan", code=code), Right.PROPOSE_PLAN))
    return [{"title": title, "url": url if right in rights else ""} for title, url, right in ways]


def _filters(board: Board, chosen: str) -> list[dict[str, Any]]:
    choices = [{"value": place.code, "title": str(place)} for place in board.positions]
    return [
        {"name": "position", "label": _("Position"), "kind": "select", "value": chosen, "choices": choices}
    ]
