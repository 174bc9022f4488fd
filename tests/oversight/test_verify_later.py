"""The second calculator on the later kinds: hand-worked examples in the order of the rules."""

from datetime import date

import pytest

from oversight import verify
from tests.oversight.test_verify_calculator import people, plan_of, rows, told


def outcome(kind: str, text: str, ids: str, evidence: list[dict[str, str]], **more) -> list[str]:
    """Decide one stage of this kind about entrants `a b c` of one position; returns `id score rank standing`."""
    plan = plan_of(f'[[stages]]\nkind = "{kind}"\n{text}\n', **more.pop("positions", {}))
    return told(verify.calculate(plan, kind, people(*ids.split()), evidence, **more))


def refused(*arguments, **more) -> str:
    with pytest.raises(verify.Refused) as caught:
        outcome(*arguments, **more)
    return caught.value.text


LEFT = rows("id,standing", "b,withdrawn")

# Public comment. a: 6 good, 3 fair, 1 abstain: 780/10 or 780/9; b: 1 good, 2 bad: 100/3; c: abstentions only.

GRADES = (
    'grades = [ { key = "good", value = 100 }, { key = "fair", value = 60 }, { key = "bad", value = 0 } ]\n'
)
COUNTS = rows("id,grade,count", "a,good,6 a,fair,3 a,abstain,1 b,good,1 b,bad,2 c,abstain,4")


def test_public_comment_without_grades_takes_everybody_on():
    answers = rows("id,item,number,answer,day,note", "a,opinion,1,noted,2026-03-02,x")
    found = outcome("public_comment", "", "a b", [], answers=answers, checks=LEFT)
    assert found == ["a - - advanced", "b - - withdrawn"]
    stranger = rows("id,item,number,answer,day,note", "z,opinion,1,noted,2026-03-02,x")
    assert "z 不是进入人选" in refused("public_comment", "", "a b", [], answers=stranger)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("", ["a 78.00 1 advanced", "b 33.33 2 advanced", "c 0.00 3 advanced", "d - - absent"]),
        (
            'denominator = "valid_minus_abstain"',
            ["a 86.67 1 advanced", "b 33.33 2 advanced", "c - - absent", "d - - absent"],
        ),
        (
            "advance = { count = 1 }",
            ["a 78.00 1 advanced", "b 33.33 2 reserve", "c 0.00 3 reserve", "d - - absent"],
        ),
        (
            'veto = [ { rate = "good+fair", at_least = "0.9" }, { rate = "bad", above = "2/3" } ]',
            ["a 78.00 1 vetoed", "b 33.33 2 advanced", "c 0.00 3 advanced", "d - - absent"],
        ),
        (
            'veto = [ { rate = "bad", at_least = "2/3" } ]\nadvance = { count = 2 }',
            ["a 78.00 1 advanced", "b 33.33 2 vetoed", "c 0.00 3 advanced", "d - - absent"],
        ),
    ],
)
def test_public_comment_by_grades(rule, expected):
    assert outcome("public_comment", GRADES + rule, "a b c d", COUNTS) == expected


# Inspection. a: work (8 + 9 + 9)/3 = 8.67 of 10, character 70: 8.67 x 6 + 70 x 0.4 = 80.02;
# b: work 8, character 90 and absent: 48 + 36 = 84.00; c has no mark for character.

RUBRIC = 'rubric = [ { key = "work", full_marks = 10, weight = 60 }, { key = "character", weight = 40 } ]\n'
SIGNED = 'signers = [ "书记", "纪委书记" ]\n'
MARKS = rows(
    "id,assessor,item,score",
    "a,x,work,8 a,y,work,9 a,z,work,9 a,x,character,70 b,x,work,8 b,x,character,90 b,y,character,absent c,y,work,9",
)


def checked(*ids: str, **changed: str) -> list[dict[str, str]]:
    """Return everything that has to be answered, without objection but for `id_item` or `id_signer` = answer."""
    asked = [(must, "考察组") for must in ("archive", "personal_matters", "discipline", "petitions")]
    asked += [("integrity", "书记"), ("integrity", "纪委书记")]
    lines = []
    for id_ in ids:
        for item, by in asked:
            answer = changed.get(f"{id_}_{item}") or changed.get(f"{id_}_{by}") or "no_objection"
            if answer != "-":
                lines.append(f"{id_},{item},{by},1,{answer},2026-04-01,x")
    return rows("id,item,by,number,answer,day,note", " ".join(lines))


