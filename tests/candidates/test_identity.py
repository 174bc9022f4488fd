"""Identity numbers: the check digit, what the number says, the mask."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidates.identity import (
    CHECK_DIGITS,
    Identity,
    check_digit,
    mask_identity,
    read_identities,
    read_identity,
)
from oversight.words import Sentence

GOOD = "11010519491231002X"


def test_the_number_of_the_standard_holds():
    assert read_identity(GOOD) == Identity(GOOD, date(1949, 12, 31), "female")


def test_small_x_is_the_same_number():
    assert read_identity(GOOD.lower()) == read_identity(GOOD)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "has 18 characters, this one has 0"),
        ("110105491231002", "has 18 characters, this one has 15"),
        ("110105194912310021", "check digit"),
        ("11010519491231003X", "check digit"),
        ("１１０１０５１９４９１２３１００２Ｘ", "17 digits and a digit or X"),
        ("1101051949123100-X", "17 digits and a digit or X"),
        ("1.1010519491231E17", "17 digits and a digit or X"),
        ("110105194902310028"[:17] + check_digit("11010519490231002"), "does not exist"),
        ("110105190002290020"[:17] + check_digit("11010519000229002"), "does not exist"),
    ],
)
def test_numbers_that_do_not_hold(text, says):
    found = read_identity(text)
    assert isinstance(found, Sentence)
    assert says in str(found)
    assert not text or text not in str(found)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(0, 999), st.integers(0, 17), st.data())
def test_one_wrong_digit_is_always_found(born, serial, place, data):
    body = f"110105{born:%Y%m%d}{serial:03d}"
    number = body + check_digit(body)
    read = read_identity(number)
    assert read == Identity(number, born, "male" if serial % 2 else "female")
    alphabet = CHECK_DIGITS if place == 17 else "0123456789"
    other = data.draw(st.sampled_from([digit for digit in alphabet if digit != number[place]]))
    assert isinstance(read_identity(number[:place] + other + number[place + 1 :]), Sentence)


@pytest.mark.parametrize(
    ("number", "masked"),
    [(GOOD, "110105********002X"), ("", ""), ("1234567890", "**********"), ("12345678901", "123456*8901")],
)
def test_the_mask(number, masked):
    assert mask_identity(number) == masked


NUMBERS = st.one_of(
    st.just(""),
    st.text("0123456789Xx-Ｘ１", min_size=17, max_size=19),
    st.dates(date(1900, 1, 1))
    .map(lambda day: f"110105{day:%Y%m%d}002")
    .map(lambda body: body + check_digit(body)),
    st.sampled_from([GOOD, GOOD.lower(), GOOD[:-1] + "1", "110105194902310028"]),
)


@given(st.lists(NUMBERS, max_size=8))
def test_many_numbers_are_read_as_each_alone(texts):
    assert read_identities(texts) == [read_identity(text) if text else None for text in texts]
