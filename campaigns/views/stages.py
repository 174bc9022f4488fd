"""Editing a draft's stages, rounding and times; every act keeps a new draft and an entry."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.access import access_campaign
from campaigns.actions.plans import edit_plan
from campaigns.editor import Editor, example_lines
from campaigns.forms.rules import RulesForm
from campaigns.models import Campaign
from campaigns.pages import attempt, desk, refusals_of, tell
from campaigns.plan.differences import title_of
from campaigns.plan.editing import add_stage, drop_stage, move_stage_in, replace_stage
from campaigns.plan.rules import Announcement, Plan, Rounding, Stage
from campaigns.plan.rules_later import KINDS
from campaigns.queries import latest_plan, plan_of, working_calendar
from campaigns.timetable import TimesForm, timetable_lines
from campaigns.views.plan import FORM, plan_page, to_plan
from oversight.ledger import Actor
from oversight.rights import Right
from oversight.say import say


def _stage(plan: Plan, key: str) -> Stage:
    stage = next((stage for stage in plan.stages if stage.key == key), None)
    if stage is None or isinstance(stage, Announcement):
        raise Http404
    return stage


def _keep(
    request: HttpRequest, campaign: Campaign, by: Actor, plan: Plan, text: str, expected: str = ""
) -> bool:
    return attempt(
        request,
        campaign.log,
        by,
        lambda: edit_plan(campaign_id=campaign.pk, plan=plan, by=by, expected=expected),
        text,
    )


@login_required
@require_http_methods(FORM)
def plan_stage_edit(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Change the rules of a stage; what cannot be read keeps the form with everything that was typed."""
    campaign, actor = access_campaign(request.user, code, to=Right.EDIT_CAMPAIGN)
    if request.method != "POST":
        return redirect(f"{reverse('plan', args=[code])}?stage={key}#stage-{key}")
    editor = Editor.of(request.user, campaign, open_key=key)  # type: ignore[arg-type]
    stage = _stage(editor.plan, key)
    form = RulesForm(type(stage), data=request.POST)
    if form.more or not form.is_valid():
        editor.form = form
        return plan_page(request, editor)
    changed = replace_stage(editor.plan, key, form.result)
    base = request.POST.get("base", "") or editor.version.digest
    if _taken(changed):
        form.refuse(_("Another stage has this key already."))
        editor.form = form
        return plan_page(request, editor)
    refused = refusals_of(lambda: edit_plan(campaign_id=campaign.pk, plan=changed, by=actor, expected=base))
    for sentence in refused:
        form.refuse(sentence)
    if refused:
        editor.form = form
        return plan_page(request, editor)
    tell(
        request,
        campaign.log,
        actor,
        _("The rules of “%(stage)s” were kept.") % {"stage": say(title_of(form.result))},
    )
    url = reverse("plan", args=[code])
    return redirect(f"{url}?stage={form.result.key}#stage-{form.result.key}")


def _taken(plan: Plan) -> bool:
    keys = [stage.key for stage in plan.stages]
    return len(set(keys)) < len(keys)


