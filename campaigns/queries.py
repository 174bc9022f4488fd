"""Reading this floor: lists for people, the calendar, the plan in force."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from campaigns.models import CalendarDay, CalendarYear, Campaign, Notice, PlanVersion, Seat
from campaigns.paper.facts import ANNOUNCEMENT
from campaigns.plan.document import read_plan
from campaigns.plan.rules import Plan
from campaigns.workdays import Calendar, Year
from oversight.models import User


def campaigns_for(user: User) -> QuerySet[Campaign]:
    """Return the campaigns in which a user sits now, newest first."""
    now = timezone.now()
    seats = Seat.objects.filter(campaign=OuterRef("pk"), user=user, since__lte=now).exclude(until__lte=now)
    return Campaign.objects.filter(Exists(seats))


def public_campaigns() -> QuerySet[Campaign]:
    """Return the campaigns whose announcement has been published, newest first."""
    announced = Notice.objects.filter(
        campaign=OuterRef("pk"), kind=ANNOUNCEMENT, state=Notice.State.PUBLISHED
    )
    return Campaign.objects.filter(Exists(announced))


def public_notices(campaign: Campaign | None = None) -> QuerySet[Notice]:
    """Return published notices, newest first."""
    notices = Notice.objects.filter(state=Notice.State.PUBLISHED).select_related("campaign", "stage")
    if campaign is not None:
        notices = notices.filter(campaign=campaign)
    return notices.order_by("-published_at", "-id")


def latest_plan(campaign: Campaign) -> PlanVersion:
    """Return the version being made if there is one, otherwise the one in force."""
    making = [PlanVersion.State.DRAFT, PlanVersion.State.PROPOSED]
    return campaign.plans.filter(state__in=making).first() or campaign.plans.get(
        state=PlanVersion.State.FROZEN
    )


def plan_of(version: PlanVersion) -> Plan:
    """Return the plan that a version holds."""
    return read_plan(version.document)


def working_calendar() -> Calendar:
    """Return the working calendar as staff keeps it."""
    days: dict[int, list[CalendarDay]] = {}
    for day in CalendarDay.objects.all():
        days.setdefault(day.day.year, []).append(day)
    return Calendar(
        {
            row.year: Year(
                row.year,
                holidays=frozenset(d.day for d in days.get(row.year, []) if not d.working),
                workdays=frozenset(d.day for d in days.get(row.year, []) if d.working),
                source=row.source,
            )
            for row in CalendarYear.objects.all()
        }
    )


def today() -> date:
    """Return the date in Beijing."""
    return timezone.localdate()
