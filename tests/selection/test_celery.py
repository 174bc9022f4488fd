"""Messages only wake: the timetable names real tasks, and a message runs the job it names."""

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from oversight.jobs import enqueue
from oversight.ledger import SYSTEM
from oversight.models import Job
from selection import celery


def test_every_entry_of_the_timetable_names_a_task() -> None:
    assert {entry["task"] for entry in celery.TIMETABLE.values()} <= set(celery.app.tasks)
    assert set(celery.app.conf.beat_schedule) == set(celery.TIMETABLE)


def test_messages_survive_a_killed_worker() -> None:
    assert celery.app.conf.task_acks_late
    assert celery.app.conf.task_reject_on_worker_lost
    assert celery.app.conf.result_backend is None


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Handle jobs of kind `nothing` by noting their id."""
    seen: list[int] = []
    monkeypatch.setattr("selection.jobs.HANDLERS", {"nothing": lambda job: seen.append(job.pk)})
    return seen


@pytest.mark.django_db(transaction=True)
def test_a_committed_job_sends_its_message(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    monkeypatch.setattr(celery.wake, "delay", sent.append)
    job = enqueue(kind="nothing", key="nothing:1", payload={}, by=SYSTEM)
    assert sent == [job.pk]
    assert import_string(settings.JOB_WAKE) is celery.wake_worker


@pytest.mark.django_db(transaction=True)
def test_the_message_runs_its_job_once(handled: list[int]) -> None:
    job = enqueue(kind="nothing", key="nothing:1", payload={}, by=SYSTEM)
    celery.wake(job.pk)
    celery.wake(job.pk)
    job.refresh_from_db()
    assert (handled, job.state) == ([job.pk], Job.State.DONE)


@pytest.mark.django_db(transaction=True)
def test_the_timetable_finds_a_job_whose_message_was_lost(handled: list[int]) -> None:
    job = enqueue(kind="nothing", key="nothing:1", payload={}, by=SYSTEM)
    celery.wake_due()
    assert handled == [job.pk]


@pytest.mark.django_db
def test_the_other_ticks_run_on_an_empty_house() -> None:
    celery.sweep()
    celery.clock()
    celery.heads()
