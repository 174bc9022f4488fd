"""What organs, publicity and probation ask for: read off answers, for whom and until when."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from campaigns.models import Campaign, PlanVersion, Seat, Stage
from campaigns.plan.document import read_plan
from campaigns.workdays import seed_calendar
from oversight.models import User
from oversight.rights import Role
from selection.queries.checked import Answered, Answers
from selection.queries.desk import Picture
from selection.todo_checks import check_tasks
from tests.campaigns.plan.plans import HEAD

PLAN = (
    HEAD
    + """
[[stages]]
kind = "registration"
[[stages]]
kind = "joint_appraisal"
title = "联合鉴定"
organs = [ { key = "discipline", title = "纪委监委" }, { key = "audit", title = "审计局", days = 10 } ]
[[stages]]
kind = "publicity"
title = "公示"
[[stages]]
kind = "appointment"
title = "任职"
extension_months = 6
"""
)
READER = User(pk=7)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """It is the 20th of March 2026, a Friday."""
    monkeypatch.setattr(timezone, "localdate", lambda value=None: date(2026, 3, 20))
    with override("en"):
        yield


def picture(kind, *rows, opened=None, state="open", scopes=(), left=0):
    campaign = Campaign(pk=1, code="C-1", state="running")
    plan = read_plan(PLAN)
    stages = [
        Stage(pk=n, campaign=campaign, key=rules.key, kind=rules.kind, title=rules.title, order=n,
              state="sealed" if rules.kind == "registration" else state if rules.kind == kind else "draft")
        for n, rules in enumerate(plan.stages)
    ]  # fmt: skip
    stage = next(one for one in stages if one.kind == kind)
    found = Picture(
        campaign, frozenset({Role.STAFF}), stages, scopes=frozenset(scopes), calendar=seed_calendar()
    )
    found.frozen = PlanVersion(document=PLAN)
    found.outcomes = {1: SimpleNamespace(facts={"advanced": {"P01": 3}})}  # the registration's run
    found.answers = {stage.pk: Answers([Answered(*row) for row in rows], opened, left)}
    return found


def told(found):
    return [
        (task["title"], str(task["right"]), task["until"].date().isoformat() if task.get("until") else "")
        for task in check_tasks(found, READER)
    ]


def answer(person, source="", item="", number=1, answer="no_objection", day=None):
    return (person, source, item, number, answer, day)


def test_each_organ_has_its_days_and_is_late_after_them():
    found = picture(
        "joint_appraisal", *(answer(n, "audit") for n in (1, 2)), opened=date(2026, 3, 9), scopes=["audit"]
    )
    assert told(found) == [
        ("Answer “联合鉴定” for 纪委监委: 0 of 3", "answer_appraisal", "2026-03-16"),
        ("纪委监委 is late with “联合鉴定”: 0 of 3 answered", "close_stage", "2026-03-16"),
        ("Answer “联合鉴定” for 审计局: 2 of 3", "answer_appraisal", "2026-03-23"),
    ]
    assert [task["only"] for task in check_tasks(found, READER) if "only" in task] == [0, 7]


def test_an_organ_that_has_answered_for_all_who_stayed_is_done():
    found = picture(
        "joint_appraisal", *(answer(n, o) for n in (1, 2) for o in ("audit", "discipline")), left=1
    )
    assert told(found) == []


def test_a_year_without_a_calendar_has_no_end():
    assert told(picture("joint_appraisal", opened=date(2031, 3, 9)))[0][2] == ""


def test_a_publicity_is_posted_runs_and_has_its_objections_handled():
    assert told(picture("publicity")) == [("Record when “公示” was posted", "enter_checks", "")]
    posted = answer(1, "", "posted", 1, "posted", date(2026, 3, 18))
    assert told(picture("publicity", posted)) == [
        ("“公示” runs until 2026-03-25", "close_stage", "2026-03-25")
    ]
    raised = [answer(1, "named.phone", "objection", n, "raised", date(2026, 3, 19)) for n in (1, 2, 3)]
    settled = [answer(1, "", "settlement", 1, "untrue"), answer(1, "", "settlement", 2, "deferred")]
    assert (
        told(picture("publicity", posted, *raised, *settled))[0][0] == "Handle 2 objections raised in “公示”"
    )
    long_ago = answer(1, "", "posted", 1, "posted", date(2026, 3, 2))
    assert told(picture("publicity", long_ago)) == []


@pytest.mark.parametrize(
    ("trials", "until"),
    [
        ([], "2026-04-01"),
        (["extended"], ""),
        (["confirmed"], ""),
        (["removed"], ""),
    ],
)
def test_a_probation_that_ends_within_thirty_days_is_decided(trials, until):
    rows = [answer(1, "", "decision", 1, "appointed", date(2025, 4, 1))]
    rows += [answer(1, "", "trial", n, one, date(2026, 3, 1)) for n, one in enumerate(trials, 1)]
    found = told(picture("appointment", *rows, state="sealed"))
    assert [day for _, _, day in found] == ([until] if until else [])


def test_a_probation_far_from_its_end_asks_nothing():
    row = answer(1, "", "decision", 1, "appointed", date(2025, 6, 1))
    assert told(picture("appointment", row, state="sealed")) == []
    declined = answer(1, "", "decision", 1, "declined", date(2025, 4, 1))
    assert told(picture("appointment", declined, state="sealed")) == []


def test_the_desk_costs_the_same_for_thirty_campaigns_with_nodes_and_publicity(client, cast, same_queries):
    user = cast[Role.SUPERVISOR]
    nodes = '\n[[nodes]]\nkey = "plan"\nstages = ["announcement"]\n'
    client.force_login(user)

    def add(*numbers):
        for number in numbers:
            campaign = Campaign.objects.create(
                code=f"C{number}", title="竞岗", method="custom", state="running"
            )
            PlanVersion.objects.create(
                campaign=campaign, number=1, document=PLAN + nodes, digest="0" * 64, state="frozen"
            )
            Stage.objects.create(
                campaign=campaign, key="announcement", kind="announcement", order=0, state="sealed"
            )
            Stage.objects.create(campaign=campaign, key="publicity", kind="publicity", order=3, state="open")
            Seat.objects.create(campaign=campaign, user=user, role="supervisor", since=campaign.created_at)

    add(0)
    same_queries(lambda: client.get(reverse("desk")), lambda: add(*range(1, 30)))
    page = client.get(reverse("desk"))
    assert len(page.context["cards"]) == 30
