"""Trimming: one of equals at a time, panels of any size, every path the same."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from campaigns.plan.rules import Part, Trim
from scoring.core.fixed import Column
from scoring.core.trim import BLOCK, judge_totals, panel_size, part_factor, trimmed_means

ONE = Trim(highest=1, lowest=1)


def means(panels, trim, averages=None):
    """Trim panels given as lists of marks, an entrant each; an empty list is an entrant without marks."""
    entrant = np.array([row for row, panel in enumerate(panels) for _ in panel], np.int64)
    marks = Column.of([Decimal(mark) for panel in panels for mark in panel])
    return list(trimmed_means(entrant, marks, averages, trim, len(panels)).values())


def test_one_of_equal_highest_and_one_of_equal_lowest():
    assert means([["90", "90", "80", "70", "70"]], ONE) == [Fraction(240, 3)]


@pytest.mark.parametrize("judges, mean", [(2, Fraction(3, 2)), (3, 2), (4, Fraction(5, 2)), (5, 3)])
def test_no_trimming_below_the_minimum(judges, mean):
    panel = [str(mark) for mark in range(1, judges + 1)]
    assert means([panel], Trim(highest=1, lowest=1, minimum_judges=5)) == [mean]


def test_one_mark_is_always_left():
    assert means([["5", "9"]], Trim(highest=1, lowest=1, minimum_judges=2)) == [7]
    assert means([["1", "5", "9"]], Trim(highest=2, lowest=1, minimum_judges=1)) == [5]


@pytest.mark.parametrize(
    "highest, lowest, mean", [(2, 0, 2), (0, 2, 4), (2, 2, 3), (2, 1, Fraction(5, 2)), (1, 0, Fraction(5, 2))]
)
def test_more_than_one_at_an_end(highest, lowest, mean):
    assert means([["5", "1", "4", "2", "3"]], Trim(highest=highest, lowest=lowest)) == [mean]


def test_uneven_panels_and_entrants_without_marks():
    panels = [["1", "2", "9"], [], ["4"], ["1", "2", "3", "9"], []]
    assert means(panels, ONE) == [2, None, 4, Fraction(5, 2), None]


def test_a_rooms_average_is_never_trimmed():
    averages = np.array([True, False, False, False], bool)
    assert means([["9"], ["1", "2", "6"]], ONE, averages) == [9, 2]
    assert means([["9", "1", "2"], ["6"]], ONE, averages) == [4, 6]


def test_nobody_has_marks():
    assert means([[], []], ONE) == [None, None]
    assert means([], ONE) == []


def test_blocks_do_not_show():
    rows, judges = 2 * BLOCK + 17, 5
    values = np.random.default_rng(3).integers(0, 100, rows * judges) * 1_000_000
    entrant = np.repeat(np.arange(rows), judges)
    found = trimmed_means(entrant, Column.micro(values), None, ONE, rows)
    table = np.sort(values.reshape(rows, judges), axis=1)[:, 1:-1].sum(axis=1)
    assert found.denominator == 3_000_000
    assert np.array_equal(found.numerators, table)


def test_regular_panels_are_seen_only_where_they_are():
    assert panel_size(np.array([0, 0, 1, 1]), 2) == 2
    assert panel_size(np.array([0, 0, 0, 1]), 2) == 0
    assert panel_size(np.array([0, 1, 1, 1]), 2) == 0
    assert panel_size(np.array([0, 0, 2, 2]), 3) == 0
    assert panel_size(np.array([1, 1, 2, 2]), 2) == 0
    assert panel_size(np.zeros(0, np.int64), 0) == 0


def test_marks_beyond_int64_give_the_same_mean():
    panels = [["1", "2", "3", "4", "5"], ["7", "7", "8"]]
    factor = Fraction(10**18, 3)
    entrant = np.array([0] * 5 + [1] * 3)
    marks = Column.of([Fraction(mark) * factor for panel in panels for mark in panel])
    assert marks.wide
    wide = trimmed_means(entrant, marks, None, ONE, 2)
    assert list(wide.values()) == [mean * factor for mean in means(panels, ONE)]


def test_long_columns_of_long_marks_stay_int64():
    rows, judges = 3000, 4
    entrant = np.repeat(np.arange(rows), judges)
    marks = Column.micro(np.full(rows * judges, 10**15))
    for trim in (ONE, Trim(highest=2, lowest=1)):
        for lines in (slice(None), slice(1, None)):
            found = trimmed_means(entrant[lines], Column.micro(marks.numerators[lines]), None, trim, rows)
            assert not found.wide
            assert set(found.values()) == {Fraction(10**9)}


def test_a_judge_who_left_a_part_out_has_no_total():
    entrant, assessor = np.array([0, 0, 0, 0, 1]), np.array([0, 0, 1, 2, 0])
    criterion = np.array([0, 1, 0, 1, 0])
    value = np.array([80, 90, 70, 60, 50]) * 1_000_000
    who, judge, totals = judge_totals(entrant, assessor, criterion, value, [Fraction(2, 5), Fraction(3, 5)])
    assert (who.tolist(), judge.tolist()) == ([0], [0])
    assert list(totals.values()) == [86]


def test_totals_of_long_factors():
    factors = [Fraction(1, 10**12), Fraction(1, 7)]
    zeros = np.zeros(2, np.int64)
    _, _, totals = judge_totals(zeros, zeros, np.array([0, 1]), np.array([3_000_000, 7_000_000]), factors)
    assert list(totals.values()) == [1 + Fraction(3, 10**12)]


def test_weight_or_factor():
    assert part_factor(Part(key="a", weight=Decimal(40))) == Fraction(2, 5)
    assert part_factor(Part(key="a", factor=Decimal("0.80"))) == Fraction(4, 5)
