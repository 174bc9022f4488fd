"""The door of marks: the sheet on the screen, and sheets as files."""

import io
import json

import openpyxl
import pytest
from django.urls import reverse

from campaigns.actions.stages import open_stage
from candidates.actions.applications import enter_application
from candidates.applications_file import ApplicationRow
from candidates.models import Application, Candidate
from oversight.models import Entry, Upload
from oversight.rights import Role
from scoring.actions.marks import enter_marks
from scoring.collect import outcome_in_force
from scoring.models import Mark, Placing
from tests.rehearsal import NUMBERS, WRITTEN, carry, decide, given, keys, rehearse, seal
from tests.scoring.course import course


def url(name, key="written", *rest):
    return reverse(name, args=["2026-T-01", key, *rest])


def codes():
    return list(Entry.objects.filter(log__name="2026-T-01").order_by("seq").values_list("code", flat=True))


@pytest.fixture
def exam(cast):
    """The written exam open, without a mark."""
    carry(cast, "written", filled="written")
    Mark.objects.all().delete()
    return cast.stage("written")


def cell(cast, number, column):
    return f"m{keys(cast)[number]}-{column}"


def drop(client, key, name, data):
    file = io.BytesIO(data)
    file.name = name
    return client.post(url("marks_import", key), {"file": file})


def sheet(rows, header=("id", "public", "special")):
    return "\n".join(",".join(map(str, row)) for row in (header, *rows)).encode()


