"""Reading marks: which are given, whose score is void, a column per paper. PURE."""

from dataclasses import replace

import numpy as np

from scoring.core.fixed import Column, Flags, text_of
from scoring.core.values import Ints, Marks, MarkState

NONE = np.zeros(0, np.int64)
NO_MARKS = Marks(NONE, NONE, NONE, NONE, NONE, NONE)


def given(marks: Marks) -> Marks:
    """Return the marks that were given, without absences and misconduct."""
    if not marks.state.any():
        return marks
    return pick(marks, marks.state == MarkState.GIVEN)


def pick(marks: Marks, keep: Flags | Ints | slice) -> Marks:
    """Return the lines chosen by a mask, by numbers or by a slice."""
    names = ("entrant", "room", "assessor", "criterion", "state", "value")
    return replace(marks, **{name: getattr(marks, name)[keep] for name in names})


def given_and_void(marks: Marks, rows: int) -> tuple[Marks, Flags | None]:
    """Return the marks that were given, and the rows whose score is void; None where there is none."""
    shown = given(marks)
    return shown, None if shown is marks else void_rows(marks, rows)


def void_rows(marks: Marks, rows: int) -> Flags | None:
    """Return the rows with misconduct in any mark; None where there is none."""
    void = np.zeros(rows, bool)
    void[marks.entrant[marks.state == MarkState.MISCONDUCT]] = True
    return void if void.any() else None


def of_row(marks: Marks, row: int) -> Marks:
    """Return the lines of one row; marks are sorted by entrant."""
    first, end = np.searchsorted(marks.entrant, [row, row + 1])
    return pick(marks, slice(int(first), int(end)))


def criterion_column(marks: Marks, criterion: int, rows: int) -> Column:
    """Return the marks given in one criterion, one a row."""
    lines = marks.criterion == criterion
    values, present = np.zeros(rows, np.int64), np.zeros(rows, bool)
    values[marks.entrant[lines]] = marks.value[lines]
    present[marks.entrant[lines]] = True
    return Column(values, 1_000_000, present)


def describe(state: int, value: int) -> str:
    """Return a mark as plain text for the ledger: its points, `absent` or `misconduct`."""
    if state != MarkState.GIVEN:
        return MarkState(state).name.lower()
    text = text_of(value, 6).rstrip("0").rstrip(".")
    return text or "0"
