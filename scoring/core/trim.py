"""Trimmed means over marks in long form. PURE.

Of the marks an entrant was given, the `highest` and `lowest` ones are dropped, one of equals at a time,
where enough judges marked. A room's average (assessor -1) stands for judges who are not known and is never
trimmed.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import numpy as np

from campaigns.plan.rules import Part, Trim
from scoring.core.fixed import LIMIT, WIDEST, Column, Flags, Ints, bound_of

BLOCK = 8192
"""Entrants per block of the regular path: 7 marks of each fit into a core's cache."""


def least_judges(trim: Trim) -> int:
    """Return how many marks there must be before any is dropped; one has to be left in any case."""
    return max(trim.minimum_judges or 0, trim.highest + trim.lowest + 1)


def part_factor(part: Part) -> Fraction:
    """Return what a part's mark is multiplied by: its factor, or its weight in per cent."""
    return Fraction(part.weight or 0) / 100 if part.factor is None else Fraction(part.factor)


def group_starts(groups: Ints) -> Ints:
    """Return where each run of equal values starts in a sorted array."""
    if not len(groups):
        return np.zeros(0, np.int64)
    return np.concatenate(([0], np.flatnonzero(groups[1:] != groups[:-1]) + 1))


def panel_size(entrant: Ints, rows: int) -> int:
    """Return the number of marks that every one of `rows` entrants has, 0 where they differ."""
    size, rest = divmod(len(entrant), rows) if rows else (0, 0)
    if not size or rest:
        return 0
    for first in range(0, rows, BLOCK):
        block = entrant[first * size : (first + BLOCK) * size]
        every = np.arange(first, min(first + BLOCK, rows))
        if not (np.array_equal(block[::size], every) and np.array_equal(block[size - 1 :: size], every)):
            return 0
    return size


def trimmed_means(entrant: Ints, marks: Column, average: Flags | None, trim: Trim, rows: int) -> Column:
    """Return the exact trimmed mean of each of `rows` entrants, absent where an entrant has no mark.

    `entrant` is sorted and as long as `marks`; `average` flags marks that are a room's average, None where
    none is.
    """
    if not len(entrant):
        return Column.empty(rows)
    if marks.wide:
        return _means_of_fractions(entrant, marks, average, trim, rows)
    values, single = marks.numerators, max(trim.highest, trim.lowest) <= 1
    size = panel_size(entrant, rows) if single and average is None else 0
    if size and bound_of(values) * size < LIMIT:
        drops = size >= least_judges(trim)
        sums = _regular_sums(values, size, trim if drops else Trim())
        kept = size - (trim.highest + trim.lowest) * drops
        return Column(sums, marks.denominator, np.ones(rows, bool)).scale(Fraction(1, kept))
    starts = group_starts(entrant)
    counts = np.diff(starts, append=len(entrant))
    if bound_of(values) * int(counts.max()) >= LIMIT:
        return _means_of_fractions(entrant, marks, average, trim, rows)
    trimmed = counts >= least_judges(trim)
    if average is not None:
        trimmed &= ~np.logical_or.reduceat(average, starts)
    if single:
        sums = _sums_without_one(values, starts, trimmed, trim)
    else:
        sums = _sums_of_sorted(entrant, values, starts, counts, trimmed, trim)
    return _spread(
        entrant[starts], sums, counts - (trim.highest + trim.lowest) * trimmed, marks.denominator, rows
    )


def _spread(who: Ints, sums: Ints, kept: Ints, denominator: int, rows: int) -> Column:
    """Put the means of the entrants who have marks into a column of all rows."""
    numbers, counts, present = np.zeros(rows, np.int64), np.ones(rows, np.int64), np.zeros(rows, bool)
    numbers[who], counts[who], present[who] = sums, kept, True
    return Column(numbers, denominator, present).divide(counts)


