"""Interview: judges' marks, trimmed mean, panel correction, parts, pass mark, cut. PURE."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from campaigns.plan.rules import CorrectionMethod, Interview, Level, Place, Rounding, Trim
from scoring.core.chain import chain_columns
from scoring.core.correction import corrected
from scoring.core.explanation import Explanation
from scoring.core.fixed import Column, Flags, Ints
from scoring.core.interview_working import interview_working
from scoring.core.marks import NO_MARKS, given_and_void, pick
from scoring.core.placing import placed
from scoring.core.trim import group_starts, judge_totals, part_factor, trimmed_means
from scoring.core.values import Earlier, Entrants, Evidence, Marks, Outcome, Reason, RoomFact


@dataclass(frozen=True, eq=False)
class Scores:
    """Everything between marks and ranking: the means as rounded, the corrected score, the rooms."""

    raw: Column
    score: Column
    parts: Mapping[str, Column]
    rooms: tuple[RoomFact, ...]


def decide(
    rules: Interview,
    entrants: Entrants,
    evidence: Evidence,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Outcome:
    """Average the judges, correct between rooms, round at `component`, rank and cut."""
    marks = evidence.marks or NO_MARKS
    shown, void = given_and_void(marks, len(entrants))
    found = scores_of(rules, entrants, shown, void, rounding)

    def unrounded() -> Column:
        return scores_of(rules, entrants, shown, void, replace(rounding, places=())).score

    return placed(
        rules,
        entrants,
        evidence,
        found.score,
        place=Place.COMPONENT,
        rounding=rounding,
        missing=_missing(shown, void, found.score, len(entrants)),
        chain=chain_columns(
            rules.tie_chain, stage=rules.key, earlier=earlier, own=found.parts, unrounded=unrounded
        ),
        parts=found.parts,
        rooms=found.rooms,
    )


def scores_of(
    rules: Interview, entrants: Entrants, marks: Marks, void: Flags | None, rounding: Rounding
) -> Scores:
    """Return the scores of given marks; `void` rows get none and count in no room's mean."""
    rows = len(entrants)
    if rules.parts and rules.trim.level is Level.PART:
        raw, parts = _by_part(rules, marks, rows, rounding)
    else:
        raw, parts = _by_total(rules, marks, rows, rounding)
    if void is not None:
        raw = raw.only(~void)
    room = raw.numerators  # never looked at without a method
    if rules.correction.method is not CorrectionMethod.NONE:
        room = rooms_of(marks, rows)
    score, facts = corrected(raw, entrants.position, room, rules.correction, rounding)
    return Scores(raw, score, parts, facts)


def _averages(assessor: Ints) -> Flags | None:
    """Flag marks that are a room's average; None where there is none."""
    return assessor < 0 if len(assessor) and int(assessor.min()) < 0 else None


def _by_total(
    rules: Interview, marks: Marks, rows: int, rounding: Rounding
) -> tuple[Column, dict[str, Column]]:
    """Trim and average the judges' totals; a part's own column is its trimmed mean."""
    who, judge, totals = marks.entrant, marks.assessor, Column.micro(marks.value)
    if rules.parts:
        factors = [part_factor(part) for part in rules.parts]
        who, judge, totals = judge_totals(who, judge, marks.criterion, marks.value, factors)
    mean = trimmed_means(who, totals, _averages(judge), rules.trim, rows)
    digits, mode = rounding.digits_at(Place.PANEL), rounding.mode
    numbered = enumerate(rules.parts)
    parts = {part.key: _part_mean(marks, n, rules.trim, rows).round(digits, mode) for n, part in numbered}
    return mean.round(digits, mode), parts


def _by_part(
    rules: Interview, marks: Marks, rows: int, rounding: Rounding
) -> tuple[Column, dict[str, Column]]:
    """Trim and average each part, weigh it, and add the parts up."""
    total, parts = None, {}
    for number, part in enumerate(rules.parts):
        mean = _part_mean(marks, number, rules.trim, rows).round(
            rounding.digits_at(Place.PANEL), rounding.mode
        )
        weighted = mean.scale(part_factor(part)).round(rounding.digits_at(Place.WEIGHTED), rounding.mode)
        parts[part.key] = mean
        total = weighted if total is None else total.add(weighted)
    assert total is not None
    return total, parts


def _part_mean(marks: Marks, number: int, trim: Trim, rows: int) -> Column:
    """Return the exact trimmed mean of one part."""
    own = pick(marks, marks.criterion == number)
    return trimmed_means(own.entrant, Column.micro(own.value), _averages(own.assessor), trim, rows)


def rooms_of(marks: Marks, rows: int) -> Ints:
    """Return each row's room, that of its first mark; -1 without marks."""
    room = np.full(rows, -1, np.int64)
    starts = group_starts(marks.entrant)
    room[marks.entrant[starts]] = marks.room[starts]
    return room


def _missing(marks: Marks, void: Flags | None, score: Column, rows: int) -> NDArray[np.int8] | Reason:
    """Say why a row without a score has none: no mark, a part left unmarked, or misconduct."""
    if score.present.all():
        return Reason.NO_MARKS
    missing = np.full(rows, Reason.NO_MARKS, np.int8)
    missing[marks.entrant] = Reason.MISSING_PART
    if void is not None:
        missing[void] = Reason.MISCONDUCT
    return missing


def explain(
    rules: Interview,
    entrants: Entrants,
    evidence: Evidence,
    outcome: Outcome,
    row: int,
    *,
    rounding: Rounding,
    earlier: Mapping[str, Earlier],
) -> Explanation:
    """Show every mark with the dropped ones flagged, means, correction, rounding and the cut of one row."""
    return interview_working(rules, entrants, evidence, outcome, row, rounding=rounding)
