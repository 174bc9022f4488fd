"""The district's contest by hand from plan to appointment: each role at its own screens, one campaign, one story.

Late organ, recused member, run-off and an objection over the National Day holiday; the difference board tells it all.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import call_command

from campaigns.models import Campaign, Stage
from oversight import verify
from oversight.jobs import run_due
from oversight.rights import Role
from scoring.reconcile import reconcile_campaign
from scoring.tasks import HANDLERS
from tests.cast import PASSWORD, Cast
from tests.whole.contest import (
    BALLOTS,
    CODE,
    HEADER,
    INSPECTED,
    ORGANS,
    P01,
    P02,
    PARTICULARS,
    ROUNDS,
    RUBRIC,
    SPEECH,
    STORY,
    WORDS,
    Clock,
    Contest,
)
from tests.whole.person import Person, sheet, text_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock(monkeypatch)
    clock.turn_to("2025-08-11")
    yield clock


@pytest.fixture
def contest(clock: Clock, cast: Cast) -> Contest:
    return Contest(cast, clock)


def test_the_contest(contest: Contest, tmp_path: Path) -> None:
    lay_plan(contest)
    take_seats(contest)
    announce(contest)
    register(contest)
    interview(contest)
    recommend(contest)
    inspect(contest)
    appraise(contest)
    deliberate(contest)
    vote(contest)
    make_public(contest)
    appoint(contest)
    tell(contest)
    prove(contest, tmp_path)


def lay_plan(contest: Contest) -> None:
    """Staff makes the campaign of the method, adjusts it, and puts it forward; the approver freezes it."""
    staff = contest[Role.STAFF]
    staff.visit("/desk/").follow("新建").follow("差额竞岗")
    posts = {}
    for row, (code, title) in enumerate((("P01", "区统计局局长"), ("P02", "区民政局局长"))):
        one = f"positions-{row}-"
        posts |= {f"{one}code": code, f"{one}title": title, f"{one}openings": "1"}
        posts |= {f"{one}level": "township_chief", f"{one}category": "chief"}
    staff.press(
        "Create",
        code=CODE,
        title="乡局级正职差额竞岗",
        organizer="中共示例区委组织部",
        reference_date="2025-08-31",
        **posts,
    )
    staff.follow("Positions").press("Save")
    staff.follow("方案").visit(f"/desk/{CODE}/plan/?stage=vote")
    staff.press("Save", **{staff.field("应到成员人数"): "7"})
    staff.follow("Put forward").press("Put forward")


def take_seats(contest: Contest) -> None:
    """The security officer seats who approves and watches, staff who marks and who answers for the organs."""
    officer, staff = contest[Role.SECURITY_OFFICER], contest[Role.STAFF]
    for role in (Role.APPROVER, Role.SUPERVISOR, Role.DISCIPLINE_INSPECTOR):
        officer.open("seats").press("Give the seat", user=str(contest[role].user.pk), role=str(role))
    staff.visit("/desk/").follow("乡局级正职差额竞岗").follow("Seats")
    staff.press("Give the seat", user=str(contest[Role.SCORE_CLERK].user.pk), role=str(Role.SCORE_CLERK))
    for organ in ORGANS:
        user = contest.organ(organ).user
        staff.press("Give the seat", user=str(user.pk), role=str(Role.ORGAN_REVIEWER), organ=organ)


def announce(contest: Contest) -> None:
    """The approver freezes the plan; the watchers sign its node; staff publishes the announcement."""
    approver, staff = contest[Role.APPROVER], contest[Role.STAFF]
    approver.visit("/desk/").follow("审批方案第 1 版").follow("Approve and freeze")
    approver.press("Approve and freeze")
    sign(contest, "实施方案的确定")
    publish(contest)
    staff.sees("乡局级正职差额竞岗")


def sign(contest: Contest, node: str) -> None:
    """Supervisor and inspector find the node on their desks and sign it."""
    for role in (Role.SUPERVISOR, Role.DISCIPLINE_INSPECTOR):
        watcher = contest[role]
        watcher.visit("/desk/").follow(node).press("Sign", secret=PASSWORD)


def publish(contest: Contest) -> None:
    """Staff drafts each notice that the desk asks for, looks at it and publishes it; a worker puts it on paper."""
    staff = contest[Role.STAFF]
    while due := staff.visit("/desk/").main.xpath(
        ".//*[@class='task-title']/a[contains(@href, '/notices/')]"
    ):
        staff.follow(text_of(due[0])).press("Draft it")
        lacking = {name: text for name, text in WORDS.items() if staff.main.xpath(".//*[@name=$n]", n=name)}
        staff.press("Save and look at it", **lacking)
        staff.follow("Publish").press("Publish")
        run_due(HANDLERS)
        staff.visit(staff.at).sees("Published")


def register(contest: Contest) -> None:
    """Staff takes the applications in from a sheet; one is not qualified; the list of the qualified is published."""
    staff = contest[Role.STAFF]
    contest.clock.turn_to("2025-08-25")
    begin(contest, "registration")
    lines = [
        f"{number},{position},{name},{PARTICULARS}"
        for position, people in (("P01", P01), ("P02", P02))
        for number, name in people.items()
    ]
    staff.follow("Applications").follow("导入")
    staff.press("Try it", file=sheet("报名.csv", HEADER, *lines)).press("Apply")
    staff.open("application", "B5").follow("Withdraw or find ineligible")
    staff.press("Record it", standing="disqualified", reason="任现职不满两年")
    settle(contest, "registration")
    publish(contest)


def settle(contest: Contest, key: str) -> None:
    """Staff closes a stage and has it decided, the approver finds it on his desk and seals it."""
    staff, approver = contest[Role.STAFF], contest[Role.APPROVER]
    staff.open("stage", key).follow("Close").press("Close")
    staff.follow("Decide").press("Decide")
    run_due(HANDLERS)
    title = Stage.objects.get(campaign__code=CODE, key=key).title
    approver.visit("/desk/").follow(title)
    approver.follow("Seal").press("Seal")
    approver.sees("已封存")


def stays_open(staff: Person, key: str, *why: str) -> None:
    """The page before closing says what is missing, and offers no button."""
    staff.open("stage", key).follow("Close").sees(*why)
    assert not staff.main.xpath(".//form[@method='post']//button")


def begin(contest: Contest, key: str) -> Person:
    """Staff finds the next stage on the desk, and opens it."""
    staff = contest[Role.STAFF]
    title = Stage.objects.get(campaign__code=CODE, key=key).title
    publish(contest)
    staff.visit("/desk/").follow(f"开启“{title}”")
    return staff.follow("Open").press("Open")


def interview(contest: Contest) -> None:
    """The clerk takes the marks of seven judges in from a sheet: one person fails."""
    contest.clock.turn_to("2025-09-01")
    begin(contest, "interview")
    clerk = contest[Role.SCORE_CLERK]
    lines = [
        f"{number},1,{judge},{part},{points + judge % 3 - 1}"
        for number, points in SPEECH.items()
        for judge in range(1, 8)
        for part in ("speech", "answers")
    ]
    clerk.visit("/desk/").follow("录入“竞职演讲”成绩").follow("导入")
    clerk.press("Try it", file=sheet("评分.csv", "id,panel,judge,part,score", *lines)).press("Apply")
    settle(contest, "interview")
    publish(contest)


def recommend(contest: Contest) -> None:
    """Three rounds: a meeting with two tellers each, papers from a sheet, turnout typed; the last ends at 1:3."""
    contest.clock.turn_to("2025-09-03")
    staff = begin(contest, "recommendation")
    for number, (key, (day, papers)) in enumerate(ROUNDS.items()):
        contest.clock.turn_to(day)
        lines = [
            f"{key},{paper},{names[at : at + 2]},{f'V{paper}' if number else ''}"
            for paper, names in enumerate(papers.split(), 1)
            for at in (0, 2, 4)
        ]
        title = staff.visit("/desk/").follow("录入“三轮递进式署名推荐”的选票").turn(number)
        staff.follow("导入").press("Try it", file=sheet(f"{key}.csv", "round,ballot,id,voter", *lines)).press(
            "Apply"
        )
        count = str(len(papers.split()))
        staff.follow(title).press("Save", issued=count, returned=count, void="0")
        hold(staff, title, day, present=count, due=count)
    settle(contest, "recommendation")


def hold(staff: Person, title: str, day: str, **attendance: str) -> None:
    """Record the meeting of a round or ballot, and that both tellers have signed its count."""
    staff.follow("Meeting")
    if title:
        staff.follow(title)
    staff.press("Record the meeting", held_on=day, chair="王书记", tellers="甲监票、乙监票", **attendance)
    for teller in ("甲监票", "乙监票"):
        staff.press(f"登记 {teller} 已签字")


def inspect(contest: Contest) -> None:
    """The inspection waits for the node before it; then marks of two assessors, and what must be asked of everybody."""
    staff = contest[Role.STAFF]
    contest.clock.turn_to("2025-09-09")
    staff.visit("/desk/").sees("考试测评或民主推荐")
    sign(contest, "考试测评或民主推荐")
    begin(contest, "inspection")
    lines = [
        f"{number},{assessor},{item},{points}"
        for number, points in INSPECTED.items()
        for assessor in (1, 2)
        for item in RUBRIC
    ]
    staff.visit("/desk/").follow("录入“差额考察”成绩").follow("导入")
    staff.press("Try it", file=sheet("考察.csv", "id,assessor,item,score", *lines)).press("Apply")
    staff.follow("Answers").press("Save", **staff.picks("no_objection"))
    settle(contest, "inspection")


def appraise(contest: Contest) -> None:
    """Three organs answer in time under their own accounts; the fourth is late, which staff is told, then answers."""
    staff = contest[Role.STAFF]
    contest.clock.turn_to("2025-09-15")
    begin(contest, "joint_appraisal")
    for organ in ("discipline", "petitions", "legal"):
        answer(contest.organ(organ))
    contest.clock.turn_to("2025-09-23")
    staff.visit("/desk/").follow("审计部门逾期未完成“联合鉴定”").sees(
        "审计部门应于 2025-09-22 前回复，尚缺 6 人的意见"
    )
    stays_open(staff, "joint_appraisal", "审计部门尚未答复：A1、A2、A3、B1、B2、B3")
    answer(contest.organ("audit").visit("/desk/").sees("已逾期"))
    settle(contest, "joint_appraisal")


def answer(organ: Person) -> None:
    """An organ finds its task, answers about everybody and signs."""
    organ.visit("/desk/").follow("联合鉴定")
    organ.press("签署对全部 6 人的意见", secret=PASSWORD, **organ.picks("no_objection"))


def deliberate(contest: Contest) -> None:
    """Both parties agree to everybody; the meeting leaves one person out, with its reason."""
    staff = contest[Role.STAFF]
    contest.clock.turn_to("2025-09-24")
    begin(contest, "deliberation")
    staff.visit("/desk/").follow("酝酿")
    said = staff.picks("agree") | staff.picks("keep")
    dropped = staff.field("孙三", "会议")
    staff.press("Save", **{**said, dropped: "drop", f"{dropped}-note": "结构需要"})
    settle(contest, "deliberation")


def vote(contest: Contest) -> None:
    """Seven members: one is recused where a relative stands; one post is filled at once, the other by a run-off."""
    staff = contest[Role.STAFF]
    contest.clock.turn_to("2025-09-26")
    begin(contest, "vote")
    for number, votes in enumerate(BALLOTS):
        title = staff.visit("/desk/").follow("录入“差额票决”的选票").turn(number)
        options = ("同意", "不同意", "弃权", "到会", "回避")
        cells = {
            staff.field(name, option): str(count)
            for name, counts in votes.items()
            for option, count in zip(options, counts, strict=True)
        }
        staff.press("Save", **cells)
        recused = "李委员 赵一" if number == 0 else ""
        hold(staff, title, "2025-09-26", present="7", recused=recused)
    staff.open("stage", "vote").follow("Vote").sees("第 2 次投票：同意 5 票，超过应到 7 人的半数，当选")
    settle(contest, "vote")


def make_public(contest: Contest) -> None:
    """Posted before the National Day holiday; an objection comes in by telephone and is found untrue."""
    staff = contest[Role.STAFF]
    contest.clock.turn_to("2025-09-29")
    begin(contest, "publicity")
    publish(contest)
    staff.visit("/desk/").follow("“任前公示”至 2025-10-13 期满").sees("2025-09-29", "2025-10-13")
    contest.clock.turn_to("2025-10-10")
    staff.open("stage", "publicity").follow("Publicity").follow("Record an objection")
    staff.press("Save", source="named.phone", note="反映年龄不实", day="2025-10-10")
    stays_open(staff, "publicity", "对A1的第1件反映尚未处理")
    contest.clock.turn_to("2025-10-12")
    staff.visit("/desk/").follow("处理“任前公示”期间收到的 1 件异议").follow("Settle")
    staff.press("Save", answer="untrue", note="经查档案，年龄属实", day="2025-10-12")
    contest.clock.turn_to("2025-10-13")
    stays_open(staff, "publicity", "2025-10-13")
    contest.clock.turn_to("2025-10-14")
    settle(contest, "publicity")


def appoint(contest: Contest) -> None:
    """The watchers have signed; both are appointed."""
    staff = contest[Role.STAFF]
    contest.clock.turn_to("2025-10-15")
    begin(contest, "appointment")
    staff.visit("/desk/").follow("录入“任职”的意见")
    staff.press("Save", **staff.picks("appointed"))
    settle(contest, "appointment")
    sign(contest, "考察和任用")
    publish(contest)


def tell(contest: Contest) -> None:
    """The difference board tells who stood, who left and why; nothing waits for anybody; a stage leads on."""
    watcher, staff = contest[Role.SUPERVISOR], contest[Role.STAFF]
    watcher.visit("/desk/").follow("乡局级正职差额竞岗").follow("差额看板")
    watcher.sees(*(words for line in STORY for words in line))
    for role in (Role.STAFF, Role.APPROVER, Role.SCORE_CLERK, Role.SUPERVISOR, Role.DISCIPLINE_INSPECTOR):
        contest[role].visit("/desk/").sees("没有待办事项")
    staff.open("stage", "publicity").follow("后续环节：任职").follow("Notices").sees(
        "关于赵一等2名同志任职的通知"
    )


def prove(contest: Contest, folder: Path) -> None:
    """The stored rows reconcile; the archive verifies by itself, its folder replays to the same results."""
    campaign = Campaign.objects.get(code=CODE)
    assert reconcile_campaign(campaign) == []
    staff = contest[Role.STAFF]
    staff.open("campaign_home").follow("档案包").press("Pack the archive now")
    run_due(HANDLERS)
    packed = folder / "archive.zip"
    packed.write_bytes(staff.fetch(staff.open("archive").main.xpath(".//tbody//a/@href")[0]))
    assert verify.main([str(packed)]) == 0
    with ZipFile(packed) as archive:
        archive.extractall(folder / "unpacked")
    unpacked, again = folder / "unpacked", folder / "again"
    call_command("replay", str(unpacked / "campaign"), output=again, dry_run=True, stdout=io.StringIO())
    assert (again / "results.csv").read_bytes() == (unpacked / "results.csv").read_bytes()
