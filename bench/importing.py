"""Importing spreadsheets of 100,000 rows into the database, beside reading the same file with python-calamine alone.

python -m bench.importing [ROWS] [--sqlite]

Two workbooks: applications with ten columns, among them identity numbers that hold, and the marks of a written
exam. Each goes from its bytes to stored rows the way an upload does: the package is looked through, read,
checked line by line against the plan and what is there, and imported by the action, ledger entry included.
"""

import argparse
import io
import time
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np

from bench.campaign import POSITIONS, REGISTRATION, WRITTEN, officers, open_campaign, plan_with
from bench.copying import copy_out, make_twin
from bench.databases import own_database
from bench.timing import print_ratio, timed

ROUNDS = 3
FAMILIES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "建国志强秀英文博思远晓明雨婷浩然子涵"
HEADER = (
    "id",
    "position",
    "name",
    "id_number",
    "gender",
    "birth_date",
    "unit",
    "post",
    "education",
    "telephone",
)


def main() -> None:
    """Write the workbooks, read and import them, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="?", type=int, default=100_000)
    parser.add_argument("--sqlite", action="store_true", help="import into SQLite whatever DATABASE_URL says")
    arguments = parser.parse_args()
    books = [applications_book(arguments.rows, file) for file in range(ROUNDS)]
    sheets = [marks_book(arguments.rows, file) for file in range(ROUNDS)]
    with own_database("zeyou_bench_importing", sqlite=arguments.sqlite) as database:
        measure(arguments.rows, books, sheets, database)


def measure(rows: int, books: list[bytes], sheets: list[bytes], database: str) -> None:
    """Import every workbook into a campaign of its own; print the best of the rounds beside the best reading."""
    plan = plan_with(REGISTRATION, WRITTEN)
    staff, approver = officers()
    people, marks, read = [], [], {"people": [], "marks": []}
    for number, (book, sheet) in enumerate(zip(books, sheets, strict=True)):
        own = plan_with(*plan.stages[1:], code=f"BENCH-{number}")
        campaign, registration = open_campaign(own, staff, approver)
        read["people"].append(timed(partial(read_alone, book)))
        people.append(timed(partial(import_people, campaign, own, book, staff)))
        written = seal_registration(campaign, registration, staff, approver)
        read["marks"].append(timed(partial(read_alone, sheet)))
        marks.append(timed(partial(import_sheet, written, sheet, staff)))
    beside, reading = "reading the file with calamine", min(read["people"])
    what = f"importing {rows:,} applications of {len(HEADER)} columns, {database}"
    print_ratio(what, min(people), beside, reading)
    if database == "PostgreSQL":
        copied = min(copy_alone(rows) for _ in range(ROUNDS))
        print_ratio("COPY alone of the rows that this import stores", copied, beside, reading)
    print_ratio(
        f"importing {rows:,} rows of written marks, {database}", min(marks), beside, min(read["marks"])
    )


def copy_alone(rows: int) -> float:
    """Return the seconds of storing the last people and applications again by COPY, in tables of the same shape."""
    from django.db import connection, transaction

    tables: dict[str, dict[str, str]] = {
        "candidates_candidate": {},
        "candidates_application": {
            "campaign_id": "campaigns_campaign",
            "position_id": "campaigns_position",
            "candidate_id": "candidates_candidate",
        },
    }
    with connection.cursor() as cursor:
        twins = {table: make_twin(cursor, table, references) for table, references in tables.items()}
        last = f"ORDER BY id DESC LIMIT {rows}"
        parts = {twins[table]: copy_out(cursor, f"SELECT * FROM {table} {last}") for table in tables}
        began = time.perf_counter()
        with transaction.atomic():
            for twin, part in parts.items():
                cursor.copy_expert(f"COPY {twin} FROM STDIN", part)
        return time.perf_counter() - began


def read_alone(data: bytes) -> Any:
    """Read the first sheet into Python values, which is all that the yardstick does."""
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def import_people(campaign: Any, plan: Any, data: bytes, by: Any) -> None:
    """Take an uploaded workbook of applications from its bytes to stored rows."""
    from candidates.actions.applications import import_applications
    from candidates.imports import try_applications

    tried = try_applications(campaign, plan, "applications.xlsx", data)
    if tried.mistakes:
        raise SystemExit(f"importing: {tried.mistakes[0]}")
    import_applications(campaign_id=campaign.pk, rows=tried.rows, name="applications.xlsx", data=data, by=by)


def import_sheet(stage: Any, data: bytes, by: Any) -> None:
    """Take an uploaded workbook of marks from its bytes to stored rows."""
    from scoring.actions.marks import import_marks
    from scoring.imports import try_marks

    tried = try_marks(stage, "written.xlsx", data)
    if tried.mistakes:
        raise SystemExit(f"importing: {tried.mistakes[0]}")
    import_marks(stage_id=stage.pk, marks=tried.columns, name="written.xlsx", data=data, by=by)


def seal_registration(campaign: Any, registration: Any, staff: Any, approver: Any) -> Any:
    """Carry the registration to its seal and return the written exam, open."""
    from campaigns.actions.stages import open_stage
    from scoring.actions.stages import close_stage, decide_stage, seal_stage

    close_stage(stage_id=registration.pk, by=staff)
    outcome = decide_stage(stage_id=registration.pk, run=1, by=staff)
    seal_stage(stage_id=registration.pk, by=approver, outcome_digest=outcome.outcome_digest)
    return open_stage(stage_id=campaign.stages.get(kind="written_exam").pk, by=staff)


def applications_book(rows: int, file: int) -> bytes:
    """Return a workbook of applications; other people in every file."""
    from candidates.identity import check_digit

    lines = []
    for row in range(rows):
        year, month, day = 1965 + row % 35, 1 + row % 12, 1 + row % 28
        serial = (row // 420) % 1000
        body = f"{110101 + 100_000 * file + row // 420_000}{year}{month:02d}{day:02d}{serial:03d}"
        lines.append(
            (
                f"2026{row:06d}",
                f"P{row % POSITIONS:03d}",
                FAMILIES[row % 16] + GIVEN[row % 18] + GIVEN[row // 7 % 18],
                body + check_digit(body),
                "male" if serial % 2 else "female",
                f"{year}-{month:02d}-{day:02d}",
                f"第{row % 300}局办公室",
                f"{row % 9}级主任科员",
                "大学本科" if row % 3 else "硕士研究生",
                f"1380{row:07d}",
            )
        )
    return book(HEADER, lines)


def marks_book(rows: int, file: int) -> bytes:
    """Return a workbook of a written exam's marks, numbers in half points."""
    values = (np.random.default_rng(file).integers(80, 200, rows) / 2).tolist()
    return book(
        ("id", "score"), [(f"2026{row:06d}", Decimal(str(value))) for row, value in enumerate(values)]
    )


def book(header: tuple[str, ...], rows: list[tuple[Any, ...]]) -> bytes:
    """Return a workbook as a spreadsheet program writes it, texts in one shared table."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as file:
        sheet = file.add_worksheet()
        for number, row in enumerate([header, *rows]):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                else:
                    sheet.write_number(number, column, cell)
    return out.getvalue()


if __name__ == "__main__":
    main()
