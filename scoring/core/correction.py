"""Panel correction (修正系数): rooms of one position brought to one level. PURE.

coefficient of a room = reference / room mean, where the reference is the mean of the room means or the mean
of all the position's entrants. Published methods M1 to M7 differ in what is left out of which mean and in
the decimals.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import numpy as np

from campaigns.plan.rules import Correction, CorrectionMethod, Mode, Place, Rounding
from scoring.core.fixed import LIMIT, WIDEST, Column, Ints, bound_of, round_fraction
from scoring.core.values import RoomFact


def coefficient_digits(rules: Correction, rounding: Rounding) -> int | None:
    """Return the decimals of coefficients: the correction's own, else those of the place, else None for
    exact.
    """
    own = rules.coefficient_digits
    return rounding.digits_at(Place.COEFFICIENT) if own is None else own


Numerators = Sequence[Fraction]
"""Raw scores times the column's denominator: plain integers where the column is int64, which add up faster."""


def mean_without(values: Numerators, trim: int, denominator: int) -> Fraction | None:
    """Return the mean of sorted `values` without `trim` at either end, None where nobody is left."""
    kept = values[trim : len(values) - trim]
    return Fraction(sum(kept)) / (len(kept) * denominator) if len(kept) else None


def corrected(
    raw: Column, position: Ints, room: Ints, rules: Correction, rounding: Rounding
) -> tuple[Column, tuple[RoomFact, ...]]:
    """Return the scores after correction, rounded at `component`, and the rooms' facts.

    `room` is each entrant's room. Without a method, and where a position used one room, the coefficient is 1.
    """
    digits, mode = rounding.digits_at(Place.COMPONENT), rounding.mode
    if rules.method is CorrectionMethod.NONE:
        return raw.round(digits, mode), ()
    rows = np.flatnonzero(raw.present)
    rows = rows[np.lexsort((raw.codes()[rows], room[rows], position[rows]))]
    facts: list[RoomFact] = []
    pieces: list[Ints] = []
    for inside in _runs(rows, position):
        rooms = _runs(inside, room)
        pieces += rooms
        facts += room_facts(rooms, raw, position, room, rules, rounding)
    return _multiplied(raw, pieces, facts, digits, mode), tuple(facts)


def _runs(rows: Ints, by: Ints) -> list[Ints]:
    """Split rows, sorted by `by`, into those with equal values."""
    if not len(rows):
        return []
    return np.split(rows, np.flatnonzero(np.diff(by[rows])) + 1)


def room_facts(
    rooms: Sequence[Ints], raw: Column, position: Ints, room: Ints, rules: Correction, rounding: Rounding
) -> list[RoomFact]:
    """Return the facts of one position's rooms, each given as its rows by rising raw score."""
    unit = raw.denominator
    counted = [_within(raw.numerators[rows].tolist(), rules, unit) for rows in rooms]
    exact = [mean_without(inside, rules.trim_room, unit) for inside in counted]
    means = [
        None if mean is None else round_fraction(mean, rules.mean_digits, rounding.mode) for mean in exact
    ]
    reference = _reference(counted, means, rules, rounding.mode, unit) if len(rooms) > 1 else None
    decimals = coefficient_digits(rules, rounding)
    facts = []
    for rows, inside, mean in zip(rooms, counted, means, strict=True):
        coefficient = Fraction(1)
        if mean and reference is not None:
            coefficient = round_fraction(reference / mean, decimals, rounding.mode)
        persons = max(0, len(inside) - 2 * rules.trim_room)
        first = int(rows[0])
        facts.append(RoomFact(int(position[first]), int(room[first]), persons, mean, reference, coefficient))
    return facts


def _within(scores: Numerators, rules: Correction, unit: int) -> Numerators:
    """Leave out the raw scores that count in no mean (M6); those at the bounds themselves do count."""
    if rules.lowest is not None:
        least = Fraction(rules.lowest) * unit
        scores = [score for score in scores if score >= least]
    if rules.highest is not None:
        most = Fraction(rules.highest) * unit
        scores = [score for score in scores if score <= most]
    return scores


def _reference(
    counted: list[Numerators], means: list[Fraction | None], rules: Correction, mode: Mode, unit: int
) -> Fraction | None:
    """Return what the room means are compared with, rounded; None where trimming leaves nobody."""
    if rules.method is CorrectionMethod.MEAN_OF_MEANS:
        known = [mean for mean in means if mean is not None]
        mean = sum(known, Fraction(0)) / len(known) if known else None
    else:
        trim = rules.trim_room if rules.trim_each else 0
        pool = sorted(score for inside in counted for score in inside[trim : max(trim, len(inside) - trim)])
        mean = mean_without(pool, rules.trim_pool, unit)
    return None if mean is None else round_fraction(mean, rules.mean_digits, mode)


def _multiplied(
    raw: Column, pieces: list[Ints], facts: list[RoomFact], digits: int | None, mode: Mode
) -> Column:
    """Return raw times its room's coefficient, rounded. Rooms of one coefficient are multiplied together."""
    by_coefficient: dict[Fraction, list[Ints]] = {}
    for rows, fact in zip(pieces, facts, strict=True):
        by_coefficient.setdefault(fact.coefficient, []).append(rows)
    blocks = [(np.concatenate(rows), by) for by, rows in by_coefficient.items()]
    done = [(rows, raw.take(rows).scale(by).round(digits, mode)) for rows, by in blocks]
    return _joined(done, len(raw))


def _joined(blocks: list[tuple[Ints, Column]], rows: int) -> Column:
    """Put columns of some rows each into one column: int64 over their common denominator where that fits."""
    shared = 1
    for denominator in {column.denominator for _, column in blocks}:
        shared = min(lcm(shared, denominator), WIDEST + 1)
    most = max(
        (bound_of(column.numerators) * shared // column.denominator for _, column in blocks), default=0
    )
    if shared <= WIDEST and most < LIMIT and not any(column.wide for _, column in blocks):
        numbers, present = np.zeros(rows, np.int64), np.zeros(rows, bool)
        for where, column in blocks:
            numbers[where], present[where] = column.numerators * (shared // column.denominator), True
        return Column(numbers, shared, present)
    exact: list[Fraction | None] = [None] * rows
    for where, column in blocks:
        for row, value in zip(where.tolist(), column.values(), strict=True):
            exact[row] = value
    return Column.of(exact)
