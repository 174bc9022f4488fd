"""The doors of applications: the list, one application, sheets."""

import io

import openpyxl
import pytest
from django.urls import reverse

from candidates.models import Application
from oversight.models import Blob, Entry, Upload
from oversight.rights import Role
from tests.candidates.workbooks import workbook
from tests.rehearsal import rehearse

GOOD = "11010119900307002X"
HEADER = ["id", "position", "name", "id_number"]


@pytest.fixture
def running(cast):
    """A campaign whose registration is open and empty."""
    return rehearse(cast)


@pytest.fixture
def staff(client, cast, running):
    client.force_login(cast[Role.STAFF])
    return client


def url(name, campaign, *rest):
    return reverse(name, args=[campaign.code, *rest])


def position(campaign):
    return campaign.positions.order_by("order").first().code


def enter(staff, campaign, number="A1", **more):
    data = {"number": number, "position": position(campaign), "name": "张三", **more}
    return staff.post(url("application_new", campaign), data)


def codes_of(campaign):
    return list(Entry.objects.filter(log__name=campaign.log).order_by("seq").values_list("code", flat=True))


def drop(staff, campaign, name, data):
    file = io.BytesIO(data)
    file.name = name
    return staff.post(url("applications_import", campaign), {"file": file})


def sheet(*rows):
    return "\n".join(",".join(row) for row in (HEADER, *rows)).encode()


def test_the_list_shows_who_applied(staff, running):
    enter(staff, running, id_number=GOOD)
    page = staff.get(url("applications", running))
    assert page.status_code == 200
    html = page.content.decode()
    assert "A1" in html
    assert "110101********002X" in html
    assert GOOD not in html


@pytest.mark.parametrize("text", ["A1", "张", GOOD, GOOD.lower()])
def test_the_list_is_searched(staff, running, text):
    enter(staff, running, id_number=GOOD)
    enter(staff, running, number="B2", name="李四")
    page = staff.get(url("applications", running), {"text": text})
    assert [row["cells"][0]["text"] for row in page.context["rows"]] == ["A1"]


def test_a_part_of_an_identity_number_finds_nobody(staff, running):
    enter(staff, running, id_number=GOOD)
    assert staff.get(url("applications", running), {"text": GOOD[:14]}).context["rows"] == []


def test_the_list_costs_the_same_for_many(staff, running, same_queries):
    enter(staff, running, number="N0")

    def add():
        for number in range(29):
            enter(staff, running, number=f"N{number + 1}", name="李四")

    same_queries(lambda: staff.get(url("applications", running)), add)


@pytest.mark.parametrize(
    "name", ["applications", "application_new", "applications_import", "applications_template"]
)
def test_strangers_find_nothing(client, cast, running, name):
    assert client.get(url(name, running)).status_code == 302
    client.force_login(cast["stranger"])
    assert client.get(url(name, running)).status_code == 404


@pytest.mark.parametrize("role", [Role.JUDGE, Role.SCORE_CLERK])
def test_judges_and_clerks_do_not_read_applications(client, cast, running, role):
    client.force_login(cast[role])
    assert client.get(url("applications", running)).status_code == 404


@pytest.mark.parametrize("role", [Role.APPROVER, Role.SUPERVISOR])
def test_readers_do_not_write(client, cast, running, role):
    client.force_login(cast[role])
    page = client.get(url("applications", running))
    assert page.status_code == 200
    assert [act["title"] for act in page.context["acts"] if act.get("primary")] == []
    assert client.post(url("application_new", running), {}).status_code == 404


@pytest.mark.parametrize("name", ["applications", "applications_template", "applications_export"])
def test_wrong_methods_are_refused(staff, running, name):
    assert staff.post(url(name, running)).status_code == 405


def test_entering_records_an_entry(staff, running):
    answer = enter(staff, running, id_number=GOOD)
    assert answer.url == url("application", running, "A1")
    assert codes_of(running)[-1] == "application.entered"
    found = Application.objects.get(campaign=running)
    assert (found.candidate.gender, found.candidate.birth_date.isoformat()) == ("female", "1990-03-07")


def test_a_wrong_identity_number_keeps_what_was_typed(staff, running):
    page = enter(staff, running, id_number="110101199003070021")
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["id_number"]
    assert 'value="张三"' in page.content.decode()
    assert Application.objects.count() == 0


