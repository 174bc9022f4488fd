"""The meeting of a group, round or ballot: who was there, who counted, and recording that each teller has signed."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.access import access_stage, rights_in
from campaigns.lifecycle import StageState
from candidates.pages import attempt, refusal_of, tell
from oversight.rights import Right
from oversight.say import say
from scoring.actions.meetings import Held, confirm_count, count_digest, hold_meeting, names_in
from scoring.ballot_page import TurnPage
from scoring.forms import MeetingForm
from scoring.stage_page import stage_desk
from scoring.tabs import MEETING, tabs_of

FORM = ["GET", "HEAD", "POST"]


def _asked(request: HttpRequest) -> dict[str, str]:
    return {"turn": request.GET.get("turn", "").strip()}


@login_required
@require_http_methods(FORM)
def meeting(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show the meeting of a group, round or ballot; by POST record it."""
    writing = request.method == "POST"
    stage, actor = access_stage(
        request.user, code, key, to=Right.ENTER_MARKS if writing else Right.READ_MARKS
    )
    if stage.kind not in MEETING:
        return redirect("stage", code, key)
    page = TurnPage(stage, _asked(request))
    if page.turn is None and page.asked["turn"]:
        return redirect("meeting", code, key)
    form = MeetingForm(request.POST or None, page=page)
    if writing and form.is_valid():
        held = Held(**form.cleaned_data)
        refused = refusal_of(lambda: hold_meeting(stage_id=stage.pk, key=page.turn_key, held=held, by=actor))
        if not refused:
            tell(request, stage.campaign, actor, _("The meeting was recorded."))
            return redirect(request.get_full_path())
        form.add_error(None, refused)
    return render(request, "scoring/meeting.html", _context(request, page, form))


def _context(request: HttpRequest, page: TurnPage, form: MeetingForm) -> dict[str, Any]:
    stage = page.stage
    rights = rights_in(request.user, stage.campaign)
    return stage_desk(
        stage,
        (_("Meeting"), ""),
        tabs=tabs_of(stage, rights, "meeting"),
        turns=page.tabs("meeting"),
        turn_title=say(page.turn.title) if page.turn else _("Meeting"),
        account=page.account(),
        form=form,
        meeting=page.meeting,
        tellers=_tellers(page),
        writable=stage.state == StageState.OPEN and Right.ENTER_MARKS in rights,
        sign_url=f"{reverse('meeting_sign', args=[stage.campaign.code, stage.key])}?turn={page.turn_key}",
    )


def _tellers(page: TurnPage) -> list[dict[str, Any]]:
    """Return the tellers of the turn and whether each has signed the count as it stands."""
    if page.meeting is None or page.turn is None:
        return []
    current = page.meeting.counted == count_digest(page.stage, page.turn)
    signed = names_in(page.meeting.confirmed)
    return [
        {"name": name, "signed": current and name in signed, "before": name in signed and not current}
        for name in names_in(page.meeting.tellers)
    ]


@login_required
@require_POST
def meeting_sign(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Record that a teller has signed the count as it stands."""
    stage, actor = access_stage(request.user, code, key, to=Right.ENTER_MARKS)
    asked, name = request.GET.get("turn", ""), request.POST.get("name", "")
    said = _("%(name)s has signed the count.") % {"name": name}
    attempt(
        request,
        stage.campaign,
        actor,
        lambda: confirm_count(stage_id=stage.pk, key=asked, teller=name, by=actor),
        said,
    )
    return redirect(f"{reverse('meeting', args=[code, key])}?turn={asked}")
