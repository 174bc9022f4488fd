"""Marks as people write them: plain decimals to micro-points, and why a text is none."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from oversight.words import Sentence, gettext_noop
from scoring.core.values import MICRO, Ints, MarkState

PLAIN = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,6}))?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*")
NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")

ABSENT, MISCONDUCT, WRONG = -1, -2, -3
"""Codes of cells that hold no mark; marks are never negative."""


class _Codes(dict[str, int]):
    """Text -> micro-points or a code below zero; marks repeat, so each different text is read once."""

    def __init__(self, words: dict[str, int], limit: int | None):
        super().__init__(words)
        self.limit = limit

    def __missing__(self, text: str) -> int:
        match = PLAIN.fullmatch(text)
        code = WRONG
        if match:
            value = int(match[1]) * MICRO + int((match[2] or "").ljust(6, "0"))
            code = value if self.limit is None or value <= self.limit else WRONG
        self[text] = code
        return code


def read_marks(
    cells: Sequence[str], *, full_marks: Decimal | None, words: dict[str, int]
) -> tuple[Ints, Ints, Ints]:
    """Return (state, value, wrong rows) of cells; `words` are texts such as "absent" with their code.

    `full_marks` None: no upper limit. `value` is 0 where no mark is given.
    """
    codes = _Codes(words, None if full_marks is None else int(full_marks * MICRO))
    found = np.fromiter(map(codes.__getitem__, cells), np.int64, len(cells))
    state = np.zeros(len(found), np.int64)
    state[found == ABSENT] = MarkState.ABSENT
    state[found == MISCONDUCT] = MarkState.MISCONDUCT
    return state, np.maximum(found, 0), np.flatnonzero(found == WRONG)


def why_wrong(text: str, full_marks: Decimal | None) -> Sentence:
    """Return what is wrong with a text that `read_marks` did not take."""
    if not text:
        return Sentence(gettext_noop("the mark is missing; write it, or absent"))
    if DAY.fullmatch(text):
        return Sentence(gettext_noop("the cell holds a date, not a mark"))
    if NUMBER.fullmatch(text):
        if text.startswith("-"):
            return Sentence(gettext_noop("a mark cannot be negative"))
        if len(text.partition(".")[2]) > 6:
            return Sentence(gettext_noop("%(text)s has more than 6 decimals"), {"text": text})
        if full_marks is not None and PLAIN.fullmatch(text):
            facts = {"text": text, "full": format(full_marks, "f")}
            return Sentence(gettext_noop("%(text)s is over the full mark of %(full)s"), facts)
    if text != unicodedata.normalize("NFKC", text):
        return Sentence(
            gettext_noop("“%(text)s” is not written in plain digits of normal width"), {"text": text}
        )
    return Sentence(gettext_noop("“%(text)s” is not a plain decimal such as 88.5"), {"text": text})


def plain_mark(micro: int) -> str:
    """Return micro-points as the shortest decimal: 88_500_000 is "88.5"."""
    whole, rest = divmod(micro, MICRO)
    return f"{whole}.{rest:06d}".rstrip("0") if rest else str(whole)


def mark_texts(state: Ints, value: Ints) -> list[str]:
    """Return the cell of each mark in a canonical file."""
    words = {ABSENT: "absent", MISCONDUCT: "misconduct"}
    coded = np.where(state == MarkState.GIVEN, value, np.where(state == MarkState.ABSENT, ABSENT, MISCONDUCT))
    different, which = np.unique(coded, return_inverse=True)
    texts = [words.get(code) or plain_mark(code) for code in different.tolist()]
    return [texts[place] for place in which.tolist()]
