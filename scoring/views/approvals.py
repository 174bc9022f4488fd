"""Approving that a stage goes on without its difference in a position."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from campaigns.access import access_stage
from candidates.forms import ReasonForm
from candidates.pages import refusal_of, tell
from oversight.access import refuse
from oversight.rights import Right
from scoring.actions.approvals import approve_difference
from scoring.required import shortfalls
from scoring.stage_page import stage_desk


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def difference_approve(request: HttpRequest, code: str, key: str, position: str) -> HttpResponse:
    """Show how the difference is lost and ask for the reason why the stage goes on all the same."""
    to = Right.APPROVE_DIFFERENCE
    stage, actor = access_stage(request.user, code, key, to=to)
    place = stage.campaign.positions.filter(code=position).first()
    if place is None:
        refuse(request.user, to=to, subject=f"stage:{key}", log=stage.campaign.log)
    short = next((one for one in shortfalls(stage) if one.position.pk == place.pk), None)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        refused = refusal_of(
            lambda: approve_difference(stage_id=stage.pk, position=position, reason=reason, by=actor)
        )
        if not refused:
            said = _("“%(stage)s” may go on in %(position)s.") % {"stage": stage, "position": place}
            tell(request, stage.campaign, actor, said)
            return redirect("difference", code)
    elif short is None or short.approved:
        refused = _("The difference is kept here, or was approved already.")
    answers: list[dict[str, Any]] = [{"label": pgettext("approval", "Position"), "value": str(place)}]
    if short is not None:
        answers += [
            {"label": _("Openings"), "value": short.openings},
            {"label": _("Entrants"), "value": short.entrants},
            {"label": _("Required by the plan"), "value": short.required},
        ]
    title = _("Let “%(stage)s” go on without its difference") % {"stage": stage}
    context = stage_desk(
        stage,
        (title, ""),
        title=title,
        submit=_("Approve"),
        form=form,
        answers=answers,
        consequences=[
            _(
                "The stage may be opened and closed with as many as stand now; should another leave, it is asked anew."
            ),
            _("The reason stands in the ledger and on the difference board."),
        ],
        blocked=[{"text": refused, "url": ""}] if refused else None,
    )
    return render(request, "scoring/stage_move.html", context)
