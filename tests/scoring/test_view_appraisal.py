"""The doors of a joint appraisal: organs answer for everybody under their signature, staff sees who, not what."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from campaigns.actions.seats import end_seat
from campaigns.models import Seat, Stage
from oversight.models import Entry
from oversight.rights import Role
from scoring.collect import outcome_in_force
from scoring.models import Check
from tests.cast import PASSWORD
from tests.rehearsal import decide, keys
from tests.scoring.course import STAGES, course, reviewer
from tests.scoring.test_view_checks import PDF, more_people

KEY = "appraisal"


def url(name, *rest):
    return reverse(name, args=["2026-T-01", KEY, *rest])


@pytest.fixture
def organs(cast):
    """An appraisal open, with somebody for each organ."""
    course(cast, KEY)
    return {organ: reviewer(cast, organ) for organ in ("discipline", "audit")}


def late(monkeypatch, days=60):
    """Say that the stage was opened so many days ago."""
    opened = timezone.localdate() - timedelta(days=days)
    monkeypatch.setattr("scoring.check_queries.opened_on", lambda stage: opened)
    return opened


def answers(cast, word="no_objection", **more):
    return {f"o{pk}": word for pk in keys(cast).values()} | {"secret": PASSWORD} | more


def sign(client, user, data):
    client.force_login(user)
    return client.post(url("appraisal"), data)


def test_an_organ_answers_for_everybody_in_one_act(client, cast, organs):
    client.force_login(organs["audit"])
    page = client.get(url("appraisal"))
    assert [line["number"] for line in page.context["lines"]] == ["A1", "A2", "B1"]
    assert sign(client, organs["audit"], answers(cast)).status_code == 302
    assert Check.objects.filter(source="audit", answer="no_objection").count() == 3
    entry = Entry.objects.filter(code="appraisal.signed").get()
    facts = entry.content["facts"]
    assert (entry.content["by"]["role"], facts["count"]) == ("organ_reviewer", 3)
    assert (facts["organ"], facts["name"]) == ("audit", "审计部门")
    assert client.get(url("appraisal")).context["signed_at"] is not None


def test_everybody_is_answered_about_or_nothing_is_signed(client, cast, organs):
    data = answers(cast)
    del data[f"o{keys(cast)['A2']}"]
    page = sign(client, organs["audit"], data | {f"o{keys(cast)['B1']}": "adverse"})
    assert len(page.context["errors"]) == 2
    assert Check.objects.count() == 0
    assert page.context["lines"][0]["value"] == "no_objection"


def test_a_wrong_password_signs_nothing(client, cast, organs):
    page = sign(client, organs["audit"], answers(cast) | {"secret": "wrong"})
    assert [error["url"] for error in page.context["errors"]] == ["#id_secret"]
    assert Check.objects.count() == 0
    assert not Entry.objects.filter(code="appraisal.signed").exists()


def test_note_and_document_come_with_an_adverse_answer(client, cast, organs):
    pk = keys(cast)["A1"]
    file = SimpleUploadedFile("函.pdf", PDF)
    data = answers(cast) | {f"o{pk}": "adverse", f"o{pk}-note": "正在核查", f"o{pk}-document": file}
    sign(client, organs["discipline"], data)
    check = Check.objects.get(answer="adverse")
    assert (check.note, bool(check.document)) == ("正在核查", True)
    assert client.get(url("appraisal_document", check.pk)).content == PDF
    client.force_login(organs["audit"])
    assert client.get(url("appraisal_document", check.pk)).status_code == 404


def test_an_organ_changes_its_answers_until_the_stage_closes(client, cast, organs):
    sign(client, organs["audit"], answers(cast, "to_verify") | notes(cast))
    sign(client, organs["audit"], answers(cast))
    assert set(Check.objects.values_list("answer", flat=True)) == {"no_objection"}
    Stage.objects.filter(key=KEY).update(state="closed")
    page = sign(client, organs["audit"], answers(cast, "to_verify") | notes(cast))
    assert len(page.context["errors"]) == 1
    assert set(Check.objects.values_list("answer", flat=True)) == {"no_objection"}


def notes(cast):
    return {f"o{pk}-note": "待核实" for pk in keys(cast).values()}


def test_staff_sees_who_has_answered_and_not_what(client, cast, organs):
    sign(client, organs["discipline"], answers(cast, "adverse") | notes(cast))
    check = Check.objects.first()
    client.force_login(cast[Role.STAFF])
    page = client.get(url("checks"))
    assert page.context["secret"] is True
    html = page.content.decode()
    assert "待核实" not in html
    assert [organ["given"] for organ in page.context["organs"]] == ["3 / 3", "0 / 3"]
    assert client.get(url("check_person", "A1")).context["groups"] == []
    assert client.get(url("check_document", check.pk)).status_code == 404
    assert client.post(url("checks"), {f"c{keys(cast)['A1']}-1": "adverse"}).status_code == 200
    assert Check.objects.filter(source="audit").count() == 0


def test_the_ledger_does_not_give_the_answers_away(client, cast, organs):
    sign(client, organs["discipline"], answers(cast, "adverse") | notes(cast))
    client.force_login(cast[Role.SUPERVISOR])
    for entry in Entry.objects.filter(log__name="2026-T-01", code__in=["checks.entered", "appraisal.signed"]):
        assert "adverse" not in entry.body
        page = client.get(reverse("ledger_entry", args=["2026-T-01", entry.seq])).content.decode()
        assert "待核实" not in page


def test_when_all_are_in_the_answers_open(client, cast, organs):
    sign(client, organs["discipline"], answers(cast, "adverse") | notes(cast))
    sign(client, organs["audit"], answers(cast))
    client.force_login(cast[Role.STAFF])
    page = client.get(url("checks"))
    assert page.context["secret"] is False
    assert "待核实" in page.content.decode()


def test_the_stage_closes_once_all_organs_have_answered(client, cast, organs):
    sign(client, organs["discipline"], answers(cast, "to_verify") | notes(cast))
    client.force_login(cast[Role.STAFF])
    close = reverse("stage_close", args=["2026-T-01", KEY])
    told = client.post(close).content.decode()
    # Who has not answered is told, what the others answered is not.
    assert ("审计部门" in told, "纪检监察机关" in told) == (True, False)
    assert cast.stage(KEY).state == "open"
    sign(client, organs["discipline"], answers(cast))
    pk = keys(cast)["A2"]
    sign(client, organs["audit"], answers(cast) | {f"o{pk}": "adverse", f"o{pk}-note": "审计发现问题"})
    decide(cast, KEY)
    standings = outcome_in_force(cast.stage(KEY)).placings.values_list("application__number", "standing")
    assert dict(standings) == {"A1": "advanced", "A2": "disqualified", "B1": "advanced"}


def test_who_sits_for_no_organ_is_told_so(client, cast, organs):
    Seat.objects.filter(user=organs["audit"]).update(scope="")
    client.force_login(organs["audit"])
    page = client.get(url("appraisal"))
    assert page.status_code == 200
    assert page.context["held"] is False


@pytest.mark.parametrize("role", [Role.STAFF, Role.SUPERVISOR, Role.JUDGE, "stranger"])
def test_only_organs_answer(client, cast, organs, role):
    client.force_login(cast[role])
    assert client.get(url("appraisal")).status_code == 404
    assert client.post(url("appraisal"), answers(cast)).status_code == 404


def test_an_ended_seat_answers_no_more(client, cast, organs):
    seat = Seat.objects.get(user=organs["audit"])
    end_seat(seat_id=seat.pk, by=cast.actor(Role.STAFF))
    client.force_login(organs["audit"])
    assert client.get(url("appraisal")).status_code == 404


def test_an_organ_does_not_answer_for_another(client, cast, organs):
    client.force_login(organs["audit"])
    page = client.get(url("appraisal") + "?organ=discipline")
    assert page.context["organ_title"] == "审计部门"


def test_a_late_organ_raises_an_alarm(client, cast, organs, monkeypatch):
    client.force_login(cast[Role.STAFF])
    assert client.get(url("checks")).context["alarms"] == []
    late(monkeypatch)
    page = client.get(url("checks"))
    assert len(page.context["alarms"]) == 2
    client.force_login(organs["audit"])
    assert client.get(url("appraisal")).context["state"].overdue


def test_silence_of_a_co_manager_is_recorded_by_staff(client, cast, organs, monkeypatch):
    client.force_login(cast[Role.STAFF])
    early = client.post(url("appraisal_consent", "audit"), {"reason": "满一个月未复"})
    assert early.context["blocked"]
    late(monkeypatch)
    client.post(url("appraisal_consent", "discipline"), {"reason": "满一个月未复"})
    assert Check.objects.count() == 0
    assert client.post(url("appraisal_consent", "audit"), {"reason": "满一个月未复"}).status_code == 302
    assert set(Check.objects.values_list("source", "answer", "note")) == {
        ("audit", "no_objection", "满一个月未复")
    }
    client.force_login(organs["audit"])
    assert client.get(url("appraisal_consent", "audit")).status_code == 404


def test_an_organs_desk_costs_the_same_for_many(client, cast, organs, same_queries):
    client.force_login(organs["audit"])
    same_queries(lambda: client.get(url("appraisal")), lambda: more_people(cast, 30))


def test_days_are_counted_in_working_days(client, cast, organs, monkeypatch):
    monkeypatch.setattr("scoring.check_queries.opened_on", lambda stage: date(2025, 9, 29))
    client.force_login(cast[Role.STAFF])
    due = {organ["title"]: organ["due"] for organ in client.get(url("checks")).context["organs"]}
    # 30 September; 1 to 8 October are holidays; 9, 10, 11 (made up), 13 October
    assert due["纪检监察机关"] == date(2025, 10, 13)


def test_nobody_changes_what_an_organ_signed(client, cast, organs):
    for user in organs.values():
        sign(client, user, answers(cast))
    decide(cast, KEY)
    client.force_login(cast[Role.STAFF])
    page = client.get(url("check_person", "A1"))
    assert not any(line["change_url"] for group in page.context["groups"] for line in group["lines"])
    here = url("check_correct", "A1") + "?item=&source=audit"
    client.post(here, {"answer": "adverse", "note": "x", "reason": "y"})
    assert set(Check.objects.values_list("answer", flat=True)) == {"no_objection"}


def test_what_organs_signed_is_not_typed_a_second_time(client, cast, monkeypatch):
    monkeypatch.setitem(STAGES, KEY, STAGES[KEY] + "double_entry = true\n")
    course(cast, KEY)
    for organ in ("discipline", "audit"):
        sign(client, reviewer(cast, organ), answers(cast))
    client.force_login(cast[Role.SCORE_CLERK])
    tabs = [tab["url"] for tab in client.get(url("checks")).context["tabs"]]
    assert url("again") not in tabs
    assert decide(cast, KEY).state == "decided"
