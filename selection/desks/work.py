"""A campaign's work that failed, started again by those whose work it is."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.access import access_work
from campaigns.actions.work import retry_work
from campaigns.models import Campaign
from campaigns.pages import attempt
from oversight.models import Job
from oversight.rights import Right


@login_required
@require_POST
def campaign_job_retry(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Queue failed work of a campaign again and go back to the page that shows it."""
    campaign, job, actor = access_work(request.user, code, pk, to=Right.RETRY_WORK)
    if job.state == Job.State.FAILED:
        said = _("The job waits for a worker again.")
        attempt(
            request, campaign.log, actor, lambda: retry_work(campaign_id=campaign.pk, job=job, by=actor), said
        )
    return _shown_at(campaign, job)


def _shown_at(campaign: Campaign, job: Job) -> HttpResponse:
    about = job.payload
    if "notice" in about:
        return redirect("notice_progress", code=campaign.code, pk=about["notice"])
    if "stage" in about:
        return redirect("stage", code=campaign.code, key=campaign.stages.get(pk=about["stage"]).key)
    return redirect("archive", code=campaign.code)
