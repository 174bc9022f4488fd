"""A notice on its way to paper, and once it is there: number, hash, file, and what may still be done about it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.access import access_notice, rights_in
from campaigns.actions.notices import CORRECTED_BY_HAND
from campaigns.models import Campaign, Notice
from campaigns.pages import address
from campaigns.paper.text import INTERNAL
from oversight.rights import Right
from oversight.say import say_role
from selection.desks.notices import here_of, page_of
from selection.queries.notices import Press, press_of


@login_required
@require_safe
def notice_progress(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show how far a notice is on its way to paper, and once it is there its number, hash and file."""
    notice, actor = access_notice(request.user, code, pk, to=Right.READ_NOTICE)
    campaign = notice.campaign
    if notice.state == Notice.State.DRAFT:
        return redirect("notice_preview", code=code, pk=pk)
    if notice.state == Notice.State.SKIPPED:
        return redirect("notices", code=code)
    press = press_of(notice)
    here = here_of("notice_progress", campaign, notice)
    part: dict[str, Any] = {
        "job": _job(notice, press),
        "poll_url": here,
        "after": {"title": _("Show the notice"), "url": here},
        "retry_url": _retry_url(request, campaign, press),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "parts/progress.html", part)
    published, public = notice.state == Notice.State.PUBLISHED, notice.kind not in INTERNAL
    context = page_of(
        campaign,
        notice,
        **part,
        state="published" if published else "running",
        published=published,
        public_url=address("notice", year=notice.year, serial=notice.serial) if published and public else "",
        pdf_url=here_of("notice_file", campaign, notice) if published else "",
        correct_url=_correct_url(request, campaign, notice) if published else "",
        role_title=say_role(actor.role),
    )
    return render(request, "notices/progress.html", context)


def _correct_url(request: HttpRequest, campaign: Campaign, notice: Notice) -> str:
    """Return where a paper is corrected by hand, empty for others and for those who may not."""
    kind = notice.facts.get("of_kind") or notice.kind
    if kind not in CORRECTED_BY_HAND or Right.ISSUE_NOTICE not in rights_in(request.user, campaign):
        return ""
    return here_of("notice_correct", campaign, notice)


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
