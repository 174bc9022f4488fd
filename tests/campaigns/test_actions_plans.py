"""Plans on their way: edited, proposed, returned, frozen, amended; what an amendment may not change."""

from dataclasses import replace
from decimal import Decimal

import pytest

from campaigns.actions.advice import note_competition, set_advice_aside
from campaigns.actions.plans import (
    PlanRefused,
    begin_amendment,
    create_campaign,
    edit_plan,
    freeze_plan,
    propose_plan,
    return_plan,
)
from campaigns.actions.stages import NotNow
from campaigns.advice import Trigger
from campaigns.methods import new_plan
from campaigns.models import Campaign, PlanVersion
from campaigns.plan.document import read_plan
from campaigns.plan.editing import add_stage, drop_stage, move_stage_in, replace_stage
from campaigns.plan.rules import Category, Component, Method, Place, Position
from campaigns.queries import latest_plan, plan_of
from oversight.models import Entry
from oversight.rights import Role
from tests.cast import play
from tests.rehearsal import rehearse

FOLDER = "01-ucas-2025-computer-tech"
POSTS = (
    Position(code="P01", title="副局长", category=Category.DEPUTY, openings=1),
    Position(code="P02", title="主任", category=Category.DEPUTY, openings=2),
)


def draft(cast, **more):
    values = {"method": Method.OPEN_SELECTION, "code": "T-1", "title": "试点", "positions": POSTS, **more}
    return create_campaign(plan=new_plan(**values), by=cast.actor(Role.STAFF))


def codes_of(campaign):
    return list(Entry.objects.filter(log__name=campaign.code).order_by("seq").values_list("code", flat=True))


def frozen(cast, **more):
    campaign = draft(cast, **more)
    propose_plan(campaign_id=campaign.pk, by=cast.actor(Role.STAFF))
    freeze_plan(campaign_id=campaign.pk, by=cast.actor(Role.APPROVER))
    return Campaign.objects.get(pk=campaign.pk)


def test_a_draft_is_edited_proposed_and_frozen(cast):
    campaign = draft(cast)
    plan = replace(plan_of(latest_plan(campaign)), title="试点二")
    edit_plan(campaign_id=campaign.pk, plan=plan, by=cast.actor(Role.STAFF))
    propose_plan(campaign_id=campaign.pk, by=cast.actor(Role.STAFF))
    laid = freeze_plan(campaign_id=campaign.pk, by=cast.actor(Role.APPROVER))
    assert codes_of(campaign)[-3:] == ["plan.edited", "plan.proposed", "plan.frozen"]
    assert (laid.campaign.title, laid.campaign.state, laid.version.state) == ("试点二", "running", "frozen")
    assert [s.key for s in laid.campaign.stages.all()] == [s.key for s in plan.stages]
    assert [p.code for p in laid.campaign.positions.all()] == ["P01", "P02"]


def test_the_same_plan_again_changes_and_records_nothing(cast):
    campaign = draft(cast)
    before = codes_of(campaign)
    edit_plan(campaign_id=campaign.pk, plan=plan_of(latest_plan(campaign)), by=cast.actor(Role.STAFF))
    assert codes_of(campaign) == before


def test_who_edits_an_older_draft_is_told(cast):
    campaign = draft(cast)
    seen = latest_plan(campaign).digest
    plan = plan_of(latest_plan(campaign))
    staff = cast.actor(Role.STAFF)
    edit_plan(campaign_id=campaign.pk, plan=replace(plan, title="先"), by=staff, expected=seen)
    with pytest.raises(NotNow, match="changed the draft meanwhile"):
        edit_plan(campaign_id=campaign.pk, plan=replace(plan, title="后"), by=staff, expected=seen)


def test_positions_of_a_draft_follow_the_plan(cast):
    campaign = draft(cast)
    plan = replace(plan_of(latest_plan(campaign)), positions=(POSTS[1], replace(POSTS[0], code="P09")))
    edit_plan(campaign_id=campaign.pk, plan=plan, by=cast.actor(Role.STAFF))
    assert [(p.code, p.openings) for p in campaign.positions.order_by("order")] == [("P02", 2), ("P09", 1)]


def test_nobody_approves_what_he_put_forward(cast):
    campaign = draft(cast)
    propose_plan(campaign_id=campaign.pk, by=cast.actor(Role.STAFF))
    with pytest.raises(NotNow, match="second person"):
        freeze_plan(campaign_id=campaign.pk, by=cast.actor(Role.STAFF))
    assert latest_plan(campaign).state == PlanVersion.State.PROPOSED


