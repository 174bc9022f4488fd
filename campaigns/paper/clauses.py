"""Every kind of stage in clauses, as the announcement prints them. PURE."""

from collections.abc import Callable

from campaigns.paper import wording
from campaigns.plan.rules import Composite, Interview, Place, Plan, Registration, Stage, WrittenExam
from campaigns.plan.rules_later import (
    Appointment,
    Assessment,
    DayUnit,
    Denominator,
    Inspection,
    JointAppraisal,
    Majority,
    Publicity,
    Recommendation,
    Vote,
)

DENOMINATORS = {
    Denominator.ISSUED: "发出票",
    Denominator.RETURNED: "收回票",
    Denominator.VALID: "有效票",
    Denominator.VALID_MINUS_ABSTAIN: "有效票中未弃权票",
}
MAJORITIES = {Majority.DUE: "应到会成员", Majority.PRESENT: "实到会成员", Majority.VALID: "有效票"}


def clauses(plan: Plan, stage: Stage) -> tuple[str, ...]:
    """Return the rules of `stage` as sentences of a notice; empty for a kind without rules to print."""
    say = CLAUSES.get(stage.kind)
    return tuple(sentence for sentence in say(plan, stage) if sentence) if say else ()


def following(plan: Plan, stage: Stage) -> str:
    """Return what those who go on after `stage` do: 进入面试, 计算综合成绩, 进入下一环节."""
    index = plan.stages.index(stage) + 1
    if index == len(plan.stages):
        return "进入下一环节"
    after = plan.stages[index]
    title = wording.stage_title(after)
    return f"计算{wording.score_title(after)}" if after.kind == "composite" else f"进入{title}"


def _registration(plan: Plan, stage: Registration) -> list[str]:
    counted_to = ""
    if plan.reference_date is not None:
        day = plan.reference_date
        counted_to = f"年龄、工龄和任职年限等计算截至{day.year}年{day.month}月{day.day}日。"
    return [wording.say_registration(stage), counted_to]


def _written(plan: Plan, stage: WrittenExam) -> list[str]:
    name = wording.score_title(stage)
    return [
        wording.say_papers(stage) + wording.say_pass_mark(stage.pass_mark, name),
        f"{'缺考一科的即为缺考，' if len(stage.papers) > 1 else '缺考的'}不计成绩；违纪的成绩无效。",
        wording.say_rank(plan, stage, name)
        + wording.say_advance(plan, stage.advance, stage.tie_chain, name, following(plan, stage)),
    ]


def _interview(plan: Plan, stage: Interview) -> list[str]:
    name = wording.score_title(stage)
    return [
        wording.say_parts(stage) + f"{name}{wording.say_trim(stage.trim, plan.rounding)}。",
        wording.say_correction(stage.correction, plan.rounding),
        wording.say_pass_mark(stage.pass_mark, name)
        + wording.say_rank(plan, stage, name)
        + wording.say_advance(plan, stage.advance, stage.tie_chain, name, following(plan, stage)),
    ]


def _composite(plan: Plan, stage: Composite) -> list[str]:
    name = wording.score_title(stage)
    digits = plan.rounding.digits_at(Place.TOTAL)
    rounded = "" if digits is None else f"{name}{wording.kept(digits, plan.rounding.mode)}。"
    return [
        wording.say_formula(plan, stage) + rounded + wording.say_pass_mark(stage.pass_mark, name),
        wording.say_rank(plan, stage, name)
        + wording.say_advance(plan, stage.advance, stage.tie_chain, name, following(plan, stage)),
    ]


def _assessment(plan: Plan, stage: Assessment) -> list[str]:
    groups = "、".join(
        f"{group.title or group.key}（占{wording.plain(group.weight)}%）" for group in stage.groups
    )
    grades = "、".join(
        f"{grade.title or grade.key}（{wording.plain(grade.value)}分）" for grade in stage.grades
    )
    return [
        f"参加测评的人员分为{groups}；等次和分值为{grades}。",
        f"得票率和得分以{DENOMINATORS[stage.denominator]}数为分母计算。",
    ]


def _recommendation(plan: Plan, stage: Recommendation) -> list[str]:
    rounds = "；".join(
        f"第{wording.numeral(number)}轮{'署名' if item.signed else '无记名'}推荐，"
        f"每票最多推荐{item.max_names}人"
        for number, item in enumerate(stage.rounds, start=1)
    )
    layers = "、".join(
        (layer.title or layer.key)
        + ("" if layer.weight is None else f"（权重{wording.plain(layer.weight)}%）")
        for layer in stage.layers
    )
    apart = f"推荐票按{layers}分层统计。" if layers else ""
    return [f"{rounds}。{apart}推荐结果{stage.validity_months}个月内有效。"]


def _inspection(plan: Plan, stage: Inspection) -> list[str]:
    return [
        f"考察前发布考察预告，时间不少于{stage.notice_days}个工作日；考察组由{stage.team}名以上成员组成。"
    ]


def _appraisal(plan: Plan, stage: JointAppraisal) -> list[str]:
    organs = "、".join(organ.title or organ.key for organ in stage.organs)
    return [f"由{organs}提出书面意见，意见未齐或者有不宜意见的，不进入下一环节。"]


def _vote(plan: Plan, stage: Vote) -> list[str]:
    return [
        f"应到会成员{stage.due}名，到会{wording.share(stage.quorum)}以上方可进行；"
        f"采用{'无记名' if stage.secret else '记名'}方式，"
        f"同意票超过{MAJORITIES[stage.majority]}半数的为通过，最多进行{wording.counted(stage.max_ballots)}次。"
    ]


def _publicity(plan: Plan, stage: Publicity) -> list[str]:
    if stage.exempt:
        return [f"依照规定不作公示，理由：{stage.exempt}。"]
    unit = "个工作日" if stage.unit is DayUnit.WORKING else "日"
    start = "，自公示次日起计算" if stage.start_excluded else ""
    return [f"对拟任人选进行任前公示，公示期不少于{stage.days}{unit}{start}。"]


def _appointment(plan: Plan, stage: Appointment) -> list[str]:
    if stage.elective:
        return ["按照有关法律和章程的规定办理选举、任职手续。"]
    if stage.probation_months:
        return [f"任职试用期{stage.probation_months}个月，期满考核合格的正式任职。"]
    return []


CLAUSES: dict[str, Callable[..., list[str]]] = {
    "registration": _registration,
    "written_exam": _written,
    "interview": _interview,
    "composite": _composite,
    "assessment": _assessment,
    "recommendation": _recommendation,
    "inspection": _inspection,
    "joint_appraisal": _appraisal,
    "vote": _vote,
    "publicity": _publicity,
    "appointment": _appointment,
}
"""Kind of stage -> its clauses."""
