"""The comparison: equal columns in stroke order of either school, nothing ranked, few queries."""

import re

import pytest
from django.urls import reverse

from campaigns.actions.stages import open_stage
from candidates.models import Application
from oversight.rights import Role
from scoring.models import Check
from tests.cast import play

pytestmark = pytest.mark.django_db
URL = "/desk/X-2026-C/stages/inspection/comparison/"


@pytest.fixture
def stage(cast):
    play(cast, "invented-side-by-side", last="written")
    return open_stage(stage_id=cast.stage("inspection").pk, by=cast.actor(Role.STAFF))


def columns(page: str) -> list[str]:
    return re.findall(r'<th scope="col">(\S+) <span', page)


def row(page: str, label: str) -> list[str]:
    found = re.search(rf'<th scope="row">{label}</th>(.*?)</tr>', page, re.S)
    assert found is not None, label
    return [re.sub(r"<[^>]+>", " ", cell).strip() for cell in re.findall(r"<td>(.*?)</td>", found[1], re.S)]


def test_people_stand_in_stroke_order_with_the_same_rows(as_role, stage) -> None:
    page = as_role(Role.SUPERVISOR).get(URL).content.decode()
    assert columns(page) == ["丁一", "王鑫", "魏征"]
    assert row(page, "理论考试") == ["90.00", "71.00", "88.50"]
    assert row(page, "出生年月") == ["1985.03", "1979.05", "1980.01"]
    assert "名次" not in page


def test_strengths_and_checks_stand_at_the_same_height(as_role, stage) -> None:
    people = {a.number: a for a in Application.objects.filter(campaign=stage.campaign)}
    for number, source, item, answer, note in (
        ("c1", "理论政策", "strength", "noted", "主持制定三项制度"),
        ("c2", "攻坚克难", "strength", "noted", "牵头完成征迁"),
        ("c1", "", "archive", "no_objection", ""),
        ("c2", "", "archive", "to_verify", "入党时间待核"),
    ):
        Check.objects.create(
            stage=stage, application=people[number], source=source, item=item, answer=answer, note=note
        )
    page = as_role(Role.STAFF).get(URL).content.decode()
    assert row(page, "理论政策") == ["—", "—", "主持制定三项制度"]
    assert row(page, "攻坚克难") == ["牵头完成征迁", "—", "—"]
    assert row(page, "档案必审") == ["待核实(入党时间待核)", "—", "无不同意见"]


def test_the_other_school_and_nonsense(as_role, stage) -> None:
    page = as_role(Role.STAFF).get(URL + "?school=name").content.decode()
    assert columns(page) == ["丁一", "王鑫", "魏征"]
    assert "按姓名笔画为序" in page
    assert as_role(Role.STAFF).get(URL + "?school=x&position=y").status_code == 200


def test_only_an_inspection_is_compared(as_role, stage) -> None:
    answer = as_role(Role.STAFF).get(reverse("comparison", args=["X-2026-C", "written"]))
    assert (answer.status_code, answer.url) == (302, reverse("stage", args=["X-2026-C", "written"]))
    assert as_role("stranger").get(URL).status_code == 404
    assert as_role(Role.SCORE_CLERK).get(URL).status_code == 404


def test_more_people_cost_no_more_queries(as_role, stage, same_queries) -> None:
    staff = as_role(Role.STAFF)
    people = list(Application.objects.filter(campaign=stage.campaign))

    def many() -> None:
        Check.objects.bulk_create(
            Check(stage=stage, application=one, item="talk", source=f"t{n}", answer="noted", note="x")
            for one in people
            for n in range(30)
        )

    same_queries(lambda: staff.get(URL), many)
