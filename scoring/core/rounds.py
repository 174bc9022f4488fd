"""Rounds of a recommendation: votes, and who is kept for the next. PURE."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from campaigns.plan.rules import Advance, Ties
from campaigns.plan.rules_later import Recommendation, Round
from scoring.core.ballots import NO_PAPERS, over_voted, round_of_paper, votes_in
from scoring.core.cut import cut
from scoring.core.fixed import Column
from scoring.core.rank import ranking, ranks
from scoring.core.values import STANDINGS, Entrants, Evidence, Flags, Ints, Standing


@dataclass(frozen=True, eq=False)
class Counted:
    """A round as counted. By row: who stood, votes, rank among those of the position, who is kept.

    `papers` were listed, `void` of them bore too many names. By position: `places` and the `border` row, as in
    an outcome.
    """

    rule: Round
    papers: int
    void: int
    stood: Flags
    votes: Ints
    rank: Ints
    kept: Flags
    places: Ints
    border: Ints

    @property
    def valid(self) -> int:
        """Valid papers; one without a name is valid."""
        return self.papers - self.void


@dataclass(frozen=True, eq=False)
class FactorCount:
    """Factor ballots: votes by (row, factor) and the number of valid papers."""

    votes: Ints
    valid: int


def count_rounds(rules: Recommendation, entrants: Entrants, evidence: Evidence) -> list[Counted]:
    """Count every round in turn among those the one before kept."""
    papers = evidence.papers or NO_PAPERS
    void = over_voted(papers, rules.rounds)
    home = round_of_paper(papers)
    stood = np.ones(len(entrants), bool)
    rounds = []
    for number, rule in enumerate(rules.rounds):
        votes = np.where(stood, votes_in(papers, number, void, len(entrants)), 0)
        mine = home == number
        rounds.append(_kept(rule, int(mine.sum()), int((mine & void).sum()), stood, votes, entrants))
        stood = rounds[-1].kept
    return rounds


def _kept(rule: Round, papers: int, void: int, stood: Flags, votes: Ints, entrants: Entrants) -> Counted:
    """Keep the n with most votes of each position, and those equal to the n-th; nobody under the threshold."""
    everybody = ranking(Column(votes, 1, stood), entrants.position, len(entrants.positions))
    least = rule.threshold or Fraction(0)
    enough = stood & (votes * least.denominator >= (papers - void) * least.numerator)
    found = ranking(Column(np.where(enough, votes, 0), 1, enough), entrants.position, len(entrants.positions))
    limit = Advance(
        count=rule.keep,
        per_opening=rule.per_opening,
        all=rule.keep is None and rule.per_opening is None,
        ties=Ties.ALL,
    )
    made = cut(found, found.ranked, limit, entrants)
    kept: Flags = enough & (made.standing == STANDINGS.index(Standing.ADVANCED))
    rank = ranks(everybody, entrants.position, stood, by_chain=False)
    return Counted(rule, papers, void, stood, votes, rank, kept, made.places, made.border)
