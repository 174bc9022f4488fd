"""Starting a campaign's failed work again."""

from django.db import transaction

from campaigns.actions.stages import lock_campaign
from oversight.jobs import retry_job
from oversight.ledger import Actor
from oversight.models import Job


@transaction.atomic
def retry_work(*, campaign_id: int, job: Job, by: Actor) -> None:
    """Queue a failed job of the campaign again; of a notice every piece that failed."""
    campaign = lock_campaign(campaign_id)
    failed = Job.objects.filter(pk=job.pk)
    if "notice" in job.payload:
        failed = Job.objects.filter(payload__notice=job.payload["notice"])
    for pk in failed.filter(state=Job.State.FAILED).order_by("id").values_list("pk", flat=True):
        retry_job(job_id=pk, by=by, log=campaign.log)
