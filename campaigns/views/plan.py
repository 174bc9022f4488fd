"""The plan of a campaign: the editor, one version, comparison, files."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import access_campaign, access_version
from campaigns.actions.plans import edit_plan
from campaigns.editor import Editor, answers_of, difference_rows, method_title, nodes_shown
from campaigns.forms.campaign import PlanFileForm
from campaigns.methods import nodes_of, stages_of
from campaigns.models import Campaign, PlanVersion
from campaigns.pages import attempt, data_of, desk, mistake_lines
from campaigns.plan.differences import Difference, differences, rules_in_words
from campaigns.plan.rules import Plan
from campaigns.plan.rules_later import KIND_LABELS
from campaigns.queries import latest_plan, plan_in_force, plan_of, versions_of
from oversight.rights import Right

FORM = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Show the plan in the making, or in force, with its stages as a list."""
    campaign, _actor = access_campaign(request.user, code, to=Right.READ_CAMPAIGN)
    editor = Editor.of(request.user, campaign, open_key=request.GET.get("stage", ""))  # type: ignore[arg-type]
    return plan_page(request, editor)


def plan_page(request: HttpRequest, editor: Editor) -> HttpResponse:
    """Return the page of the editor, with the form of the open stage where there is one."""
    campaign, found = editor.campaign, editor.plan
    context = desk(
        campaign,
        (_("Plan"), ""),
        editor=editor,
        version=editor.version,
        stages=editor.stages(),
        acts=_acts(editor),
        facts=_facts(editor),
        rounding=answers_of(rules_in_words(found.rounding)),
        nodes=nodes_shown(found),
        change_url=reverse("plan_nodes", args=[campaign.code]) if editor.editable else "",
        kinds=[(kind, _(label)) for kind, label in KIND_LABELS.items() if kind != "announcement"],
        versions=list(versions_of(campaign)),
        waiting=_waiting(editor),
        form=editor.form,
        **editor.check(),
    )
    return render(request, "campaigns/plan.html", context, status=422 if editor.form else 200)


def _facts(editor: Editor) -> list[Any]:
    plan = editor.plan
    openings = sum(position.openings for position in plan.positions)
    return [
        {"label": _("Method"), "value": method_title(plan)},
        {"label": _("Version"), "value": editor.version.number},
        {"label": _("Positions"), "value": len(plan.positions)},
        {"label": _("Openings"), "value": openings},
        {"label": _("Reference date"), "value": plan.reference_date or "—"},
    ]


def _acts(editor: Editor) -> list[dict[str, Any]]:
    code, state = editor.campaign.code, editor.version.state
    acts: list[dict[str, Any]] = [
        {"title": _("Print"), "print": True},
        {"title": _("Compare"), "url": reverse("plan_compare", args=[code])},
        {
            "title": "plan.toml",
            "url": reverse("plan_toml", args=[code, editor.version.number]),
            "icon": "download",
        },
    ]
    if editor.editable:
        acts.append(
            {"title": _("Upload a plan"), "url": reverse("plan_upload", args=[code]), "icon": "upload"}
        )
    if editor.droppable and Right.EDIT_CAMPAIGN in editor.rights:
        acts.append(
            {"title": _("Drop the amendment"), "url": reverse("plan_drop", args=[code]), "danger": True}
        )
    if state == PlanVersion.State.DRAFT and Right.PROPOSE_PLAN in editor.rights:
        acts.append(
            {
                "title": _("Put forward for approval"),
                "url": reverse("plan_propose", args=[code]),
                "primary": True,
            }
        )
    if state == PlanVersion.State.PROPOSED and Right.APPROVE_PLAN in editor.rights:
        acts.append({"title": _("Return for changes"), "url": reverse("plan_return", args=[code])})
        acts.append(
            {"title": _("Approve and freeze"), "url": reverse("plan_approve", args=[code]), "primary": True}
        )
    if state == PlanVersion.State.FROZEN and Right.EDIT_CAMPAIGN in editor.rights:
        acts.append(
            {"title": _("Begin an amendment"), "url": reverse("plan_amend", args=[code]), "icon": "pen"}
        )
    return acts


def _waiting(editor: Editor) -> str:
    """Return why the plan cannot be edited, in words; empty when it can."""
    if editor.editable:
        return ""
    return {
        "draft": _("Staff is working on this draft."),
        "proposed": _("This plan waits for the approval of a second person; have it returned to change it."),
        "frozen": _(
            "This plan is in force and frozen. A change is an amendment: a new version with its reason."
        ),
    }.get(editor.version.state, "")


