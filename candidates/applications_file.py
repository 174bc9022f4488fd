"""Applications out of a table: who asks for which position, with everything wrong named at once."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from campaigns.plan.rules import Plan, Registration
from candidates.identity import Identity, read_identities
from candidates.particulars import PARTICULARS, wrong_with
from candidates.table import Table, check_columns
from oversight.words import Mistake, Sentence, gettext_noop

REQUIRED = ("id", "position", "name")
KNOWN = (*REQUIRED, "id_number", "gender", "birth_date", "standing", "reason")
LEAVING = ("withdrawn", "disqualified")
GENDERS = {"": "", "male": "male", "female": "female", "男": "male", "女": "female"}

SAFE_ID = re.compile(r"[^\W_](?:[\w.\-]{0,38}[^\W_])?")
"""Letters and digits, inside also `. - _`; at most 40: safe in file names, addresses and spreadsheets."""
NAME_LENGTH = 80
BIRTH_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


class ApplicationRow(NamedTuple):
    """One application as the file says it; `number` is the column `id`, particulars and unknown columns are `extra`.

    `gender` is male, female or empty; gender and birth date come from the identity number where the file
    leaves them empty. `standing` is withdrawn, disqualified or empty. `line` is where it stands in the file.
    """

    number: str
    position: str
    name: str
    id_number: str = ""
    gender: str = ""
    birth_date: date | None = None
    standing: str = ""
    reason: str = ""
    extra: Mapping[str, str] = MappingProxyType({})
    line: int = 0


def read_applications(table: Table, plan: Plan) -> tuple[list[ApplicationRow], list[Mistake]]:
    """Return the applications and everything wrong with them; with mistakes the list may be short."""
    missing = check_columns(table, required=REQUIRED, optional=None)
    if missing:
        return [], missing
    people, mistakes = _read_people(table)
    mistakes += _id_mistakes(table)
    mistakes += _position_mistakes(table, plan)
    mistakes += _name_mistakes(table)
    mistakes += _standing_mistakes(table)
    mistakes += _particular_mistakes(table)
    mistakes += _repeated_people(table, plan, people.id_number)
    if not len(table):
        mistakes.append(table.mistake(-1, "", gettext_noop("the file holds no application")))
    mistakes.sort(key=lambda mistake: mistake.line)
    return _join_rows(table, people), mistakes


class _Nothing(NamedTuple):
    """What no identity number says."""

    number: str = ""
    birth_date: date | None = None
    gender: str = ""


NOTHING = _Nothing()


class _People(NamedTuple):
    """Columns of identity numbers, genders and birth dates."""

    id_number: Sequence[str]
    gender: Sequence[str]
    birth_date: Sequence[date | None]


def _join_rows(table: Table, people: _People) -> list[ApplicationRow]:
    extra = [column for column in table.header if column not in KNOWN]
    values = zip(*map(table.column, extra), strict=True) if extra else [()] * len(table)
    full = not any("" in table.column(column) for column in extra)
    others = (dict(zip(extra, cells, strict=True)) for cells in values)
    rows = zip(
        table.column("id"),
        table.column("position"),
        table.column("name"),
        *people,
        table.column("standing"),
        table.column("reason"),
        others if full else ({name: cell for name, cell in row.items() if cell} for row in others),
        table.lines,
        strict=True,
    )
    return list(map(ApplicationRow._make, rows))


def _read_people(table: Table) -> tuple[_People, list[Mistake]]:
    """Return identity number, gender and birth date of each row, and where they contradict each other."""
    numbers, genders, born = map(table.column, ("id_number", "gender", "birth_date"))
    said = list(map({text: GENDERS.get(text, "") for text in set(genders)}.__getitem__, genders))
    days = list(map({text: _read_day(text) for text in set(born)}.__getitem__, born))
    identities = read_identities(numbers)
    mistakes = _gender_mistakes(table) + _day_mistakes(table, days)
    mistakes += [
        table.mistake(row, "id_number", wrong.text, **wrong.facts)
        for row, wrong in enumerate(identities)
        if isinstance(wrong, Sentence)
    ]
    # A number that does not hold says nothing, like none.
    held = [found if isinstance(found, Identity) else NOTHING for found in identities]
    people = _People(
        [found.number or number for found, number in zip(held, numbers, strict=True)],
        [gender or found.gender for found, gender in zip(held, said, strict=True)],
        [day or found.birth_date for found, day in zip(held, days, strict=True)],
    )
    return people, mistakes + _contradictions(table, held, people)


def _gender_mistakes(table: Table) -> list[Mistake]:
    genders = table.column("gender")
    if GENDERS.keys() >= set(genders):
        return []
    text = gettext_noop("“%(text)s” is not a gender; write male or female")
    return [
        table.mistake(row, "gender", text, text=gender)
        for row, gender in enumerate(genders)
        if gender not in GENDERS
    ]


def _day_mistakes(table: Table, days: Sequence[date | None]) -> list[Mistake]:
    text = gettext_noop("“%(text)s” is not a day such as 1980-05-31")
    return [
        table.mistake(row, "birth_date", text, text=born)
        for row, (born, day) in enumerate(zip(table.column("birth_date"), days, strict=True))
        if day is None and born
    ]


@lru_cache(maxsize=50_000)
def _read_day(text: str) -> date | None:
    match = BIRTH_DATE.fullmatch(text)
    if not match:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None


def _contradictions(table: Table, held: Sequence[Identity | _Nothing], people: _People) -> list[Mistake]:
    """Return where the columns say something else than the identity number."""
    mistakes = []
    for row, (found, gender, day) in enumerate(zip(held, people.gender, people.birth_date, strict=True)):
        if found.birth_date and day and day != found.birth_date:
            text = gettext_noop("the birth date %(day)s is not the one in the identity number")
            mistakes.append(table.mistake(row, "birth_date", text, day=day.isoformat()))
        if found.gender and gender != found.gender:
            text = gettext_noop("the gender is not the one in the identity number")
            mistakes.append(table.mistake(row, "gender", text))
    return mistakes


def _id_mistakes(table: Table) -> list[Mistake]:
    mistakes: list[Mistake] = []
    first: dict[str, int] = {}
    for row, number in enumerate(table.column("id")):
        if not number:
            mistakes.append(table.mistake(row, "id", gettext_noop("the id is missing")))
        elif not SAFE_ID.fullmatch(number) or not unicodedata.is_normalized("NFKC", number):
            mistakes.append(
                table.mistake(
                    row,
                    "id",
                    gettext_noop(
                        "“%(id)s” cannot be an id: write up to 40 letters and digits, inside also . - _"
                    ),
                    id=number,
                )
            )
        elif number in first:
            mistakes.append(
                table.mistake(
                    row,
                    "id",
                    gettext_noop("the id %(id)s stands on line %(line)s already"),
                    id=number,
                    line=table.lines[first[number]],
                )
            )
        else:
            first[number] = row
    return mistakes


def _position_mistakes(table: Table, plan: Plan) -> list[Mistake]:
    codes = [position.code for position in plan.positions]
    known = set(codes)
    if known.issuperset(table.column("position")):
        return []
    return [
        table.mistake(
            row,
            "position",
            gettext_noop("the plan has no position “%(code)s”; it has %(codes)s"),
            code=code,
            codes=", ".join(codes),
        )
        for row, code in enumerate(table.column("position"))
        if code not in known
    ]


def _name_mistakes(table: Table) -> list[Mistake]:
    mistakes = []
    for row, name in enumerate(table.column("name")):
        if not name:
            mistakes.append(table.mistake(row, "name", gettext_noop("the name is missing")))
        elif len(name) > NAME_LENGTH:
            mistakes.append(
                table.mistake(
                    row,
                    "name",
                    gettext_noop("the name is longer than %(limit)s characters"),
                    limit=NAME_LENGTH,
                )
            )
        elif name[0] in "+-" or not name.isprintable():
            mistakes.append(table.mistake(row, "name", gettext_noop("the name holds characters no name has")))
    return mistakes


def _standing_mistakes(table: Table) -> list[Mistake]:
    """Return standings unknown or without a reason, and reasons without a standing."""
    if not any(table.column("standing")) and not any(table.column("reason")):
        return []
    mistakes = []
    for row, (standing, reason) in enumerate(
        zip(table.column("standing"), table.column("reason"), strict=True)
    ):
        if standing and standing not in LEAVING:
            mistakes.append(
                table.mistake(
                    row,
                    "standing",
                    gettext_noop(
                        "“%(text)s” is not a standing; leave it empty or write withdrawn or disqualified"
                    ),
                    text=standing,
                )
            )
        elif standing and not reason:
            mistakes.append(
                table.mistake(row, "reason", gettext_noop("%(standing)s needs a reason"), standing=standing)
            )
        elif reason and not standing:
            mistakes.append(
                table.mistake(row, "standing", gettext_noop("a reason is given, but no standing"))
            )
    return mistakes


def _particular_mistakes(table: Table) -> list[Mistake]:
    """Return what is wrong with the particulars that papers print."""
    mistakes = []
    for name in PARTICULARS:
        column = table.column(name) if name in table else ()
        wrong = {text: found for text in set(column) if (found := wrong_with(name, text))}
        mistakes += [
            table.mistake(row, name, wrong[text].text, **wrong[text].facts)
            for row, text in enumerate(column)
            if text in wrong
        ]
    return mistakes


def _repeated_people(table: Table, plan: Plan, numbers: Sequence[str]) -> list[Mistake]:
    """Return people who apply twice: at all (one person, one position), or for the same position.

    An application that was withdrawn does not stand in the way of another.
    """
    one_position = next((s.one_position for s in plan.stages if isinstance(s, Registration)), True)
    mistakes: list[Mistake] = []
    first: dict[object, int] = {}
    for row, (number, position, standing) in enumerate(
        zip(numbers, table.column("position"), table.column("standing"), strict=True)
    ):
        if not number or standing == "withdrawn":
            continue
        earlier = first.setdefault(number if one_position else (number, position), row)
        if earlier != row:
            mistakes.append(
                table.mistake(
                    row,
                    "id_number",
                    gettext_noop("the same identity number stands on line %(line)s already"),
                    line=table.lines[earlier],
                )
            )
    return mistakes
