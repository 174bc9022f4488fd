"""The doors of publicity and public comment: the computed end, objections, what keeps the appointment locked."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.workdays import seed_calendar
from oversight.models import Entry
from oversight.rights import Role
from scoring.collect import outcome_in_force
from scoring.day_calendar import months_of, remarkable
from scoring.models import Check, Count
from tests.rehearsal import decide
from tests.scoring.course import course
from tests.scoring.test_view_checks import more_people

KEY = "publicity"


def url(name, *rest, key=KEY):
    return reverse(name, args=["2026-T-01", key, *rest])


@pytest.fixture
def posted(cast, client):
    """A publicity open, everybody posted on 29 September 2025: over a holiday with a made-up Saturday."""
    course(cast, KEY)
    client.force_login(cast[Role.STAFF])
    client.post(url("publicity_post"), {"day": "2025-09-29"})
    return client


def test_posting_is_one_act_for_everybody(cast, client):
    course(cast, KEY)
    client.force_login(cast[Role.STAFF])
    page = client.get(url("publicity"))
    assert len(page.context["obstacles"]) == 1
    assert client.get(url("publicity_post")).status_code == 200
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "day" in client.post(url("publicity_post"), {"day": tomorrow}).context["form"].errors
    client.post(url("publicity_post"), {"day": "2025-09-29"})
    assert Check.objects.filter(item="posted", day=date(2025, 9, 29)).count() == 3
    assert client.get(url("publicity_post")).status_code == 302


def test_the_end_is_computed_from_the_calendar(posted):
    (period,) = posted.get(url("publicity")).context["periods"]
    # 30 September; 9, 10, 11 (made up) and 13 October
    assert (period.end, period.over) == (date(2025, 10, 13), True)
    named = {day["day"]: day["made_up"] for day in period.named}
    assert (named[date(2025, 10, 1)], named[date(2025, 10, 11)]) == (False, True)


def test_a_later_end_needs_a_note_and_an_earlier_one_changes_nothing(posted):
    here = url("check_one", "A1") + "?item=ended"
    posted.post(here, {"day": "2025-10-20", "note": "网站故障"})
    ends = {period.end for period in posted.get(url("publicity")).context["periods"]}
    assert ends == {date(2025, 10, 13), date(2025, 10, 20)}


def test_a_running_publicity_keeps_the_appointment_locked(cast, client):
    course(cast, KEY)
    client.force_login(cast[Role.STAFF])
    client.post(url("publicity_post"), {"day": timezone.localdate()})
    page = client.get(url("publicity"))
    assert len(page.context["obstacles"]) == 1


def test_an_objection_is_recorded_and_settled(posted):
    here = url("check_one", "A1") + "?item=objection"
    assert "source" in posted.post(here, {"note": "x", "day": "2025-10-10"}).context["form"].errors
    posted.post(here, {"source": "named.phone", "note": "年龄不符", "day": "2025-10-10"})
    (one,) = posted.get(url("publicity")).context["objections"]
    assert (one["waits"], one["settled"]) == (True, None)
    assert len(posted.get(url("publicity")).context["obstacles"]) == 1
    assert posted.get(one["settle_url"]).status_code == 200
    posted.post(one["settle_url"], {"answer": "untrue", "note": "查无实据", "day": "2025-10-12"})
    page = posted.get(url("publicity"))
    assert page.context["objections"][0]["waits"] is False
    assert page.context["obstacles"] == []


def test_the_stage_closes_once_everything_is_settled(cast, posted):
    here = url("check_one", "A1") + "?item=objection"
    posted.post(here, {"source": "named.phone", "note": "年龄不符", "day": "2025-10-10"})
    close = reverse("stage_close", args=["2026-T-01", KEY])
    posted.post(close)
    assert cast.stage(KEY).state == "open"
    (one,) = posted.get(url("publicity")).context["objections"]
    posted.post(one["settle_url"], {"answer": "serious", "note": "查实", "day": "2025-10-12"})
    decide(cast, KEY)
    placings = outcome_in_force(cast.stage(KEY)).placings
    assert placings.get(application__number="A1").standing == "disqualified"


def test_a_deferral_has_a_clock_of_three_months(posted):
    posted.post(
        url("check_one", "A1") + "?item=objection",
        {"source": "anonymous.post", "note": "x", "day": "2025-10-10"},
    )
    (one,) = posted.get(url("publicity")).context["objections"]
    posted.post(one["settle_url"], {"answer": "deferred", "note": "待查", "day": "2025-10-12"})
    page = posted.get(url("publicity"))
    (one,) = page.context["objections"]
    assert (one["until"], one["waits"], one["late"]) == (date(2026, 1, 10), True, True)
    assert len(page.context["alarms"]) == 1


def test_two_objections_about_one_person_are_told_apart(posted):
    here = url("check_one", "A1") + "?item=objection"
    for text in ("甲", "乙"):
        posted.post(here, {"source": "named.counter", "note": text, "day": "2025-10-10"})
    assert sorted(Check.objects.filter(item="objection").values_list("number", flat=True)) == [1, 2]


def test_a_year_without_calendar_is_named(cast, client, monkeypatch):
    course(cast, KEY)
    client.force_login(cast[Role.STAFF])
    client.post(url("publicity_post"), {"day": "2003-03-03"})
    page = client.get(url("publicity"))
    assert "2003" in page.context["periods"][0].unknown
    assert len(page.context["obstacles"]) == 1


def test_an_exempt_publicity_says_why(cast, client):
    course(cast, "exempt")
    client.force_login(cast[Role.STAFF])
    page = client.get(url("publicity", key="exempt"))
    assert "换届考察已公示" in page.content.decode()
    assert client.get(url("publicity_post", key="exempt")).status_code == 302


@pytest.mark.parametrize("role", [Role.JUDGE, "stranger"])
def test_strangers_find_nothing(cast, client, posted, role):
    client.force_login(cast[role])
    for name in ("publicity", "publicity_post"):
        assert client.get(url(name)).status_code == 404


def test_watchers_read_and_do_not_post(cast, client, posted):
    client.force_login(cast[Role.SUPERVISOR])
    assert client.get(url("publicity")).context["writable"] is False
    assert client.post(url("publicity_post"), {"day": "2025-09-29"}).status_code == 404


def test_the_page_costs_the_same_for_many(cast, posted, same_queries):
    same_queries(lambda: posted.get(url("publicity")), lambda: more_people(cast, 30))


def test_every_day_of_a_period_stands_in_its_month():
    months = months_of(
        date(2025, 9, 29), date(2025, 10, 13), seed_calendar(), start_excluded=True, working=True
    )
    assert [month.first for month in months] == [date(2025, 9, 1), date(2025, 10, 1)]
    days = {day.day: day for month in months for week in month.weeks for day in week if day.inside}
    assert [day.isoformat() for day in days if days[day].count] == [
        "2025-09-30", "2025-10-09", "2025-10-10", "2025-10-11", "2025-10-13",
    ]  # fmt: skip
    assert (days[date(2025, 10, 11)].made_up, days[date(2025, 10, 12)].off) == (True, True)
    assert len(remarkable(months, date(2025, 9, 29), date(2025, 10, 13))) >= 9


# -- public comment --------------------------------------------------------------------------------


def test_opinions_of_the_public_are_entered_one_by_one(cast, client):
    course(cast, "comment")
    client.force_login(cast[Role.STAFF])
    page = client.get(url("public_comment", key="comment"))
    assert page.context["period"]["since"] == timezone.localdate()
    here = page.context["lines"][0]["url"]
    client.post(here, {"note": "踏实肯干", "day": timezone.localdate()})
    client.post(here, {"note": "敢于担当", "day": timezone.localdate()})
    page = client.get(url("public_comment", key="comment"))
    assert [one["note"] for one in page.context["lines"][0]["opinions"]] == ["踏实肯干", "敢于担当"]
    assert Entry.objects.filter(code="checks.entered").count() == 2


def test_grades_of_the_public_are_counted_on_the_sheet_of_ballots(cast, client):
    course(cast, "judged")
    client.force_login(cast[Role.STAFF])
    page = client.get(url("ballots", key="judged"))
    assert [column["title"] for column in page.context["grid"]["columns"]] == ["优秀", "称职", "弃权"]
    cells = page.context["grid"]["rows"][0]["cells"]
    client.post(url("ballots", key="judged"), {cells[0]["name"]: "40", cells[1]["name"]: "2"})
    assert list(Count.objects.order_by("option").values_list("option", "count"))[:2] == [(0, 40), (1, 2)]
    tabs = [tab["url"] for tab in client.get(url("public_comment", key="judged")).context["tabs"]]
    assert url("ballots", key="judged") in tabs
    assert client.get(url("meeting", key="judged")).status_code == 302  # nobody meets for it


def test_the_page_of_comments_costs_the_same_for_many(cast, client, same_queries):
    course(cast, "comment")
    client.force_login(cast[Role.STAFF])
    same_queries(lambda: client.get(url("public_comment", key="comment")), lambda: more_people(cast, 30))
