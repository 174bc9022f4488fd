"""Faults inside deciding and pressing, under Celery: the worker is killed, the broker goes away; all is done, once."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from campaigns.actions.notices import publish_notice
from campaigns.models import Notice
from oversight.models import Blob, Entry, Job
from oversight.rights import Role
from scoring.actions.stages import close_stage, request_decision
from scoring.models import Outcome, Placing
from selection import celery
from tests.at_once import check_ledgers
from tests.cast import Cast
from tests.rehearsal import apply_all, rehearse
from tests.selection.publishing import draft
from tests.whole.house import blocking_worker, broker_of, kill, own_broker, wait_for, worker
from tests.whole.proxy import Proxy

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def surroundings(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Return the environment of workers on the database of this test, with a broker of their own."""
    database = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database}"
    else:
        url = f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{database}"
    keys = {name: getattr(settings, name) for name in ("SECRET_KEY", "FIELD_KEY", "LEDGER_KEY")}
    with own_broker(tmp_path / "var") as env:
        yield env | {"DATABASE_URL": url} | keys


def codes() -> Counter[str]:
    return Counter(Entry.objects.values_list("code", flat=True))


def kill_inside(env: dict[str, str], function: str, job: Job, marker: Path) -> None:
    """Wake a worker for the job, kill it at the end of `function`, and let another one finish what is there."""
    with broker_of(env) as broker:
        first = blocking_worker(env, function, marker)
        celery.wake.apply_async((job.pk,), connection=broker)
        wait_for(marker.exists, first)
        kill(first)
        job.refresh_from_db()
        assert (job.state, job.attempts) == ("running", 1)
        second = worker(env)
        try:
            celery.sweep.apply_async(connection=broker)
            wait_for(lambda: not Job.objects.exclude(state="done").exists(), second)
        finally:
            kill(second)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == ("done", 2, "")


@pytest.mark.parametrize("function", ["scoring.actions.stages.store_placings", "scoring.tasks.finish"])
def test_inside_deciding(surroundings: dict[str, str], cast: Cast, tmp_path: Path, function: str) -> None:
    rehearse(cast)
    apply_all(cast)
    stage, by = cast.stage("registration").pk, cast.actor(Role.STAFF)
    close_stage(stage_id=stage, by=by)
    job = request_decision(stage_id=stage, by=by)
    kill_inside(surroundings, function, job, tmp_path / "inside")
    assert (Outcome.objects.count(), Placing.objects.count()) == (1, 7)
    assert codes()["stage.decided"] == 1
    assert cast.stage("registration").state == "decided"
    check_ledgers()


@pytest.mark.parametrize("function", ["campaigns.tasks.press_piece", "campaigns.actions.notices.record"])
def test_inside_pressing(surroundings: dict[str, str], cast: Cast, tmp_path: Path, function: str) -> None:
    rehearse(cast)
    by = cast.actor(Role.STAFF)
    job = publish_notice(notice_id=draft(cast, "announcement").pk, by=by)
    kill_inside(surroundings, function, job, tmp_path / "inside")
    notice = Notice.objects.get()
    assert (notice.state, notice.serial) == ("published", 1)
    assert list(Blob.objects.filter(media="application/pdf").values_list("pk", flat=True)) == [notice.blob]
    found = codes()
    assert (found["notice.numbered"], found["notice.published"]) == (1, 1)
    check_ledgers()


@pytest.mark.redis
def test_the_broker_goes_away_inside_deciding(
    surroundings: dict[str, str], cast: Cast, tmp_path: Path
) -> None:
    """The decision is kept; the worker comes back with the broker and does what is asked for next."""
    rehearse(cast)
    apply_all(cast)
    stage, by = cast.stage("registration").pk, cast.actor(Role.STAFF)
    close_stage(stage_id=stage, by=by)
    job, marker = request_decision(stage_id=stage, by=by), tmp_path / "inside"
    with broker_of(surroundings) as broker, Proxy(surroundings["REDIS_URL"]) as proxy:
        env = surroundings | {"REDIS_URL": proxy.url}
        only = blocking_worker(env, "scoring.actions.stages.store_placings", marker)
        try:
            celery.wake.apply_async((job.pk,), connection=broker)
            wait_for(marker.exists, only)
            proxy.shut()
            marker.unlink()
            wait_for(lambda: Job.objects.get(pk=job.pk).state == "done", only)
            proxy.open()
            press = publish_notice(notice_id=draft(cast, "announcement").pk, by=by)
            celery.wake.apply_async((press.pk,), connection=broker)
            wait_for(lambda: Job.objects.get(pk=press.pk).state == "done", only)
        finally:
            kill(only)
    assert (Job.objects.get(pk=job.pk).attempts, Outcome.objects.count()) == (1, 1)
    found = codes()
    assert (found["stage.decided"], found["notice.published"]) == (1, 1)
    check_ledgers()
