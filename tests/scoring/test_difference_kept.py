"""A step does not begin, and is not closed, without a real difference or a recorded approval."""

from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from campaigns.actions.stages import NotNow, kept_shut_by, open_stage
from oversight.ledger import SYSTEM
from oversight.models import Entry
from oversight.rights import Role
from scoring.actions.approvals import approve_difference
from scoring.models import Approval
from scoring.required import required_for, shortfalls
from tests.cast import play

pytestmark = pytest.mark.django_db
CODE, FOLDER = "X-2026-V", "invented-difference-vote"


@given(st.decimals("1.01", "10", places=2), st.integers(1, 20))
def test_required_is_the_least_number_that_gives_the_ratio(difference: Decimal, openings: int) -> None:
    required = required_for(difference, openings)
    assert required > openings
    assert required >= difference * openings
    assert required == openings + 1 or required - 1 < difference * openings


@pytest.mark.parametrize(
    ("difference", "openings", "required"),
    [("2", 1, 2), ("3", 1, 3), ("3", 2, 6), ("1.2", 5, 6), ("1.2", 4, 5), ("1.2", 1, 2), ("1.5", 3, 5)],
)
def test_required_in_figures(difference: str, openings: int, required: int) -> None:
    assert required_for(Decimal(difference), openings) == required


@pytest.fixture
def stage(cast):
    play(cast, FOLDER, last="registration")
    return cast.stage("vote")


def test_a_stage_does_not_open_without_its_difference(cast, stage) -> None:
    found = [(s.position.code, s.openings, s.entrants, s.required, s.approved) for s in shortfalls(stage)]
    assert found == [("P02", 2, 3, 4, False)]
    with pytest.raises(NotNow):
        open_stage(stage_id=stage.pk, by=cast.actor(Role.STAFF))
    assert cast.stage("vote").state == "draft"


def test_an_approval_lets_it_go_on_and_is_recorded(cast, stage) -> None:
    approver = cast.actor(Role.APPROVER)
    approve_difference(stage_id=stage.pk, position="P02", reason="一人因病退出,经研究继续", by=approver)
    entry = Entry.objects.filter(code="difference.approved").get()
    assert entry.content["facts"] | {"title": ""} == {
        "stage": "vote", "title": "", "position": "P02", "entrants": 3, "required": 4,
    }  # fmt: skip
    assert entry.content["reason"] == "一人因病退出,经研究继续"
    assert open_stage(stage_id=stage.pk, by=cast.actor(Role.STAFF)).state == "open"
    for position, reason in (("P02", "again"), ("P01", "kept"), ("P02", " ")):
        with pytest.raises(NotNow):
            approve_difference(stage_id=stage.pk, position=position, reason=reason, by=approver)
    assert Approval.objects.count() == 1


def test_an_approval_is_for_as_many_as_stood_then(cast, stage) -> None:
    approve_difference(stage_id=stage.pk, position="P02", reason="x", by=cast.actor(Role.APPROVER))
    assert kept_shut_by(stage) == []
    Approval.objects.update(entrants=4)  # as if one more had stood when it was approved
    assert [str(sentence) for sentence in kept_shut_by(stage)] != []


def test_the_clock_waits_too(cast, stage) -> None:
    with pytest.raises(NotNow):
        open_stage(stage_id=stage.pk, by=SYSTEM)


def test_the_approver_approves_on_the_page(as_role, cast, stage) -> None:
    url = reverse("difference_approve", args=[CODE, "vote", "P02"])
    page = as_role(Role.APPROVER).get(url)
    assert page.status_code == 200
    assert as_role(Role.STAFF).get(url).status_code == 404
    assert as_role(Role.APPROVER).post(url, {"reason": ""}).status_code == 200
    assert Approval.objects.count() == 0
    answer = as_role(Role.APPROVER).post(url, {"reason": "经研究继续"})
    assert (answer.status_code, answer.url) == (302, reverse("difference", args=[CODE]))
    assert Approval.objects.get().reason == "经研究继续"
    assert (
        as_role(Role.APPROVER).get(reverse("difference_approve", args=[CODE, "vote", "P99"])).status_code
        == 404
    )


def test_the_stage_page_says_why(as_role, cast, stage) -> None:
    page = as_role(Role.STAFF).get(reverse("stage", args=[CODE, "vote"])).content.decode()
    assert "2个职数现有3名人选,应有4名".replace(",", ",") in page.replace("，", ",")
