"""The working of one placing of an assessment, and the sentence of a veto. PURE."""

from collections.abc import Sequence
from fractions import Fraction

from campaigns.plan.rules import Mode, Place, Rounding
from campaigns.plan.rules_later import Assessment, PublicComment, Veto
from oversight.words import Sentence, gettext_noop
from scoring.core.ballots import Returned, grade_keys
from scoring.core.explanation import Explanation, Step
from scoring.core.fixed import plain_text, round_fraction
from scoring.core.values import MICRO, Entrants, Ints, Outcome
from scoring.core.working import closing_steps, rounded, shown, sum_step, weighted_step

BOUNDS = {
    "at_least": gettext_noop("%(attendance)s; rate of %(grades)s %(rate)s, at least %(bound)s: veto"),
    "above": gettext_noop("%(attendance)s; rate of %(grades)s %(rate)s, above %(bound)s: veto"),
    "at_most": gettext_noop("%(attendance)s; rate of %(grades)s %(rate)s, not above %(bound)s: veto"),
    "below": gettext_noop("%(attendance)s; rate of %(grades)s %(rate)s, below %(bound)s: veto"),
}
"""By the name of the bound in the plan: what a veto says when it hits."""

RATES = {
    "at_least": gettext_noop("veto at %(bound)s or more: rate of %(grades)s is %(rate)s"),
    "above": gettext_noop("veto above %(bound)s: rate of %(grades)s is %(rate)s"),
    "at_most": gettext_noop("veto at %(bound)s or less: rate of %(grades)s is %(rate)s"),
    "below": gettext_noop("veto below %(bound)s: rate of %(grades)s is %(rate)s"),
}


def percent(share: Fraction) -> str:
    """Return a share as per cent with one decimal, or as it is where that is exact: "61.5%", "1/3"."""
    exact = plain_text(share * 100)
    if "/" not in exact and len(exact.partition(".")[2]) <= 2:
        return f"{exact}%"
    return str(share)


THIRDS = {Fraction(1, 3): gettext_noop("one third"), Fraction(2, 3): gettext_noop("two thirds")}


def share_words(share: Fraction) -> str | Sentence:
    """Return a share in words where people say it so, otherwise as `percent` does."""
    return Sentence(THIRDS[share]) if share in THIRDS else percent(share)


def rate_text(hits: int, base: int) -> str:
    """Return a rate for readers: per cent to one decimal; a share of nothing as it is."""
    if not base:
        return f"{hits}/{base}"
    return f"{plain_text(round_fraction(Fraction(100 * hits, base), 1, Mode.HALF_UP))}%"


def bound_of_veto(veto: Veto) -> tuple[str, Fraction]:
    """Return the name and value of the one bound that the plan check lets a veto have."""
    for name in BOUNDS:
        value = getattr(veto, name)
        if value is not None:
            return name, value
    raise ValueError("a veto needs a bound")


def attendance(rules: Assessment, turnout: Returned, group: str | None = None) -> Sentence:
    """Say how many of those due were there: ballots are issued to those present."""
    chosen = [number for number, one in enumerate(rules.groups) if group in (None, one.key)]
    facts: dict[str, object] = {
        "present": sum(int(turnout.issued[number]) for number in chosen),
        "due": sum(rules.groups[number].due for number in chosen),
    }
    if rules.quorum is None:
        return Sentence(gettext_noop("present %(present)s/%(due)s"), facts)
    text = gettext_noop("present %(present)s/%(due)s, which reaches %(quorum)s")
    return Sentence(text, {**facts, "quorum": share_words(rules.quorum)})


def grades_text(rules: Assessment | PublicComment, veto: Veto) -> str | Sentence:
    """Return the titles of a veto's grades, with the group it looks at."""
    titles = {grade.key: grade.title or grade.key for grade in rules.grades}
    grades = "+".join(titles.get(key, key) for key in veto.rate.split("+"))
    if veto.group is None or not isinstance(rules, Assessment):
        return grades
    group = next((one.title or one.key for one in rules.groups if one.key == veto.group), veto.group)
    return Sentence(gettext_noop("%(grades)s in group %(group)s"), {"grades": f"“{grades}”", "group": group})


