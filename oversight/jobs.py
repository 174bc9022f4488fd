"""The job row is the queue of record; a message only wakes a worker, so losing the broker loses nothing.

A worker takes a job by lease and raises its fence. Whoever holds an older fence can write nothing more about
the job. A handler that changes data does so in one transaction that begins with `hold(job)` and ends with
`finish(job, result)`: then a worker killed at any moment has done all of it or none.
"""

import logging
import os
import socket
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from oversight import codes
from oversight.ledger import SYSTEM, SYSTEM_LOG, Actor, record, request_named
from oversight.models import Job
from oversight.say import say
from oversight.words import Sentence, gettext_noop

ATTEMPTS = 5
LEASE = timedelta(minutes=5)
PAUSE = timedelta(seconds=10)
ERROR_LENGTH = 2000

Handler = Callable[[Job], Mapping[str, Any] | None]
log = logging.getLogger(__name__)


class StaleFence(Exception):
    """Another worker has taken the job over; whatever this one still wanted to write is refused."""


def enqueue(*, kind: str, key: str, payload: Mapping[str, Any], by: Actor) -> Job:
    """Return the job of this key, new or the one that is there; ValueError if that is of another kind.

    Part of the caller's transaction: the job exists if the act does. A worker is woken on commit.
    """
    with transaction.atomic():
        job, new = Job.objects.get_or_create(
            key=key,
            defaults={
                "kind": kind,
                "payload": dict(payload),
                "by_user_id": by.user_id,
                "by_name": by.name,
                "by_role": by.role,
            },
        )
        if job.kind != kind:
            raise ValueError(f"job {key!r} is of kind {job.kind!r}, not {kind!r}")
        if new:
            transaction.on_commit(partial(_wake, job.pk))
    return job


def _wake(job_id: int) -> None:
    """Tell a worker, through the dotted callable in `settings.JOB_WAKE`, that there is a job."""
    dotted = getattr(settings, "JOB_WAKE", "")
    if not dotted:
        return
    try:
        import_string(dotted)(job_id)
    except Exception:
        # A broker that is down must not break the act; the timetable finds the job.
        log.exception("no worker could be woken for job %s", job_id)


def actor_of(job: Job) -> Actor:
    """Return who asked for the job, in the chair of that moment."""
    return Actor(job.by_user_id, job.by_name, job.by_role)


def _worker() -> str:
    """Return a name for this process that no later process of this machine will have."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def _started(pid: int) -> str:
    """Return when a process started, in ticks since boot; empty where it is gone or nobody tells.

    One that was killed and that its parent has not asked about is gone: in a container it may be listed for ever.
    """
    try:
        state, *fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return "" if state in ("Z", "X") else fields[18]
    except (OSError, ValueError, IndexError):
        return ""


def _is_dead(worker: str) -> bool:
    """Say whether a worker of this machine is certainly gone."""
    host, _, process = worker.rpartition(":")[0].rpartition(":")
    started = worker.rpartition(":")[2]
    if host != socket.gethostname() or not started or not process.isdigit():
        return False
    return _started(int(process)) != started


def _take(which: Q, now: datetime) -> Job | None:
    """Lease the first due job among `which` and raise its fence; None when there is none."""
    waiting = Q(state=Job.State.QUEUED) & (Q(lease_until__isnull=True) | Q(lease_until__lte=now))
    left = Q(state=Job.State.RUNNING, lease_until__lte=now)
    with transaction.atomic():
        jobs = Job.objects.select_for_update(skip_locked=True).filter(which, waiting | left)
        job = jobs.filter(attempts__lt=ATTEMPTS).order_by("id").first()
        if job is None:
            return None
        job.state, job.attempts, job.fence = Job.State.RUNNING, job.attempts + 1, job.fence + 1
        job.worker, job.lease_until, job.started_at = _worker(), now + LEASE, now
        job.save(update_fields=["state", "attempts", "fence", "worker", "lease_until", "started_at"])
    return job


def run_job(job_id: int, handlers: Mapping[str, Handler]) -> Job | None:
    """Run one job if it is due and its kind is handled; returns it as it then is, None if there is none."""
    job = _take(Q(pk=job_id, kind__in=list(handlers)), timezone.now())
    if job is not None:
        _run(job, handlers[job.kind])
    return Job.objects.filter(pk=job_id).first()


def run_due(handlers: Mapping[str, Handler], *, most: int | None = None) -> int:
    """Run every job that is due, at most `most`; returns how many were run."""
    done = 0
    while most is None or done < most:
        job = _take(Q(kind__in=list(handlers)), timezone.now())
        if job is None:
            break
        _run(job, handlers[job.kind])
        done += 1
    return done


def _run(job: Job, handler: Handler) -> None:
    """Run a leased job to its end, or put it back for another attempt."""
    with request_named(f"job:{job.pk}:{job.fence}"):
        try:
            result = handler(job)
            if job.state != Job.State.DONE:
                finish(job, result)
        except StaleFence:
            log.warning("job %s was taken over by another worker", job.pk)
        except Exception as error:
            log.exception("job %s failed at attempt %s", job.pk, job.attempts)
            _give_back(job, error)


def _mine(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, fence=job.fence, state=Job.State.RUNNING)


def hold(job: Job) -> None:
    """Lock the job's row for the handler's transaction; raises StaleFence when the job was taken over.

    Until the transaction ends nobody else can take the job, however late it gets.
    """
    if _mine(job).select_for_update().first() is None:
        raise StaleFence(job.key)


def finish(job: Job, result: Mapping[str, Any] | None = None) -> None:
    """Mark the job done; in the handler's own transaction, work and mark are one. Raises StaleFence."""
    result = dict(result or {})
    now = timezone.now()
    changed = _mine(job).update(
        state=Job.State.DONE, result=result, error="", finished_at=now, lease_until=None
    )
    if not changed:
        raise StaleFence(job.key)
    job.state, job.result, job.finished_at = Job.State.DONE, result, now


