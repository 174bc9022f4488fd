"""Who goes on: the cut after a ranking, ties across it, and substitution. PURE.

Those who reach the pass mark stand first in each position's order, so that every decision is a prefix of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np
from numpy.typing import NDArray

from campaigns.plan.rules import Advance, Ties
from oversight.words import Sentence, gettext_noop
from scoring.core.rank import Ranking, end_at, first_at
from scoring.core.values import STANDINGS, Entrants, Ints, Leave, Reason, Standing

REASONS = (
    Reason.PASSED,
    Reason.WITHIN_PLACES,
    Reason.AHEAD_BY_CHAIN,
    Reason.EQUAL_TO_LAST,
    Reason.BEHIND_BY_CHAIN,
    Reason.BEYOND_PLACES,
    Reason.BELOW_PASS_MARK,
    Reason.NO_MARKS,
)
"""The runs into which a position's order falls, first to last."""

STANDING_OF = {
    Reason.PASSED: Standing.ADVANCED,
    Reason.WITHIN_PLACES: Standing.ADVANCED,
    Reason.AHEAD_BY_CHAIN: Standing.ADVANCED,
    Reason.EQUAL_TO_LAST: Standing.ADVANCED,
    Reason.BEHIND_BY_CHAIN: Standing.RESERVE,
    Reason.BEYOND_PLACES: Standing.RESERVE,
    Reason.BELOW_PASS_MARK: Standing.ELIMINATED,
    Reason.NO_MARKS: Standing.ABSENT,
}


class TiesAcross(Exception):
    """Equals lie across the border of positions whose plan refuses that; `ties` is (position code, ids)
    each.
    """

    def __init__(self, ties: Sequence[tuple[str, tuple[str, ...]]]):
        self.ties = tuple(ties)
        self.position, self.ids = self.ties[0]
        super().__init__("; ".join(str(sentence) for sentence in self.sentences))

    @property
    def sentences(self) -> list[Sentence]:
        """One sentence a position, naming the equals."""
        text = gettext_noop("position %(position)s: equal scores lie across the last place: %(ids)s")
        return [Sentence(text, {"position": code, "ids": ", ".join(ids)}) for code, ids in self.ties]


@dataclass(frozen=True, eq=False)
class Cut:
    """Per position: places (-1: everybody who passed), the row at the last place (-1: none), and where in the
    order the advanced and those who passed end. Per row: standing and reason codes."""

    places: Ints
    border: Ints
    advanced_end: Ints
    passed_end: Ints
    standing: NDArray[np.int8]
    reason: NDArray[np.int8]


def places_of(advance: Advance | None, openings: Ints) -> Ints:
    """Return how many advance in each position; -1 where everybody who passed does."""
    if advance is None or advance.all:
        return np.full(len(openings), -1, np.int64)
    if advance.count is not None:
        return np.full(len(openings), advance.count, np.int64)
    each = Fraction(advance.per_opening or 0)
    kinds, which = np.unique(openings, return_inverse=True)
    return np.array([ceil(each * number) for number in kinds.tolist()], np.int64)[which]


def cut(found: Ranking, passed: Ints, advance: Advance | None, entrants: Entrants) -> Cut:
    """Divide every position's order; `passed` counts those who reached the pass mark.

    Raises TiesAcross, naming every position concerned, where the plan says `refuse`.
    """
    places = places_of(advance, entrants.openings)
    passed_end = found.start + passed
    limit = np.where(places < 0, passed, np.minimum(places, passed))
    last = found.start + limit
    crowded = (places >= 0) & (passed > limit)
    border = np.full(len(places), -1, np.int64)
    at_last = np.flatnonzero(crowded & (limit > 0))
    border[at_last] = found.order[last[at_last] - 1]
    first, middle, end = last.copy(), last.copy(), last.copy()
    if len(at_last):
        ties = advance.ties if advance else Ties.ALL
        first[at_last], middle[at_last], end[at_last] = _borders(found, last[at_last], ties)
    if advance is not None and advance.ties is Ties.REFUSE:
        _refuse(found, first, last, end, entrants)
    runs = np.zeros((len(places), len(REASONS)), np.int64)
    everybody = places < 0
    runs[:, 0] = np.where(everybody, passed, 0)
    runs[:, 1] = np.where(everybody, 0, first - found.start)
    runs[:, 2], runs[:, 3], runs[:, 4] = last - first, middle - last, end - middle
    runs[:, 5], runs[:, 6], runs[:, 7] = passed_end - end, found.ranked - passed, found.size - found.ranked
    standing, reason = _spread(found.order, runs)
    return Cut(places, border, middle, passed_end, standing, reason)