def veto_sentence(rules: Assessment, veto: Veto, turnout: Returned, hits: int, base: int) -> Sentence:
    """Return the sentence with which a veto takes somebody out; it is printed as it stands."""
    name, bound = bound_of_veto(veto)
    facts = {
        "attendance": attendance(rules, turnout, veto.group),
        "grades": grades_text(rules, veto),
        "rate": rate_text(hits, base),
        "bound": percent(bound),
    }
    return Sentence(BOUNDS[name], facts)


def assessment_working(
    rules: Assessment,
    entrants: Entrants,
    outcome: Outcome,
    row: int,
    *,
    table: Ints,
    bases: Ints,
    worth: Ints,
    turnout: Returned,
    rates: Sequence[tuple[Veto, int, int]],
    rounding: Rounding,
) -> Explanation:
    """Show every group's ballots and grades, its score, the weighted sum, the vetoes and what followed.

    `table` is the row's (group, grade) counts, `bases` what each group's are divided by, `worth` micro-points.
    """
    steps: list[Step] = []
    terms: list[Fraction] = []
    scored = bool(outcome.score.present[row])
    titles = {grade.key: grade.title for grade in rules.grades}
    for number, group in enumerate(rules.groups):
        steps.append(_turnout_step(rules, number, turnout))
        points = [
            (titles.get(key) or key, int(n), Fraction(int(value), MICRO))
            for key, n, value in zip(grade_keys(rules), table[number], worth, strict=True)
            if n
        ]
        if not scored:
            continue
        total = sum((n * value for _, n, value in points), Fraction(0))
        steps.append(score_step(group.key, points, total, int(bases[number])))
        score = rounded(steps, total / int(bases[number]), Place.PANEL, rounding, of=GROUP_SCORE)
        steps.append(weighted_step(group.key, score, Fraction(group.weight) / 100))
        terms.append(score * Fraction(group.weight) / 100)
    if scored:
        steps.append(sum_step(terms))
        rounded(steps, sum(terms, Fraction(0)), Place.COMPONENT, rounding)
        steps += [veto_step(rules, *rate) for rate in rates]
    return Explanation(row, [*steps, *closing_steps(entrants, outcome, row)])


GROUP_SCORE = gettext_noop("group score, %(digits)s decimals: %(before)s becomes %(after)s")


def _turnout_step(rules: Assessment, number: int, turnout: Returned) -> Step:
    group = rules.groups[number]
    text = gettext_noop(
        "group %(group)s: %(due)s due, %(issued)s issued, %(returned)s returned, %(void)s void, %(valid)s valid"
    )
    facts = {
        "group": group.title or group.key,
        "due": group.due,
        "issued": int(turnout.issued[number]),
        "returned": int(turnout.returned[number]),
        "void": int(turnout.void[number]),
        "valid": int(turnout.valid[number]),
    }
    return Step("turnout", Sentence(text, facts), str(facts["valid"]))


def score_step(key: str, points: Sequence[tuple[str, int, Fraction]], total: Fraction, base: int) -> Step:
    """Tell counts times the worth of their grades, divided by what they are a share of."""
    terms = " + ".join(f"{n} {grade} × {plain_text(value)}" for grade, n, value in points) or "0"
    text = gettext_noop("%(group)s: (%(terms)s) / %(base)s = %(score)s")
    facts = {"group": key, "terms": terms, "base": base, "score": shown(total / base)}
    return Step("mean", Sentence(text, facts), plain_text(total / base))


def veto_step(rules: Assessment | PublicComment, veto: Veto, hits: int, base: int) -> Step:
    """Tell a veto's bound and the rate that it looks at."""
    name, bound = bound_of_veto(veto)
    facts = {
        "grades": grades_text(rules, veto),
        "rate": f"{rate_text(hits, base)} ({hits}/{base})" if base else rate_text(hits, base),
        "bound": percent(bound),
    }
    value = plain_text(Fraction(hits, base)) if base else ""
    return Step("veto", Sentence(RATES[name], facts), value)