def progress(job: Job, done: int, total: int) -> None:
    """Say how far the work is and renew the lease; raises StaleFence. Call it outside the big transaction."""
    lease = timezone.now() + LEASE
    if not _mine(job).update(progress_done=done, progress_total=total, lease_until=lease):
        raise StaleFence(job.key)
    job.progress_done, job.progress_total, job.lease_until = done, total, lease


def _give_back(job: Job, error: Exception) -> None:
    """Queue the job again after a pause; let it fail after the last attempt or when the error is an answer.

    An error with a sentence for people would be the same the next time.
    """
    sentence = getattr(error, "sentence", None)
    answer = isinstance(sentence, Sentence)
    text = say(sentence) if answer else f"{type(error).__name__}: {error}"[:ERROR_LENGTH]
    if answer or job.attempts >= ATTEMPTS:
        _fail(job, text if answer else _fault(text), type(error).__name__)
        return
    due = timezone.now() + PAUSE * 2 ** (job.attempts - 1)
    _mine(job).update(state=Job.State.QUEUED, lease_until=due, error=text)


def _fault(cause: str) -> str:
    """Return what people read of a failure that is no answer to what they asked."""
    text = gettext_noop(
        "A fault of the system stopped this (%(cause)s). Try again; if it stays so, tell the system officer."
    )
    return say(Sentence(text, {"cause": cause}))


def _fail(job: Job, text: str, cause: str) -> bool:
    """Mark a job failed, with an entry; the cause on record is a class name, never data."""
    with transaction.atomic():
        if not _mine(job).update(
            state=Job.State.FAILED, error=text, finished_at=timezone.now(), lease_until=None
        ):
            return False
        facts = {"kind": job.kind, "key": job.key, "attempts": job.attempts, "cause": cause}
        record(
            log=SYSTEM_LOG,
            code=codes.JOB_FAILED,
            by=SYSTEM,
            subject=f"job:{job.pk}",
            facts=facts,
            result="error",
        )
    return True


def sweep() -> int:
    """Put jobs back whose worker is gone; returns how many.

    Gone is a lease that has run out, or a process of this machine that no longer exists.
    """
    now = timezone.now()
    moved = 0
    for job in Job.objects.filter(state=Job.State.RUNNING).order_by("id"):
        if (job.lease_until is None or job.lease_until > now) and not _is_dead(job.worker):
            continue
        if job.attempts >= ATTEMPTS:
            moved += _fail(job, _fault(f"the worker was lost {job.attempts} times"), "WorkerLost")
        elif _put_back(job):
            moved += 1
    return moved


def _put_back(job: Job) -> bool:
    """Queue a lost job at once; a row that somebody holds is left alone."""
    with transaction.atomic():
        if _mine(job).select_for_update(skip_locked=True).first() is None:
            return False
        _mine(job).update(state=Job.State.QUEUED, lease_until=None, error="the worker was lost")
        transaction.on_commit(partial(_wake, job.pk))
    return True


@transaction.atomic
def retry_job(*, job_id: int, by: Actor, log: str = SYSTEM_LOG) -> Job:
    """Queue a failed job again with all its attempts, with an entry in `log`; one that has not failed stays."""
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state != Job.State.FAILED:
        return job
    job.state, job.attempts, job.lease_until, job.finished_at = Job.State.QUEUED, 0, None, None
    job.save(update_fields=["state", "attempts", "lease_until", "finished_at"])
    record(
        log=log, code=codes.JOB_RETRIED, by=by, subject=f"job:{job.pk}",
        facts={"kind": job.kind, "key": job.key},
    )  # fmt: skip
    transaction.on_commit(partial(_wake, job.pk))
    return job
