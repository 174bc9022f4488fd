"""The working of one placing of a public comment, and the sentence of its veto. PURE."""

from collections.abc import Sequence
from fractions import Fraction

from campaigns.plan.rules import Place, Rounding
from campaigns.plan.rules_later import PublicComment, Veto
from oversight.words import Sentence, gettext_noop
from scoring.core.assessment_working import (
    BOUNDS,
    bound_of_veto,
    grades_text,
    percent,
    rate_text,
    score_step,
    veto_step,
)
from scoring.core.ballots import grade_keys
from scoring.core.explanation import Step
from scoring.core.working import rounded

PEOPLE = gettext_noop("%(count)s people judged")


def public_veto(rules: PublicComment, veto: Veto, hits: int, base: int) -> Sentence:
    """Return the sentence with which a veto of the public takes somebody out."""
    name, bound = bound_of_veto(veto)
    facts = {
        "attendance": Sentence(PEOPLE, {"count": base}),
        "grades": grades_text(rules, veto),
        "rate": rate_text(hits, base),
        "bound": percent(bound),
    }
    return Sentence(BOUNDS[name], facts)


def comment_steps(
    rules: PublicComment,
    counts: Sequence[int],
    base: int,
    worth: Sequence[Fraction],
    rates: Sequence[tuple[Veto, int]],
    *,
    rounding: Rounding,
) -> list[Step]:
    """Show how many judged, the score with its rounding, and the vetoes."""
    steps = [Step("turnout", Sentence(PEOPLE, {"count": sum(counts)}), str(sum(counts)))]
    if not base:
        return steps
    titles = {grade.key: grade.title or grade.key for grade in rules.grades}
    points = [
        (titles.get(key, key), n, value)
        for key, n, value in zip(grade_keys(rules), counts, worth, strict=True)
        if n
    ]
    total = sum((n * value for _, n, value in points), Fraction(0))
    steps.append(score_step(rules.title or rules.key, points, total, base))
    rounded(steps, total / base, Place.COMPONENT, rounding)
    return [*steps, *(veto_step(rules, veto, hits, base) for veto, hits in rates)]
