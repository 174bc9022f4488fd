"""A small campaign carried by actions alone, without notices on paper: quick to set up for tests of pages.

Six people for two positions; two papers, interview parts by five judges in two rooms, a composite, 1:2 goes on.
"""

from datetime import timedelta

from django.utils import timezone

from campaigns.actions.plans import create_campaign, freeze_plan, propose_plan
from campaigns.actions.seats import give_seat
from campaigns.actions.stages import open_stage
from campaigns.models import Campaign, Stage
from campaigns.plan.document import read_plan
from candidates.actions.applications import enter_application
from candidates.applications_file import ApplicationRow
from candidates.models import Application
from oversight.jobs import run_due
from oversight.rights import Role
from scoring.actions.marks import TypedMark, enter_marks
from scoring.actions.stages import close_stage, request_decision, seal_stage
from scoring.collect import outcome_in_force
from scoring.core.values import MICRO, MarkState
from scoring.tasks import HANDLERS
from tests.cast import SEATED, Cast

PLAN = """
format = 1

[campaign]
code = "2026-T-01"
title = "测试竞岗"
method = "custom"
organizer = "中共测试委员会组织部"
reference_date = 2026-01-31

[[positions]]
code = "P01"
title = "一科科长"
openings = 1

[[positions]]
code = "P02"
title = "二科科长"
openings = 1

[[stages]]
kind = "registration"
title = "报名"
minimum_ratio = 2

[[stages]]
kind = "written_exam"
key = "written"
title = "笔试"
papers = [ { key = "public", title = "公共科目", weight = 60 }, { key = "special", title = "专业科目", weight = 40 } ]
pass_mark = 60
advance = { per_opening = 3, ties = "TIES", substitutes = 2 }

[[stages]]
kind = "interview"
title = "面试"
trim = { highest = 1, lowest = 1, minimum_judges = 5 }
pass_mark = 60

[[stages]]
kind = "composite"
key = "total"
title = "综合成绩"
weights = { written = 50, interview = 50 }
tie_chain = ["interview"]
advance = { per_opening = 2, ties = "chain" }
"""

NUMBERS = ("A1", "A2", "A3", "A4", "B1", "B2", "B3")
NAMES = ("赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七")
WRITTEN = {"A1": 90, "A2": 80, "A3": 70, "A4": 65, "B1": 88, "B2": 77, "B3": 66}
INTERVIEW = {"A1": 80, "A2": 85, "A3": 90, "B1": 70, "B2": 75, "B3": 80}


def rehearse(cast: Cast, *, ties: str = "all", nodes: str = "") -> Campaign:
    """Return a running campaign with the cast seated; its registration is open and empty. `nodes`: TOML."""
    staff, approver = cast.actor(Role.STAFF), cast.actor(Role.APPROVER)
    campaign = create_campaign(plan=read_plan(PLAN.replace("TIES", ties) + nodes), by=staff)
    for role in SEATED[1:]:
        give_seat(
            campaign_id=campaign.pk,
            user_id=cast[role].pk,
            role=role,
            by=cast.actor(Role.SECURITY_OFFICER),
            until=timezone.now() + timedelta(days=30),
        )
    propose_plan(campaign_id=campaign.pk, by=staff)
    freeze_plan(campaign_id=campaign.pk, by=approver)
    cast.campaign = Campaign.objects.get(pk=campaign.pk)
    open_stage(stage_id=cast.stage("registration").pk, by=staff)
    return cast.campaign


def apply_all(cast: Cast) -> None:
    """Enter the seven applications: four for the first position, three for the second."""
    assert cast.campaign is not None
    for number, name in zip(NUMBERS, NAMES, strict=True):
        row = ApplicationRow(number=number, position="P01" if number[0] == "A" else "P02", name=name)
        enter_application(campaign_id=cast.campaign.pk, row=row, by=cast.actor(Role.STAFF))


def keys(cast: Cast) -> dict[str, int]:
    """Return the primary key of each application by its number."""
    return dict(Application.objects.filter(campaign=cast.campaign).values_list("number", "pk"))


def given(application: int, points: int, *, room: str = "", judge: str = "", criterion: int = 0) -> TypedMark:
    """Return a mark that was given."""
    return TypedMark(application, room, judge, criterion, MarkState.GIVEN, points * MICRO)


def mark_written(cast: Cast, points: dict[str, int] | None = None) -> None:
    """Enter both papers of everybody."""
    known = keys(cast)
    entries = [
        given(known[number], value, criterion=paper)
        for number, value in (points or WRITTEN).items()
        for paper in (0, 1)
    ]
    enter_marks(stage_id=cast.stage("written").pk, entries=entries, by=cast.actor(Role.SCORE_CLERK))


def mark_interview(cast: Cast) -> None:
    """Enter the marks of five judges in the room of each position, around the points of `INTERVIEW`."""
    known = keys(cast)
    entries = [
        given(known[number], points + spread, room=number[0], judge=str(judge))
        for number, points in INTERVIEW.items()
        for judge, spread in enumerate((-5, -1, 0, 1, 5), 1)
    ]
    enter_marks(stage_id=cast.stage("interview").pk, entries=entries, by=cast.actor(Role.SCORE_CLERK))


FILL = {"registration": apply_all, "written": mark_written, "interview": mark_interview, "total": None}


def decide(cast: Cast, key: str) -> Stage:
    """Close a stage and have it decided by a worker."""
    stage = cast.stage(key)
    if stage.state == "open":
        # Its count sheets, if it has ballots, are on paper.
        close_stage(stage_id=stage.pk, by=cast.actor(Role.STAFF), counted_elsewhere=True)
    request_decision(stage_id=stage.pk, by=cast.actor(Role.STAFF))
    run_due(HANDLERS)
    return cast.stage(key)


def seal(cast: Cast, key: str) -> Stage:
    """Seal a decided stage."""
    outcome = outcome_in_force(cast.stage(key))
    assert outcome is not None
    seal_stage(stage_id=outcome.stage_id, by=cast.actor(Role.APPROVER), outcome_digest=outcome.outcome_digest)
    return cast.stage(key)


def carry(cast: Cast, through: str, *, filled: str = "", ties: str = "all", nodes: str = "") -> Campaign:
    """Carry a new campaign until the stage `through` is sealed; then open and fill the stage `filled`."""
    campaign = rehearse(cast, ties=ties, nodes=nodes)
    for key, fill in FILL.items():
        stage = cast.stage(key)
        if stage.state == "draft":
            open_stage(stage_id=stage.pk, by=cast.actor(Role.STAFF))
        if fill is not None:
            fill(cast)
        if key == filled:
            return campaign
        decide(cast, key)
        seal(cast, key)
        if key == through and not filled:
            return campaign
    return campaign
