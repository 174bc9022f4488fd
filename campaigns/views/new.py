"""Making a campaign: a method with its stages, head and positions, the advice, or a plan from a file."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.actions.advice import forgo_competition, note_competition, set_advice_aside
from campaigns.actions.plans import create_campaign
from campaigns.advice import METHODS, Advice, Need, advise, departures
from campaigns.forms.campaign import AdviceForm, ForgoForm, NewCampaignForm, PlanFileForm
from campaigns.forms.positions import FirstPositionsForm
from campaigns.methods import METHOD_LABELS, new_plan, stages_of
from campaigns.models import Campaign
from campaigns.pages import attempt, data_of, mistake_lines, refusals_of, tell
from campaigns.plan.differences import title_of
from campaigns.plan.labels import METHOD_WORDS, choice_label
from campaigns.plan.rules import Method
from oversight.access import access_system
from oversight.ledger import SYSTEM_LOG, Actor
from oversight.rights import Right
from oversight.say import say

FORM = ["GET", "HEAD", "POST"]


def _crumbs(*titles: str) -> list[dict[str, str]]:
    first = {"title": _("New campaign"), "url": reverse("campaign_new")}
    return [first, *({"title": title, "url": ""} for title in titles)]


def method_card(method: Method) -> dict[str, Any]:
    """Return what a method is, for whom it is advised, and its stages in order."""
    posts = [_(choice_label(category)) for category, methods in METHODS.items() if method in methods]
    return {
        "method": method.value,
        "title": _(METHOD_LABELS[method]),
        "text": _(METHOD_WORDS[method]),
        "posts": posts,
        "steps": [say(title_of(stage)) for stage in stages_of(method)],
        "url": reverse("campaign_new_method", args=[method.value]),
    }


@login_required
@require_safe
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Choose a method; beside it the advice and the way by a file."""
    access_system(request.user, to=Right.CREATE_CAMPAIGN)
    cards = [method_card(method) for method in Method]
    return render(request, "campaigns/new.html", {"cards": cards, "crumbs": _crumbs()})


@login_required
@require_http_methods(FORM)
def campaign_new_method(request: HttpRequest, method: str) -> HttpResponse:
    """Create a campaign by a method: its head and its first positions, typed or pasted."""
    actor = access_system(request.user, to=Right.CREATE_CAMPAIGN)
    if method not in set(Method):
        raise Http404
    chosen = Method(method)
    data = request.POST if request.method == "POST" else None
    form, posts = NewCampaignForm(data), FirstPositionsForm(data, request.FILES or None)
    if data is not None and (form.is_valid() & posts.is_valid(chosen)):
        plan = new_plan(method=chosen, positions=posts.positions, **form.cleaned_data)
        refused = refusals_of(
            lambda: _keep_competition(create_campaign(plan=plan, by=actor), posts, by=actor)
        )
        if not refused:
            tell(request, plan.code, actor, _("The campaign was created; look through its plan."))
            return redirect("plan", plan.code)
        form.add_error("code", refused)
    title = _(METHOD_LABELS[chosen])
    context = {
        "crumbs": _crumbs(title),
        "card": method_card(chosen),
        "form": form,
        "posts": posts,
        "errors": posts.errors,
        "back": {"title": _("Another method"), "url": reverse("campaign_new")},
    }
    return render(request, "campaigns/new_method.html", context)


def _keep_competition(campaign: Campaign, posts: FirstPositionsForm, *, by: Actor) -> None:
    """Note what calls for competition, and the reason where the advice is not followed."""
    note_competition(campaign_id=campaign.pk, triggers=posts.triggers, by=by)
    if posts.departing:
        reason = posts.reason.cleaned_data["reason"]
        set_advice_aside(
            campaign_id=campaign.pk,
            position_codes=list(posts.departing),
            advice=posts.departing,
            reason=reason,
            by=by,
        )


@login_required
@require_http_methods(FORM)
def campaign_upload(request: HttpRequest) -> HttpResponse:
    """Create a campaign from a `plan.toml`; all its mistakes are listed with their lines."""
    actor = access_system(request.user, to=Right.CREATE_CAMPAIGN)
    form = PlanFileForm(data_of(request), request.FILES or None)
    if request.method == "POST" and form.is_valid() and form.plan is not None:
        plan = form.plan
        refused = refusals_of(lambda: create_campaign(plan=plan, by=actor))
        if not refused:
            tell(
                request,
                plan.code,
                actor,
                _("The campaign was created from the file; look at the plan check."),
            )
            return redirect("plan", plan.code)
        form.add_error("file", refused)
    context = {
        "crumbs": _crumbs(_("From a plan file")),
        "title": _("From a plan file"),
        "form": form,
        "mistakes": mistake_lines(form.mistakes),
        "total": len(form.mistakes),
        "editable": True,
        "hint": _("plan.toml, UTF-8"),
        "back": {"title": _("Choose a method instead"), "url": reverse("campaign_new")},
    }
    return render(request, "campaigns/plan_upload.html", context)


@login_required
@require_http_methods(FORM)
def campaign_advice(request: HttpRequest) -> HttpResponse:
    """Say whether a vacancy must be competed for and which method fits; keep a reason where it is not."""
    actor = access_system(request.user, to=Right.CREATE_CAMPAIGN)
    asked = AdviceForm(request.GET if request.GET else None)
    advice = None
    if asked.is_bound and asked.is_valid():
        advice = advise(category=asked.cleaned_data["category"], triggers=asked.cleaned_data["triggers"])
    forgo = ForgoForm(request.POST if request.method == "POST" else None)
    if forgo.is_bound and forgo.is_valid() and advice is not None:
        said = " ".join(say(sentence) for sentence in departures(advice, method=None))
        post, reason = forgo.cleaned_data["post"], forgo.cleaned_data["reason"]
        done = attempt(
            request,
            SYSTEM_LOG,
            actor,
            lambda: forgo_competition(post=post, advice=said, reason=reason, by=actor),
            _("The reason was recorded."),
        )
        if done:
            return redirect("campaign_new")
    context = {
        "crumbs": _crumbs(_("Advice")),
        "asked": asked,
        "forgo": forgo,
        "advice": advice_in_words(advice),
    }
    return render(request, "campaigns/advice.html", context)


def advice_in_words(advice: Advice | None) -> dict[str, Any] | None:
    """Return an advice for the page: how strongly competition is asked for, why, and the methods that fit."""
    if advice is None:
        return None
    needs = {
        Need.MUST: ("bad", _("The post must be competed for.")),
        Need.PREFER: ("warn", _("Competition comes first for this post.")),
        Need.MAY: ("info", _("The post may be competed for.")),
    }
    tone, sentence = needs[advice.need]
    return {
        "tone": tone,
        "need": sentence,
        "reasons": [say(reason) for reason in advice.reasons],
        "why": say(advice.why),
        "methods": [method_card(method) for method in advice.methods],
        "binding": advice.need is not Need.MAY,
    }
