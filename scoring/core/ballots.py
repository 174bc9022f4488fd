"""Counting ballots: from lines to tables of numbers. PURE.

Nothing here decides; the kinds do. `MOST` bounds every count, so that sums stay far inside int64.
"""

from dataclasses import dataclass

import numpy as np

from campaigns.plan.rules_later import Assessment, PublicComment, Recommendation
from scoring.core.values import Counts, Flags, Ints, Papers, Turnout

MOST = 100_000
ABSTAIN = "abstain"
"""The grade that stands outside the denominator `valid_minus_abstain`, and is worth nothing."""

NONE = np.zeros(0, np.int64)
NO_COUNTS = Counts(NONE, NONE, NONE, NONE)
NO_PAPERS = Papers(NONE, NONE, NONE, NONE, NONE)
NO_TURNOUT = Turnout(NONE, NONE, NONE, NONE)


def grade_keys(rules: Assessment | PublicComment) -> list[str]:
    """Return the grades that can be counted, in plan order; `abstain` is always one of them."""
    keys = [grade.key for grade in rules.grades]
    return keys if ABSTAIN in keys else [*keys, ABSTAIN]


def table_of(counts: Counts, rows: int, keys: int, options: int) -> Ints:
    """Return the counts as an array (row, key, option); what no line says is 0."""
    table = np.zeros((rows, keys, options), np.int64)
    np.add.at(table, (counts.entrant, counts.key, counts.option), counts.count)
    return table


def spoken_of(counts: Counts, rows: int) -> Flags:
    """Flag the rows about which there is any line."""
    there = np.zeros(rows, bool)
    there[counts.entrant] = True
    return there


@dataclass(frozen=True)
class Returned:
    """Turnout by key in plan order: each array has an element a key, 0 where nothing is known."""

    issued: Ints
    returned: Ints
    void: Ints

    @property
    def valid(self) -> Ints:
        """Valid ballots: returned less void."""
        return self.returned - self.void


def turnout_of(turnout: Turnout | None, keys: int) -> Returned:
    """Lay the turnout out by key."""
    found = turnout or NO_TURNOUT
    laid = [np.zeros(keys, np.int64) for _ in range(3)]
    for column, values in zip(laid, (found.issued, found.returned, found.void), strict=True):
        column[found.key] = values
    return Returned(*laid)


OUTSIDE = -2
"""Who stands on a paper but not among the rows at hand, when one position alone is looked at."""


def layer_count(rules: Recommendation) -> int:
    """Return how many layers are counted apart; without layers there is one."""
    return max(len(rules.layers), 1)


def names_on(papers: Papers) -> Ints:
    """Return how many names of the round each paper bears; factor lines are not among them."""
    named = papers.paper[(papers.entrant != -1) & (papers.factor < 0)]
    return np.bincount(named, minlength=len(papers.labels)).astype(np.int64)


def turn_of_paper(papers: Papers) -> Ints:
    """Return the turn in which each paper was given."""
    rounds = np.full(len(papers.labels), -1, np.int64)
    rounds[papers.paper] = papers.round
    return rounds


def over_voted(papers: Papers, rules: Recommendation) -> Flags:
    """Flag the papers that are void because they bear more names than their round allows."""
    if not rules.rounds:
        return np.zeros(len(papers.labels), bool)
    most = np.repeat([turn.max_names for turn in rules.rounds], layer_count(rules))
    over: Flags = names_on(papers) > most[turn_of_paper(papers)]
    return over


def votes_in(papers: Papers, turn: int, void: Flags, rows: int) -> Ints:
    """Count the names on the valid papers of a turn, one a paper and person."""
    lines = (papers.round == turn) & (papers.factor < 0) & (papers.entrant >= 0)
    lines &= ~void[papers.paper]
    pairs = np.unique(papers.paper[lines] * max(rows, 1) + papers.entrant[lines])
    return np.bincount(pairs % max(rows, 1), minlength=rows).astype(np.int64)


def factor_votes(papers: Papers, factors: int, void: Flags, rows: int) -> tuple[Ints, int]:
    """Return (row, factor) votes and how many valid factor papers there are.

    A factor paper bears at least one factor line, filled in or not. Two names for one factor on a paper count
    for nobody; the rest of the paper stands.
    """
    lines = np.flatnonzero((papers.factor >= 0) & ~void[papers.paper])
    valid = len(np.unique(papers.paper[lines]))
    lines = lines[papers.entrant[lines] != -1]
    _, first, times = np.unique(
        papers.paper[lines] * max(factors, 1) + papers.factor[lines], return_index=True, return_counts=True
    )
    votes = np.zeros((rows, factors), np.int64)
    single = lines[first[times == 1]]
    single = single[papers.entrant[single] >= 0]
    np.add.at(votes, (papers.entrant[single], papers.factor[single]), 1)
    return votes, valid


def counts_in_order(counts: Counts) -> Counts:
    """Return the counts by entrant, key and option."""
    order = np.lexsort((counts.option, counts.key, counts.entrant))
    return Counts(counts.entrant[order], counts.key[order], counts.option[order], counts.count[order])


def papers_in_order(papers: Papers) -> Papers:
    """Return the papers by round and label, numbers by their size; names in the order of entrants.

    The order in which papers were handed in is not kept: it could tell who wrote an anonymous one.
    """
    home = turn_of_paper(papers).tolist()
    used = np.unique(papers.paper).tolist()
    used.sort(key=lambda paper: (home[paper], len(papers.labels[paper]), papers.labels[paper]))
    renewed = np.full(len(papers.labels), -1, np.int64)
    renewed[used] = np.arange(len(used))
    order = np.lexsort((papers.entrant, papers.factor, renewed[papers.paper]))
    seen: dict[int, int] = {}
    voters = [seen.setdefault(v, len(seen)) if v >= 0 else -1 for v in papers.voter[order].tolist()]
    return Papers(
        papers.round[order],
        renewed[papers.paper[order]],
        papers.entrant[order],
        papers.factor[order],
        np.array(voters, np.int64),
        tuple(papers.labels[paper] for paper in used),
        tuple(papers.voters[voter] for voter in seen),
    )


def round_keys(rules: Recommendation) -> list[str]:
    """Return the rounds by key; a recommendation by factors alone has one, called `factors`."""
    return [turn.key for turn in rules.rounds] or ["factors"]


def turn_keys(rules: Recommendation) -> list[str]:
    """Return the turns by key: the rounds, each once for every layer (`wide.A`) where there are layers."""
    if not rules.layers:
        return round_keys(rules)
    return [f"{turn}.{layer.key}" for turn in round_keys(rules) for layer in rules.layers]
