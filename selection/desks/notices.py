"""The notices of a campaign: drafted from what was decided, written, looked at, published, put on paper."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.access import access_campaign, access_notice, rights_in
from campaigns.actions.notices import (
    SKIPPABLE,
    drop_notice,
    edit_notice,
    publish_notice,
)
from campaigns.actions.stages import NotNow
from campaigns.models import Campaign, Notice
from campaigns.pages import address, attempt, desk, tell
from campaigns.paper.facts import CORRECTION, NoticeFacts, from_json
from campaigns.paper.gate import NoticeRefused
from campaigns.paper.text import INTERNAL, NOTICE_KINDS
from campaigns.workdays import MissingYear
from oversight.rights import Right
from oversight.say import say, say_role
from scoring.later_notices import period_on
from selection.drafting import draft_due
from selection.notice_forms import NoticeForms
from selection.notice_gate import draft_pdf, findings_of
from selection.paper_shown import notice_shown, period_words, wanted_attachment
from selection.queries.desk import pictures
from selection.queries.notices import notices_of
from selection.todo import missing_notices

PAGE = 50


def here_of(name: str, campaign: Campaign, notice: Notice) -> str:
    """Return the address of a page about a notice."""
    return reverse(name, kwargs={"code": campaign.code, "pk": notice.pk})


def page_of(
    campaign: Campaign, notice: Notice | None = None, title: Any = "", **context: Any
) -> dict[str, Any]:
    """Return the context of a page about notices with its way back."""
    crumbs = [(_("Notices"), reverse("notices", kwargs={"code": campaign.code}) if notice else "")]
    if notice is not None:
        crumbs.append((title or notice.title, ""))
    return desk(campaign, *crumbs, notice=notice, **context)


@login_required
@require_safe
def notices(request: HttpRequest, code: str) -> HttpResponse:
    """List the notices of a campaign by state, and those that are due."""
    campaign, actor = access_campaign(request.user, code, to=Right.READ_NOTICE)
    rights = rights_in(request.user, campaign)
    state = request.GET.get("state", "")
    page = Paginator(notices_of(campaign, state=state), PAGE).get_page(request.GET.get("page"))
    due = missing_notices(pictures([campaign], {})[0])
    states = {
        "draft": _("Draft"),
        "numbered": _("Going to paper"),
        "published": _("Published"),
        "skipped": _("Left out"),
    }
    context = page_of(
        campaign,
        page=page,
        rows=[_row(campaign, notice, rights) for notice in page.object_list],
        due=[
            {
                "kind": kind,
                "word": _(NOTICE_KINDS[kind].label),
                "stage": stage,
                "run": run,
                "skip_url": address("notice_skip", code=code, kind=kind, key=stage.key)
                if kind in SKIPPABLE and stage
                else "",
            }
            for kind, stage, run in due
        ],
        may_issue=Right.ISSUE_NOTICE in rights,
        may_skip=Right.PUBLISH_NOTICE in rights,
        filters=[
            {
                "name": "state",
                "label": _("State"),
                "kind": "select",
                "value": state,
                "choices": [{"value": key, "title": word} for key, word in states.items()],
            }
        ],
        role_title=say_role(actor.role),
    )
    return render(request, "notices/list.html", context)


def _row(campaign: Campaign, notice: Notice, rights: frozenset[Right]) -> dict[str, Any]:
    name = {"draft": "notice_preview", "skipped": "notice_drop"}.get(notice.state, "notice_progress")
    words = {"numbered": _("Going to paper"), "skipped": _("Left out")}
    return {
        "notice": notice,
        "url": here_of(name, campaign, notice),
        "kind": _(NOTICE_KINDS[notice.kind].label),
        "state": {"draft": "draft", "numbered": "running", "skipped": "stopped"}.get(
            notice.state, "published"
        ),
        "word": words.get(notice.state, ""),
    }


@login_required
@require_POST
def notice_draft(request: HttpRequest, code: str) -> HttpResponse:
    """Draft a notice that is due, out of what was decided."""
    campaign, actor = access_campaign(request.user, code, to=Right.ISSUE_NOTICE)
    kind, stage = request.POST.get("kind", ""), request.POST.get("stage", "")
    try:
        notice = draft_due(campaign=campaign, kind=kind, stage_key=stage, by=actor)
    except NotNow as refused:
        messages.error(request, say(refused.sentence))
        return redirect("notices", code=code)
    tell(request, campaign.log, actor, _("The notice was drafted."))
    return redirect("notice_edit", code=code, pk=notice.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notice_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Write what people write in a draft: text, contacts, times."""
    notice, actor = access_notice(request.user, code, pk, to=Right.ISSUE_NOTICE)
    campaign = notice.campaign
    if notice.state != Notice.State.DRAFT:
        return redirect("notice_progress", code=code, pk=pk)
    forms = NoticeForms(request.POST or None, facts=from_json(notice.facts))
    if request.method == "POST" and forms.is_valid():
        changes = forms.changes
        done = not changes or attempt(
            request,
            campaign.log,
            actor,
            lambda: edit_notice(notice_id=notice.pk, changes=changes, by=actor),
            _("The draft was kept."),
        )
        if done:
            return redirect("notice_preview" if "look" in request.POST else "notice_edit", code=code, pk=pk)
    titles = {"contacts": _("Contacts"), "supervision": _("Supervision"), "timetable": _("Timetable")}
    context = page_of(
        campaign,
        notice,
        forms=forms,
        errors=forms.errors if request.method == "POST" else [],
        groups=[{"title": titles[name], "rows": rows} for name, rows in forms.rows.items()],
        kind=_(NOTICE_KINDS[notice.kind].label),
        preview_url=here_of("notice_preview", campaign, notice),
        role_title=say_role(actor.role),
    )
    return render(request, "notices/edit.html", context)


