"""Ranks: 1, 2, 2, 4 inside a position, by one packed key or by several."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.fixed import Column
from scoring.core.rank import end_at, first_at, ranking, ranks


def ranked(scores, position=None, chain=(), by_chain=False):
    """Return (order, ranks) of scores given as numbers or None."""
    column = Column.of(scores)
    position = np.array(position or [0] * len(scores), np.int64)
    found = ranking(column, position, int(position.max(initial=0)) + 1, [Column.of(key) for key in chain])
    return found.order.tolist(), ranks(found, position, column.present, by_chain).tolist()


def test_equals_share_a_rank_and_the_next_is_skipped():
    assert ranked([80, 90, 90, 70, 90, 80]) == ([1, 2, 4, 0, 5, 3], [4, 1, 1, 6, 1, 4])


def test_each_position_counts_for_itself():
    assert ranked([1, 2, 3, 3], [0, 1, 0, 1]) == ([2, 0, 3, 1], [2, 2, 1, 1])


def test_absent_rows_stand_last_in_their_position_without_rank():
    assert ranked([None, 5, None, 7, None], [0, 0, 0, 1, 1]) == ([1, 0, 2, 3, 4], [0, 1, 0, 1, 0])


def test_nobody_or_nobody_with_a_score():
    assert ranked([]) == ([], [])
    assert ranked([None, None]) == ([0, 1], [0, 0])


def test_a_missing_key_sorts_last_and_zero_does_not():
    chain = [[None, 0, 3]]
    assert ranked([9, 9, 9], chain=chain) == ([2, 1, 0], [1, 1, 1])
    assert ranked([9, 9, 9], chain=chain, by_chain=True) == ([2, 1, 0], [3, 2, 1])


def test_equals_in_every_key_share_the_rank_of_the_chain():
    chain = [[1, 2, 2, 1], [5, 4, 4, 6]]
    assert ranked([9, 9, 9, 9], chain=chain, by_chain=True) == ([1, 2, 3, 0], [4, 1, 1, 3])


def test_groups_around_a_place():
    new = np.array([True, False, True, True, False], bool)
    places = np.array([0, 1, 2, 3, 4])
    assert first_at(new, places).tolist() == [0, 0, 2, 3, 3]
    assert end_at(new, places).tolist() == [2, 2, 3, 5, 5]


numbers = st.none() | st.integers(-2, 2) | st.just(2**61) | st.just(-(2**61)) | st.just(Fraction(10**30, 7))


@given(st.lists(st.tuples(st.integers(0, 2), numbers, numbers, numbers), max_size=12), st.booleans())
def test_against_counting(rows, by_chain):
    """A rank is one more than the number of those ahead, also where keys do not fit into 63 bits."""
    position = [row[0] for row in rows]
    scores, first, second = ([row[i] for row in rows] for i in (1, 2, 3))
    order, found = ranked(scores, position, (first, second), by_chain)

    def key(row):
        score = (0, 0) if scores[row] is None else (1, scores[row])
        chain = [(0, 0) if column[row] is None else (1, column[row]) for column in (first, second)]
        return (score, *chain) if by_chain else (score,)

    for row in range(len(rows)):
        ahead = [n for n in range(len(rows)) if position[n] == position[row] and key(n) > key(row)]
        assert found[row] == (0 if scores[row] is None else 1 + len(ahead))
    assert sorted(order) == list(range(len(rows)))
    assert [position[row] for row in order] == sorted(position)
