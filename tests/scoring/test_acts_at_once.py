"""The acts of a campaign done by many at the same moment: one succeeds, the others are told why, nothing is lost."""

import dataclasses
from collections import Counter
from typing import Any

import pytest

from campaigns.actions.notices import draft_notice, drop_notice, publish_notice
from campaigns.actions.plans import create_campaign, freeze_plan, propose_plan
from campaigns.actions.seats import give_seat
from campaigns.actions.stages import NotNow, open_stage
from campaigns.models import Campaign, Notice, Seat
from campaigns.paper.facts import from_json
from campaigns.plan.document import read_plan
from candidates.actions.applications import import_applications
from candidates.applications_file import ApplicationRow
from oversight.jobs import run_due
from oversight.models import Entry, Job
from oversight.rights import Role
from scoring.actions.archive import request_archive
from scoring.actions.stages import (
    close_stage,
    correct_stage,
    decide_stage,
    reopen_stage,
    request_decision,
    seal_stage,
)
from scoring.collect import outcome_in_force
from scoring.models import Outcome
from scoring.tasks import HANDLERS
from tests.at_once import WRITERS, at_once, check_ledgers, split
from tests.cast import Cast
from tests.rehearsal import PLAN, apply_all, carry, decide, rehearse
from tests.selection.publishing import draft

PLANNED = read_plan(PLAN.replace("TIES", "all"))
pytestmark = pytest.mark.django_db(transaction=True)


def codes() -> Counter[str]:
    return Counter(Entry.objects.values_list("code", flat=True))


def closed(cast: Cast) -> int:
    """Close the registration of a new campaign and return the stage's key."""
    rehearse(cast)
    apply_all(cast)
    return close_stage(stage_id=cast.stage("registration").pk, by=cast.actor(Role.STAFF)).pk


def test_one_decision(cast: Cast) -> None:
    stage, by = closed(cast), cast.actor(Role.STAFF)
    done, refused = split(at_once(lambda index: decide_stage(stage_id=stage, run=1, by=by).pk))
    assert (len(set(done)), refused) == (1, [])
    assert (Outcome.objects.count(), codes()["stage.decided"]) == (1, 1)
    check_ledgers()


def test_one_job_of_one_decision(cast: Cast) -> None:
    stage, by = closed(cast), cast.actor(Role.STAFF)

    def ask_and_work(index: int) -> int:
        request_decision(stage_id=stage, by=by)
        return run_due(HANDLERS)

    split(at_once(ask_and_work))
    run_due(HANDLERS)
    assert list(Job.objects.values_list("kind", "state", "attempts")) == [("decide", "done", 1)]
    assert (Outcome.objects.count(), codes()["stage.decided"]) == (1, 1)
    check_ledgers()


def test_deciding_while_others_close_and_reopen(cast: Cast) -> None:
    stage, by = closed(cast), cast.actor(Role.STAFF)

    def act(index: int) -> str:
        if index % 4 == 0:
            return reopen_stage(stage_id=stage, by=by, reason="r").state
        if index % 4 == 1:
            return close_stage(stage_id=stage, by=by).state
        return decide_stage(stage_id=stage, run=1, by=by).stage.state

    done, _refused = split(at_once(act))
    found = codes()
    assert found["stage.closed"] - found["stage.reopened"] in (0, 1)
    assert found["stage.decided"] == Outcome.objects.count()
    assert (
        ("decided" in done)
        == (found["stage.decided"] == 1)
        == (cast.stage("registration").state == "decided")
    )
    check_ledgers()


def test_one_seal(cast: Cast) -> None:
    closed(cast)
    decide(cast, "registration")
    outcome = outcome_in_force(cast.stage("registration"))
    assert outcome is not None
    by = cast.actor(Role.APPROVER)

    def seal(index: int) -> Outcome:
        return seal_stage(stage_id=outcome.stage_id, by=by, outcome_digest=outcome.outcome_digest)

    done, refused = split(at_once(seal))
    assert (len(done), set(refused)) == (1, {"“报名” is sealed once it is decided."})
    assert codes()["stage.sealed"] == 1
    check_ledgers()


def test_sealing_and_correcting(cast: Cast) -> None:
    closed(cast)
    decide(cast, "registration")
    outcome = outcome_in_force(cast.stage("registration"))
    assert outcome is not None
    stage = outcome.stage_id

    def act(index: int) -> str:
        if index % 2:
            by = cast.actor(Role.APPROVER)
            seal_stage(stage_id=stage, by=by, outcome_digest=outcome.outcome_digest)
            return "sealed"
        correct_stage(stage_id=stage, by=cast.actor(Role.STAFF), reason="r")
        return "corrected"

    done, refused = split(at_once(act))
    assert done.count("corrected") == 1
    assert done.count("sealed") <= 1
    assert all(sentence.endswith(".") for sentence in refused)
    assert (cast.stage("registration").state, cast.stage("registration").run) == ("closed", 2)
    assert (codes()["stage.corrected"], codes()["stage.sealed"]) == (1, done.count("sealed"))
    decide(cast, "registration")
    assert list(Outcome.objects.order_by("run").values_list("run", "state")) == [
        (1, "superseded"),
        (2, "decided"),
    ]
    check_ledgers()


