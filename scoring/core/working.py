"""The working of one placing in words and numbers: steps that every kind shares, and the written exam. PURE.

Computed with `Fraction` from the row's own marks, only when somebody opens a placing.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from campaigns.plan.rules import Mode, Place, Rounding, WrittenExam
from oversight.words import Sentence, gettext_noop
from scoring.core.explanation import Explanation, MarkLine, Step
from scoring.core.fixed import plain_text, round_fraction
from scoring.core.marks import NO_MARKS, of_row
from scoring.core.reasons import printed, reason_sentence
from scoring.core.values import Entrants, Evidence, Marks, MarkState, Outcome

NAMED = 20
"""How many equals a sentence names before it only counts them."""

ROUNDED = {
    Place.PANEL: gettext_noop("judges' mean, %(digits)s decimals: %(before)s becomes %(after)s"),
    Place.COEFFICIENT: gettext_noop("coefficient, %(digits)s decimals: %(before)s becomes %(after)s"),
    Place.COMPONENT: gettext_noop("score, %(digits)s decimals: %(before)s becomes %(after)s"),
    Place.WEIGHTED: gettext_noop("weighted, %(digits)s decimals: %(before)s becomes %(after)s"),
    Place.TOTAL: gettext_noop("total, %(digits)s decimals: %(before)s becomes %(after)s"),
}


def shown(value: Fraction) -> str:
    """Return a value for readers: an ending decimal in full, others to six decimals with the exact
    fraction.
    """
    text = plain_text(value)
    if "/" not in text:
        return text
    return f"{plain_text(round_fraction(value, 6, Mode.DOWN))}… ({text})"


def rounded(
    steps: list[Step], value: Fraction, place: Place, rounding: Rounding, *, of: str = ""
) -> Fraction:
    """Round at a place and tell about it, where the plan rounds there; `of` is a sentence of its own."""
    digits = rounding.digits_at(place)
    if digits is None:
        return value
    after = round_fraction(value, digits, rounding.mode)
    facts = {"digits": digits, "before": shown(value), "after": plain_text(after)}
    steps.append(Step("rounding", Sentence(of or ROUNDED[place], facts), plain_text(after)))
    return after


def weighted_step(key: str, value: Fraction, factor: Fraction) -> Step:
    """Tell about a part, paper or component times its weight."""
    text = gettext_noop("%(key)s: %(value)s × %(factor)s = %(points)s")
    facts = {"key": key, "value": shown(value), "factor": plain_text(factor), "points": shown(value * factor)}
    return Step("weight", Sentence(text, facts), plain_text(value * factor))


def sum_step(values: Iterable[Fraction]) -> Step:
    """Tell about a sum."""
    terms = list(values)
    total = sum(terms, Fraction(0))
    text = gettext_noop("sum: %(terms)s = %(total)s")
    facts = {"terms": " + ".join(shown(term) for term in terms), "total": shown(total)}
    return Step("total", Sentence(text, facts), plain_text(total))


def mark_lines(marks: Marks, criteria: Sequence[str], dropped: Iterable[int] = ()) -> list[MarkLine]:
    """Return the lines of one row's marks; `dropped` numbers those that trimming left out."""
    out, lines = set(dropped), []
    for line in range(len(marks.entrant)):
        judge, state = int(marks.assessor[line]), MarkState(int(marks.state[line]))
        given = state is MarkState.GIVEN
        lines.append(
            MarkLine(
                "-"
                if judge < 0
                else marks.assessors[judge]
                if judge < len(marks.assessors)
                else str(judge + 1),
                criteria[int(marks.criterion[line])] if criteria else "",
                plain_text(Fraction(int(marks.value[line]), 1_000_000)) if given else "",
                line in out,
            )
        )
    return lines


def marks_of(evidence: Evidence, row: int) -> Marks:
    """Return one row's marks."""
    return of_row(evidence.marks or NO_MARKS, row)


