"""Asking for the archive of a campaign: recorded and its head signed at once, packed by a job."""

from django.db import transaction

from campaigns.actions.stages import lock_campaign
from oversight.jobs import enqueue
from oversight.ledger import Actor
from oversight.models import Job
from scoring.archive import note_export

ARCHIVE = "archive"


@transaction.atomic
def request_archive(*, campaign_id: int, by: Actor) -> Job:
    """Record the export, sign the head it ends with and queue the packing.

    While one is being packed, that one is returned. The job only packs what the head covers: done twice it gives
    the same bytes.
    """
    campaign = lock_campaign(campaign_id)
    waiting = Job.objects.filter(kind=ARCHIVE, payload__campaign=campaign.pk)
    under_way = waiting.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING]).first()
    if under_way is not None:
        return under_way
    head = note_export(campaign=campaign, by=by)
    payload = {"campaign": campaign.pk, "size": head.size}
    return enqueue(kind=ARCHIVE, key=f"archive:{campaign.pk}:{head.size}", payload=payload, by=by)
