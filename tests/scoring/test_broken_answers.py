"""Files of answers with mistakes: every one is named with its file, line and column, and what it says."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from oversight.say import say_mistake
from oversight.words import Mistaken
from scoring.folder import decide_folder, read_folder
from tests.scoring.test_broken_ballots import FOLDERS, shutil

COURSE = FOLDERS / "invented-whole-course"
LATER = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()


def mistakes_of(folder):
    with pytest.raises(Mistaken) as caught:
        decide_folder(read_folder(folder))
    with override("en"):
        return [say_mistake(mistake) for mistake in caught.value.mistakes]


def wrong(tmp_path, file, *changes):
    """Return the mistakes of the course in one of whose files texts are replaced; each must be there once."""
    folder = shutil.copytree(COURSE, tmp_path / "folder")
    text = (folder / file).read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / file).write_text(text, encoding="utf-8")
    return mistakes_of(folder)


CASES = {
    # public comment
    ("public_comment.csv", "a1,good,8", "a1,best,8"): (
        "public_comment.csv:2: grade: the plan has no grade “best”; it has good, fair, poor, abstain"
    ),
    ("public_comment.csv", "a1,fair,2", "a1,good,2"): (
        "public_comment.csv:3: grade: this grade of a1 stands on line 2 already"
    ),
    ("public_comment.csv", "a1,fair,2", "zz,fair,2"): (
        "public_comment.csv:3: id: there is no application with the id “zz”"
    ),
    ("public_comment.answers.csv", "a4,opinion,2024-07-06", "a4,remark,2024-07-06"): (
        "public_comment.answers.csv:4: item: “remark” is not asked here; known are opinion"
    ),
    ("public_comment.answers.csv", "2024-07-05", "20240705"): (
        "public_comment.answers.csv:2: day: “20240705” is not a day; write it as 2026-03-01"
    ),
    # inspection
    ("inspection.csv", "a1,王组长,results,45", "a1,王组长,results,50.5"): (
        "inspection.csv:4: score: 50.5 is over the full mark of 50"
    ),
    ("inspection.csv", "a1,王组长,results,45", "a1,王组长,zeal,45"): (
        "inspection.csv:4: item: the rubric has no item “zeal”; it has public, results"
    ),
    ("inspection.csv", "a1,王组长,results,45", "a1,王组长,public,45"): (
        "inspection.csv:4: assessor: this judge's mark for a1 stands on line 2 already"
    ),
    ("inspection.csv", "a1,王组长,results,45", "a1,,results,45"): (
        "inspection.csv:4: assessor: the panel or judge is missing"
    ),
    ("inspection.csv", "b3,李副组长,results,31", "a4,李副组长,results,31"): (
        "inspection.csv:29: id: “a4” did not advance from “网上亮绩”: "
    ),
    ("inspection.answers.csv", "a1,archive,李副组长,no_objection", "a1,archive,李副组长,fine"): (
        "inspection.answers.csv:2: answer: “fine” is no answer here; known are no_objection, to_verify, adverse"
    ),
    ("inspection.answers.csv", "a1,archive,李副组长,no_objection", "a1,archive,李副组长,to_verify"): (
        "inspection.answers.csv:2: note: this answer needs a note that says why or what"
    ),
    ("inspection.answers.csv", "a1,archive,李副组长,no_objection,2024-08-06,\n", ""): (
        "inspection.answers.csv:0: about a1 there is no answer yet: Archive examined"
    ),
    ("inspection.answers.csv", "a2,integrity,党委(党组)书记", "a2,integrity,局长"): (
        "inspection.answers.csv:12: by: “局长” does not stand in the plan, which has 党委(党组)书记, 纪委书记(纪检组长)"
    ),
    ("inspection.answers.csv", "a2,archive,李副组长", "a1,archive,李副组长"): (
        "inspection.answers.csv:8: item: this about a1 stands on line 2 already"
    ),
    ("inspection.answers.csv", "a1,strength,改革创新", "a1,strength,书法"): (
        "inspection.answers.csv:46: by: “书法” does not stand in the plan, which has 改革创新, 群众工作"
    ),
    ("inspection.answers.csv", "a2,archive,李副组长,no_objection,2024-08-06", f"a2,archive,,no_objection,{LATER}"): (
        f"inspection.answers.csv:8: day: {LATER} has not come yet"
    ),
    # joint appraisal
    ("joint_appraisal.csv", "a1,audit,no_objection,2024-08-26,\n", ""): (
        "joint_appraisal.csv:0: 审计机关 has not answered about a1"
    ),
    ("joint_appraisal.csv", "a1,audit,no_objection,2024-08-26,", "a1,audit,to_verify,2024-08-26,待查"): (
        "joint_appraisal.csv:3: answer: 审计机关 has yet to verify about a1"
    ),
    ("joint_appraisal.csv", "a1,audit,", "a1,police,"): (
        "joint_appraisal.csv:3: organ: “police” does not stand in the plan, which has discipline, audit"
    ),
    ("joint_appraisal.csv", "a1,audit,", "a1,discipline,"): (
        "joint_appraisal.csv:3: organ: this about a1 stands on line 2 already"
    ),
    ("joint_appraisal.csv", "id,organ,answer,day,note", "id,organ,opinion,day,note"): (
        "joint_appraisal.csv:1: answer: the column is missing; the file has id, organ, opinion, day, note"
    ),
    # deliberation
    ("deliberation.csv", "a2,-,keep,2024-09-05,\n", ""): "deliberation.csv:0: The meeting has not spoken about a2",
    ("deliberation.csv", "a1,-,keep", "a1,-,agree"): (
        "deliberation.csv:4: opinion: “agree” is no answer here; known are keep, drop"
    ),
    ("deliberation.csv", "drop,2024-09-05,任现职不满一年，本次不再列入。", "drop,2024-09-05,"): (
        "deliberation.csv:13: note: this answer needs a note that says why or what"
    ),
    # publicity
    ("publicity.csv", "a1,posted,,,2024-09-26", f"a1,posted,,,{LATER}"): (
        f"publicity.csv:2: day: {LATER} has not come yet"
    ),
    ("publicity.csv", "a1,posted,,,2024-09-26,\n", ""): "publicity.csv:0: there is no day of posting for a1",
    ("publicity.csv", "b1,ended,,,2024-10-11", "b1,ended,,,2024-10-08"): (
        "publicity.csv:8: day: posted on 2024-09-26, publicity of b1 ends with 2024-10-09, not with 2024-10-08"
    ),
    ("publicity.csv", "a1,objection,anonymous.phone", "a1,objection,pigeon"): (
        "publicity.csv:3: channel: “pigeon” is not a way in which an objection comes; known are named.counter, "
    ),
    ("publicity.csv", "a1,posted,,", "a1,posted,named.post,"): (
        "publicity.csv:2: channel: nobody is named here; leave the cell empty"
    ),
    ("publicity.csv", "a1,settlement,,untrue,2024-10-10,学信网查验属实，反映不实。\n", ""): (
        "publicity.csv:5: number: objection 2 to a1 is not settled"
    ),
    ("publicity.csv", "a1,settlement,,untrue", "a1,settlement,,deferred"): (
        "publicity.csv:6: answer: the settlement of objection 2 to a1 is deferred"
    ),
    ("publicity.csv", "serious,2024-10-18", "serious,2024-10-08"): (
        "publicity.csv:10: day: objection 1 to b1 was settled before it was raised"
    ),
    # appointment
    ("appointment.csv", "a1,decision,appointed,2024-10-21,\n", ""): (
        "appointment.csv:0: there is no decision about a1"
    ),
    ("appointment.csv", "a1,talk,,2024-10-22", "a1,trial,confirmed,2024-10-22,\na1,trial,confirmed,2024-10-22"): (
        "appointment.csv:4: number: probation of a1 has ended with number 1 already"
    ),
    ("appointment.csv", "a1,talk,,2024-10-22", "a2,talk,,2024-10-22"): (
        "appointment.csv:3: id: “a2” did not advance from “差额票决”: "
    ),
    ("appointment.csv", "b2,reserve,refused", "zz,reserve,refused"): (
        "appointment.csv:6: id: there is no application with the id “zz”"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("case", "mistake"), CASES.items(), ids=[str(n) for n in range(len(CASES))])
def test_one_mistake(case, mistake, tmp_path):
    file, old, new = case
    found = wrong(tmp_path, file, (old, new))
    assert any(one.startswith(mistake) for one in found), found


def test_all_mistakes_of_all_files_at_once(tmp_path):
    folder = shutil.copytree(COURSE, tmp_path / "folder")
    for file, old, new in (
        ("joint_appraisal.csv", "a1,audit,", "a1,police,"),
        ("deliberation.csv", "a1,-,keep", "a1,-,agree"),
        ("publicity.csv", "a1,posted,,,2024-09-26,", "a1,posted,,,,"),
    ):
        path = folder / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    found = mistakes_of(folder)
    assert [one.split(":")[0] for one in found] == [
        "joint_appraisal.csv",
        "deliberation.csv",
        "publicity.csv",
    ]
    assert found[2] == "publicity.csv:2: day: the day is missing"


def test_answers_of_stages_that_cannot_be_reached(tmp_path):
    folder = shutil.copytree(COURSE, tmp_path / "folder")
    (folder / "inspection.answers.csv").unlink()
    found = mistakes_of(folder)
    assert "joint_appraisal.csv:0: the stage “inspection” before it has no evidence yet" in found


def test_a_course_ends_where_its_evidence_does(tmp_path):
    folder = shutil.copytree(COURSE, tmp_path / "folder")
    for name in ("publicity.csv", "appointment.csv"):
        (folder / name).unlink()
    decisions = decide_folder(read_folder(folder))
    assert decisions.waiting.key == "publicity"


def test_whoever_withdrew_meanwhile_needs_no_answer(tmp_path):
    folder = shutil.copytree(COURSE, tmp_path / "folder")
    path = folder / "joint_appraisal.csv"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("a2,")]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    (folder / "joint_appraisal.checks.csv").write_text(
        "id,standing,reason\na2,withdrawn,调任外地\n", encoding="utf-8"
    )
    for name in ("deliberation", "vote", "publicity", "appointment"):
        (folder / f"{name}.csv").unlink()
    last = decide_folder(read_folder(folder)).decided[-1]
    found = {id_: last.outcome.standing_of(row).value for row, id_ in enumerate(last.entrants.ids)}
    assert found["a2"] == "withdrawn"


def test_numbers_left_out_are_counted_up_in_the_order_of_the_file(tmp_path):
    plain = decide_folder(read_folder(COURSE)).decided[-2].evidence.checks
    folder = shutil.copytree(COURSE, tmp_path / "folder")
    rows = ["id,item,channel,number,answer,day,note"]
    for check in reversed(plain):
        cells = (("a1", "b1")[check.row], check.item, check.source, check.number, check.answer)
        rows.append(",".join([*map(str, cells), check.day, check.note]))
    (folder / "publicity.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert decide_folder(read_folder(folder)).decided[-2].evidence.checks == plain
