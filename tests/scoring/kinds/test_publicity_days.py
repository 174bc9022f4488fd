"""Publicity begun on every day of 2024 to 2026 ends where a naive count says; a year without calendar is refused."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from campaigns.plan.rules_later import DayUnit, Publicity
from campaigns.workdays import MissingYear, seed_calendar
from scoring.core.checks import Check
from scoring.core.publicity import days_counted
from scoring.core.unanswered import lacks
from scoring.core.values import Evidence
from scoring.period import end_of
from tests.scoring.kinds.made import decide as decided
from tests.scoring.kinds.made import entrants, explain

DATA = tomllib.loads(
    (Path(__file__).parents[3] / "campaigns" / "data" / "workdays.toml").read_text(encoding="utf-8")
)
ONE = timedelta(days=1)


def lists(year):
    """Return the days off and the weekend days worked of a year, as the State Council's notice lists them."""
    entry = next(entry for entry in DATA["years"] if entry["year"] == year)
    return (
        [day for days in entry.get("holidays", {}).values() for day in days],
        [day for days in entry.get("workdays", {}).values() for day in days],
    )


TABLE = {year: lists(year) for year in (2024, 2025, 2026)}


def works(day):
    off, on = TABLE[day.year]  # KeyError for a year that is not known
    if day in on:
        return True
    return day not in off and day.strftime("%a") not in ("Sat", "Sun")


def naive_end(posted, days, *, included=False):
    """Tear working days off one at a time, beginning with the day after the posting, or with it."""
    day, left = posted if included else posted + ONE, days
    while True:
        if works(day):
            left -= 1
        if not left:
            return day
        day += ONE


def every_day():
    day = date(2024, 1, 1)
    while day <= date(2026, 12, 31):
        yield day
        day += ONE


@pytest.mark.parametrize("days", (5, 7))
@pytest.mark.parametrize("included", (False, True))
def test_working_days_from_every_day(days, included):
    rules, calendar = Publicity(key="publicity", days=days, start_excluded=not included), seed_calendar()
    refused = 0
    for posted in every_day():
        try:
            expected = naive_end(posted, days, included=included)
        except KeyError:
            refused += 1
            with pytest.raises(MissingYear):
                end_of(rules, posted, calendar)
            continue
        assert end_of(rules, posted, calendar) == expected, posted
        counted = days_counted(rules, posted, calendar)
        assert (len(counted), counted[-1]) == (days, expected), posted
        assert all(works(day) for day in counted)
    assert 0 < refused < 12


def test_calendar_days_never_leave_fewer_than_five_working_days():
    rules, calendar = Publicity(key="publicity", days=7, unit=DayUnit.CALENDAR), seed_calendar()
    longer = 0
    for posted in every_day():
        try:
            least = naive_end(posted, 5)
        except KeyError:
            continue
        end = end_of(rules, posted, calendar)
        assert end == max(least, posted + 7 * ONE), posted
        longer += end > posted + 7 * ONE
    assert longer > 30  # over the long holidays seven days are not enough


def about(posted, *more):
    return Evidence(checks=[Check(0, "", "posted", 1, "posted", posted), *more])


def test_over_national_day_the_make_up_sunday_counts_and_the_holiday_does_not():
    rules, people, evidence = Publicity(key="publicity"), entrants("A"), about("2024-09-26")
    assert lacks(rules, people, evidence) == []
    outcome = decided(rules, people, evidence)
    told = explain(rules, people, outcome, 0, evidence)
    assert "2024-09-29" in told[1] and "2024-10-01" not in told[1]
    assert told[-1] == "publicised from 2024-09-26 to 2024-10-09; no objection"


def test_a_year_without_calendar_keeps_the_stage_open():
    found = lacks(Publicity(key="publicity"), entrants("A"), about("2026-12-29"))
    assert [str(lack.what) for lack in found] == [
        "The working calendar has no data for 2027; enter the State Council's notice first."
    ]


@pytest.mark.parametrize(
    ("day", "note", "what"),
    [
        ("2024-10-08", "", "posted on 2024-09-26, publicity of A ends with 2024-10-09, not with 2024-10-08"),
        (
            "2024-10-10",
            "",
            "publicity of A was to end with 2024-10-09; an extension to 2024-10-10 needs a note",
        ),
        ("2024-10-10", "核查", None),
        ("2024-10-09", "", None),
    ],
)
def test_an_end_is_never_earlier_and_later_only_with_a_note(day, note, what):
    ended = Check(0, "", "ended", 1, "ended", day, note)
    found = lacks(Publicity(key="publicity"), entrants("A"), about("2024-09-26", ended))
    assert [str(lack.what) for lack in found] == ([what] if what else [])
