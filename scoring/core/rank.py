"""Competition ranking inside positions: 1, 2, 2, 4. PURE.

Position, score and row are packed into one int64 key where they fit into 63 bits, so that a million
entrants cost one `np.sort`. The chain is looked at only among equals.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.core.fixed import Column, Flags, Ints


@dataclass(frozen=True, eq=False)
class Ranking:
    """Rows in output order and where the groups of equals begin in it.

    `order` lists all rows: position, score descending, chain, row; rows without a score come last in their
    position. `new_score` and `new_chain` flag the places in `order` where a score, or a score with its
    chain, differs from the place before. Per position: `start` in `order` and how many rows are `ranked`.
    """

    order: Ints
    new_score: Flags
    new_chain: Flags
    start: Ints
    ranked: Ints
    size: Ints


def bits(most: int) -> int:
    """Return how many bits hold 0..most."""
    return max(0, most).bit_length()


def ranking(score: Column, position: Ints, positions: int, chain: Sequence[Column] = ()) -> Ranking:
    """Order all rows by position, score and chain."""
    rows = len(position)
    size = np.bincount(position, minlength=positions).astype(np.int64)
    start = np.concatenate(([0], np.cumsum(size)[:-1])) if positions else size
    if score.present.all():
        ranked = size
    else:
        ranked = np.bincount(position[score.present], minlength=positions).astype(np.int64)
    if not rows:
        nothing = np.zeros(0, np.int64)
        return Ranking(nothing, nothing.astype(bool), nothing.astype(bool), start, ranked, size)
    order, new_score = _sorted(score, position)
    new_chain = new_score
    if chain:
        order, new_chain = _chained(order, new_score, score.present, chain)
    return Ranking(order, new_score, new_chain, start, ranked, size)


def _descending(score: Column) -> tuple[Ints, int]:
    """Return codes that rise as scores fall, absent rows highest, and the highest code."""
    codes = score.codes()
    present = score.present
    if present.all():
        highest, lowest = int(codes.max()), int(codes.min())
        return highest - codes, highest - lowest
    if not present.any():
        return np.zeros(len(codes), np.int64), 0
    shown = codes[present]
    highest, lowest = int(shown.max()), int(shown.min())
    return np.where(present, highest - codes, highest - lowest + 1), highest - lowest + 1


def _sorted(score: Column, position: Ints) -> tuple[Ints, Flags]:
    """Sort rows by position and falling score; flag where the two change."""
    rows = len(position)
    falling, most = _descending(score)
    for_row, for_score = bits(rows - 1), bits(most)
    if bits(int(position.max())) + for_score + for_row <= 63:
        key = position << for_score
        key |= falling
        key <<= for_row
        key |= np.arange(rows)
        key.sort()
        order = key & ((1 << for_row) - 1)
        key >>= for_row
        return order, _changes(key)
    order = np.lexsort((falling, position))
    return order, _changes(position[order]) | _changes(falling[order])


def _changes(values: Ints) -> Flags:
    """Flag the first place and every one whose value differs from the one before."""
    new = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new


def _chained(order: Ints, new_score: Flags, present: Flags, chain: Sequence[Column]) -> tuple[Ints, Flags]:
    """Order equals by the chain, value by falling value; a row without a value comes after those with one."""
    firsts = np.flatnonzero(new_score)
    group = np.cumsum(new_score) - 1
    sizes = np.diff(firsts, append=len(order))
    tied = np.flatnonzero((sizes[group] > 1) & present[order])
    order, new_chain = order.copy(), new_score.copy()
    if not len(tied):
        return order, new_chain
    rows = order[tied]
    keys = [_descending(column.take(rows))[0] for column in chain]
    inside = np.lexsort((rows, *reversed(keys), group[tied]))
    order[tied] = rows[inside]
    differs = _changes(group[tied])
    for key in keys:
        differs |= _changes(key[inside])
    new_chain[tied] = differs
    return order, new_chain


def ranks(found: Ranking, position: Ints, present: Flags, by_chain: bool) -> Ints:
    """Return each row's rank inside its position, 0 where there is no score."""
    new = found.new_chain if by_chain else found.new_score
    firsts = np.flatnonzero(new)
    at_first = firsts - found.start[position[found.order[firsts]]] + 1
    ranks_in_order = np.repeat(at_first, np.diff(firsts, append=len(new)))
    rank = np.empty(len(new), np.int64)
    rank[found.order] = ranks_in_order
    if not np.array_equal(found.ranked, found.size):
        rank[~present] = 0
    return rank


def first_at(new: Flags, places: Ints) -> Ints:
    """Return where the groups that contain `places` begin."""
    firsts = np.flatnonzero(new)
    return firsts[np.searchsorted(firsts, places, side="right") - 1]


def end_at(new: Flags, places: Ints) -> Ints:
    """Return where the groups that contain `places` end (one past the last)."""
    firsts = np.append(np.flatnonzero(new), len(new))
    return firsts[np.searchsorted(firsts, places, side="right")]