def _regular_sums(values: Ints, size: int, trim: Trim) -> Ints:
    """Sum panels of one size, block by block and judge by judge: rows of seven are too short for NumPy's
    loops.
    """
    table = values.reshape(-1, size)
    sums = np.empty(len(table), np.int64)
    for first in range(0, len(table), BLOCK):
        judges = table[first : first + BLOCK].T.copy()
        block = judges.sum(axis=0)
        if trim.highest:
            block -= judges.max(axis=0)
        if trim.lowest:
            block -= judges.min(axis=0)
        sums[first : first + BLOCK] = block
    return sums


def _sums_without_one(values: Ints, starts: Ints, trimmed: Flags, trim: Trim) -> Ints:
    """Sum panels of any size without at most one highest and one lowest mark."""
    sums = np.add.reduceat(values, starts)
    if trim.highest:
        sums -= np.where(trimmed, np.maximum.reduceat(values, starts), 0)
    if trim.lowest:
        sums -= np.where(trimmed, np.minimum.reduceat(values, starts), 0)
    return sums


def _sums_of_sorted(
    entrant: Ints, values: Ints, starts: Ints, counts: Ints, trimmed: Flags, trim: Trim
) -> Ints:
    """Sum panels without several marks at either end, from the marks sorted inside each panel."""
    ordered = values[np.lexsort((values, entrant))]
    inside = np.arange(len(values)) - np.repeat(starts, counts)
    first, end = trim.lowest * trimmed, counts - trim.highest * trimmed
    kept = (inside >= np.repeat(first, counts)) & (inside < np.repeat(end, counts))
    return np.add.reduceat(np.where(kept, ordered, 0), starts)


def _means_of_fractions(entrant: Ints, marks: Column, average: Flags | None, trim: Trim, rows: int) -> Column:
    """The same for marks that int64 does not hold: slower, as exact."""
    means: list[Fraction | None] = [None] * rows
    starts = group_starts(entrant)
    exact = marks.widened().numerators.tolist()
    for first, end in zip(starts.tolist(), [*starts[1:].tolist(), len(entrant)], strict=True):
        kept = sorted(exact[first:end])
        if end - first >= least_judges(trim) and not (average is not None and average[first:end].any()):
            kept = kept[trim.lowest : len(kept) - trim.highest]
        means[int(entrant[first])] = sum(kept, Fraction(0)) / len(kept)
    return Column.of(means)


def judge_totals(
    entrant: Ints, assessor: Ints, criterion: Ints, value: Ints, factors: Sequence[Fraction]
) -> tuple[Ints, Ints, Column]:
    """Add the parts up, judge by judge: sum of mark times factor. Returns (entrant, assessor, total) a line
    a judge.

    A judge who left a part of an entrant unmarked has no total for that entrant.
    """
    order = np.lexsort((criterion, assessor, entrant))
    who, judge, part = entrant[order], assessor[order], criterion[order]
    if not len(who):
        return who, judge, Column.empty(0)
    starts = np.union1d(group_starts(who), group_starts(judge))
    shared = lcm(*(factor.denominator for factor in factors))
    weights = [int(factor * shared) for factor in factors]
    most = max(abs(weight) for weight in weights)
    if bound_of(value) * most * len(factors) < LIMIT and 1_000_000 * shared <= WIDEST:
        sums = np.add.reduceat(value[order] * np.array(weights, np.int64)[part], starts)
        totals = Column(sums, 1_000_000 * shared, np.ones(len(starts), bool))
    else:
        exact = [
            Fraction(mark, 1_000_000) * factors[key]
            for mark, key in zip(value[order].tolist(), part.tolist(), strict=True)
        ]
        ends = [*starts[1:].tolist(), len(who)]
        totals = Column.of(sum(exact[a:b], Fraction(0)) for a, b in zip(starts.tolist(), ends, strict=True))
    whole = np.flatnonzero(np.diff(starts, append=len(who)) == len(factors))
    return who[starts[whole]], judge[starts[whole]], totals.take(whole)
