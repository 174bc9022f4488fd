"""Posts for people: the sheet with all its mistakes, the proposal, the decision and its reason."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from campaigns.actions.stages import open_stage
from oversight.models import Blob, Entry
from oversight.rights import Role
from scoring.models import Attachment
from tests.cast import play

pytestmark = pytest.mark.django_db
ARGS = ["X-2026-C", "inspection"]
HEAD = "id,post,places,experience,degree,foundation,results,potential\n"
SHEET = HEAD + (
    "c1,刑一庭,1,90,90,90,90,90\nc1,民二庭,,88,88,88,88,88\n"
    "c2,刑一庭,1,89,89,89,89,89\nc2,民二庭,1,60,60,60,60,60\n"
    "c3,刑一庭,,10,10,10,10,10.5\n"
)


@pytest.fixture
def stage(cast):
    play(cast, "invented-side-by-side", last="written")
    return open_stage(stage_id=cast.stage("inspection").pk, by=cast.actor(Role.STAFF))


def drop(client, text: str):
    file = SimpleUploadedFile("fits.csv", text.encode())
    return client.post(reverse("assignment_upload", args=ARGS), {"file": file})


def test_the_best_assignment_is_proposed_with_its_reasons(as_role, stage) -> None:
    staff = as_role(Role.STAFF)
    assert "尚未采用适岗评价" in staff.get(reverse("assignment", args=ARGS)).content.decode()
    assert drop(staff, SHEET).status_code == 302
    page = staff.get(reverse("assignment", args=ARGS)).content.decode()
    assert "最高适岗总分 177.00" in page
    assert "民二庭适岗分88.00" in page.replace(" ", "")
    assert "已无岗位可安排;最适合刑一庭,适岗分10.08" in page.replace("；", ";").replace("，", ",")
    assert Entry.objects.get(code="fits.taken_over").content["facts"]["rows"] == 5


def test_every_mistake_is_named_and_nothing_is_kept(as_role, stage) -> None:
    wrong = HEAD + "c1,刑一庭,1,101,,90,90,90\nx9,,0,1,1,1,1,1\nc1,刑一庭,2,1,1,1,1,1\n"
    page = drop(as_role(Role.STAFF), wrong).content.decode()
    for said in ("101", "“x9”不是本环节人选", "缺少岗位", "不是1至99之间的职数", "重复出现", "职数为1"):
        assert said in page
    assert not Attachment.objects.exists()


def test_a_departure_needs_a_reason_and_people_decide(as_role, stage) -> None:
    staff = as_role(Role.STAFF)
    drop(staff, SHEET)
    sheet = Attachment.objects.get().blob
    url = reverse("assignment_decide", args=ARGS)
    other = {"sheet": sheet, "post-c1": "刑一庭", "post-c2": "民二庭", "post-c3": ""}
    staff.post(url, other)
    assert not Entry.objects.filter(code="assignment.decided").exists()
    staff.post(url, {**other, "reason": "c1 长期从事刑事审判"})
    kept = Attachment.objects.get(subject="assignment:decision")
    assert json.loads(bytes(Blob.objects.get(pk=kept.blob).bytes)) == {
        "sheet": sheet,
        "posts": {"c1": "刑一庭", "c2": "民二庭", "c3": ""},
        "departed": ["c1", "c2"],
        "reason": "c1 长期从事刑事审判",
    }
    page = staff.get(reverse("assignment", args=ARGS)).content.decode()
    assert "已确定,适岗总分 150.00" in page.replace("，", ",")


def test_a_post_takes_no_more_than_its_places_and_an_old_sheet_decides_nothing(as_role, stage) -> None:
    staff = as_role(Role.STAFF)
    drop(staff, SHEET)
    url = reverse("assignment_decide", args=ARGS)
    sheet = Attachment.objects.get().blob
    staff.post(url, {"sheet": sheet, "post-c1": "刑一庭", "post-c2": "刑一庭", "reason": "x"})
    staff.post(url, {"sheet": "0" * 64, "post-c1": "民二庭", "post-c2": "刑一庭", "reason": "x"})
    assert not Entry.objects.filter(code="assignment.decided").exists()


def test_others_read_or_find_nothing(as_role, stage) -> None:
    assert as_role(Role.SUPERVISOR).get(reverse("assignment", args=ARGS)).status_code == 200
    assert drop(as_role(Role.SUPERVISOR), SHEET).status_code == 404
    assert as_role("stranger").get(reverse("assignment", args=ARGS)).status_code == 404
