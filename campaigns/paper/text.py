"""What each kind of notice says, out of its facts. PURE.

`write(facts)` gives the words; the page is made elsewhere. Facts are stored and words are not, so the
same facts give the same words. Notices are Chinese documents; their reader's screen language does not
matter.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from campaigns.paper import facts as kinds
from campaigns.paper import lists
from campaigns.paper.clauses import clauses
from campaigns.paper.content import ONE, TWO, Block, Content, Heading, Paragraph, Table
from campaigns.paper.facts import Contact, NoticeFacts
from campaigns.paper.wording import LEVELS, numeral, say_rounding, stage_title
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
    """A kind of notice: its name on screens, who writes its words, its kinds of stage."""

    label: str
    write: Callable[[NoticeFacts], Content]
    stages: tuple[str, ...] = ()


class NoticeIncomplete(ValueError):
    """Facts that the kind of notice cannot do without are missing; the message is the field's name."""


def write(facts: NoticeFacts) -> Content:
    """Return the words of a notice.

    Raises KeyError for an unknown kind, NoticeIncomplete when a needed fact is missing.
    """
    for field in ("issuer", "campaign"):
        _need(facts, field)
    return NOTICE_KINDS[facts.kind].write(facts)


def document_number(word: str, year: int, serial: int) -> str:
    """Return 发文字号 as GB/T 9704 has it: 区委组选〔2026〕12号."""
    return f"{word}〔{year}〕{serial}号"


def dated(day: date) -> str:
    """Return a date as it is printed: Arabic digits, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def digits(digest: str, group: int = 8) -> str:
    """Return a hex digest in groups that can be read aloud."""
    return " ".join(digest[start : start + group] for start in range(0, len(digest), group))


def _need(facts: NoticeFacts, field: str) -> None:
    if not getattr(facts, field):
        raise NoticeIncomplete(field)


class _Outline:
    """Collects blocks and counts the headings."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._one = 0
        self._two = 0

    def one(self, title: str, *paragraphs: str) -> None:
        """Add 一、 with paragraphs."""
        self._one, self._two = self._one + 1, 0
        self.blocks.append(Heading(ONE, f"{numeral(self._one)}、{title}"))
        self.say(*paragraphs)

    def two(self, title: str, *paragraphs: str) -> None:
        """Add （一） with paragraphs."""
        self._two += 1
        self.blocks.append(Heading(TWO, f"（{numeral(self._two)}）{title}"))
        self.say(*paragraphs)

    def say(self, *paragraphs: str) -> None:
        """Add paragraphs."""
        self.blocks.extend(Paragraph(paragraph) for paragraph in paragraphs if paragraph)

    def listed(self, items: tuple[str, ...]) -> None:
        """Add 1. 2. 3., or a bare paragraph where there is one item."""
        self.say(*(items if len(items) == 1 else [f"{n}．{item}" for n, item in enumerate(items, start=1)]))


def _announcement(facts: NoticeFacts) -> Content:
    _need(facts, "plan")
    plan = read_plan(facts.plan)
    outline = _Outline()
    outline.say(f"{_basis(facts)}现就{facts.campaign}有关事项公告如下。")
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
    _append_contacts(outline, facts)
    _append_plan(outline, facts)
    return Content(facts.title or f"{facts.issuer}关于{facts.campaign}的公告", tuple(outline.blocks))


def _append_rules(outline: _Outline, facts: NoticeFacts, plan: Plan, title: str) -> None:
    """Add the rules of every stage, and what is rounded."""
    outline.one(title)
    for stage in plan.stages:
        said = clauses(plan, stage)
        if stage.kind == "written_exam":
            said = (*facts.subjects, *said)
        if said:
            outline.two(stage_title(stage), *said)
    outline.two("计算精度", say_rounding(plan.rounding))


def _basis(facts: NoticeFacts) -> str:
    return f"根据{'、'.join(facts.basis)}等规定，" if facts.basis else ""


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


