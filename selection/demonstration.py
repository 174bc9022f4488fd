"""Demonstration data: accounts for every role and three campaigns at different moments. Never in production."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from campaigns.actions.plans import create_campaign
from campaigns.actions.seats import give_seat
from campaigns.actions.stages import open_stage
from campaigns.lifecycle import StageState
from campaigns.methods import new_plan
from campaigns.models import Campaign, Seat, Stage
from campaigns.plan.rules import Category, Method, Position
from campaigns.queries import organs_of
from oversight.actions import appoint_first, confirm_officer, create_user, grant_officer
from oversight.ledger import SYSTEM, Actor, actor, sign_all_heads
from oversight.models import Officer, User
from oversight.rights import OFFICERS, Role
from scoring.actions.checks import CheckEntry, enter_checks
from scoring.folder import decide_folder, read_folder
from scoring.queries import entrants_of
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
    Role.CUSTODIAN: ("custodian", "方保管"),
    Role.CANDIDATE: ("candidate", "许应聘"),
    Role.SYSTEM_OFFICER: ("system", "孙运维"),
    Role.SECURITY_OFFICER: ("security", "钱保密"),
    Role.AUDIT_OFFICER: ("audit", "李审计"),
}
"""The account and the invented person of each role; organs have an account each."""
ORGANS: dict[str, tuple[str, str]] = {
    "discipline": ("discipline", "郝清源"),
    "petitions": ("petitions", "唐知访"),
    "audit": ("auditor", "贺明算"),
    "legal": ("legal", "尹守法"),
    "personnel": ("personnel", "陶识才"),
}
"""The account and the invented person of each organ of the examples, by its key in their plans."""


@dataclass(frozen=True)
class Moment:
    """Where a campaign stands in the demonstration: played through `last`, then `opened` where there is one."""

    code: str
    folder: str
    last: str
    opened: str = ""


MOMENTS = (
    Moment("CE-01", "district-contest", last="deliberation", opened="vote"),
    Moment("JS-02", "court-competition", last="total"),
    Moment("CG-03", "village-posts", last="vote", opened="publicity"),
)
"""The vote is open; the list of who is inspected waits for its signatures; the publicity is running."""


def load(say: Say) -> None:
    """Create what is missing of the demonstration; a second run adds nothing, whatever was done meanwhile."""
    people = _people()
    organs = {key: _person(*account) for key, account in ORGANS.items()}
    for moment in MOMENTS:
        if _arrived(moment):
            continue
        path = EXAMPLES / moment.folder
        files = read_folder(path)
        player = Replay(files, decide_folder(files), path, HANDLERS, say, press=False)
        campaign = player.run(last=moment.last)
        _seat(campaign, people, organs)
        if moment.opened:
            _open(campaign, moment.opened, actor(people[Role.STAFF], Role.STAFF))
    _draft(people, organs)
    sign_all_heads(by=SYSTEM, reason="demonstration")


def _arrived(moment: Moment) -> bool:
    """Return whether a campaign has come to its moment before; what people made of it since is theirs."""
    stage = Stage.objects.filter(campaign__code=moment.code, key=moment.opened or moment.last).first()
    if stage is None:
        return False
    return stage.state != StageState.DRAFT if moment.opened else stage.outcomes.exists()


def _person(username: str, name: str) -> User:
    found = User.objects.filter(username=username).first()
    return found or create_user(username=username, name=name, by=SYSTEM, password=PASSWORD)


def _people() -> dict[Role, User]:
    people = {role: _person(*account) for role, account in PEOPLE.items()}
    for role in OFFICERS:
        if not Officer.objects.filter(role=role).exists():
            appoint_first(user_id=people[role].pk, role=role)
    if not Officer.objects.filter(user=people[Role.STAFF]).exists():
        security = actor(people[Role.SECURITY_OFFICER], Role.SECURITY_OFFICER)
        office = grant_officer(user_id=people[Role.STAFF].pk, role=Role.STAFF, by=security)
        confirm_officer(officer_id=office.pk, by=actor(people[Role.SYSTEM_OFFICER], Role.SYSTEM_OFFICER))
    return people


def _seat(campaign: Campaign, people: dict[Role, User], organs: dict[str, User]) -> None:
    security = actor(people[Role.SECURITY_OFFICER], Role.SECURITY_OFFICER)
    for role, user in people.items():
        if role not in OFFICERS and not Seat.objects.filter(campaign=campaign, user=user).exists():
            give_seat(campaign_id=campaign.pk, user_id=user.pk, role=role, by=security)
    for key in organs_of(campaign):
        user = organs[key]
        if not Seat.objects.filter(campaign=campaign, user=user).exists():
            give_seat(
                campaign_id=campaign.pk, user_id=user.pk, role=Role.ORGAN_REVIEWER, by=security, scope=key
            )


def _open(campaign: Campaign, key: str, staff: Actor) -> None:
    """Open the stage that the campaign has come to; a publicity begins today, with one objection to settle."""
    stage = open_stage(stage_id=campaign.stages.get(key=key).pk, by=staff)
    if stage.kind != "publicity":
        return
    today = timezone.localdate()
    entrants = list(entrants_of(stage).order_by("pk").values_list("pk", flat=True))
    entries = [CheckEntry(pk, item="posted", answer="posted", day=today) for pk in entrants]
    objection = CheckEntry(
        entrants[0],
        source="named.phone",
        item="objection",
        answer="raised",
        day=today,
        note="来电反映该同志任职期间村级工程未公开招标",
    )
    enter_checks(stage_id=stage.pk, entries=[*entries, objection], by=staff)


@transaction.atomic
def _draft(people: dict[Role, User], organs: dict[str, User]) -> None:
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
    _seat(campaign, people, organs)
