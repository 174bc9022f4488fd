"""The sheet for entering checks on a screen: people by what is asked, what was chosen as entries or mistakes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Application
from oversight.say import say
from oversight.words import Sentence
from scoring.actions.checks import CheckEntry
from scoring.check_places import Place
from scoring.core.checks import ANSWER_LABELS, Answer
from scoring.grid import seen_of
from scoring.models import Check

NOTE = "-note"
"""What the name of a cell's note adds to the name of the cell."""


BAD = (Answer.ADVERSE, Answer.DROP, Answer.NOT_APPOINTED, Answer.FAILED, Answer.REMOVED, Answer.SERIOUS)
GOOD = (Answer.NO_OBJECTION, Answer.AGREE, Answer.KEEP, Answer.APPOINTED, Answer.HELD, Answer.COMPLETED)
DOUBT = (Answer.TO_VERIFY, Answer.DEFER, Answer.DISAGREE, Answer.DEFERRED, Answer.EXTENDED, Answer.OPPOSE)
PLAIN = (Answer.NOTED, Answer.POSTED, Answer.ENDED, Answer.RAISED)
"""Answers that say nothing by themselves: their item has no other."""


def tone_of(answer: str) -> str:
    """Return the badge of an answer: its colour and icon beside its word, empty where there is nothing to say."""
    if answer in PLAIN or not answer:
        return ""
    return "bad" if answer in BAD else "good" if answer in GOOD else "warning" if answer in DOUBT else "done"


@dataclass
class TypedChecks:
    """What was chosen: entries to be stored, and the mistakes by cell. Entries count only without mistakes."""

    entries: list[CheckEntry] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def said(answer: str) -> str:
    """Return what an answer is called in the reader's language."""
    return say(Sentence(ANSWER_LABELS[Answer(answer)])) if answer else ""


class CheckGrid:
    """The checks of some people in the columns of a stage."""

    def __init__(self, people: Sequence[Application], places: Sequence[Place], checks: Sequence[Check]):
        self.people, self.places = people, places
        by_source = {place.item for place in places if place.source}
        self.stored = {
            (c.application_id, c.source if c.item in by_source else "", c.item): c
            for c in checks
            if c.number == 1
        }

    def cells(self) -> Iterator[tuple[str, Application, Place, Check | None]]:
        """Yield (name, person, column, what is stored) of every cell."""
        for person in self.people:
            for number, place in enumerate(self.places):
                yield f"c{person.pk}-{number}", person, place, self.stored_at(person, place)

    def stored_at(self, person: Application, place: Place) -> Check | None:
        """Return the check that stands in a cell."""
        return self.stored.get((person.pk, place.source, place.item))

    def seen(self) -> str:
        """Return what the sheet shows, for telling later what was chosen from what somebody else changed."""
        shown: dict[str, str] = {}
        for name, _person, _place, check in self.cells():
            if check is not None:
                shown |= {name: check.answer, name + NOTE: check.note}
        return json.dumps(shown, ensure_ascii=False)

    def read(self, data: Mapping[str, str]) -> TypedChecks:
        """Return what was chosen, every mistake named. A cell left as it was shown is no entry."""
        typed, before = TypedChecks(), seen_of(data.get("seen", ""))
        for name, person, place, check in self.cells():
            if name not in data:
                continue
            texts = [data.get(key, "").strip() for key in (name, name + NOTE)]
            was = [before.get(key, "") for key in (name, name + NOTE)]
            there = [check.answer, check.note] if check else ["", ""]
            typed.texts |= {name: texts[0], name + NOTE: texts[1]}
            if texts in (was, there):
                continue
            if there != was:
                typed.errors[name] = _("meanwhile somebody entered “%(text)s” here") % {
                    "text": said(there[0]) or "—"
                }
                continue
            wrong = self._wrong(place, *texts)
            if wrong:
                typed.errors[name] = wrong
            else:
                typed.entries.append(self._entry(person, place, check, *texts))
        return typed

    def _wrong(self, place: Place, answer: str, note: str) -> str:
        """Return what is wrong with an answer in a column, empty where nothing is."""
        if not answer:
            return _("an answer is taken out on its own page, with the reason")
        if answer not in place.answers:
            return _("no such answer here")
        if answer in place.needs_note and not note:
            return _("“%(answer)s” needs a note") % {"answer": said(answer)}
        return ""

    def _entry(
        self, person: Application, place: Place, check: Check | None, answer: str, note: str
    ) -> CheckEntry:
        kept = check.document if check else ""
        day = check.day if check and check.answer == answer else timezone.localdate()
        source = check.source if check else place.source
        return CheckEntry(person.pk, source, place.item, answer=answer, day=day, note=note, document=kept)

    def context(self, typed: TypedChecks | None = None, *, hidden: bool = False) -> dict[str, Any]:
        """Return the context `grid` of `parts/checks_grid.html`; `hidden` tells only that there is an answer."""
        texts, errors = (typed.texts, typed.errors) if typed else ({}, {})
        rows: dict[int, dict[str, Any]] = {
            p.pk: {"number": p.number, "name": p.candidate.name, "position": p.position.code, "cells": []}
            for p in self.people
        }
        for name, person, place, check in self.cells():
            answer = texts.get(name, check.answer if check else "")
            rows[person.pk]["cells"].append(
                {
                    "name": name,
                    "value": "" if hidden else answer,
                    "said": _("answered") if hidden and check else said(answer),
                    "tone": "done" if hidden else tone_of(answer),
                    "note": "" if hidden else texts.get(name + NOTE, check.note if check else ""),
                    "document": "" if hidden or check is None or not check.document else str(check.pk),
                    "error": errors.get(name, ""),
                    "label": f"{person.candidate.name} {say(place.title)}",
                    "choices": choices(place),
                    "expected": place.expected,
                }
            )
        columns = [
            {"title": say(place.title), "expected": place.expected, "choices": choices(place)}
            for place in self.places
        ]
        return {"columns": columns, "rows": list(rows.values())}


def choices(place: Place) -> list[dict[str, Any]]:
    """Return the answers of a column, numbered for the keyboard: [{value, title, note}]."""
    return [
        {"value": answer, "title": f"{number} {said(answer)}", "note": answer in place.needs_note}
        for number, answer in enumerate(place.answers, 1)
    ]
