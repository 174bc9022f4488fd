"""Seats of a campaign: who sits where now, who sat, giving and ending."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.access import access_campaign, access_seat, rights_in
from campaigns.actions.seats import end_seat, give_seat
from campaigns.forms.seats import SeatForm
from campaigns.models import Campaign, Seat
from campaigns.pages import attempt, data_of, desk, refusals_of, tell
from campaigns.queries import organs_of, seats_of_campaign
from oversight.access import roles_of
from oversight.models import User
from oversight.rights import SEAT_CONFLICTS, Right, Role, chair, may_seat
from oversight.say import say_role

FORM = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(FORM)
def seats(request: HttpRequest, code: str) -> HttpResponse:
    """Show the seats of a campaign and give one."""
    to = Right.MANAGE_SEATS if request.method == "POST" else Right.READ_SEATS
    campaign, actor = access_campaign(request.user, code, to=to)
    giver = _giver(request, campaign)
    organs = organs_of(campaign)
    form = SeatForm(data_of(request), giver=giver, organs=organs) if giver else None
    if request.method == "POST" and form is not None and form.is_valid():
        person, role, until, organ = (form.cleaned_data[n] for n in ("user", "role", "until", "organ"))
        refused = refusals_of(
            lambda: give_seat(
                campaign_id=campaign.pk, user_id=person.pk, role=role, by=actor, until=until, scope=organ
            )
        )
        if not refused:
            said = _("%(person)s sits as %(role)s now.") % {
                "person": person.name,
                "role": say_role(str(role)),
            }
            tell(request, campaign.log, actor, said)
            return redirect("seats", code)
        form.add_error(None, refused)
    return render(request, "campaigns/seats.html", _context(campaign, form, giver, organs))


def _giver(request: HttpRequest, campaign: Campaign) -> str:
    """Return the role in which the reader gives seats here, empty where it gives none."""
    assert isinstance(request.user, User)
    if Right.MANAGE_SEATS not in rights_in(request.user, campaign):
        return ""
    return str(chair(roles_of(request.user, campaign.code), Right.MANAGE_SEATS) or "")


def _context(campaign: Campaign, form: SeatForm | None, giver: str, organs: dict[str, str]) -> dict[str, Any]:
    now = timezone.now()
    everyone = seats_of_campaign(campaign)
    held = [seat for seat in everyone if seat.until is None or seat.until > now]
    past = [seat for seat in everyone if seat.until is not None and seat.until <= now]
    return desk(
        campaign,
        (_("Seats"), ""),
        title=_("Seats"),
        facts=[{"label": _("Sitting now"), "value": len(held)}, {"label": _("Ended"), "value": len(past)}],
        form=form,
        held=[_line(seat, giver, organs) for seat in held],
        past=[
            _line(seat, "", organs) for seat in sorted(past, key=lambda seat: seat.until or now, reverse=True)
        ],
        empty_seats=_empty(held),
        rules=_rules(),
    )


def _line(seat: Seat, giver: str, organs: dict[str, str]) -> dict[str, Any]:
    """Return a seat as a line of the table; the giver may end what it may give."""
    ends = giver in set(Role) and may_seat(Role(giver), Role(seat.role))
    return {
        "role": say_role(seat.role),
        "organ": organs.get(seat.scope, seat.scope),
        "name": seat.user.name,
        "username": seat.user.username,
        "since": seat.since,
        "until": seat.until,
        "closed": not seat.user.is_active,
        "url": reverse("seat_end", args=[seat.campaign.code, seat.pk]) if ends else "",
    }


def _empty(held: list[Seat]) -> list[str]:
    """Return the seats that a campaign cannot go on without and that nobody holds."""
    there = {seat.role for seat in held}
    return [
        say_role(str(role)) for role in (Role.STAFF, Role.APPROVER, Role.SUPERVISOR) if str(role) not in there
    ]


def _rules() -> list[str]:
    """Return which seats exclude each other, in words."""
    watchers = {Role.SUPERVISOR, Role.DISCIPLINE_INSPECTOR}
    pairs = [sorted(pair, key=list(Role).index) for pair in SEAT_CONFLICTS if Role.CANDIDATE not in pair]
    said = [_("Who is a candidate holds no other seat.")]
    for pair in sorted(pairs, key=lambda pair: [list(Role).index(role) for role in pair]):
        if len(pair) == 2 and not watchers >= set(pair):
            facts = {"one": say_role(str(pair[0])), "other": say_role(str(pair[1]))}
            said.append(_("%(one)s and %(other)s are never the same person.") % facts)
    return said


@login_required
@require_http_methods(FORM)
def seat_end(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """End a seat now, after a last look."""
    seat, actor = access_seat(request.user, code, pk, to=Right.MANAGE_SEATS)
    campaign = seat.campaign
    url = reverse("seats", args=[code])
    allowed = actor.role in set(Role) and may_seat(Role(actor.role), Role(seat.role))
    if request.method == "POST" and allowed:
        said = _("%(person)s left the seat.") % {"person": seat.user.name}
        attempt(request, campaign.log, actor, lambda: end_seat(seat_id=seat.pk, by=actor), said)
        return redirect("seats", code)
    context = desk(
        campaign,
        (_("Seats"), url),
        (_("End a seat"), ""),
        title=_("End a seat"),
        answers=[
            {"label": _("Person"), "value": f"{seat.user.name} ({seat.user.username})"},
            {"label": _("Seat"), "value": say_role(seat.role)},
        ],
        consequences=[
            _("From this moment the person may do nothing more in this seat."),
            _("What was done stays on record."),
        ],
        submit=_("End the seat"),
        blocked=[]
        if allowed
        else [{"text": _("The security officer ends the seats that approve or watch."), "url": ""}],
        back={"title": _("Back to the seats"), "url": url},
    )
    return render(request, "campaigns/act.html", context)
