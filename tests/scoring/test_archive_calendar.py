"""The calendar that an archive brings along says what the application's calendar says."""

import json
from datetime import date, timedelta

from campaigns.workdays import seed_calendar
from oversight import verify
from scoring.archive import calendar_json


def test_only_the_years_concerned_and_the_next_are_brought_along():
    assert calendar_json([], seed_calendar()) == b""
    table = json.loads(calendar_json([date(2025, 3, 3), date(2025, 12, 26)], seed_calendar()))
    assert set(table) == {"2025", "2026"}
    assert table["2026"]["source"] == "国办发明电〔2025〕7号"
    assert calendar_json([date(2999, 1, 1)], seed_calendar()) == b""


def test_publicities_begun_on_every_day_end_where_the_verifier_says():
    """By working days and by calendar days, and with the day of posting counted or not; 2024 to 2026."""
    known = seed_calendar()
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(366 + 365 + 345)]
    ours = verify.Calendar.parse(json.loads(calendar_json(days, known)))
    for posted in days:
        for excluded in (True, False):
            rule = {"days": 5, "start_excluded": excluded}
            end = known.add_working_days(posted, 5, start_excluded=excluded)
            assert verify.publicity_end(rule, posted, ours) == end
            rule |= {"days": 7, "unit": "calendar"}
            seventh = posted + timedelta(days=7 if excluded else 6)
            assert verify.publicity_end(rule, posted, ours) == max(end, seventh)