@login_required
@require_safe
def notice_preview(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show a draft in words, with everything that keeps it from being published beside it."""
    notice, actor = access_notice(request.user, code, pk, to=Right.READ_NOTICE)
    campaign = notice.campaign
    if notice.state != Notice.State.DRAFT:
        return redirect("notice_progress", code=code, pk=pk)
    facts, rights = from_json(notice.facts), rights_in(request.user, campaign)
    checked = findings_of(facts)
    paper = None if checked.lacking else notice_shown(facts, wanted_attachment(request))
    context = page_of(
        campaign,
        notice,
        checked=checked,
        paper=paper,
        acts=_acts(campaign, notice, rights, blocked=not checked.good),
        pdf_url="" if checked.lacking else here_of("notice_draft_pdf", campaign, notice),
        here=here_of("notice_preview", campaign, notice),
        kind=_(NOTICE_KINDS[notice.kind].label),
        role_title=say_role(actor.role),
    )
    return render(request, "notices/preview.html", context)


def _acts(
    campaign: Campaign, notice: Notice, rights: frozenset[Right], *, blocked: bool
) -> list[dict[str, Any]]:
    acts: list[dict[str, Any]] = []
    if Right.ISSUE_NOTICE in rights:
        acts.append({"title": _("Write"), "url": here_of("notice_edit", campaign, notice), "icon": "pen"})
        if notice.stage_id:
            renew = here_of("notice_renew", campaign, notice)
            acts.append({"title": _("Renew"), "url": renew, "method": "post"})
        acts.append({"title": _("Drop"), "url": here_of("notice_drop", campaign, notice), "danger": True})
    if Right.PUBLISH_NOTICE in rights and not blocked:
        acts.append(
            {"title": _("Publish"), "url": here_of("notice_publish", campaign, notice), "primary": True}
        )
    return acts


@login_required
@require_safe
def notice_draft_pdf(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Press the letter of a draft, marked as one; long lists are pressed when it is published."""
    notice, _actor = access_notice(request.user, code, pk, to=Right.READ_NOTICE)
    pdf = draft_pdf(from_json(notice.facts))
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="draft-{notice.pk}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notice_drop(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Drop a draft after asking."""
    notice, actor = access_notice(request.user, code, pk, to=Right.ISSUE_NOTICE)
    campaign, skipped = notice.campaign, notice.state == Notice.State.SKIPPED
    if request.method == "POST":
        attempt(
            request,
            campaign.log,
            actor,
            lambda: drop_notice(notice_id=notice.pk, by=actor),
            _("The notice is asked for again.") if skipped else _("The draft was dropped."),
        )
        return redirect("notices", code=code)
    if skipped:
        return render(request, "notices/confirm.html", _taken_back(campaign, notice))
    context = page_of(
        campaign,
        notice,
        title=_("Drop the draft"),
        answers=[{"label": _("Title"), "value": notice.title}],
        consequences=[_("What was written in it is gone. The notice can be drafted anew from the outcome.")],
        submit=_("Drop"),
        back={"title": _("Back"), "url": here_of("notice_preview", campaign, notice)},
        heading=_("Drop this draft?"),
    )
    return render(request, "notices/confirm.html", context)


def _taken_back(campaign: Campaign, notice: Notice) -> dict[str, Any]:
    return page_of(
        campaign,
        notice,
        title=_("Left out"),
        answers=[
            {"label": _("Title"), "value": notice.title},
            {"label": _("Reason"), "value": notice.facts.get("reason", "")},
        ],
        consequences=[_("The notice is asked for again; that it was left out stays in the ledger.")],
        submit=_("Take it back"),
        back={"title": _("Back"), "url": address("notices", code=campaign.code)},
        heading=_("Ask for this notice again?"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notice_publish(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Publish a draft after asking: the number comes by itself, date and head are those of the moment."""
    notice, actor = access_notice(request.user, code, pk, to=Right.PUBLISH_NOTICE)
    campaign = notice.campaign
    if notice.state != Notice.State.DRAFT:
        return redirect("notice_progress", code=code, pk=pk)
    facts = from_json(notice.facts)
    blocked = [{"text": text} for text in findings_of(facts).texts]
    if request.method == "POST" and not blocked:
        try:
            publish_notice(notice_id=notice.pk, by=actor)
        except NotNow as refused:
            blocked = [{"text": say(refused.sentence)}]
        except NoticeRefused as refused:
            blocked = [{"text": f"{say(finding.place)}: {say(finding.what)}"} for finding in refused.findings]
        else:
            tell(request, campaign.log, actor, _("The notice has its number and goes to paper."))
            return redirect("notice_progress", code=code, pk=pk)
    context = page_of(
        campaign,
        notice,
        title=_("Publish"),
        answers=_publish_answers(notice, facts),
        consequences=[
            _(
                "The notice receives the next number of the year; a number is never given twice or taken back."
            ),
            _("The ledger's head of this moment is signed and printed on it."),
            _("It is a paper of the house: it does not stand on the portal. It cannot be changed.")
            if notice.kind in INTERNAL
            else _(
                "Everybody can read it on the portal as soon as it is on paper. It cannot be changed, only corrected."
            ),
        ],
        blocked=blocked,
        submit=_("Publish"),
        back={"title": _("Back"), "url": here_of("notice_preview", campaign, notice)},
        heading=_("Publish this notice?"),
        role_title=say_role(actor.role),
    )
    return render(request, "notices/confirm.html", context)


def _publish_answers(notice: Notice, facts: NoticeFacts) -> list[dict[str, Any]]:
    people = sum(len(listing.lines) for listing in facts.listings)
    answers: list[dict[str, Any]] = [
        {"label": _("Title"), "value": notice.title},
        {"label": _("Kind"), "value": _(NOTICE_KINDS[notice.kind].label)},
        {"label": _("Issued by"), "value": facts.issuer},
        {
            "label": _("Number"),
            "value": _("%(prefix)s, the next of the year") % {"prefix": settings.NOTICE_PREFIX},
        },
    ]
    if notice.stage is not None and facts.run:
        answers.append(
            {
                "label": _("Outcome"),
                "value": _("“%(stage)s”, run %(run)s") % {"stage": notice.stage, "run": facts.run},
            }
        )
    if people:
        answers.append({"label": _("People named"), "value": people})
    if notice.stage is not None and facts.period is not None and facts.kind != CORRECTION:
        answers.append({"label": _("Stands, if published today"), "value": _period_today(notice, facts)})
    return answers


def _period_today(notice: Notice, facts: NoticeFacts) -> str:
    """Return from when to when a paper stands that is published today, or why that is not known."""
    assert notice.stage is not None
    notice.stage.campaign = notice.campaign
    try:
        period = period_on(notice.stage, facts, timezone.localdate())
    except MissingYear as missing:
        return say(missing.sentence)
    return period_words(period) if period else ""
