"""The working of a placing, word by word."""

from decimal import Decimal

from campaigns.plan import rules as plan
from scoring.core.fixed import Column
from scoring.core.values import Earlier, Evidence
from scoring.kinds.registry import KINDS
from tests.scoring.kinds.made import decide, entrants, explain, marks


def test_interview_with_rooms_ties_and_cut():
    people = entrants("A", "B", "C", "D")
    rules = plan.Interview(
        key="interview",
        trim=plan.Trim(highest=1, lowest=1, minimum_judges=5),
        correction=plan.Correction(
            method=plan.CorrectionMethod.POOLED_MEAN, mean_digits=2, coefficient_digits=3
        ),
        tie_chain=("written",),
        advance=plan.Advance(count=1, ties=plan.Ties.CHAIN),
    )
    lines = [(0, 0, judge, 0, mark) for judge, mark in enumerate(["90", "90", "80.5", "70.5", "70.5"])]
    lines += [(1, 0, -1, 0, "80.33"), (2, 1, -1, 0, "70"), (3, 1, 0, 0, "absent")]
    evidence = Evidence(marks(*lines))
    earlier = {"written": Earlier(Column.of([60, 65, 70, 75]))}
    outcome = decide(rules, people, evidence, earlier=earlier)
    assert explain(rules, people, outcome, 0, evidence, earlier=earlier) == [
        "5 marks, 2 dropped",
        "mean of 3 marks: 80.333333… (241/3)",
        "judges' mean, 2 decimals: 80.333333… (241/3) becomes 80.33",
        "room R1: mean 80.33 of 2 persons, reference 76.89",
        "80.33 × coefficient 0.957 = 76.87581",
        "score, 2 decimals: 76.87581 becomes 76.88",
        "score 76.88, rank 1 in position P1",
        "equal score: 1 others (B)",
        "written: 60, the others 65",
        "1 openings, 1 go on; the last of them has 76.88",
        "rank 1, behind equals at the last of 1 places by written",
    ]
    step = (
        KINDS["interview"]
        .explain(rules, people, evidence, outcome, 0, rounding=plan.Rounding(), earlier=earlier)
        .steps[0]
    )
    assert [(line.assessor, line.value, line.dropped) for line in step.marks] == [
        ("a", "90", False),
        ("b", "90", True),
        ("c", "80.5", False),
        ("d", "70.5", True),
        ("e", "70.5", False),
    ]
    absent = explain(rules, people, outcome, 3, evidence, earlier=earlier)
    assert absent[0] == "0 marks, 0 dropped"
    assert absent[-1] == "absent: no mark"


def test_interview_by_parts():
    people = entrants("A")
    rules = plan.Interview(
        key="interview",
        parts=(plan.Part(key="speech", weight=Decimal(40)), plan.Part(key="answers", factor=Decimal("0.6"))),
        trim=plan.Trim(level=plan.Level.PART),
    )
    evidence = Evidence(
        marks((0, 0, 0, 0, "70"), (0, 0, 1, 0, "75"), (0, 0, 0, 1, "90"), (0, 0, 1, 1, "85.5"))
    )
    outcome = decide(rules, people, evidence)
    assert explain(rules, people, outcome, 0, evidence) == [
        "4 marks, 0 dropped",
        "speech: mean of 2 marks: 72.5",
        "judges' mean, 2 decimals: 72.5 becomes 72.5",
        "speech: 72.5 × 0.4 = 29",
        "answers: mean of 2 marks: 87.75",
        "judges' mean, 2 decimals: 87.75 becomes 87.75",
        "answers: 87.75 × 0.6 = 52.65",
        "sum: 29 + 52.65 = 81.65",
        "score, 2 decimals: 81.65 becomes 81.65",
        "score 81.65, rank 1 in position P1",
        "score 81.65, rank 1; everybody with a valid result goes on",
    ]


def test_interview_by_judges_totals():
    people = entrants("A")
    rules = plan.Interview(
        key="interview",
        parts=(plan.Part(key="speech", weight=Decimal(40)), plan.Part(key="answers", weight=Decimal(60))),
        trim=plan.Trim(highest=1, lowest=1),
    )
    lines = [
        (0, 0, judge, part, mark)
        for judge, two in enumerate(["70 90", "80 80", "60 95"])
        for part, mark in enumerate(two.split())
    ]
    evidence = Evidence(marks(*lines, (0, 0, 3, 0, "99")))
    outcome = decide(rules, people, evidence)
    found = explain(rules, people, outcome, 0, evidence)
    assert found[:3] == [
        "7 marks, 5 dropped",
        "judges' totals: a: (82), b: (80), c: 81",
        "mean of 1 marks: 81",
    ]


def test_written_exam():
    people = entrants("A", "B")
    rules = plan.WrittenExam(
        key="written",
        papers=(plan.Paper(key="x", weight=Decimal(60)), plan.Paper(key="y", weight=Decimal(40))),
        scale_to=Decimal(150),
        pass_mark=Decimal(120),
    )
    evidence = Evidence(marks((0, 0, 0, 0, "80"), (0, 0, 0, 1, "70.5"), (1, 0, 0, 0, "absent")))
    outcome = decide(rules, people, evidence)
    assert explain(rules, people, outcome, 0, evidence) == [
        "marks of 2 papers",
        "x: 80 × 0.6 = 48",
        "y: 70.5 × 0.4 = 28.2",
        "sum: 48 + 28.2 = 76.2",
        "scaled: 76.2 × 1.5 = 114.3",
        "score, 2 decimals: 114.3 becomes 114.3",
        "score 114.30, rank 1 in position P1",
        "score 114.30, below the pass mark 120",
    ]
    assert explain(rules, people, outcome, 1, evidence) == ["marks of 2 papers", "absent: no mark"]


def test_composite_with_a_tie_at_the_border():
    people = entrants("A", "B", "C")
    rules = plan.Composite(
        key="total",
        weights={
            "written": plan.Component(weight=Decimal(40)),
            "interview": plan.Component(weight=Decimal(60)),
        },
        tie_chain=("interview",),
        advance=plan.Advance(count=1, ties=plan.Ties.CHAIN),
    )
    earlier = {
        "written": Earlier(Column.of([80, 86, None])),
        "interview": Earlier(Column.of([84, 80, 70])),
    }
    outcome = decide(rules, people, earlier=earlier)
    assert explain(rules, people, outcome, 1, earlier=earlier) == [
        "written: 86",
        "written: 86 × 0.4 = 34.4",
        "interview: 80",
        "interview: 80 × 0.6 = 48",
        "sum: 34.4 + 48 = 82.4",
        "total, 2 decimals: 82.4 becomes 82.4",
        "score 82.40, rank 1 in position P1",
        "equal score: 1 others (A)",
        "interview: 80, the others 84",
        "1 openings, 1 go on; the last of them has 82.40",
        "rank 1, behind equals at the last of 1 places by interview",
    ]
    assert explain(rules, people, outcome, 2, earlier=earlier)[:2] == ["written: nothing", "interview: 70"]
