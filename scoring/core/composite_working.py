"""The working of one placing of a composite. PURE."""

from collections.abc import Mapping
from fractions import Fraction

from campaigns.plan.rules import Composite, Place, Rounding
from oversight.words import Sentence, gettext_noop
from scoring.core.explanation import Explanation, Step
from scoring.core.fixed import Column, plain_text
from scoring.core.values import Entrants, Outcome
from scoring.core.working import closing_steps, rounded, shown, sum_step, weighted_step


def composite_working(
    rules: Composite,
    factors: Mapping[str, Fraction],
    plain: Mapping[str, Column],
    entrants: Entrants,
    outcome: Outcome,
    row: int,
    *,
    rounding: Rounding,
) -> Explanation:
    """Show every component, weighted and rounded, their sum, and what followed."""
    steps: list[Step] = []
    terms: list[Fraction] = []
    for key in rules.weights:
        value = plain[key].value(row)
        if value is None:
            steps.append(Step("mark", Sentence(gettext_noop("%(key)s: nothing"), {"key": key})))
            continue
        text = gettext_noop("%(key)s: %(value)s")
        steps.append(Step("mark", Sentence(text, {"key": key, "value": shown(value)}), plain_text(value)))
        steps.append(weighted_step(key, value, factors[key]))
        terms.append(rounded(steps, value * factors[key], Place.WEIGHTED, rounding))
    if outcome.score.present[row]:
        steps.append(sum_step(terms))
        rounded(steps, sum(terms, Fraction(0)), Place.TOTAL, rounding)
    return Explanation(row, [*steps, *closing_steps(entrants, outcome, row)])
