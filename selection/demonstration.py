"""Demonstration data: one account a role and three campaigns at different moments. Never in production."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction

from campaigns.actions.plans import create_campaign
from campaigns.actions.seats import give_seat
from campaigns.actions.stages import open_stage
from campaigns.lifecycle import StageState
from campaigns.methods import new_plan
from campaigns.models import Campaign, Seat, Stage
from campaigns.plan.rules import Category, Method, Position
from campaigns.queries import latest_plan, plan_of
from oversight.actions import appoint_first, confirm_officer, create_user, grant_officer
from oversight.ledger import SYSTEM, actor, sign_all_heads
from oversight.models import Officer, User
from oversight.rights import OFFICERS, Role
from scoring.actions.marks import TypedMark, enter_marks
from scoring.core.values import MICRO, MarkState
from scoring.folder import decide_folder, read_folder
from scoring.models import Mark, Placing
from scoring.replay import Replay, Say
from scoring.tasks import HANDLERS

PASSWORD = "Zeyou-demo-2026"  # noqa: S105 - printed at every start of a demonstration
EXAMPLES = Path(settings.BASE_DIR) / "docs" / "examples"
DRAFT_CODE = "2026-PH-03"

PEOPLE: dict[Role, tuple[str, str]] = {
    Role.STAFF: ("staff", "陈经办"),
    Role.APPROVER: ("approver", "林审批"),
    Role.SCORE_CLERK: ("clerk", "吴录入"),
    Role.JUDGE: ("judge", "何考官"),
    Role.VOTER: ("voter", "郑代表"),
    Role.SUPERVISOR: ("supervisor", "周监督"),
    Role.DISCIPLINE_INSPECTOR: ("inspector", "严纪检"),
    Role.ORGAN_REVIEWER: ("organ", "唐联络"),
    Role.CANDIDATE: ("candidate", "许应聘"),
    Role.SYSTEM_OFFICER: ("system", "孙运维"),
    Role.SECURITY_OFFICER: ("security", "钱保密"),
    Role.AUDIT_OFFICER: ("audit", "李审计"),
}
"""The account and the invented person of each role."""


def load(say: Say) -> None:
    """Create what is missing of the demonstration; a second run adds nothing."""
    people = _people()
    for folder in ("open-selection", "internal-competition"):
        path = EXAMPLES / folder
        files = read_folder(path)
        campaign = Replay(files, decide_folder(files), path, HANDLERS, say).run()
        _seat(campaign, people)
    _half_marked(Campaign.objects.get(code="2026-JS-02"), people)
    _draft(people)
    sign_all_heads(by=SYSTEM, reason="demonstration")


def _people() -> dict[Role, User]:
    people = {
        role: User.objects.filter(username=name).first()
        or create_user(username=name, name=title, by=SYSTEM, password=PASSWORD)
        for role, (name, title) in PEOPLE.items()
    }
    for role in OFFICERS:
        if not Officer.objects.filter(role=role).exists():
            appoint_first(user_id=people[role].pk, role=role)
    if not Officer.objects.filter(user=people[Role.STAFF]).exists():
        security = actor(people[Role.SECURITY_OFFICER], Role.SECURITY_OFFICER)
        office = grant_officer(user_id=people[Role.STAFF].pk, role=Role.STAFF, by=security)
        confirm_officer(officer_id=office.pk, by=actor(people[Role.SYSTEM_OFFICER], Role.SYSTEM_OFFICER))
    return people


def _seat(campaign: Campaign, people: dict[Role, User]) -> None:
    security = actor(people[Role.SECURITY_OFFICER], Role.SECURITY_OFFICER)
    for role, user in people.items():
        if role not in OFFICERS and not Seat.objects.filter(campaign=campaign, user=user).exists():
            give_seat(campaign_id=campaign.pk, user_id=user.pk, role=role, by=security)


def _half_marked(campaign: Campaign, people: dict[Role, User]) -> None:
    """Open the interview and enter the marks of its first half, so that there is something to go on with."""
    stage = campaign.stages.get(kind="interview")
    staff = actor(people[Role.STAFF], Role.STAFF)
    if stage.state == StageState.DRAFT:
        stage = open_stage(stage_id=stage.pk, by=staff)
    if stage.state != StageState.OPEN or Mark.objects.filter(assessor__stage=stage).exists():
        return
    enter_marks(stage_id=stage.pk, entries=_invented_marks(campaign), by=staff)


def _invented_marks(campaign: Campaign) -> list[TypedMark]:
    before = Stage.objects.get(campaign=campaign, key="written")
    shortlist = list(
        Placing.objects.filter(outcome__stage=before, outcome__state="sealed", standing="advanced")
        .order_by("line")
        .values_list("application_id", "application__position__order")
    )
    parts = _parts(campaign)
    entries = []
    for place, (application, position) in enumerate(shortlist[: (len(shortlist) + 1) // 2]):
        for judge in range(1, 8):
            for part in range(parts):
                points = 78 + (place * 5 + judge * 3 + part * 7) % 17
                entries.append(
                    TypedMark(
                        application, str(position + 1), str(judge), part, MarkState.GIVEN, points * MICRO
                    )
                )
    return entries


def _parts(campaign: Campaign) -> int:
    rules = plan_of(latest_plan(campaign)).stage("interview")
    return len(getattr(rules, "parts", ())) or 1


@transaction.atomic
def _draft(people: dict[Role, User]) -> None:
    if Campaign.objects.filter(code=DRAFT_CODE).exists():
        return
    positions = (
        Position(
            code="Z01",
            title="投资促进中心总经理",
            unit="区投资促进中心",
            category=Category.SPECIALIST,
            openings=1,
        ),
        Position(
            code="Z02",
            title="港口园区规划总监",
            unit="港口工业园区",
            category=Category.SPECIALIST,
            openings=1,
        ),
    )
    plan = new_plan(
        method=Method.OPEN_HIRING,
        code=DRAFT_CODE,
        title="2026年公开选聘专业技术干部",
        organizer="中共临江区委组织部",
        reference_date=date(2026, 12, 31),
        positions=positions,
    )
    campaign = create_campaign(plan=plan, by=actor(people[Role.STAFF], Role.STAFF))
    _seat(campaign, people)
