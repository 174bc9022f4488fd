"""Tables out of files that people typed: `.csv` and `.xlsx`, read as text, never repaired.

Whatever cannot be taken as it stands is a `Mistake` with the line, the column and what to do about it, and
all of them are named at once. Numbers in spreadsheets come as the shortest decimal that gives the stored
value back, so 88.1 is "88.1". Identity columns have to be text cells: a spreadsheet keeps only 15 digits.
"""

import csv
import io
from collections.abc import Sequence

from candidates.garbage import uncollected
from candidates.table import MAX_ROWS, ZIP_START, Table, build_table, whole_file
from candidates.workbook import read_workbook
from oversight.words import Mistake, Mistaken, Sentence, gettext_noop

MAX_BYTES = 64 * 1024 * 1024

OLE_START = b"\xd0\xcf\x11\xe0"


@uncollected()
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
        return read_workbook(name, data)
    raise Mistaken([whole_file(name, gettext_noop("only .csv and .xlsx files are read"))])


def read_rows(name: str, data: bytes) -> tuple[tuple[str, ...], list[tuple[int, dict[str, str]]]]:
    """Return the header of a file and its rows as (line, cells by column); raise Mistaken as `read_table`."""
    table = read_table(name, data)
    cells = zip(*table.columns, strict=True)
    rows = [
        (line, dict(zip(table.header, row, strict=True)))
        for line, row in zip(table.lines, cells, strict=True)
    ]
    return table.header, rows


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
