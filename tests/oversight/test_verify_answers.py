"""Archives of the later kinds: answers are files like others, and a publicity is held to the working calendar."""

import pytest

from oversight import verify
from tests.oversight.test_verify_archive import judge
from tests.oversight.verify_archives import (
    ANSWERS,
    CALENDAR,
    LATER_OUTCOMES,
    POSTED,
    canonical,
    later,
    sha,
    to_folder,
)


def test_a_good_archive_passes_and_names_the_calendar(tmp_path, capsys):
    code, text = judge(later().whole(), tmp_path, capsys)
    assert code == 0, text
    assert "复算：3 次评定、5 行结果" in text
    assert "按 calendar.json 的工作日历核对：2026 年（国办发明电〔2025〕7号）" in text


@pytest.mark.parametrize("name", ["runs/inspection.1.answers.csv", "campaign/inspection.answers.csv"])
def test_a_byte_flipped_in_the_answers_is_named(tmp_path, name):
    whole = later().whole()
    folder = to_folder(whole, tmp_path)
    for at in range(0, len(whole[name]), 7):
        bent = bytearray(whole[name])
        bent[at] ^= 1
        (folder / name).write_bytes(bent)
        assert any(name in fault.text for fault in verify.verify(folder)[0].faults), at


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("runs/inspection.1.answers.csv", "adverse", "no_objection"),
        ("campaign/inspection.answers.csv", "adverse", "no_objection"),
        ("calendar.json", "2026-05-09", "2026-05-10"),
    ],
)
def test_one_altered_together_with_the_manifest_is_9(tmp_path, capsys, name, old, new):
    archive = later()
    archive.contents[name] = archive.contents[name].replace(old.encode(), new.encode())
    code, text = judge(archive.whole(), tmp_path, capsys)
    assert code == 9
    assert f"文件 {name}" in text


@pytest.mark.parametrize("name", ["runs/inspection.1.answers.csv", "campaign/inspection.answers.csv"])
def test_missing_answers_are_9(tmp_path, capsys, name):
    archive = later()
    del archive.contents[name]
    code, text = judge(archive.whole(), tmp_path, capsys)
    assert code == 9
    assert f"缺少文件 {name}" in text


def test_answers_that_no_entry_records_are_9(tmp_path, capsys):
    archive = later()
    archive.contents["runs/publicity.1.answers.csv"] = ANSWERS.encode()
    code, text = judge(archive.whole(), tmp_path, capsys)
    assert code == 9
    assert "runs/publicity.1.answers.csv" in text


def test_an_input_that_leaves_the_answers_out_is_7(tmp_path, capsys):
    archive = later()
    facts = {
        body["code"]: body["facts"] for body in archive.bodies if body["facts"].get("stage") == "inspection"
    }
    closed, decided = facts["stage.closed"], facts["stage.decided"]
    given = {name: decided[name] for name in ("plan", "stage", "run", "components")}
    given |= {"entrants": decided["after"], "evidence": closed["evidence"], "checks": closed["checks"]}
    with_answers = sha(canonical(given | {"answers": closed["answers"]}))
    assert decided["input"] == with_answers
    decided["input"] = sha(canonical(given))
    archive.heads = {}
    archive.head()
    code, text = judge(archive.whole(), tmp_path, capsys)
    assert code == 7
    assert "输入哈希" in text


def test_somebody_with_an_adverse_answer_who_goes_on_is_7(tmp_path, capsys):
    said = LATER_OUTCOMES["inspection"].replace("disqualified", "advanced")
    code, text = judge(later({"inspection": said}).whole(), tmp_path, capsys)
    assert code == 7
    assert "报名号 a2 的状态应为 disqualified，文件中是 advanced" in text


def test_a_publicity_that_ended_too_early_is_7(tmp_path, capsys):
    short = POSTED.replace("2026-05-11", "2026-05-09")
    code, text = judge(later(evidence=short).whole(), tmp_path, capsys)
    assert code == 7
    assert "报名号 a1 的公示 2026-04-30 发布，最早 2026-05-11 结束，所记为 2026-05-09" in text


@pytest.mark.parametrize(
    ("posted", "ended", "what"),
    [
        ("2026-04-30", "2026-05-11", "公示 2026-05-11 期满，期满以后截止"),
        ("2026-11-16", "2026-11-23", "公示 2026-11-23 期满，环节于 2026-11-22 截止，早于期满"),
    ],
)
def test_it_says_whether_the_stage_was_closed_after_the_last_day(tmp_path, capsys, posted, ended, what):
    evidence = POSTED.replace("2026-04-30", posted).replace("2026-05-11", ended)
    code, text = judge(later(evidence=evidence).whole(), tmp_path, capsys)
    assert code == 0, text
    assert what in text


def test_without_a_calendar_only_days_are_counted_and_it_says_so(tmp_path, capsys):
    code, text = judge(later(calendar=None).whole(), tmp_path, capsys)
    assert code == 0, text
    assert "没有工作日历 calendar.json，只核对了自然日天数" in text


def test_a_calendar_that_the_export_does_not_bind_is_9(tmp_path, capsys):
    archive = later(calendar=None)
    archive.contents["calendar.json"] = canonical(CALENDAR)
    code, text = judge(archive.whole(), tmp_path, capsys)
    assert code == 9
    assert "文件 calendar.json 没有入账" in text


@pytest.mark.parametrize(
    "calendar", [{"2026": {}}, {"2026": []}, {"x": CALENDAR["2026"]}, {"2025": CALENDAR["2026"]}]
)
def test_a_calendar_that_is_none_is_a_sentence(tmp_path, capsys, calendar):
    code, text = judge(later(calendar=calendar).whole(), tmp_path, capsys)
    assert code in (7, 9)
    assert "calendar.json 不成格式" in text or "没有 2026 年的数据" in text
