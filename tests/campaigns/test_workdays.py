"""Working days: the seed against its origin, counting over holidays and make-up days, years without data."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.workdays import Calendar, Due, MissingYear, Year, calendar_of, read_years, seed_calendar

SEED = seed_calendar()
DAYS = st.dates(date(2004, 1, 1), date(2026, 12, 31))


def test_every_day_of_the_seed_agrees_with_its_origin():
    day, different = date(2004, 1, 1), []
    while day <= date(2026, 12, 31):
        if SEED.is_working_day(day) != chinese_calendar.is_workday(day):
            different.append(day)
        day += timedelta(days=1)
    assert different == []


def test_the_seed_covers_its_years_with_their_notices():
    assert sorted(SEED.years) == list(range(2004, 2027))
    assert SEED.years[2024].source == "国办发明电〔2023〕7号"
    assert [year for year in SEED.years if not SEED.years[year].source] == [2004, 2005, 2006, 2007]
    assert SEED.years[2024].names[date(2024, 2, 12)] == "春节"
    assert SEED.years[2024].names[date(2024, 2, 4)] == "春节"


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2023, 5, 31), 5, date(2023, 6, 7)),  # posted on a Wednesday, over a weekend
        (date(2024, 9, 26), 5, date(2024, 10, 9)),  # over National Day, Sunday 29 September worked
        (date(2024, 2, 2), 5, date(2024, 2, 8)),  # Sunday 4 February worked
        (date(2024, 2, 3), 1, date(2024, 2, 4)),
        (date(2026, 12, 24), 5, date(2026, 12, 31)),
        (date(2024, 2, 10), 0, date(2024, 2, 10)),
    ],
)
def test_working_days_are_counted_from_the_next_day(start, days, end):
    assert SEED.add_working_days(start, days) == end
    assert SEED.after(start, days) == Due(end)


def test_the_day_of_posting_counts_only_when_asked():
    assert SEED.add_working_days(date(2023, 5, 31), 5, start_excluded=False) == date(2023, 6, 6)
    assert SEED.add_working_days(date(2023, 6, 3), 1, start_excluded=False) == date(2023, 6, 5)


def test_a_year_without_data_is_provisional_or_refused():
    assert SEED.after(date(2026, 12, 29), 5) == Due(date(2027, 1, 5), (2027,))
    assert SEED.after(date(2026, 12, 29), 5).provisional
    with pytest.raises(MissingYear) as missing:
        SEED.add_working_days(date(2026, 12, 29), 5)
    assert missing.value.year == 2027
    assert (
        str(missing.value)
        == "The working calendar has no data for 2027; enter the State Council's notice first."
    )
    with pytest.raises(MissingYear):
        SEED.is_working_day(date(2003, 12, 31))


def test_a_year_may_be_added():
    grown = SEED.with_year(Year(2027, frozenset({date(2027, 1, 1)})))
    assert grown.add_working_days(date(2026, 12, 29), 5) == date(2027, 1, 6)
    assert 2027 not in SEED.years


@given(DAYS.filter(lambda day: day < date(2026, 10, 1)), st.integers(1, 30))
def test_the_end_is_worked_and_that_many_days_lie_between(start, days):
    end = SEED.add_working_days(start, days)
    assert SEED.is_working_day(end)
    assert SEED.working_days_between(start + timedelta(days=1), end) == days


@pytest.mark.parametrize(
    "text",
    [
        "[[years]]\nyear = 2024\n[[years]]\nyear = 2024\n",
        "[[years]]\nyear = 2024\n[years.holidays]\nx = [2025-01-01]\n",
        "[[years]]\nyear = 2024\n[years.holidays]\nx = [2024-01-01]\n[years.workdays]\ny = [2024-01-01]\n",
        '[[years]]\nyear = "2024"\n',
        "[[years]]\nyear = 2024\nholidays = [2024-01-01]\n",
        "[[years]\n",
    ],
)
def test_a_broken_file_is_refused(text):
    with pytest.raises(ValueError):
        read_years(text)


def test_an_empty_calendar_goes_by_weekdays():
    assert calendar_of([]) == Calendar({})
    assert Calendar({}).after(date(2030, 1, 4), 2) == Due(date(2030, 1, 8), (2030,))
