"""Published score tables: every row that can be reproduced, to the last printed digit.

The files under `cases/` say where they come from and which rows are misprints. Figure-skating sheets (data
CC BY 4.0, BuzzFeed News) are the same arithmetic as an interview.
"""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from campaigns.plan import rules as plan
from scoring.core.fixed import Column
from scoring.core.reasons import printed
from scoring.core.values import Earlier, Entrants, Evidence, Marks, Standing
from scoring.kinds.registry import KINDS

CASES = Path(__file__).parent / "cases"
PERCENT = plan.Component(weight=Decimal(50))


def case(number):
    """Return a case's file as it is."""
    (path,) = CASES.glob(f"{number:02d}-*.json")
    return json.loads(path.read_text(encoding="utf-8"))


def field(ids, openings=1):
    """Return entrants of one position."""
    rows = np.zeros(len(ids), np.int64)
    return Entrants(list(ids), rows, ["P"], np.array([openings], np.int64))


def number(text):
    """Return the value of a cell, None for an empty one."""
    return Fraction(text) if text else None


def decided(rules, entrants, marks=None, rounding=None, earlier=None):
    """Decide a stage from (row, room, judge, part, text) lines."""
    lines = sorted(marks or [])
    columns = [np.array([line[i] for line in lines], np.int64) for i in range(4)]
    given = np.array([line[4] != "" for line in lines], bool)
    values = np.array([int(Fraction(line[4] or 0) * 10**6) for line in lines], np.int64)
    evidence = Evidence(Marks(*columns, (~given).astype(np.int64), values))
    return KINDS[rules.kind].decide(
        rules, entrants, evidence, rounding=rounding or plan.Rounding(), earlier=earlier or {}
    )


def totals(number_, weights, rows):
    """Decide a composite over a case's columns; returns the outcome."""
    earlier = {key: Earlier(Column.of([number(row[key]) for row in rows])) for key in weights}
    rules = plan.Composite(key="total", weights=weights)
    return decided(rules, field([row["id"] for row in rows]), earlier=earlier)


@pytest.mark.parametrize(
    "case_number, full_marks, tables", [(1, 500, 27), (3, 500, 4), (14, 300, 13), (17, 100, 1)]
)
def test_totals_of_written_and_interview(case_number, full_marks, tables):
    rows = case(case_number)["rows"]
    weights = {
        "written": plan.Component(weight=Decimal(50), full_marks=Decimal(full_marks)),
        "interview": PERCENT,
    }
    outcome = totals(case_number, weights, rows)
    reproduced = 0
    for row, published in enumerate(rows):
        if not published["total"]:
            assert outcome.standing_of(row) is Standing.ABSENT
            assert outcome.rank[row] == 0
            continue
        reproduced += 1
        assert printed(outcome, row) == f"{Decimal(published['total']):.2f}"
        assert outcome.rank[row] == (published.get("rank_derived") or published["rank"])
    assert reproduced == tables


def test_bonus_points_count_before_conversion():
    rows = case(7)["rows"]
    weights = {
        "written": plan.Component(weight=Decimal(50), full_marks=Decimal(500)),
        "bonus": plan.Component(factor=Decimal("0.1")),
        "interview": PERCENT,
    }
    assert printed(totals(7, weights, rows), 0) == rows[0]["total"]
    without = {key: weights[key] for key in ("written", "interview")}
    assert printed(totals(7, without, rows), 0) == case(7)["verification"]["without_bonus"]


@pytest.mark.parametrize("case_number, entrants, panels", [(10, 11, 55), (12, 8, 40)])
def test_judge_sheets_trimmed_by_part(case_number, entrants, panels):
    rows = case(case_number)["rows"]
    items = [(item["item"], item["factor"]) for item in rows[0]["items"]]
    rules = plan.Interview(
        key="components",
        parts=tuple(plan.Part(key=key, factor=Decimal(factor)) for key, factor in items),
        trim=plan.Trim(highest=1, lowest=1, level=plan.Level.PART),
    )
    rounding = plan.Rounding(places=(plan.Place.PANEL, plan.Place.WEIGHTED))
    lines = [
        (row, 0, judge, part, mark)
        for row, published in enumerate(rows)
        for part, item in enumerate(published["items"])
        for judge, mark in enumerate(item["judges"])
    ]
    people = field([row["id"] for row in rows])
    outcome = decided(rules, people, lines, rounding)
    checked = 0
    for row, published in enumerate(rows):
        assert printed(outcome, row) == published["component_total"]
        for item in published["items"]:
            assert outcome.parts[item["item"]].value(row) == Fraction(item["panel_score"])
            checked += 1
    assert (len(rows), checked) == (entrants, panels)
    segment(rows, people, outcome)


def segment(rows, people, components):
    """Elements + components - deductions, equals by the elements."""
    weights = {
        "elements": plan.Component(factor=Decimal(1)),
        "components": plan.Component(factor=Decimal(1)),
        "deductions": plan.Component(factor=Decimal(-1)),
    }
    rules = plan.Composite(key="segment", weights=weights, tie_chain=("elements",), rank_by=plan.RankBy.CHAIN)
    lines = [(row, 0, 0, 0, published["element_total"]) for row, published in enumerate(rows)]
    lines += [(row, 0, 0, 2, published["deductions"]) for row, published in enumerate(rows)]
    earlier = {"components": Earlier.of(components, np.arange(len(rows)))}
    outcome = decided(rules, people, lines, earlier=earlier)
    assert [printed(outcome, row) for row in range(len(rows))] == [row["total"] for row in rows]
    assert outcome.rank.tolist() == [row["rank"] for row in rows]


