"""Each rule in words: the sentence, and that every value of a plan has a word."""

from decimal import Decimal
from fractions import Fraction

import pytest

from campaigns.paper import wording
from campaigns.paper.clauses import CLAUSES, clauses, following
from campaigns.paper.lists import ORDERS, STANDINGS, standing
from campaigns.paper.text import METHODS
from campaigns.plan.document import read_plan
from campaigns.plan.rules import (
    Advance,
    BelowMinimum,
    Component,
    Composite,
    Correction,
    CorrectionMethod,
    Interview,
    Level,
    Method,
    Mode,
    Paper,
    Part,
    Place,
    PostLevel,
    Registration,
    Rounding,
    Ties,
    Trim,
    WrittenExam,
)
from campaigns.plan.rules_later import KINDS
from scoring.core.values import Standing
from tests.campaigns.paper.samples import PLAN

PLANNED = read_plan(PLAN)
ROUNDING = Rounding()


def test_every_value_of_a_plan_has_its_word() -> None:
    assert set(METHODS) == set(Method)
    assert set(wording.LEVELS) == set(PostLevel)
    assert set(wording.KINDS) == set(KINDS)
    assert set(wording.ROUNDING) == set(Mode)
    assert set(wording.PLACES) == set(Place)
    assert set(wording.BELOW) == set(BelowMinimum)
    assert set(STANDINGS) | {"advanced", "reserve"} == {*Standing, ""}
    assert set(CLAUSES) <= set(KINDS)
    assert set(ORDERS) == {"rank", "application", "strokes"}


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "一"), (2, "二"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五"), (100, "100")],
)
def test_numerals(number: int, word: str) -> None:
    assert wording.numeral(number) == word


@pytest.mark.parametrize(("number", "text"), [("88.50", "88.5"), ("1E+2", "100"), ("60", "60"), ("0.0", "0")])
def test_numbers_without_exponent_and_zeros(number: str, text: str) -> None:
    assert wording.plain(Decimal(number)) == text


def test_small_words() -> None:
    assert wording.counted(2) == "两"
    assert wording.share(Fraction(2, 3)) == "三分之二"
    assert wording.kept(2, Mode.HALF_UP) == "四舍五入保留两位小数"
    assert wording.kept(0, Mode.DOWN) == "舍去尾数保留整数"
    assert wording.kept(3, Mode.HALF_EVEN) == "按四舍六入五成双保留三位小数"


@pytest.mark.parametrize(
    ("rounding", "said"),
    [
        (Rounding(), "考官平均分、各环节成绩、综合成绩四舍五入保留两位小数，其余计算过程不作舍入。"),
        (Rounding(places=()), "计算过程不作舍入。"),
        (
            Rounding(total_digits=3),
            "考官平均分、各环节成绩四舍五入保留两位小数；综合成绩四舍五入保留三位小数，其余计算过程不作舍入。",
        ),
    ],
)
def test_rounding(rounding: Rounding, said: str) -> None:
    assert wording.say_rounding(rounding) == said


@pytest.mark.parametrize(
    ("trim", "said"),
    [
        (Trim(), "取考官评分的平均分，四舍五入保留两位小数"),
        (
            Trim(highest=1, lowest=1, minimum_judges=5),
            "取考官评分去掉一个最高分和一个最低分后的平均分，四舍五入保留两位小数；评分的考官不足5名时不去掉最高分、最低分",
        ),
        (
            Trim(highest=2, level=Level.PART),
            "取各部分评分去掉两个最高分后的平均分，四舍五入保留两位小数；评分的考官不足3名时不去掉最高分、最低分",
        ),
    ],
)
def test_trimming(trim: Trim, said: str) -> None:
    assert wording.say_trim(trim, ROUNDING) == said


def test_correction() -> None:
    assert wording.say_correction(Correction(), ROUNDING) == ""
    pooled = Correction(
        method=CorrectionMethod.POOLED_MEAN, mean_digits=4, coefficient_digits=4, trim_room=2, trim_pool=2
    )
    assert wording.say_correction(pooled, ROUNDING) == (
        "同一职位分两个以上考场面试的，面试成绩＝考场评分×修正系数；修正系数＝该职位全体应试人员的平均分÷本考场平均分；"
        "计算考场平均分时去掉两个最高分和同样多的最低分；计算全体平均分时去掉两个最高分和同样多的最低分；"
        "平均分四舍五入保留四位小数；修正系数四舍五入保留四位小数；缺考人员不计入平均分，只有一个考场的不作修正。"
    )
    means = Correction(method=CorrectionMethod.MEAN_OF_MEANS, lowest=Decimal(60), highest=Decimal(90))
    assert wording.say_correction(means, ROUNDING) == (
        "同一职位分两个以上考场面试的，面试成绩＝考场评分×修正系数；修正系数＝各考场平均分的平均值÷本考场平均分；"
        "低于60分或者高于90分的评分不计入平均分；缺考人员不计入平均分，只有一个考场的不作修正。"
    )


