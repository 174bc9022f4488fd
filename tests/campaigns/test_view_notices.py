"""The doors of notices: due, drafted, written, looked at, published, put on paper, corrected."""

import pytest
from django.urls import reverse

from campaigns.actions.plans import begin_amendment, edit_plan, freeze_plan, propose_plan
from campaigns.models import Notice
from campaigns.paper.facts import from_json
from campaigns.plan.document import read_plan
from oversight.jobs import run_due
from oversight.models import Entry, Job
from oversight.rights import Role
from scoring.actions.stages import correct_stage
from scoring.models import Mark
from scoring.tasks import HANDLERS
from tests.rehearsal import PLAN, carry, decide, rehearse, seal
from tests.selection.publishing import draft, publish

DOORS = (
    "notice_preview",
    "notice_edit",
    "notice_draft_pdf",
    "notice_drop",
    "notice_publish",
    "notice_progress",
)


@pytest.fixture(autouse=True)
def _english(client, db):
    client.cookies["django_language"] = "en"


@pytest.fixture
def staff(client, cast):
    """A running campaign, and its staff at the browser."""
    rehearse(cast)
    client.force_login(cast[Role.STAFF])
    return client


def url(name, cast, notice=None):
    given = {"code": cast.campaign.code} | ({"pk": notice.pk} if notice else {})
    return reverse(name, kwargs=given)


def codes(cast):
    entries = Entry.objects.filter(log__name=cast.campaign.log).order_by("seq")
    return list(entries.values_list("code", flat=True))


def rows(prefix, *filled, initial=0):
    """Return the fields of a formset with these rows."""
    data = {f"{prefix}-TOTAL_FORMS": str(len(filled)), f"{prefix}-INITIAL_FORMS": str(initial)}
    return data | {
        f"{prefix}-{at}-{name}": value for at, row in enumerate(filled) for name, value in row.items()
    }


def written(**text):
    return text | rows("contacts") | rows("supervision") | rows("timetable")


def test_what_is_due_stands_on_the_list(staff, cast) -> None:
    page = staff.get(url("notices", cast))
    assert [(item["kind"], item["run"]) for item in page.context["due"]] == [("announcement", 0)]
    assert page.context["rows"] == []


def test_drafting_records_and_leads_to_writing(staff, cast) -> None:
    data = {"kind": "announcement", "stage": "announcement"}
    response = staff.post(url("notice_draft", cast), data)
    notice = Notice.objects.get()
    assert (response.url, notice.state) == (url("notice_edit", cast, notice), "draft")
    assert codes(cast)[-1] == "notice.drafted"
    again = staff.post(url("notice_draft", cast), data, follow=True)
    assert "No such notice is due" in again.content.decode()
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("role", [Role.SCORE_CLERK, Role.JUDGE, "stranger"])
@pytest.mark.parametrize("door", DOORS)
def test_others_find_nothing(client, cast, staff, role, door) -> None:
    notice = draft(cast, "announcement")
    client.force_login(cast[role])
    assert client.get(url(door, cast, notice)).status_code == 404
    assert client.get(url("notices", cast)).status_code == 404


@pytest.mark.parametrize("door", ["notice_edit", "notice_drop"])
def test_watchers_read_and_do_not_write(client, cast, staff, door) -> None:
    notice = draft(cast, "announcement")
    client.force_login(cast[Role.SUPERVISOR])
    assert client.get(url("notice_preview", cast, notice)).status_code == 200
    assert client.post(url(door, cast, notice)).status_code == 404
    assert client.post(url("notice_publish", cast, notice)).status_code == 404
    assert client.post(url("notice_draft", cast)).status_code == 404
    assert Notice.objects.get().state == "draft"


def test_wrong_methods_and_strangers_at_the_door(client, cast, staff) -> None:
    notice = draft(cast, "announcement")
    assert staff.get(url("notice_draft", cast)).status_code == 405
    assert staff.post(url("notices", cast)).status_code == 405
    assert staff.post(url("notice_preview", cast, notice)).status_code == 405
    client.logout()
    assert {client.get(url(door, cast, notice)).status_code for door in DOORS} == {302}


