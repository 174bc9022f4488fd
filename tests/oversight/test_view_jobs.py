"""The doors of jobs: one's own, all of them, trying again; and the files that were taken over."""

import pytest
from django.db import transaction
from django.urls import reverse

from oversight.actions import ask_verification, register_upload
from oversight.jobs import enqueue, progress, run_due
from oversight.ledger import SYSTEM, actor, open_log
from oversight.models import Entry, Job
from oversight.tasks import HANDLERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer_page(client, system):
    client.cookies["django_language"] = "en"
    client.force_login(system)
    return client


@pytest.fixture
def chen(person):
    return person("chen", name="陈经办")


def ask(user, number=1):
    return enqueue(kind="decide", key=f"decide:{number}", payload={}, by=actor(user, "staff"))


def fail(job):
    Job.objects.filter(pk=job.pk).update(state="failed", error="Plan has no stage.", attempts=5)


def test_everybody_sees_his_own(client, chen, person):
    job = ask(chen)
    client.force_login(chen)
    assert client.get(reverse("job", args=[job.pk])).status_code == 200
    assert [row["cells"][0]["text"] for row in client.get(reverse("my_jobs")).context["rows"]] == [
        f"#{job.pk}"
    ]
    client.force_login(person("other"))
    assert client.get(reverse("my_jobs")).context["rows"] == []
    assert client.get(reverse("job", args=[job.pk])).status_code == 404
    assert client.get(reverse("job", args=[job.pk + 1])).status_code == 404
    client.logout()
    assert client.get(reverse("job", args=[job.pk])).headers["Location"].startswith(reverse("account_login"))


def test_the_bar_follows_the_job(client, chen):
    job = ask(chen)
    client.force_login(chen)
    url = reverse("job", args=[job.pk])

    def bar():
        return client.get(url, headers={"HX-Request": "true"})

    assert bar().context["job"]["state"] == "queued"

    def work(running):
        progress(running, 3, 10)
        shown = bar()
        assert (shown.context["job"]["done"], shown.context["job"]["total"]) == (3, 10)
        assert f'hx-get="{url}"' in shown.content.decode()

    run_due({"decide": work})
    shown = bar().content.decode()
    assert "hx-get" not in shown
    assert "<html" not in shown


def test_the_system_officer_sees_all_and_filters(officer_page, chen):
    done, failed, waiting = ask(chen, 1), ask(chen, 2), ask(chen, 3)
    Job.objects.filter(pk=done.pk).update(state="done")
    fail(failed)

    def listed(**asked):
        return [row["cells"][0]["text"] for row in officer_page.get(reverse("jobs"), asked).context["rows"]]

    assert listed() == [f"#{waiting.pk}", f"#{failed.pk}", f"#{done.pk}"]
    assert listed(state="open") == [f"#{waiting.pk}"]
    assert listed(state="failed") == [f"#{failed.pk}"]
    assert listed(kind="decide", state="done") == [f"#{done.pk}"]
    facts = officer_page.get(reverse("jobs")).context["facts"]
    assert [fact["value"] for fact in facts] == [1, 1, 1]


def test_a_failed_job_is_tried_again(officer_page, chen):
    job = ask(chen)
    fail(job)
    page = officer_page.get(reverse("job", args=[job.pk]))
    retry = reverse("job_retry", args=[job.pk])
    assert page.context["retry_url"] == retry
    assert "Plan has no stage." in page.content.decode()
    assert officer_page.get(retry).status_code == 405
    assert officer_page.post(retry).status_code == 302
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("queued", 0)
    assert Entry.objects.latest("id").code == "job.retried"
    officer_page.post(retry)
    assert Entry.objects.filter(code="job.retried").count() == 1


def test_who_asked_for_it_may_not_try_it_again(client, chen):
    job = ask(chen)
    fail(job)
    client.force_login(chen)
    assert "retry_url" not in client.get(reverse("job", args=[job.pk])).context
    assert client.post(reverse("job_retry", args=[job.pk])).status_code == 404
    assert Entry.objects.latest("id").code == "access.denied"


@pytest.mark.parametrize("door", ["jobs", "uploads"])
def test_the_lists_are_the_system_officers(client, chen, auditor, door):
    for user in (chen, auditor):
        client.force_login(user)
        assert client.get(reverse(door)).status_code == 404
    assert client.post(reverse(door)).status_code == 405


def upload(number, name="marks.csv"):
    register_upload(
        purpose="marks", subject=f"stage:{number}", sha256=f"{number:064x}", name=name, rows=7, by=SYSTEM
    )


def test_uploads_are_found_by_name_subject_and_digest(officer_page):
    upload(1, "first.csv")
    upload(2, "second.xlsx")

    def found(text):
        rows = officer_page.get(reverse("uploads"), {"text": text}).context["rows"]
        return [row["upload"].name for row in rows]

    assert found("") == ["second.xlsx", "first.csv"]
    register_upload(
        purpose="marks", subject="2026-X/user:7", sha256="f" * 64, name="c.csv", rows=1, by=SYSTEM
    )
    assert (
        officer_page.get(reverse("uploads"), {"text": "c.csv"}).context["rows"][0]["about"]
        == "2026-X · account 7"
    )
    assert found("f" * 64) == ["c.csv"]
    assert found("FIRST") == ["first.csv"]
    assert found("stage:2") == ["second.xlsx"]
    assert found(f"{2:064x}") == ["second.xlsx"]


def test_thirty_rows_cost_no_more_queries_than_one(officer_page, chen, same_queries):
    ask(chen)
    upload(1)
    same_queries(lambda: officer_page.get(reverse("jobs")), lambda: [ask(chen, n) for n in range(2, 31)])
    same_queries(lambda: officer_page.get(reverse("uploads")), lambda: [upload(n) for n in range(2, 31)])


def test_a_job_that_is_done_leads_to_its_result(client, auditor):
    job = ask_verification(log="system", by=actor(auditor, "audit_officer"))
    with transaction.atomic():
        open_log("system", by=SYSTEM)
    run_due(HANDLERS)
    client.force_login(auditor)
    page = client.get(reverse("job", args=[job.pk]))
    assert page.context["after"]["url"] == reverse("ledger_verify", args=["system"])
    assert client.get(reverse("my_jobs")).context["rows"][0]["cells"][2] == {"badge": "done"}
