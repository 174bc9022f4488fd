"""The doors of the papers of the later stages: due, complete, published, corrected, left out, taken down."""

import shutil
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.actions.notices import edit_notice, publish_notice
from campaigns.actions.stages import NotNow
from campaigns.models import Notice
from campaigns.paper.facts import Contact, Time, from_json
from candidates.actions.applications import describe_application
from oversight.jobs import run_due
from oversight.models import Entry
from oversight.rights import Role
from scoring.actions.checks import CheckEntry, enter_checks
from scoring.core.checks import Answer
from scoring.later_notices import kinds_due, later_facts
from scoring.models import Check
from scoring.tasks import HANDLERS
from selection.drafting import draft_due
from tests.cast import play
from tests.rehearsal import decide, keys, seal
from tests.scoring.course import course

WHOLE = {
    "ethnicity": "汉族",
    "native_place": "云南昆明",
    "politics": "中共党员",
    "education": "大学",
    "degree": "无",
    "work_start": "2002-08",
    "present_post": "区司法局副局长",
}
OFFICE = Contact(purpose="受理单位", phone="0871-61234567", address="区行政中心2号楼")
TEAM = ("组长：李建国（区委组织部副部长）", "成员：孙敏（区纪委监委干部）")


@pytest.fixture(autouse=True)
def _english(client, db):
    client.cookies["django_language"] = "en"


@pytest.fixture
def staff(client, cast):
    client.force_login(cast[Role.STAFF])
    return client


def url(name, notice=None, **more):
    return reverse(name, kwargs={"code": "2026-T-01", **({"pk": notice.pk} if notice else {}), **more})


def due(staff):
    return [(item["kind"], item["run"]) for item in staff.get(url("notices")).context["due"]][1:]


def know(cast, **changes):
    """Enter the particulars of everybody, sex and birth date with them."""
    for key in keys(cast).values():
        describe_application(
            application_id=key, particulars=WHOLE | changes, by=cast.actor(Role.STAFF), reason="补录"
        )
    people = cast.campaign.applications.select_related("candidate")
    for application in people:
        person = application.candidate
        person.gender, person.birth_date = "male", date(1980, 5, 1)
        person.save()


def draft(cast, stage, kind):
    return draft_due(campaign=cast.campaign, kind=kind, stage_key=stage, by=cast.actor(Role.STAFF))


def write(cast, notice, **changes):
    edit_notice(notice_id=notice.pk, changes={"contacts": (OFFICE,), **changes}, by=cast.actor(Role.STAFF))


def put_out(cast, notice):
    publish_notice(notice_id=notice.pk, by=cast.actor(Role.STAFF))
    run_due(HANDLERS)
    return Notice.objects.get(pk=notice.pk)


def publicised(cast):
    """Return the published publicity of three people whose particulars are known."""
    course(cast, "publicity")
    know(cast)
    notice = draft(cast, "publicity", "publicity")
    write(cast, notice)
    return put_out(cast, notice)


def announced_inspection(cast):
    course(cast, "inspection")
    know(cast)
    notice = draft(cast, "inspection", "inspection_notice")
    write(cast, notice, team=TEAM, timetable=(Time(what="考察", when="2026年12月1日至3日"),))
    return put_out(cast, notice)


def test_a_stage_asks_only_for_papers_of_its_kind(staff, cast):
    course(cast, "deliberation")
    assert [kind for kind, _run in due(staff)] == ["qualified_list"]


def test_an_exempt_publicity_asks_for_no_notice(staff, cast):
    course(cast, "exempt")
    assert [kind for kind, _run in due(staff)] == ["qualified_list"]


@pytest.mark.parametrize(
    ("kind", "state", "reached", "found"),
    [
        ("inspection", "draft", False, []),
        ("inspection", "draft", True, ["inspection_notice"]),
        ("inspection", "open", True, ["inspection_notice"]),
        ("inspection", "closed", True, []),
        ("publicity", "draft", True, []),
        ("publicity", "open", True, ["publicity"]),
        ("publicity", "sealed", True, []),
        ("appointment", "decided", True, []),
        ("appointment", "sealed", True, ["appointment", "reserve_list"]),
    ],
)
def test_papers_are_due_while_they_make_sense(cast, kind, state, reached, found):
    from campaigns.queries import plan_in_force, plan_of

    course(cast, *(("exempt",) if kind == "appointment" else ()), kind)
    rules = plan_of(plan_in_force(cast.campaign)).stage(kind)
    assert kinds_due(rules, state, reached=reached, consented=True) == found


