"""Celery: the application, its one way into the jobs, and the whole timetable.

A message only wakes a worker: the job row is the queue, so a message that is lost, late or doubled changes
nothing. Everything that happens by the clock stands in TIMETABLE and nowhere else.
"""

import os

from celery import Celery
from celery.schedules import crontab
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selection.settings")

app = Celery("selection")
app.config_from_object("django.conf:settings", namespace="CELERY")

TIMETABLE = {
    "due jobs": {"task": "selection.wake_due", "schedule": 20.0},
    "expired leases": {"task": "selection.sweep", "schedule": 60.0},
    "stages by the clock": {"task": "selection.clock", "schedule": 60.0},
    "daily heads": {"task": "selection.heads", "schedule": crontab(hour="0", minute="5")},
    "ended sessions": {"task": "selection.forget_sessions", "schedule": crontab(hour="1", minute="5")},
    "probations that end": {"task": "selection.remind", "schedule": crontab(hour="6", minute="5")},
    "nightly reconciling": {"task": "selection.reconcile", "schedule": crontab(hour="2", minute="5")},
}
app.conf.beat_schedule = {
    # A tick that nobody took before the next one is worth nothing.
    name: {**entry, "options": {"expires": 60}}
    for name, entry in TIMETABLE.items()
}


@app.task(name="selection.wake")
def wake(job_id: int) -> None:
    """Run the job with this id if it is still due."""
    from oversight.jobs import run_job  # after the apps are ready
    from selection.jobs import HANDLERS

    run_job(job_id, HANDLERS)


def wake_worker(job_id: int) -> None:
    """Send the message that wakes a worker for this job; the setting JOB_WAKE names this function."""
    wake.delay(job_id)


@app.task(name="selection.wake_due")
def wake_due() -> None:
    """Run every job that is due: those whose message was lost."""
    from oversight.jobs import run_due
    from selection.jobs import HANDLERS

    run_due(HANDLERS)


@app.task(name="selection.sweep")
def sweep() -> None:
    """Put jobs back whose worker died."""
    from oversight.jobs import sweep as sweep_jobs

    sweep_jobs()


@app.task(name="selection.clock")
def clock() -> None:
    """Open and close the stages whose time has come."""
    from selection.jobs import move_stages_by_clock

    move_stages_by_clock(now=timezone.now())


@app.task(name="selection.heads")
def heads() -> None:
    """Sign the day's heads of every log."""
    from selection.jobs import sign_daily_heads

    sign_daily_heads(now=timezone.now())


@app.task(name="selection.remind")
def remind() -> None:
    """Put the probations that end soon on the desks."""
    from selection.jobs import remind_of_what_ends

    remind_of_what_ends()


@app.task(name="selection.reconcile")
def reconcile() -> None:
    """Compare what is stored with evidence and ledger; what differs becomes an entry."""
    from selection.jobs import reconcile_campaigns

    reconcile_campaigns()


@app.task(name="selection.forget_sessions")
def forget_sessions() -> None:
    """Delete what is left of sessions that ended."""
    from oversight.sessions import forget_ended

    forget_ended()