def test_one_person_applies_once(staff, running):
    enter(staff, running, id_number=GOOD)
    page = enter(staff, running, number="A2", id_number=GOOD)
    assert list(page.context["form"].errors) == ["id_number"]
    page = enter(staff, running, number="A1", name="别人")
    assert list(page.context["form"].errors) == ["number"]


def test_leaving_needs_a_reason_and_is_undone(staff, running):
    enter(staff, running)
    leave = url("application_leave", running, "A1")
    assert list(staff.post(leave, {"standing": "withdrawn"}).context["form"].errors) == ["reason"]
    staff.post(leave, {"standing": "withdrawn", "reason": "本人书面放弃"})
    assert Application.objects.get().standing == "withdrawn"
    staff.post(url("application_return", running, "A1"), {"reason": "撤回放弃"})
    assert Application.objects.get().standing == ""
    assert codes_of(running)[-2:] == ["application.left", "application.returned"]


def test_changing_the_position_is_recorded(staff, running):
    other = running.positions.order_by("order").last()
    enter(staff, running)
    staff.post(url("application_move", running, "A1"), {"position": other.code, "reason": "改报"})
    assert Application.objects.get().position == other
    assert codes_of(running)[-1] == "application.changed"


def test_an_identity_number_is_read_for_a_reason_and_stands_nowhere_else(staff, running):
    enter(staff, running, id_number=GOOD)
    door = url("application_identity", running, "A1")
    assert GOOD not in staff.get(door).content.decode()
    assert GOOD not in staff.post(door, {"reason": ""}).content.decode()
    page = staff.post(door, {"reason": "核对报名材料"})
    assert GOOD in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert codes_of(running)[-1] == "identity.read"
    assert GOOD not in Entry.objects.last().body
    assert GOOD not in staff.get(url("application", running, "A1")).content.decode()


def test_only_staff_reads_identity_numbers(client, cast, staff, running):
    enter(staff, running, id_number=GOOD)
    client.force_login(cast[Role.APPROVER])
    assert client.post(url("application_identity", running, "A1"), {"reason": "看看"}).status_code == 404


def test_when_closed_a_sentence_says_so(staff, cast, running):
    from scoring.actions.stages import close_stage

    enter(staff, running)
    stage = running.stages.exclude(kind="announcement").order_by("order").first()
    close_stage(stage_id=stage.pk, by=cast.actor(Role.STAFF))
    page = enter(staff, running, number="A2")
    assert len(page.context["form"].non_field_errors()) == 1
    assert Application.objects.count() == 1


def test_the_template_is_text(staff, running):
    book = openpyxl.load_workbook(io.BytesIO(staff.get(url("applications_template", running)).content))
    cells = book.active
    assert [cell.value for cell in cells[1]][:4] == HEADER
    assert cells["D2"].number_format == "@"


def test_the_export_has_no_identity_numbers(staff, running):
    enter(staff, running, id_number=GOOD)
    book = openpyxl.load_workbook(io.BytesIO(staff.get(url("applications_export", running)).content))
    rows = [[cell.value for cell in row] for row in book.active.rows]
    assert rows[1][:4] == ["A1", position(running), running.positions.first().title, "张三"]
    assert GOOD not in str(rows)


def test_a_sheet_is_tried_and_then_applied(staff, running):
    data = workbook(HEADER, ["A1", position(running), "张三", GOOD], ["A2", position(running), "李四", None])
    dry = drop(staff, running, "报名.xlsx", data)
    assert Application.objects.count() == 0
    page = staff.get(dry.url)
    assert page.context["run"]["mistakes"] == []
    assert GOOD not in page.content.decode()
    answer = staff.post(dry.url)
    assert answer.url == url("applications", running)
    assert Application.objects.count() == 2
    assert codes_of(running)[-1] == "import.applied"
    assert all(GOOD.encode() not in bytes(blob.bytes) for blob in Blob.objects.all())


def test_the_same_file_twice_leads_to_the_first(staff, running):
    data = sheet(["A1", position(running), "张三", ""])
    staff.post(drop(staff, running, "a.csv", data).url)
    again = drop(staff, running, "b.csv", data).url
    page = staff.get(again)
    assert page.context["first"] == Upload.objects.get()
    assert f"#upload-{Upload.objects.get().pk}" in page.content.decode()
    staff.post(again)
    assert (Application.objects.count(), Upload.objects.count()) == (1, 1)


