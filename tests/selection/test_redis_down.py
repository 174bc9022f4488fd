"""The broker is refused, or silent: acts succeed, pages say that the work waits, the timetable finds it later."""

import socket
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from kombu import Connection

from oversight.models import Entry, Job
from oversight.rights import Role
from scoring.actions.stages import close_stage
from selection import celery
from selection.cache import RedisOrMemory
from tests.cast import PASSWORD, Cast
from tests.rehearsal import apply_all, rehearse

SOON = 2.0 * sum(settings.REDIS_TIMEOUTS.values())  # two tries, each of which may meet both limits


@pytest.fixture(params=["refused", "silent"])
def dead(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the address of a Redis that refuses connections, or takes them and never says a word."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        if request.param == "silent":
            door.listen(50)
        yield f"redis://127.0.0.1:{door.getsockname()[1]}/0"


@pytest.fixture
def broker_down(dead: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send the messages of this test to the dead Redis, with the limits of the settings."""

    def delay(job_id: int) -> None:
        with Connection(dead, transport_options=dict(settings.REDIS_TIMEOUTS)) as connection:
            celery.wake.apply_async((job_id,), connection=connection)

    monkeypatch.setattr(celery.wake, "delay", delay)


@pytest.mark.django_db(transaction=True)
def test_a_decision_is_asked_for_waits_and_is_made(broker_down: None, client: Client, cast: Cast) -> None:
    rehearse(cast)
    apply_all(cast)
    close_stage(stage_id=cast.stage("registration").pk, by=cast.actor(Role.STAFF))
    client.force_login(cast[Role.STAFF])
    client.cookies["django_language"] = "en"
    page = reverse("stage", args=["2026-T-01", "registration"])
    began = time.monotonic()
    assert client.post(reverse("stage_decide", args=["2026-T-01", "registration"])).url == page
    assert time.monotonic() - began < SOON
    assert Job.objects.get().state == "queued"
    assert "Waiting for a free worker" in client.get(page).content.decode()
    celery.wake_due()  # the tick of the timetable
    assert Job.objects.get().state == "done"
    assert cast.stage("registration").state == "decided"
    assert Entry.objects.filter(code="stage.decided").count() == 1


def cache_at(address: str, monkeypatch: pytest.MonkeyPatch) -> RedisOrMemory:
    """Put a cache at this address in the place of that of the tests."""
    monkeypatch.setattr(RedisOrMemory, "down_until", {})
    cache = RedisOrMemory(address, {"OPTIONS": dict(settings.REDIS_TIMEOUTS), "KEY_PREFIX": "down"})
    monkeypatch.setattr(caches._connections, "default", cache, raising=False)  # type: ignore[attr-defined]
    return cache


def test_the_cache_counts_in_memory_meanwhile(dead: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.REDIS_TIMEOUTS, "socket_timeout", 0.2)
    cache = cache_at(dead, monkeypatch)
    cache.delete("count")
    assert (cache.get("count", 0), cache.add("count", 1), cache.add("count", 2)) == (0, True, False)
    assert (cache.incr("count"), cache.get("count"), "count" in cache) == (2, 2, True)
    cache.set("count", 7, 60)
    assert (cache.get_many(["count"]), cache.touch("count", 5)) == ({"count": 7}, True)
    assert cache.delete("count")


def test_redis_is_asked_again_after_a_while(dead: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.REDIS_TIMEOUTS, "socket_timeout", 0.2)
    cache = cache_at(dead, monkeypatch)
    cache.set("a", 1)
    (until,) = RedisOrMemory.down_until.values()
    cache.set("a", 2)
    assert set(RedisOrMemory.down_until.values()) == {until}
    monkeypatch.setattr(RedisOrMemory, "down_until", dict.fromkeys(RedisOrMemory.down_until, 0.0))
    cache.set("a", 3)
    assert set(RedisOrMemory.down_until.values()) != {0.0}


@pytest.mark.django_db
def test_signing_in_goes_on_and_stays_limited(
    dead: str, monkeypatch: pytest.MonkeyPatch, client: Client, cast: Cast
) -> None:
    monkeypatch.setitem(settings.REDIS_TIMEOUTS, "socket_timeout", 0.2)
    cache_at(dead, monkeypatch)
    address = reverse("account_login")
    right = {"login": str(Role.STAFF), "password": PASSWORD}
    assert client.post(address, right).status_code == 302
    wrong = {"login": str(Role.APPROVER), "password": "wrong"}
    answers = [Client().post(address, wrong).status_code for _ in range(6)]
    assert answers[0] == 200
    right = {"login": str(Role.APPROVER), "password": PASSWORD}
    locked = Client()
    locked.post(address, right)
    assert "_auth_user_id" not in locked.session
