"""The proposed assignment is the best there is, found by trying all; its reasons name what it stands on."""

from decimal import Decimal
from fractions import Fraction
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.core.assignment import USUAL, Criterion, fit_of, propose, reason_of

fits = st.dictionaries(
    st.tuples(st.sampled_from("abcde"), st.sampled_from("XYZ")),
    st.integers(0, 10_000).map(lambda cents: Fraction(cents, 100)),
    max_size=15,
)
places = st.dictionaries(st.sampled_from("XYZ"), st.integers(0, 3), max_size=3)


def best_by_trying(people, slots, table) -> tuple[int, Fraction]:
    """Return how many can be placed and the highest sum of their fits."""
    seats = [*slots, *[None] * len(people)]
    best = (0, Fraction(0))
    for order in set(permutations(seats, len(people))):
        pairs = [(who, post) for who, post in zip(people, order, strict=True) if post is not None]
        if all(pair in table for pair in pairs):
            best = max(best, (len(pairs), sum((table[pair] for pair in pairs), Fraction(0))))
    return best


@settings(max_examples=40, deadline=None)
@given(st.sets(st.sampled_from("abcd"), max_size=4), places, fits)
def test_nothing_is_better_than_what_is_proposed(people, places, fits) -> None:
    ordered = sorted(people)
    found = propose(ordered, places, fits)
    placed = [(who, post) for who, post in found.posts.items() if post is not None]
    slots = [post for post, count in places.items() for _ in range(count)]
    assert list(found.posts) == ordered
    assert all(pair in fits for pair in placed)
    assert all([post for _, post in placed].count(post) <= places[post] for _, post in placed)
    assert (len(placed), found.total) == best_by_trying(ordered, slots, fits)


def test_a_fit_is_the_weighted_sum_and_missing_is_not_zero() -> None:
    criteria = (Criterion("a", "甲", Decimal(60)), Criterion("b", "乙", Decimal(40), Decimal(50)))
    assert fit_of({"a": Decimal(90), "b": Decimal(40)}, criteria) == 54 + 32
    assert fit_of({"a": Decimal(90)}, criteria) is None
    assert sum(criterion.weight for criterion in USUAL) == 100


def test_reasons_in_words() -> None:
    table = {
        ("a", "X"): Fraction(90),
        ("a", "Y"): Fraction(88),
        ("b", "X"): Fraction(89),
        ("b", "Y"): Fraction(60),
    }
    table |= {("c", "X"): Fraction(10)}
    found = propose(["a", "b", "c", "d"], {"X": 1, "Y": 1}, table)
    assert found.posts == {"a": "Y", "b": "X", "c": None, "d": None}
    assert found.total == 177
    shown = {"a": "甲", "b": "乙", "c": "丙", "d": "丁", "X": "一庭", "Y": "二庭"}
    said = {who: reason_of(who, found, table, shown) for who in found.posts}
    assert said["a"].facts == {
        "post": "二庭",
        "fit": "88.00",
        "best": "一庭",
        "more": "90.00",
        "rivals": ["乙"],
    }
    assert said["b"].facts == {"post": "一庭", "fit": "89.00"}
    assert said["c"].facts == {"best": "一庭", "fit": "10.00"}
    assert said["d"].facts == {}
