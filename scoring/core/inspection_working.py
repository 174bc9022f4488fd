"""The working of one placing of an inspection with a rubric: marks, means, weights, sum. PURE."""

from collections.abc import Sequence
from fractions import Fraction

from campaigns.plan.rules import Place, Rounding
from campaigns.plan.rules_later import Inspection
from oversight.words import Sentence, gettext_noop
from scoring.core.explanation import Step
from scoring.core.fixed import plain_text
from scoring.core.values import MICRO, Evidence, MarkState, Outcome
from scoring.core.working import mark_lines, marks_of, rounded, shown, sum_step, weighted_step


def rubric_steps(
    rules: Inspection,
    factors: Sequence[Fraction],
    evidence: Evidence,
    outcome: Outcome,
    row: int,
    *,
    rounding: Rounding,
) -> list[Step]:
    """Show the marks, and where every item has any, each item's mean, its points, the sum and its rounding."""
    marks = marks_of(evidence, row)
    keys = [item.title or item.key for item in rules.rubric]
    lines = mark_lines(marks, keys)
    text = gettext_noop("%(count)s marks of the inspection team")
    steps = [Step("mark", Sentence(text, {"count": len(lines)}), marks=lines)]
    if not outcome.score.present[row]:
        return steps
    terms = []
    for number, factor in enumerate(factors):
        own = (marks.criterion == number) & (marks.state == MarkState.GIVEN)
        given = [Fraction(int(value), MICRO) for value in marks.value[own]]
        mean = sum(given, Fraction(0)) / len(given)
        text = gettext_noop("%(item)s: (%(marks)s) / %(count)s = %(mean)s")
        facts = {
            "item": keys[number],
            "marks": " + ".join(plain_text(value) for value in given),
            "count": len(given),
            "mean": shown(mean),
        }
        steps.append(Step("mean", Sentence(text, facts), plain_text(mean)))
        mean = rounded(steps, mean, Place.PANEL, rounding)
        steps.append(weighted_step(keys[number], mean, factor))
        terms.append(rounded(steps, mean * factor, Place.WEIGHTED, rounding))
    steps.append(sum_step(terms))
    rounded(steps, sum(terms, Fraction(0)), Place.COMPONENT, rounding)
    return steps
