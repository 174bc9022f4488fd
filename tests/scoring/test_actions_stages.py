"""The actions of stages and marks: what they do, what they refuse, what stands in the ledger, what is repeated."""

import threading

import pytest
from django.db import connection

from campaigns.actions.stages import NotNow, open_stage
from oversight.models import Entry, Job
from oversight.rights import Role
from scoring.actions.marks import TypedMark as Typed
from scoring.actions.marks import correct_marks, enter_marks, record_leave
from scoring.actions.stages import (
    close_stage,
    correct_stage,
    decide_stage,
    reopen_stage,
    request_decision,
    seal_stage,
)
from scoring.collect import outcome_in_force
from scoring.core.values import MICRO, MarkState
from scoring.models import Assessor, Mark, Outcome
from tests.rehearsal import apply_all, carry, decide, given, keys, rehearse


def codes(cast):
    return list(
        Entry.objects.filter(log__name=cast.campaign.log).order_by("seq").values_list("code", flat=True)
    )


@pytest.fixture
def staff(cast):
    return cast.actor(Role.STAFF)


@pytest.fixture
def approver(cast):
    return cast.actor(Role.APPROVER)


def test_the_way_from_open_to_sealed(cast):
    carry(cast, "written")
    tail = [code for code in codes(cast) if code.startswith("stage.")][-4:]
    assert tail == ["stage.opened", "stage.closed", "stage.decided", "stage.sealed"]
    outcome = outcome_in_force(cast.stage("written"))
    assert (outcome.state, outcome.run) == ("sealed", 1)
    assert outcome.decided_by_id != outcome.sealed_by_id


def test_closing_twice_is_refused_and_records_once(cast, staff):
    rehearse(cast)
    stage = cast.stage("registration")
    close_stage(stage_id=stage.pk, by=staff)
    with pytest.raises(NotNow):
        close_stage(stage_id=stage.pk, by=staff)
    assert codes(cast).count("stage.closed") == 1


def test_a_stage_opens_after_the_one_before_is_sealed(cast, staff):
    rehearse(cast)
    with pytest.raises(NotNow):
        open_stage(stage_id=cast.stage("written").pk, by=staff)


def test_reopening_needs_a_reason_and_a_closed_stage(cast, staff):
    rehearse(cast)
    stage = cast.stage("registration")
    with pytest.raises(NotNow):
        reopen_stage(stage_id=stage.pk, by=staff, reason="早了")
    close_stage(stage_id=stage.pk, by=staff)
    with pytest.raises(NotNow):
        reopen_stage(stage_id=stage.pk, by=staff, reason=" ")
    assert reopen_stage(stage_id=stage.pk, by=staff, reason="补录").state == "open"


def test_deciding_again_returns_what_was_stored(cast, staff):
    carry(cast, "registration")
    stage = cast.stage("registration")
    first = outcome_in_force(stage)
    assert decide_stage(stage_id=stage.pk, run=1, by=staff) == first
    assert Outcome.objects.filter(stage=stage).count() == 1
    assert codes(cast).count("stage.decided") == 1


def test_an_open_stage_is_not_decided(cast, staff):
    rehearse(cast)
    with pytest.raises(NotNow):
        request_decision(stage_id=cast.stage("registration").pk, by=staff)
    assert Job.objects.count() == 0


def test_marks_changed_past_the_screens_stop_the_decision(cast, staff):
    carry(cast, "written", filled="written")
    stage = cast.stage("written")
    close_stage(stage_id=stage.pk, by=staff)
    Mark.objects.filter(application__number="A1").update(value=1)
    with pytest.raises(NotNow):
        decide_stage(stage_id=stage.pk, run=1, by=staff)


def test_a_second_person_seals(cast, staff, approver):
    rehearse(cast)
    apply_all(cast)
    stage = decide(cast, "registration")
    digest = outcome_in_force(stage).outcome_digest
    with pytest.raises(NotNow):
        seal_stage(stage_id=stage.pk, by=staff, outcome_digest=digest)
    with pytest.raises(NotNow):
        seal_stage(stage_id=stage.pk, by=approver, outcome_digest="0" * 64)
    assert seal_stage(stage_id=stage.pk, by=approver, outcome_digest=digest).state == "sealed"


def test_marks_of_no_entrant_are_refused(cast, staff):
    carry(cast, "interview", filled="interview")
    entry = given(keys(cast)["A4"], 80, room="A", judge="1")
    with pytest.raises(NotNow) as refused:
        enter_marks(stage_id=cast.stage("interview").pk, entries=[entry], by=staff)
    assert "A4" in str(refused.value)


