"""The ready-made methods: each can be read, checked, written, and has the steps that give it its name."""

from datetime import date
from decimal import Decimal

import pytest

from campaigns.methods import METHOD_LABELS, new_plan, stages_of
from campaigns.plan.check import Gravity, check_plan
from campaigns.plan.document import read_plan
from campaigns.plan.export import to_toml
from campaigns.plan.rules import Method, Position
from campaigns.plan.rules_later import Vote

COURSES = {
    "open_selection": "registration written_exam interview composite inspection joint_appraisal deliberation vote",
    "public_recommendation": "registration recommendation interview assessment composite inspection "
    "joint_appraisal deliberation vote",
    "direct_election": "registration recommendation public_comment inspection joint_appraisal vote",
    "two_recommendations_one_exam": "registration recommendation recommendation written_exam interview composite "
    "inspection joint_appraisal deliberation vote",
    "difference_contest": "registration interview recommendation inspection joint_appraisal deliberation vote",
    "difference_recommendation": "registration public_comment assessment recommendation interview inspection "
    "joint_appraisal deliberation vote",
    "internal_competition": "registration written_exam interview assessment composite inspection "
    "joint_appraisal deliberation vote",
    "open_hiring": "registration written_exam interview interview composite inspection joint_appraisal "
    "deliberation vote",
    "open_transfer": "registration written_exam interview composite inspection joint_appraisal deliberation vote",
}


def plan_of(method, openings=1):
    return new_plan(
        method=method,
        code="2026-01",
        title="试",
        positions=(Position(code="P1", title="局长", openings=openings),),
        reference_date=date(2026, 1, 1),
    )


@pytest.mark.parametrize("openings", [1, 3])
@pytest.mark.parametrize("method", list(Method))
def test_a_ready_made_plan_breaks_no_rule_at_all(method, openings):
    assert [(f.path, str(f.what)) for f in check_plan(plan_of(method, openings))] == []


@pytest.mark.parametrize("method", list(Method))
def test_a_ready_made_plan_is_read_back(method):
    plan = plan_of(method)
    assert read_plan(to_toml(plan)) == plan


@pytest.mark.parametrize("method", list(Method))
def test_every_stage_has_a_title(method):
    assert all(stage.title for stage in stages_of(method))


@pytest.mark.parametrize(("method", "course"), list(COURSES.items()))
def test_the_course_of_each_method(method, course):
    kinds = [stage.kind for stage in stages_of(Method(method))]
    assert kinds == ["announcement", *course.split(), "publicity", "appointment"]


def test_an_own_list_begins_with_the_registration():
    assert [stage.kind for stage in stages_of(Method.CUSTOM)] == ["announcement", "registration"]


def test_those_due_at_the_vote_can_be_given():
    plan = new_plan(
        method=Method.OPEN_SELECTION, code="x", title="y", positions=(Position(code="P", title="p"),), due=9
    )
    assert [stage.due for stage in plan.stages if isinstance(stage, Vote)] == [9]


def test_the_usual_numbers_of_open_selection():
    registration, written, interview, total = stages_of(Method.OPEN_SELECTION)[1:5]
    assert registration.minimum_ratio == 10
    assert [paper.weight for paper in written.papers] == [60, 40]
    assert (written.advance.per_opening, total.advance.per_opening) == (5, 3)
    assert (interview.trim.highest, interview.trim.lowest) == (1, 1)
    assert {key: component.weight for key, component in total.weights.items()} == {
        "written": Decimal(40),
        "interview": Decimal(60),
    }


def test_every_method_has_a_label_and_no_error_for_many_positions():
    assert set(METHOD_LABELS) == set(Method)
    positions = tuple(Position(code=f"P{n}", title="职位", openings=n) for n in range(1, 5))
    for method in Method:
        plan = new_plan(method=method, code="x", title="y", positions=positions)
        assert [f for f in check_plan(plan) if f.gravity is Gravity.ERROR] == []
