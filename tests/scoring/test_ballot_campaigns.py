"""Campaigns decided by ballots: folders worked out by hand, replayed, archived, verified, and what is refused."""

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command

from campaigns.models import Stage
from oversight import verify
from oversight.models import Entry
from scoring.models import Ballot, Choice, Outcome, Placing

FOLDERS = Path(__file__).parent.parent / "campaigns"
CASES = sorted(path.parent.name for path in FOLDERS.glob("invented-*/expected.json"))

pytestmark = pytest.mark.django_db(transaction=True)


def run(folder: Path, output: Path, **flags: bool) -> None:
    call_command("replay", folder, output=output, stdout=io.StringIO(), stderr=io.StringIO(), **flags)


@pytest.mark.parametrize("case", CASES)
def test_results_are_those_worked_out_by_hand(case: str, tmp_path: Path) -> None:
    run(FOLDERS / case, tmp_path, dry_run=True)
    expected = json.loads((FOLDERS / case / "expected.json").read_text(encoding="utf-8"))["results"]
    with (tmp_path / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = [",".join(row[:6]) for row in csv.reader(file) if row[0] not in ("stage", "registration")]
    assert rows == expected


@pytest.mark.parametrize("case", CASES)
def test_a_stored_run_is_the_dry_run_and_its_archive_verifies_and_replays(
    case: str, tmp_path: Path, stored_alone
) -> None:
    run(FOLDERS / case, tmp_path / "dry", dry_run=True)
    run(FOLDERS / case, tmp_path / "full")
    stored_alone()
    for name in ("results.csv", "explain.jsonl"):
        assert (tmp_path / "full" / name).read_bytes() == (tmp_path / "dry" / name).read_bytes()
    with zipfile.ZipFile(tmp_path / "full" / "archive.zip") as archive:
        assert archive.read("results.csv") == (tmp_path / "dry" / "results.csv").read_bytes()
        archive.extractall(tmp_path / "archive")
    told = subprocess.run(
        [sys.executable, verify.__file__, str(tmp_path / "full" / "archive.zip")],
        capture_output=True,
        text=True,
    )
    assert (told.returncode, told.stderr) == (0, ""), told.stdout
    assert "未复算" not in told.stdout
    run(tmp_path / "archive" / "campaign", tmp_path / "again", dry_run=True)
    again = (tmp_path / "again" / "results.csv").read_bytes()
    assert again == (tmp_path / "dry" / "results.csv").read_bytes()


def test_the_turnout_is_in_ledger_and_archive_and_may_not_change(tmp_path: Path) -> None:
    run(FOLDERS / "invented-assessment-with-vetoes", tmp_path)
    with zipfile.ZipFile(tmp_path / "archive.zip") as archive:
        turnout = archive.read("runs/assessment.1.turnout.csv")
        assert turnout == b"group,issued,returned,void\nA,11,11,0\nB,40,39,1\nC,58,57,2\n"
        assert archive.read("campaign/assessment.turnout.csv") == turnout
        archive.extractall(tmp_path / "archive")
    closed = {
        e.content["facts"]["stage"]: e.content["facts"] for e in Entry.objects.filter(code="stage.closed")
    }
    assert closed["assessment"]["turnout"] == hashlib.sha256(turnout).hexdigest()
    assert "turnout" not in closed["registration"]
    assert Outcome.objects.get(stage__key="assessment").turnout_digest == closed["assessment"]["turnout"]
    changed = tmp_path / "archive" / "runs" / "assessment.1.turnout.csv"
    for data in (turnout.replace(b"C,58", b"C,59"), None):
        changed.write_bytes(data) if data else changed.unlink()
        with pytest.raises(SystemExit) as left:
            sys.exit(verify.main([str(tmp_path / "archive")]))
        assert left.value.code == 9


def test_an_anonymous_paper_keeps_no_voter_and_a_signed_one_does(tmp_path: Path) -> None:
    run(FOLDERS / "invented-three-rounds-of-recommendation", tmp_path)
    assert set(Ballot.objects.filter(round=0).values_list("voter", flat=True)) == {""}
    assert Ballot.objects.filter(round=2).values_list("voter", flat=True).first() == "陈一"
    assert {field.name for field in Ballot._meta.get_fields()} == {
        "id", "stage", "round", "label", "voter", "choices",
    }  # fmt: skip
    assert Ballot.objects.filter(round=0, choices=None).count() == 1
    assert Choice.objects.filter(ballot__round=0).count() == 28
    entries = "".join(Entry.objects.values_list("body", flat=True))
    assert "王一" not in entries and "陈一" not in entries


def test_the_sentence_of_a_veto_is_stored_with_the_placing(tmp_path: Path) -> None:
    run(FOLDERS / "invented-assessment-with-vetoes", tmp_path)
    placing = Placing.objects.get(outcome__stage__key="assessment", application__number="a3")
    assert placing.standing == "vetoed"
    assert json.loads(placing.detail)["facts"]["rate"] == "38.5%"
    assert Stage.objects.get(key="assessment").state == "sealed"


def steps_of(folder: Path, number: str) -> list[dict[str, str]]:
    lines = [json.loads(line) for line in (folder / "explain.jsonl").read_text(encoding="utf-8").splitlines()]
    return next(one["steps"] for one in lines if one["stage"] == "recommendation" and one["id"] == number)


def test_small_layers_are_counted_and_not_shown(tmp_path: Path) -> None:
    run(FOLDERS / "invented-layers-for-a-rank", tmp_path)
    steps = steps_of(tmp_path, "e1")
    assert [(step["code"], step["value"]) for step in steps if step["code"] in ("layer", "layers", "round")] == [
        ("layer", "2"), ("layers", ""), ("round", "8"), ("layers", ""), ("round", "7"),
    ]  # fmt: skip
    assert all("领导班子" not in step["text"] or step["code"] == "layers" for step in steps)
    weighted = tmp_path / "weighted"
    run(FOLDERS / "invented-weighted-layers", weighted, dry_run=True)
    values = [step["value"] for step in steps_of(weighted, "e1") if step["code"] == "weight"]
    assert values == ["30", "60/7", "7.5"]


def test_voters_are_numbers_in_the_archive_and_names_nowhere(tmp_path: Path) -> None:
    run(FOLDERS / "invented-layers-for-a-rank", tmp_path)
    assert Ballot.objects.filter(voter="L投票人1").count() == 1
    with zipfile.ZipFile(tmp_path / "archive.zip") as archive:
        papers = archive.read("runs/recommendation.1.evidence.csv").decode()
        assert "talk,L,1,e1,1\n" in papers and "talk,S,5,e3,12\n" in papers
        assert all("投票人".encode() not in archive.read(name) for name in archive.namelist())
    assert "投票人" not in "".join(Entry.objects.values_list("body", flat=True))
    closed = [e.content["facts"] for e in Entry.objects.filter(code="stage.closed")]
    assert hashlib.sha256(papers.encode()).hexdigest() in {facts["evidence"] for facts in closed}
