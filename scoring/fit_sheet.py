"""The sheet of fits: how each person was judged for each post, by the five factors, with every mistake at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from candidates.table import Table, check_columns
from oversight.words import Mistake, Mistaken, gettext_noop
from scoring.core.assignment import USUAL, fit_of
from scoring.core.values import MICRO
from scoring.evidence_files.numbers import read_marks, why_wrong
from scoring.evidence_files.sheet import IGNORED

HEADER = ("id", "name", "post", "places", *(criterion.key for criterion in USUAL))
MOST_PLACES = 99


@dataclass(frozen=True)
class Fits:
    """Fits by (number, post), and how many each post takes, in the order of the sheet."""

    fits: Mapping[tuple[str, str], Fraction]
    places: Mapping[str, int]


def read_fits(table: Table, people: Sequence[str]) -> Fits:
    """Return the fits of a sheet; raises Mistaken with everything that is wrong in it.

    An empty `places` is 1; a post says the same number on each of its lines.
    """
    wanted = ["id", "post", *(criterion.key for criterion in USUAL)]
    wrong = check_columns(table, required=wanted, optional=["places", *IGNORED])
    if wrong:
        raise Mistaken(wrong)
    mistakes: list[Mistake] = []
    marks = _marks(table, mistakes)
    places = _places(table, mistakes)
    known, fits = set(people), {}
    for row, (number, post) in enumerate(zip(table.column("id"), table.column("post"), strict=True)):
        if number not in known:
            mistakes.append(
                table.mistake(row, "id", gettext_noop("“%(id)s” does not stand in this stage"), id=number)
            )
        if not post:
            mistakes.append(table.mistake(row, "post", gettext_noop("the post is missing")))
        if (number, post) in fits:
            text = gettext_noop("%(id)s and %(post)s stand here twice")
            mistakes.append(table.mistake(row, "post", text, id=number, post=post))
        fit = fit_of({key: values[row] for key, values in marks.items()}, USUAL)
        assert fit is not None
        fits[number, post] = fit
    if mistakes:
        raise Mistaken(sorted(mistakes, key=lambda mistake: mistake.line))
    return Fits(fits, places)


def _marks(table: Table, mistakes: list[Mistake]) -> dict[str, list[Decimal]]:
    found = {}
    for criterion in USUAL:
        cells = table.column(criterion.key)
        _state, value, wrong = read_marks(cells, full_marks=criterion.full_marks, words={})
        for row in wrong.tolist():
            what = why_wrong(cells[row], criterion.full_marks)
            mistakes.append(Mistake(table.name, table.lines[row], criterion.key, what))
        found[criterion.key] = [Decimal(micro) / MICRO for micro in value.tolist()]
    return found


def _places(table: Table, mistakes: list[Mistake]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row, (post, cell) in enumerate(zip(table.column("post"), table.column("places"), strict=True)):
        text = cell or "1"
        if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= MOST_PLACES:
            what = gettext_noop("“%(text)s” is not a number of places from 1 to %(most)s")
            mistakes.append(table.mistake(row, "places", what, text=cell, most=MOST_PLACES))
            continue
        if found.setdefault(post, int(text)) != int(text):
            what = gettext_noop("%(post)s took %(places)s on an earlier line")
            mistakes.append(table.mistake(row, "places", what, post=post, places=found[post]))
    return found