def rooms_outcome(rooms, correction):
    """Decide an interview in which each room's marks are given as a list of texts (`-`: the room's
    average).
    """
    marks = [(room, mark) for room, inside in enumerate(rooms) for mark in inside]
    lines = [(row, room, -1, 0, mark) for row, (room, mark) in enumerate(marks)]
    rules = plan.Interview(key="interview", correction=correction)
    return decided(rules, field([str(row) for row in range(len(marks))]), lines)


def even(persons, total):
    """Return marks of `persons` that add up to `total` exactly."""
    each = (Decimal(total) / int(persons)).quantize(Decimal("0.01"))
    return [str(each)] * (int(persons) - 1) + [str(Decimal(total) - each * (int(persons) - 1))]


@pytest.mark.parametrize(
    "case_number, method, digits, rooms",
    [(19, plan.CorrectionMethod.MEAN_OF_MEANS, 4, 3), (21, plan.CorrectionMethod.POOLED_MEAN, 2, 2)],
)
def test_published_coefficients(case_number, method, digits, rooms):
    rows = [row for row in case(case_number)["rows"] if "coefficient" in row]
    correction = plan.Correction(method=method, mean_digits=digits, coefficient_digits=digits)
    outcome = rooms_outcome([even(row["n"], row["sum"]) for row in rows], correction)
    assert len(outcome.rooms) == rooms
    pool = [row["mean"] for row in case(case_number)["rows"] if row["id"] == "pool"]
    for fact, row in zip(outcome.rooms, rows, strict=True):
        assert fact.persons == int(row["n"])
        assert fact.mean == Fraction(row.get("room_mean") or row["mean"])
        assert fact.reference == Fraction(row["overall_mean"] if "overall_mean" in row else pool[0])
        assert fact.coefficient == Fraction(row["coefficient"])


def test_tie_at_the_cut_goes_to_the_higher_written_mark():
    rows = case(19)["rows"][-2:]
    ids = ["a", "b", "c", *(row["id"] for row in rows)]
    written = Column.of([90, 80, 70, *(Decimal(row["written"]) for row in rows)])
    rules = plan.Composite(
        key="total",
        weights={"same": plan.Component(factor=Decimal(1))},
        tie_chain=("written",),
        advance=plan.Advance(per_opening=Decimal(4), ties=plan.Ties.CHAIN),
    )
    earlier = {"same": Earlier(Column.of([90, 80, 70, 60, 60])), "written": Earlier(written)}
    outcome = decided(rules, field(ids), earlier=earlier)
    assert outcome.rank.tolist()[3:] == [int(rows[0]["total_rank_shared"])] * 2
    assert [outcome.standing_of(row) for row in (3, 4)] == [Standing.ADVANCED, Standing.RESERVE]


def test_trimming_of_the_pool_and_of_each_room():
    """Gao'an: 22 + 20 persons left in the rooms, 46 of 50 in the pool, coefficients 0.9931 and 1.0071."""
    first = [*even(22, "1620.66"), "99", "99", "55.90", "55.89"]
    second = [*even(20, "1452.89"), "90", "90", "40", "40"]
    correction = plan.Correction(
        method=plan.CorrectionMethod.POOLED_MEAN,
        mean_digits=4,
        coefficient_digits=4,
        trim_room=2,
        trim_pool=2,
    )
    facts = rooms_outcome([first, second], correction).rooms
    assert [fact.mean for fact in facts] == [Fraction("73.6664"), Fraction("72.6445")]
    assert {fact.reference for fact in facts} == {Fraction("73.1596")}
    assert [fact.coefficient for fact in facts] == [Fraction("0.9931"), Fraction("1.0071")]


def test_means_are_rounded_before_they_are_divided():
    """Xuancheng: 1.012 from rounded means, where exact ones would give 1.011."""
    rooms = [even(20, total) for total in ("1370.40", "1443.00", "1565.20")]
    correction = plan.Correction(
        method=plan.CorrectionMethod.POOLED_MEAN, mean_digits=2, coefficient_digits=3
    )
    facts = rooms_outcome(rooms, correction).rooms
    assert [fact.coefficient for fact in facts] == [Fraction("1.065"), Fraction("1.012"), Fraction("0.933")]


def test_trimmed_means_of_worked_examples():
    rules = plan.Interview(key="interview", trim=plan.Trim(highest=1, lowest=1))
    rows = case(22)["rows"]
    lines = [
        (row, 0, judge, 0, mark) for row, one in enumerate(rows) for judge, mark in enumerate(one["marks"])
    ]
    outcome = decided(rules, field([row["id"] for row in rows]), lines)
    assert [outcome.score.value(row) for row in range(len(rows))] == [
        Fraction(row["trimmed_mean"]) for row in rows
    ]
    misprint = next(row for row, one in enumerate(rows) if one["reproduced"] is False)
    assert printed(outcome, misprint) == "8.94" != rows[misprint]["printed"]


def test_equal_totals_share_a_rank_and_the_next_is_skipped():
    rows = case(23)["rows"]
    outcome = totals(23, {"total": plan.Component(factor=Decimal(1))}, rows)
    assert outcome.rank.tolist() == [row["rank"] for row in rows] == [1, 2, 2, 2, 5]