@login_required
@require_safe
def plan_version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show one version of the plan as it stands, and what it changed."""
    campaign, version, _actor = access_version(request.user, code, number, to=Right.READ_CAMPAIGN)
    editor = Editor.of(request.user, campaign, version)  # type: ignore[arg-type]
    earlier = versions_of(campaign).filter(number=number - 1).first()
    stages = editor.stages()
    for stage in stages:
        for name in ("edit_url", "move_up_url", "move_down_url", "remove_url"):
            stage.pop(name, None)
    context = desk(
        campaign,
        (_("Plan"), reverse("plan", args=[code])),
        (_("Version %(number)s") % {"number": number}, ""),
        version=version,
        stages=stages,
        facts=_facts(editor),
        rounding=answers_of(rules_in_words(editor.plan.rounding)),
        nodes=nodes_shown(editor.plan),
        changes=difference_rows(differences(plan_of(earlier), editor.plan)) if earlier else None,
        columns=_columns(_("Before"), _("Now")),
        file_url=reverse("plan_toml", args=[code, number]),
    )
    return render(request, "campaigns/plan_version.html", context)


def _columns(before: str, after: str) -> list[dict[str, str]]:
    return [{"title": _("Rule")}, {"title": before}, {"title": after}]


@login_required
@require_safe
def plan_toml(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Return a version as its canonical `plan.toml`, whose SHA-256 is the plan's digest."""
    _campaign, version, _actor = access_version(request.user, code, number, to=Right.READ_CAMPAIGN)
    answer = HttpResponse(version.document, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}.plan.{number}.toml"'
    return answer


@login_required
@require_safe
def plan_compare(request: HttpRequest, code: str) -> HttpResponse:
    """Say what the plan says otherwise than its method's template, or than another version."""
    campaign, _actor = access_campaign(request.user, code, to=Right.READ_CAMPAIGN)
    version = latest_plan(campaign)
    found = plan_of(version)
    versions = [v for v in versions_of(campaign) if v.pk != version.pk]
    asked = request.GET.get("with", "")
    other = next((v for v in versions if str(v.number) == asked), None)
    if other is None and not asked:
        force = plan_in_force(campaign)
        other = force if force and force.pk != version.pk else None
    against, name = (
        (plan_of(other), _("Version %(number)s") % {"number": other.number})
        if other
        else (_template_of(found), _("Template"))
    )
    changes = differences(against, found)
    context = desk(
        campaign,
        (_("Plan"), reverse("plan", args=[code])),
        (_("Compare"), ""),
        version=version,
        name=name,
        with_template=other is None,
        method=method_title(found),
        versions=versions,
        other=other,
        rows=difference_rows(changes),
        counted=_counted(changes),
        columns=_columns(name, _("This version")),
    )
    return render(request, "campaigns/plan_compare.html", context)


def _template_of(plan: Plan) -> Plan:
    """Return the plan as its method's template would have it: same head, positions and rounding."""
    stages = stages_of(plan.method)
    return replace(plan, stages=stages, nodes=nodes_of(stages), rounding=type(plan.rounding)())


def _counted(changes: list[Difference]) -> int:
    return len({(change.stage, change.field) for change in changes})


@login_required
@require_http_methods(FORM)
def plan_upload(request: HttpRequest, code: str) -> HttpResponse:
    """Take a changed `plan.toml` into the draft: what it changes first, or all its mistakes with their lines."""
    campaign, actor = access_campaign(request.user, code, to=Right.EDIT_CAMPAIGN)
    version = latest_plan(campaign)
    form = PlanFileForm(data_of(request), request.FILES or None)
    if request.method == "POST" and form.is_valid() and form.plan is not None:
        uploaded = form.plan
        done = attempt(
            request,
            campaign.log,
            actor,
            lambda: edit_plan(campaign_id=campaign.pk, plan=uploaded, by=actor, expected=version.digest),
            _("The plan of the file was taken over into the draft."),
        )
        if done:
            return redirect("plan", code)
    context = desk(
        campaign,
        (_("Plan"), reverse("plan", args=[code])),
        (_("Upload a plan"), ""),
        title=_("Upload a plan"),
        form=form,
        mistakes=mistake_lines(form.mistakes),
        total=len(form.mistakes),
        editable=version.state == PlanVersion.State.DRAFT,
        back={"title": _("Back to the plan"), "url": reverse("plan", args=[code])},
        hint=_("plan.toml, UTF-8; the code must be %(code)s") % {"code": code},
    )
    return render(request, "campaigns/plan_upload.html", context)


def to_plan(request: HttpRequest, campaign: Campaign, key: str = "") -> HttpResponse:
    """Go back to the plan, at a stage where one is named."""
    return redirect(reverse("plan", args=[campaign.code]) + (f"#stage-{key}" if key else ""))
