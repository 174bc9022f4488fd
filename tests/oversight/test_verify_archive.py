"""A good archive passes; each exit code has an archive that earns it, and the first bad thing is named."""

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from oversight import verify
from tests.oversight.verify_archives import (
    INTERVIEW,
    OUTCOMES,
    PLAN,
    Archive,
    campaign,
    decide,
    results,
    sha,
    small,
    to_folder,
    to_zip,
    tree_root,
)


def run(path, capsys, *options: str) -> tuple[int, str]:
    """Return exit code and everything printed."""
    code = verify.main([str(path), *options])
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def judge(files: dict[str, bytes], folder: Path, capsys, *options: str) -> tuple[int, str]:
    return run(to_folder(files, folder / "archive"), capsys, *options)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_a_good_zip_passes_and_says_what_was_checked(tmp_path, capsys, method):
    archive = campaign()
    code, text = run(to_zip(archive.whole(), tmp_path / "archive.zip", method), capsys)
    root = tree_root(archive.leaves()).hex()
    assert code == 0
    assert "全程纪实：19 条" in text
    assert "链头：3 个" in text
    assert "复算：4 次评定、22 行结果" in text
    assert f"条数 19\n  树根 {root[:16]} {root[16:32]} {root[32:48]} {root[48:]}\n" in text


def test_a_good_folder_passes(tmp_path, capsys):
    assert judge(campaign().whole(), tmp_path, capsys)[0] == 0


def test_it_runs_alone_with_the_standard_library(tmp_path):
    archive = campaign()
    archive.contents["verify.py"] = Path(verify.__file__).read_bytes()
    to_folder(archive.whole(), tmp_path)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", "."],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")


# 1: usage, unreadable


def test_usage_is_1(capsys):
    with pytest.raises(SystemExit) as caught:
        verify.main([])
    assert caught.value.code == 1
    assert "用法" in capsys.readouterr().err


def test_no_archive_and_no_zip_are_1(tmp_path, capsys):
    assert run(tmp_path / "none.zip", capsys)[0] == 1
    (tmp_path / "text.zip").write_text("not a zip")
    assert run(tmp_path / "text.zip", capsys)[0] == 1


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "a/../../b", "C:\\x", "a\\b", "a//b", "./a"])
def test_paths_that_lead_outside_are_1(tmp_path, capsys, name):
    code, text = run(to_zip(small().whole() | {name: b"x"}, tmp_path / "a.zip"), capsys)
    assert code == 1
    assert "不安全的路径" in text