def _append_contacts(outline: _Outline, facts: NoticeFacts) -> None:
    """Add how to reach the organizer and who supervises: 12380 unless the facts say otherwise."""
    outline.one("联系和监督")
    for contact in facts.contacts:
        outline.say(contact_line(contact))
    for contact in facts.supervision or (Contact(purpose="监督举报", phone="12380"),):
        outline.say(contact_line(contact))


def contact_line(contact: Contact) -> str:
    """Return the organizer's own contact as it is printed; the scan for personal data lets it pass."""
    parts = (
        ("电话", contact.phone),
        ("地址", contact.address),
        ("电子邮箱", contact.mail),
        ("网址", contact.site),
    )
    return f"{contact.purpose}：{'；'.join(f'{name}{value}' for name, value in parts if value)}。"


def _append_plan(outline: _Outline, facts: NoticeFacts) -> None:
    if facts.plan_digest:
        outline.one(
            "方案版本",
            f"以上规则出自选拔方案第{facts.plan_version}版，方案文件摘要（SHA-256）为{digits(facts.plan_digest)}。"
            "方案如需变更，另行公告并说明理由。",
        )


def _amendment(facts: NoticeFacts) -> Content:
    _need(facts, "reason")
    if not facts.changes:
        # Without a comparison the rules now in force are said in full.
        _need(facts, "plan")
    outline = _Outline()
    before = facts.corrects or "原公告"
    outline.say(f"因{facts.reason}，经批准，对{before}的有关内容作如下变更，其他内容不变。")
    if facts.changes:
        outline.one("变更内容")
        outline.blocks.append(_changes(facts))
    else:
        _append_rules(outline, facts, read_plan(facts.plan), "变更后的选拔程序和办法")
    outline.say(*facts.paragraphs)
    _append_contacts(outline, facts)
    _append_plan(outline, facts)
    return Content(
        facts.title or f"{facts.issuer}关于变更{facts.campaign}方案的补充公告", tuple(outline.blocks)
    )


def _correction(facts: NoticeFacts) -> Content:
    for field in ("reason", "corrects"):
        _need(facts, field)
    outline = _Outline()
    outline.say(f"因{facts.reason}，对{facts.corrects}更正如下，原公布的相应内容作废。")
    if facts.changes:
        outline.one("更正内容")
        outline.blocks.append(_changes(facts))
    outline.say(*facts.paragraphs)
    tables, attachments = lists.tables(facts, "更正后的名单")
    if facts.listings:
        outline.one("更正后的名单")
        outline.say("更正后的名单见附件。" if attachments else "")
        outline.blocks.extend(tables)
    _append_contacts(outline, facts)
    title = facts.title or f"{facts.issuer}关于{facts.campaign}{facts.stage_title}有关结果的更正公告"
    return Content(title, tuple(outline.blocks), attachments)


def _changes(facts: NoticeFacts) -> Table:
    rows = tuple((change.where, change.before, change.after) for change in facts.changes)
    return Table(("条目", "原内容", "现内容"), rows, left=frozenset({0, 1, 2}), place="变更内容")


def _qualified(facts: NoticeFacts) -> Content:
    stage = facts.stage_title or "资格审查"
    opening = (
        f"{_basis(facts)}经资格审查，现将{facts.campaign}{lists.count_people(facts)}名合格人员名单予以公布。"
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
    _need(facts, "listings")
    peopled = replace(facts, listings=tuple(listing for listing in facts.listings if listing.lines))
    tables, attachments = lists.tables(peopled, name)
    outline = _Outline()
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
    _append_contacts(outline, facts)
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
    kinds.AMENDMENT: NoticeKind(gettext_noop("Amendment notice"), _amendment),
    kinds.CORRECTION: NoticeKind(gettext_noop("Correction notice"), _correction),
}
"""Every kind of notice by its name in the facts."""
