"""The first sheet of an `.xlsx` as a table, after its package has been looked through.

A workbook is a zip of XML, so it is judged before anything trusts it: number and size of members,
compression ratio, macros, links to other files, DOCTYPE. The sheet's XML is scanned as bytes, which costs a
fraction of reading it. The parts needed are handed to the reader stored anew, so that a header that lies
about sizes reaches nobody.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import cast
from xml.etree import ElementTree

import numpy as np

from candidates.table import MAX_ROWS, TEXT_COLUMNS, ZIP_START, Table, finish_table
from oversight.words import Mistake, Mistaken, Sentence, gettext_noop

MAX_MEMBERS = 200
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100
RATIO_FROM = 1024 * 1024
"""Members smaller than this may be as compressible as they like."""
MAX_CELLS = 12_000_000
EXACT = 10**15
"""From here on a spreadsheet's numbers have lost digits."""

FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
FORMULA_CELL = re.compile(rb'<(?:[\w.-]+:)?c\s(?:[^>]*?\s)?r="([A-Z]+)(\d+)"[^>]*>\s*<(?:[\w.-]+:)?f[\s/>]')
ERROR_CELL = re.compile(rb'<(?:[\w.-]+:)?c\s(?=[^>]*\bt="e")(?:[^>]*?\s)?r="([A-Z]+)(\d+)"')
MERGED = re.compile(rb'<(?:[\w.-]+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
ROW = re.compile(rb'r="[A-Z]*(\d+)"')
FAR = re.compile(rb'r="(?:([A-Z]{2,})\d+|[A-Z]?(\d{6,}))"')
"""A cell beyond column Z, or a row of six digits: few, so that the others need not be counted."""
NEAR_ROWS, NEAR_COLUMNS = 99_999, 26
ODD = re.compile(rb"r(?:\s+=|=\s)")


def read_workbook(name: str, data: bytes) -> Table:
    """Return the table on the first sheet of a workbook, or raise Mistaken with everything wrong in it."""
    if not data.startswith(ZIP_START):
        raise _refused(name, gettext_noop("the file is not a workbook, whatever its name says"))
    parts = _unpack(name, data)
    sheet = _first_sheet(name, parts)
    xml = parts[sheet]
    _check_bounds(name, xml)
    rows = _read_cells(
        name, {part: content for part, content in parts.items() if part == sheet or "worksheets/" not in part}
    )
    start = next((i for i, row in enumerate(rows) if any(cell != "" for cell in row)), 0)
    columns, mistakes = _as_text(name, rows, start)
    header = [column[start] for column in columns]
    mistakes += _sheet_mistakes(name, xml, header)
    try:
        table = finish_table(
            name,
            header,
            start + 1,
            range(start + 2, len(rows) + 1),
            [column[start + 1 :] for column in columns],
        )
    except Mistaken as error:
        mistakes += error.mistakes
    if mistakes:
        raise Mistaken(sorted(mistakes, key=lambda mistake: mistake.line))
    return table


def _refused(name: str, text: str, /, **facts: object) -> Mistaken:
    return Mistaken([Mistake(name, 0, "", Sentence(text, facts))])


def _unpack(name: str, data: bytes) -> dict[str, bytes]:
    """Return the members of the package, refusing bombs, macros, links to other files and DOCTYPE."""
    damaged = gettext_noop("the workbook is damaged and cannot be opened")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            _check_members(name, members)
            parts = {member.filename: package.read(member) for member in members if not member.is_dir()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise _refused(name, damaged) from None
    for part, content in parts.items():
        if not part.lower().endswith((".xml", ".rels")):
            continue
        if content.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")):
            raise _refused(name, gettext_noop("the part %(part)s of the workbook is not UTF-8"), part=part)
        if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content[:4096]:
            raise _refused(
                name, gettext_noop("the part %(part)s of the workbook declares entities"), part=part
            )
    return parts


def _check_members(name: str, members: Sequence[zipfile.ZipInfo]) -> None:
    """Raise Mistaken when the table of contents alone says that the package must not be opened."""
    if len(members) > MAX_MEMBERS:
        raise _refused(
            name,
            gettext_noop("the workbook has %(number)s parts, at most %(limit)s are opened"),
            number=len(members),
            limit=MAX_MEMBERS,
        )
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED:
        raise _refused(
            name,
            gettext_noop("the workbook unpacks to %(size)s MB, at most %(limit)s MB are opened"),
            size=unpacked >> 20,
            limit=MAX_UNPACKED >> 20,
        )
    for member in members:
        if member.file_size > RATIO_FROM and member.file_size > MAX_RATIO * max(member.compress_size, 1):
            raise _refused(
                name,
                gettext_noop("the workbook unpacks to more than %(limit)s times its size"),
                limit=MAX_RATIO,
            )
        if member.flag_bits & 0x1:
            raise _refused(name, gettext_noop("the workbook is protected by a password"))
        path = member.filename.lower()
        if path.endswith("vbaproject.bin"):
            raise _refused(name, gettext_noop("the workbook holds macros; save it as .xlsx"))
        if path.startswith("xl/externallinks/"):
            raise _refused(name, gettext_noop("the workbook is linked to other files; paste the values"))
    if len({member.filename for member in members}) != len(members):
        raise _refused(name, gettext_noop("the workbook is damaged and cannot be opened"))


def _first_sheet(name: str, parts: dict[str, bytes]) -> str:
    """Return the member that holds the first sheet; a hidden one is refused, for nobody has looked at it."""
    try:
        if b"macroEnabled" in parts["[Content_Types].xml"]:
            raise _refused(name, gettext_noop("the workbook holds macros; save it as .xlsx"))
        book = ElementTree.fromstring(parts["xl/workbook.xml"])  # noqa: S314 - DOCTYPE is refused above
        links = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])  # noqa: S314 - the same
        sheet = next(element for element in book.iter() if element.tag.endswith("}sheet"))
        key = next(value for attribute, value in sheet.attrib.items() if attribute.endswith("}id"))
        target = next(link.attrib["Target"] for link in links if link.attrib.get("Id") == key)
    except (KeyError, StopIteration, ElementTree.ParseError):
        raise _refused(name, gettext_noop("the workbook is damaged and cannot be opened")) from None
    if sheet.attrib.get("state", "visible") != "visible":
        raise _refused(name, gettext_noop("the first sheet is hidden; show it or move it to the end"))
    part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
    if part not in parts or "worksheets" not in part:
        raise _refused(name, gettext_noop("the first sheet is not a table"))
    return part