def test_a_bomb_is_1_and_is_not_unpacked(tmp_path, capsys):
    code, text = run(to_zip(small().whole() | {"explain.jsonl": bytes(64 << 20)}, tmp_path / "a.zip"), capsys)
    assert code == 1
    assert "explain.jsonl" in text


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_stands_there_twice_is_1(tmp_path, capsys):
    path = to_zip(small().whole(), tmp_path / "a.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("results.csv", b"1")
        archive.writestr("results.csv", b"2")
    code, text = run(path, capsys)
    assert code == 1
    assert "results.csv" in text


# 2: leaf


def replaced(archive: Archive, seq: int, old: str, new: str) -> dict[str, bytes]:
    """Return the files with one entry's text altered in place, and a manifest that knows of it."""
    files, lines = archive.files(), archive.lines()
    changed = lines[seq].decode().replace(old, new)
    assert changed != lines[seq].decode()
    lines[seq] = changed.encode()
    return archive.whole(files | {"ledger/entries.jsonl": b"".join(lines)})


def test_an_entry_rewritten_in_place_is_2(tmp_path, capsys):
    code, text = judge(replaced(campaign(), 7, "王", "李"), tmp_path, capsys)
    assert code == 2
    assert "第 7 条" in text


def test_a_body_that_is_not_canonical_is_2_even_with_its_own_leaf(tmp_path, capsys):
    archive = small()
    body = json.dumps(archive.bodies[1], ensure_ascii=False, sort_keys=True)  # with spaces
    leaf = hashlib.sha256(b"\x00" + body.encode()).hexdigest()
    line = json.dumps({"seq": 1, "leaf": leaf, "body": body}, ensure_ascii=False).encode() + b"\n"
    lines = archive.lines()
    files = archive.files() | {"ledger/entries.jsonl": b"".join([lines[0], line, *lines[2:]])}
    code, text = judge(archive.whole(files), tmp_path, capsys)
    assert code == 2
    assert "第 1 条的内容不是规范 JSON" in text


@pytest.mark.parametrize("value", [1.5, float("nan"), 10**400])
def test_floats_in_a_body_are_2_and_long_integers_are_not(tmp_path, capsys, value):
    archive = small()
    archive.bodies[2]["facts"]["rows"] = value
    archive.heads = {}
    archive.head()
    code, _ = judge(archive.whole(), tmp_path, capsys)
    assert code == (0 if isinstance(value, int) else 2)


# 3 and 4: roots


def test_entries_rewritten_with_new_leaves_are_3_and_the_interval_is_named(tmp_path, capsys):
    archive = campaign()
    archive.bodies[9]["reason"] = "改"
    code, text = judge(archive.whole(), tmp_path, capsys)
    assert code == 3
    assert "条数 19 的链头" not in text.splitlines()[-1]
    assert "条数 11 的链头与纪实对不上，第 2 至 10 条之间有条目被改写" in text


def test_a_rewrite_signed_anew_is_4_as_long_as_an_older_head_is_left(tmp_path, capsys):
    archive = campaign()
    archive.bodies[9]["reason"] = "改"
    archive.head()
    code, text = judge(archive.whole(), tmp_path, capsys)
    assert code == 4
    assert "第 2 至 10 条" in text


def test_a_rewrite_with_all_heads_signed_anew_is_found_by_the_head_on_paper(tmp_path, capsys):
    paper = campaign().checkpoint(11)
    archive = campaign()
    archive.bodies[9]["reason"] = "改"
    archive.heads = {size: archive.checkpoint(size) for size in archive.heads}
    files = archive.whole()
    assert judge(files, tmp_path, capsys)[0] == 0
    head = tmp_path / "head.txt"
    head.write_text(paper)
    for option in (str(head), paper, f"11 {tree_root(campaign().leaves()[:11]).hex()[:16]}"):
        code, text = judge(files, tmp_path, capsys, "--head", option)
        assert code == 4
        assert "第 0 至 10 条之间" in text
    assert judge(files, tmp_path, capsys, "--head", archive.checkpoint(11))[0] == 0


def test_an_archive_older_than_the_paper_is_4(tmp_path, capsys):
    code, text = judge(small().whole(), tmp_path, capsys, "--head", f"9 {'0' * 16}")
    assert code == 4
    assert "纸面链头有 9 条，档案只有 4 条" in text


def test_a_head_printed_on_a_notice_that_differs_is_4(tmp_path, capsys):
    archive = small()
    archive.contents["notices/7.pdf"] = b"%PDF"
    digest = hashlib.sha256(b"%PDF").hexdigest()
    archive.add("notice.published", number="7", sha256=digest, head_size=2, head_root="00" * 32)
    archive.head()
    code, text = judge(archive.whole(), tmp_path, capsys)
    assert code == 4
    assert "第 4 条所记公告上的链头" in text


# 5: numbers


def test_a_missing_entry_is_5(tmp_path, capsys):
    archive = campaign()
    lines = archive.lines()
    del lines[6]
    code, text = judge(
        archive.whole(archive.files() | {"ledger/entries.jsonl": b"".join(lines)}), tmp_path, capsys
    )
    assert code == 5
    assert "缺第 6 至 6 条" in text


def test_a_doubled_entry_is_5(tmp_path, capsys):
    archive = campaign()
    lines = archive.lines()
    lines.insert(6, lines[5])
    code, text = judge(
        archive.whole(archive.files() | {"ledger/entries.jsonl": b"".join(lines)}), tmp_path, capsys
    )
    assert code == 5
    assert "应为第 6 条，文件中是第 5 条" in text


def test_a_ledger_that_lost_its_end_is_5(tmp_path, capsys):
    archive = campaign()
    lines = archive.lines()[:-2]
    code, text = judge(
        archive.whole(archive.files() | {"ledger/entries.jsonl": b"".join(lines)}), tmp_path, capsys
    )
    assert code == 5
    assert "缺第 17 至 18 条" in text


# 6: signatures


def test_heads_signed_with_another_key_are_6(tmp_path, capsys):
    archive, thief = small(), Archive(seed=b"t" * 32)
    thief.bodies = archive.bodies
    archive.heads[2] = thief.checkpoint(2)
    code, text = judge(archive.whole(), tmp_path, capsys)
    assert code == 6
    assert "ledger/heads/00000002.txt" in text


def test_a_whole_archive_signed_anew_is_6_when_the_key_is_known(tmp_path, capsys):
    archive = Archive(seed=b"t" * 32)
    archive.bodies, archive.contents = small().bodies, small().contents
    archive.head()
    files = archive.whole()
    assert judge(files, tmp_path, capsys)[0] == 0
    assert judge(files, tmp_path, capsys, "--key", archive.key())[0] == 0
    assert judge(files, tmp_path, capsys, "--key", small().key())[0] == 6


def test_signatures_of_witnesses_are_passed_over(tmp_path, capsys):
    archive = small()
    archive.heads[2] += "— witness.example/x AAAAAAAAAAAA\n"
    assert judge(archive.whole(), tmp_path, capsys)[0] == 0


# 7: outcomes


@pytest.mark.parametrize(
    ("stage", "old", "new", "what"),
    [
        ("interview", "a3,81.36", "a3,81.37", "报名号 a3 的成绩应为 81.36，文件中是 81.37"),
        ("written", "a3,78.10,1", "a3,78.10,2", "报名号 a3 的名次应为 1，文件中是 2"),
        (
            "written",
            "a4,60.40,4,reserve",
            "a4,60.40,4,advanced",
            "报名号 a4 的状态应为 reserve，文件中是 advanced",
        ),
        ("total", "P01,a2,79.31,2,reserve,\n", "", "报名号 a2 应在结果中"),
        ("total", "P02,b1", "P02,b9", "报名号 b1 应在结果中"),
        (
            "interview",
            "b1,78.00,1,advanced,",
            "b1,78.00,1,advanced,78",
            "报名号 b1 的精确值应为 空，文件中是 78",
        ),
        ("registration", "b3,,,withdrawn", "b3,,,advanced", "报名号 b3 的状态应为 withdrawn"),
    ],
)
def test_an_outcome_that_does_not_follow_is_7(tmp_path, capsys, stage, old, new, what):
    altered = OUTCOMES[stage].replace(old, new)
    assert altered != OUTCOMES[stage]
    code, text = judge(campaign({stage: altered}).whole(), tmp_path, capsys)
    assert code == 7
    assert what in text
    assert f"环节 {stage} 第 1 次评定" in text


def test_an_outcome_in_another_order_is_7(tmp_path, capsys):
    lines = OUTCOMES["written"].splitlines(keepends=True)
    lines[1], lines[2] = lines[2], lines[1]
    code, text = judge(campaign({"written": "".join(lines)}).whole(), tmp_path, capsys)
    assert code == 7
    assert "第 2 行应为报名号 a2" in text


def test_evidence_about_a_stranger_is_7(tmp_path, capsys):
    code, text = judge(campaign(evidence={"interview": INTERVIEW + "a4,1,j1,80\n"}).whole(), tmp_path, capsys)
    assert code == 7
    assert "a4 不是进入人选" in text


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("rules", "00"),
        ("input", "00"),
        ("plan_version", 2),
        ("after", None),
        ("after", {"stage": "registration", "run": 1}),
    ],
)
def test_a_decision_recorded_with_other_grounds_is_7(tmp_path, capsys, fact, value):
    archive = campaign()
    archive.bodies[13]["facts"][fact] = value
    archive.heads = {}
    archive.head()
    code, text = judge(archive.whole(), tmp_path, capsys)
    assert (code, archive.bodies[13]["facts"]["stage"]) == (7, "interview")
    assert "纪实第 13 条" in text


