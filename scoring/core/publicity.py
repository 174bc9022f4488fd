"""When publicity (任前公示) ends, day by day, and what was objected to and how it was settled. PURE.

The end is computed from the day of posting and the working calendar, never typed; only an extension may be given.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from campaigns.plan.rules_later import DayUnit, Publicity
from campaigns.workdays import Calendar, seed_calendar
from scoring.core.answers import said_about
from scoring.core.checks import Check
from scoring.core.values import Evidence
from scoring.period import end_of


@dataclass(frozen=True)
class Public:
    """One entrant's publicity: the day posted, the extended end where one is given, objections and settlements."""

    posted: Check | None
    ended: Check | None
    objections: Mapping[int, Check]
    settlements: Mapping[int, Check]

    @property
    def open(self) -> list[int]:
        """Return the numbers of objections without a settlement."""
        return [number for number in self.objections if number not in self.settlements]


def public_of(checks: Iterable[Check], row: int) -> Public:
    """Return what the checks say about a row's publicity."""
    said = said_about(checks, row)
    single = {check.item: check for check in said if check.item in ("posted", "ended")}
    return Public(
        single.get("posted"),
        single.get("ended"),
        {check.number: check for check in said if check.item == "objection"},
        {check.number: check for check in said if check.item == "settlement"},
    )


def calendar_of(evidence: Evidence) -> Calendar:
    """Return the working days of a stage's evidence."""
    return evidence.calendar or seed_calendar()


def days_counted(rules: Publicity, posted: date, calendar: Calendar) -> list[date]:
    """Return each day that counts, up to the end. Raise MissingYear where the calendar has no data."""
    end = end_of(rules, posted, calendar)
    first = posted + timedelta(days=1) if rules.start_excluded else posted
    days = [first + timedelta(days=n) for n in range((end - first).days + 1)]
    if rules.unit is DayUnit.WORKING:
        return [day for day in days if calendar.is_working_day(day)]
    return days
