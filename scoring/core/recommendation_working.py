"""Why somebody is kept or not in a recommendation, and the working of one placing. PURE."""

from collections.abc import Sequence
from fractions import Fraction

from campaigns.plan.rules import Place, Rounding
from campaigns.plan.rules_later import Recommendation, Round
from oversight.words import Sentence, gettext_noop
from scoring.core.assessment_working import percent
from scoring.core.ballots import turnout_of
from scoring.core.explanation import Explanation, Step
from scoring.core.fixed import plain_text
from scoring.core.rounds import Counted, FactorCount
from scoring.core.values import Entrants, Outcome, Turnout
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


def round_title(rule: Round) -> str:
    """Return how a round is called in sentences."""
    return rule.title or rule.key


def round_sentence(counted: Counted, entrants: Entrants, row: int) -> Sentence:
    """Say what a round made of a row that stood in it."""
    position = int(entrants.position[row])
    places, border = int(counted.places[position]), int(counted.border[position])
    rank, votes = int(counted.rank[row]), int(counted.votes[row])
    facts: dict[str, object] = {"votes": votes, "round": round_title(counted.rule)}
    least = counted.rule.threshold
    if least is not None and votes < least * counted.valid:
        facts |= {"rank": rank, "threshold": percent(least), "valid": counted.valid}
        return Sentence(UNDER, facts)
    if not counted.kept[row]:
        if border < 0:
            return Sentence(NO_PLACES, facts)
        facts |= {"rank": rank, "places": places, "border": int(counted.votes[border])}
        return Sentence(NOT_KEPT, facts)
    facts["rank"] = rank
    here = counted.stood & (entrants.position == position)
    if counted.kept[here].all() and (places < 0 or int(here.sum()) <= places):
        return Sentence(KEPT_WITH_ALL, facts)
    facts["places"] = places
    equal = int(counted.kept[here].sum()) > places and votes == int(counted.votes[border])
    return Sentence(KEPT_EQUAL if equal else KEPT, facts)


def note_of(rules: Recommendation, rounds: Sequence[Counted], entrants: Entrants, row: int) -> Sentence:
    """Say why a row is kept or not: what the last round in which it stood made of it."""
    stood = [counted for counted in rounds if counted.stood[row]]
    return round_sentence(stood[-1], entrants, row) if stood else Sentence(UNCUT)


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
    returned = turnout_of(turnout, max(len(rules.rounds), 1))
    for number, counted in enumerate(rounds):
        if not counted.stood[row]:
            break
        facts = {
            "round": round_title(counted.rule),
            "issued": int(returned.issued[number]),
            "returned": int(returned.returned[number]),
            "void": int(returned.void[number]),
            "valid": counted.valid,
            "names": counted.rule.max_names,
        }
        text = gettext_noop(
            "round “%(round)s”, at most %(names)s names: %(issued)s issued, %(returned)s returned,"
            " %(void)s void, %(valid)s valid"
        )
        steps.append(Step("turnout", Sentence(text, facts), str(counted.valid)))
        steps.append(Step("round", round_sentence(counted, entrants, row), str(int(counted.votes[row]))))
    if rules.factors and outcome.score.present[row]:
        steps += _factor_steps(rules, factors, row, rounding)
    return Explanation(row, [*steps, *closing_steps(entrants, outcome, row)])


def _factor_steps(rules: Recommendation, factors: FactorCount, row: int, rounding: Rounding) -> list[Step]:
    """Show each factor's votes times its weight over the valid papers, and their sum."""
    steps: list[Step] = []
    terms = []
    valid = max(factors.valid, 1)
    for number, factor in enumerate(rules.factors):
        votes = int(factors.votes[row, number])
        terms.append(Fraction(factor.weight) * votes / valid)
        text = gettext_noop("%(factor)s: %(weight)s × %(votes)s votes / %(valid)s valid = %(points)s")
        facts = {
            "factor": factor.title or factor.key,
            "weight": plain_text(Fraction(factor.weight)),
            "votes": votes,
            "valid": valid,
            "points": shown(terms[-1]),
        }
        steps.append(Step("weight", Sentence(text, facts), plain_text(terms[-1])))
    steps.append(sum_step(terms))
    rounded(steps, sum(terms, Fraction(0)), Place.COMPONENT, rounding)
    return steps
