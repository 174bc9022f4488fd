"""The edge cases of the field, each test named after its number: what people do about them, and what stays on record.

What the engine makes of the others, and which are left out and why, stands in `test_edge_cases.py`.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from campaigns.actions.plans import begin_amendment, edit_plan, freeze_plan, propose_plan
from campaigns.actions.stages import NotNow, open_stage
from campaigns.plan.document import read_plan
from campaigns.queries import latest_plan, plan_of
from candidates.actions.applications import enter_application, leave_registration
from candidates.applications_file import ApplicationRow
from candidates.models import Application
from candidates.sheets import read_table
from oversight.actions import Declined
from oversight.models import Entry
from oversight.rights import Role
from oversight.signing import answer_objection, settle_objection
from scoring.actions.approvals import approve_difference
from scoring.actions.marks import correct_marks, record_leave
from scoring.actions.meetings import Held, hold_meeting
from scoring.actions.nodes import object_to
from scoring.actions.stages import close_stage
from scoring.differences import difference
from scoring.evidence_files.reading import read_sheet
from scoring.models import Outcome
from scoring.required import shortfalls
from tests.cast import play
from tests.rehearsal import PLAN, WRITTEN, apply_all, carry, decide, given, keys, rehearse, seal

pytestmark = pytest.mark.django_db
ID = "11010519491231002X"


@pytest.fixture
def staff(cast):
    return cast.actor(Role.STAFF)


def entries(cast, code):
    return Entry.objects.filter(log__name=cast.campaign.log, code=code).order_by("seq")


def amended(cast, change):
    """Amend the plan: a reason, a new version, approved by a second person."""
    begin_amendment(campaign_id=cast.campaign.pk, by=cast.actor(Role.STAFF), reason="情况变化")
    plan = change(plan_of(latest_plan(cast.campaign)))
    edit_plan(campaign_id=cast.campaign.pk, plan=plan, by=cast.actor(Role.STAFF))
    propose_plan(campaign_id=cast.campaign.pk, by=cast.actor(Role.STAFF))
    freeze_plan(campaign_id=cast.campaign.pk, by=cast.actor(Role.APPROVER))


def test_edge_08_one_person_applies_for_two_posts(cast, staff):
    rehearse(cast)
    for number, position, accepted in (("A1", "P01", True), ("B1", "P02", False), ("A2", "P01", False)):
        row = ApplicationRow(number=number, position=position, name="赵一", id_number=ID)
        if accepted:
            enter_application(campaign_id=cast.campaign.pk, row=row, by=staff)
        else:
            with pytest.raises((NotNow, Declined)):
                enter_application(campaign_id=cast.campaign.pk, row=row, by=staff)
    leave_registration(application_id=keys(cast)["A1"], standing="withdrawn", reason="改报二科", by=staff)
    row = ApplicationRow(number="B1", position="P02", name="赵一", id_number=ID)
    enter_application(campaign_id=cast.campaign.pk, row=row, by=staff)
    assert Application.objects.filter(campaign=cast.campaign, standing="").get().number == "B1"


def test_edge_13_a_mark_out_of_range_and_a_mark_put_right(cast, staff):
    plan = read_plan(PLAN.replace("TIES", "all"))
    table = read_table("written.csv", b"id,public,special\nA1,101,80\nA2,-1,80\nA3,abc,80\n")
    _sheet, mistakes = read_sheet(table, plan.stage("written"), plan)
    assert [(m.line, m.column) for m in mistakes] == [(2, "public"), (3, "public"), (4, "public")]
    carry(cast, "written")
    correct_marks(
        stage_id=cast.stage("written").pk,
        entries=[given(keys(cast)["A1"], 91)],
        by=staff,
        reason="考官更正并签字",
    )
    changed = entries(cast, "mark.changed").get().content
    assert (changed["facts"]["before"], changed["facts"]["after"]) == ("90", "91")
    assert changed["reason"] == "考官更正并签字"


@pytest.fixture
def three_for_one(cast):
    """Three stand for the one opening of P01 in the ballot; P02, one short, has its approval."""
    play(cast, "invented-difference-vote", last="registration")
    approve_difference(
        stage_id=cast.stage("vote").pk, position="P02", reason="经研究继续", by=cast.actor(Role.APPROVER)
    )
    return cast.stage("vote")


def test_edge_20_the_difference_is_lost_on_the_way(cast, staff, three_for_one):
    def leaves(number):
        record_leave(
            stage_id=cast.stage("registration").pk, application_id=keys(cast)[number], standing="withdrawn",
            reason="个人原因", by=staff,
        )  # fmt: skip
        decide(cast, "registration")
        seal(cast, "registration")

    leaves("v1")
    assert [
        one for one in shortfalls(three_for_one) if one.position.code == "P01"
    ] == []  # 2 for 1 is one still
    leaves("v2")
    lost = next(one for one in shortfalls(three_for_one) if one.position.code == "P01")
    assert (lost.entrants, lost.required, lost.approved) == (1, 2, False)
    with pytest.raises(NotNow):
        open_stage(stage_id=three_for_one.pk, by=staff)
    approve_difference(
        stage_id=three_for_one.pk, position="P01", reason="报经上级同意", by=cast.actor(Role.APPROVER)
    )
    assert open_stage(stage_id=three_for_one.pk, by=staff).state == "open"


def test_edge_29_an_adverse_note_a_day_before_the_ballot(cast, staff, three_for_one):
    open_stage(stage_id=three_for_one.pk, by=staff)
    for number in ("v1", "v2"):
        record_leave(
            stage_id=three_for_one.pk, application_id=keys(cast)[number], standing="disqualified",
            reason="纪检机关回复意见", by=staff,
        )  # fmt: skip
    with pytest.raises(NotNow):
        close_stage(stage_id=three_for_one.pk, by=staff, counted_elsewhere=True)
    assert [one.entrants for one in shortfalls(three_for_one) if not one.approved] == [1]


def test_edge_23_a_recheck_changes_a_published_rank(cast, staff):
    carry(cast, "written")
    entered = [given(keys(cast)["A2"], 95, criterion=paper) for paper in (0, 1)]
    correct_marks(stage_id=cast.stage("written").pk, entries=entered, by=staff, reason="成绩复核")
    decide(cast, "written")
    seal(cast, "written")
    runs = list(Outcome.objects.filter(stage__key="written").order_by("run"))
    assert [(run.run, run.state) for run in runs] == [(1, "superseded"), (2, "sealed")]
    ranks = [dict(run.placings.values_list("application__number", "rank")) for run in runs]
    assert [(rank["A1"], rank["A2"]) for rank in ranks] == [(1, 2), (2, 1)]
    assert {move.number for move in difference(*runs).moves} >= {"A1", "A2"}
    assert entries(cast, "stage.corrected").get().content["reason"] == "成绩复核"


def test_edge_24_a_wrong_key_is_found_and_everybody_is_computed_again(cast, staff):
    carry(cast, "written")
    entered = [given(keys(cast)[number], points + 2, criterion=1) for number, points in WRITTEN.items()]
    correct_marks(stage_id=cast.stage("written").pk, entries=entered, by=staff, reason="第12题标准答案有误")
    decide(cast, "written")
    former, found = Outcome.objects.filter(stage__key="written").order_by("run")
    moves = difference(former, found).moves
    assert {move.number for move in moves} == set(WRITTEN)
    assert all(len(move.marks) == 1 for move in moves)


def test_edge_25_a_refusal_is_taken_back_before_the_deadline(cast, staff):
    rehearse(cast)
    apply_all(cast)
    refused = keys(cast)["A1"]
    leave_registration(application_id=refused, standing="disqualified", reason="年限不足", by=staff)
    leave_registration(application_id=refused, standing="", reason="申诉成立", by=staff)
    assert Application.objects.get(pk=refused).standing == ""
    told = [
        entry.content["reason"]
        for code in ("application.left", "application.returned")
        for entry in entries(cast, code)
    ]
    assert told == ["年限不足", "申诉成立"]


def test_edge_27_a_recommendation_older_than_twelve_months(cast, staff):
    play(cast, "invented-recommendation-and-inspection", last="recommendation")
    Outcome.objects.filter(stage__key="recommendation").update(sealed_at=timezone.now() - timedelta(days=370))
    with pytest.raises(NotNow, match="held again, in a new run"):
        open_stage(stage_id=cast.stage("inspection").pk, by=staff)


def test_edge_34_a_unit_is_renamed_and_what_was_decided_keeps_its_words(cast, staff):
    carry(cast, "written")
    before = cast.campaign.plans.get(number=1).document
    amended(
        cast,
        lambda plan: replace(
            plan, positions=(replace(plan.positions[0], title="综合科科长"), *plan.positions[1:])
        ),
    )
    assert cast.campaign.plans.get(number=1).document == before
    assert "综合科科长" in cast.campaign.plans.get(number=2).document
    assert Outcome.objects.get(stage__key="written").plan.number == 1


def test_edge_37_when_it_happened_and_when_it_was_entered(cast, staff, three_for_one):
    open_stage(stage_id=three_for_one.pk, by=staff)
    held = Held(date(2026, 1, 5), "王书记", due=11, present=11)
    hold_meeting(stage_id=three_for_one.pk, key="1", held=held, by=staff)
    entry = entries(cast, "meeting.held").get()
    assert entry.content["facts"]["day"] == "2026-01-05"  # when it was held
    assert timezone.now() - entry.at < timedelta(
        minutes=5
    )  # when that was entered: by the clock, never typed
    later = replace(held, held_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(NotNow):
        hold_meeting(stage_id=three_for_one.pk, key="1", held=later, by=staff)


def test_edge_39_an_observer_objects_during_the_count(cast, staff):
    carry(cast, "registration", filled="written")
    decide(cast, "written")
    raised = object_to(
        campaign_id=cast.campaign.pk,
        subject="stage:written",
        text="有一张票未唱",
        by=cast.actor(Role.SUPERVISOR),
    )
    with pytest.raises(NotNow):
        seal(cast, "written")
    answer_objection(objection_id=raised.pk, text="已当场重计", by=staff)
    settle_objection(objection_id=raised.pk, by=cast.actor(Role.SUPERVISOR))
    assert seal(cast, "written").state == "sealed"
    assert [entries(cast, f"objection.{what}").count() for what in ("raised", "answered", "settled")] == [
        1,
        1,
        1,
    ]


def test_edge_40_the_notice_is_amended_after_sign_up_has_opened(cast, staff):
    rehearse(cast)
    apply_all(cast)
    amended(cast, lambda plan: replace(plan, reference_date=date(2026, 3, 31)))
    assert [(v.number, v.state) for v in cast.campaign.plans.order_by("number")] == [
        (1, "superseded"),
        (2, "frozen"),
    ]
    assert entries(cast, "plan.amended").get().content["reason"] == "情况变化"
    assert cast.stage("registration").state == "open" and len(keys(cast)) == 7
