"""Rounds of a recommendation: votes, layers and their weights, and who is kept for the next. PURE."""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from campaigns.plan.rules import Advance, Place, Rounding, Ties
from campaigns.plan.rules_later import Recommendation, Round
from scoring.core.ballots import NO_PAPERS, layer_count, over_voted, turn_of_paper, votes_in
from scoring.core.cut import cut
from scoring.core.fixed import Column
from scoring.core.rank import ranking, ranks
from scoring.core.values import STANDINGS, Entrants, Evidence, Flags, Ints, Standing


@dataclass(frozen=True, eq=False)
class Counted:
    """A round as counted. By row: who stood, who reached the threshold, votes, score, rank on its list, who is kept.

    `papers` were listed, `void` of them bore too many names. `score` are the votes, or with weighted layers the
    rounded sum of weight x votes / valid papers of the layer. By layer (one where there are none): `by_layer`
    votes as (row, layer), `layer_valid` papers. By position: `places` and the `border` row, as in an outcome.
    """

    rule: Round
    papers: int
    void: int
    stood: Flags
    enough: Flags
    votes: Ints
    score: Column
    by_layer: Ints
    layer_valid: Ints
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


def layer_weights(rules: Recommendation) -> list[Fraction] | None:
    """Return the layers' weights (per cent), None where a name's score is the number of its votes."""
    if not rules.layers or any(layer.weight is None for layer in rules.layers):
        return None
    return [Fraction(layer.weight or 0) for layer in rules.layers]


def one_list(rules: Recommendation, entrants: Entrants) -> Entrants:
    """Return the entrants as the lists from which is kept: by position, or all in one where it is not directed."""
    if rules.directed:
        return entrants
    together = np.array([entrants.openings.sum()], np.int64)
    return replace(entrants, position=np.zeros(len(entrants), np.int64), positions=("",), openings=together)


def count_rounds(
    rules: Recommendation, entrants: Entrants, evidence: Evidence, *, rounding: Rounding
) -> list[Counted]:
    """Count every round in turn among those the one before kept."""
    papers = evidence.papers or NO_PAPERS
    void = over_voted(papers, rules)
    home, layers = turn_of_paper(papers), layer_count(rules)
    lists = one_list(rules, entrants)
    stood = np.ones(len(entrants), bool)
    rounds = []
    for number, rule in enumerate(rules.rounds):
        turns = range(number * layers, (number + 1) * layers)
        by_layer = np.stack([votes_in(papers, turn, void, len(entrants)) for turn in turns], axis=1)
        by_layer[~stood] = 0
        valid = np.array([int(((home == turn) & ~void).sum()) for turn in turns], np.int64)
        mine = home // layers == number
        score, enough = _scored(rules, rule, stood, by_layer, valid, rounding)
        rank, kept, places, border = _kept(rule, lists, score, stood, enough)
        if not rules.directed:
            places, border = (np.repeat(one, len(entrants.positions)) for one in (places, border))
        rounds.append(
            Counted(
                rule, int(mine.sum()), int((mine & void).sum()), stood, enough, by_layer.sum(axis=1), score, by_layer,
                valid, rank, kept, places, border,
            )
        )  # fmt: skip
        stood = kept
    return rounds


def _scored(
    rules: Recommendation, rule: Round, stood: Flags, by_layer: Ints, valid: Ints, rounding: Rounding
) -> tuple[Column, Flags]:
    """Return the score of those who stood, and who of them reaches the round's threshold (exactly)."""
    least, weights = rule.threshold or Fraction(0), layer_weights(rules)
    if weights is None:
        votes = by_layer.sum(axis=1)
        return Column(votes, 1, stood), stood & (
            votes * least.denominator >= int(valid.sum()) * least.numerator
        )
    shares = [weight / max(int(n), 1) for weight, n in zip(weights, valid, strict=True)]
    exact = Column.of(
        sum((share * n for share, n in zip(shares, votes, strict=True)), Fraction(0)) if there else None
        for votes, there in zip(by_layer.tolist(), stood.tolist(), strict=True)
    )
    return exact.round(rounding.digits_at(Place.COMPONENT), rounding.mode), exact.at_least(least * 100)


def _kept(
    rule: Round, lists: Entrants, score: Column, stood: Flags, enough: Flags
) -> tuple[Ints, Flags, Ints, Ints]:
    """Keep the n that come first of each list, and those equal to the n-th; nobody under the threshold."""
    everybody = ranking(score, lists.position, len(lists.positions))
    found = ranking(score.only(enough), lists.position, len(lists.positions))
    limit = Advance(
        count=rule.keep,
        per_opening=rule.per_opening,
        all=rule.keep is None and rule.per_opening is None,
        ties=Ties.ALL,
    )
    made = cut(found, found.ranked, limit, lists)
    kept: Flags = enough & (made.standing == STANDINGS.index(Standing.ADVANCED))
    return ranks(everybody, lists.position, stood, by_chain=False), kept, made.places, made.border
