"""The form of a year of the working calendar: stretches of days off, and weekend days worked instead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from campaigns.plan.bounds import Title
from campaigns.workdays import Year

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Days one after another under the name of a holiday; without `last` a single day."""

    name: Title
    first: date
    last: date | None = None

    def days(self) -> list[date]:
        """Return every day of it, none where it ends before it begins, at most a year."""
        last = self.last or self.first
        return [self.first + _DAY * n for n in range(min((last - self.first).days + 1, 366))]


@dataclass(frozen=True, kw_only=True)
class YearRules:
    """A year as typed."""

    source: Title
    holidays: tuple[Stretch, ...] = ()
    workdays: tuple[Stretch, ...] = ()


def rules_of(year: Year) -> YearRules:
    """Return a year as stretches, for the form."""
    return YearRules(
        source=year.source,
        holidays=tuple(stretches(year.holidays, year.names)),
        workdays=tuple(stretches(year.workdays, year.names)),
    )


def stretches(days: Iterable[date], names: Mapping[date, str]) -> list[Stretch]:
    """Return days as stretches: neighbours of one name together."""
    found: list[Stretch] = []
    for day in sorted(days):
        name = names.get(day, "")
        before = found[-1] if found else None
        if before is not None and before.name == name and (before.last or before.first) + _DAY == day:
            found[-1] = Stretch(name=name, first=before.first, last=day)
        else:
            found.append(Stretch(name=name, first=day))
    return found


def days_of(stretches: Iterable[Stretch]) -> dict[date, str]:
    """Return each day with the name of its holiday."""
    return {day: stretch.name for stretch in stretches for day in stretch.days()}
