"""What an organ sees and answers in a joint appraisal: its own answers about everybody, nobody else's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.lifecycle import StageState
from campaigns.models import Stage
from campaigns.plan.rules_later import JointAppraisal, Organ
from campaigns.queries import working_calendar
from candidates.models import Application
from scoring.actions.checks import CheckEntry
from scoring.actions.documents import Document
from scoring.check_forms import read_document
from scoring.check_grid import choices, said, tone_of
from scoring.check_places import Place, places_of
from scoring.check_queries import OrganState, asked_about, organ_states, progress_of, signed_at
from scoring.collect import plan_in_force
from scoring.models import Check


@dataclass
class Signed:
    """What was chosen for everybody: entries and documents to be stored, and the mistakes by cell."""

    entries: list[CheckEntry] = field(default_factory=list)
    documents: dict[int, Document] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


class OrganDesk:
    """The desk of an organ; `organ` is None where the reader answers for none of the stage."""

    def __init__(self, stage: Stage, held: Sequence[str], asked: str):
        self.stage = stage
        self.rules = plan_in_force(stage)[1].stage(stage.key)
        organs = self.rules.organs if isinstance(self.rules, JointAppraisal) else ()
        self.mine: list[Organ] = [organ for organ in organs if organ.key in held]
        chosen = [organ for organ in self.mine if organ.key == asked]
        self.organ: Organ | None = next(iter([*chosen, *self.mine]), None)

    @property
    def title(self) -> str:
        """Return what the organ is called."""
        return (self.organ.title or self.organ.key) if self.organ else ""

    @property
    def writable(self) -> bool:
        """Say whether the organ may answer now: until the stage is closed."""
        return self.stage.state == StageState.OPEN

    @cached_property
    def people(self) -> list[Application]:
        """Return everybody whom the organ answers about."""
        return list(asked_about(self.stage))

    @cached_property
    def stored(self) -> dict[int, Check]:
        """Return the organ's own answers by application."""
        key = self.organ.key if self.organ else ""
        return {c.application_id: c for c in Check.objects.filter(stage=self.stage, source=key)}

    @cached_property
    def place(self) -> Place:
        """Return the organ's column."""
        return next(p for p in places_of(self.rules) if self.organ and p.source == self.organ.key)

    @cached_property
    def state(self) -> OrganState:
        """Return how far the organ is and until when it answers."""
        assert isinstance(self.rules, JointAppraisal)
        states = organ_states(self.stage, self.rules, progress_of(self.stage, self.rules), working_calendar())
        return next(state for state in states if self.organ and state.organ.key == self.organ.key)

    @property
    def signed_at(self) -> datetime | None:
        """Return when the organ signed last, None where it has not."""
        return signed_at(self.stage, self.place.source)

    def tabs(self) -> list[dict[str, Any]]:
        """Return the organs that the reader answers for, each with its address."""
        return [
            {
                "title": organ.title or organ.key,
                "url": f"?{urlencode({'organ': organ.key})}",
                "current": organ == self.organ,
            }
            for organ in self.mine
        ]

    def lines(self, signed: Signed | None) -> list[dict[str, Any]]:
        """Return a line a person, with what was chosen where something was."""
        texts, errors = (signed.texts, signed.errors) if signed else ({}, {})
        found = []
        for person in self.people:
            check, name = self.stored.get(person.pk), f"o{person.pk}"
            answer = check.answer if check else ""
            found.append(
                {
                    "name": name,
                    "number": person.number,
                    "person": person.candidate.name,
                    "position": str(person.position),
                    "value": texts.get(name, answer),
                    "note": texts.get(f"{name}-note", check.note if check else ""),
                    "document": check.pk if check and check.document else "",
                    "error": errors.get(name, ""),
                    "choices": choices(self.place),
                    "said": said(answer),
                    "tone": tone_of(answer),
                }
            )
        return found

    def read(self, data: Mapping[str, str], files: Mapping[str, Any]) -> Signed:
        """Return what was chosen for everybody, every mistake named."""
        signed = Signed()
        for person in self.people:
            name = f"o{person.pk}"
            answer, note = (data.get(key, "").strip() for key in (name, f"{name}-note"))
            signed.texts |= {name: answer, f"{name}-note": note}
            wrong = self._wrong(answer, note)
            file = files.get(f"{name}-document")
            if file is not None and not wrong:
                wrong = self._take(signed, person, file)
            if wrong:
                signed.errors[name] = wrong
            else:
                signed.entries.append(self._entry(person, answer, note))
        return signed

    def _take(self, signed: Signed, person: Application, file: Any) -> str:
        """Take a document in; return what is wrong with it."""
        try:
            signed.documents[person.pk] = read_document(file)
        except forms.ValidationError as wrong:
            return "; ".join(wrong.messages)
        return ""

    def _wrong(self, answer: str, note: str) -> str:
        if not answer:
            return _("the answer is missing")
        if answer not in self.place.answers:
            return _("no such answer here")
        if answer in self.place.needs_note and not note:
            return _("“%(answer)s” needs a note") % {"answer": said(answer)}
        return ""

    def _entry(self, person: Application, answer: str, note: str) -> CheckEntry:
        check = self.stored.get(person.pk)
        same = check is not None and (check.answer, check.note) == (answer, note)
        day = check.day if check is not None and same else timezone.localdate()
        document = check.document if check else ""
        return CheckEntry(person.pk, self.place.source, answer=answer, day=day, note=note, document=document)

    def wrong(self, signed: Signed | None) -> Iterator[tuple[str, str]]:
        """Yield (cell, who and what is wrong) of every mistake."""
        names = {f"o{person.pk}": f"{person.number} {person.candidate.name}" for person in self.people}
        for name, text in signed.errors.items() if signed else ():
            yield name, f"{names[name]}: {text}"
