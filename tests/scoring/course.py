"""A small campaign with one of the later stages open: registration sealed, three entrants for two positions."""

from datetime import timedelta

from django.utils import timezone

from campaigns.actions.plans import create_campaign, freeze_plan, propose_plan
from campaigns.actions.seats import give_seat
from campaigns.actions.stages import open_stage
from campaigns.models import Campaign
from campaigns.plan.document import read_plan
from candidates.actions.applications import enter_application
from candidates.applications_file import ApplicationRow
from oversight.actions import create_user
from oversight.ledger import SYSTEM
from oversight.models import User
from oversight.rights import Role
from tests.cast import PASSWORD, SEATED, Cast
from tests.rehearsal import PLAN, decide, seal

PEOPLE = {"A1": "赵一", "A2": "钱二", "B1": "周五"}
STAGES = {
    "appraisal": """
kind = "joint_appraisal"
key = "appraisal"
organs = [
  { key = "discipline", title = "纪检监察机关", days = 5 },
  { key = "audit", title = "审计部门", days = 10, silence = "consent" },
]
""",
    "inspection": """
kind = "inspection"
key = "inspection"
strengths = ["决策", "执行"]
""",
    "rubric": """
kind = "inspection"
key = "rubric"
rubric = [
  { key = "achievements", title = "工作实绩", weight = 60 },
  { key = "potential", title = "发展潜力", weight = 40 },
]
""",
    "deliberation": """
kind = "deliberation"
key = "deliberation"
parties = ["分管领导", "纪委"]
""",
    "comment": """
kind = "public_comment"
key = "comment"
""",
    "judged": """
kind = "public_comment"
key = "judged"
grades = [ { key = "good", title = "优秀", value = 100 }, { key = "fair", title = "称职", value = 80 } ]
""",
    "publicity": """
kind = "publicity"
key = "publicity"
""",
    "exempt": """
kind = "publicity"
key = "exempt"
exempt = "换届考察已公示"
""",
    "appointment": """
kind = "appointment"
key = "appointment"
reserve_months = 12
""",
}


def course(cast: Cast, *names: str) -> Campaign:
    """Return a campaign whose registration is sealed and followed by these stages: all but the last are sealed as they
    stand, the last is open."""
    staff = cast.actor(Role.STAFF)
    head = PLAN.partition("[[stages]]")[0]
    registration = '[[stages]]\nkind = "registration"\ntitle = "报名"\n'
    stages = "".join(f"\n[[stages]]\n{STAGES[name].strip()}\n" for name in names)
    campaign = create_campaign(plan=read_plan(head + registration + stages), by=staff)
    for role in SEATED[1:]:
        give_seat(
            campaign_id=campaign.pk,
            user_id=cast[role].pk,
            role=role,
            by=cast.actor(Role.SECURITY_OFFICER),
            until=timezone.now() + timedelta(days=30),
        )
    # The plans of these tests are short; what a whole plan needs besides is looked at in the tests of plans.
    propose_plan(campaign_id=campaign.pk, by=staff)
    freeze_plan(campaign_id=campaign.pk, by=cast.actor(Role.APPROVER))
    cast.campaign = Campaign.objects.get(pk=campaign.pk)
    open_stage(stage_id=cast.stage("registration").pk, by=staff)
    for number, name in PEOPLE.items():
        row = ApplicationRow(number=number, position=f"P0{'AB'.index(number[0]) + 1}", name=name)
        enter_application(campaign_id=campaign.pk, row=row, by=staff)
    decide(cast, "registration")
    seal(cast, "registration")
    for name in names:
        open_stage(stage_id=cast.stage(name).pk, by=staff)
        if name != names[-1]:
            decide(cast, name)
            seal(cast, name)
    return cast.campaign


def reviewer(cast: Cast, organ: str) -> User:
    """Return somebody who answers for an organ."""
    assert cast.campaign is not None
    user = create_user(username=f"organ-{organ}", name=f"{organ} 乙", by=SYSTEM, password=PASSWORD)
    give_seat(
        campaign_id=cast.campaign.pk,
        user_id=user.pk,
        role=Role.ORGAN_REVIEWER,
        by=cast.actor(Role.STAFF),
        scope=organ,
    )
    return user