def test_numbers_of_notices_have_no_hole(cast: Cast) -> None:
    """Eight notices of three campaigns, each published by two people."""
    rehearse(cast)
    by = cast.actor(Role.STAFF)
    first = draft(cast, "announcement")
    facts = from_json(first.facts)
    others = [create_campaign(plan=dataclasses.replace(PLANNED, code=f"2026-T-0{n}"), by=by) for n in (2, 3)]
    drafts = [
        draft_notice(
            campaign_id=others[run % 2].pk,
            stage=None,
            kind="announcement",
            facts=facts,
            title="t",
            run=run,
            by=by,
        )
        for run in range(1, WRITERS)
    ]
    keys = [first.pk, *(notice.pk for notice in drafts)]

    def publish(index: int) -> int:
        return publish_notice(notice_id=keys[index // 2], by=by).pk

    done, refused = split(at_once(publish, WRITERS * 2))
    assert (len(done), len(refused)) == (WRITERS, WRITERS)
    assert all("has been published already" in sentence for sentence in refused)
    assert sorted(Notice.objects.values_list("serial", flat=True)) == list(range(1, WRITERS + 1))
    assert Job.objects.filter(kind="press").count() == WRITERS
    check_ledgers()


def test_a_draft_is_dropped_or_published(cast: Cast) -> None:
    rehearse(cast)
    notice, by = draft(cast, "announcement").pk, cast.actor(Role.STAFF)
    acts = (publish_notice, drop_notice)
    done, refused = split(at_once(lambda index: acts[index % 2](notice_id=notice, by=by)))
    assert (len(done), len(set(refused))) == (1, 1)
    assert codes()["notice.numbered"] + codes()["notice.dropped"] == 1
    assert Notice.objects.count() == codes()["notice.numbered"]
    check_ledgers()


def test_a_stage_that_an_amendment_took_out_is_no_error(cast: Cast) -> None:
    rehearse(cast)
    with pytest.raises(NotNow, match="The plan was amended meanwhile"):
        open_stage(stage_id=cast.stage("total").pk + 100, by=cast.actor(Role.STAFF))


def test_one_opening(cast: Cast) -> None:
    carry(cast, "registration")
    stage, by = cast.stage("written").pk, cast.actor(Role.STAFF)
    done, refused = split(at_once(lambda index: open_stage(stage_id=stage, by=by)))
    assert (len(done), len(refused)) == (1, WRITERS - 1)
    assert codes()["stage.opened"] == 2
    check_ledgers()


def test_one_freezing(cast: Cast) -> None:
    campaign = create_campaign(plan=PLANNED, by=cast.actor(Role.STAFF))
    propose_plan(campaign_id=campaign.pk, by=cast.actor(Role.STAFF))
    by = cast.actor(Role.APPROVER)
    done, refused = split(at_once(lambda index: freeze_plan(campaign_id=campaign.pk, by=by)))
    assert (len(done), len(refused)) == (1, WRITERS - 1)
    assert (codes()["plan.frozen"], campaign.stages.count()) == (1, 5)
    check_ledgers()


def test_the_same_sheet_is_taken_over_once(cast: Cast) -> None:
    campaign = rehearse(cast)
    rows = [ApplicationRow(number=f"C{n}", position="P01", name="王") for n in range(20)]
    by = cast.actor(Role.STAFF)

    def upload(index: int) -> Any:
        return import_applications(campaign_id=campaign.pk, rows=rows, name="a.csv", data=b"the same", by=by)

    done, refused = split(at_once(upload))
    assert (len(done), len(refused)) == (1, WRITERS - 1)
    assert all("was taken over" in sentence for sentence in refused)
    assert campaign.applications.count() == 20
    check_ledgers()


def test_a_campaign_is_made_once(cast: Cast) -> None:
    plan, by = PLANNED, cast.actor(Role.STAFF)
    done, refused = split(at_once(lambda index: create_campaign(plan=plan, by=by)))
    assert (len(done), set(refused)) == (
        1,
        {"A campaign with the code 2026-T-01 exists already; choose another."},
    )
    assert (Campaign.objects.count(), codes()["campaign.created"]) == (1, 1)
    check_ledgers()


def test_a_seat_is_given_once(cast: Cast) -> None:
    campaign = create_campaign(plan=PLANNED, by=cast.actor(Role.STAFF))
    by, user = cast.actor(Role.SECURITY_OFFICER), cast["stranger"].pk
    roles = (Role.APPROVER, Role.SUPERVISOR)

    def give(index: int) -> Seat:
        return give_seat(campaign_id=campaign.pk, user_id=user, role=roles[index % 2], by=by)

    done, refused = split(at_once(give))
    assert (len(done), len(refused)) == (1, WRITERS - 1)
    assert campaign.seats.filter(user_id=user).count() == 1
    check_ledgers()


def test_one_archive_is_written_and_packed(cast: Cast) -> None:
    campaign, by = carry(cast, "registration"), cast.actor(Role.STAFF)

    def ask_and_work(index: int) -> None:
        request_archive(campaign_id=campaign.pk, by=by)

    split(at_once(ask_and_work))
    split(at_once(lambda index: run_due(HANDLERS)))
    assert list(Job.objects.exclude(kind="decide").order_by("id").values_list("kind", "state")) == [
        ("export", "done"),
        ("archive", "done"),
    ]
    assert codes()["archive.exported"] == 1
    check_ledgers()
