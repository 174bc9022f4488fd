"""Single stages with usual numbers, of which `campaigns.methods` puts its lists together. PURE.

Each number stands with the paragraph of the domain notes it comes from, marked as in `campaigns.methods`.
"""

from decimal import Decimal
from fractions import Fraction

from campaigns.plan.rules import (
    Advance,
    Component,
    Composite,
    Correction,
    CorrectionMethod,
    Interview,
    Paper,
    Part,
    Registration,
    Stage,
    Ties,
    Trim,
    WrittenExam,
)
from campaigns.plan.rules_later import (
    Appointment,
    Assessment,
    Deliberation,
    Grade,
    Group,
    Inspection,
    JointAppraisal,
    Organ,
    PraiseFactor,
    Publicity,
    Recommendation,
    Round,
    RubricItem,
    Veto,
    Vote,
)

COMMITTEE = 11
"""Members due at a vote until the plan says otherwise: the example of paragraph 39."""


def registration(ratio: int) -> Registration:
    """Return a registration that asks `ratio` eligible applications for an opening; below it somebody approves."""
    return Registration(key="registration", title="报名与资格审查", minimum_ratio=Decimal(ratio))


def two_papers() -> WrittenExam:
    """Public 60 and professional 40, 60 to pass [C, 2.3 Chongqing]; 5 to 1 for the interview, ties in [C, 69, 103]."""
    return WrittenExam(
        key="written",
        title="笔试",
        papers=(
            Paper(key="public", title="公共科目", weight=Decimal(60)),
            Paper(key="professional", title="专业科目", weight=Decimal(40)),
        ),
        pass_mark=Decimal(60),
        advance=Advance(per_opening=Decimal(5), substitutes=1),
    )


def judged_interview(
    *parts: tuple[str, str, int], key: str = "interview", title: str = "面试", rooms: bool = False
) -> Interview:
    """7 judges [C, 88], one highest and one lowest out [C, 95], 60 to pass [C, 106].

    With several `rooms` the pooled mean corrects them: means to 2, coefficient to 3 decimals [C, 99].
    """
    pooled = Correction(method=CorrectionMethod.POOLED_MEAN, mean_digits=2, coefficient_digits=3)
    return Interview(
        key=key,
        title=title,
        parts=tuple(Part(key=code, title=name, weight=Decimal(weight)) for code, name, weight in parts),
        trim=Trim(highest=1, lowest=1, minimum_judges=5),
        correction=pooled if rooms else Correction(),
        pass_mark=Decimal(60),
    )


def weighted_total(per_opening: int, chain: tuple[str, ...], **weights: int) -> Composite:
    """Weights per cent; so many for each opening are inspected, equals by the chain [C, 69, 104]."""
    return Composite(
        key="total",
        title="综合成绩",
        weights={key: Component(weight=Decimal(weight)) for key, weight in weights.items()},
        tie_chain=chain,
        advance=Advance(per_opening=Decimal(per_opening), ties=Ties.CHAIN, substitutes=1),
    )


def assessment() -> Assessment:
    """Groups 40, 30, 30 [U, 138]; four grades [V, 142] worth 100, 80, 60, 0 [U, 144]; vetoes [C, 141]."""
    return Assessment(
        key="assessment",
        title="民主测评",
        groups=(
            Group(key="A", title="领导班子成员", weight=Decimal(40), due=COMMITTEE),
            Group(key="B", title="中层干部", weight=Decimal(30), due=30),
            Group(key="C", title="干部职工和群众代表", weight=Decimal(30), due=60),
        ),
        grades=(
            Grade(key="excellent", title="优秀", value=Decimal(100)),
            Grade(key="competent", title="称职", value=Decimal(80)),
            Grade(key="basic", title="基本称职", value=Decimal(60)),
            Grade(key="incompetent", title="不称职", value=Decimal(0)),
        ),
        veto=(
            Veto(rate="incompetent", at_least=Fraction(1, 3)),
            Veto(rate="excellent+competent", at_most=Fraction(1, 2)),
        ),
    )


def three_rounds() -> Recommendation:
    """Three progressive rounds, the last signed: 8 and 4 [U, 4.2], then 1 to 3 into the inspection [S]."""
    return Recommendation(
        key="recommendation",
        title="三轮递进式署名推荐",
        rounds=(
            Round(key="wide", title="第一轮 干部大会推荐", max_names=3, per_opening=Decimal(8)),
            Round(
                key="core", title="第二轮 全委扩大会推荐", signed=True, max_names=3, per_opening=Decimal(4)
            ),
            Round(
                key="leaders", title="第三轮 区级领导推荐", signed=True, max_names=3, per_opening=Decimal(3)
            ),
        ),
        difference=Decimal(3),
    )


def praise_factors() -> tuple[PraiseFactor, ...]:
    """Return the six factors of the X-most ballot [S, 0.3]; the weights are points [U]."""
    names = {
        "virtue": ("道德品行最好", 20),
        "dedication": ("工作最敬业", 15),
        "results": ("工作业绩最突出", 20),
        "skill": ("业务能力最强", 15),
        "quality": ("综合素质最高", 15),
        "fit": ("最适合提拔使用", 15),
    }
    return tuple(PraiseFactor(key=k, title=t, weight=Decimal(w)) for k, (t, w) in names.items())


def rubric() -> tuple[RubricItem, ...]:
    """Return the five sides of the quantified inspection [S, 0.12]; the weights are a beginning [U]."""
    sides = {
        "public": ("群众评价", 30),
        "results": ("工作成效", 30),
        "potential": ("发展潜力", 15),
        "character": ("个性特长", 10),
        "fit": ("适岗范围", 15),
    }
    return tuple(RubricItem(key=k, title=t, weight=Decimal(w)) for k, (t, w) in sides.items())


def inspection(difference: int = 2, *, scored: bool = False) -> Inspection:
    """Team of two or more [V, 26], announced 3 working days before [C, 27], 2 or 3 for an opening [C, 130]."""
    strengths = ("理论政策", "改革创新", "攻坚克难", "群众工作")
    return Inspection(
        key="inspection",
        title="差额考察" if difference > 2 else "组织考察",
        rubric=rubric() if scored else (),
        strengths=strengths if scored else (),
        difference=Decimal(difference),
    )


def decision(*, runoff: int | None = 2) -> tuple[Stage, ...]:
    """Joint appraisal [S, 0.10], deliberation [U, 132], ballot [V, 36 to 39], publicity [V, 43], probation [V, 45]."""
    organs = {"discipline": "纪检监察机关", "petitions": "信访部门", "audit": "审计部门", "legal": "政法机关"}
    return (
        JointAppraisal(
            key="joint_appraisal",
            title="联合鉴定",
            organs=tuple(Organ(key=key, title=title) for key, title in organs.items()),
        ),
        Deliberation(
            key="deliberation", title="差额酝酿", parties=("分管领导", "纪检监察机关"), difference=Decimal(2)
        ),
        Vote(
            key="vote",
            title="差额票决",
            due=COMMITTEE,
            runoff=None if runoff is None else Decimal(runoff),
            difference=Decimal(2),
        ),
        Publicity(key="publicity", title="任前公示"),
        Appointment(key="appointment", title="任职", reserve_months=12),
    )
