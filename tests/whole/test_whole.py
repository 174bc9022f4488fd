"""The whole campaign by processes as in real use: a worker that is killed once, and two replays at the same time."""

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from oversight import verify

ROOT = Path(__file__).parents[2]
CASE = ROOT / "tests" / "campaigns" / "14-jishou-2026-phd-life-sciences"
REDIS_OF_THIS_TEST = 13


@pytest.fixture
def surroundings(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Return the environment of processes with a database and a broker of their own."""
    env = os.environ | {"ZEYOU_VAR": str(tmp_path / "var"), "WORKERS": "1"}
    if settings.REDIS_URL:
        env["REDIS_URL"] = f"{settings.REDIS_URL.rsplit('/', 1)[0]}/{REDIS_OF_THIS_TEST}"
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        yield env | {"DATABASE_URL": f"sqlite:///{tmp_path / 'whole.sqlite3'}"}
        return
    name = f"whole_{os.getpid()}"
    # The database that DATABASE_URL names need not exist: pytest makes one beside it.
    server = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    ask(f"{server}/postgres", f"CREATE DATABASE {name}")
    yield env | {"DATABASE_URL": f"{server}/{name}"}
    ask(f"{server}/postgres", f"DROP DATABASE {name} WITH (FORCE)")


def ask(database: str, statement: str) -> None:
    """Send PostgreSQL a statement outside of any transaction."""
    import psycopg2

    door = psycopg2.connect(database)
    door.autocommit = True
    with door.cursor() as cursor:
        cursor.execute(statement)
    door.close()


def start(env: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
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


def worker(env: dict[str, str]) -> subprocess.Popen[str]:
    features = "--without-gossip --without-mingle --without-heartbeat --loglevel ERROR"
    return start(env, "-m", "celery", "--app", "selection.celery", "--quiet", "worker", *features.split())


def replay(env: dict[str, str], output: Path, *more: str) -> subprocess.Popen[str]:
    return start(env, "manage.py", "replay", str(CASE), "--output", str(output), *more)


def finish(process: subprocess.Popen[str]) -> None:
    """Wait for a process; what it said on standard error explains a failure."""
    said = process.communicate(timeout=80)[1]
    assert process.returncode == 0, said


def kill(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def test_two_replays_and_a_killed_worker_give_one_campaign(surroundings, tmp_path: Path) -> None:
    finish(start(surroundings, "manage.py", "migrate", "--verbosity", "0"))
    first = worker(surroundings)
    replays = [replay(surroundings, tmp_path / name) for name in ("one", "two")]
    time.sleep(6)
    kill(first)
    second = worker(surroundings)
    try:
        for process in replays:
            finish(process)
    finally:
        kill(second)
    finish(replay(surroundings, tmp_path / "dry", "--dry-run"))
    finish(start(surroundings, "manage.py", "reconcile"))
    dry = (tmp_path / "dry" / "results.csv").read_bytes()
    for name in ("one", "two"):
        assert (tmp_path / name / "results.csv").read_bytes() == dry
        assert verify.main([str(tmp_path / name / "archive.zip")]) == 0
    codes = entries(tmp_path / "two" / "archive.zip")
    once = ("campaign.created", "plan.frozen", "stage.decided", "stage.sealed", "notice.published")
    assert [codes.count(code) for code in once] == [1, 1, 4, 4, 5]
    numbers = sorted(path.stem for path in (tmp_path / "one" / "notices").iterdir())
    assert [int(number.partition("〕")[2].rstrip("号")) for number in numbers] == [1, 2, 3, 4, 5]


def entries(archive: Path) -> list[str]:
    """Return the codes of the ledger in an archive."""
    with zipfile.ZipFile(archive) as packed:
        lines = packed.read("ledger/entries.jsonl").decode().splitlines()
    return [json.loads(json.loads(line)["body"])["code"] for line in lines]
