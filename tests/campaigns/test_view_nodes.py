"""The page on which the key nodes of a draft are filled in."""

import pytest
from django.urls import reverse

from campaigns.actions.plans import create_campaign, propose_plan
from campaigns.actions.seats import give_seat
from campaigns.methods import new_plan
from campaigns.plan.rules import Method, Position, Signer
from campaigns.queries import latest_plan, plan_of
from oversight.models import Entry
from oversight.rights import Role


@pytest.fixture
def campaign(cast):
    plan = new_plan(
        method=Method.OPEN_SELECTION, code="T-1", title="试点", positions=(Position(code="P1", title="职位"),)
    )
    made = create_campaign(plan=plan, by=cast.actor(Role.STAFF))
    for role in (Role.APPROVER, Role.SUPERVISOR):
        give_seat(campaign_id=made.pk, user_id=cast[role].pk, role=role, by=cast.actor(Role.SECURITY_OFFICER))
    return made


@pytest.fixture
def page(client, cast, campaign):
    client.force_login(cast[Role.STAFF])
    return reverse("plan_nodes", args=["T-1"])


def rows(campaign, *nodes):
    data = {"base": latest_plan(campaign).digest, "nodes-rows": len(nodes) + 1}
    for index, node in enumerate(nodes):
        data |= {f"nodes-{index}-{name}": value for name, value in node.items()}
    return data


def nodes_of(campaign):
    return plan_of(latest_plan(campaign)).nodes


ONE = {"key": "exam", "title": "考试", "stages": ["written", "interview"], "signers": ["supervisor"]}


def test_nodes_are_kept_as_typed_with_an_entry(client, campaign, page):
    shown = client.get(page)
    assert shown.status_code == 200
    assert "实施方案的确定" in shown.text
    assert client.post(page, rows(campaign, ONE)).status_code == 302
    (node,) = nodes_of(campaign)
    assert (node.key, node.title, node.stages) == ("exam", "考试", ("written", "interview"))
    assert node.signers == (Signer.SUPERVISOR,)
    assert Entry.objects.filter(log__name="T-1").latest("seq").code == "plan.edited"
    plan = client.get(reverse("plan", args=["T-1"])).text
    assert "由监督员签署" in plan
    assert page in plan


def test_a_row_whose_key_and_title_are_emptied_is_gone(client, campaign, page):
    client.post(page, rows(campaign, {**ONE, "key": "", "title": ""}))
    assert nodes_of(campaign) == ()


def test_what_cannot_be_read_stays_with_its_mistake(client, campaign, page):
    before = nodes_of(campaign)
    again = client.post(page, rows(campaign, {**ONE, "key": "考试"}, ONE))
    assert again.status_code == 422
    assert [one.error for one in again.context["rules"].inputs() if one.error]
    assert nodes_of(campaign) == before


def test_more_rows_are_there_for_the_asking(client, campaign, page):
    answer = client.post(page, {**rows(campaign, ONE), "more": "nodes"})
    assert len(answer.context["rules"].blocks[0].rows) == 5


@pytest.mark.parametrize("role", [Role.APPROVER, Role.SUPERVISOR, Role.SCORE_CLERK, "stranger"])
def test_others_do_not_get_in(client, cast, campaign, page, role):
    client.force_login(cast[role])
    assert client.get(page).status_code == 404
    assert client.post(page, rows(campaign, ONE)).status_code == 404


def test_a_plan_that_waits_for_approval_is_not_changed(client, cast, campaign, page):
    propose_plan(campaign_id=campaign.pk, by=cast.actor(Role.STAFF))
    before = nodes_of(campaign)
    assert "等待审批" in client.post(page, rows(campaign, ONE)).text
    assert nodes_of(campaign) == before


def test_renaming_and_dropping_stages_on_the_screen_takes_nodes_along(client, campaign, page):
    client.post(reverse("plan_stage_remove", args=["T-1", "written"]))
    assert "written" not in nodes_of(campaign)[1].stages