def test_inspection_by_a_rubric():
    rule = RUBRIC + SIGNED
    found = outcome("inspection", rule, "a b c", MARKS, answers=checked("a", "b", "c"))
    assert found == ["b 84.00 1 advanced", "a 80.02 2 advanced", "c - - absent"]
    out = outcome(
        "inspection",
        rule + "advance = { count = 1 }",
        "a b c",
        MARKS,
        answers=checked("a", "b", "c", b_discipline="adverse"),
    )
    assert out == ["b 84.00 1 disqualified", "a 80.02 2 advanced", "c - - absent"]
    items = verify.calculate(
        plan_of(f'[[stages]]\nkind = "inspection"\n{rule}'),
        "inspection",
        people("a"),
        MARKS[:4],
        answers=checked("a"),
    )
    assert items.values["inspection.work"]["a"] == verify.number("8.67")


def test_inspection_rounds_each_weighted_item_where_the_plan_says_so():
    """a: 8.67 x 6 = 52.02 -> 52.0; b: character 85.5 x 0.4 = 34.2, work 8 x 6 = 48."""
    plan = plan_of(
        '[rounding]\nplaces = ["panel", "weighted", "component"]\nweighted_digits = 0\n'
        f'[[stages]]\nkind = "inspection"\n{RUBRIC}{SIGNED}'
    )
    marks = MARKS[:4] + rows("id,assessor,item,score", "b,x,work,8 b,x,character,85.5")
    found = verify.calculate(plan, "inspection", people("a", "b"), marks, answers=checked("a", "b"))
    assert told(found) == ["b 82.00 1 advanced", "a 80.00 2 advanced"]


def test_inspection_without_a_rubric_takes_on_who_is_not_out():
    talks = rows(
        "id,item,by,number,answer,day,note", "a,talk,甲,1,noted,2026-04-01,x a,talk,乙,2,,2026-04-01,x"
    )
    for changed, standing in (
        ({}, "advanced"),
        ({"b_petitions": "adverse"}, "disqualified"),
        ({"b_纪委书记": "adverse"}, "disqualified"),
    ):
        answers = checked("a", "b", **changed) + talks
        assert outcome("inspection", SIGNED, "a b", [], answers=answers) == [
            "a - - advanced",
            f"b - - {standing}",
        ]
    overall = rows("id,item,by,number,answer,day,note", "a,overall,考察组,1,adverse,2026-04-01,x")
    assert outcome("inspection", SIGNED, "a", [], answers=checked("a") + talks + overall) == [
        "a - - disqualified"
    ]


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"b_archive": "-"}, "报名号 b 的 archive 没有意见"),
        ({"b_archive": "to_verify"}, "报名号 b 的 archive 意见是 to_verify"),
        ({"b_书记": "-"}, "报名号 b 的 书记 没有意见"),
        ({"b_书记": "to_verify"}, "报名号 b 的 书记 意见是 to_verify"),
    ],
)
def test_inspection_needs_the_musts_and_both_signatures_of_those_who_stay(changed, what):
    answers = checked("a", "b", **changed)
    assert what in refused("inspection", RUBRIC + SIGNED, "a b", MARKS[:7], answers=answers)
    found = outcome("inspection", RUBRIC + SIGNED, "a b", MARKS[:7], answers=answers, checks=LEFT)
    assert found == ["b 84.00 1 withdrawn", "a 80.02 2 advanced"]


def test_somebody_out_by_an_inspection_who_leaves_afterwards_took_nobody_s_place():
    answers = checked("a", "b", b_discipline="adverse")
    rule = RUBRIC + SIGNED + "advance = { count = 1 }"
    found = outcome("inspection", rule, "a b", MARKS[:7], answers=answers, checks=LEFT)
    assert found == ["b 84.00 1 withdrawn", "a 80.02 2 advanced"]


def test_inspection_needs_its_team():
    rule = RUBRIC + SIGNED + "team = 4"
    assert "考察组只有 3 人" in refused("inspection", rule, "a", MARKS[:4], answers=checked("a"))
    assert "考察组只有 0 人" in refused("inspection", SIGNED, "a", [], answers=checked("a"))


def test_an_inspection_leaves_nothing_to_verify():
    overall = rows("id,item,by,number,answer,day,note", "a,overall,考察组,1,to_verify,2026-04-01,x")
    answers = checked("a") + overall
    assert "报名号 a 有尚待核实的事项" in refused(
        "inspection", RUBRIC + SIGNED, "a", MARKS[:4], answers=answers
    )


def test_an_inspection_may_ask_for_other_musts():
    plan = RUBRIC + 'musts = [ "archive" ]\nsigners = [ "书记" ]'
    answers = rows("id,item,by,answer", "a,archive,x,no_objection a,integrity,书记,no_objection")
    assert outcome("inspection", plan, "a", MARKS[:4], answers=answers) == ["a 80.02 1 advanced"]


# Joint appraisal.

ORGANS = 'organs = [ { key = "discipline" }, { key = "audit" } ]\n'
HEARD = rows(
    "id,organ,answer,day,note",
    "a,discipline,no_objection,,x a,audit,no_objection,,x b,discipline,adverse,,x b,audit,no_objection,,x",
)


