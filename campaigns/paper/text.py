"""What each kind of notice says, out of its facts. PURE.

`write(facts)` gives the words; the page is made elsewhere. Facts are stored and words are not, so the
same facts give the same words. Notices are Chinese documents; their reader's screen language does not
matter.
"""

from collections.abc import Callable
from dataclasses import dataclass

from campaigns.paper import facts as kinds
from campaigns.paper import later, lists
from campaigns.paper.clauses import clauses
from campaigns.paper.content import Content, Table
from campaigns.paper.facts import NoticeFacts
from campaigns.paper.outline import NoticeIncomplete as NoticeIncomplete
from campaigns.paper.outline import Outline, basis, dated, digits, need
from campaigns.paper.people import say_period
from campaigns.paper.wording import LEVELS, say_rounding, stage_title
from campaigns.plan.document import read_plan
from campaigns.plan.rules import Plan
from oversight.words import gettext_noop

METHODS = {
    "open_selection": "公开选拔",
    "public_recommendation": "公推公选",
    "direct_election": "公推直选",
    "two_recommendations_one_exam": "两推一考",
    "difference_contest": "差额竞岗",
    "difference_recommendation": "差推竞选",
    "internal_competition": "竞争上岗",
    "open_hiring": "公开选聘",
    "open_transfer": "公开遴选",
    "custom": "竞争性选拔",
}
DISCIPLINE = (
    "报名人员应当如实提交材料。弄虚作假、伪造材料或者在考试中违纪舞弊的，取消资格或者成绩无效，并依照有关规定处理。",
    "选拔工作的每一步均载入全程纪实，已载入的内容不得修改；本公告末尾印有纪实链头，任何人可以据以核验。",
)


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice: its name on screens, who writes its words, its kinds of stage.

    An `internal` one is a paper of the house: it stands on no portal.
    """

    label: str
    write: Callable[[NoticeFacts], Content]
    stages: tuple[str, ...] = ()
    internal: bool = False


def write(facts: NoticeFacts) -> Content:
    """Return the words of a notice.

    Raises KeyError for an unknown kind, NoticeIncomplete when a needed fact is missing.
    """
    need(facts, "issuer", "campaign")
    return NOTICE_KINDS[facts.kind].write(facts)


def document_number(word: str, year: int, serial: int) -> str:
    """Return 发文字号 as GB/T 9704 has it: 区委组选〔2026〕12号."""
    return f"{word}〔{year}〕{serial}号"


def _announcement(facts: NoticeFacts) -> Content:
    need(facts, "plan")
    plan = read_plan(facts.plan)
    outline = Outline()
    outline.say(f"{basis(facts)}现就{facts.campaign}有关事项公告如下。")
    outline.one("选拔职位")
    openings = sum(position.openings for position in plan.positions)
    outline.say(
        f"采用{METHODS[plan.method]}方式，设{len(plan.positions)}个职位，职数{openings}名，详见下表。"
    )
    outline.blocks.append(_positions(plan))
    if facts.conditions:
        outline.one("报名条件")
        outline.listed(facts.conditions)
    _append_rules(outline, facts, plan, "选拔程序和办法")
    if facts.timetable:
        outline.one("时间安排")
        outline.blocks.append(_timetable(facts))
    outline.one("纪律要求", *DISCIPLINE)
    outline.contacts(facts)
    _append_plan(outline, facts)
    return Content(facts.title or f"{facts.issuer}关于{facts.campaign}的公告", tuple(outline.blocks))


def _append_rules(outline: Outline, facts: NoticeFacts, plan: Plan, title: str) -> None:
    """Add the rules of every stage, and what is rounded."""
    outline.one(title)
    for stage in plan.stages:
        said = clauses(plan, stage)
        if stage.kind == "written_exam":
            said = (*facts.subjects, *said)
        if said:
            outline.two(stage_title(stage), *said)
    outline.two("计算精度", say_rounding(plan.rounding))


def _positions(plan: Plan) -> Table:
    rows = tuple(
        (p.code, p.title, p.unit, LEVELS.get(p.level, p.level), str(p.openings)) for p in plan.positions
    )
    return Table(
        ("职位代码", "职位", "单位", "职务层次", "职数"), rows, left=frozenset({1, 2}), place="选拔职位"
    )


def _timetable(facts: NoticeFacts) -> Table:
    rows = tuple((time.what, time.when, time.where) for time in facts.timetable)
    return Table(("事项", "时间", "地点"), rows, left=frozenset({1, 2}), place="时间安排")


def _append_plan(outline: Outline, facts: NoticeFacts) -> None:
    if facts.plan_digest:
        outline.one(
            "方案版本",
            f"以上规则出自选拔方案第{facts.plan_version}版，方案文件摘要（SHA-256）为{digits(facts.plan_digest)}。"
            "方案如需变更，另行公告并说明理由。",
        )


def _amendment(facts: NoticeFacts) -> Content:
    need(facts, "reason")
    if not facts.changes:
        # Without a comparison the rules now in force are said in full.
        need(facts, "plan")
    outline = Outline()
    before = facts.corrects or "原公告"
    outline.say(f"因{facts.reason}，经批准，对{before}的有关内容作如下变更，其他内容不变。")
    if facts.changes:
        outline.one("变更内容")
        outline.blocks.append(_changes(facts))
    else:
        _append_rules(outline, facts, read_plan(facts.plan), "变更后的选拔程序和办法")
    outline.say(*facts.paragraphs)
    outline.contacts(facts)
    _append_plan(outline, facts)
    return Content(
        facts.title or f"{facts.issuer}关于变更{facts.campaign}方案的补充公告", tuple(outline.blocks)
    )


def _correction(facts: NoticeFacts) -> Content:
    need(facts, "reason", "corrects")
    outline = Outline()
    outline.say(f"因{facts.reason}，对{facts.corrects}更正如下，原公布的相应内容作废。")
    if facts.changes:
        outline.one("更正内容")
        outline.blocks.append(_changes(facts))
    outline.say(*facts.paragraphs)
    tables, attachments = lists.tables(lists.peopled(facts) if facts.of_kind else facts, "更正后的名单")
    if facts.of_kind == kinds.PUBLICITY:
        outline.one("更正后的公示对象")
        later.publicised(outline, facts)
        outline.one("公示时间", f"公示时间仍为：{say_period(facts.period)}" if facts.period else "")
    elif facts.listings:
        outline.one("更正后的名单")
        outline.say("更正后的名单见附件。" if attachments else "")
        outline.blocks.extend(tables)
    outline.contacts(facts)
    title = facts.title or f"{facts.issuer}关于{facts.campaign}{facts.stage_title}有关结果的更正公告"
    return Content(title, tuple(outline.blocks), attachments)


def _changes(facts: NoticeFacts) -> Table:
    rows = tuple((change.where, change.before, change.after) for change in facts.changes)
    return Table(("条目", "原内容", "现内容"), rows, left=frozenset({0, 1, 2}), place="变更内容")


def _qualified(facts: NoticeFacts) -> Content:
    stage = facts.stage_title or "资格审查"
    opening = (
        f"{basis(facts)}经资格审查，现将{facts.campaign}{lists.count_people(facts)}名合格人员名单予以公布。"
    )
    return _list_notice(facts, opening, f"{stage}合格人员名单", "资格审查合格人员名单的公告")


def _written(facts: NoticeFacts) -> Content:
    stage = facts.stage_title or "笔试"
    following = lists.going(facts.next_step or "面试")
    opening = f"{facts.campaign}{stage}已经结束，现将成绩和{following}人选名单予以公布。"
    name = f"{stage}成绩和{following}人选名单"
    return _list_notice(facts, opening, name, f"{name}的公告")


def _interview(facts: NoticeFacts) -> Content:
    stage = facts.stage_title or "面试"
    opening = f"{facts.campaign}{stage}已经结束，现将成绩予以公布。"
    return _list_notice(facts, opening, f"{stage}成绩", f"{stage}成绩的公告")


def _composite(facts: NoticeFacts) -> Content:
    stage = facts.stage_title or "综合成绩"
    following = lists.going(facts.next_step or "考察")
    opening = f"{facts.campaign}{stage}已经确定，现将名次和{following}人选名单予以公布。"
    name = f"{stage}名次和{following}人选名单"
    return _list_notice(facts, opening, name, f"{name}的公告")


def _list_notice(facts: NoticeFacts, opening: str, name: str, title: str) -> Content:
    """Return a notice that publishes a list, in the body or in attachments."""
    need(facts, "listings")
    tables, attachments = lists.tables(lists.peopled(facts), name)
    outline = Outline()
    outline.say(opening, *facts.paragraphs)
    outline.one("总体情况")
    outline.blocks.append(lists.overview(facts))
    if attachments:
        outline.say(f"{name}见附件。")
    elif tables:
        outline.one(name)
        outline.blocks.extend(tables)
    else:
        outline.one(name, "无。")
    if facts.objections_until is not None:
        outline.one(
            "异议", f"对公布内容有异议的，请于{dated(facts.objections_until)}前实名书面提出，并说明理由。"
        )
    outline.contacts(facts)
    if facts.outcome_digest:
        said = f"以上结果为{facts.stage_title or name}第{facts.run}次计算结果，结果文件摘要（SHA-256）为"
        outline.one("结果摘要", f"{said}{digits(facts.outcome_digest)}。")
    return Content(
        facts.title or f"{facts.issuer}关于{facts.campaign}{title}", tuple(outline.blocks), attachments
    )


NOTICE_KINDS: dict[str, NoticeKind] = {
    kinds.ANNOUNCEMENT: NoticeKind(gettext_noop("Announcement"), _announcement, ("announcement",)),
    kinds.QUALIFIED: NoticeKind(gettext_noop("Qualified list"), _qualified, ("registration",)),
    kinds.WRITTEN: NoticeKind(
        gettext_noop("Written results and interview list"), _written, ("written_exam",)
    ),
    kinds.INTERVIEW: NoticeKind(gettext_noop("Interview results"), _interview, ("interview",)),
    kinds.COMPOSITE: NoticeKind(
        gettext_noop("Composite ranking and inspection list"), _composite, ("composite",)
    ),
    kinds.RECOMMENDED: NoticeKind(
        gettext_noop("Recommendation results (internal)"),
        later.internal_results,
        ("recommendation",),
        internal=True,
    ),
    kinds.ASSESSED: NoticeKind(
        gettext_noop("Assessment results (internal)"), later.internal_results, ("assessment",), internal=True
    ),
    kinds.INSPECTION: NoticeKind(gettext_noop("Inspection notice"), later.inspection_notice, ("inspection",)),
    kinds.PUBLICITY: NoticeKind(gettext_noop("Pre-appointment publicity"), later.publicity, ("publicity",)),
    kinds.APPOINTMENT: NoticeKind(gettext_noop("Appointment notice"), later.appointment, ("appointment",)),
    kinds.RESERVES: NoticeKind(
        gettext_noop("Reserve list (internal)"), later.reserves, ("appointment",), internal=True
    ),
    kinds.AMENDMENT: NoticeKind(gettext_noop("Amendment notice"), _amendment),
    kinds.CORRECTION: NoticeKind(gettext_noop("Correction notice"), _correction),
}
"""Every kind of notice by its name in the facts."""

INTERNAL = frozenset(name for name, kind in NOTICE_KINDS.items() if kind.internal)
"""The kinds that stand on no portal."""
