"""What the papers of the later stages say: inspection, publicity, appointment, and internal results. PURE."""

from campaigns.paper import lists
from campaigns.paper.content import Content
from campaigns.paper.facts import NoticeFacts
from campaigns.paper.outline import Outline, basis, dated, digits, need
from campaigns.paper.people import person_line, say_months, say_period, term_line

OBJECTING = (
    "对公示对象有异议的，请在公示期内通过来信、来电、来访等方式，向受理单位如实反映。"
    "提倡实名反映，以单位名义反映的请加盖公章，以个人名义反映的请署真实姓名和联系方式；"
    "匿名反映有具体线索、可以查核的，同样受理。",
    "对反映的情况逐件查核，对反映人的信息予以保密；严禁打击报复，也不得借机诬告陷害。",
)
TASK = (
    "考察组将通过个别谈话、民主测评、查阅档案等方式，全面考察下列人选的德、能、勤、绩、廉，"
    "了解其与所报职位的适合程度。"
)
SAY_ABOUT = "对考察对象有情况需要反映的，请在上述时间内向考察组或者监督电话反映；对反映人的信息予以保密。"


def inspection_notice(facts: NoticeFacts) -> Content:
    """Write 考察预告: task, time, who is inspected, the team, how to reach it, who supervises (domain 27)."""
    need(facts, "listings", "team", "timetable")
    outline = Outline()
    people = lists.count_people(facts)
    outline.say(f"{basis(facts)}经研究，决定对{facts.campaign}{people}名考察对象进行考察，现预告如下。")
    outline.one("考察任务", TASK, *facts.paragraphs)
    where = [
        f"{time.what}：{time.when}{f'，{time.where}' if time.where else ''}。" for time in facts.timetable
    ]
    outline.one("考察时间", *where)
    tables, attachments = lists.tables(lists.peopled(facts), "考察对象名单")
    outline.one("考察对象", "考察对象名单见附件。" if attachments else "")
    outline.blocks.extend(tables)
    outline.one("考察组成员", *facts.team)
    told = f"预告时间{say_period(facts.period)}" if facts.period else ""
    outline.one("情况反映", told + SAY_ABOUT)
    outline.contacts(facts)
    return Content(facts.title or f"{facts.campaign}考察预告", tuple(outline.blocks), attachments)


def publicity(facts: NoticeFacts) -> Content:
    """Write 任前公示: the prescribed particulars of everybody, the period, how to object (domain 43, 173)."""
    need(facts, "listings", "period")
    assert facts.period is not None
    outline = Outline()
    people = lists.count_people(facts)
    outline.say(
        f"{basis(facts)}经研究，现将{facts.campaign}{people}名拟任人选予以公示，接受干部群众监督。",
        *facts.paragraphs,
    )
    outline.one("公示对象")
    publicised(outline, facts)
    outline.one("公示时间", say_period(facts.period))
    outline.one("反映方式", *OBJECTING)
    outline.contacts(facts)
    return Content(facts.title or f"{facts.campaign}拟任人选任前公示", tuple(outline.blocks))


def publicised(outline: Outline, facts: NoticeFacts) -> None:
    """Add everybody's particulars, each with the résumé where one is given."""
    for listing in facts.listings:
        for line in listing.lines:
            outline.say(person_line(line))
            if line.particulars and line.particulars.resume:
                outline.say(f"简历：{'；'.join(part.rstrip('；。') for part in line.particulars.resume)}。")


def appointment(facts: NoticeFacts) -> Content:
    """Write 任职通知 or 聘任通知: who, which post, on probation or under contract until when."""
    need(facts, "listings")
    outline = Outline()
    lines = [line for listing in facts.listings for line in listing.lines]
    outline.say(f"{basis(facts)}经研究决定：", *(term_line(facts, line) for line in lines), *facts.paragraphs)
    if facts.term == "probation":
        outline.say("试用期满，经考核胜任的，正式任职；不胜任的，免去试任职务。")
    if facts.outcome_digest:
        outline.say(_from_run(facts, "以上任职"))
    others = "等" if len(lines) > 1 else ""
    verb = "聘任" if facts.term == "contract" else "任职"
    name = lines[0].name if lines else ""
    title = facts.title or f"关于{name}{others}{f'{len(lines)}名' if others else ''}同志{verb}的通知"
    return Content(title, tuple(outline.blocks))


def reserves(facts: NoticeFacts) -> Content:
    """Write 后备人选名单, an internal paper: who agreed to stay in reserve, and until when."""
    need(facts, "listings")
    outline = Outline()
    told = f"有效期{say_months(facts.months)}" if facts.months else "有效期按有关规定执行"
    until = f"，至{dated(facts.valid_until)}止" if facts.valid_until else ""
    people = lists.count_people(facts)
    outline.say(
        f"经本人同意，{facts.campaign}下列{people}人列入后备人选名单，{told}{until}。"
        "有效期内同类职位出现空缺的，可以从中选用，仍按规定程序办理。",
        *facts.paragraphs,
    )
    tables, attachments = lists.tables(lists.peopled(facts), "后备人选名单")
    outline.say("后备人选名单见附件。" if attachments else "")
    outline.blocks.extend(tables)
    return Content(facts.title or f"{facts.campaign}后备人选名单", tuple(outline.blocks), attachments)


def internal_results(facts: NoticeFacts) -> Content:
    """Write the result of a recommendation or an assessment, an internal paper: figures are not made public."""
    need(facts, "listings")
    stage = facts.stage_title
    outline = Outline()
    outline.say(
        f"{facts.campaign}{stage}已经结束，现将结果报告如下。本件为内部资料，仅供研究使用，不对外公布。",
        *facts.paragraphs,
    )
    tables, attachments = lists.tables(lists.peopled(facts), f"{stage}结果")
    outline.one(f"{stage}结果", f"{stage}结果见附件。" if attachments else "")
    outline.blocks.extend(tables)
    if facts.outcome_digest:
        outline.one("结果摘要", _from_run(facts, "以上结果"))
    return Content(facts.title or f"{facts.campaign}{stage}结果", tuple(outline.blocks), attachments)


def _from_run(facts: NoticeFacts, what: str) -> str:
    said = f"{what}为{facts.stage_title}第{facts.run}次结果，结果文件摘要（SHA-256）为"
    return f"{said}{digits(facts.outcome_digest)}。"
