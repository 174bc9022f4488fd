"""The whole campaign by processes as in real use: a worker that is killed once, and two replays at the same time."""

import json
import os
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from oversight import verify
from tests.whole.house import ROOT, finish, kill, own_broker, start, wait_for, worker

CASE = ROOT / "tests" / "campaigns" / "14-jishou-2026-phd-life-sciences"


@pytest.fixture
def surroundings(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Return the environment of processes with a database and a broker of their own."""
    with own_broker(tmp_path / "var") as env:
        if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
            yield env | {"DATABASE_URL": f"sqlite:///{tmp_path / 'whole.sqlite3'}"}
            return
        name = f"whole_{os.getpid()}"
        # The database that DATABASE_URL names need not exist: pytest makes one beside it.
        server = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
        ask(f"{server}/postgres", f"CREATE DATABASE {name}")
        yield env | {"DATABASE_URL": f"{server}/{name}"}
        ask(f"{server}/postgres", f"DROP DATABASE {name} WITH (FORCE)")


def ask(database: str, statement: str) -> list[Any]:
    """Send a database a statement outside of any transaction; return the rows that it answers with."""
    if database.startswith("sqlite"):
        with closing(sqlite3.connect(database.removeprefix("sqlite:///"), timeout=20)) as file:
            return file.execute(statement).fetchall()
    import psycopg2

    with closing(psycopg2.connect(database)) as door:
        door.autocommit = True
        with door.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def replay(env: dict[str, str], output: Path, *more: str) -> "subprocess.Popen[str]":
    return start(env, "manage.py", "replay", str(CASE), "--output", str(output), *more)


def test_two_replays_and_a_killed_worker_give_one_campaign(surroundings, tmp_path: Path) -> None:
    finish(start(surroundings, "manage.py", "migrate", "--verbosity", "0"))
    first = worker(surroundings)
    replays = [replay(surroundings, tmp_path / name) for name in ("one", "two")]
    decided = "SELECT 1 FROM oversight_job WHERE kind = 'decide' AND state = 'done'"
    wait_for(lambda: ask(surroundings["DATABASE_URL"], decided), first, *replays)
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
