"""Identity numbers (公民身份号码, GB 11643-1999): check digit, what they say, and their mask. PURE."""

from dataclasses import dataclass
from datetime import date
from operator import mul

from oversight.words import Sentence, gettext_noop

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
"""The check digit for each remainder of the weighted sum divided by 11."""

LENGTH = 18
OLD_LENGTH = 15
SHOWN_HEAD = 6
SHOWN_TAIL = 4


@dataclass(frozen=True)
class Identity:
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
    try:
        birth_date = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return Sentence(gettext_noop("the identity number holds a birth date that does not exist"))
    return Identity(number, birth_date, "male" if int(number[16]) % 2 else "female")


def mask_identity(number: str) -> str:
    """Return the number with all but its region and its last characters covered: 110105********002X."""
    if len(number) <= SHOWN_HEAD + SHOWN_TAIL:
        return "*" * len(number)
    return number[:SHOWN_HEAD] + "*" * (len(number) - SHOWN_HEAD - SHOWN_TAIL) + number[-SHOWN_TAIL:]
