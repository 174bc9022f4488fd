"""Written exam, interview and composite: what the words of the rules come to, one example each."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from campaigns.plan import rules as plan
from campaigns.plan import rules_later
from scoring.core.fixed import Column
from scoring.core.reasons import printed, reason_sentence
from scoring.core.values import Earlier, Evidence, Reason
from scoring.kinds.registry import KINDS
from tests.scoring.kinds.made import decide, entrants, marks, standings

PAPERS = (plan.Paper(key="public", weight=Decimal(60)), plan.Paper(key="professional", weight=Decimal(40)))


def written(*lines, people=None, **more):
    """Decide a written exam from (row, paper, text)."""
    rules = plan.WrittenExam(key="written", **more)
    people = people or entrants("A", "B", "C", "D")
    evidence = Evidence(marks(*((row, 0, 0, paper, text) for row, paper, text in lines)))
    return people, decide(rules, people, evidence)


def interview(*lines, people=None, rounding=None, **more):
    """Decide an interview from (row, room, judge, part, text)."""
    people = people or entrants("A", "B", "C", "D")
    rules = plan.Interview(key="interview", **more)
    return decide(rules, people, Evidence(marks(*lines)), rounding=rounding)


def texts(outcome):
    return [printed(outcome, row) for row in range(len(outcome))]


def test_the_kinds_are_one_explicit_list():
    assert set(KINDS) == set(rules_later.KINDS)
    assert [kind.name for kind in KINDS.values()] == list(KINDS)


def test_papers_are_weighed_and_absence_and_misconduct_told_apart():
    lines = [(0, 0, "70.5"), (0, 1, "80"), (1, 0, "90"), (1, 1, "absent"), (2, 0, "misconduct"), (2, 1, "99")]
    people, outcome = written(*lines, papers=PAPERS)
    assert texts(outcome) == ["74.30", "", "", ""]
    assert standings(outcome) == ["advanced", "absent", "disqualified", "absent"]
    assert [str(reason_sentence(people, outcome, row)) for row in (1, 2, 3)] == [
        "absent from a paper",
        "misconduct: the score is void",
        "absent: no mark",
    ]
    assert outcome.rank.tolist() == [1, 0, 0, 0]
    assert outcome.order.tolist() == [0, 1, 2, 3]


def test_an_exact_half_is_rounded_up_once():
    _, outcome = written((0, 0, "80.005"), (1, 0, "80.0049"), (2, 0, "80"), (3, 0, "0"))
    assert texts(outcome) == ["80.01", "80.00", "80.00", "0.00"]
    assert outcome.rank.tolist() == [1, 2, 2, 4]


def test_the_sum_is_scaled_from_the_papers_own_points():
    papers = (
        plan.Paper(key="a", full_marks=Decimal(150), weight=Decimal(100)),
        plan.Paper(key="b", full_marks=Decimal(100), weight=Decimal(50)),
    )
    _, outcome = written((0, 0, "120"), (0, 1, "90"), papers=papers, scale_to=Decimal(100))
    assert outcome.score.value(0) == Fraction("82.5")


def test_equals_by_paper_then_by_the_value_before_rounding():
    lines = [(0, 0, "80"), (0, 1, "60"), (1, 0, "70"), (1, 1, "75"), (2, 0, "80.005"), (2, 1, "59.99")]
    _, outcome = written(*lines, papers=PAPERS, tie_chain=("public",), rank_by=plan.RankBy.CHAIN)
    assert texts(outcome)[:3] == ["72.00"] * 3
    assert outcome.rank.tolist()[:3] == [2, 3, 1]
    _, outcome = written(*lines, papers=PAPERS, tie_chain=("unrounded", "written.public"))
    assert outcome.rank.tolist()[:3] == [1, 1, 1]
    assert outcome.order.tolist()[:3] == [0, 1, 2]


def test_a_key_that_names_nothing_is_an_error():
    with pytest.raises(KeyError, match="nothing"):
        written((0, 0, "80"), tie_chain=("nothing",))


def test_absent_judges_and_entrants():
    lines = [(0, 0, judge, 0, mark) for judge, mark in enumerate(["80", "absent", "90", "70", "100"])]
    lines += [(1, 0, judge, 0, "absent") for judge in range(5)]
    lines += [(2, 0, 0, 0, "90"), (2, 0, 1, 0, "misconduct")]
    outcome = interview(*lines, trim=plan.Trim(highest=1, lowest=1, minimum_judges=5))
    assert texts(outcome) == ["85.00", "", "", ""]
    assert standings(outcome) == ["advanced", "absent", "disqualified", "absent"]
    trimmed = interview(*lines, trim=plan.Trim(highest=1, lowest=1, minimum_judges=4))
    assert texts(trimmed)[0] == "85.00"
    assert interview(*lines, trim=plan.Trim(highest=1)).score.value(0) == 80


PARTS = (plan.Part(key="speech", weight=Decimal(40)), plan.Part(key="answers", weight=Decimal(60)))
SHEET = {"speech": ["70", "80", "90", "100"], "answers": ["100", "90", "80", "75"]}
LINES = [(0, 0, judge, part, mark) for part, key in enumerate(SHEET) for judge, mark in enumerate(SHEET[key])]


def test_trimming_totals_is_not_trimming_parts():
    ends = {"highest": 1, "lowest": 1}
    by_total = interview(*LINES, parts=PARTS, trim=plan.Trim(**ends))
    by_part = interview(*LINES, parts=PARTS, trim=plan.Trim(**ends, level=plan.Level.PART))
    # totals 88, 86, 84, 85; speech 85, answers 85
    assert by_total.score.value(0) == Fraction("85.5")
    assert by_part.score.value(0) == 85
    assert [by_part.parts[key].value(0) for key in SHEET] == [85, 85]


def test_a_part_that_nobody_marked():
    outcome = interview(*LINES[:4], parts=PARTS, trim=plan.Trim(level=plan.Level.PART))
    assert standings(outcome)[0] == "absent"
    assert outcome.reason[0] == Reason.MISSING_PART


ROOMS = [(0, 0, -1, 0, "80"), (1, 0, -1, 0, "90"), (2, 1, -1, 0, "60"), (3, 1, -1, 0, "absent")]
POOLED = plan.Correction(method=plan.CorrectionMethod.POOLED_MEAN, mean_digits=2, coefficient_digits=3)


def test_rooms_are_brought_to_one_level_without_the_absent():
    outcome = interview(*ROOMS, correction=POOLED)
    assert [(fact.room, fact.persons, fact.mean) for fact in outcome.rooms] == [(0, 2, 85), (1, 1, 60)]
    assert {fact.reference for fact in outcome.rooms} == {Fraction("76.67")}
    assert [fact.coefficient for fact in outcome.rooms] == [Fraction("0.902"), Fraction("1.278")]
    assert texts(outcome) == ["72.16", "81.18", "76.68", ""]


def test_mean_of_means_weighs_rooms_alike():
    correction = plan.Correction(method=plan.CorrectionMethod.MEAN_OF_MEANS)
    outcome = interview(*ROOMS, correction=correction)
    assert {fact.reference for fact in outcome.rooms} == {Fraction("72.5")}
    assert outcome.rooms[0].coefficient == Fraction(29, 34)


def test_one_room_keeps_its_scores():
    outcome = interview(*ROOMS[:2], correction=POOLED)
    assert [(fact.coefficient, fact.reference) for fact in outcome.rooms] == [(1, None)]
    assert texts(outcome)[:2] == ["80.00", "90.00"]


def test_a_room_left_without_anybody_keeps_its_scores_and_has_no_mean():
    correction = plan.Correction(method=plan.CorrectionMethod.MEAN_OF_MEANS, trim_room=1)
    lines = [(0, 0, -1, 0, "80"), (1, 0, -1, 0, "90"), (2, 0, -1, 0, "100"), (3, 1, -1, 0, "60")]
    outcome = interview(*lines, correction=correction)
    assert [fact.mean for fact in outcome.rooms] == [90, None]
    assert [fact.coefficient for fact in outcome.rooms] == [1, 1]


def test_a_room_mean_of_zero_corrects_nothing():
    lines = [(0, 0, -1, 0, "0"), (1, 1, -1, 0, "90")]
    outcome = interview(*lines, correction=POOLED)
    assert [fact.coefficient for fact in outcome.rooms] == [1, Fraction("0.5")]


def test_scores_out_of_bounds_count_in_no_mean():
    correction = plan.Correction(
        method=plan.CorrectionMethod.POOLED_MEAN, lowest=Decimal(60), highest=Decimal(85)
    )
    outcome = interview(*ROOMS, correction=correction)
    assert [(fact.persons, fact.mean) for fact in outcome.rooms] == [(1, 80), (1, 60)]
    assert {fact.reference for fact in outcome.rooms} == {70}


def test_the_place_gives_digits_where_the_correction_has_none():
    correction = plan.Correction(method=plan.CorrectionMethod.POOLED_MEAN)
    rounding = plan.Rounding(digits=1, places=(plan.Place.COEFFICIENT,))
    outcome = interview(*ROOMS, correction=correction, rounding=rounding)
    assert [fact.coefficient for fact in outcome.rooms] == [Fraction("0.9"), Fraction("1.3")]


def test_rooms_of_different_positions_do_not_touch():
    people = entrants("P1:A", "P1:B", "P2:C", "P2:D")
    lines = [(row, row % 2, -1, 0, text) for row, text in enumerate(["80", "90", "60", "60"])]
    outcome = interview(*lines, people=people, correction=POOLED)
    assert [(fact.position, fact.room, fact.reference) for fact in outcome.rooms] == [
        (0, 0, 85),
        (0, 1, 85),
        (1, 0, 60),
        (1, 1, 60),
    ]


def composite(columns, weights, rounding=None, own=(), **more):
    rules = plan.Composite(key="total", weights=weights, **more)
    earlier = {key: Earlier(Column.of(values)) for key, values in columns.items()}
    people = entrants(*"ABCD"[: len(next(iter(columns.values())))])
    return decide(rules, people, Evidence(marks(*own)), earlier=earlier, rounding=rounding)


def test_weights_full_marks_and_factors():
    weights = {
        "written": plan.Component(weight=Decimal(40), full_marks=Decimal(150)),
        "interview": plan.Component(weight=Decimal(60)),
        "deductions": plan.Component(factor=Decimal(-1)),
    }
    own = [(0, 0, 0, 2, "1.5"), (1, 0, 0, 2, "misconduct")]
    outcome = composite({"written": [120, 90, 90], "interview": [80, 80, None]}, weights, own=own)
    assert texts(outcome) == ["78.50", "", ""]
    assert standings(outcome) == ["advanced", "disqualified", "absent"]
    assert [outcome.weighted[key].value(0) for key in weights] == [32, 48, Fraction("-1.5")]
    assert [outcome.parts[key].value(0) for key in weights] == [120, 80, Fraction("1.5")]


def test_rounding_each_component_or_only_the_sum():
    halves = {"a": plan.Component(weight=Decimal(50)), "b": plan.Component(weight=Decimal(50))}
    columns = {"a": [Decimal("80.01")], "b": [Decimal("80.01")]}
    places = (plan.Place.WEIGHTED, plan.Place.TOTAL)
    assert texts(composite(columns, halves)) == ["80.01"]
    assert texts(composite(columns, halves, rounding=plan.Rounding(places=places))) == ["80.02"]


def test_sums_below_zero_are_rounded_away_from_zero():
    weights = {"a": plan.Component(factor=Decimal("-0.5"))}
    outcome = composite({"a": [Decimal("0.01"), Decimal("0.03")]}, weights)
    assert texts(outcome) == ["-0.01", "-0.02"]
    assert outcome.rank.tolist() == [1, 2]


def test_chain_by_a_paper_of_an_earlier_stage():
    weights = {"written": plan.Component(weight=Decimal(100))}
    rules = plan.Composite(
        key="total", weights=weights, tie_chain=("written.public",), rank_by=plan.RankBy.CHAIN
    )
    earlier = {"written": Earlier(Column.of([80, 80]), {"public": Column.of([70, 75])})}
    outcome = decide(rules, entrants("A", "B"), earlier=earlier)
    assert outcome.rank.tolist() == [2, 1]


def test_earlier_results_follow_the_entrants():
    _, first = written((0, 0, "70"), (1, 0, "80"), (2, 0, "90"), (3, 0, "absent"))
    later = Earlier.of(first, np.array([2, 0, -1]))
    assert list(later.score.values()) == [90, 70, None]


def test_exact_thirds_from_marks_to_rank():
    outcome = interview(
        (0, 0, 0, 0, "80"),
        (0, 0, 1, 0, "80"),
        (0, 0, 2, 0, "81"),
        (1, 0, 0, 0, "80.333333"),
        rounding=plan.Rounding(places=()),
    )
    assert outcome.score.value(0) == Fraction(241, 3)
    assert outcome.rank.tolist() == [1, 2, 0, 0]
    assert texts(outcome)[:2] == ["80.33", "80.33"]
