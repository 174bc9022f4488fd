"""A plan on its way: put forward, returned, approved and frozen, amended."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.access import access_campaign
from campaigns.actions.plans import begin_amendment, freeze_plan, propose_plan, return_plan
from campaigns.editor import Editor, difference_rows, method_title
from campaigns.forms.campaign import OptionalReasonForm, ReasonForm
from campaigns.models import Campaign, PlanVersion
from campaigns.pages import address, attempt, data_of, desk
from campaigns.plan.differences import differences, title_of
from campaigns.queries import plan_in_force, plan_of
from oversight.models import User
from oversight.rights import Right
from oversight.say import say

FORM = ["GET", "HEAD", "POST"]


def _editor(request: HttpRequest, campaign: Campaign) -> Editor:
    assert isinstance(request.user, User)
    return Editor.of(request.user, campaign)


def _page(request: HttpRequest, editor: Editor, title: str, **context: Any) -> HttpResponse:
    """Return the last page before an act on a plan: what it says, its digest, what an amendment changes."""
    campaign, version = editor.campaign, editor.version
    url = reverse("plan", args=[campaign.code])
    force = plan_in_force(campaign)
    amends = force is not None and force.pk != version.pk
    found = desk(
        campaign,
        (_("Plan"), url),
        (title, ""),
        title=title,
        version=version,
        answers=_answers(editor),
        changes=difference_rows(differences(plan_of(force), editor.plan)) if force and amends else None,
        columns=[{"title": _("Rule")}, {"title": _("In force")}, {"title": _("This version")}],
        back={"title": _("Back to the plan"), "url": url},
        **editor.check(),
    )
    return render(request, "campaigns/plan_act.html", {**found, **context})


def _answers(editor: Editor) -> list[dict[str, Any]]:
    plan, version = editor.plan, editor.version
    url = reverse("plan", args=[editor.campaign.code]) if editor.editable else ""
    openings = sum(position.openings for position in plan.positions)
    steps = " → ".join(say(title_of(stage)) for stage in plan.stages)
    answers = [
        {"label": _("Title"), "value": plan.title, "url": url and reverse("plan_head", args=[plan.code])},
        {"label": _("Method"), "value": method_title(plan)},
        {"label": _("Version"), "value": str(version.number)},
        {
            "label": _("Positions and openings"),
            "value": _("%(positions)s positions, %(openings)s openings")
            % {"positions": len(plan.positions), "openings": openings},
            "url": url and reverse("positions", args=[plan.code]),
        },
        {"label": _("Stages"), "value": steps, "url": url},
        {"label": _("Digest of the plan (SHA-256)"), "value": version.digest},
    ]
    if version.proposed_by:
        answers.append({"label": _("Put forward by"), "value": version.proposed_by.name})
    if version.reason:
        answers.append({"label": _("Reason"), "value": version.reason})
    return answers


def _blocked(editor: Editor, state: str, sentence: str) -> list[dict[str, str]]:
    """Return what forbids going on: the wrong state, and every error of the check."""
    if editor.version.state != state:
        return [{"text": sentence, "url": reverse("plan", args=[editor.campaign.code])}]
    return editor.check()["check_errors"]


@login_required
@require_http_methods(FORM)
def plan_propose(request: HttpRequest, code: str) -> HttpResponse:
    """Put the draft forward for the approval of a second person."""
    campaign, actor = access_campaign(request.user, code, to=Right.PROPOSE_PLAN)
    editor = _editor(request, campaign)
    form = OptionalReasonForm(data_of(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = attempt(
            request,
            campaign.log,
            actor,
            lambda: propose_plan(campaign_id=campaign.pk, by=actor, reason=reason),
            _("The plan was put forward; a second person approves it."),
        )
        if done:
            return redirect("plan", code)
    consequences = [
        _("Nobody changes the draft while it waits; whoever approves may return it."),
        _("Another person approves it: you cannot approve what you put forward."),
    ]
    blocked = _blocked(editor, PlanVersion.State.DRAFT, _("There is no draft to put forward."))
    return _page(
        request, editor, _("Put forward for approval"), form=form, submit=_("Put forward"),
        consequences=consequences, blocked=blocked,
    )  # fmt: skip


@login_required
@require_http_methods(FORM)
def plan_return(request: HttpRequest, code: str) -> HttpResponse:
    """Give a proposed plan back to its authors."""
    campaign, actor = access_campaign(request.user, code, to=Right.APPROVE_PLAN)
    editor = _editor(request, campaign)
    form = ReasonForm(data_of(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = attempt(
            request,
            campaign.log,
            actor,
            lambda: return_plan(campaign_id=campaign.pk, by=actor, reason=reason),
            _("The plan was returned for changes."),
        )
        if done:
            return redirect("plan", code)
    waiting = editor.version.state == PlanVersion.State.PROPOSED
    return _page(
        request,
        editor,
        _("Return for changes"),
        form=form,
        submit=_("Return it"),
        consequences=[_("The plan becomes a draft again; the reason stands in the ledger.")],
        blocked=[] if waiting else [{"text": _("There is no plan waiting for approval."), "url": ""}],
    )


@login_required
@require_http_methods(FORM)
def plan_approve(request: HttpRequest, code: str) -> HttpResponse:
    """Approve and freeze the proposed plan, and go on to its notice."""
    campaign, actor = access_campaign(request.user, code, to=Right.APPROVE_PLAN)
    editor = _editor(request, campaign)
    if request.method == "POST":
        done = attempt(
            request,
            campaign.log,
            actor,
            lambda: freeze_plan(campaign_id=campaign.pk, by=actor),
            _("The plan was approved and frozen. Its notice can be drafted and published now."),
        )
        if done:
            return redirect(address("notices", code=code) or reverse("plan", args=[code]))
    blocked = _blocked(editor, PlanVersion.State.PROPOSED, _("There is no plan waiting for approval."))
    if editor.version.proposed_by_id == actor.user_id:
        blocked.append(
            {"text": _("A second person approves: you put this plan forward yourself."), "url": ""}
        )
    return _page(
        request, editor, _("Approve and freeze"), submit=_("Approve and freeze"),
        consequences=_freezing(editor.version), blocked=blocked,
    )  # fmt: skip


def _freezing(version: PlanVersion) -> list[str]:
    """Return what freezing a version does, in words."""
    common = [_("The digest above goes into the ledger and on the notice: any later change would show.")]
    if version.number == 1:
        return [
            _(
                "The plan is in force and can no longer be edited; a change is an amendment with its own notice."
            ),
            *common,
            _("The campaign begins: the registration can be opened."),
            _("The announcement is drafted next; it becomes public when it is published."),
        ]
    return [
        _("This version takes the place of the one in force, which stays on record."),
        *common,
        _("An amendment needs a notice of its own; draft and publish it next."),
    ]


@login_required
@require_http_methods(FORM)
def plan_amend(request: HttpRequest, code: str) -> HttpResponse:
    """Begin an amendment: a new version as a copy of the plan in force."""
    campaign, actor = access_campaign(request.user, code, to=Right.EDIT_CAMPAIGN)
    editor = _editor(request, campaign)
    form = ReasonForm(data_of(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = attempt(
            request,
            campaign.log,
            actor,
            lambda: begin_amendment(campaign_id=campaign.pk, by=actor, reason=reason),
            _("The amendment was begun. The plan in force stands until it is approved."),
        )
        if done:
            return redirect("plan", code)
    frozen = editor.version.state == PlanVersion.State.FROZEN
    return _page(
        request,
        editor,
        _("Begin an amendment"),
        form=form,
        submit=_("Begin"),
        consequences=[
            _("The plan in force stands until a second person has approved the new version."),
            _(
                "Stages that have begun keep their rules; once scores are known weights, rounding and ties stand."
            ),
            _("The reason is printed on the notice of the amendment."),
        ],
        blocked=[] if frozen else [{"text": _("There is a version in the making already."), "url": ""}],
    )
