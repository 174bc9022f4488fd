"""The doors of checks: the sheet of a stage, one person's answers, one answer with its document."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from campaigns.models import Stage
from candidates.models import Application, Candidate
from oversight.models import Entry
from oversight.rights import Role
from scoring.actions.checks import CheckEntry, enter_checks
from scoring.collect import outcome_in_force
from scoring.models import Check, Placing
from tests.rehearsal import keys
from tests.scoring.course import course

PDF = b"%PDF-1.7 a letter"


def url(name, key, *rest):
    return reverse(name, args=["2026-T-01", key, *rest])


def codes():
    return list(Entry.objects.filter(log__name="2026-T-01").order_by("seq").values_list("code", flat=True))


def cell(cast, number, column):
    return f"c{keys(cast)[number]}-{column}"


@pytest.fixture
def talks(cast):
    """A deliberation open: two parties and the meeting."""
    course(cast, "deliberation")
    return cast.stage("deliberation")


@pytest.fixture
def looked_into(cast):
    """An inspection open."""
    course(cast, "inspection")
    return cast.stage("inspection")


def answer(cast, key, who, **what):
    entry = CheckEntry(keys(cast)[who], **what)
    enter_checks(stage_id=cast.stage(key).pk, entries=[entry], by=cast.actor(Role.STAFF))
    return Check.objects.latest("pk")


def more_people(cast, count, behind="registration"):
    """Put more entrants behind a stage past the actions: only the page's queries are looked at."""
    outcome = outcome_in_force(cast.stage(behind))
    first = Application.objects.first()
    for n in range(count):
        person = Candidate.objects.create(name="某人")
        made = Application.objects.create(
            campaign=cast.campaign, position=first.position, candidate=person, number=f"M{n}", order=100 + n
        )
        Placing.objects.create(
            outcome=outcome, application=made, line=100 + n, standing="advanced", reason=12
        )


def test_the_sheet_has_a_column_for_each_party_and_the_meeting(as_role, talks):
    page = as_role(Role.SCORE_CLERK).get(url("checks", "deliberation"))
    assert [column["title"] for column in page.context["grid"]["columns"]] == ["分管领导", "纪委", "会议"]
    assert [row["number"] for row in page.context["grid"]["rows"]] == ["A1", "A2", "B1"]
    assert (page.context["progress"].given, page.context["progress"].expected) == (0, 9)
    answers = [choice["value"] for choice in page.context["grid"]["columns"][2]["choices"]]
    assert answers == ["keep", "drop"]


def test_the_sheet_says_what_keeps_the_stage_open(as_role, talks, cast):
    staff = as_role(Role.STAFF)
    assert len(staff.get(url("checks", "deliberation")).context["missing"]) == 3
    for who in ("A1", "A2", "B1"):
        for source, said in (("分管领导", "agree"), ("纪委", "agree"), ("-", "keep")):
            answer(cast, "deliberation", who, source=source, answer=said)
    assert staff.get(url("checks", "deliberation")).context["missing"] == []


def test_answers_are_saved_and_recorded(as_role, talks, cast):
    data = {cell(cast, "A1", 0): "agree", cell(cast, "A1", 2): "drop", f"{cell(cast, 'A1', 2)}-note": "结构"}
    assert as_role(Role.STAFF).post(url("checks", "deliberation"), data).status_code == 302
    stored = Check.objects.order_by("pk").values_list("source", "answer", "note")
    assert set(stored) == {("分管领导", "agree", ""), ("-", "drop", "结构")}
    assert codes()[-1] == "checks.entered"


def test_what_is_wrong_is_named_at_once_and_kept(as_role, talks, cast):
    data = {cell(cast, "A1", 0): "disagree", cell(cast, "A2", 0): "keep", cell(cast, "B1", 0): "agree"}
    page = as_role(Role.STAFF).post(url("checks", "deliberation"), data)
    assert len(page.context["errors"]) == 2
    assert Check.objects.count() == 0
    row = page.context["grid"]["rows"][2]
    assert row["cells"][0]["value"] == "agree"


