"""Columns: the same numbers as Fractions, whatever holds them."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.plan.rules import Mode
from scoring.core.fixed import LIMIT, Column, plain_text, round_fraction, text_of

values = (
    st.none() | st.fractions(-1000, 1000, max_denominator=1000) | st.decimals(-99, 99, places=6).map(Fraction)
)
huge = st.none() | st.integers(-(10**30), 10**30).map(lambda n: Fraction(n, 7)) | st.just(Fraction(1, 10**20))
columns = st.lists(values, max_size=8) | st.lists(huge, max_size=4)
modes = st.sampled_from(list(Mode))


def listed(column):
    return list(column.values())


@pytest.mark.parametrize(
    "mode, expected",
    [
        (Mode.HALF_UP, ["0.13", "0.12", "0.38", "-0.13", "-0.38", "0.12"]),
        (Mode.HALF_EVEN, ["0.12", "0.12", "0.38", "-0.12", "-0.38", "0.12"]),
        (Mode.DOWN, ["0.12", "0.12", "0.37", "-0.12", "-0.37", "0.11"]),
    ],
)
def test_halves_are_symmetric_about_zero(mode, expected):
    texts = ["0.125", "0.124", "0.375", "-0.125", "-0.375", "0.119"]
    column = Column.of([Decimal(text) for text in texts])
    assert not column.wide
    assert column.texts(2, mode) == expected
    assert column.widened().texts(2, mode) == expected
    assert [round_fraction(Fraction(text), 2, mode) for text in texts] == [Fraction(x) for x in expected]


@given(columns, st.integers(0, 6), modes)
def test_rounding_is_that_of_single_fractions(numbers, digits, mode):
    expected = [None if value is None else round_fraction(value, digits, mode) for value in numbers]
    assert listed(Column.of(numbers).round(digits, mode)) == expected
    assert listed(Column.of(numbers).widened().round(digits, mode)) == expected


@given(columns, st.fractions(-50, 50, max_denominator=10**9))
def test_scaling(numbers, factor):
    expected = [None if value is None else value * factor for value in numbers]
    assert listed(Column.of(numbers).scale(factor)) == expected


@given(st.lists(st.tuples(values, huge | values), max_size=6))
def test_adding(pairs):
    left, right = Column.of([a for a, _ in pairs]), Column.of([b for _, b in pairs])
    expected = [None if a is None or b is None else a + b for a, b in pairs]
    assert listed(left.add(right)) == expected
    assert listed(right.add(left)) == expected


@given(st.lists(st.tuples(values | huge, st.integers(1, 5000)), max_size=6))
def test_dividing_by_counts(pairs):
    column = Column.of([value for value, _ in pairs])
    counts = np.array([count for _, count in pairs], np.int64)
    assert listed(column.divide(counts)) == [None if a is None else a / b for a, b in pairs]


@given(
    columns,
    st.fractions(-100, 100, max_denominator=100) | st.just(Fraction(10**40)) | st.just(Fraction(-(10**40))),
)
def test_comparing(numbers, border):
    expected = [value is not None and value >= border for value in numbers]
    assert Column.of(numbers).at_least(border).tolist() == expected
    assert Column.of(numbers).widened().at_least(border).tolist() == expected


@given(columns)
def test_codes_compare_as_the_values_do(numbers):
    for column in (Column.of(numbers), Column.of(numbers).widened()):
        codes = column.codes()
        assert codes.dtype == np.int64
        shown = [(value, int(codes[row])) for row, value in enumerate(numbers) if value is not None]
        assert all((a < b) == (x < y) for a, x in shown for b, y in shown)


@given(st.lists(values, min_size=1, max_size=6), st.data())
def test_taking_rows(numbers, data):
    rows = data.draw(st.lists(st.integers(-1, len(numbers) - 1), max_size=8))
    taken = Column.of(numbers).take(np.array(rows, np.int64))
    assert listed(taken) == [None if row < 0 else numbers[row] for row in rows]


def test_taking_from_nothing():
    assert listed(Column.empty(0).take(np.array([-1, -1]))) == [None, None]


def test_int64_as_long_as_it_holds():
    column = Column.micro(np.array([LIMIT - 1, 5], np.int64))
    assert not column.wide
    tripled = column.scale(3)
    assert tripled.wide
    assert tripled.value(0) == Fraction(3 * (LIMIT - 1), 10**6)
    assert all(isinstance(value, Fraction) for value in tripled.numerators)
    assert not tripled.scale(Fraction(1, 4)).round(0, Mode.DOWN).wide


def test_a_common_factor_keeps_int64():
    column = Column.micro(np.array([90_000_000 * 10**9, 60_000_000 * 10**9], np.int64))
    scaled = column.scale(Fraction(1000))
    assert not scaled.wide
    assert listed(scaled) == [Fraction(90 * 10**12), Fraction(60 * 10**12)]


def test_denominators_that_share_nothing_become_fractions():
    primes = [999983, 999979, 999961, 999959]
    column = Column.of([Fraction(1, prime) for prime in primes])
    assert column.wide
    assert listed(column) == [Fraction(1, prime) for prime in primes]


def test_no_column_is_made_of_floats():
    column = Column.of([Decimal("88.5"), None, 3, Fraction(1, 3)])
    for made in (column, column.scale(Fraction(1, 7)), column.round(2, Mode.HALF_UP), column.add(column)):
        assert made.numerators.dtype == np.int64
    assert column.widened().numerators.dtype == object
    assert column.present.dtype == bool


def test_a_score_beyond_int64_is_refused_not_wrapped():
    with pytest.raises(OverflowError):
        Column.of([Fraction(10**30)]).at_digits(2, Mode.HALF_UP)
    with pytest.raises(OverflowError):
        Column.of([Fraction(LIMIT - 1)]).at_digits(2, Mode.HALF_UP)


def test_texts_have_fixed_digits():
    column = Column.of([Decimal("88.5"), None, 0, Decimal("-0.05"), 100])
    assert column.texts(2, Mode.HALF_UP) == ["88.50", "", "0.00", "-0.05", "100.00"]
    assert column.texts(0, Mode.HALF_UP) == ["89", "", "0", "0", "100"]


@pytest.mark.parametrize(
    "number, digits, text",
    [(8850, 2, "88.50"), (-5, 2, "-0.05"), (0, 3, "0.000"), (7, 0, "7"), (-12345, 3, "-12.345")],
)
def test_text_of(number, digits, text):
    assert text_of(number, digits) == text


@pytest.mark.parametrize(
    "value, text",
    [("88.50", "88.5"), ("-0.125", "-0.125"), ("100", "100"), ("1/3", "1/3"), ("1/40", "0.025"), ("0", "0")],
)
def test_plain_text(value, text):
    assert plain_text(Fraction(value)) == text
