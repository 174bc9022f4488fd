"""The nine ways of selecting, and `custom`, as ready-made lists of stages with usual numbers. PURE.

The numbers are where a plan begins, not law: each stands with the paragraph of the domain notes it comes from
([C] one real notice, [S] the district's own document, [U] a guess that staff should look at first). Titles are
Chinese because they are data: they go into the plan as they stand and may be changed there.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from campaigns.method_stages import (
    COMMITTEE,
    assessment,
    decision,
    inspection,
    judged_interview,
    praise_factors,
    registration,
    three_rounds,
    two_papers,
    weighted_total,
)
from campaigns.plan.check_nodes import KEY_POINTS
from campaigns.plan.rules import (
    Advance,
    Announcement,
    Method,
    Node,
    Plan,
    Position,
    Stage,
    WrittenExam,
)
from campaigns.plan.rules_later import (
    Appointment,
    Majority,
    PublicComment,
    Publicity,
    Recommendation,
    Round,
    Vote,
)
from oversight.words import gettext_noop

METHOD_LABELS: dict[Method, str] = {
    Method.OPEN_SELECTION: gettext_noop("Open selection"),
    Method.PUBLIC_RECOMMENDATION: gettext_noop("Public recommendation and selection"),
    Method.DIRECT_ELECTION: gettext_noop("Public recommendation and direct election"),
    Method.TWO_RECOMMENDATIONS_ONE_EXAM: gettext_noop("Two recommendations and one exam"),
    Method.DIFFERENCE_CONTEST: gettext_noop("Difference contest for posts"),
    Method.DIFFERENCE_RECOMMENDATION: gettext_noop("Difference recommendation and contest"),
    Method.INTERNAL_COMPETITION: gettext_noop("Internal competition"),
    Method.OPEN_HIRING: gettext_noop("Open hiring"),
    Method.OPEN_TRANSFER: gettext_noop("Open transfer"),
    Method.CUSTOM: gettext_noop("Own list of stages"),
}
"""What each method is called."""


def stages_of(method: Method) -> tuple[Stage, ...]:
    """Return the ready-made stages of a method, announcement first."""
    return (Announcement(key="announcement", title="发布公告"), *_LISTS[method]())


def nodes_of(stages: tuple[Stage, ...]) -> tuple[Node, ...]:
    """Return the three key nodes of the source that these stages have: signed by supervisor and inspector [S]."""
    names = (("plan", "实施方案的确定"), ("selection", "考试测评或民主推荐"), ("appointment", "考察和任用"))
    nodes = []
    for (key, title), (kinds, _called) in zip(names, KEY_POINTS, strict=True):
        attested = tuple(stage.key for stage in stages if isinstance(stage, kinds))
        if attested:
            nodes.append(Node(key=key, title=title, stages=attested))
    return tuple(nodes)


def new_plan(
    *,
    method: Method,
    code: str,
    title: str,
    positions: tuple[Position, ...],
    organizer: str = "",
    reference_date: date | None = None,
    due: int = COMMITTEE,
) -> Plan:
    """Return a plan that begins with a method's ready-made stages; `due` members vote in its ballots."""
    stages = tuple(replace(s, due=due) if isinstance(s, Vote) else s for s in stages_of(method))
    return Plan(
        code=code,
        title=title,
        method=method,
        organizer=organizer,
        reference_date=reference_date,
        positions=positions,
        stages=stages,
        nodes=nodes_of(stages),
    )


def _open_selection() -> tuple[Stage, ...]:
    """10 to 1 at the door [C, 65], 40 and 60 [C, 2.3], 5 to 1, 3 to 1 [C, 69]."""
    return (
        registration(10),
        two_papers(),
        judged_interview(("structured", "结构化面试", 60), ("scenario", "情景模拟", 40), rooms=True),
        weighted_total(3, ("written", "written.public"), written=40, interview=60),
        inspection(),
        *decision(),
    )


def _public_recommendation() -> tuple[Stage, ...]:
    """Names by public recommendation, then speech and answers, then what the public thinks [C, 118]; weights [U]."""
    return (
        registration(3),
        Recommendation(
            key="recommendation",
            title="公开推荐",
            rounds=(Round(key="meeting", title="推荐大会", max_names=3, per_opening=Decimal(5)),),
            factors=praise_factors(),
            difference=Decimal(2),
        ),
        judged_interview(("speech", "竞职演讲", 40), ("answers", "现场答辩", 60), title="演讲答辩"),
        assessment(),
        weighted_total(3, ("assessment", "interview"), recommendation=20, interview=50, assessment=30),
        inspection(),
        *decision(),
    )


