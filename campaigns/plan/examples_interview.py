"""The worked example of an interview: judges, trimming, parts, correction between rooms. PURE."""

from fractions import Fraction

from campaigns.plan.numbers import equation, plain, rounded, shown
from campaigns.plan.rules import Correction, CorrectionMethod, Interview, Level, Part, Place, Rounding, Trim
from oversight.words import Sentence, gettext_noop

JUDGES = (88, 85, 91, 83, 90, 86, 93, 87, 89, 84, 92, 82, 94)
"""Made-up totals of judges out of 100; a panel has seven, more where the trimming needs more."""

ROOMS = (
    (78, 80, 82, 84, 86, 88, 90, 76, 92, 74, 94, 72),
    (84, 86, 87, 90, 91, 93, 95, 82, 96, 80, 97, 79),
)
"""Made-up scores of the people of two rooms."""


def example_of_interview(stage: Interview, rounding: Rounding) -> tuple[list[Sentence], Fraction]:
    """Return the example's sentences and the score it comes to."""
    if stage.parts and stage.trim.level is Level.PART:
        sentences, raw = _by_part(stage, rounding)
    else:
        sentences, raw = _by_total(stage, rounding)
    if stage.correction.method is CorrectionMethod.NONE:
        return sentences, rounded(raw, rounding.digits_at(Place.COMPONENT), rounding.mode)
    more, score = _correction(stage.correction, raw, rounding)
    return sentences + more, score


def panel_of(trim: Trim) -> int:
    """Return how many judges the example needs: seven, or what the trimming asks for."""
    return min(max(7, trim.minimum_judges or 0, trim.highest + trim.lowest + 1), len(JUDGES))


def trimmed(marks: list[Fraction], trim: Trim) -> list[Fraction]:
    """Return the marks left, in order; nothing is dropped where too few judges marked."""
    ordered = sorted(marks)
    needed = max(trim.minimum_judges or 0, trim.highest + trim.lowest + 1)
    return ordered if len(ordered) < needed else ordered[trim.lowest : len(ordered) - trim.highest]


def _by_total(stage: Interview, rounding: Rounding) -> tuple[list[Sentence], Fraction]:
    sentences = []
    full = Fraction(stage.full_marks)
    if stage.parts:
        terms, judge = _judge_total(stage)
        text = gettext_noop("A judge's total: %(working)s.")
        sentences.append(Sentence(text, {"working": f"{terms} = {plain(judge)}"}))
        full = sum((_top(stage, part) * _share(part) for part in stage.parts), Fraction(0))
    marks = [rounded(mark * full / 100, 1, rounding.mode) for mark in JUDGES[: panel_of(stage.trim)]]
    working, mean = _mean(marks, stage.trim, rounding)
    return [*sentences, _trim_sentence(stage.trim, len(marks), working), *_too_few(stage.trim)], mean


def _by_part(stage: Interview, rounding: Rounding) -> tuple[list[Sentence], Fraction]:
    sentences, terms, total = [], [], Fraction(0)
    panel, inner = rounding.digits_at(Place.PANEL), rounding.digits_at(Place.WEIGHTED)
    for shift, part in enumerate(stage.parts):
        scale = _top(stage, part) / 100
        marks = [rounded((mark - shift) * scale, 1, rounding.mode) for mark in JUDGES[: panel_of(stage.trim)]]
        working, mean = _mean(marks, stage.trim, rounding)
        sentences.append(
            Sentence(
                gettext_noop("%(part)s: %(working)s."), {"part": part.title or part.key, "working": working}
            )
        )
        weighted = rounded(mean * _share(part), inner, rounding.mode)
        terms.append(f"{shown(mean, panel)}×{_share_text(part)}")
        total += weighted
    text = gettext_noop("Together: %(working)s.")
    working = equation(" + ".join(terms), total, total, None)
    return [*sentences, Sentence(text, {"working": working}), *_too_few(stage.trim)], total


def _mean(marks: list[Fraction], trim: Trim, rounding: Rounding) -> tuple[str, Fraction]:
    """Return the trimmed mean as working and as the value rounded at `panel`."""
    digits = rounding.digits_at(Place.PANEL)
    kept = trimmed(marks, trim)
    mean = rounded(sum(kept, Fraction(0)) / len(kept), digits, rounding.mode)
    return f"({'+'.join(plain(mark) for mark in kept)})÷{len(kept)} = {shown(mean, digits)}", mean