def test_a_person_is_heard_in_one_room(cast, staff):
    carry(cast, "interview", filled="interview")
    entry = given(keys(cast)["A1"], 80, room="B", judge="9")
    with pytest.raises(NotNow):
        enter_marks(stage_id=cast.stage("interview").pk, entries=[entry], by=staff)
    assert Assessor.objects.filter(label="9").count() == 0


def test_a_mark_is_entered_changed_and_taken_out(cast, staff):
    carry(cast, "written", filled="written")
    stage, person = cast.stage("written"), keys(cast)["A1"]
    assert enter_marks(stage_id=stage.pk, entries=[given(person, 90)], by=staff) == 0
    assert enter_marks(stage_id=stage.pk, entries=[given(person, 91)], by=staff) == 1
    assert enter_marks(stage_id=stage.pk, entries=[Typed(person, "", "", 0, None, 0)], by=staff) == 1
    assert codes(cast)[-2:] == ["mark.changed", "mark.removed"]
    absent = Typed(person, "", "", 0, MarkState.ABSENT, 0)
    assert enter_marks(stage_id=stage.pk, entries=[absent], by=staff) == 1


def test_a_correction_needs_a_reason_and_a_difference(cast, staff):
    carry(cast, "written")
    stage, person = cast.stage("written"), keys(cast)["A1"]
    with pytest.raises(NotNow):
        correct_marks(stage_id=stage.pk, entries=[given(person, 91)], by=staff, reason=" ")
    with pytest.raises(NotNow):
        correct_marks(stage_id=stage.pk, entries=[given(person, 90)], by=staff, reason="无")
    assert cast.stage("written").state == "sealed"
    correct_marks(stage_id=stage.pk, entries=[given(person, 91)], by=staff, reason="登分错误")
    assert (cast.stage("written").state, cast.stage("written").run) == ("closed", 2)
    assert [e.content["reason"] for e in Entry.objects.order_by("-seq")[:3]] == ["登分错误"] * 3


def test_a_correction_takes_later_stages_along(cast, staff):
    carry(cast, "total")
    entries = [given(keys(cast)["A1"], 91)]
    correct_marks(stage_id=cast.stage("written").pk, entries=entries, by=staff, reason="登分错误")
    states = {key: cast.stage(key).state for key in ("written", "interview", "total")}
    assert states == {"written": "closed", "interview": "open", "total": "open"}


def test_nobody_leaves_twice(cast, staff):
    carry(cast, "written")
    leave = {"application_id": keys(cast)["A1"], "standing": "withdrawn", "by": staff}
    record_leave(stage_id=cast.stage("written").pk, reason="放弃", **leave)
    decide(cast, "written")
    with pytest.raises(NotNow):
        record_leave(stage_id=cast.stage("written").pk, reason="又放弃", **leave)


def test_an_announcement_is_not_corrected(cast, staff):
    rehearse(cast)
    with pytest.raises(NotNow):
        correct_stage(stage_id=cast.stage("announcement").pk, by=staff, reason="改")


def race(*acts):
    """Run acts at the same moment, each on a connection of its own; return what each answered or raised."""
    answers: list[object] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(place, act):
        gate.wait()
        try:
            answers[place] = act()
        except NotNow as refused:
            answers[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_at_once_one_gets_a_sentence(cast, staff, approver):
    rehearse(cast)
    pk = cast.stage("registration").pk
    answers = race(lambda: close_stage(stage_id=pk, by=staff), lambda: close_stage(stage_id=pk, by=approver))
    assert sum(isinstance(answer, NotNow) for answer in answers) == 1
    assert codes(cast).count("stage.closed") == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_enter_the_same_mark_leave_one(cast, staff, approver):
    carry(cast, "written", filled="written")
    Mark.objects.all().delete()
    pk, person = cast.stage("written").pk, keys(cast)["A1"]
    race(
        lambda: enter_marks(stage_id=pk, entries=[given(person, 80)], by=staff),
        lambda: enter_marks(stage_id=pk, entries=[given(person, 70)], by=approver),
    )
    assert Mark.objects.count() == 1
    assert codes(cast)[-2:] == ["marks.entered", "mark.changed"]
    assert Mark.objects.get().value in (70 * MICRO, 80 * MICRO)


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_for_the_decision_get_one_job(cast, staff, approver):
    rehearse(cast)
    pk = cast.stage("registration").pk
    close_stage(stage_id=pk, by=staff)
    race(
        lambda: request_decision(stage_id=pk, by=staff),
        lambda: request_decision(stage_id=pk, by=approver),
    )
    assert Job.objects.filter(kind="decide").count() == 1
