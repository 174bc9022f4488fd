"""A whole campaign from its folder: stored, printed, archived, verified; again, and cut off half-way."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command

from campaigns.models import Campaign, Notice, Stage
from oversight import verify
from oversight.models import Entry, Job, Log
from scoring import replay
from scoring.folder import decide_folder, read_folder
from scoring.models import Outcome, Placing
from scoring.tasks import HANDLERS

FOLDERS = Path(__file__).parent.parent / "campaigns"
TIE = "10-isu-cup-of-china-2016-ladies-short-tie"
ROOMS = "19-hubin-2021-second-average-coefficient"

pytestmark = pytest.mark.django_db(transaction=True)


def run(folder: str, output: Path, *flags: str) -> None:
    call_command("replay", str(FOLDERS / folder), output=output, stdout=io.StringIO(), stderr=io.StringIO(),
                 **dict.fromkeys(flags, True))  # fmt: skip


@pytest.mark.parametrize("folder", [TIE, ROOMS])
def test_stored_run_writes_what_the_dry_run_writes_and_its_archive_verifies(
    folder: str, tmp_path: Path, stored_alone
) -> None:
    run(folder, tmp_path / "dry", "dry_run")
    run(folder, tmp_path / "full")
    stored_alone()
    for name in ("results.csv", "explain.jsonl"):
        assert (tmp_path / "full" / name).read_bytes() == (tmp_path / "dry" / name).read_bytes()
        with zipfile.ZipFile(tmp_path / "full" / "archive.zip") as archive:
            assert archive.read(name) == (tmp_path / "dry" / name).read_bytes()
    verified = subprocess.run(
        [sys.executable, verify.__file__, str(tmp_path / "full" / "archive.zip")],
        capture_output=True,
        text=True,
    )
    assert (verified.returncode, verified.stderr) == (0, "")


def test_every_stage_is_sealed_by_a_second_person_and_has_its_notice(tmp_path: Path) -> None:
    run(TIE, tmp_path)
    assert set(Stage.objects.values_list("state", flat=True)) == {"sealed"}
    for outcome in Outcome.objects.all():
        assert (outcome.state, outcome.run) == ("sealed", 1)
        assert outcome.sealed_by != outcome.decided_by
    notices = Notice.objects.order_by("serial")
    assert [n.serial for n in notices] == list(range(1, len(notices) + 1))
    assert {n.state for n in notices} == {"published"}
    assert sorted(p.name for p in (tmp_path / "notices").iterdir()) == sorted(
        f"{n.number}.pdf" for n in notices
    )


def test_same_folder_again_changes_no_result(tmp_path: Path) -> None:
    run(TIE, tmp_path / "one")
    digests = list(
        Outcome.objects.order_by("id").values_list("input_digest", "rules_digest", "outcome_digest")
    )
    run(TIE, tmp_path / "two")
    assert (
        list(Outcome.objects.order_by("id").values_list("input_digest", "rules_digest", "outcome_digest"))
        == digests
    )
    assert (Campaign.objects.count(), Notice.objects.count()) == (1, 4)
    assert (tmp_path / "two" / "results.csv").read_bytes() == (tmp_path / "one" / "results.csv").read_bytes()


def test_the_archive_replays_to_the_same_digests(tmp_path: Path) -> None:
    run(ROOMS, tmp_path / "one")
    with zipfile.ZipFile(tmp_path / "one" / "archive.zip") as archive:
        for name in archive.namelist():
            if name.startswith("campaign/"):
                archive.extract(name, tmp_path)
    files = read_folder(tmp_path / "campaign")
    again = decide_folder(files)
    call_command(
        "replay", str(tmp_path / "campaign"), output=tmp_path / "two", dry_run=True, stdout=io.StringIO()
    )
    assert (tmp_path / "two" / "results.csv").read_bytes() == (tmp_path / "one" / "results.csv").read_bytes()
    assert len(again.decided) == Outcome.objects.count() + 1  # the announcement has no stored outcome


def test_another_folder_with_the_same_code_is_a_mistake(tmp_path: Path) -> None:
    run(TIE, tmp_path / "one")
    other = tmp_path / "other"
    other.mkdir()
    for file in (FOLDERS / TIE).iterdir():
        (other / file.name).write_bytes(file.read_bytes())
    (other / "plan.toml").write_text((other / "plan.toml").read_text() + "\n# changed\n")
    entries = Entry.objects.count()
    errors = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("replay", str(other), output=tmp_path / "two", stdout=io.StringIO(), stderr=errors)
    assert left.value.code == 2
    assert errors.getvalue().startswith("plan.toml:0: code: ")
    assert Entry.objects.count() == entries
    assert not (tmp_path / "two").exists()


@pytest.mark.parametrize("kind", ["decide", "press"])
def test_a_run_cut_off_in_a_job_goes_on_and_repeats_nothing(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies while a job runs; the next run finishes it and every act stands in the ledger once."""

    class Killed(BaseException):
        pass

    def die(job: Job) -> None:
        raise Killed

    files = read_folder(FOLDERS / TIE)
    decisions = decide_folder(files)
    monkeypatch.setitem(HANDLERS, kind, die)
    with pytest.raises(Killed):
        replay.Replay(files, decisions, FOLDERS / TIE, HANDLERS, lambda sentence: None).run()
    monkeypatch.undo()
    Job.objects.filter(state="running").update(state="queued", lease_until=None)  # what the sweeper does
    run(TIE, tmp_path)
    log = Log.objects.get(name=Campaign.objects.get().log)
    acts = [(e.code, e.subject) for e in Entry.objects.filter(log=log, code__startswith="stage.")]
    assert sorted(acts) == sorted(set(acts))
    assert Placing.objects.values("outcome_id").distinct().count() == Outcome.objects.count()
    assert [n.serial for n in Notice.objects.order_by("serial")] == [1, 2, 3, 4]


def test_one_changed_byte_is_named_with_its_entry(tmp_path: Path) -> None:
    run(TIE, tmp_path)
    with zipfile.ZipFile(tmp_path / "archive.zip") as archive:
        archive.extractall(tmp_path / "open")
    path = tmp_path / "open" / "ledger" / "entries.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    entry = json.loads(lines[7])
    entry["body"] = entry["body"].replace('"result":"ok"', '"result":"oK"')
    lines[7] = json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n"
    path.write_text("".join(lines))
    verified = subprocess.run(
        [sys.executable, verify.__file__, str(tmp_path / "open")], capture_output=True, text=True
    )
    assert verified.returncode == 2
    assert "7" in verified.stdout + verified.stderr