def test_the_inspection_notice_needs_team_time_and_posts(staff, cast):
    course(cast, "inspection")
    assert due(staff)[-1] == ("inspection_notice", 0)
    notice = draft(cast, "inspection", "inspection_notice")
    assert staff.get(url("notice_preview", notice)).context["checked"].texts == ["The notice lacks the team."]
    write(cast, notice, team=TEAM, timetable=(Time(what="考察", when="2026年12月1日至3日"),))
    lines = staff.get(url("notice_preview", notice)).context["checked"].lines
    assert [(line["place"], line["what"]) for line in lines] == [
        ("赵一 (A1)", "not known: present post"),
        ("钱二 (A2)", "not known: present post"),
        ("周五 (B1)", "not known: present post"),
    ]
    assert "Particulars" in lines[0]["remedy"]
    assert lines[0]["url"] == reverse("application_particulars", args=["2026-T-01", "A1"])
    know(cast)
    staff.post(url("notice_renew", notice))
    page = staff.get(url("notice_preview", notice))
    assert page.context["checked"].good
    assert from_json(Notice.objects.get(pk=notice.pk).facts).team == TEAM
    assert due(staff) == [("qualified_list", 1)]


def test_the_inspection_notice_stands_for_its_working_days(client, cast):
    facts = from_json(announced_inspection(cast).facts)
    assert facts.period.first == timezone.localdate()
    assert facts.period.last >= facts.period.first + timedelta(days=3)
    assert [line.name for listing in facts.listings for line in listing.lines] == ["赵一", "钱二", "周五"]


def test_the_publicity_is_everybodys_day_of_posting(staff, cast):
    notice = publicised(cast)
    facts = from_json(notice.facts)
    assert (facts.period.first, facts.period.counted) == (timezone.localdate(), "next_day")
    posted = Check.objects.filter(item="posted").values_list("day", flat=True)
    assert list(posted) == [timezone.localdate(notice.published_at)] * 3
    assert Entry.objects.filter(code="checks.entered").count() == 1
    assert due(staff) == [("qualified_list", 1)]


def test_whoever_was_posted_before_keeps_his_day(cast):
    course(cast, "publicity")
    know(cast)
    yesterday = timezone.localdate() - timedelta(days=1)
    entry = CheckEntry(keys(cast)["A1"], item="posted", answer=Answer.POSTED, day=yesterday)
    enter_checks(stage_id=cast.stage("publicity").pk, entries=[entry], by=cast.actor(Role.STAFF))
    notice = draft(cast, "publicity", "publicity")
    write(cast, notice)
    put_out(cast, notice)
    assert Check.objects.get(item="posted", application__number="A1").day == yesterday
    assert Check.objects.filter(item="posted").count() == 3


def test_the_days_stand_before_publishing_and_a_year_without_calendar_refuses(staff, cast, monkeypatch):
    course(cast, "publicity")
    know(cast)
    notice = draft(cast, "publicity", "publicity")
    write(cast, notice)
    answers = staff.get(url("notice_publish", notice)).context["answers"]
    assert answers[-1]["label"] == "Stands, if published today"
    assert " to " in answers[-1]["value"]
    from campaigns.workdays import calendar_of

    monkeypatch.setattr("scoring.later_notices.working_calendar", lambda: calendar_of([]))
    page = staff.post(url("notice_publish", notice))
    assert "The working calendar has no data for" in page.context["blocked"][0]["text"]
    assert Notice.objects.get(pk=notice.pk).state == "draft"


def test_a_draft_whose_people_have_changed_is_not_published(staff, cast):
    course(cast, "publicity")
    know(cast)
    notice = draft(cast, "publicity", "publicity")
    write(cast, notice)
    know(cast, present_post="区司法局党组成员")
    page = staff.post(url("notice_publish", notice))
    assert "renew the draft" in page.context["blocked"][0]["text"]
    staff.post(url("notice_renew", notice))
    assert put_out(cast, notice).state == "published"


