"""The rules of a plan in the words of an official notice. PURE.

A notice is a Chinese document whatever language its reader's screen is in, so these functions return
Chinese text. Numbers come from the plan as typed; each function says one rule and can stand alone beside
a form.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from campaigns.plan.rules import (
    Advance,
    BelowMinimum,
    Component,
    Composite,
    Correction,
    CorrectionMethod,
    Interview,
    Level,
    Mode,
    Part,
    Place,
    Plan,
    RankBy,
    Registration,
    Rounding,
    Stage,
    Ties,
    Trim,
    WrittenExam,
)

KINDS = {
    "announcement": "公告",
    "registration": "报名和资格审查",
    "written_exam": "笔试",
    "interview": "面试",
    "composite": "综合成绩",
    "assessment": "民主测评",
    "public_comment": "社会评议",
    "recommendation": "民主推荐",
    "inspection": "考察",
    "joint_appraisal": "联合鉴定",
    "deliberation": "酝酿",
    "vote": "票决",
    "publicity": "任前公示",
    "appointment": "任职",
}
"""What a stage without a title of its own is called."""

LEVELS = {
    "": "",
    "national_chief": "国家级正职",
    "national_deputy": "国家级副职",
    "provincial_chief": "省部级正职",
    "provincial_deputy": "省部级副职",
    "bureau_chief": "厅局级正职",
    "bureau_deputy": "厅局级副职",
    "county_chief": "县处级正职",
    "county_deputy": "县处级副职",
    "township_chief": "乡科级正职",
    "township_deputy": "乡科级副职",
    "section_chief": "股级正职",
    "section_deputy": "股级副职",
    "staff": "科员",
    "clerk": "办事员",
}

DIGITS = "〇一二三四五六七八九"
ROUNDING = {
    Mode.HALF_UP: "四舍五入",
    Mode.HALF_EVEN: "按四舍六入五成双",
    Mode.DOWN: "舍去尾数",
}
PLACES = {
    Place.PANEL: "考官平均分",
    Place.COEFFICIENT: "修正系数",
    Place.COMPONENT: "各环节成绩",
    Place.WEIGHTED: "各项折算分",
    Place.TOTAL: "综合成绩",
}
BELOW = {
    BelowMinimum.CANCEL: "达不到的，取消该职位的选拔",
    BelowMinimum.REDUCE: "达不到的，相应核减职数",
    BelowMinimum.APPROVE: "达不到的，经批准后方可继续",
}


def numeral(number: int) -> str:
    """Return a number from 0 to 99 in Chinese, 12 as 十二; larger ones in Arabic digits."""
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def counted(number: int) -> str:
    """Return a number as it stands before a measure word: 2 is 两."""
    return "两" if number == 2 else numeral(number)


def plain(number: Decimal | int) -> str:
    """Return a decimal without exponent and trailing zeros."""
    text = format(Decimal(number), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(value: Fraction) -> str:
    """Return 2/3 as 三分之二."""
    return f"{numeral(value.denominator)}分之{numeral(value.numerator)}"


def kept(digits: int, mode: Mode) -> str:
    """Return 四舍五入保留两位小数 and the like."""
    return f"{ROUNDING[mode]}保留{'整数' if digits == 0 else counted(digits) + '位小数'}"


def stage_title(stage: Stage) -> str:
    """Return what a stage is called on paper."""
    return stage.title or KINDS.get(stage.kind, stage.key)


def reference_title(plan: Plan, reference: str) -> str:
    """Return what a key of a tie chain is called: a stage, a paper of it, or the unrounded value."""
    if reference == "unrounded":
        return "未经舍入的成绩"
    key, _, paper_key = reference.partition(".")
    stage = next((stage for stage in plan.stages if stage.key == key), None)
    if stage is None:
        return reference
    for item in (*getattr(stage, "papers", ()), *getattr(stage, "parts", ())):
        if item.key == paper_key:
            return f"{stage_title(stage)}{item.title or item.key}成绩"
    return score_title(stage)


def score_title(stage: Stage) -> str:
    """Return the name of a stage's score: 笔试成绩, and 综合成绩 without a second 成绩."""
    title = stage_title(stage)
    return title if title.endswith("成绩") else f"{title}成绩"


