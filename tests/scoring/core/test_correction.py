"""Panel correction by itself: published methods, one example each, and all of them against the slow calculator."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.plan.rules import Correction, CorrectionMethod, Place, Rounding
from scoring.core.correction import corrected
from scoring.core.fixed import Column
from tests.scoring.kinds.brute import coefficient_table, to_digits
from tests.scoring.kinds.drawn import FINE, corrections, roundings

POOLED, MEANS = CorrectionMethod.POOLED_MEAN, CorrectionMethod.MEAN_OF_MEANS


def facts_of(rooms, rule):
    """Return the facts of one position's rooms, given as lists of raw scores."""
    raw = [score for inside in rooms for score in inside]
    room = np.array([number for number, inside in enumerate(rooms) for _ in inside], np.int64)
    position = np.zeros(len(raw), np.int64)
    _, facts = corrected(Column.of(raw), position, room, rule, Rounding())
    return facts


ROOMS = ([50, 80, 82, 100], [60, 70, 74, 78, 90], [10, 75, 76, 99])


@pytest.mark.parametrize(
    "rule, means, reference",
    [
        ({"method": MEANS}, ["78", "74.4", "65"], Fraction("72.466666")),
        ({"method": POOLED}, ["78", "74.4", "65"], Fraction(944, 13)),
        ({"method": POOLED, "trim_room": 1}, ["81", "74", "75.5"], Fraction(944, 13)),
        ({"method": POOLED, "trim_room": 1, "trim_pool": 2}, ["81", "74", "75.5"], Fraction(685, 9)),
        ({"method": POOLED, "trim_room": 1, "trim_each": True}, ["81", "74", "75.5"], Fraction(535, 7)),
        ({"method": POOLED, "trim_pool": 1}, ["78", "74.4", "65"], Fraction(834, 11)),
        (
            {"method": POOLED, "lowest": Decimal(60), "highest": Decimal(90)},
            ["81", "74.4", "75.5"],
            Fraction(685, 9),
        ),
        (
            {
                "method": POOLED,
                "lowest": Decimal(60),
                "highest": Decimal(90),
                "trim_room": 1,
                "trim_each": True,
            },
            [None, "74", None],
            Fraction(74),
        ),
    ],
    ids=["M1", "M2", "M3 room", "M4", "M5", "M3 pool", "M6", "M6 then trimmed"],
)
def test_what_is_left_out_of_which_mean(rule, means, reference):
    if rule["method"] is MEANS:
        reference = (Fraction(78) + Fraction("74.4") + 65) / 3
    facts = facts_of(ROOMS, Correction(**rule))
    assert [fact.mean for fact in facts] == [None if mean is None else Fraction(mean) for mean in means]
    assert {fact.reference for fact in facts} == {reference}
    expected = [Fraction(1) if mean is None else reference / Fraction(mean) for mean in means]
    assert [fact.coefficient for fact in facts] == expected


def test_a_pool_that_trimming_empties_corrects_nothing():
    facts = facts_of(([80, 90], [70]), Correction(method=POOLED, trim_pool=2))
    assert [(fact.coefficient, fact.reference) for fact in facts] == [(1, None), (1, None)]


def test_trimming_that_leaves_exactly_one():
    facts = facts_of(([80, 90, 70], [70, 60]), Correction(method=POOLED, trim_pool=2, trim_room=1))
    assert [fact.mean for fact in facts] == [80, None]
    assert {fact.reference for fact in facts} == {70}


def test_nobody_present():
    column, facts = corrected(
        Column.empty(3), np.zeros(3, np.int64), np.zeros(3, np.int64), Correction(method=POOLED), Rounding()
    )
    assert (list(column.values()), facts) == ([None] * 3, ())


def test_exact_coefficients_of_many_rooms_stay_exact():
    """Denominators that share nothing: the scores become Fractions instead of wrapping."""
    raw = [Fraction(10**6 + 17 * n * n, 10**4) for n in range(40)]
    room, position = np.arange(40) % 2, np.arange(40) // 4
    rounding = Rounding(places=())
    column, facts = corrected(Column.of(raw), position, room, Correction(method=POOLED), rounding)
    by = {(fact.position, fact.room): fact.coefficient for fact in facts}
    pairs = zip(position.tolist(), room.tolist(), raw, strict=True)
    assert list(column.values()) == [by[place, number] * score for place, number, score in pairs]
    assert column.wide


score = st.none() | st.integers(3, 8).map(Fraction) | FINE
people = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2), score), max_size=24)


@given(people, corrections(), roundings())
@settings(max_examples=500, deadline=None)
def test_against_the_slow_calculator(people, rule, rounding):
    raw = Column.of([value for _, _, value in people])
    position, room = (np.array([person[i] for person in people], np.int64) for i in (0, 1))
    found, _ = corrected(raw, position, room, rule, rounding)
    expected = []
    for place, number, value in people:
        rooms = {}
        for other_place, other_room, other in people:
            if other_place == place and other is not None:
                rooms.setdefault(other_room, []).append(other)
        if value is None:
            expected.append(None)
            continue
        exact = value * coefficient_table(rooms, rule, rounding)[number]
        expected.append(to_digits(exact, rounding.digits_at(Place.COMPONENT), rounding.mode))
    assert list(found.values()) == expected
