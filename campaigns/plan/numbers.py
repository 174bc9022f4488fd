"""Numbers as a plan shows them: rounded by its rules, written without exponents. PURE."""

from decimal import Decimal
from fractions import Fraction

from campaigns.plan.rules import Mode

Number = Fraction | Decimal | int


def rounded(value: Fraction, digits: int | None, mode: Mode) -> Fraction:
    """Return `value` with `digits` decimals, symmetric about zero; unchanged where digits is None."""
    if digits is None:
        return value
    scaled = abs(value) * 10**digits
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    half = 2 * rest - scaled.denominator
    if (mode is Mode.HALF_UP and half >= 0) or (
        mode is Mode.HALF_EVEN and (half > 0 or (half == 0 and whole % 2 == 1))
    ):
        whole += 1
    return Fraction(whole if value >= 0 else -whole, 10**digits)


def plain(number: Number) -> str:
    """Write a number without trailing zeros, one without a short decimal as a fraction: 1/2 is 0.5, 1/3 is 1/3."""
    value = Fraction(number)
    for digits in range(7):
        scaled = value * 10**digits
        if scaled.denominator == 1:
            return fixed(value, digits)
    return str(value)


def fixed(number: Number, digits: int) -> str:
    """Write a number with exactly so many decimals; it must have no more."""
    scaled = Fraction(number) * 10**digits
    if scaled.denominator != 1:
        raise ValueError(f"{number} has more than {digits} decimals")
    return format(Decimal(scaled.numerator).scaleb(-digits), "f")


def shown(value: Fraction, digits: int | None) -> str:
    """Write a rounded value with its decimals; an exact one plainly, or nearly (≈) where it never ends."""
    if digits is not None:
        return fixed(value, digits)
    written = plain(value)
    return written if "/" not in written else "≈ " + fixed(rounded(value, 6, Mode.HALF_UP), 6)


def equation(working: str, exact: Fraction, value: Fraction, digits: int | None) -> str:
    """Write `working = exact → rounded`, leaving out what would be said twice."""
    result = shown(value, digits)
    if exact == value:
        joined = result if result.startswith("≈") else f"= {result}"
        return working if working == result else f"{working} {joined}"
    written = shown(exact, None)
    return f"{working} {written if written.startswith('≈') else '= ' + written} → {result}"
