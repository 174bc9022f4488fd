"""A folder with mistakes: exit code 2, every one of them with file, line and column, and nothing written."""

import io
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command

from tests.candidates.workbooks import repacked, workbook

CASE = Path(__file__).parents[1] / "campaigns" / "14-jishou-2026-phd-life-sciences"
SHEET = "xl/worksheets/sheet1.xml"


def replay(folder, output):
    """Return the exit code and the lines on standard error."""
    err = io.StringIO()
    try:
        call_command("replay", folder, output=output, dry_run=True, stdout=io.StringIO(), stderr=err)
        code = 0
    except SystemExit as leaving:
        code = leaving.code
    return code, [line.rstrip() for line in err.getvalue().splitlines()]


@pytest.fixture
def folder(tmp_path):
    """Return a copy of a good folder."""
    return shutil.copytree(CASE, tmp_path / "folder")


def places(lines):
    """Return `file:line` and the column, without the sentences, which are the translators'."""
    found = []
    for line in lines:
        file, number, rest = line.split(":", 2)
        column = rest.strip().split(":")[0] if ": " in rest.strip() else ""
        found.append((file, int(number), column))
    return found


def edit(name, old, new, count=1):
    """Return a change that replaces a text of a file."""

    def change(folder):
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, count), encoding="utf-8")

    return change


def put(name, data):
    """Return a change that writes a file."""
    return lambda folder: (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)


def link(target):
    """Return a change that makes a file a link to one that the system does not let be read."""

    def change(folder):
        (folder / "written.csv").unlink()
        (folder / "written.csv").symlink_to(target)

    return change


