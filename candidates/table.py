"""A table of text cells, and what is wrong with its form.

Cells are text as people typed them. A mistake names the file, the line, the column and the remedy; all are found
at once.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from oversight.words import Mistake, Mistaken, Sentence, gettext_noop

MAX_ROWS = 1_000_000
TEXT_COLUMNS = frozenset({"id", "id_number"})
"""Columns whose cells have to be text in a spreadsheet: numbers there have already lost their digits."""
ZIP_START = b"PK\x03\x04"


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
    seen: set[str] = set()
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
        elif column in seen:
            mistakes.append(
                Mistake(name, line, column, Sentence(gettext_noop("the column stands there twice"), {}))
            )
        seen.add(column)
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