def values():
    rows = Mark.objects.order_by("application__order", "criterion")
    return [
        (number, state, value // 10**6)
        for number, state, value in rows.values_list("application__number", "state", "value")
    ]


def test_the_sheet_shows_every_entrant(as_role, exam):
    page = as_role(Role.SCORE_CLERK).get(url("marks"))
    assert [row["number"] for row in page.context["grid"]["rows"]] == list(NUMBERS)
    assert page.context["expected"] == 14


def test_marks_are_saved_and_recorded(as_role, exam, cast):
    data = {cell(cast, "A1", 0): "88.5", cell(cast, "A1", 1): "absent", cell(cast, "A2", 0): "违纪"}
    answer = as_role(Role.SCORE_CLERK).post(url("marks"), data)
    assert answer.status_code == 302
    assert values() == [("A1", 0, 88), ("A1", 1, 0), ("A2", 2, 0)]
    assert codes()[-1] == "marks.entered"


def test_all_errors_at_once_and_what_was_typed_is_kept(as_role, exam, cast):
    data = {cell(cast, "A1", 0): "188", cell(cast, "A2", 0): "abc", cell(cast, "A3", 0): "70"}
    page = as_role(Role.STAFF).post(url("marks"), data)
    assert page.status_code == 200
    assert len(page.context["errors"]) == 2
    html = page.content.decode()
    assert 'value="188"' in html
    assert 'value="70"' in html
    assert Mark.objects.count() == 0


def test_a_changed_mark_names_both_values(as_role, exam, cast):
    name = cell(cast, "A1", 0)
    staff = as_role(Role.STAFF)
    staff.post(url("marks"), {name: "80"})
    staff.post(url("marks"), {name: "81", "seen": json.dumps({name: "80"})})
    facts = Entry.objects.last().content["facts"]
    assert (facts["before"], facts["after"]) == ("80", "81")


def test_an_emptied_cell_takes_the_mark_out(as_role, exam, cast):
    name = cell(cast, "A1", 0)
    staff = as_role(Role.STAFF)
    staff.post(url("marks"), {name: "80"})
    staff.post(url("marks"), {name: "", "seen": json.dumps({name: "80"})})
    assert (Mark.objects.count(), codes()[-1]) == (0, "mark.removed")


def test_what_somebody_else_entered_meanwhile_is_not_lost(as_role, exam, cast):
    name = cell(cast, "A1", 0)
    as_role(Role.STAFF).post(url("marks"), {name: "80"})
    page = as_role(Role.SCORE_CLERK).post(url("marks"), {name: "75", "seen": "{}"})
    assert len(page.context["errors"]) == 1
    blank = as_role(Role.SCORE_CLERK).post(url("marks"), {name: "", "seen": "{}"})
    assert blank.status_code == 302
    assert values() == [("A1", 0, 80)]


def test_saving_the_same_again_records_nothing(as_role, exam, cast):
    staff = as_role(Role.STAFF)
    staff.post(url("marks"), {cell(cast, "A1", 0): "80"})
    before = len(codes())
    staff.post(url("marks"), {cell(cast, "A1", 0): "80"})
    assert len(codes()) == before


def test_a_closed_stage_refuses_in_a_sentence(as_role, cast):
    carry(cast, "written")
    page = as_role(Role.STAFF).post(url("marks"), {cell(cast, "A1", 0): "1", "seen": "{}"})
    assert len(page.context["errors"]) == 1
    page = as_role(Role.STAFF).get(url("marks"))
    assert page.context["writable"] is False
    assert Mark.objects.filter(value=10**6).count() == 0


@pytest.mark.parametrize("name", ["marks", "marks_import", "marks_template"])
def test_strangers_find_nothing(as_role, client, exam, name):
    assert client.get(url(name)).status_code == 302
    assert as_role("stranger").get(url(name)).status_code == 404
    assert as_role(Role.JUDGE).get(url(name)).status_code == 404


def test_watchers_read_and_do_not_write(as_role, exam, cast):
    watcher = as_role(Role.SUPERVISOR)
    assert watcher.get(url("marks")).status_code == 200
    assert watcher.post(url("marks"), {cell(cast, "A1", 0): "80"}).status_code == 404


def test_wrong_methods_are_refused(as_role, exam):
    assert as_role(Role.STAFF).delete(url("marks")).status_code == 405
    assert as_role(Role.STAFF).post(url("marks_template")).status_code == 405


def test_the_sheet_costs_the_same_for_many(as_role, cast, same_queries):
    rehearse(cast)
    staff = as_role(Role.STAFF)
    page = staff.get(url("marks", "registration"))
    assert page.status_code == 302

    carry_entered(cast, 1)
    marks = url("marks", "written")
    same_queries(lambda: staff.get(marks), lambda: add_entrants(cast, 29))


def carry_entered(cast, count):
    """Enter `count` applications, seal the registration and open the exam."""
    for number in range(count):
        row = ApplicationRow(number=f"N{number}", position="P01", name="某人")
        enter_application(campaign_id=cast.campaign.pk, row=row, by=cast.actor(Role.STAFF))
    decide(cast, "registration")
    seal(cast, "registration")
    open_stage(stage_id=cast.stage("written").pk, by=cast.actor(Role.STAFF))


def add_entrants(cast, count):
    """Put more entrants into the exam past the actions: only the page's queries are looked at."""
    outcome = outcome_in_force(cast.stage("registration"))
    first = Application.objects.first()
    for n in range(count):
        person = Candidate.objects.create(name="某人")
        made = Application.objects.create(
            campaign=cast.campaign, position=first.position, candidate=person, number=f"M{n}", order=100 + n
        )
        Placing.objects.create(
            outcome=outcome, application=made, line=100 + n, standing="advanced", reason=12
        )


def test_an_interview_is_entered_by_room(as_role, cast):
    carry(cast, "interview", filled="interview")
    Mark.objects.all().delete()
    staff = as_role(Role.STAFF)
    address = url("marks", "interview") + "?position=P01&room=甲&judges=3"
    page = staff.get(address)
    assert len(page.context["grid"]["columns"]) == 3
    name = page.context["grid"]["rows"][0]["cells"][1]["name"]
    staff.post(address, {name: "86"})
    (mark,) = Mark.objects.all()
    assert (mark.assessor.room, mark.assessor.label, mark.value) == ("甲", "2", 86 * 10**6)
    other = staff.get(url("marks", "interview") + "?position=P01&room=乙&judges=3")
    assert "A1" not in [row["number"] for row in other.context["grid"]["rows"]]


def test_an_average_stands_alone(as_role, cast):
    carry(cast, "interview", filled="interview")
    address = url("marks", "interview") + "?position=P01&room=A&judges=-"
    staff = as_role(Role.STAFF)
    grid = staff.get(address).context["grid"]
    page = staff.post(address, {grid["rows"][0]["cells"][-1]["name"]: "80"})
    assert len(page.context["errors"]) == 1
    assert Mark.objects.filter(assessor__label="-").count() == 0


def test_misconduct_is_for_exams_only(as_role, cast):
    carry(cast, "interview", filled="interview")
    address = url("marks", "interview") + "?position=P01&room=A"
    staff = as_role(Role.STAFF)
    cell_of = staff.get(address).context["grid"]["rows"][0]["cells"][0]
    seen = json.dumps({cell_of["name"]: cell_of["value"]})
    page = staff.post(address, {cell_of["name"]: "misconduct", "seen": seen})
    assert len(page.context["errors"]) == 1


def test_a_composite_has_no_marks_of_its_own(as_role, cast):
    carry(cast, "total")
    page = as_role(Role.STAFF).get(url("marks", "total"))
    assert page.context["own"] is False


def test_the_template_holds_the_entrants(as_role, exam):
    book = openpyxl.load_workbook(io.BytesIO(as_role(Role.STAFF).get(url("marks_template")).content))
    rows = [[c.value for c in row] for row in book.active.rows]
    assert rows[0] == ["id", "name", "position", "public", "special"]
    assert [row[0] for row in rows[1:]] == list(NUMBERS)


def test_the_filled_template_comes_back(as_role, exam):
    staff = as_role(Role.STAFF)
    book = openpyxl.load_workbook(io.BytesIO(staff.get(url("marks_template")).content))
    for line, value in zip(range(2, 9), WRITTEN.values(), strict=True):
        book.active.cell(line, 4).value = str(value)
        book.active.cell(line, 5).value = str(value)
    out = io.BytesIO()
    book.save(out)
    dry = drop(staff, "written", "笔试.xlsx", out.getvalue())
    page = staff.get(dry.url)
    assert page.context["run"]["mistakes"] == []
    assert Mark.objects.count() == 0
    staff.post(dry.url)
    assert Mark.objects.count() == 14
    assert codes()[-1] == "marks.imported"


def test_the_same_sheet_twice_leads_to_the_first(as_role, exam):
    staff = as_role(Role.STAFF)
    data = sheet([["A1", 80, 70]])
    staff.post(drop(staff, "written", "a.csv", data).url)
    page = staff.get(drop(staff, "written", "b.csv", data).url)
    assert page.context["first"] == Upload.objects.get()
    assert Mark.objects.count() == 2


def test_everything_wrong_in_a_sheet_is_named(as_role, exam):
    staff = as_role(Role.STAFF)
    data = sheet([["A1", 180, "x"], ["Z9", 80, 70], ["A1", 1, 2]])
    dry = drop(staff, "written", "a.csv", data)
    found = {(m["line"], m["column"]) for m in staff.get(dry.url).context["run"]["mistakes"]}
    assert found == {(2, "public"), (2, "special"), (3, "id"), (4, "id")}
    ref = dry.url.rstrip("/").rpartition("/")[2]
    book = openpyxl.load_workbook(io.BytesIO(staff.get(url("marks_errors", "written", ref)).content))
    rows = [[c.value or "" for c in row] for row in book.active.rows]
    assert rows[0] == ["id", "public", "special", "mistake"]
    assert ["180" in rows[1][3], "Z9" in rows[2][3]] == [True, True]
    staff.post(dry.url)
    assert Mark.objects.count() == 0


def test_a_second_sheet_adds_and_changes(as_role, exam, cast):
    by = cast.actor(Role.SCORE_CLERK)
    enter_marks(stage_id=exam.pk, entries=[given(keys(cast)["A1"], 60)], by=by)
    staff = as_role(Role.STAFF)
    staff.post(drop(staff, "written", "a.csv", sheet([["A1", 61, 62]])).url)
    assert values() == [("A1", 0, 61), ("A1", 0, 62)]
    assert codes()[-3:] == ["mark.changed", "marks.entered", "marks.imported"]


def test_an_inspections_rubric_is_marked_by_its_team(as_role, cast):
    course(cast, "rubric")
    staff = as_role(Role.STAFF)
    address = url("marks", "rubric") + "?judges=王组长,李成员"
    page = staff.get(address)
    titles = [column["title"] for column in page.context["grid"]["columns"]]
    assert titles == ["王组长 · 工作实绩", "王组长 · 发展潜力", "李成员 · 工作实绩", "李成员 · 发展潜力"]
    name = page.context["grid"]["rows"][0]["cells"][3]["name"]
    staff.post(address, {name: "86"})
    (mark,) = Mark.objects.all()
    assert (mark.assessor.room, mark.assessor.label, mark.criterion) == ("", "李成员", 1)
    assert [tab["current"] for tab in page.context["tabs"] if tab["url"] == url("marks", "rubric")] == [True]
    book = openpyxl.load_workbook(io.BytesIO(staff.get(url("marks_template", "rubric")).content))
    rows = [[cell.value for cell in row] for row in book.active.rows]
    assert rows[0][3:] == ["assessor", "item", "score"]
    assert rows[1][:5] == ["A1", "赵一", "P01", "李成员", "achievements"]


def test_an_inspection_without_a_rubric_has_no_sheet_of_marks(as_role, cast):
    course(cast, "inspection")
    assert as_role(Role.STAFF).get(url("marks", "inspection")).status_code == 302
    assert as_role(Role.STAFF).get(url("marks_template", "inspection")).status_code == 302