def _direct_election() -> tuple[Stage, ...]:
    """Top 3 of the recommendation [C, 124]; a fifth more names than posts, 4/5 present, half of them [V, 121]."""
    appraisal, *_ = decision()
    return (
        registration(2),
        Recommendation(
            key="recommendation",
            title="党员群众公开推荐",
            rounds=(Round(key="meeting", title="推荐大会", max_names=3, per_opening=Decimal(3)),),
            difference=Decimal("1.2"),
        ),
        PublicComment(key="public_comment", title="实绩展示与群众评议"),
        inspection(),
        appraisal,
        Vote(
            key="vote",
            title="党员大会直接选举",
            due=COMMITTEE,
            quorum=Fraction(4, 5),
            majority=Majority.PRESENT,
            difference=Decimal("1.2"),
        ),
        Publicity(key="publicity", title="任前公示", days=7),
        Appointment(key="appointment", title="任职", elective=True, probation_months=0),
    )


def _two_recommendations_one_exam() -> tuple[Stage, ...]:
    """Two recommendations narrow to 5 to 1, the exam to 3 to 1 [C, 69]; 50 and 50 [C, 2.3 Hunan]."""
    return (
        registration(3),
        Recommendation(
            key="mass",
            title="第一推 民主推荐",
            rounds=(Round(key="meeting", title="会议推荐", max_names=3, per_opening=Decimal(8)),),
            difference=Decimal(2),
        ),
        Recommendation(
            key="leaders",
            title="第二推 领导班子推荐",
            rounds=(Round(key="signed", title="署名推荐", signed=True, max_names=3, per_opening=Decimal(5)),),
            difference=Decimal(2),
        ),
        replace(two_papers(), advance=None),
        judged_interview(),
        weighted_total(3, ("written", "written.public"), written=50, interview=50),
        inspection(),
        *decision(),
    )


def _difference_for_posts() -> tuple[Stage, ...]:
    """Contest speech, three signed rounds to 1 to 3, quantified inspection, all four differences kept [S, 0.11]."""
    return (
        registration(3),
        judged_interview(("speech", "竞职演讲", 40), ("answers", "专家提问", 60), title="竞职演讲"),
        three_rounds(),
        inspection(3, scored=True),
        *decision(),
    )


def _difference_recommendation() -> tuple[Stage, ...]:
    """Merits shown and assessed, three signed rounds to 1 to 3, speech on the way to the ballot [S, 0.2, 0.11]."""
    return (
        registration(3),
        PublicComment(key="public_comment", title="实绩公示与群众评议"),
        assessment(),
        three_rounds(),
        judged_interview(("speech", "竞选演讲", 50), ("answers", "现场提问", 50), title="竞选演讲"),
        inspection(3, scored=True),
        *decision(),
    )


def _internal_competition() -> tuple[Stage, ...]:
    """Two for a post at least [U, 76]; interview 60 and assessment 30 of 90 [C, 79], here with exam; 1 to 2 [C, 78]."""
    return (
        registration(2),
        WrittenExam(key="written", title="理论考试", pass_mark=Decimal(60)),
        judged_interview(("speech", "竞职演讲", 50), ("answers", "现场答辩", 50), title="竞职演讲"),
        assessment(),
        weighted_total(2, ("assessment", "interview"), written=20, interview=50, assessment=30),
        inspection(),
        *decision(runoff=None),
    )


def _open_hiring() -> tuple[Stage, ...]:
    """Specialists: exam 30, group 30, field study 30, record 10 [C, 2.3 Hainan]; contract of 3 years [U].

    The record (`record`) is marked outside the stages and comes in the composite's own file.
    """
    *before, appointment = decision()
    assert isinstance(appointment, Appointment)
    return (
        registration(3),
        WrittenExam(
            key="written",
            title="专业笔试",
            pass_mark=Decimal(60),
            advance=Advance(per_opening=Decimal(5), substitutes=1),
        ),
        judged_interview(key="group", title="无领导小组讨论"),
        judged_interview(key="field", title="实地调研报告"),
        weighted_total(3, ("field", "written"), written=30, group=30, field=30, record=10),
        inspection(),
        *before,
        replace(appointment, title="聘任", contract_months=36),
    )


def _open_transfer() -> tuple[Stage, ...]:
    """5 to 1 at the door and for the interview, 50 and 50 [C, 82], 60 to pass the interview [C, 83]."""
    return (
        registration(5),
        WrittenExam(key="written", title="笔试", advance=Advance(per_opening=Decimal(5), substitutes=1)),
        judged_interview(rooms=True),
        weighted_total(2, ("written",), written=50, interview=50),
        inspection(),
        *decision(),
    )


def _custom() -> tuple[Stage, ...]:
    return (registration(2),)


_LISTS: dict[Method, Callable[[], tuple[Stage, ...]]] = {
    Method.OPEN_SELECTION: _open_selection,
    Method.PUBLIC_RECOMMENDATION: _public_recommendation,
    Method.DIRECT_ELECTION: _direct_election,
    Method.TWO_RECOMMENDATIONS_ONE_EXAM: _two_recommendations_one_exam,
    Method.DIFFERENCE_CONTEST: _difference_for_posts,
    Method.DIFFERENCE_RECOMMENDATION: _difference_recommendation,
    Method.INTERNAL_COMPETITION: _internal_competition,
    Method.OPEN_HIRING: _open_hiring,
    Method.OPEN_TRANSFER: _open_transfer,
    Method.CUSTOM: _custom,
}
