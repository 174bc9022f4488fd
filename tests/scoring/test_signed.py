"""Signed ballots: their custodian alone sees who signed, each opening has a reason and stands in the ledger."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.actions.seats import give_seat
from campaigns.actions.stages import NotNow
from oversight.models import Entry
from oversight.rights import Role
from scoring.actions.signed import open_signed
from tests.cast import SEATED, play

pytestmark = pytest.mark.django_db
FOLDER = "invented-three-rounds-of-recommendation"
URL = "/desk/X-2026-R/signed/"
OPENED = "ballots.opened"


@pytest.fixture
def custodian(cast, as_role):
    """The stranger of the cast, seated as custodian, at a browser."""
    play(cast, FOLDER)
    give_seat(
        campaign_id=cast.campaign.pk,
        user_id=cast["stranger"].pk,
        role=Role.CUSTODIAN,
        by=cast.actor(Role.SECURITY_OFFICER),
        until=timezone.now() + timedelta(days=1),
    )
    return as_role("stranger")


def opened():
    return Entry.objects.filter(code=OPENED)


def test_a_round_is_opened_with_a_reason_and_shown_once(cast, custodian) -> None:
    asked = custodian.get(URL).content.decode()
    assert "班子成员署名推荐" in asked and "全体干部推荐" not in asked  # signed rounds alone
    assert "陈一" not in asked
    for wrong in ({"round": "recommendation/2"}, {"round": "recommendation/0", "reason": "x"}):
        assert "陈一" not in custodian.post(URL, wrong).content.decode()
    assert not opened().exists()
    answer = custodian.post(URL, {"round": "recommendation/2", "reason": "核对一张争议票"})
    shown = answer.content.decode()
    assert "陈一" in shown and "人选" in shown
    assert "no-store" in answer["Cache-Control"]
    entry = opened().get()
    assert entry.content["facts"] | {"title": ""} == {
        "stage": "recommendation", "title": "", "turn": "leaders", "count": 5,
    }  # fmt: skip
    assert entry.content["reason"] == "核对一张争议票"
    assert entry.actor == f"u{cast['stranger'].pk}"
    assert "陈一" not in entry.body
    assert "陈一" not in custodian.get(URL).content.decode()
    custodian.post(URL, {"round": "recommendation/2", "reason": "再次核对"})
    assert opened().count() == 2


def test_numbers_are_those_of_the_evidence(cast, custodian) -> None:
    stage = cast.stage("recommendation")
    papers = open_signed(stage_id=stage.pk, turn=2, by=cast.actor(Role.STAFF), reason="x")
    assert [paper.label for paper in papers] == ["1", "2", "3", "4", "5"]
    assert all(paper.number > 0 for paper in papers)
    assert len({paper.number for paper in papers}) == 5
    for turn, reason in ((0, "x"), (9, "x"), (2, " ")):
        with pytest.raises(NotNow):
            open_signed(stage_id=stage.pk, turn=turn, by=cast.actor(Role.STAFF), reason=reason)


def test_nobody_else_comes_in_or_sees_a_voter_anywhere(cast, custodian, as_role) -> None:
    pages = [
        reverse(name, args=["X-2026-R", "recommendation"])
        for name in ("stage", "ballots", "ballot_papers", "meeting", "outcome", "stage_correct")
    ]
    pages = [f"{page}{turn}" for page in pages for turn in ("", "?turn=core", "?turn=leaders")]
    pages += [reverse("placing", args=["X-2026-R", "recommendation", 1, "e1"]), "/desk/X-2026-R/", "/desk/"]
    for role in SEATED:
        assert as_role(role).get(URL).status_code == 404
        assert as_role(role).post(URL, {"round": "recommendation/2", "reason": "x"}).status_code == 404
        for page in pages:
            text = as_role(role).get(page).content.decode()
            assert "陈一" not in text and "王一" not in text
    assert not opened().exists()


def test_the_custodian_s_desk_leads_to_the_papers(custodian) -> None:
    assert URL in custodian.get("/desk/").content.decode()


def test_a_campaign_without_signed_rounds_says_so(cast, as_role, custodian) -> None:
    play(cast, "invented-factor-ballots")
    give_seat(
        campaign_id=cast.campaign.pk,
        user_id=cast["stranger"].pk,
        role=Role.CUSTODIAN,
        by=cast.actor(Role.SECURITY_OFFICER),
        until=timezone.now() + timedelta(days=1),
    )
    page = as_role("stranger").get(reverse("signed_ballots", args=[cast.campaign.code]))
    assert page.status_code == 200 and "<form method" not in page.content.decode().split("<main", 1)[1]