def test_a_publicity_is_corrected_by_a_new_notice_only(staff, cast):
    first = publicised(cast)
    nothing = staff.post(url("notice_correct", first), {"reason": "现任职务有误"})
    assert "reads otherwise" in str(nothing.context["form"].errors)
    describe_application(
        application_id=keys(cast)["A1"],
        particulars={"present_post": "区司法局党组成员"},
        by=cast.actor(Role.STAFF),
        reason="有误",
    )
    staff.post(url("notice_correct", first), {"reason": "现任职务有误"})
    notice = Notice.objects.get(kind="correction")
    facts = from_json(notice.facts)
    assert [change.where for change in facts.changes] == ["P01 赵一（A1）"]
    assert "现任区司法局党组成员" in facts.changes[0].after
    assert (facts.period, facts.of_kind) == (from_json(first.facts).period, "publicity")
    done = put_out(cast, notice)
    assert (done.state, done.serial) == ("published", first.serial + 1)
    assert Check.objects.filter(item="posted").count() == 3
    again = staff.post(url("notice_correct", done), {"reason": "再次更正"})
    assert "reads otherwise" in str(again.context["form"].errors)


def test_an_inspection_notice_is_left_out_with_a_reason_and_asked_for_again(staff, cast):
    course(cast, "inspection")
    skip = url("notice_skip", kind="inspection_notice", key="inspection")
    assert "This field is required" in staff.post(skip, {"reason": ""}).content.decode()
    staff.post(skip, {"reason": "涉密岗位"})
    notice = Notice.objects.get()
    assert (notice.state, due(staff)) == ("skipped", [("qualified_list", 1)])
    assert "涉密岗位" in staff.get(url("notice_drop", notice)).content.decode()
    assert staff.get(url("notice_progress", notice)).url == url("notices")
    staff.post(url("notice_drop", notice))
    assert due(staff)[-1] == ("inspection_notice", 0)
    codes = Entry.objects.filter(log__name="2026-T-01").order_by("-seq").values_list("code", flat=True)
    assert list(codes[:2]) == ["notice.dropped", "notice.skipped"]


def test_a_publicity_cannot_be_left_out(staff, cast):
    course(cast, "publicity")
    assert staff.get(url("notice_skip", kind="publicity", key="publicity")).status_code == 404
    with pytest.raises(NotNow):
        from selection.drafting import skip_due

        skip_due(
            campaign=cast.campaign,
            kind="publicity",
            stage_key="publicity",
            reason="x",
            by=cast.actor(Role.STAFF),
        )


def public(client, notice):
    return client.get(reverse("notice", kwargs={"year": notice.year, "serial": notice.serial}))


def test_the_portal_says_how_many_days_are_left_and_takes_down_what_is_over(
    client, cast, settings, monkeypatch
):
    notice = publicised(cast)
    last = from_json(notice.facts).period.last
    left = (last - timezone.localdate()).days
    page = public(client, notice)
    assert f"{left} days left" in page.context["until"]
    assert "赵一，男，汉族，1980年5月生" in page.content.decode()
    assert "days left" in client.get(reverse("notices_public")).content.decode()
    pdf = reverse("notice_pdf", kwargs={"year": notice.year, "serial": notice.serial})
    assert client.get(pdf).status_code == 200
    monkeypatch.setattr("selection.queries.public.timezone.localdate", lambda: last + timedelta(days=1))
    gone = public(client, notice).content.decode()
    assert ("赵一" in gone, "This notice has been taken down" in gone) == (False, True)
    assert notice.number not in client.get(reverse("notices_public")).content.decode()
    assert client.get(pdf).status_code == 404
    verified = client.get(reverse("verify"), {"number": notice.number}).content.decode()
    assert "This notice is genuine" in verified
    settings.PUBLICITY_KEPT_DAYS = 1
    assert "赵一" in public(client, notice).content.decode()


def appointed(cast, day=None):
    """Open an appointment in which the first is appointed, the second declines, the third stays in reserve."""
    course(cast, "exempt", "appointment")
    know(cast)
    day = day or date(2026, 1, 5)
    entries = [
        CheckEntry(keys(cast)["A1"], item="decision", answer=Answer.APPOINTED, day=day),
        CheckEntry(keys(cast)["B1"], item="decision", answer=Answer.DECLINED, day=day, note="本人原因"),
        CheckEntry(keys(cast)["A2"], item="reserve", answer=Answer.CONSENTED, day=day),
    ]
    enter_checks(stage_id=cast.stage("appointment").pk, entries=entries, by=cast.actor(Role.STAFF))
    return cast.stage("appointment")


