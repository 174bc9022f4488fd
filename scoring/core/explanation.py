"""The working of one placing, as values that a page, a file or a verifier's reader can show. PURE."""

from collections.abc import Sequence
from dataclasses import dataclass

from oversight.words import Sentence


@dataclass(frozen=True)
class MarkLine:
    """One mark as entered. `value` is plain text, "" where the judge gave none; `dropped` by trimming."""

    assessor: str
    criterion: str
    value: str
    dropped: bool = False


@dataclass(frozen=True)
class Step:
    """A step of the working.

    `code` is one of check day mark turnout mean room correction rounding weight total veto round ballot tie cut
    standing; `value` is the number that the step ends in, as plain text ("88.5" or "1/3"), "" where it ends in none.
    """

    code: str
    sentence: Sentence
    value: str = ""
    marks: Sequence[MarkLine] = ()


@dataclass(frozen=True)
class Explanation:
    """All steps of one row, first to last; the last one says the standing and its reason."""

    row: int
    steps: Sequence[Step]
