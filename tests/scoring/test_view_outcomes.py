"""The door of outcomes: placings with the cut, the working, differences, export; and corrections."""

import io

import openpyxl
import pytest
from django.urls import reverse

from campaigns.actions.stages import open_stage
from candidates.models import Application, Candidate
from oversight.models import Entry
from oversight.rights import Role
from scoring.charts import classes
from scoring.collect import outcome_in_force
from scoring.core.values import MICRO
from scoring.models import Leave, Mark, Outcome, Placing
from tests.rehearsal import carry, decide, mark_written, seal


def url(name, key="written", *rest):
    return reverse(name, args=["2026-T-01", key, *rest])


def codes():
    return list(Entry.objects.filter(log__name="2026-T-01").order_by("seq").values_list("code", flat=True))


def placings(page):
    return [(p["number"], p["rank"], p["total"], p["standing"]) for p in page.context["placings"]]


@pytest.fixture
def sealed(cast):
    """The written exam sealed; nothing after it has begun."""
    return carry(cast, "written")


def test_the_outcome_ranks_a_position_with_its_cut(as_role, sealed):
    page = as_role(Role.STAFF).get(url("outcome"), {"position": "P01"})
    assert placings(page) == [
        ("A1", 1, "90.00", "advanced"),
        ("A2", 2, "80.00", "advanced"),
        ("A3", 3, "70.00", "advanced"),
        ("A4", 4, "65.00", "reserve"),
    ]
    assert [bool(p["cut"]) for p in page.context["placings"]] == [False, False, False, True]
    assert "5.00" in page.context["placings"][3]["cut"]
    assert [p["cells"] for p in page.context["placings"]][0] == ["90", "90"]
    assert page.context["run"]["outcome"] in page.content.decode()


def test_a_composite_shows_its_components_with_weights(as_role, cast):
    carry(cast, "total")
    page = as_role(Role.STAFF).get(url("outcome", "total"))
    assert [(c.title, c.weight) for c in page.context["components"]] == [("笔试", "50%"), ("面试", "50%")]
    assert [(p["number"], p["cells"], p["total"]) for p in page.context["placings"]] == [
        ("A1", ["90.00", "80.00"], "85.00"),
        ("A2", ["80.00", "85.00"], "82.50"),
        ("A3", ["70.00", "90.00"], "80.00"),
    ]


def test_equals_are_marked(as_role, cast):
    carry(cast, "registration")
    open_stage(stage_id=cast.stage("written").pk, by=cast.actor(Role.STAFF))
    mark_written(cast, {"A1": 90, "A2": 80, "A3": 80, "A4": 65, "B1": 88, "B2": 77, "B3": 66})
    decide(cast, "written")
    page = as_role(Role.STAFF).get(url("outcome"))
    assert [(p["rank"], p["tie"]) for p in page.context["placings"]] == [
        (1, False),
        (2, True),
        (2, True),
        (4, False),
    ]


