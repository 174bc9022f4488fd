"""A plan on its way: put forward, returned, approved and frozen, amended; each act has one page before it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.access import access_campaign
from campaigns.actions.plans import begin_amendment, drop_amendment, freeze_plan, propose_plan, return_plan
from campaigns.editor import Editor, difference_rows, method_title
from campaigns.forms.campaign import OptionalReasonForm, ReasonForm
from campaigns.models import Campaign, PlanVersion
from campaigns.pages import address, attempt, data_of, desk
from campaigns.plan.differences import differences, title_of
from campaigns.queries import plan_in_force, plan_of
from oversight.ledger import Actor
from oversight.models import User
from oversight.rights import Right
from oversight.say import say

FORM = ["GET", "HEAD", "POST"]


def _editor(request: HttpRequest, campaign: Campaign) -> Editor:
    assert isinstance(request.user, User)
    return Editor.of(request.user, campaign)


@dataclass(frozen=True)
class Step:
    """An act on a plan and the page before it; `form` asks for the reason of an act that takes one."""

    right: Right
    title: str
    submit: str
    done: str
    act: Callable[..., object]
    consequences: Callable[[PlanVersion], list[str]]
    blocked: Callable[[Editor, Actor], list[dict[str, str]]]
    form: type[ReasonForm] | None = None
    then: str = "plan"


def _confirm(request: HttpRequest, code: str, step: Step) -> HttpResponse:
    """Ask before an act on the plan, and do it."""
    campaign, actor = access_campaign(request.user, code, to=step.right)
    editor = _editor(request, campaign)
    form = step.form(data_of(request)) if step.form else None
    if request.method == "POST" and (form is None or form.is_valid()):
        said = {"reason": form.cleaned_data["reason"]} if form else {}
        done = attempt(
            request,
            campaign.log,
            actor,
            lambda: step.act(campaign_id=campaign.pk, by=actor, **said),
            step.done,
        )
        if done:
            return redirect(address(step.then, code=code) or reverse("plan", args=[code]))
    return render(request, "campaigns/plan_act.html", _page(editor, actor, step, form))


def _page(editor: Editor, actor: Actor, step: Step, form: ReasonForm | None) -> dict[str, Any]:
    """Return the last page before an act on a plan: what it says, its digest, what an amendment changes."""
    campaign, version = editor.campaign, editor.version
    url = reverse("plan", args=[campaign.code])
    force = plan_in_force(campaign)
    amends = force is not None and force.pk != version.pk
    return desk(
        campaign,
        (_("Plan"), url),
        (step.title, ""),
        title=step.title,
        submit=step.submit,
        form=form,
        consequences=step.consequences(version),
        blocked=step.blocked(editor, actor),
        version=version,
        answers=_answers(editor),
        changes=difference_rows(differences(plan_of(force), editor.plan)) if force and amends else None,
        columns=[{"title": _("Rule")}, {"title": _("In force")}, {"title": _("This version")}],
        back={"title": _("Back to the plan"), "url": url},
        **editor.check(),
    )


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


def _unless(holds: bool, sentence: str) -> list[dict[str, str]]:
    """Return a sentence that forbids going on, nothing where its condition holds."""
    return [] if holds else [{"text": sentence, "url": ""}]


@login_required
@require_http_methods(FORM)
def plan_propose(request: HttpRequest, code: str) -> HttpResponse:
    """Put the draft forward for the approval of a second person."""
    step = Step(
        right=Right.PROPOSE_PLAN,
        title=_("Put forward for approval"),
        submit=_("Put forward"),
        done=_("The plan was put forward; a second person approves it."),
        act=propose_plan,
        form=OptionalReasonForm,
        consequences=lambda _version: [
            _("Nobody changes the draft while it waits; whoever approves may return it."),
            _("Another person approves it: you cannot approve what you put forward."),
        ],
        blocked=lambda editor, _actor: _blocked(
            editor, PlanVersion.State.DRAFT, _("There is no draft to put forward.")
        ),
    )
    return _confirm(request, code, step)


@login_required
@require_http_methods(FORM)
def plan_return(request: HttpRequest, code: str) -> HttpResponse:
    """Give a proposed plan back to its authors."""
    step = Step(
        right=Right.APPROVE_PLAN,
        title=_("Return for changes"),
        submit=_("Return it"),
        done=_("The plan was returned for changes."),
        act=return_plan,
        form=ReasonForm,
        consequences=lambda _version: [_("The plan becomes a draft again; the reason stands in the ledger.")],
        blocked=lambda editor, _actor: _unless(
            editor.version.state == PlanVersion.State.PROPOSED, _("There is no plan waiting for approval.")
        ),
    )
    return _confirm(request, code, step)


@login_required
@require_http_methods(FORM)
def plan_approve(request: HttpRequest, code: str) -> HttpResponse:
    """Approve and freeze the proposed plan, and go on to its notice."""
    step = Step(
        right=Right.APPROVE_PLAN,
        title=_("Approve and freeze"),
        submit=_("Approve and freeze"),
        done=_("The plan was approved and frozen. Its notice can be drafted and published now."),
        act=freeze_plan,
        consequences=_freezing,
        blocked=_not_approved,
        then="notices",
    )
    return _confirm(request, code, step)


def _not_approved(editor: Editor, actor: Actor) -> list[dict[str, str]]:
    """Return what forbids an approval; putting a plan forward and approving it are two persons' acts."""
    another = editor.version.proposed_by_id != actor.user_id
    return [
        *_blocked(editor, PlanVersion.State.PROPOSED, _("There is no plan waiting for approval.")),
        *_unless(another, _("A second person approves: you put this plan forward yourself.")),
    ]


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
    step = Step(
        right=Right.EDIT_CAMPAIGN,
        title=_("Begin an amendment"),
        submit=_("Begin"),
        done=_("The amendment was begun. The plan in force stands until it is approved."),
        act=begin_amendment,
        form=ReasonForm,
        consequences=lambda _version: [
            _("The plan in force stands until a second person has approved the new version."),
            _(
                "Stages that have begun keep their rules; once scores are known weights, rounding and ties stand."
            ),
            _("The reason is printed on the notice of the amendment."),
        ],
        blocked=lambda editor, _actor: _unless(
            editor.version.state == PlanVersion.State.FROZEN, _("There is a version in the making already.")
        ),
    )
    return _confirm(request, code, step)


@login_required
@require_http_methods(FORM)
def plan_drop(request: HttpRequest, code: str) -> HttpResponse:
    """Give up the draft of an amendment."""
    step = Step(
        right=Right.EDIT_CAMPAIGN,
        title=_("Drop the amendment"),
        submit=_("Drop the draft"),
        done=_("The draft was dropped. The plan in force stands."),
        act=drop_amendment,
        form=ReasonForm,
        consequences=lambda _version: [
            _("The plan in force stands as it is; another amendment can be begun at any time."),
            _("The draft stays on record as dropped; it is no longer edited or put forward."),
        ],
        blocked=lambda editor, _actor: _unless(
            editor.droppable, _("There is no draft of an amendment to drop.")
        ),
    )
    return _confirm(request, code, step)
