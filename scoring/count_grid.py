"""The sheet for counts on a screen: people by options of one turn, and what was typed as entries or mistakes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from candidates.models import Application
from oversight.say import say
from scoring.actions.ballots import CountEntry, TurnoutEntry
from scoring.core.ballots import MOST
from scoring.core.turns import Option, Turn
from scoring.evidence_files.ballots import WHOLE
from scoring.grid import seen_of

TURNOUT_FIELDS = ("issued", "returned", "void")


@dataclass
class TypedCounts:
    """What was typed: entries to be stored, and the mistakes by cell. Entries count only without mistakes."""

    entries: list[CountEntry] = field(default_factory=list)
    turnout: list[TurnoutEntry] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def number_in(text: str) -> int | None:
    """Return the whole number of ballots that a text is, None where it is none."""
    return int(text) if WHOLE.fullmatch(text) and int(text) <= MOST else None


def why_no_number() -> str:
    """Say what is wrong with a text that is no number of ballots."""
    return _("a whole number from 0 to %(most)s is needed") % {"most": MOST}


class CountGrid:
    """The counts of some people in one turn. `stored` is by (application, option)."""

    def __init__(
        self,
        people: Sequence[Application],
        options: Sequence[Option],
        turn: Turn,
        stored: Mapping[tuple[int, int], int],
        *,
        proposed: Mapping[str, int] | None = None,
    ):
        self.people, self.options, self.turn = people, options, turn
        self.stored, self.proposed = stored, proposed or {}

    def cells(self) -> Iterator[tuple[str, Application, Option, str]]:
        """Yield (name, person, option, stored text) of every cell."""
        for person in self.people:
            for option in self.options:
                count = self.stored.get((person.pk, option.number))
                yield f"c{person.pk}-{option.number}", person, option, "" if count is None else str(count)

    def seen(self) -> str:
        """Return what the sheet shows, for telling later what was typed from what somebody else changed."""
        return json.dumps({name: text for name, *_rest, text in self.cells() if text})

    def context(self, typed: TypedCounts | None = None) -> dict[str, Any]:
        """Return the context `grid` of `parts/counts_grid.html`, with what was typed where something was."""
        texts, errors = (typed.texts, typed.errors) if typed else ({}, {})
        rows: dict[int, dict[str, Any]] = {
            p.pk: {"number": p.number, "name": p.candidate.name, "position": p.position.code, "cells": []}
            for p in self.people
        }
        for name, person, option, text in self.cells():
            proposed = self.proposed.get(option.key)
            shown = text or ("" if proposed is None else str(proposed))
            rows[person.pk]["cells"].append(
                {
                    "name": name,
                    "value": texts.get(name, shown),
                    "error": errors.get(name, ""),
                    "full_marks": "" if self.turn.due is None else str(self.turn.due),
                    "label": f"{person.candidate.name} {say(option.title)}",
                    "option": option.key,
                    "voted": option.voted,
                }
            )
        columns = [{"title": say(option.title), "voted": option.voted} for option in self.options]
        return {"columns": columns, "rows": list(rows.values())}

    @property
    def given(self) -> int:
        """Return how many cells hold a count."""
        return sum(1 for *_rest, text in self.cells() if text)

    def read(self, data: Mapping[str, str]) -> TypedCounts:
        """Return what was typed, every mistake named. A cell left as it was shown is no entry."""
        typed, before = TypedCounts(), seen_of(data.get("seen", ""))
        for name, person, option, stored in self.cells():
            if name not in data:
                continue
            text = typed.texts[name] = data[name].strip()
            was = before.get(name, "")
            if text in (was, stored):
                continue
            if stored != was:
                meanwhile = _("meanwhile somebody entered “%(text)s” here") % {"text": stored or "—"}
                typed.errors[name] = meanwhile
            elif text and number_in(text) is None:
                typed.errors[name] = why_no_number()
            else:
                count = number_in(text) if text else None
                typed.entries.append(CountEntry(person.pk, self.turn.number, option.number, count))
        self._turnout(data, typed)
        return typed

    def _turnout(self, data: Mapping[str, str], typed: TypedCounts) -> None:
        """Read the turnout where it was typed: all three figures or none."""
        texts = {name: data.get(name, "").strip() for name in TURNOUT_FIELDS}
        typed.texts |= texts
        if not any(texts.values()):
            return
        numbers = {name: number_in(text) for name, text in texts.items()}
        typed.errors |= {name: why_no_number() for name, number in numbers.items() if number is None}
        issued, returned, void = (numbers[name] for name in TURNOUT_FIELDS)
        if issued is not None and returned is not None and void is not None:
            typed.turnout.append(TurnoutEntry(self.turn.number, issued, returned, void))
