"""The doors of stages: what may be done next, and each move with its last page before it."""

import pytest
from django.urls import reverse

from campaigns.actions.stages import open_stage
from candidates.actions.applications import enter_application
from candidates.applications_file import ApplicationRow
from oversight.jobs import run_due
from oversight.models import Entry, Job
from oversight.rights import Role
from scoring.actions.stages import close_stage
from scoring.collect import outcome_in_force
from scoring.models import Mark
from scoring.tasks import HANDLERS
from tests.rehearsal import apply_all, carry, decide, mark_written, rehearse

MOVES = ("stage_open", "stage_close", "stage_reopen", "stage_decide", "stage_seal", "stage_schedule")


def url(name, key="registration"):
    return reverse(name, args=["2026-T-01", key])


def codes():
    return list(Entry.objects.filter(log__name="2026-T-01").order_by("seq").values_list("code", flat=True))


def test_the_page_offers_what_may_be_done(as_role, cast):
    rehearse(cast)
    page = as_role(Role.STAFF).get(url("stage"))
    assert [(move["held"], move["why"]) for move in page.context["moves"]] == [(True, "")]
    assert url("stage_close") in page.content.decode()


def test_a_sealed_stage_leads_on(as_role, cast):
    carry(cast, "registration")
    page = as_role(Role.STAFF).get(url("stage"))
    onwards = [reverse(name, args=["2026-T-01", *rest]) for name, *rest in (
        ("outcome", "registration"), ("notices",), ("stage", "written"),
    )]  # fmt: skip
    assert [link["url"] for link in page.context["onwards"]] == onwards
    assert as_role(Role.STAFF).get(url("stage", "written")).context["onwards"] == []


def test_who_may_not_is_told_who_may(as_role, cast):
    rehearse(cast)
    page = as_role(Role.SUPERVISOR).get(url("stage"))
    assert [move["held"] for move in page.context["moves"]] == [False]
    assert url("stage_close") not in page.content.decode()


def test_a_stage_waits_for_the_one_before(as_role, cast):
    rehearse(cast)
    page = as_role(Role.STAFF).get(url("stage", "written"))
    (move,) = page.context["moves"]
    assert "报名" in move["why"]
    answer = as_role(Role.STAFF).post(url("stage_open", "written"))
    assert answer.status_code == 200
    assert cast.stage("written").state == "draft"


@pytest.mark.parametrize("name", ["stage", *MOVES])
def test_strangers_find_nothing(as_role, client, cast, name):
    rehearse(cast)
    assert client.get(url(name)).status_code == 302
    assert as_role("stranger").get(url(name)).status_code == 404


@pytest.mark.parametrize("name", MOVES)
def test_watchers_do_not_move_stages(as_role, cast, name):
    rehearse(cast)
    assert as_role(Role.SUPERVISOR).post(url(name)).status_code == 404


def test_wrong_methods_are_refused(as_role, cast):
    rehearse(cast)
    assert as_role(Role.STAFF).post(url("stage")).status_code == 405
    assert as_role(Role.STAFF).delete(url("stage_close")).status_code == 405


def test_closing_says_who_will_be_absent(as_role, cast):
    carry(cast, "written", filled="written")
    Mark.objects.filter(application__number="A2").delete()
    page = as_role(Role.STAFF).get(url("stage_close", "written"))
    html = page.content.decode()
    assert "A2 钱二" in html
    assert "A1 赵一" not in html
    answer = as_role(Role.STAFF).post(url("stage_close", "written"))
    assert answer.url == url("stage", "written")
    assert (cast.stage("written").state, codes()[-1]) == ("closed", "stage.closed")


def test_a_message_names_the_entry(as_role, cast):
    rehearse(cast)
    page = as_role(Role.STAFF).post(url("stage_close"), follow=True)
    (message,) = page.context["messages"]
    assert str(Entry.objects.filter(log__name="2026-T-01").last().seq) in str(message)


def test_reopening_needs_a_reason(as_role, cast):
    rehearse(cast)
    close_stage(stage_id=cast.stage("registration").pk, by=cast.actor(Role.STAFF))
    page = as_role(Role.STAFF).post(url("stage_reopen"), {"reason": ""})
    assert list(page.context["form"].errors) == ["reason"]
    as_role(Role.STAFF).post(url("stage_reopen"), {"reason": "补录一人"})
    assert cast.stage("registration").state == "open"
    assert Entry.objects.last().content["reason"] == "补录一人"


