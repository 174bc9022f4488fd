"""The worked examples: what stands beside the rules is what the rules give."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.methods import stages_of
from campaigns.plan.examples import example
from campaigns.plan.examples_interview import trimmed
from campaigns.plan.numbers import fixed, plain, rounded, shown
from campaigns.plan.rules import (
    Advance,
    Component,
    Composite,
    Correction,
    CorrectionMethod,
    Interview,
    Level,
    Method,
    Mode,
    Paper,
    Part,
    Place,
    Registration,
    Rounding,
    Ties,
    Trim,
    WrittenExam,
)
from campaigns.plan.rules_later import (
    Announcement,
    Appointment,
    Assessment,
    Grade,
    Group,
    Inspection,
    JointAppraisal,
    Majority,
    Organ,
    PublicComment,
    Publicity,
    RubricItem,
    Silence,
    Vote,
)
from campaigns.workdays import seed_calendar
from tests.campaigns.plan.plans import STAGES, values

EXACT = Rounding(places=())


def lines(stage, rounding=None, **options):
    return [str(sentence) for sentence in example(stage, rounding or Rounding(), **options)]


def test_seven_judges_one_highest_and_one_lowest_dropped():
    assert lines(Interview(key="i", trim=Trim(highest=1, lowest=1, minimum_judges=5))) == [
        "7 judges, 1 highest and 1 lowest dropped: (85+86+88+90+91)÷5 = 88.00.",
        "With fewer than 5 marks none is dropped.",
    ]


def test_without_trimming_all_marks_count():
    assert lines(Interview(key="i")) == ["7 judges: (83+85+86+88+90+91+93)÷7 = 88.00."]


def test_parts_with_factors_trimmed_one_by_one():
    stage = Interview(
        key="i",
        parts=(Part(key="a", factor=Decimal("0.80")), Part(key="b", title="技术", factor=Decimal("1.2"))),
        trim=Trim(highest=1, lowest=1, level=Level.PART),
    )
    assert lines(stage, Rounding(places=(Place.PANEL, Place.WEIGHTED))) == [
        "a: (85+86+88+90+91)÷5 = 88.00.",
        "技术: (84+85+87+89+90)÷5 = 87.00.",
        "Together: 88.00×0.8 + 87.00×1.2 = 174.8.",
        "With fewer than 3 marks none is dropped.",
    ]


def test_parts_by_weight_on_a_judge_s_total():
    stage = Interview(key="i", parts=(Part(key="a", weight=Decimal(40)), Part(key="b", weight=Decimal(60))))
    assert lines(stage)[0] == "A judge's total: 88×40% + 85×60% = 86.2."


@pytest.mark.parametrize(
    ("correction", "wanted"),
    [
        (
            Correction(method=CorrectionMethod.POOLED_MEAN, mean_digits=2, coefficient_digits=3),
            [
                "Rooms with means 80.00 and 85.67; mean of all 82.83.",
                "First room: coefficient 82.83÷80.00 = 1.035; a score there: 88.00×1.035 = 91.08.",
            ],
        ),
        (
            Correction(
                method=CorrectionMethod.MEAN_OF_MEANS, mean_digits=4, coefficient_digits=4, trim_room=1
            ),
            [
                "Rooms with means 82.0000 and 87.6667; mean of the two 84.8334.",
                "First room: coefficient 84.8334÷82.0000 = 1.0346; a score there: 88.00×1.0346 = 91.0448 → 91.04.",
            ],
        ),
        (Correction(method=CorrectionMethod.POOLED_MEAN, lowest=Decimal(10), highest=Decimal(20)), []),
    ],
)
def test_correction_between_two_rooms(correction, wanted):
    stage = Interview(key="i", trim=Trim(highest=1, lowest=1), correction=correction)
    assert lines(stage)[2:] == wanted


def test_papers_and_pass_mark():
    stage = WrittenExam(
        key="w",
        papers=(
            Paper(key="a", weight=Decimal("60.5")),
            Paper(key="b", full_marks=Decimal(150), weight=Decimal("39.5")),
        ),
        pass_mark=Decimal(95),
    )
    assert lines(stage) == [
        "Score: 82×60.5% + 114×39.5% = 94.64.",
        "94.64 is below the pass mark 95: eliminated.",
    ]


def test_scaling_brings_papers_to_a_full_mark():
    papers = tuple(Paper(key=key, full_marks=Decimal(150), weight=Decimal(50)) for key in "ab")
    assert lines(WrittenExam(key="w", papers=papers, scale_to=Decimal(100))) == [
        "Score: (123×50% + 114×50%) × 100/150 = 79.00."
    ]


def test_rounding_is_shown_where_it_happens():
    stage = Composite(
        key="c", weights={"a": Component(weight=Decimal("33.33")), "b": Component(weight=Decimal("66.67"))}
    )
    assert lines(stage) == ["Total: 82×33.33% + 76×66.67% = 77.9998 → 78.00."]
    assert lines(stage, Rounding(mode=Mode.DOWN)) == ["Total: 82×33.33% + 76×66.67% = 77.9998 → 77.99."]
    assert lines(stage, EXACT) == ["Total: 82×33.33% + 76×66.67% = 77.9998."]
    assert lines(stage, Rounding(places=(Place.WEIGHTED,))) == [
        "Each term is rounded to 2 decimals; total: 82×33.33% + 76×66.67% = 78."
    ]


def test_components_of_another_full_mark_and_points():
    weights = {
        "a": Component(weight=Decimal(50), full_marks=Decimal(300)),
        "b": Component(factor=Decimal(-1)),
    }
    assert lines(Composite(key="c", weights=weights)) == ["Total: 246×50/300 + 76×(-1) = -35.00."]


def test_ten_to_one_at_the_door():
    assert lines(Registration(key="r", minimum_ratio=Decimal(10)), openings=2) == [
        "Eligible applications needed: 2×10 = 20; with fewer somebody has to approve going on."
    ]
    assert lines(Registration(key="r")) == []


@pytest.mark.parametrize(
    ("advance", "wanted"),
    [
        (
            Advance(per_opening=Decimal(5)),
            ["Going on: 2×5 = 10; equals at place 10 all go on, so there may be 11 or more."],
        ),
        (
            Advance(count=8, ties=Ties.CHAIN, substitutes=2),
            [
                "Going on: 8; equals at place 8 are put in order by the tie chain.",
                "When somebody leaves afterwards, the next steps up, at most 2 for a position.",
            ],
        ),
        (
            Advance(count=1, ties=Ties.REFUSE),
            ["Going on: 1; equals at place 1 stop the stage until somebody decides."],
        ),
        (Advance(all=True), ["Everybody who is not eliminated goes on."]),
        (Advance(), []),
    ],
)
def test_who_goes_on(advance, wanted):
    assert lines(WrittenExam(key="w", advance=advance), openings=2)[1:] == wanted


def test_a_vote_of_eleven():
    assert lines(Vote(key="v", due=11)) == [
        "11 due: 11×2/3 = 7.33, so at least 8 must be present.",
        "More than half of those due, 5.5: at least 6 must agree.",
    ]
    assert lines(Vote(key="v", due=12, quorum=Fraction(4, 5), majority=Majority.PRESENT)) == [
        "12 due: 12×4/5 = 9.60, so at least 10 must be present.",
        "If 10 vote, more than half of them, 5.0: at least 6 must agree.",
    ]


def test_groups_of_an_assessment():
    stage = Assessment(
        key="a",
        groups=(Group(key="A", weight=Decimal(40), due=11), Group(key="B", weight=Decimal(60), due=30)),
        grades=(
            Grade(key="good", value=Decimal(100)),
            Grade(key="fair", value=Decimal(70)),
            Grade(key="bad", value=Decimal(0)),
        ),
    )
    assert lines(stage) == [
        "Group A: (6×100+3×70+2×0)÷11 ≈ 73.636364 → 73.64.",
        "Group B: (18×100+6×70+6×0)÷30 = 74.00.",
        "Score: 73.64×40% + 74.00×60% = 73.856 → 73.86.",
    ]


def test_publicity_by_the_calendar():
    assert lines(Publicity(key="p"), calendar=seed_calendar()) == [
        "Posted on 2024-09-26, 5 working days end with 2024-10-09."
    ]
    assert lines(Publicity(key="p")) == []


def test_a_year_of_probation():
    assert lines(Appointment(key="a")) == [
        "Appointed on 2026-03-01, 12 months of probation end on 2027-03-01."
    ]
    assert lines(Appointment(key="a", probation_months=10))[0].endswith(
        "10 months of probation end on 2027-01-01."
    )
    assert lines(Appointment(key="a", probation_months=0)) == []


def test_an_inspection_is_marked_out_of_100_whatever_its_items_are_marked_out_of():
    items = (
        RubricItem(key="work", full_marks=Decimal(10), weight=Decimal(60)),
        RubricItem(key="character", weight=Decimal(40)),
    )
    line, looked = lines(Inspection(key="i", rubric=items))
    assert line == "Score: 8.2×60/10 + 76×40% = 79.60."
    assert looked.startswith("About each person 4 matters are looked into and 2 people sign: 6 answers;")
    assert lines(Inspection(key="i")) == [looked]
    passed, _looked = lines(Inspection(key="i", rubric=items, pass_mark=Decimal(60)))[1:]
    assert passed == "79.60 reaches the pass mark 60."


def test_an_organ_whose_silence_is_consent_is_named():
    organs = (Organ(key="discipline"), Organ(key="audit", title="审计机关", silence=Silence.CONSENT))
    assert lines(JointAppraisal(key="j", organs=organs))[1:] == [
        "After its days the silence of 审计机关 is recorded as no objection."
    ]


def test_the_public_judges_by_grades():
    grades = tuple(Grade(key=key, value=Decimal(value)) for key, value in (("a", 100), ("b", 60), ("c", 0)))
    assert lines(PublicComment(key="p", grades=grades)) == [
        "If 100 people judge: (60×100+20×60+20×0)÷100 = 72.00."
    ]
    assert lines(PublicComment(key="p")) == []


def test_an_announcement_needs_no_example():
    assert lines(Announcement(key="a")) == []


@pytest.mark.parametrize("method", list(Method))
def test_every_ready_made_stage_has_an_example(method):
    silent = {s.kind for s in stages_of(method) if not lines(s, calendar=seed_calendar())}
    allowed = {"announcement", "public_comment"}
    assert silent <= allowed | ({"appointment"} if method is Method.DIRECT_ELECTION else set())


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(STAGES, values(Rounding), st.integers(1, 5))
def test_no_rule_however_odd_breaks_an_example(stages, rounding, openings):
    for stage in stages:
        for sentence in example(stage, rounding, openings=openings, calendar=seed_calendar()):
            assert str(sentence)


@given(
    st.lists(st.integers(0, 100).map(Fraction), max_size=9),
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(0, 9),
)
def test_trimming_drops_that_many_from_each_end_or_none(marks, highest, lowest, least):
    trim = Trim(highest=highest, lowest=lowest, minimum_judges=least)
    enough = len(marks) >= max(least, highest + lowest + 1)
    assert len(trimmed(marks, trim)) == len(marks) - (highest + lowest if enough else 0)


@pytest.mark.parametrize(
    ("value", "mode", "result"),
    [
        ("84.005", "half_up", "84.01"),
        ("84.005", "half_even", "84.00"),
        ("84.015", "half_even", "84.02"),
        ("84.009", "down", "84.00"),
        ("-0.005", "half_up", "-0.01"),
        ("-0.009", "down", "0.00"),
    ],
)
def test_rounding_modes(value, mode, result):
    assert fixed(rounded(Fraction(value), 2, Mode(mode)), 2) == result


def test_writing_numbers():
    assert [plain(n) for n in (Decimal("60.50"), Decimal("1E+3"), Fraction(1, 3), 7)] == [
        "60.5",
        "1000",
        "1/3",
        "7",
    ]
    assert shown(Fraction(1, 3), None) == "≈ 0.333333"
    with pytest.raises(ValueError):
        fixed(Fraction(1, 3), 4)


def test_a_part_trimmed_score_with_many_decimals_is_corrected():
    stage = Interview(
        key="i",
        parts=(Part(key="a", weight=Decimal("33.333333")), Part(key="b", weight=Decimal("66.666667"))),
        trim=Trim(highest=1, lowest=1, level=Level.PART),
        correction=Correction(method=CorrectionMethod.POOLED_MEAN),
    )
    assert lines(stage, EXACT)[2] == "Together: 88×33.333333% + 87×66.666667% ≈ 87.333333."
    assert lines(stage)[-1] == (
        "First room: coefficient 82.833333÷80 ≈ 1.035417; a score there: 87.333333×1.035417 ≈ 90.426389 → 90.43."
    )
