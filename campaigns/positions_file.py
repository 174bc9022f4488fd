"""Positions as rows of text: pasted from a sheet, or in a file. Reading sheets is registered by the floor above."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from campaigns.plan.labels import choices_of
from campaigns.plan.reading import UNREAD, Reading
from campaigns.plan.rules import Category, Position, PostLevel
from oversight.say import say
from oversight.words import Mistake, Mistaken, Sentence, gettext_noop

COLUMNS = ("code", "title", "unit", "level", "category", "openings")
FILE = "positions"

Rows = Sequence[tuple[int, Mapping[str, str]]]
SheetReader = Callable[[str, bytes], tuple[Sequence[str], Rows]]
"""Reads a file into its header and rows of (line, cells by column); raises Mistaken."""

_readers: list[SheetReader] = []


def register_sheet_reader(reader: SheetReader) -> None:
    """Make known how `.csv` and `.xlsx` files are read; the reader stands on the floor of the sheets."""
    _readers[:] = [reader]


def read_file(name: str, data: bytes) -> list[Position]:
    """Return the positions of a sheet with the columns of COLUMNS. Raise Mistaken with every mistake."""
    header, rows = _readers[0](name, data)
    strange = [column for column in header if column not in COLUMNS]
    if strange or "code" not in header or "title" not in header:
        text = gettext_noop("The columns must be %(columns)s; code and title are needed.")
        what = Sentence(text, {"columns": ", ".join(COLUMNS)})
        raise Mistaken([Mistake(name, 1, ", ".join(strange), what)])
    return read_rows(rows, file=name)


def read_pasted(text: str) -> list[Position]:
    """Return the positions of pasted lines, cells apart by tabs (or commas): code, title, unit, level, …

    A first line that repeats the names of the columns is passed over. Raise Mistaken with every mistake.
    """
    rows: list[tuple[int, Mapping[str, str]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        mark = "\t" if "\t" in line else "," if "," in line else "，"
        cells = [cell.strip() for cell in line.split(mark)]
        if not rows and cells[0].lower() in ("code", "代码", "职位代码"):
            continue
        if len(cells) > len(COLUMNS):
            found = gettext_noop("This line has more than %(count)s cells.")
            raise Mistaken([Mistake(FILE, number, "", Sentence(found, {"count": len(COLUMNS)}))])
        rows.append((number, dict(zip(COLUMNS, cells, strict=False))))
    return read_rows(rows, file=FILE)


def read_rows(rows: Rows, *, file: str) -> list[Position]:
    """Return positions of rows; level and category may be typed by code or by name. Raise Mistaken."""
    found: list[Position] = []
    mistakes: list[Mistake] = []
    words = {"level": _known(PostLevel), "category": _known(Category)}
    for line, cells in rows:
        reading = Reading(file=file, line_of=lambda path, line=line: line)  # type: ignore[misc]
        raw: dict[str, Any] = {name: value for name, value in cells.items() if value}
        for name, known in words.items():
            if name in raw:
                raw[name] = known.get(raw[name], raw[name])
        openings = raw.get("openings", "")
        if openings.isascii() and openings.isdigit() and len(openings) < 7:
            raw["openings"] = int(openings)
        position = reading.table(Position, raw, ("positions", 0))
        mistakes += reading.mistakes
        if position is UNREAD:
            continue
        if any(position.code == other.code for other in found):
            text = gettext_noop("Position code %(code)s stands twice; each position needs its own.")
            mistakes.append(Mistake(file, line, "code", Sentence(text, {"code": position.code})))
        found.append(position)
    if mistakes:
        raise Mistaken(mistakes)
    return found


def _known(enum: Any) -> dict[str, str]:
    return {say(Sentence(label)): value for value, label in choices_of(enum)}
