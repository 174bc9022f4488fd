"""Processes of the house for tests: a broker that no other run uses, workers, waiting, killing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from django.conf import settings
from kombu import Connection

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0  # seconds; how long a busy machine may take for what takes a second or two
CLAIM = "zeyou-run-of-tests"
OURS = ("celery*", "_kombu*", "unacked*", "zeyou:*", CLAIM)
FEATURES = "--without-gossip --without-mingle --without-heartbeat --loglevel ERROR"


@contextmanager
def own_broker(folder: Path) -> Iterator[dict[str, str]]:
    """Yield the environment of processes with folders and a broker of their own.

    Of a Redis server it is the highest database that is empty and that no other run has claimed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    env = os.environ | {"ZEYOU_VAR": str(folder), "WORKERS": "1"}
    if not settings.REDIS_URL:
        yield env
        return
    server, _, own = settings.REDIS_URL.rpartition("/")
    number, door = _claimed(server, own)
    try:
        yield env | {"REDIS_URL": f"{server}/{number}"}
    finally:
        for pattern in OURS:
            for key in door.scan_iter(pattern):
                door.delete(key)
        door.close()


def _claimed(server: str, own: str) -> tuple[int, "redis.Redis"]:
    for number in range(15, -1, -1):
        door = redis.Redis.from_url(f"{server}/{number}")
        if str(number) != own and door.set(CLAIM, os.getpid(), nx=True, ex=1800):
            if door.dbsize() == 1:
                return number, door
            door.delete(CLAIM)
        door.close()
    raise RuntimeError("every database of the Redis server is in use")


@contextmanager
def broker_of(env: dict[str, str]) -> Iterator[Connection]:
    """Yield a connection to the broker that processes with this environment use."""
    if env.get("REDIS_URL"):
        connection = Connection(env["REDIS_URL"])
    else:
        folders = {name: Path(env["ZEYOU_VAR"]) / "broker" / name for name in ("messages", "control")}
        for folder in folders.values():
            folder.mkdir(parents=True, exist_ok=True)
        messages, control = (str(folder) for folder in folders.values())
        options = {"data_folder_in": messages, "data_folder_out": messages, "control_folder": control}
        connection = Connection("filesystem://localhost/", transport_options=options)
    with connection:
        yield connection


def start(env: dict[str, str], *arguments: str) -> "subprocess.Popen[str]":
    """Start a process of the house in a group of its own."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=env,
        text=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def worker(env: dict[str, str]) -> "subprocess.Popen[str]":
    """Start a worker."""
    return start(env, "-m", "celery", "--app", "selection.celery", "--quiet", "worker", *FEATURES.split())


def blocking_worker(env: dict[str, str], function: str, marker: Path) -> "subprocess.Popen[str]":
    """Start a worker that calls `function`, writes `marker` and waits until that is removed."""
    return start(env, "-m", "tests.whole.blocking_worker", function, str(marker))


def finish(process: "subprocess.Popen[str]") -> None:
    """Wait for a process; what it said on standard error explains a failure."""
    said = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 0, said


def kill(process: "subprocess.Popen[str]") -> None:
    """Kill a process with its children, at once."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def wait_for(what: Callable[[], object], *processes: "subprocess.Popen[str]") -> None:
    """Wait until `what` is true; fails when one of the processes has ended before."""
    until = time.monotonic() + PATIENCE
    while not what():
        for process in processes:
            assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)
