"""When a period of publicity or comment ends. PURE."""

from datetime import date, timedelta

from campaigns.plan.rules_later import DayUnit, Publicity
from campaigns.workdays import Calendar

LEAST_WORKING_DAYS = 5
"""A publicity never runs fewer working days (Regulations 2019 Art. 42)."""


def period_end(start: date, days: int, unit: DayUnit, calendar: Calendar, *, start_excluded: bool) -> date:
    """Return the day at whose close `days` days have run since `start`; MissingYear where a year is not known."""
    if unit is DayUnit.WORKING:
        return calendar.add_working_days(start, days, start_excluded=start_excluded)
    return start + timedelta(days=days if start_excluded else max(days - 1, 0))


def end_of(rules: Publicity, posted: date, calendar: Calendar) -> date:
    """Return the last day of a publicity, never before five working days have run."""
    least = calendar.add_working_days(posted, LEAST_WORKING_DAYS, start_excluded=rules.start_excluded)
    end = period_end(posted, rules.days, rules.unit, calendar, start_excluded=rules.start_excluded)
    return max(least, end)