def equals_of(entrants: Entrants, outcome: Outcome, row: int) -> list[int]:
    """Return the other rows of the position with exactly this score, in output order."""
    if not outcome.score.present[row]:
        return []
    score, position, spot = outcome.score.value(row), entrants.position[row], int(outcome.place[row])

    def same(at: int) -> bool:
        other = int(outcome.order[at])
        return bool(entrants.position[other] == position) and outcome.score.value(other) == score

    before, after = spot, spot
    while before > 0 and same(before - 1):
        before -= 1
    while after + 1 < len(outcome) and same(after + 1):
        after += 1
    return [int(other) for other in outcome.order[before : after + 1] if other != row]


def tie_steps(entrants: Entrants, outcome: Outcome, row: int) -> list[Step]:
    """Tell who has the same score and what the chain says about them, key by key."""
    equals = equals_of(entrants, outcome, row)
    if not equals:
        return []
    names = ", ".join(entrants.ids[other] for other in equals[:NAMED]) + (
        ", …" if len(equals) > NAMED else ""
    )
    text = gettext_noop("equal score: %(count)s others (%(ids)s)")
    steps = [Step("tie", Sentence(text, {"count": len(equals), "ids": names}))]
    text = gettext_noop("%(key)s: %(own)s, the others %(others)s")
    for key, column in outcome.chain.items():
        own, theirs = column.value(row), [column.value(other) for other in equals[:NAMED]]
        words = ["–" if value is None else shown(value) for value in [own, *theirs]]
        facts = {"key": key, "own": words[0], "others": ", ".join(words[1:])}
        steps.append(Step("tie", Sentence(text, facts), "" if own is None else plain_text(own)))
    return steps


def closing_steps(entrants: Entrants, outcome: Outcome, row: int) -> list[Step]:
    """Tell the rank, equals, the cut line and the standing."""
    steps = []
    place = int(entrants.position[row])
    if outcome.rank[row]:
        facts = {
            "score": printed(outcome, row),
            "rank": int(outcome.rank[row]),
            "position": entrants.positions[place],
        }
        text = gettext_noop("score %(score)s, rank %(rank)s in position %(position)s")
        steps.append(Step("rank", Sentence(text, facts), str(facts["rank"])))
        steps += tie_steps(entrants, outcome, row)
    places, border = int(outcome.places[place]), int(outcome.border[place])
    if places >= 0:
        facts = {"openings": int(entrants.openings[place]), "places": places}
        text = gettext_noop("%(openings)s openings, %(places)s go on")
        if border >= 0:
            text = gettext_noop("%(openings)s openings, %(places)s go on; the last of them has %(border)s")
            facts["border"] = printed(outcome, border)
        steps.append(Step("cut", Sentence(text, facts), str(facts.get("border", ""))))
    return [*steps, Step("standing", reason_sentence(entrants, outcome, row))]


def written_working(
    rules: WrittenExam,
    scale: Fraction,
    entrants: Entrants,
    evidence: Evidence,
    outcome: Outcome,
    row: int,
    *,
    rounding: Rounding,
) -> Explanation:
    """Show papers, weights, sum, scale and rounding; `rules.papers` are named, `scale` brings to
    `scale_to`.
    """
    marks, keys = marks_of(evidence, row), [paper.key for paper in rules.papers]
    text = gettext_noop("marks of %(count)s papers")
    lines = mark_lines(marks, keys)
    steps = [Step("mark", Sentence(text, {"count": len(rules.papers)}), marks=lines)]
    if outcome.score.present[row]:
        value_of = {line.criterion: Fraction(line.value) for line in lines}
        terms = []
        for paper in rules.papers:
            factor = Fraction(paper.weight) / 100
            terms.append(value_of[paper.key] * factor)
            if factor != 1:
                steps.append(weighted_step(paper.key, value_of[paper.key], factor))
        total = sum(terms, Fraction(0))
        if len(terms) > 1:
            steps.append(sum_step(terms))
        if scale != 1:
            text = gettext_noop("scaled: %(value)s × %(factor)s = %(points)s")
            facts = {"value": shown(total), "factor": plain_text(scale), "points": shown(total * scale)}
            steps.append(Step("weight", Sentence(text, facts), plain_text(total * scale)))
        rounded(steps, total * scale, Place.COMPONENT, rounding)
    return Explanation(row, [*steps, *closing_steps(entrants, outcome, row)])