def test_a_refusal_names_every_error(cast):
    campaign = draft(cast)
    plan = plan_of(latest_plan(campaign))
    total = next(s for s in plan.stages if s.kind == "composite")
    wrong = replace(
        total, weights={"written": Component(weight=Decimal(40)), "interview": Component(weight=Decimal(50))}
    )
    publicity = next(s for s in plan.stages if s.kind == "publicity")
    changed = replace_stage(replace_stage(plan, total.key, wrong), publicity.key, replace(publicity, days=3))
    edit_plan(campaign_id=campaign.pk, plan=changed, by=cast.actor(Role.STAFF))
    with pytest.raises(PlanRefused) as refused:
        propose_plan(campaign_id=campaign.pk, by=cast.actor(Role.STAFF))
    assert [(f.code, f.stage) for f in refused.value.findings] == [
        ("weights", total.key),
        ("publicity_days", publicity.key),
    ]


def test_a_proposed_plan_is_not_edited_until_it_is_returned(cast):
    campaign = draft(cast)
    staff, approver = cast.actor(Role.STAFF), cast.actor(Role.APPROVER)
    propose_plan(campaign_id=campaign.pk, by=staff)
    plan = replace(plan_of(latest_plan(campaign)), title="改")
    with pytest.raises(NotNow, match="waiting for approval"):
        edit_plan(campaign_id=campaign.pk, plan=plan, by=staff)
    with pytest.raises(NotNow, match="State the reason"):
        return_plan(campaign_id=campaign.pk, by=approver, reason=" ")
    return_plan(campaign_id=campaign.pk, by=approver, reason="名称不对")
    edit_plan(campaign_id=campaign.pk, plan=plan, by=staff)
    assert codes_of(campaign)[-2:] == ["plan.returned", "plan.edited"]


def test_a_frozen_plan_refuses_edits(cast):
    campaign = frozen(cast)
    with pytest.raises(NotNow, match="frozen"):
        edit_plan(campaign_id=campaign.pk, plan=plan_of(latest_plan(campaign)), by=cast.actor(Role.STAFF))
    with pytest.raises(NotNow, match="frozen"):
        propose_plan(campaign_id=campaign.pk, by=cast.actor(Role.STAFF))


def test_the_code_stays(cast):
    campaign = draft(cast)
    with pytest.raises(NotNow, match="code of a campaign"):
        plan = replace(plan_of(latest_plan(campaign)), code="T-2")
        edit_plan(campaign_id=campaign.pk, plan=plan, by=cast.actor(Role.STAFF))


def test_advice_not_followed_needs_a_reason(cast):
    campaign = draft(cast, method=Method.INTERNAL_COMPETITION)
    staff = cast.actor(Role.STAFF)
    with pytest.raises(PlanRefused) as refused:
        propose_plan(campaign_id=campaign.pk, by=staff)
    assert [(f.code, f.field) for f in refused.value.findings] == [("advice", "P01"), ("advice", "P02")]
    with pytest.raises(NotNow, match="reason"):
        set_advice_aside(campaign_id=campaign.pk, position_codes=["P01"], advice={}, reason="", by=staff)
    advice = {"P01": "建议公开选拔", "P02": "建议公开选拔"}
    set_advice_aside(
        campaign_id=campaign.pk, position_codes=list(advice), advice=advice, reason="范围小", by=staff
    )
    propose_plan(campaign_id=campaign.pk, by=staff)
    assert codes_of(campaign)[-3:] == ["advice.set_aside", "advice.set_aside", "plan.proposed"]


def test_what_calls_for_competition_is_noted_once(cast):
    campaign = draft(cast)
    for _again in range(2):
        note_competition(
            campaign_id=campaign.pk, triggers={"P01": Trigger.SUITABLE}, by=cast.actor(Role.STAFF)
        )
    assert codes_of(campaign).count("competition.noted") == 1
    assert campaign.positions.get(code="P01").competition == "suitable"


# -- amendments ------------------------------------------------------------------------------------


def amend(cast, campaign, change):
    staff = cast.actor(Role.STAFF)
    begin_amendment(campaign_id=campaign.pk, by=staff, reason="情况变化")
    edit_plan(campaign_id=campaign.pk, plan=change(plan_of(latest_plan(campaign))), by=staff)
    propose_plan(campaign_id=campaign.pk, by=staff)
    return freeze_plan(campaign_id=campaign.pk, by=cast.actor(Role.APPROVER))