def test_a_seal_on_something_else_is_7(tmp_path, capsys):
    archive = campaign()
    archive.bodies[14]["facts"]["outcome"] = "00" * 32
    archive.heads = {}
    archive.head()
    code, text = judge(archive.whole(), tmp_path, capsys)
    assert code == 7
    assert "第 14 条封存的结果" in text


# 8: time


def test_time_that_runs_backwards_is_8(tmp_path, capsys):
    archive = campaign()
    archive.bodies[4]["at"] = "2026-11-22T04:59:59.999999Z"
    archive.heads = {}
    archive.head()
    code, text = judge(archive.whole(), tmp_path, capsys)
    assert code == 8
    assert "第 4 条的时间倒退" in text


# 9: files


def test_every_missing_file_is_named(tmp_path, capsys):
    whole = campaign().whole()
    for number, name in enumerate(sorted(whole)):
        files = {other: data for other, data in whole.items() if other != name}
        code, text = run(to_folder(files, tmp_path / str(number)), capsys)
        assert code != 0, name
        assert name in text or "条数 19" in text, name


def test_every_file_missing_from_manifest_too_is_noticed(tmp_path, capsys):
    """What the manifest alone knows may go with it: texts, the verifier, and heads before the last."""
    archive = campaign()
    passed = []
    for number, name in enumerate(sorted(archive.files())):
        files = {other: data for other, data in archive.files().items() if other != name}
        if run(to_folder(archive.whole(files), tmp_path / str(number)), capsys)[0] == 0:
            passed.append(name)
    heads = ["ledger/heads/00000002.txt", "ledger/heads/00000011.txt"]
    assert passed == ["README.txt", "explain.jsonl", *heads, "verify.py"]


