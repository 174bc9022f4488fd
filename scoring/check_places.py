"""What a stage asks about each entrant once: the columns of its sheet of checks, from its rules. PURE."""

from collections.abc import Iterator
from dataclasses import dataclass

from campaigns.plan.rules import Stage
from campaigns.plan.rules_later import Deliberation, Inspection, Publicity
from oversight.words import Sentence, gettext_noop
from scoring.core.answers import MEETING, OF_MEETING, item_of, items_of, source_title, sources_of
from scoring.core.checks import FORMS, MUSTS, Answer, Item

CHECKED = tuple(FORMS)
"""Kinds of stage into which checks are entered."""

GRIDS = ("inspection", "joint_appraisal", "deliberation", "appointment")
"""Kinds whose answers stand in a sheet of people by columns."""

NOT_IN_SHEETS = ("reserve",)
"""Items that are no column: they are asked about people who are no entrants."""


@dataclass(frozen=True)
class Place:
    """Where an answer stands: who gives it ("" where it does not matter), about what; `expected` of everybody."""

    source: str
    item: str
    title: str | Sentence
    answers: tuple[Answer, ...]
    needs_note: tuple[Answer, ...] = ()
    expected: bool = True


def places_of(rules: Stage) -> tuple[Place, ...]:
    """Return the columns of a stage's sheet; none for a kind that asks nothing once of everybody."""
    if rules.kind not in GRIDS:
        return ()
    return tuple(place for item in items_of(rules) for place in _of_item(rules, item))


def _of_item(rules: Stage, item: Item) -> Iterator[Place]:
    if item.repeated or item.key in NOT_IN_SHEETS or item.key in ("strength", "profile"):
        return
    expected = item.key in ("", "integrity", "decision") or item.key in MUSTS
    sources = (sources_of(rules, item.key) or [""]) if item.by_source else [""]
    for source in sources:
        answers = item.answers
        if isinstance(rules, Deliberation):
            answers = tuple(one for one in answers if (one in OF_MEETING) is (source == MEETING))
        yield Place(source, item.key, _title(rules, item, source), answers, item.needs_note, expected)


def _title(rules: Stage, item: Item, source: str) -> str | Sentence:
    if isinstance(rules, Inspection) and source:
        return Sentence(gettext_noop("Integrity: %(by)s"), {"by": source})
    return source_title(rules, source) if source else Sentence(item.label)


def asked_once(rules: Stage, item: str) -> bool:
    """Say whether one answer about an item stands, whoever gave it."""
    found = item_of(rules, item)
    return found is not None and not found.by_source and not found.repeated


def exempt(rules: Stage) -> bool:
    """Say whether a stage asks nothing because the law lets it be left out."""
    return isinstance(rules, Publicity) and bool(rules.exempt)
