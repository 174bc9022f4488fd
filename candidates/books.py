"""Spreadsheets that come back: the workbook of what is wrong in an upload. Books are written by `oversight.books`."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from candidates.table import Table
from oversight.books import book_response as book_response
from oversight.books import write_book as write_book
from oversight.say import say
from oversight.words import Mistake

WRONG = "mistake"
"""The column that an error workbook adds to the rows as they were uploaded."""


def error_book(table: Table | None, mistakes: Sequence[Mistake]) -> bytes:
    """Return the uploaded rows with a column saying what is wrong; without a table only the list of mistakes."""
    if table is None:
        lines = [[str(m.line or ""), m.column, say(m.what)] for m in mistakes]
        return write_book(_("Mistakes"), [_("Line"), _("Column"), _("What is wrong")], lines, wide=[2])
    by_line: dict[int, list[str]] = {}
    for mistake in mistakes:
        said = say(mistake.what)
        by_line.setdefault(mistake.line, []).append(f"{mistake.column}: {said}" if mistake.column else said)
    # What concerns the header or the file as a whole stands on a row of its own, first.
    loose = [text for line in sorted(set(by_line) - set(table.lines)) for text in by_line[line]]
    rows: list[list[str]] = [[*[""] * len(table.header), "; ".join(loose)]] if loose else []
    for line, cells in zip(table.lines, zip(*table.columns, strict=True), strict=True):
        rows.append([*cells, "; ".join(by_line.get(line, []))])
    return write_book(_("Mistakes"), [*table.header, WRONG], rows, wide=[len(table.header)])


def without_verdicts(table: Table) -> Table:
    """Return the table without the column of an error workbook, so that a mended one can be dropped as it is."""
    if WRONG not in table:
        return table
    place = table.places[WRONG]
    columns = [column for index, column in enumerate(table.columns) if index != place]
    kept = [row for row, cells in enumerate(zip(*columns, strict=True)) if any(cells)]
    return Table(
        table.name,
        tuple(name for name in table.header if name != WRONG),
        [table.lines[row] for row in kept],
        tuple([column[row] for row in kept] for column in columns),
    )
