"""Meetings: who was there, who counted and signed; a count closes with two tellers' signatures only."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from campaigns.actions.stages import NotNow, open_stage
from oversight.models import Entry
from oversight.rights import Role
from oversight.say import say
from scoring.actions.approvals import approve_difference
from scoring.actions.ballots import CountEntry, TurnoutEntry, enter_counts
from scoring.actions.meetings import Held, confirm_count, hold_meeting
from scoring.actions.stages import close_stage
from scoring.models import Meeting
from tests.cast import play
from tests.rehearsal import keys

HELD = Held(date(2026, 1, 5), "王书记", place="第一会议室", recorder="李记录", due=11, present=11)
COUNTED = replace(HELD, tellers="张计票\n赵计票", scrutineers="钱监票")


@pytest.fixture
def staff(cast):
    return cast.actor(Role.STAFF)


@pytest.fixture
def vote(cast, staff):
    """An open vote in which the first position is counted."""
    play(cast, "invented-difference-vote", last="registration")
    stage = cast.stage("vote")
    approve_difference(stage_id=stage.pk, position="P02", reason="经研究继续", by=cast.actor(Role.APPROVER))
    return open_stage(stage_id=stage.pk, by=staff)


def count(cast, vote, by, present=11):
    votes_of = {"v1": (7, 4, 0), "v2": (3, 8, 0), "v3": (2, 9, 0)}
    votes_of |= {"w1": (8, 3, 0), "w2": (9, 2, 0), "w3": (2, 9, 0), "x1": (9, 2, 0), "x2": (2, 9, 0)}
    entries = [
        CountEntry(keys(cast)[number], 0, option, n)
        for number, votes in votes_of.items()
        for option, n in enumerate((*votes, present, 0))
    ]
    enter_counts(stage_id=vote.pk, counts=entries, by=by)


def sign(vote, by, *names):
    for name in names or ("张计票", "赵计票"):
        confirm_count(stage_id=vote.pk, key="1", teller=name, by=by)


def said(act):
    with pytest.raises(NotNow) as refused:
        act()
    with override("en"):
        return say(refused.value.sentence)


def refusal(vote, by):
    return said(lambda: close_stage(stage_id=vote.pk, by=by))


def test_a_count_closes_once_two_tellers_have_signed_it(cast, vote, staff):
    count(cast, vote, staff)
    assert "its meeting has not been recorded" in refusal(vote, staff)
    hold_meeting(stage_id=vote.pk, key="1", held=HELD, by=staff)
    assert "two tellers have to be named" in refusal(vote, staff)
    hold_meeting(stage_id=vote.pk, key="1", held=COUNTED, by=staff)
    sign(vote, staff, "张计票")
    assert "赵计票" in refusal(vote, staff)
    sign(vote, staff, "赵计票")
    assert close_stage(stage_id=vote.pk, by=staff).state == "closed"
    assert Entry.objects.filter(code="meeting.held").count() == 2
    assert Entry.objects.filter(code="count.signed").count() == 2


def test_a_count_changed_afterwards_is_signed_anew(cast, vote, staff):
    count(cast, vote, staff)
    hold_meeting(stage_id=vote.pk, key="1", held=COUNTED, by=staff)
    sign(vote, staff)
    enter_counts(stage_id=vote.pk, counts=[CountEntry(keys(cast)["v1"], 0, 0, 6)], by=staff)
    assert "has not been signed" in refusal(vote, staff)
    sign(vote, staff)
    close_stage(stage_id=vote.pk, by=staff)


def test_nobody_votes_who_was_not_there(cast, vote, staff):
    count(cast, vote, staff)
    hold_meeting(stage_id=vote.pk, key="1", held=replace(COUNTED, present=9), by=staff)
    sign(vote, staff)
    assert "11 were counted as present for v1, but 9 were there" in refusal(vote, staff)


def test_no_more_ballots_are_issued_than_people_were_present(cast, staff):
    play(cast, "invented-assessment-with-vetoes", last="registration")
    stage = open_stage(stage_id=cast.stage("assessment").pk, by=staff)
    turnout = [TurnoutEntry(0, 11, 11, 0), TurnoutEntry(1, 40, 40, 0), TurnoutEntry(2, 60, 60, 0)]
    full = {0: 11, 1: 40, 2: 60}
    entries = [CountEntry(pk, group, 0, n) for pk in keys(cast).values() for group, n in full.items()]
    enter_counts(stage_id=stage.pk, counts=entries, turnout=turnout, by=staff)
    hold_meeting(stage_id=stage.pk, key="A", held=replace(COUNTED, present=10), by=staff)
    assert "11 ballots were issued, but 10 were present" in refusal(stage, staff)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"held_on": timezone.localdate() + timedelta(days=1)}, "future"),
        ({"present": 12}, "more than the 11 due"),
        ({"present": 9, "absent": "孙委员"}, "9 present and 1 absent"),
        ({"due": 12, "present": 9}, "the plan says that 11 are due"),
        ({"recused": "孙委员"}, "whom it concerns"),
        ({"tellers": "张计票\n张计票"}, "different people"),
        ({"scrutineers": "张计票"}, "different people"),
    ],
)
def test_what_cannot_be_is_refused(vote, staff, wrong, says):
    held = replace(COUNTED, **wrong)
    assert says in said(lambda: hold_meeting(stage_id=vote.pk, key="1", held=held, by=staff))


def test_only_tellers_of_a_count_sign_it(cast, vote, staff):
    hold_meeting(stage_id=vote.pk, key="1", held=COUNTED, by=staff)
    with pytest.raises(NotNow, match="Nothing has been counted"):
        sign(vote, staff)
    count(cast, vote, staff)
    with pytest.raises(NotNow, match="no teller"):
        sign(vote, staff, "钱监票")
    with pytest.raises(NotNow, match="no such"):
        hold_meeting(stage_id=vote.pk, key="9", held=COUNTED, by=staff)


def url(stage, name="meeting", turn="1"):
    return f"{reverse(name, args=[stage.campaign.code, stage.key])}?turn={turn}"


def typed(**more):
    return {"held_on": "2026-01-05", "chair": "王书记", "present": "11", "tellers": "张计票、赵计票", **more}


def test_the_page_records_a_meeting_and_its_signatures(cast, vote, staff, as_role):
    client = as_role(Role.SCORE_CLERK)
    assert "尚未指定" in client.get(url(vote)).content.decode()
    assert client.post(url(vote), typed()).status_code == 302
    assert Meeting.objects.get().tellers == "张计票\n赵计票"
    count(cast, vote, staff)
    assert client.post(url(vote, "meeting_sign"), {"name": "张计票"}).status_code == 302
    assert [one["signed"] for one in client.get(url(vote)).context["tellers"]] == [True, False]
    wrong = client.post(url(vote), typed(present="12"))
    assert wrong.context["form"].non_field_errors()


def test_who_may_and_when(cast, vote, staff, as_role, client):
    assert client.get(url(vote)).status_code == 302
    assert as_role("stranger").get(url(vote)).status_code == 404
    assert as_role(Role.JUDGE).get(url(vote)).status_code == 404
    watcher = as_role(Role.SUPERVISOR)
    assert watcher.get(url(vote)).status_code == 200
    assert watcher.post(url(vote), typed()).status_code == 404
    assert watcher.post(url(vote, "meeting_sign"), {"name": "张计票"}).status_code == 404
    count(cast, vote, staff)
    hold_meeting(stage_id=vote.pk, key="1", held=COUNTED, by=staff)
    sign(vote, staff)
    close_stage(stage_id=vote.pk, by=staff)
    page = as_role(Role.STAFF).post(url(vote), typed())
    assert page.context["form"].non_field_errors()
    with pytest.raises(NotNow):
        sign(vote, staff)


def test_the_page_that_closes_says_beforehand_what_is_missing(cast, vote, staff, as_role):
    count(cast, vote, staff)
    close = reverse("stage_close", args=[vote.campaign.code, vote.key])
    blocked = as_role(Role.STAFF).get(close).context["blocked"]
    assert [line["text"] for line in blocked] == ["第1次投票：会议情况尚未登记"]
    hold_meeting(stage_id=vote.pk, key="1", held=COUNTED, by=staff)
    sign(vote, staff)
    assert as_role(Role.STAFF).get(close).context["blocked"] is None