@pytest.mark.parametrize("key", ["registration", "written", "interview", "total"])
def test_a_row_opens_to_its_working(as_role, cast, key):
    carry(cast, "total")
    staff = as_role(Role.STAFF)
    page = staff.get(url("placing", key, 1, "A1"))
    assert page.context["working"].agrees is True
    part = staff.get(url("placing", key, 1, "A1"), headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert part.content.count(b"<li>") >= 1


def test_a_working_names_stages_and_papers_by_their_titles(as_role, cast):
    carry(cast, "total")
    staff = as_role(Role.STAFF)
    for key, titles in (("total", ("笔试", "面试")), ("written", ("公共科目", "专业科目"))):
        said = " ".join(s["says"] for s in staff.get(url("placing", key, 1, "A1")).context["working"].steps)
        assert [title in said for title in titles] == [True, True]
        assert "written" not in said and "public" not in said


def test_dropped_marks_are_struck_through(as_role, cast):
    carry(cast, "interview")
    page = as_role(Role.STAFF).get(url("placing", "interview", 1, "A1"))
    assert page.content.decode().count("<del>") == 2
    marks = page.context["working"].steps[0]["marks"]
    assert [mark["value"] for mark in marks if mark["dropped"]] == ["75", "85"]


def test_an_interview_has_charts_with_their_tables(as_role, cast):
    carry(cast, "interview")
    page = as_role(Role.STAFF).get(url("outcome", "interview"))
    assert page.context["distribution"] is None  # three scores say nothing
    judges = page.context["spread"]["chart"]["rows"]
    assert [row["mean"] for row in judges] == ["80", "84", "85", "86", "90"]
    assert [row["far"] for row in judges] == [True, False, False, False, True]


def test_the_chart_draws_the_cut(as_role, sealed):
    page = as_role(Role.STAFF).get(url("outcome"))
    assert page.context["distribution"]["chart"]["cut"] == "70"
    assert sum(b["count"] for b in page.context["distribution"]["chart"]["bins"]) == 4


def test_the_cut_lies_between_two_classes():
    scores = [points * MICRO for points in (61, 70, 72, 82, 83, 84)]
    edges = [(one["from"], one["to"], one["count"]) for one in classes(scores, 82 * MICRO + MICRO // 2)]
    assert edges == [
        ("60.5", "62.5", 1),
        ("62.5", "64.5", 0),
        ("64.5", "66.5", 0),
        ("66.5", "68.5", 0),
        ("68.5", "70.5", 1),
        ("70.5", "72.5", 1),
        ("72.5", "74.5", 0),
        ("74.5", "76.5", 0),
        ("76.5", "78.5", 0),
        ("78.5", "80.5", 0),
        ("80.5", "82.5", 1),
        ("82.5", "84.5", 2),
    ]


@pytest.mark.parametrize("role", [Role.JUDGE, Role.SCORE_CLERK, "stranger"])
def test_who_may_not_read_outcomes(as_role, sealed, role):
    client = as_role(role)
    for address in (url("outcome"), url("outcome_run", "written", 1), url("placing", "written", 1, "A1")):
        assert client.get(address).status_code == 404


def test_nothing_is_shown_before_there_is_an_outcome(as_role, sealed):
    page = as_role(Role.STAFF).get(url("outcome", "interview"))
    assert page.status_code == 200
    assert "placings" not in page.context
    assert as_role(Role.STAFF).get(url("outcome_run", "interview", 1)).status_code == 404
    assert as_role(Role.STAFF).get(url("outcome_difference", "written", 1)).status_code == 404


def test_wrong_methods_are_refused(as_role, sealed):
    assert as_role(Role.STAFF).post(url("outcome")).status_code == 405
    assert as_role(Role.STAFF).post(url("stage_correct")).status_code == 405


def test_the_spreadsheet_holds_every_position(as_role, sealed):
    answer = as_role(Role.STAFF).get(url("outcome_export", "written", 1))
    rows = [[c.value for c in row] for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active.rows]
    assert [row[:3] for row in rows[1:]] == [
        ["P01", 1, "A1"],
        ["P01", 2, "A2"],
        ["P01", 3, "A3"],
        ["P01", 4, "A4"],
        ["P02", 1, "B1"],
        ["P02", 2, "B2"],
        ["P02", 3, "B3"],
    ]
    assert rows[1][6] == 90


def test_an_outcome_costs_the_same_for_many(as_role, cast, same_queries):
    campaign = carry(cast, "written")
    outcome = outcome_in_force(cast.stage("written"))
    first = campaign.positions.order_by("order").first()

    def add():
        for n in range(30):
            person = Candidate.objects.create(name="某人")
            made = Application.objects.create(
                campaign=campaign, position=first, candidate=person, number=f"M{n}", order=100 + n
            )
            Placing.objects.create(
                outcome=outcome, application=made, line=100 + n, rank=5 + n, score=10**6 * n, standing="reserve",
                reason=5,
            )  # fmt: skip

    staff = as_role(Role.STAFF)
    same_queries(lambda: staff.get(url("outcome")), add)


def correct(client, number, value, **more):
    address = url("marks_correct") + f"?number={number}"
    grid = client.get(address).context["grid"]["rows"][0]["cells"]
    data = {cell["name"]: cell["value"] for cell in grid} | {grid[0]["name"]: value}
    return client.post(address, {**data, "seen": client.get(address).context["seen"], **more})


def test_a_correction_shows_first_what_will_happen(as_role, sealed, cast):
    staff = as_role(Role.STAFF)
    page = correct(staff, "A4", "100", reason="加分录错")
    assert [(m.number, m.before, m.after) for m in page.context["preview"].moved] == [
        ("A4", ("65.00", "4", "reserve"), ("86.00", "2", "advanced")),
        ("A2", ("80.00", "2", "advanced"), ("80.00", "3", "advanced")),
        ("A3", ("70.00", "3", "advanced"), ("70.00", "4", "reserve")),
    ]
    assert cast.stage("written").state == "sealed"
    assert Mark.objects.filter(value=100 * 10**6).count() == 0


def test_a_correction_is_a_new_run_with_its_difference(as_role, sealed, cast):
    staff = as_role(Role.STAFF)
    assert correct(staff, "A4", "100", reason="加分录错", apply="1").url == url("stage")
    assert (cast.stage("written").state, cast.stage("written").run) == ("closed", 2)
    decide(cast, "written")
    seal(cast, "written")
    page = staff.get(url("outcome_difference", "written", 2))
    assert [(m["number"], m["standing_changed"]) for m in page.context["moves"]] == [
        ("A4", True),
        ("A2", False),
        ("A3", True),
    ]
    (mark,) = page.context["moves"][0]["marks"]
    assert (mark["place"], mark["before"], mark["after"]) == ("公共科目", "65", "100")
    assert page.context["outcome"].reason == "加分录错"
    assert staff.get(url("outcome_run", "written", 1)).context["live"] is False
    assert page.context["moves"][0]["working_before"] == url("placing", "written", 1, "A4")
    assert page.context["moves"][0]["working_after"] == url("placing", "written", 2, "A4")


KEYS = ("registration", "written", "interview", "total")


def workings(client, run):
    """Return what the pages of a run show, by stage: columns, and the working of two people."""
    return {
        key: (
            [p["cells"] for p in client.get(url("outcome_run", key, run)).context["placings"]],
            [client.get(url("placing", key, run, number)).context["working"] for number in ("A1", "A3")],
        )
        for key in KEYS
    }


def test_a_superseded_run_opens_to_the_working_it_had(as_role, cast):
    carry(cast, "total")
    staff = as_role(Role.STAFF)
    before = workings(staff, 1)
    correct(staff, "A3", "75", reason="漏加一题", apply="1")
    assert workings(staff, 1) == before  # nothing has been decided anew yet
    for key in KEYS[1:]:
        decide(cast, key)
        seal(cast, key)
    assert workings(staff, 1) == before
    assert all(working.agrees for _cells, steps in before.values() for working in steps)
    (now,) = staff.get(url("outcome_run", "total", 2) + "?position=P01").context["placings"][2:]
    assert (now["number"], now["cells"]) == ("A3", ["73.00", "90.00"])


def test_who_left_is_gone_in_an_earlier_working_too(as_role, sealed, cast):
    staff = as_role(Role.STAFF)
    for number in ("A1", "A2"):
        data = {"number": number, "standing": "withdrawn", "reason": "书面放弃面试", "apply": "1"}
        staff.post(url("stage_leave"), data)
        decide(cast, "written")
    for run, standing in ((1, "advanced"), (2, "withdrawn"), (3, "withdrawn")):
        page = staff.get(url("placing", "written", run, "A1"))
        assert page.context["working"].agrees is True
        assert page.context["placings"][0]["standing"] == standing


def test_a_run_whose_file_is_lost_says_so(as_role, sealed, cast):
    staff = as_role(Role.STAFF)
    correct(staff, "A4", "100", reason="加分录错", apply="1")
    decide(cast, "written")
    Outcome.objects.filter(run=1, stage__key="written").update(evidence_digest="0" * 64)
    page = staff.get(url("placing", "written", 1, "A4"))
    assert (page.context["working"].steps, page.context["working"].agrees) == ([], False)
    assert staff.get(url("outcome_run", "written", 1)).context["components"] == []


def test_a_correction_needs_a_reason_and_a_difference(as_role, sealed, cast):
    staff = as_role(Role.STAFF)
    assert list(correct(staff, "A4", "100", reason="", apply="1").context["form"].errors) == ["reason"]
    assert len(correct(staff, "A4", "65", reason="无").context["form"].non_field_errors()) == 1
    assert len(correct(staff, "A4", "165", reason="错").context["errors"]) == 1
    assert cast.stage("written").state == "sealed"


def test_only_staff_corrects(as_role, sealed):
    for name in ("stage_correct", "stage_leave", "marks_correct"):
        assert as_role(Role.APPROVER).get(url(name)).status_code == 404


def test_who_leaves_makes_room_for_the_next(as_role, sealed, cast):
    staff = as_role(Role.STAFF)
    data = {"number": "A1", "standing": "withdrawn", "reason": "书面放弃面试"}
    page = staff.post(url("stage_leave"), data)
    assert [(m.number, m.after[2]) for m in page.context["preview"].moved] == [
        ("A1", "withdrawn"),
        ("A4", "advanced"),
    ]
    assert Leave.objects.count() == 0
    assert staff.post(url("stage_leave"), {**data, "apply": "1"}).url == url("stage")
    decide(cast, "written")
    page = staff.get(url("outcome"))
    assert {p["number"]: p["standing"] for p in page.context["placings"]}["A4"] == "advanced"
    assert codes()[-4:-1] == ["leave.recorded", "stage.closed", "stage.corrected"]


def test_nobody_unknown_leaves(as_role, sealed):
    data = {"number": "Z9", "standing": "withdrawn", "reason": "放弃", "apply": "1"}
    page = as_role(Role.STAFF).post(url("stage_leave"), data)
    assert list(page.context["form"].errors) == ["number"]


def test_an_open_stage_is_not_corrected(as_role, cast):
    carry(cast, "written", filled="written")
    staff = as_role(Role.STAFF)
    assert staff.get(url("stage_correct")).context["correctable"] is False
    assert staff.get(url("marks_correct")).url == url("stage_correct")