@pytest.mark.parametrize(
    "name",
    ["runs/other.1.evidence.csv", "notices/9.pdf", "plans/2.toml"],
)
def test_a_file_that_the_ledger_does_not_know_is_9(tmp_path, capsys, name):
    archive = campaign()
    archive.contents[name] = b"x"
    code, text = judge(archive.whole(), tmp_path, capsys)
    assert code == 9
    assert name in text


def test_a_file_that_the_manifest_does_not_know_is_9(tmp_path, capsys):
    code, text = judge(campaign().whole() | {"extra.txt": b"x"}, tmp_path, capsys)
    assert code == 9
    assert "多出文件 extra.txt" in text


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("plan.toml", "pass_mark = 60", "pass_mark = 61"),
        ("plans/1.toml", "pass_mark = 60", "pass_mark = 61"),
        ("runs/written.1.evidence.csv", "a1,80,70", "a1,81,70"),
        ("runs/interview.1.checks.csv", "withdrawn", "disqualified"),
        ("runs/total.1.outcome.csv", "80.06", "80.07"),
        ("notices/1.pdf", "announcement", "Announcement"),
        ("results.csv", "80.06", "80.07"),
        ("campaign/written.csv", "a1,80,70", "a1,81,70"),
        ("campaign/plan.toml", "pass_mark = 60", "pass_mark = 61"),
    ],
)
def test_a_file_altered_together_with_the_manifest_is_9(tmp_path, capsys, name, old, new):
    archive = campaign()
    archive.contents[name] = archive.contents[name].replace(old.encode(), new.encode())
    code, text = judge(archive.whole(), tmp_path, capsys)
    assert code == 9
    assert f"文件 {name}" in text or f"{name} 第" in text


def test_entries_after_the_last_head_are_9(tmp_path, capsys):
    archive = small()
    archive.add("marks.entered", rows=1)
    code, text = judge(archive.whole(), tmp_path, capsys)
    assert code == 9
    assert "第 4 至 4 条没有签名" in text