ADVANCE_ALL = (
    "按职数1∶3的比例，在合格人员中以综合成绩由高到低确定进入考察人选；合格人员不足的，按实际人数确定"
)
NONE_CALLED = "结果公布后有人放弃或者被取消资格的，不递补。"


@pytest.mark.parametrize(
    ("advance", "said"),
    [
        (None, "综合成绩有效且合格的人员全部进入考察。"),
        (Advance(all=True), "综合成绩有效且合格的人员全部进入考察。"),
        (Advance(per_opening=Decimal(3)), f"{ADVANCE_ALL}；末位同分的一并进入。{NONE_CALLED}"),
        (
            Advance(per_opening=Decimal(3), ties=Ties.CHAIN, substitutes=2, substitutes_for=("withdrawn",)),
            f"{ADVANCE_ALL}；末位同分的，依次比较面试成绩、笔试专业科目成绩，高者在前，仍相同的一并进入。"
            "结果公布后有人自愿放弃的，按名次依次递补，每个职位最多递补两人。",
        ),
        (
            Advance(count=6, ties=Ties.REFUSE),
            "每个职位在合格人员中以综合成绩由高到低确定6名进入考察人选；合格人员不足的，按实际人数确定；"
            f"末位同分的，暂不确定人选，报经批准后处理。{NONE_CALLED}",
        ),
    ],
)
def test_advance(advance: Advance | None, said: str) -> None:
    chain = ("interview", "written.special")
    assert wording.say_advance(PLANNED, advance, chain, "综合成绩", "进入考察") == said


def test_papers_and_parts() -> None:
    one = WrittenExam(key="written", full_marks=Decimal(120), scale_to=Decimal(100))
    assert wording.say_papers(one) == "笔试满分120分。"
    papers = (Paper(key="a", title="甲", weight=Decimal(60)), Paper(key="b", title="乙", weight=Decimal(40)))
    assert wording.say_papers(WrittenExam(key="written", papers=papers, scale_to=Decimal(50))) == (
        "笔试科目为“甲”（满分100分）、“乙”（满分100分）。笔试成绩＝甲×60%＋乙×40%。笔试成绩折算为50分制。"
    )
    assert wording.say_parts(Interview(key="interview")) == "面试满分100分。"
    parts = (
        Part(key="a", title="演讲", weight=Decimal(40)),
        Part(key="b", title="答辩", full_marks=Decimal(50), factor=Decimal("0.8")),
    )
    assert wording.say_parts(Interview(key="interview", parts=parts)) == (
        "面试由演讲（占40%）、答辩（满分50分，乘以系数0.8）组成，满分100分。"
    )


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (
            {"written": Component(weight=Decimal(40)), "interview": Component(weight=Decimal(60))},
            "综合成绩＝笔试成绩×40%＋面试成绩×60%。",
        ),
        (
            {
                "written": Component(weight=Decimal(50), full_marks=Decimal(500)),
                "interview": Component(weight=Decimal(50)),
            },
            "综合成绩＝笔试成绩÷500×50＋面试成绩×50%。",
        ),
        (
            {
                "elements": Component(factor=Decimal(1)),
                "deductions": Component(factor=Decimal(-1)),
                "written": Component(factor=Decimal("0.8")),
            },
            "综合成绩＝elements－deductions＋笔试成绩×0.8。",
        ),
    ],
)
def test_formula(weights: dict[str, Component], said: str) -> None:
    assert wording.say_formula(PLANNED, Composite(key="total", weights=weights)) == said


def test_registration() -> None:
    stage = Registration(key="registration", minimum_ratio=Decimal(3), below_minimum=BelowMinimum.REDUCE)
    assert (
        wording.say_registration(stage)
        == "每人限报一个职位。资格审查合格人数与职数之比不得低于3∶1；达不到的，相应核减职数。"
    )
    assert wording.say_registration(Registration(key="registration", one_position=False)) == ""


def test_references_of_a_tie_chain() -> None:
    assert [
        wording.reference_title(PLANNED, key)
        for key in ("unrounded", "total", "written", "written.public", "nobody")
    ] == ["未经舍入的成绩", "综合成绩", "笔试成绩", "笔试公共科目成绩", "nobody"]


def test_what_follows_a_stage() -> None:
    assert [following(PLANNED, stage) for stage in PLANNED.stages] == [
        "进入报名和资格审查",
        "进入笔试",
        "进入面试",
        "计算综合成绩",
        "进入下一环节",
    ]


def test_every_stage_of_a_plan_says_its_rules() -> None:
    assert [len(clauses(PLANNED, stage)) for stage in PLANNED.stages] == [0, 2, 3, 3, 2]
    assert clauses(PLANNED, PLANNED.stages[1])[1] == "年龄、工龄和任职年限等计算截至2026年5月31日。"


def test_standings_say_where_people_go() -> None:
    assert [standing(value, "面试") for value in ("advanced", "reserve", "absent")] == [
        "进入面试",
        "未进入面试",
        "缺考",
    ]
    assert standing("advanced", "") == "进入下一环节"
