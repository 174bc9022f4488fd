"""The working calendar: which days are worked, and what day lies so many working days on. PURE.

Weekends are off, weekdays are worked; each year's State Council notice moves some (调休). A year without its
notice is not guessed: either `MissingYear` is raised or the answer is marked provisional.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from oversight.words import Sentence, gettext_noop

SEED = Path(__file__).parent / "data" / "workdays.toml"
"""Holidays and make-up workdays 2004 to 2026."""

_DAY = timedelta(days=1)


class MissingYear(LookupError):
    """The calendar has no data for `year`; `sentence` says what to do."""

    def __init__(self, year: int):
        self.year = year
        self.sentence = Sentence(
            gettext_noop(
                "The working calendar has no data for %(year)s; enter the State Council's notice first."
            ),
            {"year": str(year)},
        )
        super().__init__(str(self.sentence))


@dataclass(frozen=True)
class Year:
    """A year's days that differ from their weekday.

    `holidays` are days off, `workdays` weekend days worked, `names` the holiday that a day of either belongs
    to, `source` the State Council's notice, empty where not known.
    """

    year: int
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    source: str = ""
    names: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Due:
    """A computed day; provisional when years without data (`missing`) were touched and counted by weekday."""

    day: date
    missing: tuple[int, ...] = ()

    @property
    def provisional(self) -> bool:
        """Return whether the day may still move."""
        return bool(self.missing)


@dataclass(frozen=True)
class Calendar:
    """The years that are known. A change is a new value: `with_year`."""

    years: Mapping[int, Year]

    def with_year(self, year: Year) -> "Calendar":
        """Return a calendar in which `year` is added or replaced."""
        return Calendar({**self.years, year.year: year})

    def is_working_day(self, day: date) -> bool:
        """Return whether `day` is worked. Raise `MissingYear` when its year has no data."""
        if day.year not in self.years:
            raise MissingYear(day.year)
        return self._worked(day)

    def after(self, start: date, days: int, *, start_excluded: bool = True) -> Due:
        """Return the day at whose close `days` working days have run, provisional where a year is missing.

        The day of posting does not count (domain 206) unless `start_excluded` is False. No days at all end on
        `start` itself.
        """
        day, missing, left = start, set[int](), days
        while left > 0:
            if day != start or not start_excluded:
                if day.year not in self.years:
                    missing.add(day.year)
                left -= self._worked(day)
            if left > 0:
                day += _DAY
        return Due(day, tuple(sorted(missing)))

    def add_working_days(self, start: date, days: int, *, start_excluded: bool = True) -> date:
        """Return the day of `after`. Raise `MissingYear` instead of giving a provisional day."""
        due = self.after(start, days, start_excluded=start_excluded)
        if due.provisional:
            raise MissingYear(due.missing[0])
        return due.day

    def working_days_between(self, first: date, last: date) -> int:
        """Return how many days from `first` to `last`, both included, are worked. Raise `MissingYear`."""
        return sum(self.is_working_day(first + _DAY * n) for n in range((last - first).days + 1))

    def _worked(self, day: date) -> bool:
        year = self.years.get(day.year)
        if year is not None and day in year.workdays:
            return True
        return day.weekday() < 5 and not (year is not None and day in year.holidays)


def read_years(text: str) -> list[Year]:
    """Return the years of a calendar file: `[[years]]` with `year`, `source`, `holidays`, `workdays`.

    Raise ValueError (also `tomllib.TOMLDecodeError`) for anything else, and for a day outside its year or in
    both lists.
    """
    years = [_read_year(entry) for entry in tomllib.loads(text).get("years", [])]
    if len({year.year for year in years}) != len(years):
        raise ValueError("a year stands twice")
    return years


def calendar_of(years: Iterable[Year]) -> Calendar:
    """Return the calendar that knows these years."""
    return Calendar({year.year: year for year in years})


@cache
def seed_calendar() -> Calendar:
    """Return the calendar of the seed file."""
    return calendar_of(read_years(SEED.read_text(encoding="utf-8")))


def _read_year(entry: Mapping[str, object]) -> Year:
    number, source = entry["year"], entry.get("source", "")
    if not isinstance(number, int) or not isinstance(source, str):
        raise ValueError("year must be a number and source text")
    holidays, workdays = _read_days(entry, "holidays"), _read_days(entry, "workdays")
    names = holidays | workdays
    for day in names:
        if day.year != number:
            raise ValueError(f"{day} does not lie in {number}")
    if both := holidays.keys() & workdays.keys():
        raise ValueError(f"{min(both)} is both a holiday and a workday")
    return Year(number, frozenset(holidays), frozenset(workdays), source, names)


def _read_days(entry: Mapping[str, object], name: str) -> dict[date, str]:
    tables = entry.get(name, {})
    if not isinstance(tables, dict):
        raise ValueError(f"{name} must be a table of names and their days")
    return {day: title for title, days in tables.items() for day in days}
