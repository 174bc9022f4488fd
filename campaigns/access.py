"""Handing over a campaign and what belongs to it, or refusing: the law of this floor is oversight.rights.TABLE.

"Not yours" and "not there" are refused alike. Each function returns the object and the Actor: the person in
the chair that holds the right.
"""

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from campaigns.models import Campaign, Notice, PlanVersion, Seat, Stage
from campaigns.paper.text import INTERNAL
from oversight.access import access_as, refuse, register_role_source, roles_of
from oversight.ledger import Actor
from oversight.models import Job, User
from oversight.rights import Right, rights_of

AnyUser = User | AnonymousUser


@register_role_source
def seats_of(user: User, campaign: str) -> list[str]:
    """Return the seats a user holds in a campaign at this moment."""
    now = timezone.now()
    held = Seat.objects.filter(campaign__code=campaign, user=user, since__lte=now).exclude(until__lte=now)
    return list(held.values_list("role", flat=True))


def rights_in(user: AnyUser, campaign: Campaign) -> frozenset[Right]:
    """Return what a user may do in a campaign, for menus and buttons."""
    return rights_of(roles_of(user, campaign.code))


def access_campaign(user: AnyUser, code: str, *, to: Right) -> tuple[Campaign, Actor]:
    """Return the campaign and the actor, or raise Refused."""
    subject = f"campaign:{code}"
    campaign = Campaign.objects.filter(code=code).first()
    if campaign is None:
        refuse(user, to=to, subject=subject)
    return campaign, access_as(user, code, to=to, subject=subject)


def access_stage(user: AnyUser, code: str, key: str, *, to: Right) -> tuple[Stage, Actor]:
    """Return a stage of a campaign and the actor, or raise Refused."""
    campaign, actor = access_campaign(user, code, to=to)
    stage = Stage.objects.filter(campaign=campaign, key=key).first()
    if stage is None:
        refuse(user, to=to, subject=f"stage:{key}", log=campaign.log)
    stage.campaign = campaign
    return stage, actor


def access_notice(user: AnyUser, code: str, notice_id: int, *, to: Right) -> tuple[Notice, Actor]:
    """Return a notice of a campaign and the actor, or raise Refused."""
    campaign, actor = access_campaign(user, code, to=to)
    notice = Notice.objects.filter(campaign=campaign, pk=notice_id).select_related("stage").first()
    if notice is None:
        refuse(user, to=to, subject=f"notice:{notice_id}", log=campaign.log)
    notice.campaign = campaign
    return notice, actor


def access_work(user: AnyUser, code: str, job_id: int, *, to: Right) -> tuple[Campaign, Job, Actor]:
    """Return a campaign, a job that works for it and the actor, or raise Refused."""
    campaign, actor = access_campaign(user, code, to=to)
    job = Job.objects.filter(pk=job_id).first()
    if job is None or not _works_for(job, campaign):
        refuse(user, to=to, subject=f"job:{job_id}", log=campaign.log)
    return campaign, job, actor


def _works_for(job: Job, campaign: Campaign) -> bool:
    """Say whether a job names the campaign, or a stage or notice of it."""
    about = job.payload
    return (
        about.get("campaign") == campaign.pk
        or campaign.stages.filter(pk=about.get("stage")).exists()
        or campaign.notices.filter(pk=about.get("notice")).exists()
    )


def access_version(
    user: AnyUser, code: str, number: int, *, to: Right
) -> tuple[Campaign, PlanVersion, Actor]:
    """Return a campaign, a version of its plan and the actor, or raise Refused."""
    campaign, actor = access_campaign(user, code, to=to)
    version = PlanVersion.objects.select_related("proposed_by", "approved_by").filter(
        campaign=campaign, number=number
    ).first()  # fmt: skip
    if version is None:
        refuse(user, to=to, subject=f"plan:{number}", log=campaign.log)
    return campaign, version, actor


def access_seat(user: AnyUser, code: str, seat_id: int, *, to: Right) -> tuple[Seat, Actor]:
    """Return a seat of a campaign and the actor, or raise Refused."""
    campaign, actor = access_campaign(user, code, to=to)
    seat = Seat.objects.filter(campaign=campaign, pk=seat_id).select_related("user", "campaign").first()
    if seat is None:
        refuse(user, to=to, subject=f"seat:{seat_id}", log=campaign.log)
    return seat, actor


def published_notice(number: str) -> Notice | None:
    """Return a published notice by its number; everybody may read it. Papers of the house are none."""
    found = Notice.objects.filter(number=number, state=Notice.State.PUBLISHED).exclude(kind__in=INTERNAL)
    return found.select_related("campaign").first()