def test_joint_appraisal():
    assert outcome("joint_appraisal", ORGANS, "a b", HEARD) == ["a - - advanced", "b - - disqualified"]
    held = ORGANS + 'adverse = "hold"'
    assert "报名号 b 有不同意见" in refused("joint_appraisal", held, "a b", HEARD)
    assert outcome("joint_appraisal", held, "a b", HEARD, checks=LEFT) == [
        "a - - advanced",
        "b - - withdrawn",
    ]


def test_joint_appraisal_waits_for_every_organ():
    assert "报名号 b 的 audit 没有意见" in refused("joint_appraisal", ORGANS, "a b", HEARD[:3])
    open_ = [*HEARD[:3], HEARD[3] | {"answer": "to_verify"}]
    assert "报名号 b 的 audit 意见是 to_verify" in refused("joint_appraisal", ORGANS, "a b", open_)
    assert "两次" in refused("joint_appraisal", ORGANS, "a b", [*HEARD, HEARD[0]])


# Deliberation.

MEETING = rows(
    "id,party,opinion,day,note",
    "a,班子,agree,,x a,-,keep,,x b,班子,disagree,,x b,-,drop,,x c,班子,silent,,x c,-,keep,,x",
)


def test_deliberation():
    party = 'parties = [ "班子" ]\n'
    found = ["a - - advanced", "b - - eliminated", "c - - advanced"]
    assert outcome("deliberation", party, "a b c", MEETING) == found
    assert outcome("deliberation", "", "a b c", [row for row in MEETING if row["party"] == "-"]) == found
    assert "报名号 c 的 - 没有意见" in refused("deliberation", party, "a b c", MEETING[:5])
    assert "报名号 c 的 班子 没有意见" in refused("deliberation", party, "a b c", [*MEETING[:4], MEETING[5]])
    assert "报名号 a 的 班子 意见是 keep" in refused(
        "deliberation", party, "a b c", [MEETING[0] | {"opinion": "keep"}, *MEETING[1:]]
    )


@pytest.mark.parametrize("advance", ["advance = { count = 1 }", "advance = { per_opening = 1 }"])
def test_deliberation_keeps_no_more_than_the_plan_allows(advance):
    rows_ = [row for row in MEETING if row["party"] == "-"]
    assert "职位 P 保留 2 人，超过 1 人" in refused("deliberation", advance, "a b c", rows_)
    gone = rows("id,standing", "c,withdrawn")
    found = outcome("deliberation", advance, "a b c", rows_, checks=gone)
    assert found == ["a - - advanced", "b - - eliminated", "c - - withdrawn"]


# Publicity. 2026: New Year's Day to 3 January off, Sunday 4 January worked.

YEAR = {
    "source": "国办发明电〔2025〕7号",
    "holidays": ["2026-01-01", "2026-01-02"],
    "workdays": ["2026-01-04"],
}
CALENDAR = verify.Calendar.parse({"2025": YEAR | {"holidays": [], "workdays": []}, "2026": YEAR})


def shown(id_: str, posted: str, ended: str, *more: str) -> list[dict[str, str]]:
    lines = [f"{id_},posted,,1,posted,{posted},x", f"{id_},ended,,1,ended,{ended},x", *more]
    return rows("id,item,channel,number,answer,day,note", " ".join(lines))


@pytest.mark.parametrize(
    ("rule", "posted", "end"),
    [
        ("", "2025-12-26", "2026-01-05"),  # 29, 30, 31 December, Sunday the 4th and Monday the 5th
        ("", "2026-01-05", "2026-01-12"),
        ("start_excluded = false", "2026-01-05", "2026-01-09"),
        ("days = 7", "2026-01-05", "2026-01-14"),
        ('unit = "calendar"\ndays = 7', "2026-01-05", "2026-01-12"),
        ('unit = "calendar"\ndays = 5', "2026-01-05", "2026-01-12"),  # five working days all the same
        ('unit = "calendar"\ndays = 10', "2026-01-05", "2026-01-15"),
    ],
)
def test_the_day_on_which_a_publicity_may_end(rule, posted, end):
    last = date.fromisoformat(end)
    early = str(date.fromordinal(last.toordinal() - 1))
    assert f"最早 {last} 结束" in refused(
        "publicity", rule, "a", shown("a", posted, early), calendar=CALENDAR
    )
    for day in (last, date(2026, 2, 2)):
        evidence = shown("a", posted, str(day))
        assert outcome("publicity", rule, "a", evidence, calendar=CALENDAR) == ["a - - advanced"]


