"""The doors of an appointment: decision, terms, probation with its reminders, who steps in, the reserve list."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Stage
from oversight.ledger import SYSTEM
from oversight.models import Entry
from oversight.rights import Role
from scoring.actions.reminders import remind_of_probations
from scoring.models import Check, Placing
from scoring.months import months_after
from scoring.terms import terms_of
from tests.rehearsal import decide, keys, seal
from tests.scoring.course import course
from tests.scoring.test_view_checks import answer, more_people

KEY = "appointment"


def url(name, *rest, key=KEY):
    return reverse(name, args=["2026-T-01", key, *rest])


@pytest.fixture
def office(cast, client):
    """An appointment open with three people; staff at the browser."""
    course(cast, "exempt", KEY)
    client.force_login(cast[Role.STAFF])
    return client


def appoint(cast, who, day, **more):
    return answer(cast, KEY, who, item="decision", answer="appointed", day=day, **more)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 15), 12, date(2027, 3, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 10, 31), 3, date(2027, 1, 31)),
    ],
)
def test_months_end_in_their_month(day, months, later):
    assert months_after(day, months) == later


def test_decisions_stand_in_the_sheet(cast, office):
    page = office.get(url("checks"))
    assert [column["expected"] for column in page.context["grid"]["columns"]] == [True, False, False]
    cell = f"c{keys(cast)['A1']}-0"
    office.post(url("checks"), {cell: "appointed"})
    assert Check.objects.get().answer == "appointed"


def test_terms_are_computed_from_the_decision(cast, office):
    appoint(cast, "A1", date(2026, 1, 31))
    (first, *_rest) = office.get(url("appointment")).context["lines"]
    assert first["probation_until"] == date(2027, 1, 31)
    assert first["trial_url"]


def test_an_overdue_probation_raises_an_alarm(cast, office):
    appoint(cast, "A1", date(2024, 1, 31))
    page = office.get(url("appointment"))
    assert (page.context["lines"][0]["state"], len(page.context["alarms"])) == ("overdue", 1)
    office.post(page.context["lines"][0]["trial_url"], {"answer": "confirmed", "day": "2025-02-01"})
    page = office.get(url("appointment"))
    assert (page.context["lines"][0]["state"], page.context["alarms"]) == ("complete", [])


def test_probations_that_end_are_put_on_the_desk_once(cast, office):
    soon = timezone.localdate() - timedelta(days=350)
    appoint(cast, "A1", soon)
    appoint(cast, "A2", timezone.localdate())
    assert [term.state for term in terms_of(cast.stage(KEY), rules(cast))] == ["due", "running", ""]
    assert remind_of_probations(by=SYSTEM) == 1
    assert remind_of_probations(by=SYSTEM) == 0
    assert Entry.objects.filter(code="probation.due").get().content["facts"]["number"] == "A1"


def rules(cast):
    from scoring.collect import plan_in_force

    stage = cast.stage(KEY)
    return plan_in_force(stage)[1].stage(stage.key)


def test_what_comes_after_the_result_is_a_correction(cast, office):
    appoint(cast, "A1", date(2025, 1, 31))
    Stage.objects.filter(key=KEY).update(state="decided", run=1)
    (first, *_rest) = office.get(url("appointment")).context["lines"]
    assert "/correct/" in first["trial_url"]
    page = office.get(first["trial_url"])
    assert page.context["warning"]
    wrong = office.post(first["trial_url"], {"answer": "confirmed", "day": "2026-02-01"})
    assert "reason" in wrong.context["form"].errors


def test_a_confirmed_probation_brings_the_stage_into_its_next_run(cast, office):
    for who in ("A1", "B1"):
        appoint(cast, who, date(2025, 1, 31))
    answer(cast, KEY, "A2", item="decision", answer="not_appointed", day=date(2025, 1, 31), note="职数已满")
    decide(cast, KEY)
    seal(cast, KEY)
    (first, *_rest) = office.get(url("appointment")).context["lines"]
    office.post(
        first["trial_url"], {"answer": "confirmed", "day": "2026-02-01", "reason": "试用期满考核合格"}
    )
    stage = cast.stage(KEY)
    assert (stage.state, stage.run) == ("closed", 2)
    decide(cast, KEY)
    assert seal(cast, KEY).state == "sealed"


def test_a_winner_who_declines_leads_to_the_reserve(cast, office):
    answer(cast, KEY, "A1", item="decision", answer="declined", note="本人放弃")
    (first, *_rest) = office.get(url("appointment")).context["lines"]
    assert (first["declined"], first["next_url"]) == (True, "")
    placing = Placing.objects.filter(outcome__stage__key="registration", application__number="A2")
    placing.update(standing="reserve")
    (first, *_rest) = office.get(url("appointment")).context["lines"]
    assert first["next_url"].endswith("/stages/registration/correct/leave/?number=A1")


def test_runners_up_are_asked_and_stand_on_the_list(cast, office):
    placing = Placing.objects.filter(outcome__stage__key="registration", application__number="B1")
    placing.update(standing="eliminated")
    page = office.get(url("reserve"))
    assert [line["person"].number for line in page.context["others"]] == ["B1"]
    today = timezone.localdate()
    office.post(page.context["others"][0]["url"], {"answer": "consented", "day": today})
    page = office.get(url("reserve"))
    (line,) = page.context["listed"]
    assert (line["until"], line["expired"]) == (months_after(today, 12), False)
    book = openpyxl.load_workbook(io.BytesIO(office.get(url("reserve_export")).content))
    assert [cell.value for cell in list(book.active.rows)[1]][:2] == ["B1", "周五"]


def test_an_expired_reserve_is_flagged(cast, office):
    Placing.objects.filter(application__number="B1").update(standing="eliminated")
    answer(cast, KEY, "B1", item="reserve", answer="consented", day=date(2024, 1, 1))
    (line,) = office.get(url("reserve")).context["listed"]
    assert line["expired"] is True


@pytest.mark.parametrize("name", ["appointment", "reserve", "reserve_export"])
def test_strangers_find_nothing(cast, client, office, name):
    for role in (Role.JUDGE, "stranger"):
        client.force_login(cast[role])
        assert client.get(url(name)).status_code == 404
    client.force_login(cast[Role.SUPERVISOR])
    assert client.get(url(name)).status_code == 200


def test_the_pages_cost_the_same_for_many(cast, office, same_queries):
    appoint(cast, "A1", date(2025, 1, 31))
    ask = url("appointment")
    same_queries(lambda: office.get(ask), lambda: more_people(cast, 30, "exempt"))


def test_declined_winners_cost_the_same_for_many(cast, office, same_queries):
    Placing.objects.filter(outcome__stage__key="registration", application__number="A2").update(
        standing="reserve"
    )
    answer(cast, KEY, "A1", item="decision", answer="declined", note="本人放弃")
    ask = url("appointment")
    same_queries(lambda: office.get(ask), lambda: all_decline(cast))


def all_decline(cast):
    for who in ("A2", "B1"):
        answer(cast, KEY, who, item="decision", answer="declined", note="本人放弃")