@login_required
@require_POST
def plan_example(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Answer with the worked example of what is typed at this moment; nothing is kept."""
    campaign, _actor = access_campaign(request.user, code, to=Right.EDIT_CAMPAIGN)
    plan = plan_of(latest_plan(campaign))
    form = RulesForm(type(_stage(plan, key)), data=request.POST)
    openings = max((position.openings for position in plan.positions), default=1)
    if form.is_valid():
        example = example_lines(form.result, plan.rounding, openings, working_calendar(), key)
    else:
        example = {"id": f"example-{key}", "lines": [{"says": error["text"]} for error in form.errors[:3]]}
    url = reverse("plan_example", args=[code, key])
    return render(request, "parts/example.html", {"example": example, "example_url": url})


@login_required
@require_POST
def plan_stage_add(request: HttpRequest, code: str) -> HttpResponse:
    """Put a new stage into the draft."""
    campaign, actor = access_campaign(request.user, code, to=Right.EDIT_CAMPAIGN)
    kind, after = request.POST.get("kind", ""), request.POST.get("after", "")
    if kind not in KINDS or kind == Announcement.kind:
        raise Http404
    before = plan_of(latest_plan(campaign))
    changed = add_stage(before, kind, after=after)
    new = next(s.key for s in changed.stages if s.key not in {old.key for old in before.stages})
    done = _keep(request, campaign, actor, changed, _("The stage was added; look at its rules."))
    return (
        redirect(f"{reverse('plan', args=[code])}?stage={new}#stage-{new}")
        if done
        else to_plan(request, campaign)
    )


@login_required
@require_POST
def plan_stage_move(request: HttpRequest, code: str, key: str, way: str) -> HttpResponse:
    """Move a stage one place up or down."""
    campaign, actor = access_campaign(request.user, code, to=Right.EDIT_CAMPAIGN)
    before = plan_of(latest_plan(campaign))
    _stage(before, key)
    changed = move_stage_in(before, key, -1 if way == "up" else 1)
    _keep(request, campaign, actor, changed, _("The stage was moved."))
    return to_plan(request, campaign, key)


@login_required
@require_POST
def plan_stage_remove(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Take a stage out of the draft; it can be added again."""
    campaign, actor = access_campaign(request.user, code, to=Right.EDIT_CAMPAIGN)
    before = plan_of(latest_plan(campaign))
    title = say(title_of(_stage(before, key)))
    _keep(
        request, campaign, actor, drop_stage(before, key), _("“%(stage)s” was taken out.") % {"stage": title}
    )
    return to_plan(request, campaign)


@login_required
@require_http_methods(FORM)
def plan_head(request: HttpRequest, code: str) -> HttpResponse:
    """Change title, method, organizer, reference date and rounding."""
    campaign, actor = access_campaign(request.user, code, to=Right.EDIT_CAMPAIGN)
    version = latest_plan(campaign)
    before = plan_of(version)
    data = request.POST if request.method == "POST" else None
    given = {
        "positions": before.positions,
        "rounding": before.rounding,
        "stages": before.stages,
        "nodes": before.nodes,
        "code": before.code,
    }
    head = RulesForm(Plan, value=before, data=data, given=given)
    rounding = RulesForm(Rounding, value=before.rounding, data=data)
    if data is not None and head.is_valid() & rounding.is_valid():
        changed = replace(head.result, rounding=rounding.result)
        if _keep(request, campaign, actor, changed, _("Head and rounding were kept."), data.get("base", "")):
            return redirect("plan", code)
    context = desk(
        campaign,
        (_("Plan"), reverse("plan", args=[code])),
        (_("Head and rounding"), ""),
        title=_("Head and rounding"),
        version=version,
        head=head,
        rounding=rounding,
        errors=[*head.errors, *rounding.errors],
        back={"title": _("Back to the plan"), "url": reverse("plan", args=[code])},
    )
    return render(request, "campaigns/plan_head.html", context)


@login_required
@require_http_methods(FORM)
def plan_times(request: HttpRequest, code: str) -> HttpResponse:
    """Show the timetable with working days; while the plan is a draft set the times there."""
    to = Right.EDIT_CAMPAIGN if request.method == "POST" else Right.READ_CAMPAIGN
    campaign, actor = access_campaign(request.user, code, to=to)
    editor = Editor.of(request.user, campaign)  # type: ignore[arg-type]
    data = request.POST if request.method == "POST" else None
    form = TimesForm(editor.plan, data)
    if data is not None and form.is_valid():
        changed = form.changed(editor.plan)
        if _keep(request, campaign, actor, changed, _("The times were kept."), data.get("base", "")):
            return redirect("plan_times", code)
    context = desk(
        campaign,
        (_("Plan"), reverse("plan", args=[code])),
        (_("Timetable"), ""),
        title=_("Timetable"),
        editor=editor,
        version=editor.version,
        form=form,
        lines=timetable_lines(
            campaign,
            form if editor.editable else None,
            editor.plan,
            editor.calendar,
            setting=Right.OPEN_STAGE in editor.rights,
        ),
        errors=form.errors,
    )
    return render(request, "campaigns/plan_times.html", context)
