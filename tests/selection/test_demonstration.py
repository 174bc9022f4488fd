"""What `make run` loads: three campaigns at three moments, accounts for every role, and nothing twice."""

import pytest
from django.utils import timezone

from campaigns.models import Campaign, Notice, Seat, Stage
from oversight.models import Entry, Job, Officer
from oversight.rights import CAMPAIGN_ROLES, OFFICERS, Role
from scoring.nodes import nodes_of
from scoring.queries import entrants_of
from selection import demonstration

pytestmark = pytest.mark.django_db(transaction=True)


def states(code: str) -> dict[str, str]:
    return dict(Stage.objects.filter(campaign__code=code).values_list("key", "state"))


def test_three_campaigns_stand_at_their_moments_and_a_second_load_adds_nothing() -> None:
    demonstration.load(lambda sentence: None)
    contest, court, village = states("CE-01"), states("JS-02"), states("CG-03")
    assert (contest["deliberation"], contest["vote"], contest["publicity"]) == ("sealed", "open", "draft")
    assert (court["total"], court["inspection"]) == ("sealed", "draft")
    assert (village["vote"], village["publicity"], village["appointment"]) == ("sealed", "open", "draft")

    waiting = {node.node.key: node for node in nodes_of(Campaign.objects.get(code="JS-02"))}
    assert waiting["selection"].ready and len(waiting["selection"].missing) == 2
    publicity = Stage.objects.get(campaign__code="CG-03", key="publicity")
    posted = publicity.checks.filter(item="posted", day=timezone.localdate())
    assert posted.count() == entrants_of(publicity).count() == 6
    assert publicity.checks.filter(item="objection").count() == 1
    assert entrants_of(Stage.objects.get(campaign__code="CE-01", key="vote")).count() == 20

    everyone = set(CAMPAIGN_ROLES) - {Role.ORGAN_REVIEWER}
    for campaign in Campaign.objects.filter(code__in=("CE-01", "JS-02", "CG-03")):
        named = Seat.objects.filter(campaign=campaign, user__username__in=accounts())
        assert {seat.role for seat in named} == everyone | {Role.ORGAN_REVIEWER}
    scopes = Seat.objects.filter(campaign__code="CE-01", role=Role.ORGAN_REVIEWER)
    assert sorted(scopes.values_list("scope", flat=True)) == ["audit", "discipline", "legal", "petitions"]
    assert set(Officer.objects.values_list("role", flat=True)) >= set(OFFICERS)

    assert Notice.objects.exists()
    assert not Job.objects.filter(kind__in=("press", "bind"), state="done").exists()  # left to the worker
    before = (Entry.objects.count(), Job.objects.count(), Seat.objects.count())
    demonstration.load(lambda sentence: None)
    assert (Entry.objects.count(), Job.objects.count(), Seat.objects.count()) == before


def accounts() -> list[str]:
    given = (*demonstration.PEOPLE.values(), *demonstration.ORGANS.values())
    return [username for username, _name in given]
