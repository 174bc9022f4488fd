"""Why somebody is kept or not in a recommendation, and the working of one placing. PURE."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from campaigns.plan.rules import Place, Rounding
from campaigns.plan.rules_later import Recommendation, Round
from oversight.words import Sentence, gettext_noop
from scoring.core.assessment_working import percent
from scoring.core.ballots import layer_count, turnout_of
from scoring.core.disclosure import SMALL, hidden_layers
from scoring.core.explanation import Explanation, Step
from scoring.core.fixed import plain_text
from scoring.core.rounds import Counted, FactorCount, layer_weights, one_list
from scoring.core.values import Entrants, Ints, Outcome, Turnout
from scoring.core.working import closing_steps, rounded, shown, sum_step

KEPT = gettext_noop("%(votes)s votes in round “%(round)s”, rank %(rank)s, kept within the first %(places)s")
KEPT_EQUAL = gettext_noop(
    "%(votes)s votes in round “%(round)s”, rank %(rank)s, kept: equal to the last of %(places)s"
)
KEPT_WITH_ALL = gettext_noop("%(votes)s votes in round “%(round)s”, rank %(rank)s; everybody is kept")
NOT_KEPT = gettext_noop(
    "%(votes)s votes in round “%(round)s”, rank %(rank)s; %(places)s are kept, the last of them with %(border)s"
)
NO_PLACES = gettext_noop("%(votes)s votes in round “%(round)s”; nobody is kept for this position")
UNDER = gettext_noop(
    "%(votes)s votes in round “%(round)s”, rank %(rank)s, fewer than %(threshold)s of %(valid)s valid ballots"
)
UNCUT = gettext_noop("there are no rounds; everybody goes on")


WEIGHTED = {
    KEPT: gettext_noop(
        "weighted score %(votes)s in round “%(round)s”, rank %(rank)s, kept within the first %(places)s"
    ),
    KEPT_EQUAL: gettext_noop(
        "weighted score %(votes)s in round “%(round)s”, rank %(rank)s, kept: equal to the last of %(places)s"
    ),
    KEPT_WITH_ALL: gettext_noop(
        "weighted score %(votes)s in round “%(round)s”, rank %(rank)s; everybody is kept"
    ),
    NOT_KEPT: gettext_noop(
        "weighted score %(votes)s in round “%(round)s”, rank %(rank)s; %(places)s are kept, the last with %(border)s"
    ),
    NO_PLACES: gettext_noop(
        "weighted score %(votes)s in round “%(round)s”; nobody is kept for this position"
    ),
    UNDER: gettext_noop(
        "weighted score %(votes)s in round “%(round)s”, rank %(rank)s, less than %(threshold)s of the whole"
    ),
}
"""The same where layers have weights, and a score is no number of votes."""


def round_title(rule: Round) -> str:
    """Return how a round is called in sentences."""
    return rule.title or rule.key


def round_sentence(rules: Recommendation, counted: Counted, entrants: Entrants, row: int) -> Sentence:
    """Say what a round made of a row that stood in it; `entrants` are the lists from which is kept."""
    text, facts = _round_words(counted, entrants, row)
    if layer_weights(rules) is not None:
        text = WEIGHTED[text]
    return Sentence(text, {name: fact for name, fact in facts.items() if f"%({name})s" in text})


def _round_words(counted: Counted, entrants: Entrants, row: int) -> tuple[str, dict[str, object]]:
    position = int(entrants.position[row])
    places, border = int(counted.places[position]), int(counted.border[position])
    facts: dict[str, object] = {
        "votes": _support(counted, row),
        "round": round_title(counted.rule),
        "rank": int(counted.rank[row]),
        "places": places,
        "border": _support(counted, border) if border >= 0 else "",
        "valid": counted.valid,
    }
    if counted.rule.threshold is not None and not counted.enough[row]:
        return UNDER, facts | {"threshold": percent(counted.rule.threshold)}
    if not counted.kept[row]:
        return NO_PLACES if border < 0 else NOT_KEPT, facts
    here = counted.stood & (entrants.position == position)
    if counted.kept[here].all() and (places < 0 or int(here.sum()) <= places):
        return KEPT_WITH_ALL, facts
    equal = int(counted.kept[here].sum()) > places and counted.score.value(row) == counted.score.value(border)
    return KEPT_EQUAL if equal else KEPT, facts


def _support(counted: Counted, row: int) -> int | str:
    """Return what speaks for a row: a number of votes, or the score that weighted layers make of them."""
    value = counted.score.value(row) or Fraction(0)
    return int(value) if value.denominator == 1 else shown(value)


def note_of(rules: Recommendation, rounds: Sequence[Counted], entrants: Entrants, row: int) -> Sentence:
    """Say why a row is kept or not: what the last round in which it stood made of it."""
    stood = [counted for counted in rounds if counted.stood[row]]
    return round_sentence(rules, stood[-1], one_list(rules, entrants), row) if stood else Sentence(UNCUT)


def recommendation_working(
    rules: Recommendation,
    rounds: Sequence[Counted],
    factors: FactorCount,
    entrants: Entrants,
    outcome: Outcome,
    row: int,
    *,
    turnout: Turnout | None,
    rounding: Rounding,
) -> Explanation:
    """Show the papers and the votes of every round in which the row stood, then its factors."""
    steps: list[Step] = []
    layers, lists = layer_count(rules), one_list(rules, entrants)
    returned = turnout_of(turnout, max(len(rules.rounds), 1) * layers)
    for number, counted in enumerate(rounds):
        if not counted.stood[row]:
            break
        own = slice(number * layers, (number + 1) * layers)
        facts = {
            "round": round_title(counted.rule),
            "issued": int(returned.issued[own].sum()),
            "returned": int(returned.returned[own].sum()),
            "void": int(returned.void[own].sum()),
            "valid": counted.valid,
            "names": counted.rule.max_names,
        }
        text = gettext_noop(
            "round “%(round)s”, at most %(names)s names: %(issued)s issued, %(returned)s returned,"
            " %(void)s void, %(valid)s valid"
        )
        steps.append(Step("turnout", Sentence(text, facts), str(counted.valid)))
        if rules.layers:
            steps += LayerWorking(rules, counted, row).steps(rounding)
        value = counted.score.value(row) or Fraction(0)
        steps.append(Step("round", round_sentence(rules, counted, lists, row), plain_text(value)))
    if rules.factors and outcome.score.present[row]:
        steps += _factor_steps(rules, factors, lists.position, row, rounding)
    return Explanation(row, [*steps, *closing_steps(entrants, outcome, row)])


def layers_hidden(rules: Recommendation, counted: Counted) -> frozenset[int]:
    """Return the layers of a round that are not shown apart."""
    rows, valid = counted.by_layer[counted.stood].tolist(), counted.layer_valid.tolist()
    return hidden_layers(rows, valid, weighted=layer_weights(rules) is not None)


@dataclass(frozen=True)
class LayerWorking:
    """What is shown of a round by layers: a step a layer that may be shown, and what they come to."""

    rules: Recommendation
    counted: Counted
    row: int

    @cached_property
    def hidden(self) -> frozenset[int]:
        """The layers that are not shown apart, the same for everybody who stood in the round."""
        return layers_hidden(self.rules, self.counted)

    def steps(self, rounding: Rounding) -> list[Step]:
        """Return the steps; where weighted layers are hidden the score alone is said."""
        found = [self._step(number) for number in range(len(self.rules.layers)) if number not in self.hidden]
        if self.hidden:
            titles = [_layer_title(self.rules, number) for number in sorted(self.hidden)]
            text = gettext_noop(
                "not shown apart, so that nobody's vote can be worked out (fewer than %(small)s valid ballots in one"
                " of them): %(layers)s; they count all the same"
            )
            found.append(Step("layers", Sentence(text, {"small": SMALL, "layers": "、".join(titles)}), ""))
        elif layer_weights(self.rules) is not None:
            terms = [self._points(number) for number in range(len(self.rules.layers))]
            found.append(sum_step(terms))
            rounded(found, sum(terms, Fraction(0)), Place.COMPONENT, rounding)
        return found

    def _points(self, number: int) -> Fraction:
        weights = layer_weights(self.rules) or []
        valid = max(int(self.counted.layer_valid[number]), 1)
        return weights[number] * int(self.counted.by_layer[self.row, number]) / valid

    def _step(self, number: int) -> Step:
        votes, valid = int(self.counted.by_layer[self.row, number]), int(self.counted.layer_valid[number])
        facts: dict[str, object] = {"layer": _layer_title(self.rules, number), "votes": votes, "valid": valid}
        weights = layer_weights(self.rules)
        if weights is None:
            text = gettext_noop("layer %(layer)s: %(votes)s votes of %(valid)s valid")
            return Step("layer", Sentence(text, facts), str(votes))
        points = self._points(number)
        facts |= {"weight": plain_text(weights[number]), "points": shown(points)}
        text = gettext_noop("layer %(layer)s: %(weight)s × %(votes)s votes / %(valid)s valid = %(points)s")
        return Step("weight", Sentence(text, facts), plain_text(points))


def _layer_title(rules: Recommendation, number: int) -> str:
    return rules.layers[number].title or rules.layers[number].key


def factor_ranks(votes: Ints, lists: Ints) -> Ints:
    """Return the ranks 1, 2, 2, 4 of each row in each factor among those of its list (`lists` by row), by votes."""
    rivals = (lists[None, :] == lists[:, None])[:, :, None] & (votes[None, :, :] > votes[:, None, :])
    ranks: Ints = 1 + rivals.sum(axis=1)
    return ranks


def _factor_steps(
    rules: Recommendation, factors: FactorCount, lists: Ints, row: int, rounding: Rounding
) -> list[Step]:
    """Show each factor's votes times its weight over the valid papers, the rank in it, and their sum."""
    steps: list[Step] = []
    terms = []
    valid, ranks = max(factors.valid, 1), factor_ranks(factors.votes, lists)
    for number, factor in enumerate(rules.factors):
        votes = int(factors.votes[row, number])
        terms.append(Fraction(factor.weight) * votes / valid)
        text = gettext_noop(
            "%(factor)s, rank %(rank)s: %(weight)s × %(votes)s votes / %(valid)s valid = %(points)s"
        )
        facts = {
            "factor": factor.title or factor.key,
            "rank": int(ranks[row, number]),
            "weight": plain_text(Fraction(factor.weight)),
            "votes": votes,
            "valid": valid,
            "points": shown(terms[-1]),
        }
        steps.append(Step("weight", Sentence(text, facts), plain_text(terms[-1])))
    steps.append(sum_step(terms))
    rounded(steps, sum(terms, Fraction(0)), Place.COMPONENT, rounding)
    return steps