def say_rounding(rounding: Rounding) -> str:
    """Say where numbers are rounded and that the rest stays exact."""
    groups: dict[int, list[str]] = {}
    for place in Place:
        digits = rounding.digits_at(place)
        if digits is not None and place is not Place.COEFFICIENT:
            groups.setdefault(digits, []).append(PLACES[place])
    said = "；".join(f"{'、'.join(names)}{kept(digits, rounding.mode)}" for digits, names in groups.items())
    return f"{said}，其余计算过程不作舍入。" if said else "计算过程不作舍入。"


def say_trim(trim: Trim, rounding: Rounding) -> str:
    """Say how judges' marks become one, e.g. 去掉一个最高分和一个最低分后的平均分，四舍五入保留两位小数."""
    of = "各部分评分" if trim.level is Level.PART else "考官评分"
    digits = rounding.digits_at(Place.PANEL)
    rounded = "" if digits is None else f"，{kept(digits, rounding.mode)}"
    dropped = [
        f"{counted(k)}个{name}" for k, name in ((trim.highest, "最高分"), (trim.lowest, "最低分")) if k
    ]
    if not dropped:
        return f"取{of}的平均分{rounded}"
    least = trim.minimum_judges or trim.highest + trim.lowest + 1
    short = f"；评分的考官不足{least}名时不去掉最高分、最低分"
    return f"取{of}去掉{'和'.join(dropped)}后的平均分{rounded}{short}"


def say_correction(correction: Correction, rounding: Rounding) -> str:
    """Say how marks of several rooms are made comparable; empty when they are not."""
    if correction.method is CorrectionMethod.NONE:
        return ""
    mean_of_means = correction.method is CorrectionMethod.MEAN_OF_MEANS
    over = "各考场平均分的平均值" if mean_of_means else "该职位全体应试人员的平均分"
    said = [
        "同一职位分两个以上考场面试的，面试成绩＝考场评分×修正系数",
        f"修正系数＝{over}÷本考场平均分",
    ]
    if correction.trim_room:
        pool = "，全体平均分按各考场去掉后的人员计算" if correction.trim_each else ""
        said.append(f"计算考场平均分时去掉{counted(correction.trim_room)}个最高分和同样多的最低分{pool}")
    if correction.trim_pool:
        said.append(f"计算全体平均分时去掉{counted(correction.trim_pool)}个最高分和同样多的最低分")
    bounds = [
        f"{word}{plain(bound)}分"
        for word, bound in (("低于", correction.lowest), ("高于", correction.highest))
        if bound is not None
    ]
    if bounds:
        said.append(f"{'或者'.join(bounds)}的评分不计入平均分")
    if correction.mean_digits is not None:
        said.append(f"平均分{kept(correction.mean_digits, rounding.mode)}")
    if correction.coefficient_digits is not None:
        said.append(f"修正系数{kept(correction.coefficient_digits, rounding.mode)}")
    said.append("缺考人员不计入平均分，只有一个考场的不作修正")
    return "；".join(said) + "。"


def say_pass_mark(mark: Decimal | None, name: str) -> str:
    """Say the least score with which one stays in; empty when there is none."""
    return "" if mark is None else f"{name}合格分数线为{plain(mark)}分，低于合格分数线的不得进入下一环节。"


def say_chain(plan: Plan, chain: Iterable[str]) -> str:
    """Say in which order equals are compared: 依次比较面试成绩、笔试成绩."""
    names = [reference_title(plan, reference) for reference in chain]
    return f"{'依次' if len(names) > 1 else ''}比较{'、'.join(names)}，高者在前"


def say_advance(plan: Plan, advance: Advance | None, chain: Iterable[str], name: str, following: str) -> str:
    """Say how many go on, what happens to equals at the last place and who is called up.

    `name`: of the score that decides; `following`: what those who go on do, 进入面试.
    """
    goes = following or "进入下一环节"
    if advance is None or advance.all:
        return f"{name}有效且合格的人员全部{goes}。"
    if advance.per_opening is not None:
        said = f"按职数1∶{plain(advance.per_opening)}的比例，在合格人员中以{name}由高到低确定{goes}人选"
    else:
        said = f"每个职位在合格人员中以{name}由高到低确定{advance.count}名{goes}人选"
    said += "；合格人员不足的，按实际人数确定"
    if advance.ties is Ties.ALL:
        said += "；末位同分的一并进入"
    elif advance.ties is Ties.CHAIN:
        said += f"；末位同分的，{say_chain(plan, chain)}，仍相同的一并进入"
    else:
        said += "；末位同分的，暂不确定人选，报经批准后处理"
    return f"{said}。{say_substitutes(advance)}"


