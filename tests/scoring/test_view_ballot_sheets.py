"""Ballots from sheets: the template filled in comes back, a dry run names all mistakes, the same file is refused."""

import io

import openpyxl
import pytest
from django.urls import reverse

from campaigns.actions.stages import open_stage
from oversight.models import Upload
from oversight.rights import Role
from scoring.actions.approvals import approve_difference
from scoring.actions.ballots import TurnoutEntry, enter_counts
from scoring.models import Ballot, Count, Turnout
from tests.cast import FOLDERS, play

ASSESSMENT, ROUNDS = "invented-assessment-with-vetoes", "invented-three-rounds-of-recommendation"
VOTE = "invented-difference-vote"


@pytest.fixture
def on_stage(cast):
    def open_folder(folder, key):
        play(cast, folder, last="registration")
        pk = cast.stage(key).pk
        if folder == VOTE:
            approver = cast.actor(Role.APPROVER)
            approve_difference(stage_id=pk, position="P02", reason="经研究继续", by=approver)
        return open_stage(stage_id=pk, by=cast.actor(Role.STAFF))

    return open_folder


def url(name, stage, *rest, query=""):
    return reverse(name, args=[stage.campaign.code, stage.key, *rest]) + query


def drop(client, stage, name, data):
    file = io.BytesIO(data)
    file.name = name
    return client.post(url("ballots_import", stage), {"file": file}).url


def filed(folder, name):
    return (FOLDERS / folder / name).read_bytes()


def test_a_filled_template_of_a_group_comes_back(as_role, on_stage):
    stage = on_stage(ASSESSMENT, "assessment")
    staff = as_role(Role.STAFF)
    sheet = staff.get(url("ballots_template", stage, query="?turn=A"))
    book = openpyxl.load_workbook(io.BytesIO(sheet.content))
    rows = list(book.active.rows)
    assert [cell.value for cell in rows[0]] == ["id", "name", "position", "group", "grade", "count"]
    for row in [row for row in rows[1:] if row[0].value]:
        row[5].value = "1"
    out = io.BytesIO()
    book.save(out)
    dry = drop(staff, stage, "测评.xlsx", out.getvalue())
    assert staff.get(dry).context["run"]["mistakes"] == []
    assert not Count.objects.exists()
    assert staff.post(dry).status_code == 302
    assert Count.objects.filter(key=0, count=1).count() == 25


def test_papers_of_all_rounds_are_imported_and_the_turnout_stays(as_role, cast, on_stage):
    stage = on_stage(ROUNDS, "recommendation")
    turnout = [TurnoutEntry(0, 12, 10, 1)]
    enter_counts(stage_id=stage.pk, counts=[], turnout=turnout, by=cast.actor(Role.STAFF))
    staff = as_role(Role.STAFF)
    dry = drop(staff, stage, "recommendation.csv", filed(ROUNDS, "recommendation.csv"))
    assert staff.get(dry).context["run"]["mistakes"] == []
    staff.post(dry)
    assert Ballot.objects.filter(round=2).exists()
    assert Turnout.objects.count() == 1


def test_a_second_ballot_stands_beside_the_first(as_role, on_stage):
    stage = on_stage(VOTE, "vote")
    staff = as_role(Role.STAFF)
    header, *lines = filed(VOTE, "vote.csv").decode().splitlines()
    for ballot in ("1", "2"):
        data = "\n".join([header, *(line for line in lines if line[0] == ballot)]).encode()
        dry = drop(staff, stage, f"{ballot}.csv", data)
        assert staff.get(dry).context["run"]["mistakes"] == []
        assert staff.post(dry).status_code == 302
    assert set(Count.objects.values_list("key", flat=True)) == {0, 1}


def test_what_could_not_have_been_voted_is_named_with_its_line(as_role, on_stage):
    stage = on_stage(VOTE, "vote")
    staff = as_role(Role.STAFF)
    data = b"ballot,id,agree,disagree,abstain,present\n1,v1,9,3,0,10\n1,zz,1,x,0,10\n2,v2,5,4,1,10\n"
    dry = drop(staff, stage, "a.csv", data)
    found = {(m["line"], m["column"]) for m in staff.get(dry).context["run"]["mistakes"]}
    assert {(3, "id"), (3, "disagree")} <= found
    data = b"ballot,id,agree,disagree,abstain,present\n1,v1,9,3,0,10\n2,v2,5,4,1,10\n"
    dry = drop(staff, stage, "b.csv", data)
    found = {(m["line"], m["column"]) for m in staff.get(dry).context["run"]["mistakes"]}
    assert {(2, "present"), (3, "ballot")} <= found
    ref = dry.rstrip("/").rpartition("/")[2]
    book = openpyxl.load_workbook(io.BytesIO(staff.get(url("ballots_errors", stage, ref)).content))
    assert book.active.cell(1, 7).value == "mistake"
    staff.post(dry)
    assert not Count.objects.exists()


def test_the_same_sheet_twice_leads_to_the_first(as_role, on_stage):
    stage = on_stage(ROUNDS, "recommendation")
    staff = as_role(Role.STAFF)
    data = filed(ROUNDS, "recommendation.csv")
    staff.post(drop(staff, stage, "a.csv", data))
    again = drop(staff, stage, "b.csv", data)
    assert staff.get(again).context["first"] == Upload.objects.get(purpose="ballots")
    before = Ballot.objects.count()
    staff.post(again)
    assert Ballot.objects.count() == before


@pytest.mark.parametrize("name", ["ballots_import", "ballots_template"])
def test_who_may(as_role, client, on_stage, name):
    stage = on_stage(ROUNDS, "recommendation")
    assert client.get(url(name, stage)).status_code == 302
    assert as_role(Role.SCORE_CLERK).get(url(name, stage)).status_code == 200
    for role in ("stranger", Role.JUDGE, Role.SUPERVISOR):
        assert as_role(role).get(url(name, stage)).status_code == 404


def test_a_closed_stage_takes_no_sheet(as_role, cast):
    play(cast, ROUNDS)
    stage, staff = cast.stage("recommendation"), as_role(Role.STAFF)
    assert staff.get(url("ballots_import", stage)).context["entering"] is False
    before = Ballot.objects.count()
    staff.post(drop(staff, stage, "a.csv", filed(ROUNDS, "recommendation.csv") + b"wide,99,e1,\n"))
    assert Ballot.objects.count() == before
