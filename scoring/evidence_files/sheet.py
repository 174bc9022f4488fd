"""What an evidence file says before it is known who its people are, and joining it to the entrants."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from candidates.table import Table
from oversight.words import Mistake, Sentence, gettext_noop
from scoring.core.values import Entrants, Ints, Marks

IGNORED = ("name", "position")
"""Columns that templates carry for the eye; nothing is read from them."""

Why = Callable[[str], Sentence]
"""Says why an id is not an entrant of the stage."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """Marks by the file's own people, in file order; all arrays have one element a mark.

    `people` are the ids as first seen and `seen` the row on which; `row` is the table's row of each mark.
    """

    table: Table
    people: Sequence[str]
    seen: Ints
    person: Ints
    row: Ints
    room: Ints
    assessor: Ints
    criterion: Ints
    state: Ints
    value: Ints
    rooms: Sequence[str] = ("",)
    assessors: Sequence[str] = ("",)
    leaves: Sequence[tuple[int, str, str]] = field(default=())


def number_texts(cells: Sequence[str]) -> tuple[Ints, list[str]]:
    """Return the number of each text and the texts, numbered as first seen."""
    numbers: dict[str, int] = {}
    codes = np.fromiter((numbers.setdefault(cell, len(numbers)) for cell in cells), np.int64, len(cells))
    return codes, list(numbers)


def first_rows(codes: Ints, count: int) -> Ints:
    """Return the row on which each of `count` codes stands first."""
    first = np.full(count, len(codes), np.int64)
    np.minimum.at(first, codes, np.arange(len(codes)))
    return first


def repeated(keys: Ints) -> list[tuple[int, int]]:
    """Return (row, first row) of every key that has been there before."""
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    rows = np.flatnonzero(first[which] != np.arange(len(keys)))
    return list(zip(rows.tolist(), first[which[rows]].tolist(), strict=True))


def empty_ids(table: Table) -> list[Mistake]:
    """Return the rows without an id."""
    return [
        table.mistake(row, "id", gettext_noop("the id is missing"))
        for row, number in enumerate(table.column("id"))
        if not number
    ]


def join_marks(sheet: Sheet, entrants: Entrants, why: Why) -> tuple[Marks, list[Mistake]]:
    """Return the marks by rows of `entrants` in canonical order, and the people who do not belong here.

    Marks of people who are no entrants are left out.
    """
    index = {number: row for row, number in enumerate(entrants.ids)}
    rows = np.array([index.get(number, -1) for number in sheet.people], np.int64)
    mistakes = strangers(sheet, index, why)
    entrant = rows[sheet.person] if len(sheet.person) else sheet.person
    keep = entrant >= 0
    marks = Marks(
        entrant[keep],
        sheet.room[keep],
        sheet.assessor[keep],
        sheet.criterion[keep],
        sheet.state[keep],
        sheet.value[keep],
        tuple(sheet.rooms),
        tuple(sheet.assessors),
    )
    return in_canonical_order(marks), mistakes


class Peopled(Protocol):
    """A file with people: its table, their ids as first seen, and the row on which each is."""

    @property
    def table(self) -> Table: ...
    @property
    def people(self) -> Sequence[str]: ...
    @property
    def seen(self) -> Ints: ...


def strangers(sheet: Peopled, known: Mapping[str, int], why: Why) -> list[Mistake]:
    """Return a mistake for each person of the file who is not in `known`, on the line of the first mark."""
    return [
        Mistake(sheet.table.name, sheet.table.lines[row], "id", why(number))
        for number, row in zip(sheet.people, sheet.seen.tolist(), strict=True)
        if number and number not in known
    ]


def in_canonical_order(marks: Marks) -> Marks:
    """Return the marks by entrant, judge, criterion; rooms and judges numbered as first seen in that order.

    Doing it twice changes nothing, so the file written from marks reads back to the same file.
    """
    ordered = _taken(marks, np.argsort(marks.entrant, kind="stable"))
    room, rooms = _renumber(ordered.room, marks.rooms)
    assessor, assessors = _renumber(ordered.assessor, marks.assessors)
    ordered = replace(ordered, room=room, assessor=assessor, rooms=rooms, assessors=assessors)
    return _taken(ordered, np.lexsort((ordered.criterion, ordered.assessor, ordered.entrant)))


def _taken(marks: Marks, order: Ints) -> Marks:
    columns = ("entrant", "room", "assessor", "criterion", "state", "value")
    return replace(marks, **{name: getattr(marks, name)[order] for name in columns})


def _renumber(codes: Ints, names: Sequence[str]) -> tuple[Ints, tuple[str, ...]]:
    """Return codes counted as first seen and their names; -1, a room's average, stays what it is."""
    used, first = np.unique(codes, return_index=True)
    used = used[np.argsort(first, kind="stable")]
    used = used[used >= 0]
    renewed = np.full(len(names) + 1, -1, np.int64)
    renewed[used] = np.arange(len(used))
    return renewed[codes], tuple(names[code] for code in used.tolist())