def say_substitutes(advance: Advance) -> str:
    """Say whether somebody is called up for those who left after the result."""
    if not advance.substitutes:
        return "结果公布后有人放弃或者被取消资格的，不递补。"
    words = {"withdrawn": "自愿放弃", "disqualified": "被取消资格"}
    leaving = "或者".join(words[str(why)] for why in advance.substitutes_for)
    return f"结果公布后有人{leaving}的，按名次依次递补，每个职位最多递补{counted(advance.substitutes)}人。"


def say_rank(plan: Plan, stage: WrittenExam | Interview | Composite, name: str) -> str:
    """Say how equals are ranked."""
    if stage.rank_by is RankBy.CHAIN and stage.tie_chain:
        return f"按{name}由高到低排列名次；成绩相同的，{say_chain(plan, stage.tie_chain)}。"
    return f"按{name}由高到低排列名次；成绩相同的名次并列，其后名次相应空出。"


def say_papers(exam: WrittenExam) -> str:
    """Say the subjects of a written exam, their full marks and their shares."""
    name = score_title(exam)
    if not exam.papers:
        return f"{stage_title(exam)}满分{plain(exam.full_marks)}分。"
    listed = "、".join(f"“{p.title or p.key}”（满分{plain(p.full_marks)}分）" for p in exam.papers)
    formula = "＋".join(f"{p.title or p.key}×{plain(p.weight)}%" for p in exam.papers)
    said = f"{stage_title(exam)}科目为{listed}。"
    if len(exam.papers) > 1 or exam.papers[0].weight != 100:
        said += f"{name}＝{formula}。"
    return said + (f"{name}折算为{plain(exam.scale_to)}分制。" if exam.scale_to is not None else "")


def say_parts(interview: Interview) -> str:
    """Say the parts of an interview and how they count."""
    if not interview.parts:
        return f"{stage_title(interview)}满分{plain(interview.full_marks)}分。"

    def one(part: Part) -> str:
        share_of = (
            f"占{plain(part.weight)}%"
            if part.weight is not None
            else f"乘以系数{plain(part.factor or Decimal(1))}"
        )
        full = f"满分{plain(part.full_marks)}分，" if part.full_marks is not None else ""
        return f"{part.title or part.key}（{full}{share_of}）"

    listed = "、".join(map(one, interview.parts))
    return f"{stage_title(interview)}由{listed}组成，满分{plain(interview.full_marks)}分。"


def say_formula(plan: Plan, composite: Composite) -> str:
    """Say the formula of a composite: 综合成绩＝笔试成绩×40%＋面试成绩×60%。"""
    terms = ""
    for key, component in composite.weights.items():
        sign, term = _term(reference_title(plan, key), component)
        terms += (sign if terms or sign == "－" else "") + term
    return f"{score_title(composite)}＝{terms}。"


def _term(name: str, component: Component) -> tuple[str, str]:
    """Return the sign and the term of a component."""
    if component.factor is not None:
        sign = "－" if component.factor < 0 else "＋"
        size = abs(component.factor)
        return sign, name if size == 1 else f"{name}×{plain(size)}"
    weight = plain(component.weight or Decimal(0))
    if component.full_marks is None or component.full_marks == 100:
        return "＋", f"{name}×{weight}%"
    return "＋", f"{name}÷{plain(component.full_marks)}×{weight}"


def say_registration(registration: Registration) -> str:
    """Say how many must stand for an opening and whether one may apply twice."""
    said = "每人限报一个职位。" if registration.one_position else ""
    if registration.minimum_ratio is not None:
        ratio = plain(registration.minimum_ratio)
        said += f"资格审查合格人数与职数之比不得低于{ratio}∶1；{BELOW[registration.below_minimum]}。"
    return said