def test_the_appointment_names_who_was_appointed_until_when(cast, monkeypatch):
    stage = appointed(cast)
    monkeypatch.setattr("scoring.later_notices.report_facts", lambda stage, kind, base: base)
    facts = later_facts(stage, "appointment")
    assert facts.title == "关于赵一同志任职的通知"
    (listing,) = facts.listings
    own = listing.lines[0].particulars
    assert (facts.term, facts.months) == ("probation", 12)
    assert (own.since, own.until, own.proposed_post) == (date(2026, 1, 5), date(2027, 1, 5), "一科科长")


def test_the_reserve_list_is_a_paper_of_the_house(client, staff, cast):
    stage = appointed(cast)
    facts = later_facts(stage, "reserve_list")
    assert [line.name for listing in facts.listings for line in listing.lines] == ["钱二"]
    assert (facts.months, facts.valid_until) == (12, date(2027, 1, 5))
    stage.state = "sealed"
    type(stage).objects.filter(pk=stage.pk).update(state="sealed")
    assert [kind for kind, _run in due(staff)] == ["qualified_list", "appointment", "reserve_list"]
    notice = put_out(cast, draft(cast, "appointment", "reserve_list"))
    assert (notice.state, from_json(notice.facts).verify_url) == ("published", "")
    assert public(client, notice).status_code == 404
    assert notice.number not in client.get(reverse("notices_public")).content.decode()
    assert "No such notice" in client.get(reverse("verify"), {"number": notice.number}).content.decode()
    page = staff.get(url("notice_progress", notice))
    assert "it stands on no portal" in page.content.decode()
    assert staff.get(url("notice_file", notice)).content[:5] == b"%PDF-"
    client.logout()
    assert client.get(url("notice_file", notice)).status_code == 302


def test_a_sealed_appointment_becomes_a_notice_of_its_run(staff, cast):
    appointed(cast)
    enter_checks(
        stage_id=cast.stage("appointment").pk,
        entries=[
            CheckEntry(keys(cast)["A2"], item="decision", answer=Answer.NOT_APPOINTED, note="职数已满"),
        ],
        by=cast.actor(Role.STAFF),
    )
    decide(cast, "appointment")
    seal(cast, "appointment")
    assert due(staff)[-2:] == [("appointment", 1), ("reserve_list", 1)]
    notice = put_out(cast, draft(cast, "appointment", "appointment"))
    facts = from_json(notice.facts)
    assert (notice.run, facts.run, len(facts.outcome_digest)) == (1, 1, 64)
    assert facts.mark.endswith("文件")
    assert due(staff)[-1] == ("reserve_list", 1)


@pytest.mark.parametrize(
    ("folder", "key", "column"),
    [
        ("invented-three-rounds-of-recommendation", "recommendation", "末轮得票"),
        ("invented-assessment-with-vetoes", "assessment", "民主测评成绩"),
    ],
)
def test_results_of_ballots_are_papers_of_the_house_where_the_plan_says_so(
    client, cast, tmp_path, monkeypatch, folder, key, column
):
    copied = shutil.copytree(f"tests/campaigns/{folder}", tmp_path / folder)
    plan = copied / "plan.toml"
    plan.write_text(plan.read_text().replace(f'kind = "{key}"\n', f'kind = "{key}"\nreport = true\n'))
    monkeypatch.setattr("tests.cast.FOLDERS", tmp_path)
    play(cast, folder)
    notice = put_out(cast, draft(cast, key, f"{key}_results"))
    facts = from_json(notice.facts)
    assert (facts.columns, facts.listings[0].minimum, facts.verify_url) == ((column,), "", "")
    assert facts.listings[0].lines[0].standing == "advanced"
    assert public(client, notice).status_code == 404
    home = client.get(reverse("campaign_public", args=[cast.campaign.code])).content.decode()
    assert (notice.number in home, column in home) == (False, False)


@pytest.mark.parametrize("door", ["notice_renew", "notice_correct"])
def test_strangers_and_watchers_neither_renew_nor_correct(client, cast, door):
    notice = publicised(cast)
    for role in (Role.SUPERVISOR, Role.SCORE_CLERK, "stranger"):
        client.force_login(cast[role])
        assert client.post(url(door, notice), {"reason": "x"}).status_code == 404
