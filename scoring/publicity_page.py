"""What the page of a publicity shows: its end and how that is counted, objections, what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Stage
from campaigns.plan.rules_later import DayUnit, Publicity
from campaigns.queries import working_calendar
from campaigns.workdays import Calendar, MissingYear
from candidates.models import Application
from oversight.say import say
from scoring.check_page import line_of
from scoring.check_queries import asked_about, checks_of
from scoring.core.checks import Answer
from scoring.day_calendar import Month, months_of, remarkable
from scoring.models import Check
from scoring.months import months_after
from scoring.period import end_of

DEFERRAL_MONTHS = 3
"""How long an objection that is serious but not clear may wait, as a rule."""


@dataclass(frozen=True)
class Period:
    """A posting that some people share: its day, its last day, why that is not known, the small calendar."""

    posted: date
    people: Sequence[Application]
    computed: date | None = None
    end: date | None = None
    unknown: str = ""
    months: Sequence[Month] = ()
    named: Sequence[dict[str, Any]] = ()

    @property
    def extended(self) -> bool:
        """Say whether the period was made longer than the plan asks."""
        return self.end is not None and self.end != self.computed

    @property
    def over(self) -> bool:
        """Say whether the last day has passed."""
        return self.end is not None and self.end < timezone.localdate()


class PublicityPage:
    """A stage of publicity: everybody in it, their postings, what was objected and how it was settled."""

    def __init__(self, stage: Stage, rules: Publicity):
        self.stage, self.rules = stage, rules
        self.people = list(asked_about(stage))
        self.names = {person.pk: person for person in self.people}
        self.checks = checks_of(stage, self.people)

    def _of(self, item: str) -> list[Check]:
        return [check for check in self.checks if check.item == item]

    @cached_property
    def posted(self) -> dict[int, date]:
        """Return on which day each person was posted, by application."""
        return {check.application_id: check.day for check in self._of("posted") if check.day}

    @cached_property
    def calendar(self) -> Calendar:
        """Return the working calendar."""
        return working_calendar()

    @cached_property
    def periods(self) -> list[Period]:
        """Return the postings, the earliest first."""
        longer = {check.application_id: check.day for check in self._of("ended") if check.day}
        together: dict[tuple[date, date | None], list[Application]] = {}
        for person in self.people:
            if person.pk in self.posted:
                together.setdefault((self.posted[person.pk], longer.get(person.pk)), []).append(person)
        keys = sorted(together, key=lambda key: (key[0], key[1] or key[0]))
        return [self._period(posted, given, together[posted, given]) for posted, given in keys]

    def _period(self, posted: date, given: date | None, people: Sequence[Application]) -> Period:
        rules, working = self.rules, self.rules.unit is DayUnit.WORKING
        try:
            computed = end_of(rules, posted, self.calendar)
            end = max(computed, given) if given else computed
            months = months_of(
                posted, end, self.calendar, start_excluded=rules.start_excluded, working=working
            )
        except MissingYear as missing:
            return Period(posted, people, unknown=say(missing.sentence))
        named = [
            {"day": d.day, "name": d.name, "made_up": d.made_up} for d in remarkable(months, posted, end)
        ]
        return Period(posted, people, computed, end, "", months, named)

    @property
    def unposted(self) -> list[Application]:
        """Return the people who have not been posted yet."""
        return [person for person in self.people if person.pk not in self.posted]

    @cached_property
    def objections(self) -> list[dict[str, Any]]:
        """Return the objections with their settlement, the latest first."""
        settled = {(check.application_id, check.number): check for check in self._of("settlement")}
        raised = sorted(self._of("objection"), key=lambda c: (c.day or date.min, c.pk), reverse=True)
        return [self._objection(check, settled.get((check.application_id, check.number))) for check in raised]

    def _objection(self, check: Check, settled: Check | None) -> dict[str, Any]:
        deferred = settled is not None and settled.answer == Answer.DEFERRED
        until = months_after(check.day, DEFERRAL_MONTHS) if check.day and deferred else None
        person = self.names[check.application_id]
        asked = urlencode({"item": "settlement", "number": check.number})
        return line_of(self.rules, check) | {
            "person": person,
            "settled": line_of(self.rules, settled) if settled else None,
            "waits": settled is None or deferred,
            "until": until,
            "late": until is not None and until < timezone.localdate(),
            "settle_url": f"{self._address('check_one', person)}?{asked}",
            "serious": settled is not None and settled.answer == Answer.SERIOUS,
        }

    def _address(self, name: str, person: Application) -> str:
        return reverse(name, args=[self.stage.campaign.code, self.stage.key, person.number])

    def lines(self) -> list[dict[str, Any]]:
        """Return a line a person: when posted, until when, how many objections, where to record one."""
        ends = {person.pk: period for period in self.periods for person in period.people}
        counts: dict[int, int] = {}
        for check in self._of("objection"):
            counts[check.application_id] = counts.get(check.application_id, 0) + 1
        return [
            {
                "person": person,
                "posted": self.posted.get(person.pk),
                "end": ends[person.pk].end if person.pk in ends else None,
                "objections": counts.get(person.pk, 0),
                "objection_url": f"{self._address('check_one', person)}?item=objection",
                "extend_url": f"{self._address('check_one', person)}?item=ended",
            }
            for person in self.people
        ]

    def obstacles(self) -> list[str]:
        """Say what keeps the stage from being closed, and with it the appointment locked."""
        if self.rules.exempt:
            return []
        found = []
        if self.unposted:
            names = "、".join(person.candidate.name for person in self.unposted)
            found.append(_("Not posted yet: %(names)s") % {"names": names})
        for period in self.periods:
            if period.unknown:
                found.append(period.unknown)
            elif not period.over:
                found.append(_("The publicity runs until the end of %(day)s.") % {"day": period.end})
        waiting = sum(one["waits"] for one in self.objections)
        if waiting:
            found.append(_("Objections not settled: %(count)s") % {"count": waiting})
        return found

    def alarms(self) -> list[str]:
        """Say which deferred objections have waited longer than they may."""
        text = _(
            "The objection about %(name)s of %(day)s was deferred and should be settled since %(until)s."
        )
        return [
            text % {"name": one["person"].candidate.name, "day": one["day"], "until": one["until"]}
            for one in self.objections
            if one["late"]
        ]
