"""The difference board: who stood, who left and why, alarms with their ways out, few queries."""

import pytest
from django.urls import reverse

from oversight.rights import Role
from selection.queries.difference import board_of
from tests.cast import play

pytestmark = pytest.mark.django_db
URL = "/desk/X-2026-V/difference/"


def test_the_board_tells_the_vote(cast, as_role) -> None:
    campaign = play(cast, "invented-difference-vote")
    board = board_of(campaign)
    told = {
        code: [
            (
                panel.stage.key,
                panel.openings,
                panel.required,
                [(p.number, p.standing) for p in panel.people or ()],
            )
            for panel in panels
        ]
        for code, panels in board.panels.items()
    }
    assert told["P01"] == [("vote", 1, 2, [("v1", "eliminated"), ("v2", ""), ("v3", "eliminated")])]
    assert [panel.approval is not None for panel in board.panels["P02"]] == [True]
    assert not any(panel.alarming for panels in board.panels.values() for panel in panels)
    page = as_role(Role.SUPERVISOR).get(URL)
    assert page.status_code == 200
    assert "按文件回放" in page.content.decode()


def test_a_lost_difference_is_an_alarm_with_its_ways_out(cast, as_role) -> None:
    play(cast, "invented-difference-vote", last="registration")
    approver = as_role(Role.APPROVER).get(URL).content.decode()
    assert reverse("difference_approve", args=["X-2026-V", "vote", "P02"]) in approver
    staff = as_role(Role.STAFF).get(URL).content.decode()
    assert reverse("difference_approve", args=["X-2026-V", "vote", "P02"]) not in staff
    assert "差额不足" in staff


def test_a_campaign_without_the_four_has_an_empty_board(cast, as_role) -> None:
    play(cast, "22-trimmed-mean-worked-examples")
    assert cast.campaign is not None
    page = as_role(Role.STAFF).get(reverse("difference", args=[cast.campaign.code]))
    assert "本次选拔没有差额环节" in page.content.decode()


def test_strangers_find_nothing(cast, as_role) -> None:
    play(cast, "invented-difference-vote")
    assert as_role("stranger").get(URL).status_code == 404
    assert as_role(Role.SCORE_CLERK).get(URL).status_code == 404
