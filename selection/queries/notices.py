"""Notices of a campaign for its desk, and the jobs that put one on paper."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from campaigns.models import Campaign, Notice
from campaigns.tasks import BIND, PIECE, PRESS
from oversight.models import Job


@dataclass(frozen=True)
class Press:
    """How far a notice is on its way to paper: `done` of `total` pieces, and the binding as one more."""

    job: Job
    state: str
    done: int
    total: int
    failed: Job | None = None


def notices_of(campaign: Campaign, *, state: str = "") -> QuerySet[Notice]:
    """Return a campaign's notices, newest first, without their facts."""
    found = Notice.objects.filter(campaign=campaign).defer("facts").select_related("stage").order_by("-id")
    return found.filter(state=state) if state else found


def press_of(notice: Notice) -> Press | None:
    """Return how far the pressing of a numbered notice is, None where no job was queued."""
    about = Q(payload__notice=notice.pk)
    jobs = list(Job.objects.filter(about, kind__in=[PRESS, PIECE, BIND]).defer("result").order_by("id"))
    first = next((job for job in jobs if job.kind == PRESS), None)
    if first is None:
        return None
    failed = next((job for job in jobs if job.state == Job.State.FAILED), None)
    finished = notice.state == Notice.State.PUBLISHED
    state = "done" if finished else "failed" if failed else "queued"
    if state == "queued" and any(job.state != Job.State.QUEUED for job in jobs):
        state = "running"
    pieces = [job for job in jobs if job.kind == PIECE]
    done = sum(job.state == Job.State.DONE for job in pieces) + (1 if finished else 0)
    return Press(first, state, done, len(pieces) + 1, failed)
