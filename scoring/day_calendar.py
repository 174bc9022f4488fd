"""A period of days as a small calendar: which days count, which are off and why, which is the last. PURE."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from campaigns.workdays import Calendar

WEEK = 7


@dataclass(frozen=True)
class Day:
    """A day of the small calendar. `count` is its place among the counted days, 0 where it does not count.

    `name` is the holiday that it belongs to, as a day off or as the weekend day worked instead (`made_up`).
    """

    day: date
    inside: bool = True
    off: bool = False
    made_up: bool = False
    name: str = ""
    count: int = 0
    start: bool = False
    end: bool = False


@dataclass(frozen=True)
class Month:
    """A month: its first day and its weeks from Monday to Sunday."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]


def months_of(
    start: date, end: date, calendar: Calendar, *, start_excluded: bool, working: bool
) -> list[Month]:
    """Return the months that a period touches; MissingYear where a working day cannot be told from a holiday."""
    counted = dict(_counted(start, end, calendar, start_excluded=start_excluded, working=working))
    months, first = [], start.replace(day=1)
    while first <= end:
        months.append(Month(first, tuple(_weeks(first, start, end, calendar, counted))))
        first = (first + timedelta(days=31)).replace(day=1)
    return months


def _counted(
    start: date, end: date, calendar: Calendar, *, start_excluded: bool, working: bool
) -> Iterator[tuple[date, int]]:
    """Yield each day that counts with its place among them."""
    place, day = 0, start + timedelta(days=1) if start_excluded else start
    while day <= end:
        if not working or calendar.is_working_day(day):
            place += 1
            yield day, place
        day += timedelta(days=1)


def _weeks(
    first: date, start: date, end: date, calendar: Calendar, counted: dict[date, int]
) -> Iterator[tuple[Day, ...]]:
    monday = first - timedelta(days=first.weekday())
    while monday < first or monday.month == first.month:
        days = [monday + timedelta(days=n) for n in range(WEEK)]
        # Weeks far from the period say nothing about it.
        if days[-1] >= start and days[0] <= end:
            yield tuple(_day(day, first, start, end, calendar, counted.get(day, 0)) for day in days)
        monday += timedelta(days=WEEK)


def _day(day: date, first: date, start: date, end: date, calendar: Calendar, count: int) -> Day:
    if day.month != first.month:
        return Day(day, inside=False)
    year = calendar.years.get(day.year)
    made_up = year is not None and day in year.workdays
    off = not made_up and (day.weekday() >= 5 or (year is not None and day in year.holidays))
    name = year.names.get(day, "") if year is not None else ""
    return Day(day, True, off, made_up, name, count, start=day == start, end=day == end)


def remarkable(months: list[Month], start: date, end: date) -> list[Day]:
    """Return the named days of a period: holidays, and weekend days that are worked instead."""
    days = (day for month in months for week in month.weeks for day in week)
    return [day for day in days if day.inside and day.name and start <= day.day <= end]
