"""Jobs: everybody's own, all of them for the system officer; and the files that were taken over."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from oversight.access import access_job, access_system
from oversight.jobs import retry_job
from oversight.listings import jobs_by_state, jobs_found, kinds_of_jobs, uploads_found
from oversight.models import Job, User
from oversight.pages import PAGE, attempt, job_progress, office, say_chair, system_rights
from oversight.registry import job_kind
from oversight.rights import Right
from oversight.say import say_subject

STATES = ("open", "failed", "done")


@login_required
@never_cache
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """Show the work of the whole system: what waits, what failed, what is done."""
    access_system(request.user, to=Right.READ_JOBS)
    counted = jobs_by_state()
    open_now = counted.get("queued", 0) + counted.get("running", 0)
    facts = [
        {"label": _("Not finished"), "value": open_now},
        {"label": _("Failed"), "value": counted.get("failed", 0)},
        {"label": _("Done"), "value": counted.get("done", 0)},
    ]
    kinds = [{"value": kind, "title": _(job_kind(kind).label)} for kind in kinds_of_jobs()]
    return _list(request, "jobs", _("Jobs"), None, kinds=kinds, facts=facts)


@login_required
@never_cache
@require_safe
def my_jobs(request: HttpRequest) -> HttpResponse:
    """Show the work that one has asked for."""
    user = request.user if isinstance(request.user, User) else None
    return _list(request, "my_jobs", _("My jobs"), user, kinds=[], facts=[])


def _list(
    request: HttpRequest,
    current: str,
    title: str,
    user: User | None,
    *,
    kinds: list[dict[str, str]],
    facts: list[dict[str, Any]],
) -> HttpResponse:
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    words = {"open": _("Not finished"), "failed": _("Failed"), "done": _("Done")}
    states = [{"value": name, "title": words[name]} for name in STATES]
    filters = [
        {"name": "state", "label": _("State"), "kind": "select", "value": state, "choices": states},
    ]
    if kinds:
        filters.append(
            {"name": "kind", "label": _("Kind"), "kind": "select", "value": kind, "choices": kinds}
        )
    found = jobs_found(state=state if state in STATES else "", kind=kind, user=user)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    columns = (_("Number"), _("Kind"), _("State"), _("Asked for by"), _("Asked for at"), _("Finished at"))
    context = office(
        request,
        current,
        title,
        filters=filters,
        facts=facts,
        columns=[{"title": name} for name in columns],
        rows=[_row(job) for job in page.object_list],
        page=page,
        filtered=bool(state or kind),
    )
    return render(request, "oversight/jobs.html", context)


def _row(job: Job) -> dict[str, Any]:
    url = reverse("job", args=[job.pk])
    return {
        "cells": [
            {"text": f"#{job.pk}", "url": url},
            {"text": _(job_kind(job.kind).label), "url": url},
            {"badge": job.state},
            " · ".join(part for part in (job.by_name, say_chair(job.by_role)) if part) or _("the system"),
            _time(job.created_at),
            _time(job.finished_at),
        ],
        "tone": "bad" if job.state == Job.State.FAILED else "",
    }


def _time(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}" if moment else "—"


@login_required
@never_cache
@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a job is; asked by htmx, the answer is the bar alone."""
    found = access_job(request.user, pk)
    rights = system_rights(request.user)
    progress = job_progress(found)
    if found.state == Job.State.FAILED and Right.RETRY_JOB in rights:
        progress["retry_url"] = reverse("job_retry", args=[pk])
    if getattr(request, "htmx", False):
        return render(request, "parts/progress.html", progress)
    context = office(
        request,
        "jobs" if Right.READ_JOBS in rights else "my_jobs",
        progress["job"]["title"],
        (f"#{pk}", ""),
        rights=rights,
        found=found,
        by_role=say_chair(found.by_role),
        **progress,
    )
    return render(request, "oversight/job.html", context)


@login_required
@require_POST
def job_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue a failed job again."""
    actor = access_system(request.user, to=Right.RETRY_JOB, subject=f"job:{pk}")
    found = access_job(request.user, pk)
    if found.state == Job.State.FAILED:
        done = _("The job waits for a worker again.")
        attempt(request, actor, lambda: retry_job(job_id=pk, by=actor), done)
    return redirect("job", pk)


@login_required
@require_safe
def uploads(request: HttpRequest) -> HttpResponse:
    """List the files that were taken over; the same file twice is refused."""
    access_system(request.user, to=Right.READ_JOBS)
    text = request.GET.get("text", "").strip()
    page = Paginator(uploads_found(text), PAGE).get_page(request.GET.get("page"))
    rows = [{"upload": item, "about": _about(item.subject)} for item in page.object_list]
    label = _("File, subject or digest")
    context = office(
        request,
        "uploads",
        _("Uploaded files"),
        filters=[{"name": "text", "label": label, "value": text, "wide": True}],
        rows=rows,
        page=page,
        filtered=bool(text),
    )
    return render(request, "oversight/uploads.html", context)


def _about(subject: str) -> str:
    """Return what a file was taken over for; a campaign's code may stand before the subject."""
    code, _slash, rest = subject.rpartition("/")
    return " · ".join(part for part in (code, say_subject(rest)) if part)