def _borders(found: Ranking, last: Ints, ties: Ties) -> tuple[Ints, Ints, Ints]:
    """Return, around each last place: where the equals whom the chain decided on begin, where the advanced
    end, and where those whom the chain left behind end. The first is `last` where the chain decided
    nothing.
    """
    end = end_at(found.new_score, last - 1)
    if ties is not Ties.CHAIN:
        return (first_at(found.new_score, last - 1) if ties is Ties.REFUSE else last), end, end
    middle = end_at(found.new_chain, last - 1)
    decided = middle < end
    return np.where(decided, first_at(found.new_score, last - 1), last), middle, end


def _refuse(found: Ranking, first: Ints, last: Ints, end: Ints, entrants: Entrants) -> None:
    """Raise TiesAcross where equals lie across a border; otherwise make `first` say that no chain decided."""
    ties = []
    for place in np.flatnonzero(end > last).tolist():
        rows = found.order[first[place] : end[place]].tolist()
        ties.append((entrants.positions[place], tuple(entrants.ids[row] for row in rows)))
    if ties:
        raise TiesAcross(ties)
    first[:] = last


def _spread(order: Ints, runs: Ints) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Give every row the reason of its run, and the standing that goes with it."""
    reasons = np.tile(np.array(REASONS, np.int8), len(runs))
    standings = np.array(
        [STANDINGS.index(STANDING_OF[reason]) for reason in Reason if reason in STANDING_OF], np.int8
    )
    in_order = np.repeat(reasons, runs.ravel())
    reason = np.empty(len(order), np.int8)
    reason[order] = in_order
    return standings[reason], reason


def substitute(
    found: Ranking, made: Cut, advance: Advance | None, leaves: Sequence[Leave], entrants: Entrants
) -> list[int]:
    """Return the rows that step up for those who left after the result (递补); raises TiesAcross as `cut`
    does.
    """
    if advance is None or not advance.substitutes or not leaves:
        return []
    gone = {leave.row: leave.standing for leave in leaves}
    advanced = STANDINGS.index(Standing.ADVANCED)
    places = {int(entrants.position[row]) for row in gone if made.standing[row] == advanced}
    called: list[int] = []
    ties: list[tuple[str, tuple[str, ...]]] = []
    for place in sorted(places):
        first, end, passed = (int(a[place]) for a in (found.start, made.advanced_end, made.passed_end))
        left = [gone[row] for row in found.order[first:end].tolist() if row in gone]
        fillable = sum(standing.value in advance.substitutes_for for standing in left)
        free = int(made.places[place]) - (end - first - len(left))
        spots = [spot for spot in range(end, passed) if int(found.order[spot]) not in gone]
        up, equals = _step_up(found, spots, min(free, fillable, advance.substitutes), advance.ties)
        called += found.order[up].tolist() if up else []
        if equals:
            ids = tuple(entrants.ids[row] for row in found.order[equals].tolist())
            ties.append((entrants.positions[place], ids))
    if ties:
        raise TiesAcross(ties)
    return called


def _step_up(found: Ranking, spots: list[int], wanted: int, ties: Ties) -> tuple[list[int], list[int]]:
    """Return the first `wanted` of the reserve by their place in the order, with the equals that come
    along, and the equals across the new border where ties are refused.
    """
    if wanted <= 0 or not spots:
        return [], []
    new = found.new_chain if ties is Ties.CHAIN else found.new_score
    last = spots[min(wanted, len(spots)) - 1]
    end = last + 1
    while end < len(new) and not new[end]:
        end += 1
    up = [spot for spot in spots if spot < end]
    if ties is Ties.REFUSE and len(up) > wanted:
        begin = last
        while not new[begin]:
            begin -= 1
        return [], [spot for spot in spots if begin <= spot < end]
    return up, []
