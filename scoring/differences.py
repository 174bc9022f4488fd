"""What a run changed against the one before: who moved, by which mark, told from the stored files of both runs."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from oversight.queries import blob
from scoring.models import Outcome
from scoring.notices import score_text

Line = tuple[str, str, str]
Place = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MarkChange:
    """One mark, count or leave that differs; texts "" where nothing stands.

    `place` says where it stands: the labels of its row with their values, and its column.
    """

    number: str
    place: Place
    before: str
    after: str


@dataclass(frozen=True)
class Move:
    """One entrant who stands otherwise: (score, rank, standing) before and after, and the marks that differ."""

    number: str
    name: str
    position: str
    before: Line | None
    after: Line | None
    marks: Sequence[MarkChange]

    @property
    def standing_changed(self) -> bool:
        """Say whether the standing, not only score or rank, is another."""
        return (self.before or ("", "", ""))[2] != (self.after or ("", "", ""))[2]


@dataclass(frozen=True)
class Difference:
    """A run against the one before: who moved, every mark that differs, and those that moved nobody."""

    moves: Sequence[Move]
    changes: Sequence[MarkChange]
    unmoved: Sequence[MarkChange]


def difference(before: Outcome, after: Outcome) -> Difference:
    """Compare two runs of a stage: placings from their rows, marks and leaves from their stored files."""
    changes = changes_between(before, after)
    by_number: dict[str, list[MarkChange]] = {}
    for change in changes:
        by_number.setdefault(change.number, []).append(change)
    old, new = _lines(before), _lines(after)
    moves = [
        Move(
            number,
            who[0],
            who[1],
            was[1] if was else None,
            now[1] if now else None,
            by_number.get(number, []),
        )
        for number in dict.fromkeys([*new, *old])
        for was, now in [(old.get(number), new.get(number))]
        for who in [(now or was or ("", ""))[0]]
        if (was and was[1]) != (now and now[1])
    ]
    moved = {move.number for move in moves}
    return Difference(moves, changes, [change for change in changes if change.number not in moved])


def _lines(outcome: Outcome) -> dict[str, tuple[tuple[str, str], Line]]:
    """Return (name, position) and (score, rank, standing) by number, in printed order."""
    rows = outcome.placings.order_by("line").values_list(
        "application__number",
        "application__candidate__name",
        "application__position__code",
        "score",
        "rank",
        "standing",
    )
    return {
        number: ((name, position), (score_text(score, outcome.digits), str(rank or ""), standing))
        for number, name, position, score, rank, standing in rows
    }


def changes_between(before: Outcome, after: Outcome) -> list[MarkChange]:
    """Return the marks and leaves that differ between two runs, in the order of the later file."""
    found = []
    for name in ("evidence_digest", "checks_digest"):
        first, second = getattr(before, name), getattr(after, name)
        if first == second:
            continue
        old, new = _cells(first), _cells(second)
        for place in dict.fromkeys([*new, *old]):
            if old.get(place, "") != new.get(place, ""):
                found.append(MarkChange(*place, old.get(place, ""), new.get(place, "")))
    return found


LABELS = ("panel", "judge", "part", "group", "grade", "round", "ballot")
"""Columns of an evidence file that say which mark a row is; all others hold values."""


def _cells(digest: str) -> dict[tuple[str, Place], str]:
    """Return every value of a stored file by (id, place)."""
    stored = blob(digest)
    if stored is None:
        return {}
    rows = csv.DictReader(io.StringIO(bytes(stored.bytes).decode()))
    cells = {}
    for row in rows:
        where = tuple((label, row[label]) for label in LABELS if label in row)
        for column, value in row.items():
            if column != "id" and column not in LABELS:
                cells[row["id"], (*where, ("column", column))] = value
    return cells
