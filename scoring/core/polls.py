"""Ballots of a vote, one after another: quorum, majority, most votes, equals, who stands again. PURE.

A ballot is counted position by position. Members present below the quorum of those due make it void for the
position. More than half must agree; of more than the openings left, those with most votes are elected; equals
across the last opening, and too few, wait for the next ballot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from campaigns.plan.rules_later import Majority, Vote
from scoring.core.ballots import NO_COUNTS, table_of
from scoring.core.values import VOTE_OPTIONS, Counts, Entrants, Evidence, Ints

AGREE, DISAGREE, ABSTAINED, PRESENT, RECUSED = range(len(VOTE_OPTIONS))


@dataclass(frozen=True)
class Poll:
    """One ballot of one position; all lists are rows of entrants.

    `left`: openings still to be filled before it. `named`: about whom there is a line, `eligible`: who may
    stand. `short`: with members present below the quorum, so the ballot is void. `passed`: more than half
    agree, by falling votes; `tied`: equals across the last opening.
    """

    number: int
    left: int
    eligible: tuple[int, ...]
    named: tuple[int, ...]
    short: tuple[int, ...]
    passed: tuple[int, ...]
    elected: tuple[int, ...]
    tied: tuple[int, ...]

    @property
    def void(self) -> bool:
        """Whether the quorum was missed."""
        return bool(self.short)


@dataclass(frozen=True, eq=False)
class Polled:
    """All ballots of a vote: numbers by (row, ballot, option) and the polls by position, in turn."""

    table: Ints
    polls: Sequence[Sequence[Poll]]


def due_of(rules: Vote, cell: Ints) -> int:
    """Return how many members are due for one name: recused ones are left out where the plan says so."""
    return rules.due if rules.recused_due else rules.due - int(cell[RECUSED])


def base_of(rules: Vote, cell: Ints) -> int:
    """Return the number of which more than half must agree."""
    if rules.majority is Majority.DUE:
        return due_of(rules, cell)
    if rules.majority is Majority.PRESENT:
        return int(cell[PRESENT])
    return int(cell[AGREE] + cell[DISAGREE] + cell[ABSTAINED])


def poll_all(rules: Vote, entrants: Entrants, evidence: Evidence) -> Polled:
    """Count all ballots of all positions."""
    counts = evidence.counts or NO_COUNTS
    table = table_of(counts, len(entrants), rules.max_ballots, len(VOTE_OPTIONS))
    named = _named(counts)
    members: list[list[int]] = [[] for _ in entrants.positions]
    for row, position in enumerate(entrants.position.tolist()):
        members[position].append(row)
    return Polled(
        table,
        [
            _poll_position(rules, rows, table, named, openings)
            for rows, openings in zip(members, entrants.openings.tolist(), strict=True)
        ],
    )


def _named(counts: Counts) -> set[tuple[int, int]]:
    """Return (row, ballot) of every name that was voted on."""
    return set(zip(counts.entrant.tolist(), counts.key.tolist(), strict=True))


def _poll_position(
    rules: Vote, rows: list[int], table: Ints, named: set[tuple[int, int]], openings: int
) -> list[Poll]:
    """Count the ballots of a position until it is filled or there are no more."""
    polls: list[Poll] = []
    left, eligible = openings, list(rows)
    for ballot in range(rules.max_ballots):
        there = [row for row in eligible if (row, ballot) in named]
        if left <= 0 or not there:
            break
        polls.append(_count(rules, ballot, left, eligible, there, table))
        last = polls[-1]
        left -= len(last.elected)
        if not last.void:
            eligible = standing_again(rules, last, table, left)
    return polls


def _count(rules: Vote, ballot: int, left: int, eligible: list[int], there: list[int], table: Ints) -> Poll:
    """Count one ballot."""
    short = [row for row in there if not _quorate(rules, table[row, ballot])]
    passed: list[int] = []
    if not short:
        passed = [row for row in there if 2 * table[row, ballot, AGREE] > base_of(rules, table[row, ballot])]
        passed.sort(key=lambda row: -int(table[row, ballot, AGREE]))
    elected, tied = passed[:left], []
    if len(passed) > left:
        border = table[passed[left], ballot, AGREE]
        tied = [row for row in passed if table[row, ballot, AGREE] == border]
        elected = [row for row in elected if row not in tied]
        if len(elected) == left:
            tied = []
    return Poll(
        ballot + 1,
        left,
        tuple(eligible),
        tuple(there),
        tuple(short),
        tuple(passed),
        tuple(elected),
        tuple(tied),
    )


def _quorate(rules: Vote, cell: Ints) -> bool:
    return int(cell[PRESENT]) >= Fraction(rules.quorum) * due_of(rules, cell)


def standing_again(rules: Vote, last: Poll, table: Ints, left: int) -> list[int]:
    """Return who may stand in the next ballot: all not elected, or the plan's `runoff` of them by votes.

    Equals at the border of a run-off all stand again.
    """
    staying = [row for row in last.eligible if row not in last.elected]
    if rules.runoff is None or left <= 0:
        return staying
    votes = {row: int(table[row, last.number - 1, AGREE]) for row in last.named if row in staying}
    most = ceil(Fraction(rules.runoff) * left)
    ordered = sorted(votes.values(), reverse=True)
    least = ordered[min(most, len(ordered)) - 1] if ordered else 0
    return [row for row in staying if row in votes and votes[row] >= least]
