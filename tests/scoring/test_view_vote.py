"""The page of a vote, and the reason that is asked for where the elected do not come first by score."""

import pytest
from django.urls import reverse

from campaigns.actions.stages import NotNow, open_stage
from oversight.models import Entry
from oversight.rights import Role
from scoring.actions.approvals import approve_difference
from scoring.actions.ballots import CountEntry, enter_counts
from scoring.actions.stages import seal_stage
from scoring.collect import outcome_in_force
from scoring.departures import departures_of
from scoring.models import Outcome
from tests import rehearsal
from tests.cast import play
from tests.rehearsal import carry, decide, keys

VOTE_STAGE = '\n[[stages]]\nkind = "vote"\ntitle = "常委会票决"\ndue = 11\n'


def url(stage, name="vote"):
    return reverse(name, args=[stage.campaign.code, stage.key])


@pytest.fixture
def voted(cast, monkeypatch):
    """Return `voted(winner)`: a decided vote after a composite ranking; A3, the lower, stands beside A1."""
    monkeypatch.setattr(rehearsal, "PLAN", rehearsal.PLAN + VOTE_STAGE)

    def vote(agreed):
        carry(cast, "total")
        stage = open_stage(stage_id=cast.stage("vote").pk, by=cast.actor(Role.STAFF))
        standing = outcome_in_force(cast.stage("total")).placings.filter(standing="advanced")
        entries = []
        for number, rank in standing.order_by("line").values_list("application__number", "rank"):
            agree = 9 if rank == agreed else 2
            for option, count in enumerate((agree, 11 - agree, 0, 11, 0)):
                entries.append(CountEntry(keys(cast)[number], 0, option, count))
        enter_counts(stage_id=stage.pk, counts=entries, by=cast.actor(Role.STAFF))
        return decide(cast, "vote")

    return vote


def test_electing_the_first_needs_no_reason(cast, voted):
    voted(1)
    outcome = outcome_in_force(cast.stage("vote"))
    assert departures_of(outcome) == []
    seal_stage(stage_id=outcome.stage_id, by=cast.actor(Role.APPROVER), outcome_digest=outcome.outcome_digest)
    assert Outcome.objects.get(pk=outcome.pk).departure == ""


def test_departing_from_the_order_needs_a_reason_which_is_kept_and_shown(cast, voted, as_role):
    stage = voted(2)
    outcome = outcome_in_force(stage)
    assert [len(found.elected) for found in departures_of(outcome)] == [1, 1]
    approver = cast.actor(Role.APPROVER)
    with pytest.raises(NotNow, match="written reason"):
        seal_stage(stage_id=stage.pk, by=approver, outcome_digest=outcome.outcome_digest)
    client = as_role(Role.APPROVER)
    page = client.get(url(stage, "stage_seal"))
    assert "departure" in page.context["form"].fields
    typed = {"outcome_digest": outcome.outcome_digest, "departure": ""}
    assert client.post(url(stage, "stage_seal"), typed).status_code == 200
    typed["departure"] = "经集体研究,人岗相适"
    assert client.post(url(stage, "stage_seal"), typed).status_code == 302
    assert (
        Entry.objects.get(code="stage.sealed", subject=stage.subject).content["reason"] == typed["departure"]
    )
    for name in ("outcome", "vote"):
        assert typed["departure"] in client.get(url(stage, name)).content.decode()


@pytest.fixture
def vote(cast):
    play(cast, "invented-difference-vote", last="registration")
    pk = cast.stage("vote").pk
    approve_difference(stage_id=pk, position="P02", reason="经研究继续", by=cast.actor(Role.APPROVER))
    return open_stage(stage_id=pk, by=cast.actor(Role.STAFF))


def count(cast, stage, ballot, **votes):
    entries = [
        CountEntry(keys(cast)[number], ballot, option, n)
        for number, said in votes.items()
        for option, n in enumerate(said)
    ]
    enter_counts(stage_id=stage.pk, counts=entries, by=cast.actor(Role.STAFF))


def test_quorum_majority_ties_and_the_last_ballot_are_told(cast, vote, as_role):
    staff = as_role(Role.STAFF)
    assert "尚未计票" in staff.get(url(vote)).content.decode()
    count(cast, vote, 0, v1=(5, 4, 1, 10, 0), v2=(5, 6, 0, 11, 0), x1=(7, 0, 0, 7, 1), x2=(0, 7, 0, 7, 1))
    count(cast, vote, 0, w1=(9, 2, 0, 11, 0), w2=(7, 4, 0, 11, 0), w3=(7, 4, 0, 11, 0))
    page = staff.get(url(vote)).content.decode()
    for words in ("到会 10/11,达到 2/3", "至少 6 票", "本次投票无效", "末位得票相等", "进入第 2 次投票"):
        assert words.replace(",", "，") in page, words
    count(cast, vote, 1, v1=(4, 6, 0, 10, 0), v2=(5, 6, 0, 11, 0))
    assert "本次选拔中该职位不再提交票决" in staff.get(url(vote)).content.decode()


def test_who_may(cast, vote, as_role, client):
    assert client.get(url(vote)).status_code == 302
    assert as_role(Role.SUPERVISOR).get(url(vote)).status_code == 200
    for role in ("stranger", Role.JUDGE):
        assert as_role(role).get(url(vote)).status_code == 404


def test_the_page_costs_the_same_for_many(cast, vote, as_role, same_queries):
    staff = as_role(Role.STAFF)
    count(cast, vote, 0, v1=(5, 4, 1, 10, 0))
    names = ("v2", "v3", "w1", "w2", "w3", "x1", "x2")
    same_queries(
        lambda: staff.get(url(vote)),
        lambda: count(cast, vote, 0, **dict.fromkeys(names, (5, 4, 1, 10, 0))),
    )


def test_before_the_vote_opens_nobody_stands(cast, as_role):
    play(cast, "invented-difference-vote", last="registration")
    page = as_role(Role.STAFF).get(url(cast.stage("vote")))
    assert (page.status_code, page.context["positions"]) == (200, [])