def _trim_sentence(trim: Trim, judges: int, working: str) -> Sentence:
    facts = {"judges": judges, "highest": trim.highest, "lowest": trim.lowest, "working": working}
    if trim.highest or trim.lowest:
        text = gettext_noop(
            "%(judges)s judges, %(highest)s highest and %(lowest)s lowest dropped: %(working)s."
        )
        return Sentence(text, facts)
    return Sentence(gettext_noop("%(judges)s judges: %(working)s."), facts)


def _too_few(trim: Trim) -> list[Sentence]:
    """Say from how many judges on marks are dropped."""
    if not (trim.highest or trim.lowest):
        return []
    least = max(trim.minimum_judges or 0, trim.highest + trim.lowest + 1)
    return [Sentence(gettext_noop("With fewer than %(least)s marks none is dropped."), {"least": least})]


def _judge_total(stage: Interview) -> tuple[str, Fraction]:
    terms, total = [], Fraction(0)
    for index, part in enumerate(stage.parts):
        mark = rounded(JUDGES[index % len(JUDGES)] * _top(stage, part) / 100, 1, Rounding().mode)
        terms.append(f"{plain(mark)}×{_share_text(part)}")
        total += mark * _share(part)
    return " + ".join(terms), total


def _top(stage: Interview, part: Part) -> Fraction:
    return Fraction(part.full_marks if part.full_marks is not None else stage.full_marks)


def _share(part: Part) -> Fraction:
    return Fraction(part.weight) / 100 if part.weight is not None else Fraction(part.factor or 0)


def _share_text(part: Part) -> str:
    if part.weight is not None:
        return f"{plain(part.weight)}%"
    factor = plain(part.factor or 0)
    return f"({factor})" if factor.startswith("-") else factor


def _correction(rule: Correction, raw: Fraction, rounding: Rounding) -> tuple[list[Sentence], Fraction]:
    """Return the example of two rooms; the example's own score is one of the first room."""
    mode, digits = rounding.mode, rule.coefficient_digits
    if digits is None:
        digits = rounding.digits_at(Place.COEFFICIENT)
    people = max(3, 2 * max(rule.trim_room, rule.trim_pool) + 3)
    rooms = [_counted(list(room[:people]), rule) for room in ROOMS]
    kept = [_without(room, rule.trim_room) for room in rooms]
    if not all(kept):
        return [], rounded(raw, rounding.digits_at(Place.COMPONENT), mode)
    means = [rounded(Fraction(sum(room), len(room)), rule.mean_digits, mode) for room in kept]
    if rule.method is CorrectionMethod.MEAN_OF_MEANS:
        reference = rounded(sum(means, Fraction(0)) / 2, rule.mean_digits, mode)
        text = gettext_noop("Rooms with means %(first)s and %(second)s; mean of the two %(reference)s.")
    else:
        everyone = sorted(mark for room in (kept if rule.trim_each else rooms) for mark in room)
        pool = _without(everyone, rule.trim_pool) or everyone
        reference = rounded(Fraction(sum(pool), len(pool)), rule.mean_digits, mode)
        text = gettext_noop("Rooms with means %(first)s and %(second)s; mean of all %(reference)s.")
    coefficient = rounded(reference / means[0], digits, mode)
    places = rounding.digits_at(Place.COMPONENT)
    score = rounded(raw * coefficient, places, mode)
    written = [shown(mean, rule.mean_digits) for mean in (*means, reference)]
    panel = rounding.digits_at(Place.PANEL)
    before = _operand(raw, panel if rounded(raw, panel, mode) == raw else None)
    first, last = _operand(means[0], rule.mean_digits), _operand(reference, rule.mean_digits)
    facts = {
        "working": equation(f"{last}÷{first}", coefficient, coefficient, digits),
        "score": equation(f"{before}×{_operand(coefficient, digits)}", raw * coefficient, score, places),
    }
    return [
        Sentence(text, {"first": written[0], "second": written[1], "reference": written[2]}),
        Sentence(gettext_noop("First room: coefficient %(working)s; a score there: %(score)s."), facts),
    ], score


def _operand(value: Fraction, digits: int | None) -> str:
    return shown(value, digits).removeprefix("≈ ")


def _counted(marks: list[int], rule: Correction) -> list[int]:
    """Return the marks that count, sorted: those within the bounds of method M6."""
    low = rule.lowest if rule.lowest is not None else min(marks)
    high = rule.highest if rule.highest is not None else max(marks)
    return sorted(mark for mark in marks if low <= mark <= high)


def _without(marks: list[int], trim: int) -> list[int]:
    return marks[trim : len(marks) - trim]
