"""What the checks of many stages say at once: answers, when a stage was opened, how many have left it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Min
from django.utils import timezone

from campaigns.models import Stage
from oversight.models import Entry
from scoring.models import Check, Leave

WATCHED = ("joint_appraisal", "publicity", "appointment")
"""Kinds of stage whose checks say that something is to be done by a day."""
ITEMS = ("", "posted", "objection", "settlement", "decision", "trial")


class Answered(NamedTuple):
    """One answer: about whom, by whom, about what, which, when."""

    application: int
    source: str
    item: str
    number: int
    answer: str
    day: date | None


@dataclass
class Answers:
    """The answers of one stage, the day of its first opening, how many have left it."""

    rows: list[Answered] = field(default_factory=list)
    opened: date | None = None
    left: int = 0


def answers_of(stages: Sequence[Stage], log_of: dict[int, str]) -> dict[int, Answers]:
    """Return the answers of each watched stage that has begun: three queries, none where there is no such stage."""
    begun = {s.pk: s for s in stages if s.kind in WATCHED and s.state != "draft"}
    if not begun:
        return {}
    found = {pk: Answers() for pk in begun}
    columns = ("stage", "application", "source", "item", "number", "answer", "day")
    for stage, *row in Check.objects.filter(stage__in=begun, item__in=ITEMS).values_list(*columns):
        found[stage].rows.append(Answered(*row))
    opened = Entry.objects.filter(code="stage.opened", log__name__in=set(log_of.values()))
    first = {(log, about): at for log, about, at in opened.values_list("log__name", "subject").annotate(
        at=Min("at")
    ).order_by()}  # fmt: skip
    left = Leave.objects.filter(stage__in=begun).values_list("stage").annotate(n=Count("id")).order_by()
    for pk, count in left:
        found[pk].left = count
    for pk, stage in begun.items():
        at = first.get((log_of[stage.campaign_id], stage.subject))
        found[pk].opened = timezone.localdate(at) if at else None
    return found
