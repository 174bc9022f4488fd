"""`<stage key>.checks.csv`: who left after a stage's result, with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from candidates.table import Table, check_columns, write_csv
from oversight.words import Mistake, gettext_noop
from scoring.core.values import Entrants, Leave, Standing
from scoring.evidence_files.sheet import IGNORED, Why, empty_ids

HEADER = ("id", "standing", "reason")
LEAVING = (Standing.WITHDRAWN.value, Standing.DISQUALIFIED.value)


@dataclass(frozen=True)
class Checks:
    """The file's rows: table row by id, in file order."""

    table: Table
    rows: dict[str, int]


def read_checks(table: Table) -> tuple[Checks | None, list[Mistake]]:
    """Return the leavers of a checks file, None when its columns are not right, and the mistakes."""
    mistakes = check_columns(table, required=HEADER, optional=IGNORED)
    if mistakes:
        return None, mistakes
    mistakes = empty_ids(table)
    rows: dict[str, int] = {}
    for row, number in enumerate(table.column("id")):
        first = rows.setdefault(number, row)
        if first != row and number:
            text = gettext_noop("%(id)s stands on line %(line)s already")
            mistakes.append(table.mistake(row, "id", text, id=number, line=table.lines[first]))
    for row, (standing, reason) in enumerate(
        zip(table.column("standing"), table.column("reason"), strict=True)
    ):
        if standing not in LEAVING:
            text = gettext_noop("“%(standing)s” is not a way to leave; write withdrawn or disqualified")
            mistakes.append(table.mistake(row, "standing", text, standing=standing))
        if not reason:
            mistakes.append(table.mistake(row, "reason", gettext_noop("leaving needs a reason")))
    return Checks(table, rows), sorted(mistakes, key=lambda mistake: mistake.line)


def join_checks(checks: Checks, entrants: Entrants, why: Why) -> tuple[list[Leave], list[Mistake]]:
    """Return the leavers by rows of `entrants`, in their order, and the people who do not belong here."""
    index = {number: row for row, number in enumerate(entrants.ids)}
    table = checks.table
    standing, reason = table.column("standing"), table.column("reason")
    leaves = [
        Leave(index[number], Standing(standing[row]), reason[row], after_result=True)
        for number, row in checks.rows.items()
        if number in index and standing[row] in LEAVING
    ]
    mistakes = [
        Mistake(table.name, table.lines[row], "id", why(number))
        for number, row in checks.rows.items()
        if number and number not in index
    ]
    return sorted(leaves, key=lambda leave: leave.row), mistakes


def write_checks(entrants: Entrants, leaves: Sequence[Leave]) -> bytes:
    """Return the canonical checks file."""
    ordered = sorted(leaves, key=lambda leave: leave.row)
    return write_csv(
        HEADER, [(entrants.ids[leave.row], leave.standing.value, leave.reason) for leave in ordered]
    )
