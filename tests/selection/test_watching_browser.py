"""The main path of those who watch, in a browser: from the desk to a node, its evidence, an objection, a signature."""

import re

import pytest
from playwright.sync_api import expect

from oversight.models import Objection, Signature
from oversight.rights import Role
from oversight.signing import answer_objection
from tests.cast import PASSWORD
from tests.rehearsal import carry
from tests.scoring.test_nodes import NODES

pytestmark = pytest.mark.django_db(transaction=True)


def enter(page, username):
    page.goto("/account/sign-in/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="今天需要您做的事")).to_be_visible()


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_a_supervisor_looks_objects_and_signs(cast, open_page, keep_picture, width):
    campaign = carry(cast, "written", nodes=NODES)
    page = open_page(width)
    enter(page, "supervisor")
    card = page.locator("#node-exam")
    expect(card).to_contain_text("测试竞岗")
    card.get_by_role("link", name="结果").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("笔试")

    page.goto("/desk/")
    page.locator("#node-exam").get_by_role("link", name="提出异议").click()
    page.fill("[name=text]", "加分的依据没有公示")
    page.get_by_role("button", name="提出异议").click()
    expect(page.locator("#objections")).to_contain_text("待答复")
    answer_objection(objection_id=Objection.objects.get().pk, text="已补充公示", by=cast.actor(Role.STAFF))

    page.reload()
    page.locator("#objections").get_by_role("link", name="了结").click()
    page.get_by_role("button", name="了结").click()
    expect(page.locator("#objections")).to_contain_text("已了结")

    page.locator("#node-exam").get_by_role("link", name="签署").click()
    page.fill("[name=secret]", "wrong")
    page.get_by_role("button", name="签署").click()
    expect(page.locator("main")).to_contain_text("密码不正确")
    page.fill("[name=remark]", "已核对")
    page.fill("[name=secret]", PASSWORD)
    page.get_by_role("button", name="签署").click()
    expect(page.locator("#node-exam")).to_contain_text(re.compile("已核对"))
    assert Signature.objects.get().name == "supervisor 甲"
    keep_picture(page, f"nodes-{width}")
    page.goto(f"/desk/{campaign.code}/stages/interview/")
    expect(page.locator("main")).not_to_contain_text("监督员签署")
