"""Public comment: how long merits are shown, the opinions that came in, the grades that were counted."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.access import access_stage, rights_in
from campaigns.plan.rules_later import PublicComment
from oversight.rights import Right
from scoring.check_page import acts_of, can_enter
from scoring.collect import plan_in_force
from scoring.comment_page import CommentPage
from scoring.stage_page import stage_desk
from scoring.tabs import tabs_of


@login_required
@require_safe
def public_comment(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show the period with its small calendar, and the opinions about each person."""
    stage, _actor = access_stage(request.user, code, key, to=Right.READ_CHECKS)
    rules = plan_in_force(stage)[1].stage(stage.key)
    if not isinstance(rules, PublicComment):
        return redirect("stage", code, key)
    rights = rights_in(request.user, stage.campaign)
    page = CommentPage(stage, rules)
    context = stage_desk(
        stage,
        (_("Public comment"), ""),
        tabs=tabs_of(stage, rights, "public_comment"),
        facts=page.facts(),
        acts=acts_of(stage, rights),
        period=page.period,
        days=rules.days,
        working=rules.unit == "working",
        lines=page.lines(entering=can_enter(stage, rights)),
    )
    return render(request, "scoring/public_comment.html", context)
