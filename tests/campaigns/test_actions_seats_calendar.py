"""Seats with an end still to come, and setting a year of the working calendar."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from campaigns.actions.calendar import set_year
from campaigns.actions.seats import end_seat, give_seat
from campaigns.actions.stages import NotNow
from campaigns.models import Seat
from campaigns.queries import working_calendar
from campaigns.workdays import seed_calendar
from oversight.models import Entry
from oversight.rights import Role
from tests.rehearsal import rehearse


def test_a_seat_with_an_end_still_to_come_excludes_others_and_can_be_ended(cast):
    campaign = rehearse(cast)
    security = cast.actor(Role.SECURITY_OFFICER)
    seat = Seat.objects.get(campaign=campaign, role="approver")
    assert seat.until is not None
    with pytest.raises(NotNow, match="exclude each other"):
        give_seat(campaign_id=campaign.pk, user_id=seat.user_id, role=Role.SCORE_CLERK, by=security)
    end_seat(seat_id=seat.pk, by=security)
    with pytest.raises(NotNow, match="ended already"):
        end_seat(seat_id=seat.pk, by=security)
    give_seat(campaign_id=campaign.pk, user_id=seat.user_id, role=Role.SCORE_CLERK, by=security)


def test_a_seat_ends_after_it_begins(cast):
    campaign = rehearse(cast)
    with pytest.raises(NotNow, match="after it begins"):
        give_seat(
            campaign_id=campaign.pk, user_id=cast["stranger"].pk, role=Role.JUDGE,
            by=cast.actor(Role.STAFF), until=timezone.now() - timedelta(days=1),
        )  # fmt: skip


def test_the_product_brings_its_years_and_staff_goes_before(cast):
    assert working_calendar() == seed_calendar()
    new_year, saturday = date(2027, 1, 1), date(2027, 1, 2)
    set_year(
        year=2027, source="国办发明电〔2026〕9号", holidays={new_year: "元旦"}, workdays={saturday: "元旦"},
        by=cast.actor(Role.STAFF),
    )  # fmt: skip
    calendar = working_calendar()
    assert (calendar.is_working_day(new_year), calendar.is_working_day(saturday)) == (False, True)
    assert calendar.years[2027].names == {new_year: "元旦", saturday: "元旦"}
    entry = Entry.objects.filter(code="calendar.set").get()
    assert (entry.subject, entry.content["facts"]["source"]) == ("calendar:2027", "国办发明电〔2026〕9号")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"source": " "}, "number of the State Council"),
        ({"holidays": {date(2026, 1, 1): "元旦"}}, "does not lie in"),
        ({"workdays": {date(2027, 1, 4): "元旦"}}, "weekday"),
        (
            {"holidays": {date(2027, 1, 2): "元旦"}, "workdays": {date(2027, 1, 2): "元旦"}},
            "among the days off and",
        ),
    ],
)
def test_a_strange_year_is_refused(cast, given, said):
    values = {"year": 2027, "source": "号", "holidays": {}, "workdays": {}, **given}
    with pytest.raises(NotNow, match=said):
        set_year(by=cast.actor(Role.STAFF), **values)