def test_what_people_write_is_kept_and_recorded(staff, cast) -> None:
    notice = draft(cast, "announcement")
    contact = {"purpose": "咨询", "phone": "010-66668888", "address": "", "mail": "", "site": ""}
    time = {"what": "笔试", "when": "2026年3月5日9:00", "where": "一号楼"}
    data = {"basis": "《条例》\n\n《规定》", "conditions": "政治坚定", "subjects": ""}
    data |= rows("contacts", contact) | rows("supervision") | rows("timetable", time, {})
    response = staff.post(url("notice_edit", cast, notice), {**data, "look": "1"})
    assert response.url == url("notice_preview", cast, notice)
    facts = from_json(Notice.objects.get().facts)
    assert (facts.basis, facts.conditions) == (("《条例》", "《规定》"), ("政治坚定",))
    assert [(one.purpose, one.phone) for one in facts.contacts] == [("咨询", "010-66668888")]
    assert [(one.what, one.where) for one in facts.timetable] == [("笔试", "一号楼")]
    entries = Entry.objects.filter(log__name=cast.campaign.log).order_by("-seq")
    assert entries[0].content["facts"]["fields"] == ["basis", "conditions", "contacts", "timetable"]
    assert "根据《条例》、《规定》等规定" in staff.get(url("notice_preview", cast, notice)).content.decode()


def test_nothing_changed_records_nothing(staff, cast) -> None:
    notice, before = draft(cast, "announcement"), codes(cast)
    staff.post(url("notice_edit", cast, notice), written(basis="", conditions="", subjects=""))
    assert codes(cast) == before


def test_every_mistake_is_said_at_once_and_what_was_typed_stays(staff, cast) -> None:
    notice = draft(cast, "announcement")
    data = written(basis="《条例》") | rows("contacts", {"purpose": "", "mail": "none"})
    page = staff.post(url("notice_edit", cast, notice), data)
    assert [error["url"] for error in page.context["errors"]] == [
        "#id_contacts-0-purpose",
        "#id_contacts-0-mail",
    ]
    assert ("《条例》" in page.content.decode(), Notice.objects.get().facts.get("basis")) == (True, None)


def test_names_and_scores_are_nobodys_to_write(staff, cast) -> None:
    carried = carry_more(cast)
    notice = draft(cast, "written")
    before = notice.facts["listings"]
    staff.post(
        url("notice_edit", cast, notice), written(paragraphs="x", listings="[]", title="y", reason="z")
    )
    after = Notice.objects.get(pk=notice.pk)
    assert (after.facts["listings"], after.title, carried.code) == (before, notice.title, cast.campaign.code)


def carry_more(cast):
    """Carry the rehearsed campaign of the fixture on until the written exam is sealed."""
    from tests.rehearsal import apply_all, mark_written, open_stage

    apply_all(cast)
    decide(cast, "registration")
    seal(cast, "registration")
    open_stage(stage_id=cast.stage("written").pk, by=cast.actor(Role.STAFF))
    mark_written(cast)
    decide(cast, "written")
    seal(cast, "written")
    return cast.campaign


def test_the_gate_names_place_and_remedy_and_keeps_the_door_shut(staff, cast) -> None:
    notice = draft(cast, "announcement")
    staff.post(url("notice_edit", cast, notice), written(conditions="请致电13812345678"))
    checked = staff.get(url("notice_preview", cast, notice)).context["checked"]
    assert [(line["place"], line["what"]) for line in checked.lines] == [
        ("body, paragraph 3", "a mobile number is printed: 138****5678")
    ]
    assert [bool(line["remedy"]) for line in checked.lines] == [True]
    page = staff.post(url("notice_publish", cast, notice))
    assert (page.status_code, len(page.context["blocked"])) == (200, 1)
    assert (Notice.objects.get().state, Job.objects.filter(kind="press").count()) == ("draft", 0)


def test_a_look_at_the_pdf_says_draft_and_stores_nothing(staff, cast) -> None:
    notice = draft(cast, "announcement")
    response = staff.get(url("notice_draft_pdf", cast, notice))
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    assert (response["Cache-Control"], Notice.objects.get().blob) == ("no-store", "")


