"""The notices of a campaign: drafted from what was decided, written, looked at, published, put on paper."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.access import access_campaign, access_notice, rights_in
from campaigns.actions.notices import drop_notice, edit_notice, publish_notice
from campaigns.actions.stages import NotNow
from campaigns.models import Campaign, Notice
from campaigns.pages import address, attempt, desk, tell
from campaigns.paper.facts import NoticeFacts, from_json
from campaigns.paper.gate import NoticeRefused
from campaigns.paper.text import NOTICE_KINDS
from oversight.rights import Right
from oversight.say import say, say_role
from selection.drafting import draft_due
from selection.notice_forms import NoticeForms
from selection.notice_gate import draft_pdf, findings_of
from selection.paper_shown import notice_shown, wanted_attachment
from selection.queries.desk import pictures
from selection.queries.notices import Press, notices_of, press_of
from selection.todo import missing_notices

PAGE = 50


def _here(name: str, campaign: Campaign, notice: Notice) -> str:
    return reverse(name, kwargs={"code": campaign.code, "pk": notice.pk})


def _page(
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
    states = {"draft": _("Draft"), "numbered": _("Going to paper"), "published": _("Published")}
    context = _page(
        campaign,
        page=page,
        rows=[_row(campaign, notice, rights) for notice in page.object_list],
        due=[
            {"kind": kind, "word": _(NOTICE_KINDS[kind].label), "stage": stage, "run": run}
            for kind, stage, run in due
        ],
        may_issue=Right.ISSUE_NOTICE in rights,
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
    name = "notice_preview" if notice.state == Notice.State.DRAFT else "notice_progress"
    return {
        "notice": notice,
        "url": _here(name, campaign, notice),
        "kind": _(NOTICE_KINDS[notice.kind].label),
        "state": {"draft": "draft", "numbered": "running"}.get(notice.state, "published"),
        "word": _("Going to paper") if notice.state == Notice.State.NUMBERED else "",
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
    context = _page(
        campaign,
        notice,
        forms=forms,
        errors=forms.errors if request.method == "POST" else [],
        groups=[{"title": titles[name], "rows": rows} for name, rows in forms.rows.items()],
        kind=_(NOTICE_KINDS[notice.kind].label),
        preview_url=_here("notice_preview", campaign, notice),
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
    context = _page(
        campaign,
        notice,
        checked=checked,
        paper=paper,
        acts=_acts(campaign, notice, rights, blocked=not checked.good),
        pdf_url="" if checked.lacking else _here("notice_draft_pdf", campaign, notice),
        here=_here("notice_preview", campaign, notice),
        kind=_(NOTICE_KINDS[notice.kind].label),
        role_title=say_role(actor.role),
    )
    return render(request, "notices/preview.html", context)


def _acts(
    campaign: Campaign, notice: Notice, rights: frozenset[Right], *, blocked: bool
) -> list[dict[str, Any]]:
    acts: list[dict[str, Any]] = []
    if Right.ISSUE_NOTICE in rights:
        acts.append({"title": _("Write"), "url": _here("notice_edit", campaign, notice), "icon": "pen"})
        acts.append({"title": _("Drop"), "url": _here("notice_drop", campaign, notice), "danger": True})
    if Right.PUBLISH_NOTICE in rights and not blocked:
        acts.append(
            {"title": _("Publish"), "url": _here("notice_publish", campaign, notice), "primary": True}
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
    campaign = notice.campaign
    if request.method == "POST":
        attempt(
            request,
            campaign.log,
            actor,
            lambda: drop_notice(notice_id=notice.pk, by=actor),
            _("The draft was dropped."),
        )
        return redirect("notices", code=code)
    context = _page(
        campaign,
        notice,
        title=_("Drop the draft"),
        answers=[{"label": _("Title"), "value": notice.title}],
        consequences=[_("What was written in it is gone. The notice can be drafted anew from the outcome.")],
        submit=_("Drop"),
        back={"title": _("Back"), "url": _here("notice_preview", campaign, notice)},
        heading=_("Drop this draft?"),
    )
    return render(request, "notices/confirm.html", context)


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
    context = _page(
        campaign,
        notice,
        title=_("Publish"),
        answers=_publish_answers(notice, facts),
        consequences=[
            _(
                "The notice receives the next number of the year; a number is never given twice or taken back."
            ),
            _("The ledger's head of this moment is signed and printed on it."),
            _(
                "Everybody can read it on the portal as soon as it is on paper. It cannot be changed, only corrected."
            ),
        ],
        blocked=blocked,
        submit=_("Publish"),
        back={"title": _("Back"), "url": _here("notice_preview", campaign, notice)},
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
    return answers


@login_required
@require_safe
def notice_progress(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show how far a notice is on its way to paper, and once it is there its number, hash and file."""
    notice, actor = access_notice(request.user, code, pk, to=Right.READ_NOTICE)
    campaign = notice.campaign
    if notice.state == Notice.State.DRAFT:
        return redirect("notice_preview", code=code, pk=pk)
    press = press_of(notice)
    here = _here("notice_progress", campaign, notice)
    part: dict[str, Any] = {
        "job": _job(notice, press),
        "poll_url": here,
        "after": {"title": _("Show the notice"), "url": here},
        "retry_url": _retry_url(request, campaign, press),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "parts/progress.html", part)
    published = notice.state == Notice.State.PUBLISHED
    context = _page(
        campaign,
        notice,
        **part,
        state="published" if published else "running",
        published=published,
        public_url=address("notice", year=notice.year, serial=notice.serial) if published else "",
        pdf_url=address("notice_pdf", year=notice.year, serial=notice.serial) if published else "",
        role_title=say_role(actor.role),
    )
    return render(request, "notices/progress.html", context)


def _retry_url(request: HttpRequest, campaign: Campaign, press: Press | None) -> str:
    """Return where the pressing that failed is started again, empty for those who may not."""
    if press is None or press.failed is None or Right.RETRY_WORK not in rights_in(request.user, campaign):
        return ""
    return address("campaign_job_retry", code=campaign.code, pk=press.failed.pk)


def _job(notice: Notice, press: Press | None) -> dict[str, Any]:
    title = _("%(number)s goes to paper") % {"number": notice.number}
    if press is None:
        return {"id": notice.pk, "title": title, "state": "done", "done": 1, "total": 1}
    return {
        "id": press.job.pk,
        "title": title,
        "state": press.state,
        "done": press.done,
        "total": press.total,
        "error": press.failed.error if press.failed else "",
    }
