"""Editing the key nodes of a draft: which stages each attests and who signs it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.access import access_campaign
from campaigns.actions.plans import edit_plan
from campaigns.forms.nodes import NodesForm
from campaigns.pages import attempt, data_of, desk
from campaigns.queries import latest_plan, plan_of
from campaigns.views.plan import FORM
from oversight.rights import Right


@login_required
@require_http_methods(FORM)
def plan_nodes(request: HttpRequest, code: str) -> HttpResponse:
    """Fill in the key nodes: a row each, an emptied row is gone."""
    campaign, actor = access_campaign(request.user, code, to=Right.EDIT_CAMPAIGN)
    version = latest_plan(campaign)
    data = data_of(request)
    form = NodesForm(plan_of(version), data=data)
    if data is not None and not form.more and form.is_valid():
        base = data.get("base", "")
        done = attempt(
            request,
            campaign.log,
            actor,
            lambda: edit_plan(campaign_id=campaign.pk, plan=form.result, by=actor, expected=base),
            _("The key nodes were kept."),
        )
        if done:
            return redirect(f"{reverse('plan', args=[code])}#nodes")
    context = desk(
        campaign,
        (_("Plan"), reverse("plan", args=[code])),
        (_("Key nodes"), ""),
        title=_("Key nodes"),
        version=version,
        rules=form,
        errors=form.errors,
        back={"title": _("Back to the plan"), "url": reverse("plan", args=[code])},
    )
    return render(request, "campaigns/plan_nodes.html", context, status=422 if form.errors else 200)
