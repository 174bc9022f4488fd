"""`replay --dry-run`: what it prints, what it writes, how it ends; no database is touched."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

CAMPAIGNS = Path(__file__).parents[1] / "campaigns"
TIE = CAMPAIGNS / "19-hubin-2021-second-average-coefficient"


def replay(folder, output):
    """Return exit code, standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("replay", folder, output=output, dry_run=True, stdout=out, stderr=err)
        code = 0
    except SystemExit as leaving:
        code = leaving.code
    return code, out.getvalue(), err.getvalue()


@pytest.mark.parametrize("case", sorted(path.parent.name for path in CAMPAIGNS.glob("*/expected.json")))
def test_results_and_working_of_every_case(case, tmp_path):
    code, out, err = replay(CAMPAIGNS / case, tmp_path)
    assert (code, err) == (0, "")
    with (tmp_path / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["stage", "position", "id", "score", "rank", "standing", "reason"]
    assert all(row["reason"] for row in rows)
    placings = [
        json.loads(line) for line in (tmp_path / "explain.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    told = ("stage", "position", "id", "score", "rank", "standing")
    assert [[placing[name] for name in told] for placing in placings] == [
        [row[name] for name in told] for row in rows
    ]
    assert all(placing["steps"][-1]["code"] == "standing" for placing in placings)
    published = json.loads((CAMPAIGNS / case / "expected.json").read_text(encoding="utf-8"))
    for number, row in published["rows"].items():
        line = next(line for line in reversed(out.splitlines()) if f" {number} " in line)
        assert f"{float(row['score']):.2f}" in line, line


def test_results_stand_in_plan_order_then_position_then_rank(tmp_path):
    replay(TIE, tmp_path)
    with (tmp_path / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    order = ["registration", "written", "interview", "total"]
    keys = [(order.index(row["stage"]), row["position"], int(row["rank"] or 0)) for row in rows]
    assert keys == sorted(keys)
    last = [(row["id"], row["score"], row["rank"], row["standing"]) for row in rows[-6:]]
    assert last == [
        ("c3", "82.80", "1", "advanced"),
        ("c4", "81.60", "2", "advanced"),
        ("c5", "79.30", "3", "advanced"),
        ("c1", "76.80", "4", "advanced"),
        ("c2", "76.80", "4", "reserve"),
        ("c6", "72.00", "6", "reserve"),
    ]


def test_dropped_marks_are_marked_in_the_working(tmp_path):
    replay(CAMPAIGNS / "22-trimmed-mean-worked-examples", tmp_path)
    lines = (tmp_path / "explain.jsonl").read_text(encoding="utf-8").splitlines()
    placing = next(p for p in map(json.loads, lines) if (p["stage"], p["id"]) == ("interview", "c1"))
    marks = [mark for step in placing["steps"] for mark in step.get("marks", ())]
    assert [mark["value"] for mark in marks if mark.get("dropped")] == ["72", "90"]


@pytest.fixture
def refusing(tmp_path):
    """Return the folder with the tie, with a plan that refuses equals across the border."""
    folder = shutil.copytree(TIE, tmp_path / "folder")
    plan = (folder / "plan.toml").read_text(encoding="utf-8")
    assert 'ties = "chain"' in plan
    (folder / "plan.toml").write_text(plan.replace('ties = "chain"', 'ties = "refuse"'), encoding="utf-8")
    return folder


def test_refused_ties_end_with_3_and_name_the_equals(refusing, tmp_path):
    code, out, err = replay(refusing, tmp_path / "out")
    assert code == 3
    assert "c1, c2" in err and "P02" in err
    text = (tmp_path / "out" / "results.csv").read_text(encoding="utf-8")
    assert {line.split(",")[0] for line in text.splitlines()[1:]} == {"registration", "written", "interview"}
    assert "(interview)" in out and "(total)" not in out


def test_no_reason_is_left_in_english(tmp_path):
    """Reasons are sentences in the language of the commands; the catalogue has them all."""
    replay(TIE, tmp_path)
    with (tmp_path / "results.csv").open(encoding="utf-8", newline="") as file:
        reasons = {row["reason"] for row in csv.DictReader(file)}
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in reason) for reason in reasons)


def test_the_results_need_a_folder_of_their_own(refusing):
    with pytest.raises(CommandError):
        replay(refusing, refusing)


def test_files_of_no_stage_are_noted(refusing, tmp_path):
    (refusing / "notes.csv").write_text("x\n1\n", encoding="utf-8")
    assert "notes.csv" in replay(refusing, tmp_path / "out")[2]


def test_a_run_that_waits_says_for_what(refusing, tmp_path):
    (refusing / "interview.csv").unlink()
    code, out, _ = replay(refusing, tmp_path / "out")
    assert code == 0
    assert out.splitlines()[-1].strip()
    assert "(interview)" not in out


def test_long_lists_are_shortened_on_the_terminal_only(monkeypatch, tmp_path):
    from scoring.management.commands import replay as command

    monkeypatch.setattr(command, "SHOWN", 3)
    _, out, _ = replay(TIE, tmp_path)
    assert len(out.splitlines()) == 4 * (1 + 1 + 3 + 1)
    assert len((tmp_path / "results.csv").read_text(encoding="utf-8").splitlines()) == 1 + 4 * 83
