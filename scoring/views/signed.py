"""Signed ballots, for their custodian alone: which rounds there are, and the papers of one after saying why."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from campaigns.access import access_campaign
from candidates.pages import desk, refusal_of
from oversight.rights import Right
from scoring.actions.signed import SignedPaper, open_signed
from scoring.forms import SignedForm
from scoring.signed_page import signed_rounds


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signed_ballots(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a round and a reason; by POST show its papers once, and record that they were opened."""
    campaign, actor = access_campaign(request.user, code, to=Right.READ_SIGNED_BALLOTS)
    rounds = signed_rounds(campaign)
    form = SignedForm(request.POST or None, rounds=rounds)
    papers: list[SignedPaper] = []
    chosen = None
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen
        refused = refusal_of(
            lambda: papers.extend(
                open_signed(
                    stage_id=form.chosen.stage.pk,
                    turn=form.chosen.turn.number,
                    by=actor,
                    reason=form.cleaned_data["reason"],
                )
            )
        )
        if refused:
            form.add_error(None, refused)
            chosen = None
    context = desk(
        campaign,
        (_("Signed ballots"), ""),
        title=_("Signed ballots"),
        form=form,
        rounds=rounds,
        chosen=chosen,
        papers=_table(papers),
    )
    context["crumbs"][0]["url"] = ""  # a custodian reads nothing else of the campaign
    return render(request, "scoring/signed.html", context)


def _table(papers: list[SignedPaper]) -> dict[str, Any]:
    """Return the papers for `parts/table.html`."""
    titles = (_("Paper"), _("Number of the voter"), _("Signed by"), _("Names"))
    rows = [
        {"cells": [paper.label, str(paper.number), paper.voter, "、".join(paper.names) or _("blank")]}
        for paper in papers
    ]
    return {"columns": [{"title": title} for title in titles], "rows": rows}
