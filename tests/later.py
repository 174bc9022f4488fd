"""A campaign of three people whose registration is sealed and whose next stage is open: for tests of later stages."""

from campaigns.actions.plans import create_campaign, freeze_plan, propose_plan
from campaigns.actions.stages import open_stage
from campaigns.models import Campaign, Stage
from campaigns.plan.document import read_plan
from candidates.actions.applications import enter_application
from candidates.applications_file import ApplicationRow
from oversight.rights import Role
from tests.cast import Cast
from tests.rehearsal import decide, seal

HEAD = """
format = 1

[campaign]
code = "2026-T-02"
title = "测试后段"
method = "custom"
organizer = "中共测试委员会组织部"
reference_date = 2026-01-31

[[positions]]
code = "P01"
title = "一科科长"
openings = 1

[[stages]]
kind = "registration"
"""

STAGES = {
    "inspection": 'kind = "inspection"\nstrengths = ["改革创新", "群众工作"]\n',
    "joint_appraisal": 'kind = "joint_appraisal"\norgans = [ { key = "discipline" }, { key = "audit" } ]\n',
    "deliberation": 'kind = "deliberation"\nparties = ["分管领导"]\n',
    "publicity": 'kind = "publicity"\n',
    "appointment": 'kind = "appointment"\nextension_months = 3\n',
}


def staged(cast: Cast, *kinds: str, **given: str) -> Stage:
    """Return the first of these stages, opened; a1 to a3 have registered. `given` replaces a stage's text."""
    staff, approver = cast.actor(Role.STAFF), cast.actor(Role.APPROVER)
    texts = {**STAGES, **given}
    plan = HEAD + "".join(f"\n[[stages]]\n{texts[kind]}" for kind in kinds)
    campaign = create_campaign(plan=read_plan(plan), by=staff)
    propose_plan(campaign_id=campaign.pk, by=staff)
    freeze_plan(campaign_id=campaign.pk, by=approver)
    cast.campaign = Campaign.objects.get(pk=campaign.pk)
    open_stage(stage_id=cast.stage("registration").pk, by=staff)
    for number, name in (("a1", "赵一"), ("a2", "钱二"), ("a3", "孙三")):
        row = ApplicationRow(number=number, position="P01", name=name)
        enter_application(campaign_id=campaign.pk, row=row, by=staff)
    decide(cast, "registration")
    seal(cast, "registration")
    return open_stage(stage_id=cast.stage(kinds[0]).pk, by=staff)
