"""One cast of people and one campaign on stage, for every test that needs somebody to act.

Nothing is written past the actions: the cast is made as an installation makes it, the campaign as a replay does.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from campaigns.actions.seats import give_seat
from campaigns.models import Campaign, Stage
from oversight.actions import appoint_first, confirm_officer, create_user, grant_officer
from oversight.ledger import SYSTEM, Actor, actor
from oversight.models import User
from oversight.rights import Role
from scoring.folder import decide_folder, read_folder
from scoring.replay import Replay
from scoring.tasks import HANDLERS

PASSWORD = "择优-cast-2026"
FOLDERS = Path(__file__).parent / "campaigns"
SEATED = (
    Role.STAFF,
    Role.APPROVER,
    Role.SCORE_CLERK,
    Role.JUDGE,
    Role.SUPERVISOR,
    Role.DISCIPLINE_INSPECTOR,
)
OFFICERS = (Role.SECURITY_OFFICER, Role.SYSTEM_OFFICER, Role.AUDIT_OFFICER)


@dataclass
class Cast:
    """People by role; `stranger` has an account and nothing else. `campaign` is on stage once `play` was called."""

    people: dict[str, User] = field(default_factory=dict)
    campaign: Campaign | None = None

    def __getitem__(self, role: str) -> User:
        return self.people[str(role)]

    def actor(self, role: Role) -> Actor:
        """Return a person of the cast in the chair of `role`."""
        return actor(self[role], role)

    def stage(self, key: str) -> Stage:
        """Return a stage of the campaign on stage, freshly read."""
        return Stage.objects.select_related("campaign").get(campaign=self.campaign, key=key)


def make_cast() -> Cast:
    """Create one account for each role, officers in office, and a stranger."""
    cast = Cast()
    for role in (*SEATED, *OFFICERS, "stranger"):
        cast.people[str(role)] = create_user(
            username=str(role), name=f"{role} 甲", by=SYSTEM, password=PASSWORD
        )
    for role in OFFICERS:
        appoint_first(user_id=cast[role].pk, role=role)
    office = grant_officer(user_id=cast[Role.STAFF].pk, role=Role.STAFF, by=cast.actor(Role.SECURITY_OFFICER))
    confirm_officer(officer_id=office.pk, by=cast.actor(Role.SYSTEM_OFFICER))
    return cast


def play(cast: Cast, folder: str, *, last: str = "") -> Campaign:
    """Replay a campaign folder of the tests through the stage `last` and seat the cast in it."""
    path = FOLDERS / folder
    files = read_folder(path)
    campaign = Replay(files, decide_folder(files), path, HANDLERS, lambda sentence: None).run(last=last)
    for role in SEATED:
        give_seat(
            campaign_id=campaign.pk,
            user_id=cast[role].pk,
            role=role,
            by=cast.actor(Role.SECURITY_OFFICER),
            until=timezone.now() + timedelta(days=30),
        )
    cast.campaign = campaign
    return campaign
