"""Spreadsheets that leave the house: templates, exports and the workbook of what is wrong in an upload.

Texts stay texts: nothing becomes a formula, a link or a number with lost digits when a program opens the file.
"""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

import xlsxwriter
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from candidates.sheets import Table
from oversight.say import say
from oversight.words import Mistake

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 16
WRONG = "mistake"
"""The column that an error workbook adds to the rows as they were uploaded."""

Cell = str | int | Decimal | None


def write_book(
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    wide: Sequence[int] = (),
    spare: int = 0,
) -> bytes:
    """Return an .xlsx of one sheet. Texts are text cells; `Decimal` and int are numbers.

    `wide` are the numbers of columns with long texts; `spare` formats that many empty rows as text for typing.
    """
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, {**options, "constant_memory": not spare}) as book:
        text = book.add_format({"num_format": "@"})
        head = book.add_format({"bold": True, "bg_color": "#F6F7F9", "bottom": 1, "num_format": "@"})
        sheet = book.add_worksheet(title[:31] or "1")
        sheet.freeze_panes(1, 0)
        for column in range(len(header)):
            sheet.set_column(column, column, 60 if column in wide else WIDTH, text)
        sheet.write_row(0, 0, header, head)
        line = 0
        for line, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, column, cell, text)
                elif cell is not None:
                    sheet.write_number(line, column, cell)
        for empty in range(line + 1, line + 1 + spare):
            for column in range(len(header)):
                sheet.write_blank(empty, column, None, text)
    return out.getvalue()


def book_response(data: bytes, filename: str) -> HttpResponse:
    """Return a spreadsheet as a download that no cache keeps."""
    response = HttpResponse(data, content_type=MEDIA)
    response["Content-Disposition"] = content_disposition_header(True, filename)
    response["Cache-Control"] = "no-store"
    return response


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