def test_a_link_in_a_folder_is_9(tmp_path, capsys):
    folder = to_folder(small().whole(), tmp_path / "archive")
    (folder / "results.csv").symlink_to("/etc/hostname")
    code, text = run(folder, capsys)
    assert code == 9
    assert "results.csv" in text


def test_malformed_contents_are_a_sentence_and_never_a_traceback(tmp_path, capsys):
    archive = campaign()
    for facts in ({}, {"stage": [], "run": {}}, {"stage": "x", "run": "1", "after": 3, "plan": 1}):
        archive.bodies[13]["facts"] = facts
        archive.heads = {}
        archive.head()
        assert judge(archive.whole(), tmp_path, capsys)[0] in (7, 9)


def test_the_plan_in_the_fixture_is_read():
    assert verify.read_plan(PLAN.encode())["campaign"]["code"] == "2026-07"


# Corrections: a new run with other evidence, and everything that stands on it.


def corrected(after_run: int, component_run: int) -> Archive:
    """Return the campaign with b1's interview marked anew: 77, 78, 82 instead of 79: 79.00, total 75.40."""
    archive = campaign()
    evidence = INTERVIEW.replace("b1,1,j3,79", "b1,1,j3,82")
    interview = OUTCOMES["interview"].replace("78.00", "79.00")
    total = OUTCOMES["total"].replace("74.80", "75.40")
    checks = archive.contents["runs/interview.1.checks.csv"].decode()
    after = {"stage": "written", "run": 1}
    decide(archive, "interview", interview, evidence=evidence, checks=checks, after=after, run=2)
    components = {"written": 1, "interview": component_run}
    decide(
        archive, "total", total, after={"stage": "interview", "run": after_run}, components=components, run=2
    )
    archive.head()
    archive.contents["campaign/interview.csv"] = evidence.encode()
    archive.contents["results.csv"] = results(OUTCOMES | {"interview": interview, "total": total})
    return archive


def test_a_correction_is_a_new_run_and_both_are_computed_again(tmp_path, capsys):
    code, text = judge(corrected(2, 2).whole(), tmp_path, capsys)
    assert code == 0, text
    assert "复算：6 次评定、29 行结果" in text


@pytest.mark.parametrize(
    ("after_run", "component_run", "what"),
    [(1, 2, "没有承接环节 interview 第 2 次评定"), (2, 1, "用的不是环节 interview 最后一次评定")],
)
def test_a_run_that_stands_on_a_corrected_one_is_7(tmp_path, capsys, after_run, component_run, what):
    code, text = judge(corrected(after_run, component_run).whole(), tmp_path, capsys)
    assert code == 7
    assert what in text


def test_results_of_an_older_run_are_9(tmp_path, capsys):
    archive = corrected(2, 2)
    archive.contents["results.csv"] = results(OUTCOMES)
    code, text = judge(archive.whole(), tmp_path, capsys)
    assert code == 9
    assert "results.csv 第 20 行" in text


@pytest.mark.parametrize("name", ["verify.py", "README.txt", "results.csv", "explain.jsonl"])
def test_the_entry_of_the_export_binds_what_nothing_else_records(name: str, tmp_path: Path) -> None:
    archive = campaign()
    bound = ("verify.py", "README.txt", "results.csv", "explain.jsonl")
    archive.add("archive.exported", files=1, sha256={each: sha(archive.contents[each]) for each in bound})
    archive.head()
    assert verify.main([str(to_zip(archive.whole(), tmp_path / "good.zip"))]) == 0
    archive.contents[name] = archive.contents[name].replace("按方案".encode(), b"x") + b"\n"
    assert verify.main([str(to_zip(archive.whole(), tmp_path / "bad.zip"))]) == verify.FILE


@pytest.mark.parametrize("name", ["extra.txt", "ledger/more.jsonl", "__main__.py", "results.csv.bak"])
def test_a_file_that_no_archive_has_is_a_fault_even_in_the_manifest(name: str, tmp_path: Path) -> None:
    archive = campaign()
    archive.contents[name] = b"x"
    assert verify.main([str(to_zip(archive.whole(), tmp_path / "more.zip"))]) == verify.FILE