def as_workbook(name, spoil=None):
    """Return a change that makes a CSV a workbook of text cells and spoils it."""

    def change(folder):
        rows = [line.split(",") for line in (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()]
        (folder / f"{name}.csv").unlink()
        (folder / f"{name}.xlsx").write_bytes(workbook(*rows, edit=spoil))

    return change


def set_cell(cell, value, merge=None):
    """Return a spoiler of workbooks."""

    def spoil(book):
        book.active[cell] = value
        if merge:
            book.active.merge_cells(merge)

    return spoil


def bomb(folder):
    """Put a workbook there that unpacks to a thousand times its size."""
    (folder / "written.csv").unlink()
    data = repacked(
        workbook(["id", "score"]), lambda parts: parts.update({SHEET: parts[SHEET] + b" " * 100_000_000})
    )
    assert len(data) < 200_000
    (folder / "written.xlsx").write_bytes(data)


NO_PLAN = [("plan.toml", 0, "")]
WRITTEN, INTERVIEW, APPLICATIONS = "written.csv", "interview.csv", "applications.csv"

BROKEN = {
    "dotted keys": (
        edit("plan.toml", "format = 1", "format = 1\nx" + ".a" * 9999 + " = 1"),
        [("plan.toml", 4, "")],
    ),
    "a thousand stages": (
        edit("plan.toml", "[[stages]]", '[[stages]]\nkind = "interview"\n' * 1000 + "[[stages]]"),
        [("plan.toml", 20, "stages")],
    ),
    "unreadable": (link("/proc/self/mem"), [(WRITTEN, 0, "")]),
    "a telephone for a name": (
        edit(APPLICATIONS, "c2,P01,", "c2,P01,13812345678"),
        [(APPLICATIONS, 3, "name")],
    ),
    "a name without glyphs": (
        edit(APPLICATIONS, "c2,P01,", "c2,P01,\U00012345"),
        [(APPLICATIONS, 3, "name")],
    ),
    "no plan": (lambda folder: (folder / "plan.toml").unlink(), NO_PLAN),
    "plan not UTF-8": (put("plan.toml", "# 方案".encode("gbk")), [("plan.toml", 1, "")]),
    "no applications": (lambda folder: (folder / APPLICATIONS).unlink(), [(APPLICATIONS, 0, "")]),
    "applications twice": (
        put("applications.xlsx", workbook(["id", "position", "name"], ["c1", "P01", "x"])),
        [(APPLICATIONS, 0, "")],
    ),
    "empty file": (put(WRITTEN, b""), [(WRITTEN, 0, "")]),
    "only a mark of order": (put(WRITTEN, b"\xef\xbb\xbf"), [(WRITTEN, 0, "")]),
    "not UTF-8": (
        put(APPLICATIONS, "id,position,name\nc1,P01,张三\n".encode("gb18030")),
        [(APPLICATIONS, 2, "")],
    ),
    "UTF-16": (put(WRITTEN, "id,score\nc1,1\n".encode("utf-16")), [(WRITTEN, 0, "")]),
    "NUL": (edit(WRITTEN, "c3,186", "c3,18\x006"), [(WRITTEN, 4, "")]),
    "ragged": (edit(WRITTEN, "c3,186", "c3,186,7"), [(WRITTEN, 4, "")]),
    "quotes": (edit(WRITTEN, "c3,186", 'c3,"186'), [(WRITTEN, 4, "")]),
    "semicolons": (put(WRITTEN, "id;score\nc1;1\n"), [(WRITTEN, 1, "")]),
    "column missing": (edit(WRITTEN, "score", "mark"), [(WRITTEN, 1, "score"), (WRITTEN, 1, "mark")]),
    "column twice": (edit(WRITTEN, "id,score\n", "id,id\n"), [(WRITTEN, 1, "id")]),
    "duplicate id": (
        edit(APPLICATIONS, "c2,", "c1,"),
        [(APPLICATIONS, 3, "id"), (WRITTEN, 3, "id"), (INTERVIEW, 3, "id")],
    ),
    "unknown position": (edit(APPLICATIONS, "c2,P01", "c2,P02"), [(APPLICATIONS, 3, "position")]),
    "unsafe id": (
        edit(APPLICATIONS, "c2,", "../c2,"),
        [(APPLICATIONS, 3, "id"), (WRITTEN, 3, "id"), (INTERVIEW, 3, "id")],
    ),
    "over full marks": (edit(WRITTEN, "c3,186", "c3,300.5"), [(WRITTEN, 4, "score")]),
    "negative": (edit(INTERVIEW, "83.08", "-83.08"), [(INTERVIEW, 4, "score")]),
    "full-width digits": (edit(INTERVIEW, "83.08", "８３"), [(INTERVIEW, 4, "score")]),
    "exponent": (edit(INTERVIEW, "83.08", "8e1"), [(INTERVIEW, 4, "score")]),
    "not a number": (edit(INTERVIEW, "83.08", "NaN"), [(INTERVIEW, 4, "score")]),
    "thousands": (edit(INTERVIEW, "83.08", '"1,000"'), [(INTERVIEW, 4, "score")]),
    "too many decimals": (edit(INTERVIEW, "83.08", "83.0800001"), [(INTERVIEW, 4, "score")]),
    "empty interview mark": (edit(INTERVIEW, "83.08", ""), [(INTERVIEW, 4, "score")]),
    "mark twice": (edit(INTERVIEW, "c2,1,-", "c1,1,-"), [(INTERVIEW, 3, "judge")]),
    "two rooms": (edit(INTERVIEW, "c2,1,-", "c1,2,J1"), [(INTERVIEW, 2, "judge"), (INTERVIEW, 3, "panel")]),
    "nobody applied with it": (edit(INTERVIEW, "c2,", "c99,"), [(INTERVIEW, 3, "id")]),
    "formula in CSV": (edit(INTERVIEW, "83.08", "=80+3.08"), [(INTERVIEW, 4, "score")]),
    "did not advance": (
        edit("plan.toml", "full_marks = 300\n", "full_marks = 300\npass_mark = 170\n"),
        [(INTERVIEW, 9, "id")],
    ),
    "later evidence": (lambda folder: (folder / WRITTEN).unlink(), [(INTERVIEW, 0, "")]),
    "checks without a reason": (
        put("written.checks.csv", "id,standing,reason\nc1,withdrawn,\n"),
        [("written.checks.csv", 2, "reason")],
    ),
    "an unknown way to leave": (
        put("total.checks.csv", "id,standing,reason\nc1,gone,x\n"),
        [("total.checks.csv", 2, "standing")],
    ),
    "checks too early": (
        lambda folder: (
            (folder / INTERVIEW).unlink(),
            put("total.checks.csv", "id,standing,reason\nc1,withdrawn,x\n")(folder),
        ),
        [("total.checks.csv", 0, "")],
    ),
    "both csv and xlsx": (
        put("interview.xlsx", workbook(["id", "panel", "judge", "score"])),
        [(INTERVIEW, 0, "")],
    ),
    "formula in a workbook": (
        as_workbook("interview", set_cell("D4", "=80+3.08")),
        [("interview.xlsx", 4, "score")],
    ),
    "merged cells": (as_workbook("written", set_cell("B4", "186", "A5:A6")), [("written.xlsx", 5, "id")]),
    "number as id": (as_workbook("written", set_cell("A4", 3)), [("written.xlsx", 4, "id")]),
    "date as mark": (
        as_workbook("written", set_cell("B4", date(1986, 1, 1))),
        [("written.xlsx", 4, "score")],
    ),
    "a float that is not what was typed": (
        as_workbook("written", set_cell("B4", 186 + 1e-9)),
        [("written.xlsx", 4, "score")],
    ),
    "zip bomb": (bomb, [("written.xlsx", 0, "")]),
    "a text called xlsx": (
        lambda folder: (folder / WRITTEN).rename(folder / "written.xlsx"),
        [("written.xlsx", 0, "")],
    ),
    "a workbook called csv": (put(WRITTEN, workbook(["id", "score"])), [(WRITTEN, 0, "")]),
    "18 digits as a number": (
        lambda folder: (as_workbook("applications")(folder), _identity_as_number(folder)),
        [("applications.xlsx", 2, "id_number"), ("applications.xlsx", 3, "id_number")],
    ),
    "weights that do not add up": (
        edit("plan.toml", "interview = 50", "interview = 40"),
        [("plan.toml", 37, "weights")],
    ),
    "unknown key": (
        edit("plan.toml", "full_marks = 300 }", "full_mark = 300 }"),
        [("plan.toml", 37, "weights.written.full_mark")],
    ),
}


def _identity_as_number(folder):
    path = folder / "applications.xlsx"
    book = openpyxl.load_workbook(path)
    book.active["D1"] = "id_number"
    book.active["D2"] = 110105194912310021
    book.active["D3"] = 1.10105194912310e17
    book.save(path)


@pytest.mark.parametrize("name", BROKEN)
def test_broken(name, folder, tmp_path):
    change, expected = BROKEN[name]
    change(folder)
    code, lines = replay(folder, tmp_path / "out")
    assert code == 2, lines
    assert not (tmp_path / "out").exists()
    assert places(lines) == expected, lines


def test_mistakes_of_all_files_come_at_once(folder, tmp_path):
    edit("plan.toml", "interview = 50", "interview = 40")(folder)
    edit(APPLICATIONS, "c2,P01", "c2,P09")(folder)
    edit(WRITTEN, "c3,186", "c3,999")(folder)
    edit(WRITTEN, "c4,237", "c4,x")(folder)
    edit(INTERVIEW, "c5,", "c55,")(folder)
    code, lines = replay(folder, tmp_path / "out")
    assert code == 2
    assert [(file, line) for file, line, _ in places(lines) if file != "plan.toml"] == [
        (APPLICATIONS, 3),
        (WRITTEN, 4),
        (WRITTEN, 5),
        (INTERVIEW, 6),
    ]
    assert places(lines)[0][0] == "plan.toml"


def test_no_folder(tmp_path):
    code, lines = replay(tmp_path / "nothing", tmp_path / "out")
    assert (code, len(lines)) == (2, 1)


def test_without_a_plan_the_form_of_every_table_is_still_judged(folder, tmp_path):
    (folder / "plan.toml").unlink()
    put(WRITTEN, b"")(folder)
    put("anything.csv", b"\xff\xff")(folder)
    assert places(replay(folder, tmp_path / "out")[1]) == [
        ("plan.toml", 0, ""),
        ("anything.csv", 1, ""),
        (WRITTEN, 0, ""),
    ]


def test_workbooks_give_the_same_results(folder, tmp_path):
    assert replay(folder, tmp_path / "csv")[0] == 0
    for name in ("applications", "written", "interview"):
        as_workbook(name)(folder)
    assert replay(folder, tmp_path / "xlsx") == (0, [])
    for name in ("results.csv", "explain.jsonl"):
        assert (tmp_path / "csv" / name).read_bytes() == (tmp_path / "xlsx" / name).read_bytes()