def test_what_somebody_else_entered_meanwhile_is_not_lost(as_role, talks, cast):
    name = cell(cast, "A1", 0)
    as_role(Role.STAFF).post(url("checks", "deliberation"), {name: "agree"})
    page = as_role(Role.SCORE_CLERK).post(
        url("checks", "deliberation"), {name: "disagree", f"{name}-note": "x", "seen": "{}"}
    )
    assert len(page.context["errors"]) == 1
    seen = json.dumps({name: "agree"})
    page = as_role(Role.STAFF).post(url("checks", "deliberation"), {name: "", "seen": seen})
    assert "own page" in page.context["errors"][0]["text"] or len(page.context["errors"]) == 1
    assert Check.objects.get().answer == "agree"


def test_saving_the_same_again_records_nothing(as_role, talks, cast):
    staff, name = as_role(Role.STAFF), cell(cast, "A1", 0)
    staff.post(url("checks", "deliberation"), {name: "agree"})
    before = len(codes())
    staff.post(url("checks", "deliberation"), {name: "agree", "seen": json.dumps({name: "agree"})})
    assert len(codes()) == before


def test_a_closed_stage_is_read_only(as_role, talks, cast):
    Stage.objects.filter(pk=talks.pk).update(state="closed")
    page = as_role(Role.STAFF).get(url("checks", "deliberation"))
    assert page.context["writable"] is False
    page = as_role(Role.STAFF).post(url("checks", "deliberation"), {cell(cast, "A1", 0): "agree"})
    assert len(page.context["errors"]) == 1
    assert Check.objects.count() == 0
    here = url("check_one", "deliberation", "A1")
    assert as_role(Role.STAFF).get(here, {"item": "", "source": "纪委"}).status_code == 302


def test_strangers_find_nothing(as_role, client, talks):
    here = url("checks", "deliberation")
    assert client.get(here).status_code == 302
    assert as_role("stranger").get(here).status_code == 404
    assert as_role(Role.JUDGE).get(here).status_code == 404


def test_watchers_read_and_do_not_write(as_role, talks, cast):
    watcher = as_role(Role.SUPERVISOR)
    assert watcher.get(url("checks", "deliberation")).status_code == 200
    assert watcher.get(url("check_person", "deliberation", "A1")).status_code == 200
    assert watcher.post(url("checks", "deliberation"), {cell(cast, "A1", 0): "agree"}).status_code == 404
    assert watcher.get(url("check_one", "deliberation", "A1")).status_code == 404


def test_the_sheet_costs_the_same_for_many(as_role, talks, cast, same_queries):
    answer(cast, "deliberation", "A1", source="纪委", answer="agree")
    staff = as_role(Role.STAFF)
    same_queries(lambda: staff.get(url("checks", "deliberation")), lambda: more_people(cast, 30))


# -- one person ------------------------------------------------------------------------------------


def test_a_person_has_everything_on_one_page(as_role, looked_into, cast):
    answer(cast, "inspection", "A1", item="archive", answer="no_objection")
    answer(cast, "inspection", "A1", item="talk", source="王某", answer="noted", note="群众基础好")
    page = as_role(Role.STAFF).get(url("check_person", "inspection", "A1"))
    assert (page.context["bar"]["done"], page.context["bar"]["total"]) == (1, 6)
    lines = {group["title"]: group["lines"] for group in page.context["groups"]}
    assert [line["note"] for line in lines["谈话"]] == ["群众基础好"]
    assert page.context["others"]["after"].endswith("/A2/")


def test_answers_of_a_person_cost_the_same_for_many(as_role, looked_into, cast, same_queries):
    staff = as_role(Role.STAFF)
    answer(cast, "inspection", "A1", item="talk", source="王某", answer="noted", note="好")

    def add():
        for number in range(2, 31):
            answer(
                cast, "inspection", "A1", item="talk", number=number, source="王某", answer="noted", note="好"
            )

    same_queries(lambda: staff.get(url("check_person", "inspection", "A1")), add)


