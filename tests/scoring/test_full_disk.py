"""No room left: where results are written, and in the database. It is said plainly, nothing is half stored."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.actions.applications import import_applications
from candidates.applications_file import ApplicationRow
from oversight import jobs
from oversight.jobs import run_due
from oversight.models import Blob, Entry, Job
from oversight.rights import Role
from scoring.actions.stages import close_stage, request_decision
from scoring.models import Outcome, Placing
from scoring.tasks import HANDLERS
from tests.at_once import check_ledgers
from tests.cast import FOLDERS, Cast
from tests.rehearsal import rehearse

CASE = FOLDERS / "22-trimmed-mean-worked-examples"
MANY = 2000


def replay(output: Path, *more: str) -> None:
    call_command(
        "replay", str(CASE), "--output", str(output), *more, stdout=io.StringIO(), stderr=io.StringIO()
    )


def put_on_a_full_disk(output: Path, name: str) -> Path:
    """Let the file be written to a device without room; return what stands in for it while it is unfinished."""
    output.mkdir()
    unfinished = output / f".{name}.unfinished"
    unfinished.symlink_to("/dev/full")
    return unfinished


def test_results_are_whole_or_not_there(tmp_path: Path) -> None:
    output = tmp_path / "out"
    unfinished = put_on_a_full_disk(output, "results.csv")
    with pytest.raises(CommandError, match="No space left on device"):
        replay(output, "--dry-run")
    assert list(output.iterdir()) == []
    assert not unfinished.exists()
    replay(output, "--dry-run")
    assert sorted(path.name for path in output.iterdir()) == ["explain.jsonl", "results.csv"]


@pytest.mark.django_db(transaction=True)
def test_an_archive_without_room_is_written_by_the_next_run(tmp_path: Path) -> None:
    output = tmp_path / "out"
    put_on_a_full_disk(output, "archive.zip")
    with pytest.raises(CommandError, match="No space left on device"):
        replay(output)
    assert [path.name for path in output.iterdir() if path.name != "notices"] == []
    replay(output)
    assert {"archive.zip", "explain.jsonl", "results.csv"} <= {path.name for path in output.iterdir()}
    codes = list(Entry.objects.values_list("code", flat=True))
    assert codes.count("stage.decided") == codes.count("stage.sealed") == Outcome.objects.count()
    check_ledgers()


@contextmanager
def full_database() -> Iterator[None]:
    """Let the database grow no further."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1000000000")


@pytest.fixture
def crowd(cast: Cast) -> Cast:
    """Return the cast of a campaign with so many applications that whatever is done with them takes room."""
    campaign = rehearse(cast)
    rows = [ApplicationRow(number=f"C{n}", position="P01", name=f"王{n}") for n in range(MANY)]
    import_applications(
        campaign_id=campaign.pk, rows=rows, name="a.csv", data=b"x", by=cast.actor(Role.STAFF)
    )
    return cast


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_an_act_without_room_stores_nothing_and_says_so(crowd: Cast) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(crowd[Role.STAFF])
    client.cookies["django_language"] = "en"
    address = reverse("stage_close", args=["2026-T-01", "registration"])
    before = (Entry.objects.count(), Blob.objects.count())
    with full_database():
        answer = client.post(address)
    assert (answer.status_code, "Nothing has been stored by this request" in answer.content.decode()) == (
        500,
        True,
    )
    assert (Entry.objects.count(), Blob.objects.count()) == before
    assert crowd.stage("registration").state == "open"
    assert client.post(address).status_code == 302
    assert crowd.stage("registration").state == "closed"
    check_ledgers()


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("giving_back_fails", [False, True])
def test_a_decision_without_room_is_made_later(
    crowd: Cast, monkeypatch: pytest.MonkeyPatch, giving_back_fails: bool
) -> None:
    stage, by = crowd.stage("registration").pk, crowd.actor(Role.STAFF)
    close_stage(stage_id=stage, by=by)
    job = request_decision(stage_id=stage, by=by)
    with full_database(), monkeypatch.context() as patched:
        if giving_back_fails:
            patched.setattr(jobs, "_give_back", refuse_to_write)
            with pytest.raises(OperationalError):
                run_due(HANDLERS)
        else:
            run_due(HANDLERS)
    job.refresh_from_db()
    assert job.state == ("running" if giving_back_fails else "queued")
    assert (Outcome.objects.count(), Placing.objects.count()) == (0, 0)
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    run_due(HANDLERS)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == ("done", 2, "")
    assert (Outcome.objects.count(), Placing.objects.count()) == (1, MANY)
    check_ledgers()


def refuse_to_write(job: Job, error: Exception) -> None:
    raise OperationalError("database or disk is full")
