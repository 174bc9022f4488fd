"""Tables out of files that people typed: `.csv` and `.xlsx`, read as text, never repaired.

Whatever cannot be taken as it stands is a `Mistake` with the line, the column and what to do about it, and
all of them are named at once. Numbers in spreadsheets come as the shortest decimal that gives the stored
value back, so 88.1 is "88.1". Identity columns have to be text cells: a spreadsheet keeps only 15 digits.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from oversight.words import Mistake, Mistaken, Sentence, gettext_noop

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 1_000_000
TEXT_COLUMNS = frozenset({"id", "id_number"})
"""Columns whose cells have to be text in a spreadsheet: numbers there have already lost their digits."""

ZIP_START = b"PK\x03\x04"
OLE_START = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Table:
    """A header and text cells, by column. Row i stands on line `lines[i]` of the file, counted from 1."""

    name: str
    header: tuple[str, ...]
    lines: Sequence[int]
    columns: tuple[Sequence[str], ...] = field(repr=False)

    def __len__(self) -> int:
        return len(self.lines)

    @cached_property
    def places(self) -> dict[str, int]:
        """Return the index of each column by its name."""
        return {name: index for index, name in enumerate(self.header)}

    def __contains__(self, column: str) -> bool:
        return column in self.places

    def column(self, name: str) -> Sequence[str]:
        """Return the cells of a column; all empty when the file has no such column."""
        return self.columns[self.places[name]] if name in self.places else [""] * len(self)

    def mistake(self, row: int, column: str, text: str, /, **facts: object) -> Mistake:
        """Return the mistake that `text` describes in a cell of this table; `row` -1 is the header."""
        return Mistake(self.name, 1 if row < 0 else self.lines[row], column, Sentence(text, facts))


def read_table(name: str, data: bytes) -> Table:
    """Return the table in the bytes of the file `name`; raise Mistaken with everything wrong in its form."""
    if not data.strip(b"\xef\xbb\xbf\r\n\t ,\x00"):
        raise Mistaken([whole_file(name, gettext_noop("the file is empty"))])
    if len(data) > MAX_BYTES:
        raise Mistaken(
            [whole_file(name, gettext_noop("the file is larger than %(limit)s MB"), limit=MAX_BYTES >> 20)]
        )
    ending = name.lower().rpartition(".")[2]
    if data.startswith(OLE_START):
        raise Mistaken(
            [
                whole_file(
                    name,
                    gettext_noop(
                        "the file is an old or a password-protected workbook; save it as a plain .xlsx"
                    ),
                )
            ]
        )
    if ending == "csv":
        return _read_csv(name, data)
    if ending == "xlsx":
        # Read where it is used: a PURE caller of Table must not need the spreadsheet reader.
        from candidates.workbook import read_workbook

        return read_workbook(name, data)
    raise Mistaken([whole_file(name, gettext_noop("only .csv and .xlsx files are read"))])


def check_columns(
    table: Table, *, required: Iterable[str], optional: Iterable[str] | None = ()
) -> list[Mistake]:
    """Return the missing columns and those with unknown names; `optional` None lets every other name pass."""
    required = list(required)
    mistakes = [
        table.mistake(
            -1,
            column,
            gettext_noop("the column is missing; the file has %(columns)s"),
            columns=", ".join(table.header),
        )
        for column in required
        if column not in table
    ]
    if optional is not None:
        known = [*required, *optional]
        mistakes += [
            table.mistake(
                -1, column, gettext_noop("unknown column; known are %(columns)s"), columns=", ".join(known)
            )
            for column in table.header
            if column not in known
        ]
    return mistakes


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    r"""Return canonical CSV bytes: UTF-8 without BOM, `\n`, header first, quotes only where needed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def whole_file(name: str, text: str, /, **facts: object) -> Mistake:
    """Return a mistake of the file as a whole."""
    return Mistake(name, 0, "", Sentence(text, facts))


def _read_csv(name: str, data: bytes) -> Table:
    if data.startswith(ZIP_START):
        raise Mistaken(
            [whole_file(name, gettext_noop("the file is a workbook; name it .xlsx or save it as CSV UTF-8"))]
        )
    text = _decode(name, data)
    if "\x00" in text:
        raise Mistaken(
            [
                Mistake(name, number, "", Sentence(gettext_noop("the line holds a NUL character"), {}))
                for number, line in enumerate(text.split("\n"), 1)
                if "\x00" in line
            ]
        )
    rows, lines = _split_records(name, text)
    if len(rows) > MAX_ROWS + 1:
        raise Mistaken(
            [whole_file(name, gettext_noop("the file has more than %(limit)s rows"), limit=MAX_ROWS)]
        )
    return build_table(name, rows, lines)