def _check_bounds(name: str, xml: bytes) -> None:
    """Raise Mistaken when the cells span more than is read: one far cell makes a huge table."""
    if _loose_equals(xml) and (b"='" in xml or ODD.search(xml)):
        raise _refused(name, gettext_noop("the sheet is written in an unusual way; save it again and retry"))
    far = FAR.findall(xml)
    rows = max((int(row) for _, row in far if row), default=NEAR_ROWS)
    columns = max(map(_column_number, {letters for letters, _ in far if letters}), default=NEAR_COLUMNS)
    if columns > NEAR_COLUMNS:
        rows = max(map(int, ROW.findall(xml)), default=0)
    if rows > MAX_ROWS + 1 or rows * columns > MAX_CELLS:
        raise _refused(
            name,
            gettext_noop(
                "the sheet reaches to row %(row)s, column %(column)s; delete the rows and columns not used"
            ),
            row=rows,
            column=columns,
        )


def _loose_equals(xml: bytes) -> bool:
    """Return whether any equals sign is not between a name and a double quote: quicker than to search for those."""
    codes = np.frombuffer(xml, np.uint8)
    equals = np.flatnonzero(codes[1:-1] == ord("=")) + 1
    return bool(np.any(codes[equals - 1] <= ord(" ")) or np.any(codes[equals + 1] != ord('"')))


