"""Results as files: `results.csv`, `explain.jsonl`, and the table that a terminal shows."""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from campaigns.plan.rules import Rounding, Stage
from candidates.table import write_csv
from oversight.say import say
from oversight.words import Sentence, gettext_noop
from scoring.core.explanation import MarkLine
from scoring.core.fixed import printed_texts
from scoring.core.reasons import reason_sentence
from scoring.core.values import Earlier, Entrants, Evidence, Outcome, Standing
from scoring.kinds.registry import KINDS

HEADER = ("stage", "position", "id", "score", "rank", "standing", "reason")

STANDING_LABELS: dict[Standing, str] = {
    Standing.ADVANCED: gettext_noop("advanced"),
    Standing.RESERVE: gettext_noop("in reserve"),
    Standing.ELIMINATED: gettext_noop("eliminated"),
    Standing.ABSENT: gettext_noop("absent"),
    Standing.DISQUALIFIED: gettext_noop("disqualified"),
    Standing.WITHDRAWN: gettext_noop("withdrawn"),
    Standing.VETOED: gettext_noop("vetoed"),
}

COLUMNS = (
    gettext_noop("Position"),
    gettext_noop("Number"),
    gettext_noop("Score"),
    gettext_noop("Rank"),
    gettext_noop("Standing"),
)


@dataclass(frozen=True, eq=False)
class Decided:
    """A stage with what it was decided from and the outcome."""

    rules: Stage
    entrants: Entrants
    evidence: Evidence
    outcome: Outcome
    earlier: Mapping[str, Earlier]
    rounding: Rounding


@dataclass(frozen=True)
class Line:
    """One entrant's line in a stage's result, as printed."""

    row: int
    position: str
    id: str
    score: str
    rank: str
    standing: Standing


def result_lines(decided: Decided) -> Iterator[Line]:
    """Yield a stage's lines in output order: position, rank, those without a rank last."""
    entrants, outcome = decided.entrants, decided.outcome
    scores = printed_texts(outcome.printed, outcome.score.present, outcome.digits)
    positions, ranks = entrants.position.tolist(), outcome.rank.tolist()
    for row in outcome.order.tolist():
        yield Line(
            row=row,
            position=entrants.positions[positions[row]],
            id=entrants.ids[row],
            score=scores[row],
            rank=str(ranks[row] or ""),
            standing=outcome.standing_of(row),
        )


def write_results(stages: Sequence[Decided]) -> bytes:
    """Return `results.csv`: a line per entrant and stage, in plan order, then position, then rank."""
    return write_csv(HEADER, (row for decided in stages for row in _result_rows(decided)))


def _result_rows(decided: Decided) -> Iterator[tuple[str, ...]]:
    key = decided.rules.key
    for line in result_lines(decided):
        reason = say(reason_sentence(decided.entrants, decided.outcome, line.row))
        yield key, line.position, line.id, line.score, line.rank, line.standing.value, reason


def explain_lines(stages: Sequence[Decided]) -> Iterator[str]:
    """Yield the lines of `explain.jsonl`: a placing each, its working as steps, in words and numbers."""
    for decided in stages:
        explain = KINDS[decided.rules.kind].explain
        for line in result_lines(decided):
            explanation = explain(
                decided.rules,
                decided.entrants,
                decided.evidence,
                decided.outcome,
                line.row,
                rounding=decided.rounding,
                earlier=decided.earlier,
            )
            placing = {
                "stage": decided.rules.key,
                "position": line.position,
                "id": line.id,
                "score": line.score,
                "rank": line.rank,
                "standing": line.standing.value,
                "steps": [
                    {
                        "code": step.code,
                        "text": say(step.sentence),
                        "value": step.value,
                        **({"marks": [_mark(mark) for mark in step.marks]} if step.marks else {}),
                    }
                    for step in explanation.steps
                ],
            }
            yield json.dumps(placing, ensure_ascii=False, separators=(",", ":"))


def _mark(mark: MarkLine) -> dict[str, object]:
    return {
        "assessor": mark.assessor,
        "criterion": mark.criterion,
        "value": mark.value,
        **({"dropped": True} if mark.dropped else {}),
    }


def table_lines(decided: Decided, *, title: str, most: int) -> Iterator[str]:
    """Yield a stage's result as lines for a terminal, at most `most` entrants of it."""
    lines = list(result_lines(decided))
    cells = [[say(Sentence(column)) for column in COLUMNS]]
    for line in lines[:most]:
        standing = say(Sentence(STANDING_LABELS[line.standing]))
        cells.append([line.position, line.id, line.score, line.rank, standing])
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    yield title
    for row in cells:
        # Numbers stand to the right, so that their points stand under one another.
        padded = [
            _pad(cell, width, right=place in (2, 3))
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  " + "  ".join(padded).rstrip()
    if len(lines) > most:
        yield "  " + say(Sentence(gettext_noop("… and %(number)s more"), {"number": len(lines) - most}))


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _pad(text: str, width: int, *, right: bool) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if right else text + blanks
