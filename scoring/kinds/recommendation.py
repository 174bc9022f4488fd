"""Democratic recommendation (民主推荐): rounds of names, each counting only names kept, and factor ballots. PURE."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from campaigns.plan.rules import Place, Rounding
from campaigns.plan.rules_later import Recommendation
from oversight.words import Sentence
from scoring.core.ballots import NO_PAPERS, factor_votes, over_voted
from scoring.core.explanation import Explanation
from scoring.core.fixed import Column
from scoring.core.placing import chosen
from scoring.core.recommendation_working import note_of, recommendation_working
from scoring.core.rounds import Counted, FactorCount, count_rounds, layer_weights
from scoring.core.values import Earlier, Entrants, Evidence, Flags, Outcome, Reason


def kept_after(rounds: list[Counted], entrants: Entrants) -> Flags:
    """Flag who is kept after the last round; without rounds everybody is."""
    return rounds[-1].kept if rounds else np.ones(len(entrants), bool)


def count_factors(rules: Recommendation, entrants: Entrants, evidence: Evidence) -> FactorCount:
    """Count the factor papers: votes by (row, factor), and how many are valid."""
    papers = evidence.papers or NO_PAPERS
    void = over_voted(papers, rules)
    return FactorCount(*factor_votes(papers, len(rules.factors), void, len(entrants)))


def factor_score(rules: Recommendation, count: FactorCount, kept: Flags) -> Column:
    """Return, for those kept, the exact sum of factor weight times votes / valid papers."""
    weights = [Fraction(factor.weight) for factor in rules.factors]
    return Column.of(
        sum((w * n for w, n in zip(weights, votes, strict=True)), Fraction(0)) / max(count.valid, 1)
        if there
        else None
        for votes, there in zip(count.votes.tolist(), kept.tolist(), strict=True)
    )


def decide(
    rules: Recommendation,
    entrants: Entrants,
    evidence: Evidence,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Outcome:
    """Count round after round; who is kept after the last advances. Score: what it gave, or the factors'."""
    rounds = count_rounds(rules, entrants, evidence, rounding=rounding)
    kept = kept_after(rounds, entrants)
    nobody = np.full(len(entrants.positions), -1, np.int64)
    places, border, digits = nobody, nobody, 0
    parts: dict[str, Column] = {}
    if rules.factors:
        count = count_factors(rules, entrants, evidence)
        exact = factor_score(rules, count, kept)
        score = exact.round(rounding.digits_at(Place.COMPONENT), rounding.mode)
        digits = rounding.printed_digits(Place.COMPONENT)
        everybody = np.ones(len(entrants), bool)
        parts = {f.key: Column(count.votes[:, n], 1, everybody) for n, f in enumerate(rules.factors)}
    else:
        last = rounds[-1]
        score = last.score
        if layer_weights(rules) is not None:
            digits = rounding.printed_digits(Place.COMPONENT)
        if rules.directed:
            places, border = last.places, last.border
    return chosen(
        entrants,
        evidence,
        score,
        kept,
        digits=digits,
        mode=rounding.mode,
        reasons=(Reason.KEPT, Reason.NOT_KEPT),
        notes=_notes(rules, entrants, rounds),
        places=places,
        border=border,
        parts=parts,
    )


def _notes(rules: Recommendation, entrants: Entrants, rounds: list[Counted]) -> dict[int, Sentence]:
    return {row: note_of(rules, rounds, entrants, row) for row in range(len(entrants))}


def explain(
    rules: Recommendation,
    entrants: Entrants,
    evidence: Evidence,
    outcome: Outcome,
    row: int,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Explanation:
    """Show each round's papers, votes and cut, and each factor's votes, of one row."""
    rounds = count_rounds(rules, entrants, evidence, rounding=rounding)
    return recommendation_working(
        rules,
        rounds,
        count_factors(rules, entrants, evidence),
        entrants,
        outcome,
        row,
        turnout=evidence.turnout,
        rounding=rounding,
    )
