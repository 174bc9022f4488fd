"""One person in a stage of checks: what was answered, what is missing, and which answer a form is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import Stage
from campaigns.plan.rules import Stage as Rules
from campaigns.plan.rules_later import Deliberation
from candidates.models import Application
from oversight.say import say
from scoring.check_grid import said
from scoring.check_page import line_of, say_item
from scoring.check_places import Place, asked_once, exempt, places_of
from scoring.check_queries import asked_about, checks_of, is_secret, progress_of
from scoring.collect import plan_in_force
from scoring.core.answers import item_of, items_of, sources_of
from scoring.core.checks import Answer, Item
from scoring.models import Check


@dataclass(frozen=True)
class Asked:
    """Which answer a form is about; `stored` is what stands there, `number` tells repeated ones apart."""

    rules: Rules
    item: Item
    source: str
    number: int
    answers: tuple[Answer, ...]
    stored: Check | None
    title: str

    def form(self) -> dict[str, Any]:
        """Return what the form needs to know."""
        return {
            "rules": self.rules,
            "item": self.item,
            "stored": self.stored,
            "answers": self.answers,
            "source": self.source,
        }


def asked_item(stage: Stage, person: Application, asked: Mapping[str, str]) -> Asked | None:
    """Return which answer an address asks for (`item`, `source`, `number`), None where it asks for none there is."""
    rules = plan_in_force(stage)[1].stage(stage.key)
    item = item_of(rules, asked.get("item", ""))
    if item is None or exempt(rules):
        return None
    source, text = asked.get("source", ""), asked.get("number", "")
    known = sources_of(rules, item.key)
    if source and known is not None and source not in known:
        return None
    own = Check.objects.filter(stage=stage, application=person, item=item.key)
    if item.by_source:
        own = own.filter(source=source)
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
    if item.repeated and not text:
        last = own.order_by("-number").values_list("number", flat=True).first()
        number = (last or 0) + 1
    stored = own.filter(number=number).first()
    place = _place(rules, item, source)
    answers = place.answers if place else item.answers
    title = say(place.title) if place else say_item(item)
    fixed = source if item.by_source else ""
    return Asked(rules, item, fixed, number if item.repeated else 1, answers, stored, title)


def _place(rules: Rules, item: Item, source: str) -> Place | None:
    return next((p for p in places_of(rules) if p.item == item.key and p.source in ("", source)), None)


class Person:
    """The answers about one person."""

    def __init__(self, stage: Stage, person: Application):
        self.stage, self.person = stage, person
        self.rules = plan_in_force(stage)[1].stage(stage.key)
        self.checks = checks_of(stage, [person])

    @cached_property
    def secret(self) -> bool:
        """Say whether the answers are still kept from everybody but who gave them."""
        if self.stage.kind != "joint_appraisal":
            return False
        return is_secret(self.rules, progress_of(self.stage, self.rules), self.stage.state)

    def _stored(self, place: Place) -> Check | None:
        once = asked_once(self.rules, place.item)
        return next(
            (c for c in self.checks if c.item == place.item and (once or c.source == place.source)), None
        )

    def bar(self) -> dict[str, Any] | None:
        """Return how many of the answers that are needed are there, None where none is."""
        needed = [place for place in places_of(self.rules) if place.expected]
        if not needed:
            return None
        missing = [say(place.title) for place in needed if self._stored(place) is None]
        done = len(needed) - len(missing)
        text = _("%(given)s of %(expected)s") % {"given": done, "expected": len(needed)}
        return {"done": done, "total": len(needed), "text": text, "missing": "、".join(missing)}

    def facts(self) -> list[dict[str, Any]]:
        """Return the figures at the head of the person's page."""
        return [
            {"label": _("Number"), "value": self.person.number},
            {"label": _("Position"), "value": str(self.person.position)},
        ]

    def groups(self, *, entering: bool, correcting: bool) -> list[dict[str, Any]]:
        """Return the answers by item, each with the address where it is changed and, where due, added."""
        if self.secret:
            return []
        name = "check_one" if entering else "check_correct" if correcting else ""
        return [self._group(item, name) for item in items_of(self.rules)]

    def _group(self, item: Item, name: str) -> dict[str, Any]:
        lines = [
            line_of(self.rules, check) | {"change_url": self._address(name, item, check.source, check.number)}
            for check in self.checks
            if check.item == item.key
        ]
        return {"title": say_item(item), "lines": lines, "adds": self._adds(item, name)}

    def _adds(self, item: Item, name: str) -> list[dict[str, str]]:
        """Return the answers of an item that may still be given: [{title, url}]."""
        if not name:
            return []
        there = {check.source for check in self.checks if check.item == item.key}
        if item.repeated:
            return [{"title": _("Add"), "url": self._address(name, item)}]
        if not item.by_source:
            return [] if there else [{"title": _("Record the answer"), "url": self._address(name, item)}]
        known = sources_of(self.rules, item.key)
        if known is None:
            return [{"title": _("Add"), "url": self._address(name, item)}]
        return [
            {"title": self._who(item, source), "url": self._address(name, item, source)}
            for source in known
            if source not in there
        ]

    def _who(self, item: Item, source: str) -> str:
        place = _place(self.rules, item, source)
        return (
            say(place.title)
            if place and isinstance(self.rules, Deliberation)
            else source or _("Record the answer")
        )

    def _address(self, name: str, item: Item, source: str = "", number: int = 0) -> str:
        if not name:
            return ""
        asked = {"item": item.key, "source": source, "number": str(number or "")}
        given = urlencode({key: value for key, value in asked.items() if value or key == "item"})
        return f"{reverse(name, args=[self.stage.campaign.code, self.stage.key, self.person.number])}?{given}"

    def neighbours(self) -> dict[str, str]:
        """Return the addresses of the entrants before and after this one, empty at the ends."""
        numbers = list(asked_about(self.stage).values_list("number", flat=True))
        if self.person.number not in numbers:
            return {"before": "", "after": ""}
        here = numbers.index(self.person.number)

        def address(place: int) -> str:
            if not 0 <= place < len(numbers):
                return ""
            return reverse("check_person", args=[self.stage.campaign.code, self.stage.key, numbers[place]])

        return {"before": address(here - 1), "after": address(here + 1)}

    def answers_of(self, check: Check) -> list[dict[str, str]]:
        """Return a check as a list of what it says, for the last look before an act."""
        item = item_of(self.rules, check.item)
        lines = [(_("Entrant"), f"{self.person.number} {self.person.candidate.name}")]
        if item is not None:
            lines.append((_("About"), say_item(item)))
        lines += [(_("Who"), check.source or "—"), (_("Answer"), said(check.answer))]
        lines.append((_("Note"), check.note or "—"))
        return [{"label": label, "value": value} for label, value in lines]