def test_deciding_is_a_job_with_progress(as_role, cast):
    rehearse(cast)
    apply_all(cast)
    close_stage(stage_id=cast.stage("registration").pk, by=cast.actor(Role.STAFF))
    staff = as_role(Role.STAFF)
    assert staff.post(url("stage_decide")).url == url("stage")
    page = staff.get(url("stage"))
    assert page.context["job"]["state"] == "queued"
    part = staff.get(url("stage_progress"), headers={"HX-Request": "true"})
    assert "HX-Refresh" not in part
    run_due(HANDLERS)
    assert staff.get(url("stage_progress"), headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert staff.get(url("stage")).context["job"] is None
    assert cast.stage("registration").state == "decided"


def test_asking_twice_decides_once(as_role, cast):
    rehearse(cast)
    apply_all(cast)
    close_stage(stage_id=cast.stage("registration").pk, by=cast.actor(Role.STAFF))
    staff = as_role(Role.STAFF)
    staff.post(url("stage_decide"))
    staff.post(url("stage_decide"))
    assert Job.objects.filter(kind="decide").count() == 1


def test_a_refused_tie_names_the_equals_and_the_remedy(as_role, cast):
    carry(cast, "registration", ties="refuse")
    open_stage(stage_id=cast.stage("written").pk, by=cast.actor(Role.STAFF))
    mark_written(cast, {"A1": 90, "A2": 80, "A3": 70, "A4": 70, "B1": 88, "B2": 77, "B3": 66})
    assert decide(cast, "written").state == "closed"
    page = as_role(Role.STAFF).get(url("stage", "written"))
    assert page.context["job"]["state"] == "failed"
    assert "A3, A4" in page.context["job"]["error"]
    assert url("stage_decide", "written") in page.content.decode()


def test_sealing_shows_the_digest_and_needs_a_second_person(as_role, cast):
    rehearse(cast)
    apply_all(cast)
    stage = decide(cast, "registration")
    digest = outcome_in_force(stage).outcome_digest
    approver = as_role(Role.APPROVER)
    page = approver.get(url("stage_seal"))
    assert digest in page.content.decode()
    assert [row["cells"][0]["text"] for row in page.context["overview"]["rows"]] == [
        "P01 一科科长",
        "P02 二科科长",
    ]
    stale = approver.post(url("stage_seal"), {"outcome_digest": "0" * 64})
    assert stale.status_code == 200
    assert cast.stage("registration").state == "decided"
    approver.post(url("stage_seal"), {"outcome_digest": digest})
    assert (cast.stage("registration").state, codes()[-1]) == ("sealed", "stage.sealed")


def test_staff_does_not_seal(as_role, cast):
    rehearse(cast)
    assert as_role(Role.STAFF).get(url("stage_seal")).status_code == 404


def test_times_are_set_and_may_not_run_backwards(as_role, cast):
    rehearse(cast)
    staff = as_role(Role.STAFF)
    wrong = {"opens_at": "2026-03-02T09:00", "closes_at": "2026-03-01T09:00"}
    assert list(staff.post(url("stage_schedule"), wrong).context["form"].errors) == ["closes_at"]
    staff.post(url("stage_schedule"), {"opens_at": "2026-03-01T09:00", "closes_at": "2026-03-02T09:00"})
    assert cast.stage("registration").closes_at.isoformat() == "2026-03-02T01:00:00+00:00"
    assert codes()[-1] == "stage.scheduled"


def test_a_closed_stage_is_not_closed_again(as_role, cast):
    rehearse(cast)
    staff = as_role(Role.STAFF)
    staff.post(url("stage_close"))
    page = staff.post(url("stage_close"))
    assert page.status_code == 200
    assert len(page.context["blocked"]) == 1
    assert codes().count("stage.closed") == 1


def test_the_page_costs_the_same_for_many(as_role, cast, same_queries):
    rehearse(cast)
    staff = as_role(Role.STAFF)

    def enter(number):
        row = ApplicationRow(number=f"N{number}", position="P01", name="某人")
        enter_application(campaign_id=cast.campaign.pk, row=row, by=cast.actor(Role.STAFF))

    enter(0)
    same_queries(lambda: staff.get(url("stage")), lambda: [enter(n) for n in range(1, 30)])


@pytest.mark.parametrize("key", ["registration", "written", "interview", "total", "announcement"])
def test_every_stage_has_its_page(as_role, cast, key):
    carry(cast, "total")
    for role in (Role.STAFF, Role.APPROVER, Role.SCORE_CLERK, Role.JUDGE, Role.SUPERVISOR):
        assert as_role(role).get(url("stage", key)).status_code == 200


def test_a_judge_sees_no_figures(as_role, cast):
    carry(cast, "total")
    page = as_role(Role.JUDGE).get(url("stage", "written"))
    assert page.context["complete"] is None
    assert [tab["url"] for tab in page.context["tabs"]] == [url("stage", "written")]
    assert as_role(Role.JUDGE).get(url("marks", "written")).status_code == 404
    assert as_role(Role.JUDGE).get(url("outcome", "written")).status_code == 404


def test_a_decision_that_failed_is_started_again(as_role, cast):
    rehearse(cast)
    apply_all(cast)
    close_stage(stage_id=cast.stage("registration").pk, by=cast.actor(Role.STAFF))
    staff = as_role(Role.STAFF)
    staff.post(url("stage_decide"))
    job = Job.objects.get(kind="decide")
    retry = reverse("campaign_job_retry", args=["2026-T-01", job.pk])
    assert staff.get(url("stage")).context["retry_url"] == ""
    Job.objects.update(state="failed", error="OSError: no space left", attempts=5)
    assert staff.get(url("stage")).context["retry_url"] == retry
    part = staff.get(url("stage_progress"), headers={"HX-Request": "true"})
    assert (part.context["retry_url"], "no space left" in part.content.decode()) == (retry, True)
    watcher = as_role(Role.SUPERVISOR)
    assert watcher.get(url("stage")).context["retry_url"] == ""
    assert watcher.get(url("stage_progress"), headers={"HX-Request": "true"}).context["retry_url"] == ""
    assert as_role(Role.STAFF).post(retry).url == url("stage")
    assert codes()[-1] == "job.retried"
    assert Job.objects.get().by_user_id == cast[Role.STAFF].pk
    run_due(HANDLERS)
    assert cast.stage("registration").state == "decided"
