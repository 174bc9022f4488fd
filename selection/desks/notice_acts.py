"""What else is done about notices: left out with a reason, renewed, corrected by hand, read as a file."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.access import access_campaign, access_notice
from campaigns.actions.notices import CORRECTED_BY_HAND, SKIPPABLE
from campaigns.actions.stages import NotNow
from campaigns.forms.campaign import ReasonForm
from campaigns.models import Notice
from campaigns.pages import address, attempt, desk, tell
from campaigns.paper.text import NOTICE_KINDS
from oversight.queries import blob
from oversight.rights import Right
from oversight.say import say
from scoring.actions.notices import correct_paper
from selection.drafting import due_notice, renew_draft, skip_due
from selection.queries.desk import pictures

FORM = ["GET", "HEAD", "POST"]


def _asked(campaign: Any, title: str, subject: str, **context: Any) -> dict[str, Any]:
    crumbs = ((_("Notices"), address("notices", code=campaign.code)), (title, ""))
    return desk(campaign, *crumbs, heading=title, subject=subject, **context)


@login_required
@require_http_methods(FORM)
def notice_skip(request: HttpRequest, code: str, kind: str, key: str) -> HttpResponse:
    """Say that a notice that is due will not be there, with the reason."""
    campaign, actor = access_campaign(request.user, code, to=Right.PUBLISH_NOTICE)
    if kind not in SKIPPABLE:
        raise Http404
    form = ReasonForm(request.POST or None)
    try:
        stage, _run = due_notice(pictures([campaign], {})[0], kind, key)
    except NotNow as refused:
        messages.error(request, say(refused.sentence))
        return redirect("notices", code=code)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        attempt(
            request,
            campaign.log,
            actor,
            lambda: skip_due(campaign=campaign, kind=kind, stage_key=key, reason=reason, by=actor),
            _("It is recorded that there will be no such notice."),
        )
        return redirect("notices", code=code)
    context = _asked(
        campaign,
        _("Leave the notice out"),
        str(stage),
        answers=[
            {"label": _("Kind"), "value": _(NOTICE_KINDS[kind].label)},
            {"label": _("Stage"), "value": str(stage)},
        ],
        consequences=[
            _("Nobody is asked for it any more; the reason stands in the ledger."),
            _("It can be taken back on the list of notices."),
        ],
        form=form,
        submit=_("Leave it out"),
        back={"title": _("Back"), "url": address("notices", code=code)},
    )
    return render(request, "notices/act.html", context)


@login_required
@require_POST
def notice_renew(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Draft a notice anew out of what is known now; what people have written stays."""
    notice, actor = access_notice(request.user, code, pk, to=Right.ISSUE_NOTICE)
    attempt(
        request,
        notice.campaign.log,
        actor,
        lambda: renew_draft(notice=notice, by=actor),
        _("The draft was renewed; what was written in it stays."),
    )
    return redirect("notice_preview", code=code, pk=pk)


@login_required
@require_http_methods(FORM)
def notice_correct(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Draft the correction of a published paper out of what is known now, with the reason."""
    notice, actor = access_notice(request.user, code, pk, to=Right.ISSUE_NOTICE)
    campaign = notice.campaign
    back = address("notice_progress", code=code, pk=pk)
    kind = notice.facts.get("of_kind") or notice.kind
    if notice.state != Notice.State.PUBLISHED or kind not in CORRECTED_BY_HAND:
        return redirect(back)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = correct_paper(notice_id=notice.pk, reason=form.cleaned_data["reason"], by=actor)
        except NotNow as refused:
            form.add_error(None, say(refused.sentence))
        else:
            tell(request, campaign.log, actor, _("The correction was drafted."))
            return redirect("notice_preview", code=code, pk=draft.pk)
    context = _asked(
        campaign,
        _("Correct this notice"),
        notice.title,
        answers=[
            {"label": _("Number"), "value": notice.number},
            {"label": _("Title"), "value": notice.title},
        ],
        consequences=[
            _("What was published stays; a new notice says what reads otherwise, before and after."),
            _(
                "Enter what is wrong on the pages of the applications first: the correction compares with them."
            ),
        ],
        form=form,
        submit=_("Draft the correction"),
        back={"title": _("Back"), "url": back},
    )
    return render(request, "notices/act.html", context)


@login_required
@require_safe
def notice_file(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Hand over the file of a published notice to those who may read it: a paper of the house stands on no portal."""
    notice, _actor = access_notice(request.user, code, pk, to=Right.READ_NOTICE)
    stored = blob(notice.blob) if notice.state == Notice.State.PUBLISHED else None
    if stored is None:
        raise Http404
    response = HttpResponse(bytes(stored.bytes), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="notice-{notice.year}-{notice.serial}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
