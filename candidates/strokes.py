"""Names in the order of surname strokes (按姓氏笔画为序), in both schools. PURE.

Fewer strokes of a character come first, then the kinds of its strokes in writing order: heng, shu, pie, dian, zhe
(ti counts as heng, na as dian, hooks as zhe). The schools differ about single given names: by surname strokes
their second place is empty and comes first; by name strokes their character is compared as the second one
(domain 186). Characters that the table does not have come after all others.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from oversight.words import gettext_noop

TABLE = Path(__file__).parent / "data" / "strokes.txt"
UNKNOWN = 999
EMPTY: tuple[int, str, str] = (0, "", "")

Named = TypeVar("Named")


class School(StrEnum):
    """How single given names are placed."""

    SURNAME = "surname"
    NAME = "name"


SCHOOL_LABELS: dict[School, str] = {
    School.SURNAME: gettext_noop("by surname strokes, single names first"),
    School.NAME: gettext_noop("by the strokes of all characters"),
}
"""What a school is called: the first is that of party congresses, the second that of people's congresses."""


@lru_cache(maxsize=1)
def strokes() -> dict[str, str]:
    """Return the strokes of each known character, a digit a stroke."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ") for line in lines if not line.startswith("#"))


def unknown_in(names: Iterable[str]) -> list[str]:
    """Return the characters of names whose strokes are not known, each once."""
    known = strokes()
    return list(dict.fromkeys(c for name in names for c in _characters(name) if c not in known))


def stroke_key(name: str, school: School = School.SURNAME) -> tuple[tuple[int, str, str], ...]:
    """Return what orders a name among others."""
    places = [_place(character) for character in _characters(name)]
    if school is School.SURNAME and len(places) == 2:
        places.insert(1, EMPTY)
    return tuple(places)


def in_stroke_order(
    people: Iterable[tuple[str, Named]], school: School = School.SURNAME
) -> list[tuple[str, Named]]:
    """Return (name, anything) by the strokes of the name; equal names stay as they came."""
    return sorted(people, key=lambda person: stroke_key(person[0], school))


def _characters(name: str) -> list[str]:
    """Return the characters that are compared: no spaces, no middle dots."""
    return [c for c in name if not c.isspace() and c not in "·•・．."]


def _place(character: str) -> tuple[int, str, str]:
    found = strokes().get(character)
    return (len(found), found, character) if found else (UNKNOWN, "", character)
