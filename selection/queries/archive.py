"""The archives of a campaign that were packed, and what the next one will hold."""

from dataclasses import dataclass

from django.db.models import QuerySet

from campaigns.models import Campaign, Notice
from oversight.models import Job, Log
from scoring.actions.archive import ARCHIVE, EXPORT
from scoring.models import Outcome

SHOWN = 10


@dataclass(frozen=True)
class Contents:
    """What an archive of this moment would hold."""

    entries: int
    root: str
    plans: int
    runs: int
    notices: int


def contents_of(campaign: Campaign) -> Contents:
    """Return what an archive of this moment would hold."""
    log = Log.objects.get(name=campaign.log)
    return Contents(
        log.size,
        log.root,
        campaign.plans.exclude(frozen_at=None).count(),
        Outcome.objects.filter(stage__campaign=campaign).count(),
        campaign.notices.filter(state=Notice.State.PUBLISHED).count(),
    )


def archives_of(campaign: Campaign) -> list[Job]:
    """Return the jobs that packed or are packing this campaign, newest first."""
    return list(_jobs(campaign, ARCHIVE)[:SHOWN])


def newest_step(campaign: Campaign) -> Job | None:
    """Return the newest job on the way to an archive: writing its results, or packing."""
    return _jobs(campaign, EXPORT, ARCHIVE).first()


def _jobs(campaign: Campaign, *kinds: str) -> QuerySet[Job]:
    return Job.objects.filter(kind__in=kinds, payload__campaign=campaign.pk).order_by("-id")


def archive_of(campaign: Campaign, job_id: int) -> Job | None:
    """Return a finished archive of this campaign."""
    return _jobs(campaign, ARCHIVE).filter(pk=job_id, state=Job.State.DONE).first()
