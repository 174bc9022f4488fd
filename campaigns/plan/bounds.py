"""What a value of a plan may be, said in its type: `Annotated[int, Between(0, 6)]` and the like. PURE.

The reader of `plan.toml` reads these from the type hints of the rules, so a bound stands where
the field stands.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

DECIMALS = 6
"""Most decimals of a number in a plan: marks are stored in millionths of a point."""


@dataclass(frozen=True)
class Between:
    """Both ends belong to the range, the lower one not when `above` is set."""

    low: int
    high: int
    above: bool = False

    def holds(self, number: int | Decimal | Fraction) -> bool:
        """Return whether `number` lies in the range."""
        return (self.low < number if self.above else self.low <= number) and number <= self.high


@dataclass(frozen=True)
class Shape:
    """Text must match `pattern` as a whole; `wanted` names the shape for people (see `reading.SHAPES`)."""

    wanted: str
    pattern: str

    def holds(self, text: str) -> bool:
        """Return whether the whole of `text` has the shape."""
        return re.fullmatch(self.pattern, text) is not None


KEY = Shape("key", r"[a-z][a-z0-9_]{0,39}")
GROUP = Shape("group", r"[A-Za-z][A-Za-z0-9_]{0,39}")
CODE = Shape("code", r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
LINE = Shape("line", r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]{0,200}")
NAME = Shape("name", r"(?![\s=@]|-$)[^\x00-\x1f\x7f-\x9f\u2028\u2029]{1,60}(?<!\s)")
TITLE = Shape("title", r"(?!\s)[^\x00-\x1f\x7f-\x9f\u2028\u2029]{1,200}(?<!\s)")
NUMBER = Shape("number", r"(?!\s)[^\x00-\x1f\x7f-\x9f\u2028\u2029,]{1,40}(?<!\s)")
HEADING = Shape("heading", r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]{0,100}")
REFERENCE = Shape("reference", r"[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})?")
RATE = Shape("rate", r"[a-z][a-z0-9_]{0,39}(\+[a-z][a-z0-9_]{0,39})*")

Key = Annotated[str, KEY]
"""Becomes a file name and a column: lower-case Latin letters, digits and underscores, a letter first."""
GroupKey = Annotated[str, GROUP]
"""A group of voters, usually A, B, C: stands in a column, never in a file name."""
Code = Annotated[str, CODE]
"""A campaign's code: stands in addresses and in the ledger's origin."""
Line = Annotated[str, LINE]
"""One line of text, may be empty."""
Name = Annotated[str, NAME]
"""Who answers or signs: stands in a column of evidence, at most 60 characters."""
Title = Annotated[str, TITLE]
"""One line of text, not empty, no spaces around it."""
Number = Annotated[str, NUMBER]
"""A position's code as people write it, at most 40 characters."""
Heading = Annotated[str, HEADING]
"""A stage's title, at most 100 characters, may be empty."""
Reference = Annotated[str, REFERENCE]
"""A stage key, or `stage.paper`."""
Rate = Annotated[str, RATE]
"""Grade keys joined by `+`."""

Digits = Annotated[int, Between(0, DECIMALS)]
Whole = Annotated[int, Between(0, 100_000)]
Count = Annotated[int, Between(1, 100_000)]
Days = Annotated[int, Between(0, 366)]
Months = Annotated[int, Between(0, 120)]
Mark = Annotated[Decimal, Between(0, 100_000)]
FullMarks = Annotated[Decimal, Between(0, 100_000, above=True)]
Percent = Annotated[Decimal, Between(0, 100)]
Factor = Annotated[Decimal, Between(-1_000, 1_000)]
Ratio = Annotated[Decimal, Between(0, 1_000, above=True)]
Portion = Annotated[Fraction, Between(0, 1)]