def test_publishing_gives_number_and_head_and_goes_to_paper(staff, cast) -> None:
    notice = draft(cast, "announcement")
    assert "the next of the year" in staff.get(url("notice_publish", cast, notice)).content.decode()
    response = staff.post(url("notice_publish", cast, notice))
    progress = url("notice_progress", cast, notice)
    assert response.url == progress
    waiting = staff.get(progress)
    assert (waiting.context["published"], waiting.context["job"]["state"]) == (False, "queued")
    run_due(HANDLERS)
    part = staff.get(progress, headers={"HX-Request": "true"})
    assert (part.context["job"]["state"], b"<html" in part.content) == ("done", False)
    done = Notice.objects.get()
    page = staff.get(progress).content.decode()
    assert [word in page for word in (done.number, done.blob, done.head_root)] == [True, True, True]
    assert codes(cast)[-2:] == ["notice.numbered", "notice.published"]


def test_a_published_notice_stays(staff, cast) -> None:
    notice = publish(cast, "announcement")
    progress = url("notice_progress", cast, notice)
    for door in ("notice_preview", "notice_edit", "notice_publish"):
        assert staff.get(url(door, cast, notice)).url == progress
    page = staff.post(url("notice_drop", cast, notice), follow=True)
    assert "has been published already" in page.content.decode()
    assert Notice.objects.get().state == "published"


def test_a_draft_is_dropped_after_asking(staff, cast) -> None:
    notice = draft(cast, "announcement")
    assert "What was written in it is gone" in staff.get(url("notice_drop", cast, notice)).content.decode()
    assert Notice.objects.count() == 1
    assert staff.post(url("notice_drop", cast, notice)).url == url("notices", cast)
    assert (Notice.objects.count(), codes(cast)[-1]) == (0, "notice.dropped")


def correct_written(cast):
    """Bring the written exam into a second run, in which the fourth passes the third."""

    def change(stage):
        Mark.objects.filter(assessor__stage=stage, application__number="A4").update(value=75_000_000)

    stage = cast.stage("written")
    correct_stage(stage_id=stage.pk, by=cast.actor(Role.STAFF), reason="漏计一题", change=change)
    decide(cast, "written")


def test_a_later_run_of_a_published_stage_is_corrected_by_a_notice(client, cast) -> None:
    carry(cast, "written")
    publish(cast, "announcement")
    publish(cast, "registration")
    first = publish(cast, "written")
    correct_written(cast)
    client.force_login(cast[Role.STAFF])
    assert client.get(url("notices", cast)).context["due"] == []
    seal(cast, "written")
    due = client.get(url("notices", cast)).context["due"]
    assert [(item["kind"], item["run"]) for item in due] == [("correction", 2)]
    notice = publish(cast, "written", "correction")
    facts = from_json(notice.facts)
    assert (facts.reason, facts.corrects) == ("漏计一题", f"{first.number}《{first.title}》")
    assert [(change.where, change.before, change.after) for change in facts.changes] == [
        ("P01 李四（A4）", "笔试成绩65.00，第4名，未进入面试", "笔试成绩75.00，第3名，进入面试"),
        ("P01 孙三（A3）", "笔试成绩70.00，第3名，进入面试", "笔试成绩70.00，第4名，未进入面试"),
    ]
    public = client.get(reverse("campaign_public", args=[cast.campaign.code]), {"stage": "written"})
    assert public.context["results"]["notice"].number == notice.number


def test_a_draft_of_an_older_run_is_not_published(client, cast) -> None:
    carry(cast, "written")
    old = draft(cast, "written")
    correct_written(cast)
    seal(cast, "written")
    client.force_login(cast[Role.STAFF])
    page = client.post(url("notice_publish", cast, old))
    assert [reason["text"] for reason in page.context["blocked"]] == [
        "Run 1 of “笔试” is not in force; drop this draft and draft the newer run."
    ]
    assert Notice.objects.get(pk=old.pk).state == "draft"


