"""The door of a campaign's home: who enters, the stage line, the funnel, what is to be done."""

from decimal import Decimal

import pytest
from django.urls import reverse

from oversight.models import Entry
from oversight.rights import Role
from scoring.actions.stages import correct_stage
from scoring.models import Placing
from selection.funnel import Step, all_together, funnel_shown
from tests.rehearsal import carry, rehearse


@pytest.fixture(autouse=True)
def _english(client, db):
    client.cookies["django_language"] = "en"


def home(client, cast, role):
    client.force_login(cast[role])
    return client.get(reverse("campaign_home", args=[cast.campaign.code]))


def test_strangers_are_refused_and_it_is_on_record(client, cast) -> None:
    rehearse(cast)
    assert home(client, cast, "stranger").status_code == 404
    refused = Entry.objects.filter(code="access.denied", result="denied")
    assert [entry.log.name for entry in refused] == [cast.campaign.log]
    client.logout()
    assert client.get(reverse("campaign_home", args=[cast.campaign.code])).status_code == 302


@pytest.mark.parametrize("role", [Role.STAFF, Role.APPROVER, Role.SCORE_CLERK, Role.JUDGE, Role.SUPERVISOR])
def test_seats_open_the_home(client, cast, role) -> None:
    rehearse(cast)
    page = home(client, cast, role)
    assert (page.status_code, [node["state"] for node in page.context["nodes"]]) == (
        200,
        ["sealed", "open", "draft", "draft", "draft"],
    )


def test_an_unknown_campaign_is_not_there(client, cast) -> None:
    client.force_login(cast[Role.STAFF])
    assert client.get(reverse("campaign_home", args=["none"])).status_code == 404
    assert client.post(reverse("campaign_home", args=["none"])).status_code == 405


def test_figures_and_entries_are_for_those_who_may_read_them(client, cast) -> None:
    carry(cast, "written")
    for role, reads in ((Role.JUDGE, False), (Role.SCORE_CLERK, False), (Role.SUPERVISOR, True)):
        page = home(client, cast, role)
        assert (page.context["funnel"] is not None, bool(page.context["entries"])) == (reads, reads)


def rows(page):
    shown = page.context["funnel"]["shown"]["rows"]
    return [(row["stage"], row["entrants"], row["openings"], row["required"], row["broken"]) for row in shown]


def test_the_funnel_counts_who_stood_at_each_stage(client, cast) -> None:
    carry(cast, "total")
    assert rows(home(client, cast, Role.STAFF)) == [
        ("报名", 7, 2, "2.0", False),
        ("笔试", 7, 2, "2.0", False),
        ("面试", 6, 2, "3.0", False),
        ("综合成绩", 6, 2, None, False),
        ("Result", 4, 2, "2.0", False),
    ]
    of_one = client.get(reverse("campaign_home", args=[cast.campaign.code]), {"position": "P02"})
    assert rows(of_one)[2] == ("面试", 3, 1, "3.0", False)


def test_the_funnel_of_a_registration_counts_applications(client, cast) -> None:
    carry(cast, "registration", filled="registration")
    page = home(client, cast, Role.STAFF)
    assert rows(page) == [("报名", 7, 2, "2.0", False)]
    assert page.context["funnel"]["shown"]["finding"].startswith(
        "The difference is kept at every stage so far"
    )


def test_a_correction_takes_later_stages_out_of_the_funnel(client, cast) -> None:
    carry(cast, "total")
    stage = cast.stage("written")
    correct_stage(stage_id=stage.pk, by=cast.actor(Role.STAFF), reason="漏计一题")
    assert [row[0] for row in rows(home(client, cast, Role.STAFF))] == ["报名", "笔试"]
    assert {
        item["kind"] for item in client.get(reverse("notices", args=[cast.campaign.code])).context["due"]
    } == {
        "announcement",
        "qualified_list",
    }


STEPS = {
    "P01": [Step("笔试", 30, 1, Decimal(5)), Step("面试", 3, 1, Decimal(3))],
    "P02": [Step("笔试", 4, 1, Decimal(5)), Step("面试", 3, 1, Decimal(3))],
}


def test_one_position_that_falls_short_is_not_hidden_by_the_others() -> None:
    assert [(step.entrants, step.openings, step.broken) for step in all_together(STEPS)] == [
        (34, 2, False),
        (6, 2, False),
    ]
    shown = funnel_shown(STEPS, "", {"P02": "P02 二科科长"})
    assert [row["broken"] for row in shown["rows"]] == [True, False]
    assert [row["broken"] for row in funnel_shown(STEPS, "P01", {})["rows"]] == [False, False]


@pytest.mark.parametrize(
    ("entrants", "openings", "required", "broken"),
    [(5, 1, "5", False), (4, 1, "5", True), (3, 2, "1.5", False), (2, 2, "1.5", True), (0, 1, None, False)],
)
def test_a_step_is_broken_below_what_is_required(entrants, openings, required, broken) -> None:
    assert Step("x", entrants, openings, Decimal(required) if required else None).broken is broken


def test_links_of_tasks_are_for_those_who_may_do_them(client, cast) -> None:
    rehearse(cast)
    urls = {task["title"]: task["url"] for task in home(client, cast, Role.JUDGE).context["tasks"]}
    assert set(urls.values()) == {""}
    assert all(task["url"] for task in home(client, cast, Role.STAFF).context["tasks"])


def test_the_home_costs_the_same_however_far_the_campaign_is(client, cast, same_queries) -> None:
    campaign = carry(cast, "written")
    client.force_login(cast[Role.STAFF])
    address = reverse("campaign_home", args=[campaign.code])

    def add():
        for number in range(29):
            campaign.positions.create(code=f"Q{number}", title="另一职位", openings=1, order=10 + number)
        assert Placing.objects.count() > 7

    same_queries(lambda: client.get(address), add)