def _read_cells(name: str, parts: dict[str, bytes]) -> Sequence[Sequence[object]]:
    """Return the cells of the first sheet from A1 on as the reader's values."""
    from python_calamine import CalamineError, CalamineWorkbook

    clean = io.BytesIO()
    with zipfile.ZipFile(clean, "w", zipfile.ZIP_STORED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    clean.seek(0)
    try:
        return CalamineWorkbook.from_filelike(clean).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError):
        raise _refused(name, gettext_noop("the workbook is damaged and cannot be opened")) from None


def _as_text(
    name: str, rows: Sequence[Sequence[object]], start: int
) -> tuple[list[list[str]], list[Mistake]]:
    """Return the columns as text without empty ones on the right, and the cells that cannot be taken.

    `start` is the index of the header's row.
    """
    columns = [list(column) for column in zip(*rows, strict=True)]
    while columns and not any(cell != "" for cell in columns[-1]):
        columns.pop()
    if not columns:
        raise _refused(name, gettext_noop("the file is empty"))
    texts: list[list[str]] = []
    mistakes: list[Mistake] = []
    for column in columns:
        if set(map(type, column)) <= {str}:
            texts.append(cast(list[str], column))
            continue
        title = str(column[start]).strip()
        texts.append([_text(cell) for cell in column])
        mistakes += [
            Mistake(name, line, title, problem)
            for line, cell in enumerate(column, 1)
            if type(cell) in (int, float)
            and (title in TEXT_COLUMNS or abs(cell) >= EXACT)
            and line > start + 1
            and (problem := _lost_digits(title, cell))
        ]
    return texts, mistakes


def _lost_digits(column: str, cell: object) -> Sentence | None:
    """Return why a numeric cell cannot be taken, or None."""
    if column in TEXT_COLUMNS:
        return Sentence(
            gettext_noop(
                "the cell is a number; numbers lose leading zeros and the digits after the 15th: "
                "format the column as text and type the value again"
            ),
            {},
        )
    if abs(cell) >= EXACT:  # type: ignore[arg-type]
        return Sentence(
            gettext_noop(
                "the number has more than 15 digits, the last of them are lost: "
                "format the column as text and type the value again"
            ),
            {},
        )
    return None


def _text(cell: object) -> str:
    """Return a cell as text: numbers as the shortest decimal that gives them back, days as in ISO 8601."""
    if isinstance(cell, str):
        return cell
    if type(cell) is float and "e" not in (short := repr(cell)):
        return short.removesuffix(".0")
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        number = format(Decimal(repr(cell)), "f")
        return number.rstrip("0").rstrip(".") if "." in number else number
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else str(cell or "")


def _sheet_mistakes(name: str, xml: bytes, header: Sequence[str]) -> Iterator[Mistake]:
    """Yield formulas, error values and merged cells, with line and column."""
    if (b"<f" in xml or b":f" in xml) and FORMULA.search(xml):
        what = Sentence(gettext_noop("the cell holds a formula; write its value"), {})
        cells = FORMULA_CELL.findall(xml)
        for letters, row in cells:
            yield Mistake(name, int(row), _column_name(letters, header), what)
        if not cells:
            yield Mistake(
                name, 0, "", Sentence(gettext_noop("the sheet holds formulas; paste the values"), {})
            )
    for letters, row in ERROR_CELL.findall(xml) if b't="e"' in xml else ():
        yield Mistake(
            name,
            int(row),
            _column_name(letters, header),
            Sentence(gettext_noop("the cell shows an error such as #N/A; write its value"), {}),
        )
    for first, row, last, end in MERGED.findall(xml, xml.rfind(b"sheetData>") + 1):
        yield Mistake(
            name,
            int(row),
            _column_name(first, header),
            Sentence(
                gettext_noop("the cells %(cells)s are merged; every row needs its own cell"),
                {"cells": f"{first.decode()}{int(row)}:{last.decode()}{int(end)}"},
            ),
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _column_name(letters: bytes, header: Sequence[str]) -> str:
    """Return the header over a column, or its letters where there is none."""
    index = _column_number(letters) - 1
    return header[index].strip() if index < len(header) and header[index].strip() else letters.decode()