def amend(cast):
    """Amend the weights of the composite, approved by a second person."""
    campaign, staff = cast.campaign, cast.actor(Role.STAFF)
    begin_amendment(campaign_id=campaign.pk, by=staff, reason="调整成绩权重")
    plan = read_plan(
        PLAN.replace("written = 50, interview = 50", "written = 40, interview = 60").replace("TIES", "all")
    )
    edit_plan(campaign_id=campaign.pk, plan=plan, by=staff)
    propose_plan(campaign_id=campaign.pk, by=staff)
    freeze_plan(campaign_id=campaign.pk, by=cast.actor(Role.APPROVER))


def test_an_amendment_has_its_own_notice_and_counts_from_it_on(staff, cast) -> None:
    first = publish(cast, "announcement")
    amend(cast)
    public = reverse("campaign_public", args=[cast.campaign.code])
    assert staff.get(public).context["shown"].rules.plan_version == 1
    due = staff.get(url("notices", cast)).context["due"]
    assert [(item["kind"], item["run"]) for item in due] == [("amendment", 2)]
    notice = publish(cast, "announcement", "amendment")
    facts = from_json(notice.facts)
    assert (facts.reason, bool(facts.changes), facts.plan_version) == ("调整成绩权重", True, 2)
    assert staff.get(public).context["shown"].rules.plan_version == 2
    assert staff.get(url("notices", cast)).context["due"] == []
    assert notice.serial == first.serial + 1


def test_the_list_costs_the_same_for_one_and_for_thirty(staff, cast, same_queries) -> None:
    notice = publish(cast, "announcement")

    def add():
        for number in range(2, 31):
            notice.pk, notice.serial, notice.run, notice.number = None, number, number, f"{number}号"
            notice.save(force_insert=True)

    same_queries(lambda: staff.get(url("notices", cast)), add)


def test_failed_pressing_is_started_again_by_those_whose_campaign_it_is(staff, cast) -> None:
    notice = draft(cast, "announcement")
    staff.post(url("notice_publish", cast, notice))
    progress = url("notice_progress", cast, notice)
    assert staff.get(progress).context["retry_url"] == ""
    press = Job.objects.get(kind="press")
    for piece in (0, 1):
        Job.objects.create(kind="press_piece", key=f"p{piece}", payload={"notice": notice.pk}, state="failed")
    Job.objects.filter(pk=press.pk).update(state="failed", error="no space left", attempts=5)
    retry = reverse("campaign_job_retry", args=[cast.campaign.code, press.pk])
    page = staff.get(progress)
    assert (page.context["retry_url"], "no space left" in page.content.decode()) == (retry, True)
    assert staff.get(retry).status_code == 405
    staff.force_login(cast[Role.SUPERVISOR])
    assert staff.get(progress).context["retry_url"] == ""
    for role in (Role.SUPERVISOR, Role.SCORE_CLERK, Role.SYSTEM_OFFICER, "stranger"):
        staff.force_login(cast[role])
        assert staff.post(retry).status_code == 404
    staff.force_login(cast[Role.STAFF])
    answer = staff.post(retry, follow=True)
    assert answer.redirect_chain == [(progress, 302)]
    assert "The job waits for a worker again. Recorded in the ledger as entry" in answer.content.decode()
    assert set(Job.objects.values_list("state", "attempts")) == {("queued", 0)}
    assert codes(cast)[-3:] == ["job.retried"] * 3
    staff.post(retry)
    assert codes(cast).count("job.retried") == 3
    Job.objects.filter(kind="press_piece").delete()
    run_due(HANDLERS)
    assert Notice.objects.get().state == "published"


def test_the_work_of_another_campaign_is_not_there(staff, cast) -> None:
    notice = draft(cast, "announcement")
    staff.post(url("notice_publish", cast, notice))
    job = Job.objects.get(kind="press")
    Job.objects.update(state="failed")
    retry = reverse("campaign_job_retry", args=[cast.campaign.code, job.pk])
    for payload in ({"notice": notice.pk + 1}, {"stage": 0}, {"campaign": 0}, {}):
        Job.objects.update(payload=payload)
        assert staff.post(retry).status_code == 404
    assert staff.post(reverse("campaign_job_retry", args=[cast.campaign.code, job.pk + 1])).status_code == 404
    assert Job.objects.get().state == "failed"
