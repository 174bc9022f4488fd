"""Checks from rows to values: what was answered in a stage about the entrants at hand, and about outsiders."""

from collections.abc import Sequence
from datetime import date

from campaigns.models import Stage
from campaigns.plan.rules import Stage as Rules
from scoring.core.answers import in_order, item_of
from scoring.core.checks import Check
from scoring.models import Check as Row

COLUMNS = ("application__number", "source", "item", "number", "answer", "day", "note", "document")


def gather_checks(
    stage: Stage, rules: Rules, ids: Sequence[str], *, position: int | None = None
) -> list[Check]:
    """Return the stage's answers in canonical order; those about people who are no entrants any more are left out."""
    row_of = {number: row for row, number in enumerate(ids)}
    stored = Row.objects.filter(stage=stage)
    if position is not None:
        stored = stored.filter(application__position=position)
    checks = []
    for number, source, item, repeat, answer, day, note, document in stored.values_list(*COLUMNS):
        known = item_of(rules, item)
        if known is None or (number not in row_of and not known.of_outsiders):
            continue
        row = row_of.get(number, -1)
        outsider = number if row < 0 else ""
        checks.append(Check(row, source, item, repeat, answer, _iso(day), note, document, outsider))
    return in_order(rules, checks)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
