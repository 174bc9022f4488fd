"""The sheet for entering marks on a screen: what it shows, and what was typed into it as entries or mistakes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from candidates.models import Application
from oversight.say import say
from scoring.actions.marks import TypedMark
from scoring.core.values import MarkState
from scoring.evidence_files.interview import AVERAGE, LABEL_LENGTH
from scoring.evidence_files.numbers import ABSENT, MISCONDUCT, plain_mark, read_marks, why_wrong
from scoring.models import Mark
from scoring.queries import Criterion

MOST_JUDGES = 25
WORDS = {"absent": ABSENT, "缺考": ABSENT, "缺席": ABSENT}
VOID = {"misconduct": MISCONDUCT, "违纪": MISCONDUCT}


@dataclass(frozen=True)
class Column:
    """One column: a judge of a room (both empty where there are no judges) and a criterion."""

    room: str
    judge: str
    criterion: Criterion
    title: str


@dataclass
class Typed:
    """What was typed: entries to be stored, and the mistakes by cell. Entries count only without mistakes."""

    entries: list[TypedMark] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def mark_text(state: int, value: int) -> str:
    """Return a mark as the sheet shows it, in the reader's language where it is a word."""
    words = {
        MarkState.ABSENT: pgettext("mark", "absent"),
        MarkState.MISCONDUCT: pgettext("mark", "misconduct"),
    }
    return words.get(MarkState(state)) or plain_mark(value)


def read_judges(text: str) -> list[str]:
    """Return judges from “7” (judges 1 to 7) or from names between commas; empty when they cannot be judges."""
    text = text.strip()
    if text.isascii() and text.isdecimal():
        return [str(number + 1) for number in range(min(int(text), MOST_JUDGES))]
    names = [name.strip() for name in text.replace("，", ",").replace("、", ",").split(",") if name.strip()]
    return list(dict.fromkeys(names))[:MOST_JUDGES] if all(proper_label(name) for name in names) else []


def proper_label(name: str) -> bool:
    """Say whether this can be the name of a room or judge in files; `-` is the average of a room."""
    if name == AVERAGE:
        return True
    return bool(name) and len(name) <= LABEL_LENGTH and name.isprintable() and name[0] not in "+-=@"


class Grid:
    """The marks of some people in some columns. `voidable`: misconduct may stand in place of a mark."""

    def __init__(
        self,
        people: Sequence[Application],
        columns: Sequence[Column],
        marks: Sequence[Mark],
        *,
        voidable: bool,
    ):
        self.people, self.columns, self.voidable = people, columns, voidable
        self.words = WORDS | (VOID if voidable else {})
        self.words |= {pgettext("mark", "absent"): ABSENT}
        self.stored = {
            (m.application_id, m.assessor.room, m.assessor.label, m.criterion): mark_text(m.state, m.value)
            for m in marks
        }

    def cells(self) -> Iterator[tuple[str, Application, Column, str]]:
        """Yield (name, person, column, stored text) of every cell."""
        for person in self.people:
            for number, column in enumerate(self.columns):
                yield f"m{person.pk}-{number}", person, column, self._stored(person, column)

    def _stored(self, person: Application, column: Column) -> str:
        return self.stored.get((person.pk, column.room, column.judge, column.criterion.number), "")

    def seen(self) -> str:
        """Return what the sheet shows, for telling later what was typed from what somebody else changed."""
        return json.dumps({name: text for name, *_rest, text in self.cells() if text}, ensure_ascii=False)

    def context(self, typed: Typed | None = None) -> dict[str, Any]:
        """Return the context `grid` of `parts/marks_grid.html`, with what was typed where something was."""
        texts, errors = (typed.texts, typed.errors) if typed else ({}, {})
        rows: dict[int, dict[str, Any]] = {
            p.pk: {"number": p.number, "name": p.candidate.name, "position": p.position.code, "cells": []}
            for p in self.people
        }
        for name, person, column, text in self.cells():
            rows[person.pk]["cells"].append(
                {
                    "name": name,
                    "value": texts.get(name, text),
                    "error": errors.get(name, ""),
                    "full_marks": column.criterion.full_marks,
                    "label": f"{person.candidate.name} {column.title}",
                }
            )
        columns = [{"title": c.title, "full_marks": c.criterion.full_marks} for c in self.columns]
        return {"columns": columns, "rows": list(rows.values())}

    @property
    def given(self) -> int:
        """Return how many cells hold a mark."""
        return sum(1 for *_rest, text in self.cells() if text)

    @property
    def expected(self) -> int:
        """Return how many cells there are."""
        return len(self.people) * len(self.columns)

    def read(self, data: Mapping[str, str]) -> Typed:
        """Return what was typed, every mistake named. A cell left as it was shown is no entry."""
        typed, before = Typed(), seen_of(data.get("seen", ""))
        for name, person, column, stored in self.cells():
            if name not in data:
                continue
            text = typed.texts[name] = data[name].strip()
            was = before.get(name, "")
            if text in (was, stored):
                continue
            if stored != was:
                meanwhile = _("meanwhile somebody entered “%(text)s” here") % {"text": stored or "—"}
                typed.errors[name] = meanwhile
                continue
            entry, wrong = self._entry(person, column, text)
            if wrong:
                typed.errors[name] = wrong
            elif entry is not None:
                typed.entries.append(entry)
        return typed

    def _entry(self, person: Application, column: Column, text: str) -> tuple[TypedMark | None, str]:
        """Return the entry that a text means, or what is wrong with it."""
        place = (person.pk, column.room, column.judge, column.criterion.number)
        if not text:
            return TypedMark(*place, None, 0), ""
        full = Decimal(column.criterion.full_marks) if column.criterion.full_marks else None
        state, value, wrong = read_marks([text], full_marks=full, words=self.words)
        if len(wrong):
            return None, say(why_wrong(text, full))
        return TypedMark(*place, MarkState(int(state[0])), int(value[0])), ""


def seen_of(text: str) -> dict[str, str]:
    """Return what the browser says the sheet showed; nothing where that cannot be read."""
    try:
        seen = json.loads(text or "{}")
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in seen.items()} if isinstance(seen, dict) else {}


def columns_for(
    criteria: Sequence[Criterion], rooms: Sequence[tuple[str, str]] = (("", ""),)
) -> list[Column]:
    """Return the columns of a sheet: for each (room, judge) every criterion. Who sits in no room is named alone."""
    columns = []
    for room, judge in rooms:
        for criterion in criteria:
            who = _("Judge %(judge)s") % {"judge": judge} if judge and room else judge
            who = _("Average") if judge == AVERAGE else who
            title = " · ".join(part for part in (who, criterion.title) if part) or _("Mark")
            columns.append(Column(room, judge, criterion, title))
    return columns
