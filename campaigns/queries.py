"""Reading this floor: lists for people, the calendar, the plan in force."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from campaigns.models import CalendarDay, CalendarYear, Campaign, Notice, PlanVersion, Seat
from campaigns.paper.facts import ANNOUNCEMENT
from campaigns.paper.text import INTERNAL
from campaigns.plan.document import stored_plan
from campaigns.plan.rules import Plan
from campaigns.plan.rules_later import JointAppraisal
from campaigns.workdays import Calendar, Year, seed_calendar
from oversight.models import User
from oversight.rights import TABLE, Right


def campaigns_for(user: User, *, to: Right | None = None) -> QuerySet[Campaign]:
    """Return the campaigns in which a user sits now, newest first; with `to` those where the seat gives that right."""
    now = timezone.now()
    seats = Seat.objects.filter(campaign=OuterRef("pk"), user=user, since__lte=now).exclude(until__lte=now)
    if to is not None:
        seats = seats.filter(role__in=[str(role) for role in TABLE[to]])
    return Campaign.objects.filter(Exists(seats))


def public_campaigns() -> QuerySet[Campaign]:
    """Return the campaigns whose announcement has been published, newest first."""
    announced = Notice.objects.filter(
        campaign=OuterRef("pk"), kind=ANNOUNCEMENT, state=Notice.State.PUBLISHED
    )
    return Campaign.objects.filter(Exists(announced))


def public_notices(campaign: Campaign | None = None) -> QuerySet[Notice]:
    """Return published notices, newest first; papers of the house are none."""
    published = Notice.objects.filter(state=Notice.State.PUBLISHED).exclude(kind__in=INTERNAL)
    notices = published.select_related("campaign", "stage")
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
    return stored_plan(version.document)


def working_calendar() -> Calendar:
    """Return the working calendar: the years that come with the product, and before them those kept by staff."""
    days: dict[int, list[CalendarDay]] = {}
    for day in CalendarDay.objects.all():
        days.setdefault(day.day.year, []).append(day)
    calendar = seed_calendar()
    for row in CalendarYear.objects.all():
        own = days.get(row.year, [])
        calendar = calendar.with_year(
            Year(
                row.year,
                holidays=frozenset(d.day for d in own if not d.working),
                workdays=frozenset(d.day for d in own if d.working),
                source=row.source,
                names={d.day: d.name for d in own},
            )
        )
    return calendar


def years_kept() -> frozenset[int]:
    """Return the years of the working calendar that staff has set."""
    return frozenset(CalendarYear.objects.values_list("year", flat=True))


def organs_of(campaign: Campaign) -> dict[str, str]:
    """Return the titles of the organs that joint appraisals of the newest plan hear, by key."""
    stages = plan_of(latest_plan(campaign)).stages
    heard = [organ for stage in stages if isinstance(stage, JointAppraisal) for organ in stage.organs]
    return {organ.key: organ.title or organ.key for organ in heard}


def versions_of(campaign: Campaign) -> QuerySet[PlanVersion]:
    """Return the versions of a campaign's plan, newest first, with who proposed and approved them."""
    return campaign.plans.select_related("proposed_by", "approved_by").order_by("-number")


def plan_in_force(campaign: Campaign) -> PlanVersion | None:
    """Return the frozen version, None before the first approval."""
    return campaign.plans.filter(state=PlanVersion.State.FROZEN).first()


def competition_of(campaign: Campaign) -> dict[str, tuple[str, str]]:
    """Return by position code what calls for competition and why the advice is not followed."""
    rows = campaign.positions.values_list("code", "competition", "advice_reason")
    return {code: (competition, reason) for code, competition, reason in rows}


def seats_of_campaign(campaign: Campaign) -> list[Seat]:
    """Return every seat of a campaign with its person, those that ended too."""
    return list(
        campaign.seats.select_related("user", "campaign").order_by("role", "user__username", "-since")
    )


def seats_held(user: User) -> QuerySet[Seat]:
    """Return the seats a person holds now, of all campaigns."""
    now = timezone.now()
    held = Seat.objects.filter(user=user, since__lte=now).exclude(until__lte=now)
    return held.select_related("campaign").order_by("-campaign_id", "role")


def today() -> date:
    """Return the date in Beijing."""
    return timezone.localdate()