def test_a_talk_is_added_with_its_document(as_role, looked_into, cast):
    here = url("check_one", "inspection", "A1") + "?item=talk"
    staff = as_role(Role.STAFF)
    assert "answer" not in staff.get(here).context["form"].fields
    data = {
        "source": "王某",
        "day": "2026-01-05",
        "note": "谈话",
        "document": SimpleUploadedFile("a.pdf", PDF),
    }
    assert staff.post(here, data).url == url("check_person", "inspection", "A1")
    check = Check.objects.get()
    assert (check.item, check.number, check.answer, check.source) == ("talk", 1, "noted", "王某")
    file = staff.get(url("check_document", "inspection", check.pk))
    assert file.content == PDF
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Content-Type"] == "application/octet-stream"
    staff.post(here, {"source": "李某", "day": "2026-01-05", "note": "再谈"})
    assert Check.objects.latest("pk").number == 2


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"answer": "adverse"}, "note"),
        ({"answer": "no_objection", "day": "2999-01-01"}, "day"),
        ({"answer": "keep"}, "answer"),
        ({}, "answer"),
    ],
)
def test_a_form_names_what_is_wrong(as_role, looked_into, data, wrong):
    page = as_role(Role.STAFF).post(url("check_one", "inspection", "A1") + "?item=archive", data)
    assert wrong in page.context["form"].errors
    assert Check.objects.count() == 0


def test_a_document_is_a_pdf_or_a_picture(as_role, looked_into):
    data = {"answer": "no_objection", "document": SimpleUploadedFile("a.pdf", b"<script>")}
    page = as_role(Role.STAFF).post(url("check_one", "inspection", "A1") + "?item=archive", data)
    assert list(page.context["form"].errors) == ["document"]


def test_an_integrity_opinion_is_each_signers_own(as_role, looked_into, cast):
    staff = as_role(Role.STAFF)
    signer = "纪委书记(纪检组长)"
    here = url("check_one", "inspection", "A1")
    staff.post(f"{here}?item=integrity&source={signer}", {"answer": "no_objection"})
    assert Check.objects.get().source == signer
    assert staff.get(f"{here}?item=integrity&source=nobody").status_code == 302
    assert staff.get(f"{here}?item=nothing").status_code == 302


def test_an_answer_is_taken_out_with_a_reason(as_role, looked_into, cast):
    check = answer(cast, "inspection", "A1", item="archive", answer="no_objection")
    here = url("check_remove", "inspection", check.pk)
    staff = as_role(Role.STAFF)
    assert "reason" in staff.post(here, {}).context["form"].errors
    staff.post(here, {"reason": "录入有误"})
    assert (Check.objects.count(), codes()[-1]) == (0, "check.removed")
    assert staff.get(here).status_code == 404


def test_nobody_else_gets_a_document(as_role, looked_into, cast):
    check = answer(cast, "inspection", "A1", item="archive", answer="no_objection")
    here = url("check_document", "inspection", check.pk)
    assert as_role("stranger").get(here).status_code == 404
    assert as_role(Role.STAFF).get(here).status_code == 404


# -- the desk and the stage's page -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["inspection", "deliberation", "comment"])
def test_answers_are_entered_by_staff_and_clerks(client, cast, name):
    course(cast, name)
    named = f"录入“{cast.stage(name)}”的意见"
    for role, there in ((Role.STAFF, True), (Role.SCORE_CLERK, True), (Role.SUPERVISOR, False)):
        client.force_login(cast[role])
        found = [task["title"] for task in client.get(reverse("desk")).context["tasks"]]
        assert any(title.startswith(named) for title in found) is there


def test_the_stage_says_how_many_answers_there_are(client, cast):
    course(cast, "deliberation")
    client.force_login(cast[Role.STAFF])
    for name in ("stage", "stage_close"):
        page = client.get(reverse(name, args=["2026-T-01", "deliberation"])).content.decode()
        assert "0 / 9" in page


def test_the_page_before_closing_says_what_is_unanswered_and_where(cast, client):
    course(cast, "deliberation")
    client.force_login(cast[Role.STAFF])
    page = client.get(reverse("stage_close", args=["2026-T-01", "deliberation"]))
    answers = reverse("checks", args=["2026-T-01", "deliberation"])
    assert page.context["blocked"]
    assert {line["url"] for line in page.context["blocked"]} == {answers}
