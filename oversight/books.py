"""Spreadsheets that leave the house: texts stay texts, nothing becomes a formula, a link or a shortened number."""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

import xlsxwriter
from django.http import HttpResponse
from django.utils.http import content_disposition_header

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 16

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
