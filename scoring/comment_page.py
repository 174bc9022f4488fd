"""What the page of a public comment shows: until when merits stand, opinions about each person, grades counted."""

from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Stage
from campaigns.plan.rules_later import DayUnit, PublicComment
from campaigns.queries import working_calendar
from campaigns.workdays import MissingYear
from oversight.say import say
from scoring.check_page import line_of
from scoring.check_queries import asked_about, checks_of
from scoring.day_calendar import months_of
from scoring.period import period_end
from scoring.queries import opened_on


class CommentPage:
    """A stage of public comment: its period, its people with their opinions."""

    def __init__(self, stage: Stage, rules: PublicComment):
        self.stage, self.rules = stage, rules
        self.people = list(asked_about(stage))
        self.checks = checks_of(stage, self.people)

    @cached_property
    def since(self) -> date | None:
        """Return on which day the merits were released: when the stage was opened."""
        return opened_on(self.stage)

    @cached_property
    def period(self) -> dict[str, Any] | None:
        """Return the period with its small calendar, None before the release."""
        if self.since is None:
            return None
        calendar, working = working_calendar(), self.rules.unit is DayUnit.WORKING
        try:
            end = period_end(self.since, self.rules.days, self.rules.unit, calendar, start_excluded=True)
            months = months_of(self.since, end, calendar, start_excluded=True, working=working)
        except MissingYear as missing:
            return {"since": self.since, "unknown": say(missing.sentence)}
        return {"since": self.since, "end": end, "over": end < timezone.localdate(), "months": months}

    @property
    def opinions(self) -> int:
        """Return how many opinions were entered."""
        return len(self.checks)

    def lines(self, *, entering: bool) -> list[dict[str, Any]]:
        """Return a line a person with the opinions about him."""
        of: dict[int, list[dict[str, Any]]] = {}
        for check in self.checks:
            of.setdefault(check.application_id, []).append(line_of(self.rules, check))
        args = [self.stage.campaign.code, self.stage.key]
        return [
            {
                "person": person,
                "opinions": of.get(person.pk, []),
                "url": f"{reverse('check_one', args=[*args, person.number])}?item=opinion"
                if entering
                else "",
            }
            for person in self.people
        ]

    def facts(self) -> list[dict[str, Any]]:
        """Return the figures at the head of the page."""
        return [
            {"label": _("Entrants"), "value": len(self.people)},
            {"label": _("Opinions"), "value": self.opinions},
        ]