def refused_fields(cast, campaign, change):
    with pytest.raises(PlanRefused) as refused:
        amend(cast, campaign, change)
    assert {f.code for f in refused.value.findings} == {"amendment"}
    return sorted((f.stage, f.field) for f in refused.value.findings)


def changed(key, **values):
    return lambda plan: replace_stage(plan, key, replace(plan.stage(key), **values))


def test_an_amendment_before_the_exam_takes_the_place_of_the_plan(cast):
    campaign = rehearse(cast)
    laid = amend(cast, campaign, changed("written", pass_mark=Decimal(55)))
    assert (laid.version.number, laid.version.state) == (2, "frozen")
    assert codes_of(campaign)[-1] == "plan.amended"
    assert [v.state for v in campaign.plans.all()] == ["superseded", "frozen"]


def test_an_amendment_needs_a_reason_and_stands_alone(cast):
    campaign = rehearse(cast)
    staff = cast.actor(Role.STAFF)
    with pytest.raises(NotNow, match="reason"):
        begin_amendment(campaign_id=campaign.pk, by=staff, reason="")
    begin_amendment(campaign_id=campaign.pk, by=staff, reason="甲")
    with pytest.raises(NotNow, match="already"):
        begin_amendment(campaign_id=campaign.pk, by=staff, reason="乙")


def test_announced_positions_stay(cast):
    campaign = rehearse(cast)
    assert refused_fields(cast, campaign, lambda p: replace(p, positions=p.positions[1:])) == [
        ("positions", "P01")
    ]


def test_a_registration_that_is_open_may_be_amended_and_stays(cast):
    campaign = rehearse(cast)
    assert refused_fields(cast, campaign, lambda p: drop_stage(p, "registration")) == [("registration", "")]


@pytest.fixture
def ranked(cast):
    """The written exam has been sealed; interview and total have not begun."""
    return play(cast, "17-shandong-2012-civil-service", last="written")


def keys_of(campaign):
    return {stage.kind: stage.key for stage in campaign.stages.all()}


def test_rules_of_a_decided_stage_stand(cast, ranked):
    key = keys_of(ranked)["written_exam"]
    assert (key, "") in refused_fields(cast, ranked, changed(key, pass_mark=Decimal(1)))


def test_weights_stand_once_scores_are_known(cast, ranked):
    key = keys_of(ranked)["composite"]
    weights = dict(plan_of(latest_plan(ranked)).stage(key).weights)
    names = list(weights)
    turned = {name: weights[other] for name, other in zip(names, reversed(names), strict=True)}
    if turned == weights:
        turned = {names[0]: Component(weight=Decimal(10)), names[1]: Component(weight=Decimal(90))}
    assert refused_fields(cast, ranked, changed(key, weights=turned)) == [(key, "")]


def test_rounding_stands_once_scores_are_known(cast, ranked):
    def rounder(plan):
        return replace(plan, rounding=replace(plan.rounding, digits=1, places=(Place.TOTAL,)))

    assert refused_fields(cast, ranked, rounder) == [("rounding", "")]


def test_stages_that_have_begun_keep_their_place(cast, ranked):
    key = keys_of(ranked)["written_exam"]
    found = refused_fields(cast, ranked, lambda p: add_stage(p, "deliberation", after="registration"))
    assert (key, "") in found


def test_what_has_not_begun_may_still_be_amended(cast, ranked):
    key = keys_of(ranked)["interview"]
    laid = amend(cast, ranked, changed(key, title="结构化面试"))
    assert laid.campaign.stages.get(key=key).title == "结构化面试"


def test_editing_leaves_a_plan_that_reads_back(cast):
    plan = plan_of(latest_plan(draft(cast)))
    plan = move_stage_in(add_stage(plan, "composite"), "composite", -3)
    plan = replace_stage(plan, "written", replace(plan.stage("written"), key="exam"))
    assert list(plan.stage("composite").weights) == ["exam", "interview"]
    from campaigns.plan.export import to_toml

    assert read_plan(to_toml(plan)) == plan


def test_a_position_added_by_an_amendment_has_nothing_on_record_yet(cast):
    campaign = rehearse(cast)
    added = Position(code="P09", title="院长", category=Category.CHIEF, openings=1)
    laid = amend(cast, campaign, lambda plan: replace(plan, positions=(*plan.positions, added)))
    assert [p.code for p in laid.campaign.positions.order_by("order")] == ["P01", "P02", "P09"]
