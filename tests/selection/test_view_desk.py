"""The door of a person's desk: what waits for whom, by role and state, and what it costs."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.actions.plans import begin_amendment
from campaigns.actions.stages import open_stage
from campaigns.models import Campaign, Seat, Stage
from oversight.models import Job
from oversight.rights import Role
from scoring.actions.approvals import approve_difference
from scoring.actions.stages import request_decision
from selection.queries.desk import missing_years
from tests.cast import play
from tests.rehearsal import carry, decide, rehearse
from tests.selection.publishing import draft

DESK = reverse("desk")
VERIFY = "Verify the system ledger, not verified this week"


@pytest.fixture(autouse=True)
def _english(client, db):
    client.cookies["django_language"] = "en"


def tasks(client, cast, role):
    """Return {what is to be done: state} on the desk of somebody, without the title of the campaign."""
    client.force_login(cast[role])
    response = client.get(DESK)
    assert response.status_code == 200
    return {task["title"].partition(" · ")[0]: task["state"] for task in response.context["tasks"]}


def test_strangers_are_asked_to_sign_in(client) -> None:
    assert client.get(DESK).url == f"{reverse('account_login')}?next={DESK}"
    assert client.post(DESK).status_code in (302, 405)


def test_somebody_without_a_seat_is_told_so(client, cast) -> None:
    client.force_login(cast["stranger"])
    page = client.get(DESK)
    assert (page.context["tasks"], page.context["office"]) == ([], [])
    assert "You have no seat in any campaign yet" in page.content.decode()


def test_the_desk_is_only_read(client, cast) -> None:
    client.force_login(cast[Role.STAFF])
    assert client.post(DESK).status_code == 405


@pytest.mark.parametrize(
    ("through", "filled", "role", "waits"),
    [
        ("registration", "registration", Role.STAFF, {"Take in the applications", "Close “报名”"}),
        ("registration", "", Role.STAFF, {"Draft the notice of “报名”", "Open “笔试”"}),
        ("registration", "written", Role.SCORE_CLERK, {"Enter the marks of “笔试”"}),
        ("registration", "written", Role.APPROVER, set()),
    ],
)
def test_what_waits_is_read_off_the_states(client, cast, through, filled, role, waits) -> None:
    carry(cast, through, filled=filled)
    found = set(tasks(client, cast, role)) - {"Draft the announcement", "Draft the notice of “报名”"}
    years = {title for title in found if "working calendar" in title}
    assert found - years == waits - {"Draft the notice of “报名”"}


def test_ballots_wait_for_who_counts(client, cast) -> None:
    play(cast, "invented-difference-vote", last="registration")
    pk = cast.stage("vote").pk
    approve_difference(stage_id=pk, position="P02", reason="经研究继续", by=cast.actor(Role.APPROVER))
    open_stage(stage_id=pk, by=cast.actor(Role.STAFF))
    assert any(title.startswith("Enter the ballots of") for title in tasks(client, cast, Role.SCORE_CLERK))


def test_the_second_person_seals(client, cast) -> None:
    carry(cast, "registration", filled="written")
    decide(cast, "written")
    assert tasks(client, cast, Role.APPROVER) == {"Seal the outcome of “笔试”": "todo"}
    assert "Seal the outcome of “笔试”" not in tasks(client, cast, Role.STAFF)


def test_a_decision_under_way_and_one_that_failed(client, cast) -> None:
    carry(cast, "registration", filled="written")
    from scoring.actions.stages import close_stage

    close_stage(stage_id=cast.stage("written").pk, by=cast.actor(Role.STAFF))
    job = request_decision(stage_id=cast.stage("written").pk, by=cast.actor(Role.STAFF))
    assert tasks(client, cast, Role.STAFF)["Have “笔试” decided"] == "doing"
    Job.objects.filter(pk=job.pk).update(state="failed", error="equals lie across the last place")
    client.force_login(cast[Role.STAFF])
    blocked = {task["blocked"] for task in client.get(DESK).context["tasks"] if "decided" in task["title"]}
    assert blocked == {"equals lie across the last place"}


def test_failed_jobs_are_the_system_officers(client, cast) -> None:
    Job.objects.create(kind="decide", key="x", state="failed", by_name="", by_role="system")
    assert tasks(client, cast, Role.SYSTEM_OFFICER) == {"Look after 1 failed job": "todo"}
    assert tasks(client, cast, Role.AUDIT_OFFICER) == {VERIFY: "todo"}


def test_the_audit_officer_verifies_the_system_ledger_every_week(client, cast) -> None:
    assert tasks(client, cast, Role.AUDIT_OFFICER) == {VERIFY: "todo"}
    assert client.get(DESK).context["entries"][0]["about"]
    done = {"kind": "verify", "by_name": "", "by_role": "audit_officer", "state": "done"}
    job = Job.objects.create(key="verify:system:1", finished_at=timezone.now() - timedelta(days=8), **done)
    assert tasks(client, cast, Role.AUDIT_OFFICER) == {VERIFY: "todo"}
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(days=6))
    assert tasks(client, cast, Role.AUDIT_OFFICER) == {}
    assert VERIFY not in tasks(client, cast, Role.SECURITY_OFFICER)


def test_a_plan_waits_for_staff_and_then_for_the_approver(client, cast) -> None:
    campaign = rehearse(cast)
    begin_amendment(campaign_id=campaign.pk, by=cast.actor(Role.STAFF), reason="调整职数")
    assert tasks(client, cast, Role.STAFF)["Put plan version 2 forward for approval"] == "todo"
    campaign.plans.filter(number=2).update(state="proposed", proposed_by=cast[Role.STAFF])
    assert tasks(client, cast, Role.APPROVER) == {"Approve plan version 2": "todo"}
    campaign.plans.filter(number=2).update(proposed_by=cast[Role.APPROVER])
    assert tasks(client, cast, Role.APPROVER) == {"Approve plan version 2": "cannot"}


def test_drafts_wait_for_whoever_may_publish(client, cast) -> None:
    rehearse(cast)
    notice = draft(cast, "announcement")
    assert tasks(client, cast, Role.APPROVER) == {f"Publish “{notice.title}”": "todo"}
    assert tasks(client, cast, Role.SUPERVISOR) == {}


def test_a_stopped_campaign_asks_nothing(client, cast) -> None:
    campaign = rehearse(cast)
    Campaign.objects.filter(pk=campaign.pk).update(state="stopped")
    assert tasks(client, cast, Role.SCORE_CLERK) == {}


def test_entries_are_for_those_who_may_read_the_ledger(client, cast) -> None:
    rehearse(cast)
    client.force_login(cast[Role.SCORE_CLERK])
    assert client.get(DESK).context["entries"] == []
    client.force_login(cast[Role.SUPERVISOR])
    assert client.get(DESK).context["entries"][0]["sentence"] == "Stage “报名” was opened"


def test_the_desk_costs_the_same_for_one_and_for_thirty_campaigns(client, cast, same_queries) -> None:
    campaign = rehearse(cast)
    client.force_login(cast[Role.STAFF])
    seat = Seat.objects.get(campaign=campaign, role="staff")

    def add():
        for number in range(29):
            other = Campaign.objects.create(
                code=f"C{number}", title="另一次竞岗", method="custom", state="running"
            )
            Stage.objects.create(campaign=other, key="announcement", kind="announcement", order=0)
            Seat.objects.create(campaign=other, user=seat.user, role="staff", since=seat.since)

    same_queries(lambda: client.get(DESK), add)


def test_a_candidate_learns_nothing_that_is_not_published(client, cast) -> None:
    campaign = rehearse(cast)
    Seat.objects.create(campaign=campaign, user=cast["stranger"], role="candidate", since=campaign.created_at)
    client.force_login(cast["stranger"])
    (row,) = client.get(DESK).context["campaigns_here"]
    assert (row["url"], row["stage"], row["stage_state"]) == ("", "", "")


@pytest.mark.parametrize(
    ("today", "missing"), [("2026-03-01", []), ("2026-11-25", [2027]), ("2027-01-04", [2027])]
)
def test_only_years_that_the_calendar_does_not_know_are_asked_for(monkeypatch, today, missing) -> None:
    monkeypatch.setattr("selection.queries.desk.timezone.localdate", lambda: date.fromisoformat(today))
    assert missing_years() == missing