def test_a_publicity_in_a_year_without_calendar_is_refused_and_without_any_days_are_counted():
    evidence = shown("a", "2027-01-04", "2027-01-11")
    assert "没有 2027 年的数据" in refused("publicity", "", "a", evidence, calendar=CALENDAR)
    assert outcome("publicity", "", "a", shown("a", "2027-01-04", "2027-01-09")) == ["a - - advanced"]
    assert "最早 2027-01-09 结束" in refused("publicity", "", "a", shown("a", "2027-01-04", "2027-01-08"))


def test_publicity_needs_its_days_unless_exempt():
    first, last = shown("a", "2026-01-05", "2026-01-12")
    assert outcome("publicity", "", "a", [first]) == ["a - - advanced"]  # the end is counted
    assert "没有 2027 年的数据" in refused(
        "publicity", "", "a", [first | {"day": "2026-12-28"}], calendar=CALENDAR
    )
    assert "公示日期 '5 January' 读不懂" in refused("publicity", "", "a", [first | {"day": "5 January"}])
    assert "没有公示的发布日期" in refused("publicity", "", "a", [last])
    assert "没有公示的发布日期" in refused("publicity", "", "a b", [first, last])
    assert outcome("publicity", "", "a b", [first, last], checks=LEFT) == [
        "a - - advanced",
        "b - - withdrawn",
    ]
    assert outcome("publicity", 'exempt = "涉密"', "a b", []) == ["a - - advanced", "b - - advanced"]


@pytest.mark.parametrize(
    ("answer", "standing"), [("untrue", "advanced"), ("minor", "advanced"), ("serious", "disqualified")]
)
def test_objections_are_settled(answer, standing):
    objection = "a,objection,named.counter,2,,2026-01-07,x"
    settled = f"a,settlement,named.counter,2,{answer},2026-01-12,x"
    evidence = shown("a", "2026-01-05", "2026-01-12", objection, settled)
    assert outcome("publicity", "", "a", evidence) == [f"a - - {standing}"]


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (["objection,named.phone,1,raised"], "第 1 件反映没有处理完毕"),
        (["objection,named.phone,1,raised", "settlement,,1,deferred"], "第 1 件反映没有处理完毕"),
        (["objection,named.phone,1,raised", "settlement,,2,untrue"], "第 1 件反映没有处理完毕"),
        (["settlement,,1,untrue"], "不能一一对应"),
        (
            ["objection,named.phone,1,raised", "objection,named.post,1,raised", "settlement,,1,untrue"],
            "不能一一对应",
        ),
    ],
)
def test_objections_that_are_not_settled(lines, what):
    evidence = shown("a", "2026-01-05", "2026-01-12", *(f"a,{line},2026-01-07,x" for line in lines))
    assert what in refused("publicity", "", "a", evidence)


def test_numbers_left_out_are_counted_up():
    evidence = rows(
        "id,item,channel,answer,day,note",
        "a,posted,,,2026-01-05,x a,ended,,,2026-01-12,x a,objection,named.phone,,,x a,objection,named.post,,,x"
        " a,settlement,,untrue,,x a,settlement,,serious,,x",
    )
    assert outcome("publicity", "", "a", evidence) == ["a - - disqualified"]


# Appointment.


@pytest.mark.parametrize(
    ("steps", "standing"),
    [
        ("decision,1,appointed", "advanced"),
        ("decision,1,declined", "withdrawn"),
        ("decision,1,not_appointed", "eliminated"),
        ("decision,1,appointed training,1,completed trial,1,confirmed", "advanced"),
        ("decision,1,appointed training,1,failed", "eliminated"),
        ("decision,1,appointed trial,1,extended", "advanced"),
        ("decision,1,appointed trial,2,removed trial,1,extended", "eliminated"),
        ("decision,1,appointed trial,2,confirmed trial,1,extended", "advanced"),
    ],
)
def test_appointment(steps, standing):
    evidence = rows("id,step,number,answer,day,note", " ".join(f"a,{step},,x" for step in steps.split()))
    reserve = rows("id,step,number,answer,day,note", "z,reserve,1,consented,,x")
    assert outcome("appointment", "", "a", evidence + reserve) == [f"a - - {standing}"]


def test_everybody_is_decided_on_and_no_more_are_appointed_than_there_are_openings():
    decisions = rows("id,step,answer", "a,decision,appointed b,decision,appointed c,decision,not_appointed")
    assert "报名号 c 没有任职决定" in refused("appointment", "", "a b c", decisions[:2])
    assert "职位 P 任职 2 人，超过 1 人" in refused("appointment", "", "a b c", decisions)
    found = outcome("appointment", "", "a b c", decisions, positions={"P": 2})
    assert found == ["a - - advanced", "b - - advanced", "c - - eliminated"]
    assert outcome("appointment", "", "a b c", decisions, checks=LEFT)[1] == "b - - withdrawn"
