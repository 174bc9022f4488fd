"""kill -9 at any moment of a job: after the sweep its work is done, once."""

import os
import signal
import time

import pytest
from django.db import connections, transaction

from oversight.actions import erase_personal
from oversight.jobs import enqueue, finish, hold, run_due, sweep
from oversight.ledger import SYSTEM, open_log
from oversight.models import Job, Upload
from oversight.proofs import verify_log

pytestmark = pytest.mark.django_db(transaction=True)

POINTS = ("before", "after the lock", "after the work", "after the mark", "after the commit")


def work(job, die):
    """Note a file as the effect, with an entry, in one transaction with the mark."""
    die("before")
    with transaction.atomic():
        hold(job)
        die("after the lock")
        Upload.objects.create(
            purpose="kill", subject=job.key, sha256=os.urandom(32).hex(), name=str(os.getpid()), rows=0
        )
        erase_personal(log="system", subject="x:", reason="to have an entry", by=SYSTEM)
        die("after the work")
        finish(job, {"pid": os.getpid()})
        die("after the mark")
    die("after the commit")


def start(point, sleep=0.0):
    """Start another process on this test's database that runs what is due and may kill itself at `point`."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid

    def die(where):
        time.sleep(sleep)
        if where == point:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        run_due({"rank": lambda job: work(job, die)})
    finally:
        os._exit(0)  # the tests go on in the parent alone


def settle():
    """Sweep, and let another worker do what is left."""
    sweep()
    run_due({"rank": lambda job: work(job, lambda where: None)})


def queue(number):
    with transaction.atomic():
        open_log("system", by=SYSTEM)
    keys = [f"job-{index}" for index in range(number)]
    for key in keys:
        enqueue(kind="rank", key=key, payload={}, by=SYSTEM)
    return keys


def check(keys):
    assert sorted(Upload.objects.values_list("subject", flat=True)) == sorted(keys)
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
    assert verify_log("system").ok


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_every_step(point):
    keys = queue(1)
    _, status = os.waitpid(start(point), 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    settle()
    check(keys)


def test_killed_at_fifty_moments():
    keys = queue(90)
    for moment in range(50):
        pid = start("never", 0.002)
        time.sleep(0.02 + moment % 10 * 0.004)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        sweep()
        Job.objects.exclude(state="done").update(attempts=0)
    settle()
    check(keys)


def test_a_killed_worker_that_nobody_has_asked_about_is_gone():
    keys = queue(1)
    pid = start("after the lock")
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # killed, and still listed
    settle()
    os.waitpid(pid, 0)
    check(keys)
