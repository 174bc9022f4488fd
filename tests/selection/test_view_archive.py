"""The doors of the archive: packed by a job, downloaded, verified by the verifier inside."""

import io
import subprocess
import sys
import zipfile

import pytest
from django.urls import reverse

from oversight import verify
from oversight.jobs import run_due
from oversight.models import Blob, Entry, Job
from oversight.rights import Role
from scoring.tasks import HANDLERS
from tests.rehearsal import carry, rehearse
from tests.selection.publishing import publish


@pytest.fixture(autouse=True)
def _english(client, db):
    client.cookies["django_language"] = "en"


def here(cast):
    return reverse("archive", args=[cast.campaign.code])


def exports(cast):
    return Entry.objects.filter(log__name=cast.campaign.log, code="archive.exported").count()


@pytest.mark.parametrize("role", [Role.SCORE_CLERK, Role.JUDGE, "stranger"])
def test_others_find_nothing(client, cast, role) -> None:
    rehearse(cast)
    client.force_login(cast[role])
    assert (client.get(here(cast)).status_code, client.post(here(cast)).status_code) == (404, 404)
    assert (Job.objects.filter(kind="archive").count(), exports(cast)) == (0, 0)


def test_the_door_asks_for_a_name_and_knows_two_methods(client, cast) -> None:
    rehearse(cast)
    assert client.get(here(cast)).status_code == 302
    client.force_login(cast[Role.STAFF])
    assert client.put(here(cast)).status_code == 405
    assert "No archive has been packed yet" in client.get(here(cast)).content.decode()


def test_packing_is_recorded_once_and_shows_its_progress(client, cast) -> None:
    rehearse(cast)
    client.force_login(cast[Role.SUPERVISOR])
    for _ in range(2):
        assert client.post(here(cast)).url == here(cast)
    assert (Job.objects.filter(kind="archive").count(), exports(cast)) == (1, 1)
    part = client.get(here(cast), headers={"HX-Request": "true"})
    assert (part.context["job"]["state"], b"<html" in part.content) == ("queued", False)
    run_due(HANDLERS)
    page = client.get(here(cast))
    assert [one["entries"] for one in page.context["packed"]] == [Entry.objects.filter(
        log__name=cast.campaign.log
    ).count()]  # fmt: skip


def test_a_packed_archive_verifies_and_names_what_was_changed(client, cast, tmp_path) -> None:
    carry(cast, "written")
    publish(cast, "announcement")
    client.force_login(cast[Role.STAFF])
    client.post(here(cast))
    run_due(HANDLERS)
    job = Job.objects.get(kind="archive")
    response = client.get(reverse("archive_file", args=[cast.campaign.code, job.pk]))
    path = tmp_path / "archive.zip"
    path.write_bytes(response.content)
    command = [sys.executable, verify.__file__, str(path)]
    assert subprocess.run(command, capture_output=True).returncode == 0
    with zipfile.ZipFile(io.BytesIO(response.content)) as packed:
        names = set(packed.namelist())
    assert {"verify.py", "plan.toml", "runs/written.1.outcome.csv", "ledger/entries.jsonl"} <= names


def test_packing_again_after_a_lost_worker_gives_the_same_bytes(client, cast) -> None:
    rehearse(cast)
    client.force_login(cast[Role.STAFF])
    client.post(here(cast))
    run_due(HANDLERS)
    first = Job.objects.get(kind="archive")
    Job.objects.filter(pk=first.pk).update(state="queued", lease_until=None, attempts=0)
    run_due(HANDLERS)
    assert Job.objects.get(pk=first.pk).result == first.result
    assert Blob.objects.filter(media="application/zip").count() == 1
    assert exports(cast) == 1


def test_an_archive_is_handed_over_by_its_own_campaign_alone(client, cast) -> None:
    rehearse(cast)
    client.force_login(cast[Role.STAFF])
    client.post(here(cast))
    job = Job.objects.get(kind="archive")
    address = reverse("archive_file", args=[cast.campaign.code, job.pk])
    assert client.get(address).status_code == 404
    run_due(HANDLERS)
    assert client.get(address).status_code == 200
    Job.objects.filter(pk=job.pk).update(payload={"campaign": 0, "size": 1})
    assert client.get(address).status_code == 404
