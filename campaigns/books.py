"""Spreadsheets of this floor."""

import io

import xlsxwriter
from django.http import HttpResponse

from campaigns.plan.rules import Plan
from campaigns.positions_file import COLUMNS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_positions(plan: Plan) -> bytes:
    """Return the positions of a plan as a workbook with the columns of a positions file; no formulas."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(
        data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("positions")
    text, head = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
    for column, name in enumerate(COLUMNS):
        sheet.write_string(0, column, name, head)
        sheet.set_column(column, column, 36 if name in ("title", "unit") else 16, text)
    for line, position in enumerate(plan.positions, start=1):
        for column, name in enumerate(COLUMNS):
            sheet.write_string(line, column, str(getattr(position, name)), text)
    sheet.freeze_panes(1, 0)
    book.close()
    return data.getvalue()


def book_response(data: bytes, name: str) -> HttpResponse:
    """Return a workbook to be saved under `name`."""
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
