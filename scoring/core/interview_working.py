"""The working of one placing of an interview: every mark, the dropped ones flagged, means and correction.
PURE.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from campaigns.plan.rules import CorrectionMethod, Interview, Level, Place, Rounding, Trim
from oversight.words import Sentence, gettext_noop
from scoring.core.explanation import Explanation, Step
from scoring.core.fixed import plain_text
from scoring.core.trim import least_judges, part_factor
from scoring.core.values import Entrants, Evidence, Marks, MarkState, Outcome
from scoring.core.working import closing_steps, mark_lines, marks_of, rounded, shown, sum_step, weighted_step


def interview_working(
    rules: Interview,
    entrants: Entrants,
    evidence: Evidence,
    outcome: Outcome,
    row: int,
    *,
    rounding: Rounding,
) -> Explanation:
    """Show marks, trimmed means, weights, correction, rounding, rank, ties and cut."""
    marks = marks_of(evidence, row)
    steps: list[Step] = []
    if not outcome.score.present[row]:
        steps.append(_mark_step(marks, rules, ()))
    else:
        by_part = rules.parts and rules.trim.level is Level.PART
        raw = (_part_steps if by_part else _total_steps)(steps, rules, marks, rounding)
        raw = _correction_steps(steps, rules, entrants, marks, outcome, row, raw)
        rounded(steps, raw, Place.COMPONENT, rounding)
    return Explanation(row, [*steps, *closing_steps(entrants, outcome, row)])


def dropped(values: Sequence[Fraction], trim: Trim, average: bool) -> tuple[set[int], Fraction]:
    """Return which of the values trimming drops, one of equals at a time, and the mean of the rest."""
    order = sorted(range(len(values)), key=lambda line: values[line])
    out: set[int] = set()
    if len(values) >= least_judges(trim) and not average:
        out = set(order[: trim.lowest]) | set(order[len(order) - trim.highest :])
    kept = [value for line, value in enumerate(values) if line not in out]
    return out, sum(kept, Fraction(0)) / len(kept)


def _mark_step(marks: Marks, rules: Interview, out: Sequence[int]) -> Step:
    """List every mark of the row, absent judges too."""
    text = gettext_noop("%(given)s marks, %(dropped)s dropped")
    given = int((marks.state == MarkState.GIVEN).sum())
    lines = mark_lines(marks, [part.key for part in rules.parts], out)
    return Step("mark", Sentence(text, {"given": given, "dropped": len(out)}), marks=lines)


def _mean_step(kept: int, mean: Fraction, key: str = "") -> Step:
    """Tell the mean of what trimming left."""
    if key:
        text = gettext_noop("%(key)s: mean of %(kept)s marks: %(mean)s")
        return Step("mean", Sentence(text, {"key": key, "kept": kept, "mean": shown(mean)}), plain_text(mean))
    text = gettext_noop("mean of %(kept)s marks: %(mean)s")
    return Step("mean", Sentence(text, {"kept": kept, "mean": shown(mean)}), plain_text(mean))


def _given_lines(marks: Marks, criterion: int | None = None) -> list[int]:
    """Return the numbers of the lines that were given, of one part or of all."""
    return [
        line
        for line in range(len(marks.entrant))
        if marks.state[line] == MarkState.GIVEN and (criterion is None or marks.criterion[line] == criterion)
    ]


def _value(marks: Marks, line: int) -> Fraction:
    return Fraction(int(marks.value[line]), 1_000_000)


def _total_steps(steps: list[Step], rules: Interview, marks: Marks, rounding: Rounding) -> Fraction:
    """Trim and average judges' totals."""
    by_judge: dict[int, list[int]] = {}
    if rules.parts:
        for line in _given_lines(marks):
            by_judge.setdefault(int(marks.assessor[line]), []).append(line)
        judges = [lines for _, lines in sorted(by_judge.items()) if len(lines) == len(rules.parts)]
    else:
        judges = [[line] for line in _given_lines(marks)]
    factors = [part_factor(part) for part in rules.parts] or [Fraction(1)]
    totals = [
        sum((_value(marks, n) * factors[int(marks.criterion[n])] for n in lines), Fraction(0))
        for lines in judges
    ]
    average = any(marks.assessor[lines[0]] < 0 for lines in judges)
    out, mean = dropped(totals, rules.trim, average)
    counted = {line for judge, lines in enumerate(judges) if judge not in out for line in lines}
    steps.append(_mark_step(marks, rules, [line for line in _given_lines(marks) if line not in counted]))
    if rules.parts:
        steps.append(_totals_step(judges, totals, out, marks))
    steps.append(_mean_step(len(totals) - len(out), mean))
    return rounded(steps, mean, Place.PANEL, rounding)


def _totals_step(judges: list[list[int]], totals: list[Fraction], out: set[int], marks: Marks) -> Step:
    """Tell the judges' totals, the dropped ones in brackets."""
    names = [line.assessor for line in mark_lines(marks, ())]
    words = [
        f"{names[lines[0]]}: {f'({shown(total)})' if judge in out else shown(total)}"
        for judge, (lines, total) in enumerate(zip(judges, totals, strict=True))
    ]
    return Step("mark", Sentence(gettext_noop("judges' totals: %(totals)s"), {"totals": ", ".join(words)}))


def _part_steps(steps: list[Step], rules: Interview, marks: Marks, rounding: Rounding) -> Fraction:
    """Trim and average each part, weigh it, add the parts up."""
    out: list[int] = []
    later: list[Step] = []
    terms: list[Fraction] = []
    for number, part in enumerate(rules.parts):
        lines = _given_lines(marks, number)
        gone, mean = dropped(
            [_value(marks, n) for n in lines], rules.trim, any(marks.assessor[n] < 0 for n in lines)
        )
        out += [lines[place] for place in gone]
        later.append(_mean_step(len(lines) - len(gone), mean, part.key))
        mean = rounded(later, mean, Place.PANEL, rounding)
        later.append(weighted_step(part.key, mean, part_factor(part)))
        terms.append(rounded(later, mean * part_factor(part), Place.WEIGHTED, rounding))
    steps += [_mark_step(marks, rules, out), *later, sum_step(terms)]
    return sum(terms, Fraction(0))


def _correction_steps(
    steps: list[Step],
    rules: Interview,
    entrants: Entrants,
    marks: Marks,
    outcome: Outcome,
    row: int,
    raw: Fraction,
) -> Fraction:
    """Tell the room's mean, the reference and the coefficient, and multiply."""
    if rules.correction.method is CorrectionMethod.NONE:
        return raw
    room = int(marks.room[_given_lines(marks)[0]])
    fact = outcome.room_facts[int(entrants.position[row]), room]
    label = marks.rooms[room] if room < len(marks.rooms) else str(room + 1)
    facts: Mapping[str, object] = {
        "room": label,
        "persons": fact.persons,
        "mean": "–" if fact.mean is None else shown(fact.mean),
        "reference": "–" if fact.reference is None else shown(fact.reference),
        "coefficient": shown(fact.coefficient),
    }
    text = gettext_noop("room %(room)s: mean %(mean)s of %(persons)s persons, reference %(reference)s")
    steps.append(
        Step("room", Sentence(text, {name: facts[name] for name in ("room", "mean", "persons", "reference")}))
    )
    text = gettext_noop("%(raw)s × coefficient %(coefficient)s = %(score)s")
    score = raw * fact.coefficient
    words = {"raw": shown(raw), "coefficient": facts["coefficient"], "score": shown(score)}
    steps.append(Step("correction", Sentence(text, words), plain_text(score)))
    return score
