"""Exact columns: a number per entrant, never a float. PURE.

A `Column` holds int64 numerators over one common denominator. Every operation first bounds its result; what
would not fit into 63 bits, or would need a denominator per row, becomes an object array of `Fraction`:
slower, as exact.

Rounding is symmetric about zero: `half_up` takes halves away from zero, `half_even` to the even neighbour,
`down` cuts towards zero. Marks are never negative, but deductions can make a sum so.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from campaigns.plan.rules import Mode

LIMIT = 2**62
"""Results whose bound reaches this leave int64: one bit is kept free for sums made in between."""

WIDEST = 10**15
"""Denominators above this leave int64 as well."""

Ints = NDArray[np.int64]
Numbers = NDArray[Any]
"""int64, or objects that are Fractions."""
Flags = NDArray[np.bool_]


def round_fraction(value: Fraction, digits: int | None, mode: Mode) -> Fraction:
    """Return `value` with `digits` decimals; unchanged where digits is None."""
    if digits is None:
        return value
    scaled = abs(value) * 10**digits
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest - scaled.denominator
    if (mode is Mode.HALF_UP and twice >= 0) or (
        mode is Mode.HALF_EVEN and (twice > 0 or (twice == 0 and whole % 2))
    ):
        whole += 1
    return Fraction(whole if value >= 0 else -whole, 10**digits)


def text_of(number: int, digits: int) -> str:
    """Return `number` / 10**digits with exactly that many decimals: (8850, 2) -> "88.50"."""
    if digits <= 0:
        return str(number)
    whole, rest = divmod(abs(number), 10**digits)
    return f"{'-' if number < 0 else ''}{whole}.{rest:0{digits}d}"


def plain_text(value: Fraction) -> str:
    """Return the shortest exact decimal ("88.5"), or "num/den" where decimals never end."""
    rest, digits = value.denominator, 0
    while rest % 10 == 0:
        rest, digits = rest // 10, digits + 1
    while rest % 2 == 0:
        rest, digits = rest // 2, digits + 1
    while rest % 5 == 0:
        rest, digits = rest // 5, digits + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    return text_of(int(value * 10**digits), digits)


def bound_of(numbers: Numbers) -> int:
    """Return the largest absolute value in an integer array, 0 for an empty one."""
    if not len(numbers):
        return 0
    return max(abs(int(numbers.max())), abs(int(numbers.min())))


def round_ints(numbers: Ints, denominator: int, digits: int, mode: Mode) -> Ints | None:
    """Return numbers/denominator at `digits` decimals, over 10**digits; None where int64 would overflow."""
    unit = 10**digits
    shared = gcd(unit, denominator)
    up, down = unit // shared, denominator // shared
    lowest = int(numbers.min()) if len(numbers) else 0
    if bound_of(numbers) * up + down >= LIMIT:
        return None
    scaled = numbers * up if up != 1 else numbers
    if down == 1:
        return scaled
    if lowest < 0:
        scaled = np.abs(scaled)
    if mode is Mode.DOWN:
        rounded = scaled // down
    else:
        raised = scaled + down // 2
        rounded = raised // down
        if mode is Mode.HALF_EVEN and down % 2 == 0:
            rounded -= (raised == rounded * down) & (rounded & 1 == 1)
    return np.where(numbers < 0, -rounded, rounded) if lowest < 0 else rounded


@dataclass(frozen=True, eq=False)
class Column:
    """Exact numbers, one a row: `numerators / denominator`, only where `present`.

    `numerators` is int64, or an object array of Fraction (then `denominator` is 1). Absent rows hold 0.
    """

    numerators: Numbers
    denominator: int
    present: Flags

    @classmethod
    def micro(cls, values: Ints, present: Flags | None = None) -> Self:
        """Make a column of int64 micro-points."""
        shown = np.ones(len(values), bool) if present is None else present
        return cls(values if present is None else np.where(shown, values, 0), 1_000_000, shown)

    @classmethod
    def empty(cls, rows: int) -> Self:
        """Make a column of `rows` rows without a single value."""
        return cls(np.zeros(rows, np.int64), 1, np.zeros(rows, bool))

    @classmethod
    def of(cls, values: Iterable[Fraction | Decimal | int | None]) -> Self:
        """Make a column of exact values, None where there is none."""
        exact = [None if value is None else Fraction(value) for value in values]
        present = np.array([value is not None for value in exact], bool)
        return cls._narrowed([value or Fraction(0) for value in exact], present)

    @classmethod
    def _narrowed(cls, exact: Sequence[Fraction], present: Flags) -> Self:
        """Keep Fractions as int64 over their least common denominator where that fits."""
        shared = 1
        for denominator in {value.denominator for value in exact}:
            shared = lcm(shared, denominator)
            if shared > WIDEST:
                break
        if shared <= WIDEST:
            numbers = [value.numerator * (shared // value.denominator) for value in exact]
            if all(abs(number) < LIMIT for number in numbers):
                return cls(np.array(numbers, np.int64), shared, present)
        wide = np.empty(len(exact), object)
        wide[:] = exact
        return cls(wide, 1, present)

    def __len__(self) -> int:
        return len(self.numerators)

    @property
    def wide(self) -> bool:
        """Whether the rows are Fractions, because int64 would not hold them."""
        return self.numerators.dtype == object

    def value(self, row: int) -> Fraction | None:
        """Return the exact value of a row, None where there is none."""
        if not self.present[row]:
            return None
        number = self.numerators[row]
        return number if self.wide else Fraction(int(number), self.denominator)

    def values(self) -> Iterator[Fraction | None]:
        """Yield every row's exact value."""
        return (self.value(row) for row in range(len(self)))

    def widened(self) -> Self:
        """Return the same values as Fractions."""
        if self.wide:
            return self
        wide = np.empty(len(self), object)
        wide[:] = [Fraction(number, self.denominator) for number in self.numerators.tolist()]
        return type(self)(wide, 1, self.present)

    def lowered(self) -> Self:
        """Return the same values over the least denominator, so that more fits into int64."""
        if self.wide:
            return self._narrowed(self.numerators.tolist(), self.present)
        shared = gcd(int(np.gcd.reduce(self.numerators)) if len(self) else 0, self.denominator)
        if shared <= 1:
            return self
        return type(self)(self.numerators // shared, self.denominator // shared, self.present)

    def take(self, rows: Ints) -> Self:
        """Return the rows named, in that order; row -1 gives a row without a value."""
        if not len(self):
            return self.empty(len(rows))
        missing = rows < 0
        taken = self.numerators[rows]
        if missing.any():
            taken[missing] = 0
        return type(self)(taken, self.denominator, self.present[rows] & ~missing)

    def only(self, keep: Flags) -> Self:
        """Return the column without the rows that are not in `keep`."""
        present = self.present & keep
        return type(self)(np.where(present, self.numerators, 0), self.denominator, present)

    def scale(self, by: Fraction | Decimal | int) -> Self:
        """Return every value times `by`."""
        factor = Fraction(by)
        if factor == 1:
            return self
        if not self.wide:
            shared = gcd(factor.numerator, self.denominator) or 1
            up, denominator = factor.numerator // shared, self.denominator // shared * factor.denominator
            if bound_of(self.numerators) * abs(up) < LIMIT and denominator <= WIDEST:
                return type(self)(
                    self.numerators if up == 1 else self.numerators * up, denominator, self.present
                )
            lower = self.lowered()
            if lower.denominator < self.denominator:
                return lower.scale(factor)
        return type(self)(self.widened().numerators * factor, 1, self.present)

    def add(self, other: "Column") -> Self:
        """Return the sums; a row lacking either has none."""
        present = self.present & other.present
        if not self.wide and not other.wide:
            shared = lcm(self.denominator, other.denominator)
            up, across = shared // self.denominator, shared // other.denominator
            bound = bound_of(self.numerators) * up + bound_of(other.numerators) * across
            if bound < LIMIT and shared <= WIDEST:
                total = self.numerators * up + other.numerators * across
                return type(self)(np.where(present, total, 0), shared, present)
        total = self.widened().numerators + other.widened().numerators
        total[~present] = Fraction(0)
        return type(self)(total, 1, present)

    def divide(self, counts: Ints) -> Self:
        """Return every value divided by its row's count; counts are positive where a value is present."""
        parts = np.where(self.present, counts, 1)
        if not self.wide:
            kinds = (
                np.flatnonzero(np.bincount(parts)).tolist() if len(parts) and bound_of(parts) < 4096 else None
            )
            shared = lcm(*kinds) if kinds else WIDEST
            denominator = self.denominator * shared
            if kinds and bound_of(self.numerators) * shared < LIMIT and denominator <= WIDEST:
                numbers = self.numerators if len(kinds) == 1 else self.numerators * (shared // parts)
                return type(self)(numbers, denominator, self.present)
            lower = self.lowered()
            if kinds and lower.denominator < self.denominator:
                return lower.divide(counts)
        pairs = zip(self.widened().numerators.tolist(), parts.tolist(), strict=True)
        return self._narrowed([value / part for value, part in pairs], self.present)

    def round(self, digits: int | None, mode: Mode) -> Self:
        """Return every value with `digits` decimals; the column itself where digits is None."""
        if digits is None:
            return self
        if not self.wide:
            rounded = round_ints(self.numerators, self.denominator, digits, mode)
            if rounded is not None:
                return type(self)(rounded, 10**digits, self.present)
        exact = [round_fraction(value, digits, mode) for value in self.widened().numerators.tolist()]
        return self._narrowed(exact, self.present)

    def at_digits(self, digits: int, mode: Mode) -> Ints:
        """Return the values as printed: int64 over 10**digits. OverflowError where they do not fit."""
        column = self.round(digits, mode)
        if column.wide:
            raise OverflowError("a score does not fit into 63 bits as printed")
        factor, rest = divmod(10**digits, column.denominator)
        if rest or bound_of(column.numerators) * factor >= LIMIT:
            raise OverflowError("a score does not fit into 63 bits as printed")
        return column.numerators if factor == 1 else column.numerators * factor

    def at_least(self, least: Fraction | Decimal | int) -> Flags:
        """Return which rows have a value that is not below `least`."""
        border = Fraction(least)
        if self.wide:
            reached: Flags = np.array([value >= border for value in self.numerators.tolist()], bool)
            return self.present & reached
        lowest = -(-border.numerator * self.denominator // border.denominator)
        if abs(lowest) >= LIMIT:
            return self.present if lowest < 0 else np.zeros(len(self), bool)
        return np.logical_and(self.present, self.numerators >= lowest)

    def codes(self) -> Ints:
        """Return int64 codes that compare as the values do (absent rows: any code)."""
        if not self.wide:
            return self.numerators
        exact = self.numerators.tolist()
        place = {value: code for code, value in enumerate(sorted(set(exact)))}
        return np.array([place[value] for value in exact], np.int64)

    def texts(self, digits: int, mode: Mode) -> list[str]:
        """Return every value with exactly `digits` decimals, "" where there is none."""
        return printed_texts(self.at_digits(digits, mode), self.present, digits)


def printed_texts(printed: Ints, present: Flags, digits: int) -> list[str]:
    """Return printed values as text. Marks repeat, so each different one is written once."""
    different, which = np.unique(printed, return_inverse=True)
    words = np.array([text_of(number, digits) for number in different.tolist()] + [""], object)
    texts: list[str] = words[np.where(present, which, len(different))].tolist()
    return texts