def _decode(name: str, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Mistaken(
            [whole_file(name, gettext_noop("the file is UTF-16, not UTF-8; save it as CSV UTF-8"))]
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The offset counts from after a BOM; a line's number does not depend on it.
        line = data.count(b"\n", 0, error.start) + 1
        raise Mistaken(
            [
                Mistake(
                    name,
                    line,
                    "",
                    Sentence(
                        gettext_noop("the line is not UTF-8 text (perhaps GBK); save the file as CSV UTF-8"),
                        {},
                    ),
                )
            ]
        ) from None


def _split_records(name: str, text: str) -> tuple[list[list[str]], Sequence[int]]:
    """Return the records and the line on which each begins; a quoted cell may run over several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    begins = 1
    try:
        if '"' not in text:
            rows = list(reader)
            return rows, range(1, len(rows) + 1)
        for row in reader:
            rows.append(row)
            lines.append(begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        line = begins if '"' in text else reader.line_num
        raise Mistaken(
            [
                Mistake(
                    name,
                    line,
                    "",
                    Sentence(
                        gettext_noop("the quotes of this record do not fit (%(detail)s)"),
                        {"detail": str(error)},
                    ),
                )
            ]
        ) from None
    return rows, lines


def build_table(name: str, rows: list[list[str]], lines: Sequence[int]) -> Table:
    """Return the table of `rows`, the first not empty being the header; raise Mistaken on ragged rows."""
    first = next((i for i, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if first is None:
        raise Mistaken([whole_file(name, gettext_noop("the file is empty"))])
    header, body, numbers = rows[first], rows[first + 1 :], lines[first + 1 :]
    width = len(header)
    if any(len(row) != width for row in body):
        kept = [
            (row, line) for row, line in zip(body, numbers, strict=True) if any(cell.strip() for cell in row)
        ]
        ragged = [
            Mistake(
                name,
                line,
                "",
                Sentence(
                    gettext_noop("the row has %(cells)s cells, the header has %(columns)s"),
                    {"cells": len(row), "columns": width},
                ),
            )
            for row, line in kept
            if len(row) != width
        ]
        if ragged:
            raise Mistaken([*header_mistakes(name, header, lines[first]), *ragged])
        body, numbers = [row for row, _ in kept], [line for _, line in kept]
    return finish_table(
        name, header, lines[first], numbers, list(zip(*body, strict=True)) if body else [()] * width
    )


def finish_table(
    name: str, header: Sequence[str], header_line: int, lines: Sequence[int], columns: Sequence[Sequence[str]]
) -> Table:
    """Return the table of these columns, blanks around cells and empty rows removed.

    Raises Mistaken on columns without a name of their own. A text cell that a spreadsheet program would run
    as a formula is a mistake as well.
    """
    header = [cell.strip() for cell in header]
    columns = [list(map(str.strip, column)) for column in columns]
    if all("" in column for column in columns):
        filled = [row for row, cells in enumerate(zip(*columns, strict=True)) if any(cells)]
        if len(filled) < len(lines):
            lines = [lines[row] for row in filled]
            columns = [[column[row] for row in filled] for column in columns]
    mistakes = header_mistakes(name, header, header_line) + _formula_mistakes(name, header, lines, columns)
    if mistakes:
        raise Mistaken(mistakes)
    return Table(name, tuple(header), lines, tuple(columns))


def header_mistakes(name: str, header: Sequence[str], line: int) -> list[Mistake]:
    """Return columns without a name or with a name used before."""
    if len(header) == 1 and any(mark in header[0] for mark in ";\t，、|"):
        return [
            Mistake(
                name,
                line,
                "",
                Sentence(
                    gettext_noop("the columns are not separated by commas; save the file as CSV UTF-8"), {}
                ),
            )
        ]
    mistakes = []
    for index, column in enumerate(header):
        if not column:
            mistakes.append(
                Mistake(
                    name,
                    line,
                    "",
                    Sentence(gettext_noop("column %(number)s has no name"), {"number": index + 1}),
                )
            )
        elif column in header[:index]:
            mistakes.append(
                Mistake(name, line, column, Sentence(gettext_noop("the column stands there twice"), {}))
            )
    return mistakes


def _formula_mistakes(
    name: str, header: Sequence[str], lines: Sequence[int], columns: Sequence[Sequence[str]]
) -> list[Mistake]:
    """Return the cells that a spreadsheet program would run instead of show."""
    found = []
    for column, cells in zip(header, columns, strict=True):
        # One search through the joined cells is ten times quicker than a look at each.
        joined = "\n" + "\n".join(cells)
        if "\n=" not in joined and "\n@" not in joined:
            continue
        found += [
            Mistake(
                name,
                lines[row],
                column,
                Sentence(gettext_noop("the cell holds a formula; write its value"), {}),
            )
            for row, cell in enumerate(cells)
            if cell[:1] in ("=", "@")
        ]
    return sorted(found, key=lambda mistake: mistake.line)
