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
from scoring import archive, tasks
from scoring.actions.stages import correct_stage
from scoring.models import Mark
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
    assert (Job.objects.filter(kind__in=["export", "archive"]).count(), exports(cast)) == (0, 0)


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
    assert (Job.objects.filter(kind="export").count(), exports(cast)) == (1, 0)
    titles = []
    for most in (1, None):
        part = client.get(here(cast), headers={"HX-Request": "true"})
        assert (part.context["job"]["state"], b"<html" in part.content) == ("queued", False)
        titles.append(part.context["job"]["title"])
        client.post(here(cast))
        run_due(HANDLERS, most=most)
        assert exports(cast) == 1
    assert titles == ["Writing results and workings", "Packing the archive"]
    part = client.get(here(cast), headers={"HX-Request": "true"})
    assert (part.context["job"]["state"], part["HX-Refresh"]) == ("done", "true")
    assert list(Job.objects.values_list("kind", "state")) == [("export", "done"), ("archive", "done")]
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
    run_due(HANDLERS, most=1)
    job = Job.objects.get(kind="archive")
    address = reverse("archive_file", args=[cast.campaign.code, job.pk])
    assert client.get(address).status_code == 404
    run_due(HANDLERS)
    assert client.get(address).status_code == 200
    Job.objects.filter(pk=job.pk).update(payload={"campaign": 0, "size": 1})
    assert client.get(address).status_code == 404


def test_writing_says_how_far_it_is(client, cast, monkeypatch) -> None:
    carry(cast, "written")
    monkeypatch.setattr(archive, "EXPLAINED_AT_ONCE", 5)
    client.force_login(cast[Role.STAFF])
    client.post(here(cast))
    seen = []

    def progress(job, done, total):
        seen.append((done, total))

    monkeypatch.setattr(tasks, "progress", progress)
    run_due(HANDLERS)
    assert seen == [(0, 14), (5, 14), (10, 14), (0, 1)]


def test_results_of_a_correction_under_way_are_not_exported(client, cast) -> None:
    carry(cast, "written")
    before = archive.bound_files(cast.campaign)["results.csv"].decode()
    stage, by = cast.stage("written"), cast.actor(Role.STAFF)

    def change(stage):
        Mark.objects.filter(assessor__stage=stage, application__number="A4").update(value=75_000_000)

    correct_stage(stage_id=stage.pk, by=by, reason="漏计一题", change=change)
    after = archive.bound_files(cast.campaign)["results.csv"].decode()
    assert "written" in before
    assert "written" not in after


def test_an_outcome_that_changes_meanwhile_has_the_files_written_anew(client, cast, monkeypatch) -> None:
    carry(cast, "written")
    client.force_login(cast[Role.STAFF])
    client.post(here(cast))
    write, stage = archive.bound_files, cast.stage("written")

    def written_too_early(campaign, tell):
        files = write(campaign, tell)
        monkeypatch.setattr(tasks, "bound_files", write)
        correct_stage(stage_id=stage.pk, by=cast.actor(Role.STAFF), reason="漏计一题")
        return files

    monkeypatch.setattr(tasks, "bound_files", written_too_early)
    run_due(HANDLERS)
    job = Job.objects.get(kind="export")
    assert (job.state, exports(cast)) == ("queued", 0)
    Job.objects.filter(pk=job.pk).update(lease_until=None)
    run_due(HANDLERS)
    assert (Job.objects.get(kind="archive").state, exports(cast)) == ("done", 1)


def test_a_failed_export_is_asked_for_or_tried_again(client, cast, monkeypatch) -> None:
    rehearse(cast)
    client.force_login(cast[Role.APPROVER])
    client.post(here(cast))
    Job.objects.update(state="failed", error="disk full")
    page = client.get(here(cast))
    job = Job.objects.get()
    retry = reverse("campaign_job_retry", args=[cast.campaign.code, job.pk])
    assert (page.context["retry_url"], "disk full" in page.content.decode()) == (retry, True)
    assert client.post(retry).url == here(cast)
    assert Job.objects.get().state == "queued"
    Job.objects.update(state="failed")
    client.force_login(cast[Role.SUPERVISOR])
    assert "retry_url" not in client.get(here(cast)).context
    assert client.post(retry).status_code == 404
    client.post(here(cast))
    assert list(Job.objects.order_by("id").values_list("kind", "state")) == [
        ("export", "failed"),
        ("export", "queued"),
    ]
