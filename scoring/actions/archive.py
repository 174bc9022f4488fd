"""The archive of a campaign: asked for here, written and packed by two jobs.

The first job writes results and workings outside of any transaction, then records the export with their digests and
signs the head it ends with; the second packs what that head covers. Done twice each gives the same.
"""

from django.db import transaction

from campaigns.actions.stages import lock_campaign
from oversight.jobs import enqueue
from oversight.ledger import Actor
from oversight.models import Job
from scoring.archive import note_export, runs_in_force

EXPORT, ARCHIVE = "export", "archive"


class OutcomesChanged(Exception):
    """An outcome changed while results and workings were written: they are written anew."""


@transaction.atomic
def request_archive(*, campaign_id: int, by: Actor) -> Job:
    """Queue the writing and packing of an archive; while one is under way, that one is returned."""
    campaign = lock_campaign(campaign_id)
    jobs = Job.objects.filter(payload__campaign=campaign.pk)
    under_way = jobs.filter(kind__in=[EXPORT, ARCHIVE], state__in=[Job.State.QUEUED, Job.State.RUNNING])
    if (job := under_way.last()) is not None:
        return job
    number = jobs.filter(kind=EXPORT).count()
    payload = {"campaign": campaign.pk}
    return enqueue(kind=EXPORT, key=f"export:{campaign.pk}:{number}", payload=payload, by=by)


@transaction.atomic
def keep_export(
    *, campaign_id: int, files: dict[str, bytes], written_of: list[tuple[str, str, int]], by: Actor
) -> Job:
    """Record the export with the files it binds, sign its head and queue the packing.

    `written_of` is what `runs_in_force` said before the files were written; raises OutcomesChanged when that is over.
    """
    campaign = lock_campaign(campaign_id)
    if runs_in_force(campaign) != written_of:
        raise OutcomesChanged(campaign.code)
    head = note_export(campaign=campaign, by=by, files=files)
    payload = {"campaign": campaign.pk, "size": head.size}
    return enqueue(kind=ARCHIVE, key=f"archive:{campaign.pk}:{head.size}", payload=payload, by=by)
