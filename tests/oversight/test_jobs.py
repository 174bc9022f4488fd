"""The job row is the queue: nothing is lost, nothing is done twice, an old fence writes nothing."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from oversight import jobs
from oversight.jobs import StaleFence, enqueue, finish, hold, progress, retry_job, run_due, run_job, sweep
from oversight.ledger import SYSTEM, Actor
from oversight.models import Entry, Job
from oversight.words import Sentence

pytestmark = pytest.mark.django_db
WOKEN = []


def wake(job_id):
    WOKEN.append(job_id)


def broken_broker(job_id):
    raise ConnectionError("no broker")


def queue(key="k", kind="rank", **payload):
    return enqueue(kind=kind, key=key, payload=payload, by=SYSTEM)


def later(monkeypatch, **delta):
    """Let the clock of the jobs stand later."""
    moment = timezone.now() + timedelta(**delta)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_same_key_is_the_same_job():
    first = queue(n=1)
    assert queue(n=2) == first
    assert Job.objects.get().payload == {"n": 1}
    with pytest.raises(ValueError, match="kind"):
        queue(kind="other")


def test_a_job_is_run_once_and_keeps_its_result(person):
    user = person("zhang")
    job = enqueue(kind="rank", key="k", payload={"n": 2}, by=Actor(user.pk, "Zhang", "staff"))
    seen = []

    def handler(job):
        seen.append((job.payload["n"], jobs.actor_of(job)))
        return {"answer": 4}

    done = run_job(job.pk, {"rank": handler})
    assert (done.state, done.result, done.attempts, done.percent) == ("done", {"answer": 4}, 1, 100)
    assert run_job(job.pk, {"rank": handler}).state == "done"
    assert run_due({"rank": handler}) == 0
    assert seen == [(2, Actor(user.pk, "Zhang", "staff"))]


def test_kinds_that_nobody_handles_wait():
    job = queue(kind="future")
    assert run_due({"rank": dict}) == 0
    assert run_job(job.pk, {"rank": dict}).state == "queued"
    assert run_job(999, {}) is None


def test_jobs_run_in_order_and_no_more_than_asked():
    for key in "abc":
        queue(key)
    ran = []
    assert run_due({"rank": lambda job: ran.append(job.key)}, most=2) == 2
    assert ran == ["a", "b"]


def test_an_accident_is_tried_again_after_a_pause_five_times(monkeypatch):
    job = queue()

    def handler(job):
        raise RuntimeError("disk full")

    for attempt in range(1, 6):
        assert run_due({"rank": handler}) == 1
        assert run_due({"rank": handler}) == 0
        job.refresh_from_db()
        assert job.attempts == attempt
        later(monkeypatch, minutes=10)
    text = "系统故障，任务未能完成（RuntimeError: disk full）。请重试；再次失败时，请告知系统管理员。"
    assert (job.state, job.error) == ("failed", text)
    told = Entry.objects.get(code="job.failed")
    assert (told.result, told.content["facts"]["cause"]) == ("error", "RuntimeError")
    assert "disk full" not in told.body


def test_an_answer_is_not_tried_again():
    class Refusal(Exception):
        sentence = Sentence("The stage is closed.")

    def handler(job):
        raise Refusal

    job = run_job(queue().pk, {"rank": handler})
    assert (job.state, job.attempts) == ("failed", 1)


def test_a_failed_job_can_be_started_again():
    job = queue()
    Job.objects.update(state="failed", attempts=5)
    retry_job(job_id=job.pk, by=SYSTEM)
    assert run_job(job.pk, {"rank": lambda job: {}}).state == "done"
    assert Entry.objects.filter(code="job.retried").count() == 1
    assert retry_job(job_id=job.pk, by=SYSTEM).state == "done"


def test_progress_renews_the_lease(monkeypatch):
    job = queue()

    def handler(job):
        lease = job.lease_until
        later(monkeypatch, minutes=1)
        progress(job, 3, 10)
        stored = Job.objects.get()
        assert (stored.progress_done, stored.progress_total, stored.percent) == (3, 10, 30)
        assert stored.lease_until > lease

    assert run_job(job.pk, {"rank": handler}).state == "done"


@pytest.mark.parametrize("write", [finish, hold, lambda job: progress(job, 1, 2)])
def test_a_stale_fence_writes_nothing(monkeypatch, write):
    queue()
    slow = jobs._take(jobs.Q(), timezone.now())
    later(monkeypatch, minutes=6)
    quick = jobs._take(jobs.Q(), timezone.now())
    assert (quick.pk, quick.fence) == (slow.pk, slow.fence + 1)
    with pytest.raises(StaleFence), transaction.atomic():
        write(slow)
    with transaction.atomic():
        hold(quick)
        finish(quick, {"by": "quick"})
    assert Job.objects.get().result == {"by": "quick"}
    with pytest.raises(StaleFence), transaction.atomic():
        write(quick)


def test_a_worker_that_was_overtaken_leaves_the_job_to_the_other(monkeypatch):
    job = queue()

    def slow(mine):
        later(monkeypatch, minutes=6)
        assert run_due({"rank": lambda job: {"by": "quick"}}) == 1
        return {"by": "slow"}

    assert run_job(job.pk, {"rank": slow}).result == {"by": "quick"}


def test_work_and_mark_are_one_transaction(person):
    job = queue()
    tries = []

    def handler(job):
        with transaction.atomic():
            hold(job)
            person(f"effect{len(tries)}")
            finish(job, {"n": len(tries)})
            tries.append(1)
            if len(tries) == 1:
                raise OSError("lost connection before commit")

    run_job(job.pk, {"rank": handler})
    Job.objects.update(lease_until=None)
    done = run_job(job.pk, {"rank": handler})
    assert (done.state, done.result, len(tries)) == ("done", {"n": 1}, 2)
    assert [user.username for user in jobs.Job.by_user.field.related_model.objects.all()] == ["effect1"]


def test_expired_leases_are_swept(monkeypatch):
    queue()
    jobs._take(jobs.Q(), timezone.now())
    assert sweep() == 0
    later(monkeypatch, minutes=6)
    assert sweep() == 1
    assert (Job.objects.get().state, sweep()) == ("queued", 0)


def test_a_dead_worker_of_this_machine_is_swept_at_once():
    queue()
    job = jobs._take(jobs.Q(), timezone.now())
    host, pid, _ = job.worker.split(":")
    Job.objects.update(worker=f"{host}:{pid}:1")
    assert sweep() == 1


def test_a_worker_of_another_machine_keeps_its_lease():
    queue()
    jobs._take(jobs.Q(), timezone.now())
    Job.objects.update(worker="elsewhere:1:1")
    assert sweep() == 0


def test_a_job_that_loses_five_workers_fails(monkeypatch):
    queue()
    for _ in range(5):
        assert jobs._take(jobs.Q(), timezone.now()) is not None
        later(monkeypatch, minutes=6)
        assert sweep() == 1
    assert Job.objects.get().state == "failed"
    assert Entry.objects.get(code="job.failed").content["facts"]["cause"] == "WorkerLost"


def test_a_worker_is_woken_when_the_act_is_committed(settings, django_capture_on_commit_callbacks):
    settings.JOB_WAKE = f"{__name__}.wake"
    WOKEN.clear()
    with django_capture_on_commit_callbacks() as callbacks:
        job = queue()
        queue()
    assert (len(callbacks), WOKEN) == (1, [])
    callbacks[0]()
    assert [job.pk] == WOKEN


def test_a_broker_that_is_down_does_not_break_the_act(settings, django_capture_on_commit_callbacks, caplog):
    settings.JOB_WAKE = f"{__name__}.broken_broker"
    with django_capture_on_commit_callbacks(execute=True):
        queue()
    assert "no worker could be woken" in caplog.text
    assert run_due({"rank": lambda job: None}) == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_of_an_act_that_failed_does_not_exist():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue()
        raise ZeroDivisionError
    assert Job.objects.count() == 0


def test_entries_of_a_job_carry_its_name(log, write):
    job = queue()
    run_job(job.pk, {"rank": lambda job: {"seq": write(log).seq}})
    assert Entry.objects.get(code="test.tried").request == f"job:{job.pk}:1"
