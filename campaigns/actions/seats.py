"""Seats: who sits where in one campaign, from when to when."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from campaigns import codes
from campaigns.actions.stages import NotNow, lock_campaign
from campaigns.models import Seat
from campaigns.queries import organs_of
from oversight.ledger import Actor, record
from oversight.models import User
from oversight.rights import ROLE_LABELS, Role, may_seat, seat_conflict
from oversight.words import Sentence, gettext_noop


def not_ended() -> Q:
    """Return the condition under which a seat is held: without an end, or with one that is still to come."""
    return Q(until__isnull=True) | Q(until__gt=timezone.now())


@transaction.atomic
def give_seat(
    *, campaign_id: int, user_id: int, role: Role, by: Actor, until: datetime | None = None, scope: str = ""
) -> Seat:
    """Give a person a seat. Nobody seats himself, and seats that exclude each other stay apart.

    `scope` is the organ of the plan that an organ reviewer answers for, one seat an organ.
    """
    campaign = lock_campaign(campaign_id)
    if not may_seat(Role(by.role), role):
        raise NotNow(
            Sentence(
                gettext_noop(
                    "The security officer gives the seats that approve or watch; staff gives the working seats."
                )
            )
        )
    if user_id == by.user_id:
        raise NotNow(Sentence(gettext_noop("Nobody gives a seat to himself.")))
    person = User.objects.get(pk=user_id)
    if until is not None and until <= timezone.now():
        raise NotNow(Sentence(gettext_noop("A seat ends after it begins.")))
    if scope and (role is not Role.ORGAN_REVIEWER or scope not in organs_of(campaign)):
        raise NotNow(
            Sentence(gettext_noop("An organ reviewer answers for an organ of the plan, nobody else."))
        )
    seats = set(campaign.seats.filter(not_ended(), user=person).values_list("role", "scope"))
    held = {name for name, _scope in seats}
    if (str(role), scope) in seats:
        raise NotNow(Sentence(gettext_noop("%(person)s holds this seat already."), {"person": person.name}))
    clash = seat_conflict({Role(name) for name in held}, role)
    if clash is not None:
        raise NotNow(
            Sentence(
                gettext_noop("%(person)s sits as %(held)s; the two seats exclude each other."),
                {"person": person.name, "held": Sentence(ROLE_LABELS[clash])},
            )
        )
    seat = Seat.objects.create(
        campaign=campaign, user=person, role=str(role), scope=scope, since=timezone.now(), until=until
    )
    record(
        log=campaign.log,
        code=codes.SEAT_GIVEN,
        by=by,
        subject=f"seat:{seat.pk}",
        title=person.name,
        facts={"person": person.name, "role": str(role), **({"organ": scope} if scope else {})},
    )
    return seat


@transaction.atomic
def end_seat(*, seat_id: int, by: Actor) -> Seat:
    """End a seat now; the person may do nothing more in it from this moment."""
    campaign_id = Seat.objects.values_list("campaign_id", flat=True).get(pk=seat_id)
    campaign = lock_campaign(campaign_id)
    seat = Seat.objects.select_related("user").get(pk=seat_id)
    if seat.until is not None and seat.until <= timezone.now():
        raise NotNow(Sentence(gettext_noop("This seat has ended already.")))
    seat.until = timezone.now()
    seat.save(update_fields=["until"])
    record(
        log=campaign.log,
        code=codes.SEAT_ENDED,
        by=by,
        subject=f"seat:{seat.pk}",
        title=seat.user.name,
        facts={"person": seat.user.name, "role": seat.role},
    )
    return seat
