"""Identity numbers (公民身份号码, GB 11643-1999): check digit, what they say, and their mask. PURE."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from operator import mul
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversight.words import Sentence, gettext_noop

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
"""The check digit for each remainder of the weighted sum divided by 11."""

LENGTH = 18
OLD_LENGTH = 15
SHOWN_HEAD = 6
SHOWN_TAIL = 4


class Identity(NamedTuple):
    """An identity number that holds, and what it says: the birth date, and `male` or `female`."""

    number: str
    birth_date: date
    gender: str


def check_digit(body: str) -> str:
    """Return the last character that belongs to the first 17 digits (GB 11643-1999, 4.2.4)."""
    return CHECK_DIGITS[sum(map(mul, map(int, body), WEIGHTS)) % 11]


def read_identity(text: str) -> Identity | Sentence:
    """Return what an identity number says, or the sentence that tells what is wrong with it.

    A small x is taken for X. The 15-digit numbers of the first generation ended in 2013 and are refused. The
    sentence never repeats the number: it may be printed where the number must not be.
    """
    number = text.upper()
    if len(number) != LENGTH:
        return Sentence(
            gettext_noop("an identity number has 18 characters, this one has %(length)s"),
            {"length": len(number)},
        )
    if not (number.isascii() and number[:17].isdecimal() and number[17] in CHECK_DIGITS):
        return Sentence(gettext_noop("an identity number is 17 digits and a digit or X"))
    if check_digit(number[:17]) != number[17]:
        return Sentence(gettext_noop("the check digit of the identity number does not fit: a digit is wrong"))
    birth_date = _day(number[6:14])
    if birth_date is None:
        return Sentence(gettext_noop("the identity number holds a birth date that does not exist"))
    return Identity(number, birth_date, _gender(number))


def read_identities(texts: Sequence[str]) -> list[Identity | Sentence | None]:
    """Return `read_identity` of each text, None where it is empty.

    The check digits of all are computed at once; only a text that is no plain 18 characters, or does not hold, is
    looked at by itself.
    """
    found: list[Identity | Sentence | None] = []
    for text, holds in zip(texts, _holding(texts).tolist(), strict=True):
        birth_date = _day(text[6:14]) if holds else None
        if birth_date is not None:
            found.append(Identity(text, birth_date, _gender(text)))
        else:
            found.append(read_identity(text) if text else None)
    return found


def _holding(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Return for each text whether it is 17 digits and, in capitals, the check digit that belongs to them."""
    holds = np.zeros(len(texts), bool)
    plain = [row for row, text in enumerate(texts) if len(text) == LENGTH and text.isascii()]
    if not plain:
        return holds
    codes = np.frombuffer("".join([texts[row] for row in plain]).encode("ascii"), np.uint8).reshape(
        -1, LENGTH
    )
    digits = codes[:, :-1].astype(np.int64) - ord("0")
    last = np.frombuffer(CHECK_DIGITS.encode("ascii"), np.uint8)[
        digits @ np.array(WEIGHTS) % len(CHECK_DIGITS)
    ]
    holds[plain] = ((digits >= 0) & (digits <= 9)).all(axis=1) & (last == codes[:, -1])
    return holds


@lru_cache(maxsize=50_000)
def _day(digits: str) -> date | None:
    """Return the day that eight digits name, None where there is no such day."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _gender(number: str) -> str:
    return "male" if number[16] in "13579" else "female"


def mask_identity(number: str) -> str:
    """Return the number with all but its region and its last characters covered: 110105********002X."""
    if len(number) <= SHOWN_HEAD + SHOWN_TAIL:
        return "*" * len(number)
    return number[:SHOWN_HEAD] + "*" * (len(number) - SHOWN_HEAD - SHOWN_TAIL) + number[-SHOWN_TAIL:]
