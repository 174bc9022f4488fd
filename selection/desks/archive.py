"""The archive of a campaign: what is in it, packing it, taking it away, and how to verify it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import access_campaign, rights_in
from campaigns.models import Campaign
from campaigns.pages import address, desk
from oversight.access import refuse
from oversight.models import Job
from oversight.queries import blob
from oversight.rights import Right
from oversight.say import say_role
from scoring.actions.archive import EXPORT, request_archive
from selection.queries.archive import archive_of, archives_of, contents_of, newest_step

# What stands in the zip: (name, what it is).
FILES = (
    ("verify.py", gettext_lazy("the verifier: one file that needs nothing but Python 3.11")),
    ("plan.toml, plans/", gettext_lazy("the plan in force and every version before it")),
    ("campaign/", gettext_lazy("plan, applications and evidence as a folder that can be replayed")),
    ("runs/", gettext_lazy("evidence and outcome of every run, also of those that were corrected")),
    ("results.csv, explain.jsonl", gettext_lazy("results, and how each placing came about")),
    ("notices/", gettext_lazy("the published notices as they were published")),
    ("ledger/", gettext_lazy("every entry, the signed heads and the key to check them with")),
    ("manifest.json", gettext_lazy("the hash of every file")),
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: HttpRequest, code: str) -> HttpResponse:
    """Show the archive and, asked to, have it packed."""
    campaign, actor = access_campaign(request.user, code, to=Right.EXPORT_ARCHIVE)
    if request.method == "POST":
        request_archive(campaign_id=campaign.pk, by=actor)
        messages.success(request, _("The archive is being packed."))
        return redirect("archive", code=code)
    newest = newest_step(campaign)
    part = _part(campaign, newest) if newest is not None else {}
    if part and Right.RETRY_WORK in rights_in(request.user, campaign):
        part["retry_url"] = address("campaign_job_retry", code=campaign.code, pk=part["job"]["id"])
    if request.htmx and newest is not None:  # type: ignore[attr-defined]
        answer = render(request, "parts/progress.html", part)
        if newest.finished:
            answer.headers["HX-Refresh"] = "true"  # the page has the file, or why there is none
        return answer
    context = desk(
        campaign,
        (_("Archive"), ""),
        **part,
        contents=contents_of(campaign),
        files=[{"name": name, "what": what} for name, what in FILES],
        packed=[_packed(campaign, job) for job in archives_of(campaign) if job.state == Job.State.DONE],
        under_way=newest is not None and not newest.finished,
        failed=newest is not None and newest.state == Job.State.FAILED,
        role_title=say_role(actor.role),
    )
    return render(request, "archive/archive.html", context)


def _part(campaign: Campaign, job: Job) -> dict[str, Any]:
    here = reverse("archive", kwargs={"code": campaign.code})
    return {
        "job": {
            "id": job.pk,
            "title": _("Writing results and workings") if job.kind == EXPORT else _("Packing the archive"),
            "state": job.state,
            "done": job.progress_total if job.state == Job.State.DONE else job.progress_done,
            "total": job.progress_total or 1,
            "error": job.error,
        },
        "poll_url": here,
        "after": {"title": _("Show the archive"), "url": here},
    }


def _packed(campaign: Campaign, job: Job) -> dict[str, Any]:
    result = job.result or {}
    return {
        "at": job.finished_at,
        "by": job.by_name,
        "entries": job.payload["size"],
        "root": result.get("root", ""),
        "sha256": result.get("sha256", ""),
        "size": f"{result.get('bytes', 0) / 2**20:.1f} MB",
        "url": reverse("archive_file", kwargs={"code": campaign.code, "job": job.pk}),
    }


@login_required
@require_safe
def archive_file(request: HttpRequest, code: str, job: int) -> HttpResponse:
    """Hand over a packed archive."""
    campaign, _actor = access_campaign(request.user, code, to=Right.EXPORT_ARCHIVE)
    packed = archive_of(campaign, job)
    if packed is None:
        refuse(request.user, to=Right.EXPORT_ARCHIVE, subject=f"job:{job}", log=campaign.log)
    stored = blob((packed.result or {}).get("sha256", ""))
    if stored is None:
        raise Http404
    response = HttpResponse(bytes(stored.bytes), content_type="application/zip")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{campaign.code}-{packed.payload["size"]}.zip"'
    )
    response.headers["Cache-Control"] = "no-store"
    return response
