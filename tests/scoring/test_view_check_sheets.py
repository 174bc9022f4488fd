"""The door of sheets of answers: template, dry run, mistakes as a workbook, applying."""

import io

import openpyxl
import pytest
from django.urls import reverse

from campaigns.models import Stage
from oversight.models import Entry
from oversight.rights import Role
from scoring.models import Check
from tests.scoring.course import course

HEADER = ("id", "party", "opinion", "day", "note")


def url(name, key, *rest):
    return reverse(name, args=["2026-T-01", key, *rest])


@pytest.fixture
def staff(cast, client):
    course(cast, "deliberation")
    client.force_login(cast[Role.STAFF])
    return client


def drop(client, rows, key="deliberation", header=HEADER, name="a.csv"):
    file = io.BytesIO("\n".join(",".join(row) for row in (header, *rows)).encode())
    file.name = name
    return client.post(url("checks_import", key), {"file": file})


def test_the_template_asks_everything_of_everybody(staff):
    book = openpyxl.load_workbook(io.BytesIO(staff.get(url("checks_template", "deliberation")).content))
    rows = [[cell.value for cell in row] for row in book.active.rows]
    assert rows[0] == ["id", "name", "position", "party", "number", "opinion", "day", "note"]
    assert [row[3] for row in rows[1:4]] == ["分管领导", "纪委", "-"]
    assert len(rows) == 10


def test_a_sheet_is_tried_and_then_applied(staff):
    dry = drop(staff, [["A1", "纪委", "agree", "2026-01-05", ""], ["A1", "-", "drop", "", "结构需要"]])
    page = staff.get(dry.url)
    assert (page.context["run"]["mistakes"], Check.objects.count()) == ([], 0)
    assert staff.post(dry.url).url == url("checks", "deliberation")
    assert set(Check.objects.values_list("source", "answer")) == {("纪委", "agree"), ("-", "drop")}
    assert Entry.objects.last().code == "checks.imported"


def test_everything_wrong_is_named_and_nothing_stored(staff):
    dry = drop(
        staff, [["A1", "某某", "agree", "", ""], ["Z9", "纪委", "agree", "", ""], ["A2", "-", "drop", "", ""]]
    )
    found = {(m["line"], m["column"]) for m in staff.get(dry.url).context["run"]["mistakes"]}
    assert found == {(2, "party"), (3, "id"), (4, "note")}
    staff.post(dry.url)
    assert Check.objects.count() == 0
    ref = dry.url.rstrip("/").rpartition("/")[2]
    book = openpyxl.load_workbook(io.BytesIO(staff.get(url("checks_errors", "deliberation", ref)).content))
    assert [cell.value for cell in next(book.active.rows)][-1] == "mistake"


def test_the_same_sheet_twice_leads_to_the_first(staff):
    rows = [["A1", "纪委", "agree", "", ""]]
    staff.post(drop(staff, rows).url)
    assert staff.get(drop(staff, rows, name="b.csv").url).context["first"] is not None


def test_a_sheet_says_how_many_answers_it_replaces(staff):
    staff.post(drop(staff, [["A1", "纪委", "agree", "", ""]]).url)
    page = staff.get(drop(staff, [["A2", "纪委", "agree", "", ""]]).url)
    totals = {total["label"]: total["value"] for total in page.context["run"]["totals"]}
    assert 1 in totals.values()


def test_a_closed_stage_takes_no_sheet(staff):
    dry = drop(staff, [["A1", "纪委", "agree", "", ""]])
    Stage.objects.filter(key="deliberation").update(state="closed")
    assert staff.get(dry.url).context["apply_url"] == ""
    staff.post(dry.url)
    assert Check.objects.count() == 0


def test_organs_answer_under_their_own_accounts_not_by_sheet(cast, client):
    course(cast, "appraisal")
    client.force_login(cast[Role.STAFF])
    assert client.get(url("checks_import", "appraisal")).status_code == 302
    assert client.get(url("checks_template", "appraisal")).status_code == 302


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.JUDGE, "stranger"])
def test_others_find_nothing(cast, client, staff, role):
    client.force_login(cast[role])
    for name in ("checks_import", "checks_template"):
        assert client.get(url(name, "deliberation")).status_code == 404