def test_everything_wrong_is_named_and_nothing_stored(staff, running):
    data = sheet(["A1", "没有", "张三", "123"], ["A1", position(running), "", ""])
    dry = drop(staff, running, "a.csv", data)
    page = staff.get(dry.url)
    found = {(m["line"], m["column"]) for m in page.context["run"]["mistakes"]}
    assert found == {(2, "position"), (2, "id_number"), (3, "id"), (3, "name")}
    staff.post(dry.url)
    assert Application.objects.count() == 0


def test_the_error_workbook_can_be_mended_and_dropped(staff, running):
    code = position(running)
    dry = drop(staff, running, "a.csv", sheet(["A1", "没有", "张三", ""], ["A2", code, "李四", ""]))
    ref = dry.url.rstrip("/").rpartition("/")[2]
    answer = staff.get(url("applications_errors", running, ref))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = [[cell.value for cell in row] for row in book.active.rows]
    assert rows[0] == [*HEADER, "mistake"]
    assert (rows[1][:2], rows[2][4] or "") == (["A1", "没有"], "")
    assert "没有" in rows[1][4]
    book.active["B2"] = code
    mended = io.BytesIO()
    book.save(mended)
    staff.post(drop(staff, running, "b.xlsx", mended.getvalue()).url)
    assert [a.extra for a in Application.objects.all()] == [{}, {}]


def test_what_is_there_already_is_named(staff, running):
    enter(staff, running, id_number=GOOD)
    page = staff.get(drop(staff, running, "a.csv", sheet(["A2", position(running), "张三", GOOD])).url)
    assert [(m["line"], m["column"]) for m in page.context["run"]["mistakes"]] == [(2, "id_number")]
    assert GOOD not in page.content.decode()


def test_a_file_waits_for_nobody_else(staff, client, cast, running):
    dry = drop(staff, running, "a.csv", sheet(["A1", position(running), "张三", ""]))
    assert staff.get(dry.url.replace("import/", "import/x")).status_code == 302
    client.force_login(cast[Role.APPROVER])
    assert client.get(dry.url).status_code == 404


def describe(staff, campaign, number="A1", **more):
    return staff.post(url("application_particulars", campaign, number), more)


def test_particulars_are_entered_after_the_registration_too(staff, running):
    enter(staff, running)
    running.stages.filter(kind="registration").update(state="sealed")
    page = describe(staff, running, ethnicity="汉族", work_start="2002-08", degree="无")
    assert page.url == url("application", running, "A1")
    assert Application.objects.get().extra == {"ethnicity": "汉族", "work_start": "2002-08", "degree": "无"}
    entry = Entry.objects.filter(log__name=running.log).latest("seq")
    assert (entry.code, entry.content["facts"]["fields"]) == (
        "application.described",
        ["ethnicity", "degree", "work_start"],
    )
    assert "汉族" not in str(entry.content)
    assert "汉族" in staff.get(page.url).content.decode()


def test_particulars_are_replaced_with_a_reason_only(staff, running):
    enter(staff, running)
    describe(staff, running, ethnicity="汉族")
    refused = describe(staff, running, ethnicity="回族")
    assert (refused.status_code, Application.objects.get().extra) == (200, {"ethnicity": "汉族"})
    describe(staff, running, ethnicity="回族", reason="录入有误")
    assert Application.objects.get().extra == {"ethnicity": "回族"}
    before = codes_of(running)
    describe(staff, running, ethnicity="回族")
    assert codes_of(running) == before


def test_what_is_wrong_with_particulars_stands_at_the_field(staff, running):
    enter(staff, running)
    page = describe(staff, running, work_start="去年", ethnicity="汉族")
    assert list(page.context["form"].errors) == ["work_start"]
    assert Application.objects.get().extra == {}


def test_particulars_are_nobody_elses(client, cast, staff, running):
    enter(staff, running)
    client.force_login(cast[Role.SUPERVISOR])
    assert describe(client, running, ethnicity="汉族").status_code == 404
    assert client.get(url("application_particulars", running, "A1")).status_code == 404
