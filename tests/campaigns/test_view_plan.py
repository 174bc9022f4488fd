"""The doors of a plan: the editor, its stages, comparison, files, the way to approval and amendment."""

import io
from decimal import Decimal

import pytest
from django.urls import reverse

from campaigns.actions.plans import create_campaign, freeze_plan, propose_plan
from campaigns.actions.seats import give_seat
from campaigns.methods import new_plan, stages_of
from campaigns.models import Campaign
from campaigns.plan.rules import Method, Position
from campaigns.plan.rules_later import KINDS
from campaigns.queries import latest_plan, plan_of
from oversight.models import Entry
from oversight.rights import Role
from scoring.notices import amendment_facts

POSTS = tuple(Position(code=f"P{n:02}", title=f"职位{n}", openings=1) for n in (1, 2))
READ = ["plan", "plan_version", "plan_toml", "plan_compare", "plan_times"]
EDIT = ["plan_upload", "plan_head"]
ACTS = ["plan_stage_add", "plan_example", "plan_stage_move", "plan_stage_remove"]
MORE = {
    "plan_version": [1],
    "plan_toml": [1],
    "plan_stage_edit": ["written"],
    "plan_example": ["written"],
    "plan_stage_move": ["written", "down"],
    "plan_stage_remove": ["written"],
}


@pytest.fixture
def campaign(cast):
    """A draft by the method of open selection, with an approver and a supervisor."""
    plan = new_plan(method=Method.OPEN_SELECTION, code="T-1", title="试点", positions=POSTS)
    made = create_campaign(plan=plan, by=cast.actor(Role.STAFF))
    for role in (Role.APPROVER, Role.SUPERVISOR, Role.SCORE_CLERK):
        give_seat(campaign_id=made.pk, user_id=cast[role].pk, role=role, by=cast.actor(Role.SECURITY_OFFICER))
    return made


@pytest.fixture
def staff(client, cast, campaign):
    client.force_login(cast[Role.STAFF])
    return client


def url(name, campaign=None):
    return reverse(name, args=[campaign.code if campaign else "T-1", *MORE.get(name, [])])


def last_code(campaign):
    return Entry.objects.filter(log__name=campaign.code).latest("seq").code


def typed(page):
    """Return what a browser would send of the open form."""
    form = next(stage["rules"] for stage in page.context["stages"] if stage.get("rules"))
    data = {"base": page.context["version"].digest}
    data |= {f"{block.name}-rows": len(block.rows) for block in form.blocks if block.table}
    for one in form.inputs():
        if one.kind == "check":
            data |= {one.name: "on"} if one.value else {}
        else:
            data[one.name] = one.value
    return data


def opened(client, campaign, key):
    return client.get(url("plan", campaign), {"stage": key})


def rules(campaign, key):
    return plan_of(latest_plan(campaign)).stage(key)


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("role", [Role.STAFF, Role.APPROVER, Role.SUPERVISOR])
def test_whoever_sits_reads_the_plan(client, cast, campaign, name, role):
    client.force_login(cast[role])
    assert client.get(url(name)).status_code == 200


WAY = ("plan_propose", "plan_return", "plan_approve", "plan_amend", "plan_drop")


@pytest.mark.parametrize("name", [*READ, *EDIT, *WAY])
def test_strangers_find_nothing(client, cast, campaign, name):
    assert client.get(url(name)).status_code == 302
    client.force_login(cast["stranger"])
    assert client.get(url(name)).status_code == 404


@pytest.mark.parametrize("name", [*EDIT, "plan_propose", "plan_amend", "plan_drop", "plan_stage_edit"])
def test_only_staff_edits_and_proposes(client, cast, campaign, name):
    client.force_login(cast[Role.APPROVER])
    assert client.post(url(name)).status_code == 404
    assert Entry.objects.filter(log__name="T-1", result="denied").count() == 1


@pytest.mark.parametrize("name", ["plan_approve", "plan_return"])
def test_only_the_approver_approves(staff, name):
    assert staff.post(url(name), {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("name", ACTS)
def test_acts_are_posted(staff, name):
    assert staff.get(url(name)).status_code == 405


@pytest.mark.parametrize("name", READ[:-1])
def test_reading_is_not_posted(staff, name):
    assert staff.post(url(name)).status_code == 405


@pytest.mark.parametrize("method", list(Method))
def test_every_form_sent_as_it_stands_keeps_the_rules(client, cast, method):
    """Opening a stage and keeping it changes nothing: the form shows every rule of every kind."""
    code = f"M-{method.value}"
    create_campaign(
        plan=new_plan(method=method, code=code, title="试点", positions=POSTS), by=cast.actor(Role.STAFF)
    )
    campaign = Campaign.objects.get(code=code)
    client.force_login(cast[Role.STAFF])
    before = latest_plan(campaign).digest
    for stage in stages_of(method)[1:]:
        data = typed(opened(client, campaign, stage.key))
        answer = client.post(reverse("plan_stage_edit", args=[code, stage.key]), data)
        assert answer.status_code == 302
    assert latest_plan(campaign).digest == before


def test_every_kind_can_be_added_and_opened(staff, campaign):
    for kind in KINDS:
        if kind == "announcement":
            continue
        answer = staff.post(url("plan_stage_add"), {"kind": kind, "after": "publicity"})
        page = staff.get(answer.url.partition("#")[0])
        assert [stage["key"] for stage in page.context["stages"] if stage.get("rules")] == [
            answer.url.rpartition("#stage-")[2]
        ]


def test_a_rule_is_changed_and_recorded(staff, campaign):
    data = typed(opened(staff, campaign, "written")) | {"pass_mark": "55", "papers-0-weight": "70"}
    data |= {"papers-1-weight": "30"}
    staff.post(url("plan_stage_edit"), data)
    stage = rules(campaign, "written")
    assert (stage.pass_mark, [paper.weight for paper in stage.papers]) == (
        Decimal(55),
        [Decimal(70), Decimal(30)],
    )
    assert last_code(campaign) == "plan.edited"


def test_an_emptied_row_is_taken_out_and_a_new_one_comes_in(staff, campaign):
    data = typed(opened(staff, campaign, "written"))
    data |= {"papers-1-key": "", "papers-1-title": "", "papers-1-full_marks": "", "papers-1-weight": ""}
    data |= {"papers-2-key": "law", "papers-2-weight": "40"}
    staff.post(url("plan_stage_edit"), data)
    assert [(p.key, p.weight, p.full_marks) for p in rules(campaign, "written").papers] == [
        ("public", Decimal(60), Decimal(100)),
        ("law", Decimal(40), Decimal(100)),
    ]


def test_more_rows_come_without_scripts_and_nothing_is_kept(staff, campaign):
    data = typed(opened(staff, campaign, "written")) | {"more": "papers", "pass_mark": "1"}
    page = staff.post(url("plan_stage_edit"), data)
    block = next(b for b in page.context["form"].blocks if b.name == "papers")
    assert len(block.rows) == 2 + 2 + 3
    assert rules(campaign, "written").pass_mark == Decimal(60)


def test_what_cannot_be_read_keeps_what_was_typed(staff, campaign):
    data = typed(opened(staff, campaign, "written"))
    data |= {"pass_mark": "sixty", "papers-0-key": "Größe", "advance-count": "1.5", "advance-per_opening": ""}
    page = staff.post(url("plan_stage_edit"), data)
    assert page.status_code == 422
    assert {error["url"] for error in page.context["form"].errors} == {
        "#f-pass_mark",
        "#f-papers-0-key",
        "#f-advance-count",
    }
    assert 'value="sixty"' in page.content.decode()


def test_a_key_that_is_taken_is_refused_and_a_new_one_is_followed(staff, campaign):
    data = typed(opened(staff, campaign, "written"))
    page = staff.post(url("plan_stage_edit"), data | {"key": "interview"})
    assert len(page.context["form"].loose) == 1
    staff.post(url("plan_stage_edit"), data | {"key": "exam"})
    total = next(s for s in plan_of(latest_plan(campaign)).stages if s.kind == "composite")
    assert list(total.weights) == ["exam", "interview"]


def test_an_older_form_is_refused_in_words(staff, campaign):
    data = typed(opened(staff, campaign, "written"))
    staff.post(url("plan_stage_edit"), data | {"pass_mark": "50"})
    page = staff.post(url("plan_stage_edit"), data | {"pass_mark": "40"})
    assert len(page.context["form"].loose) == 1
    assert rules(campaign, "written").pass_mark == Decimal(50)


def test_the_example_follows_what_is_typed(staff, campaign):
    data = typed(opened(staff, campaign, "written"))
    first = staff.post(url("plan_example"), data).context["example"]["lines"][0]["says"]
    data |= {"papers-0-weight": "50", "papers-1-weight": "50"}
    second = staff.post(url("plan_example"), data).context["example"]["lines"][0]["says"]
    assert "82×60% + 76×40% = 79.6" in first
    assert "82×50% + 76×50% = 79" in second
    assert Entry.objects.filter(log__name="T-1", code="plan.edited").count() == 0


def test_stages_move_and_go(staff, campaign):
    before = [s.key for s in plan_of(latest_plan(campaign)).stages]
    staff.post(url("plan_stage_move"))
    moved = [s.key for s in plan_of(latest_plan(campaign)).stages]
    assert moved == [*before[:2], before[3], before[2], *before[4:]]
    staff.post(url("plan_stage_remove"))
    assert "written" not in [s.key for s in plan_of(latest_plan(campaign)).stages]


def test_the_check_leads_to_the_field(staff, campaign):
    data = typed(opened(staff, campaign, "written")) | {"papers-0-weight": "50"}
    staff.post(url("plan_stage_edit"), data)
    page = opened(staff, campaign, "written")
    check = page.context["check_errors"][0]
    anchor = check["url"].rpartition("#")[2]
    assert anchor == "f-papers"
    assert f'id="{anchor}"' in page.content.decode()
    assert check["article"]


def test_head_and_rounding(staff, campaign):
    page = staff.get(url("plan_head"))
    data = {
        "base": page.context["version"].digest,
        "title": "新名",
        "method": "open_transfer",
        "organizer": "组织部",
    }
    data |= {"reference_date": "2026-05-31", "digits": "3", "mode": "down", "places": ["total"]}
    assert staff.post(url("plan_head"), data).status_code == 302
    plan = plan_of(latest_plan(campaign))
    assert (plan.title, plan.method, plan.rounding.digits, [p.value for p in plan.rounding.places]) == (
        "新名", Method.OPEN_TRANSFER, 3, ["total"],
    )  # fmt: skip


def test_times_are_kept_and_hinted(staff, campaign):
    staff.post(
        url("plan_times"),
        {"publicity-opens_at": "2026-09-28T09:00", "publicity-closes_at": "2026-10-14T18:00"},
    )
    lines = {line["key"]: line for line in staff.get(url("plan_times")).context["lines"]}
    said = " ".join(hint["text"] for hint in lines["publicity"]["hints"])
    assert "2026-10-10" in said  # a Saturday worked for the holiday
    page = staff.post(
        url("plan_times"), {"written-opens_at": "2026-09-28T09:00", "written-closes_at": "2026-09-27T09:00"}
    )
    assert [error["url"] for error in page.context["errors"]] == ["#f-written-closes_at"]


def test_the_file_is_the_digest_and_comes_back(staff, campaign):
    data = staff.get(url("plan_toml")).content.decode().replace("60", "61", 1)
    answer = staff.post(url("plan_upload"), {"file": io.BytesIO(data.encode())})
    assert answer.status_code == 302
    assert latest_plan(campaign).document == data


def test_every_mistake_of_a_file_is_listed(staff, campaign):
    data = staff.get(url("plan_toml")).content.decode().replace("openings", "opening") + "colour = 1\n"
    page = staff.post(
        url("plan_upload"), {"file": io.BytesIO(data.replace("[campaign]", "[campaign]\nx = 1").encode())}
    )
    found = [(m["line"], m["column"]) for m in page.context["mistakes"]]
    assert len(found) == page.context["total"] == 2
    assert all(line > 0 for line, _column in found)


def test_comparing_with_the_template(staff, campaign):
    assert staff.get(url("plan_compare")).context["rows"] == []
    data = typed(opened(staff, campaign, "written")) | {"pass_mark": "55"}
    staff.post(url("plan_stage_edit"), data)
    rows = staff.get(url("plan_compare")).context["rows"]
    assert [row["cells"][1:] for row in rows] == [["60", "55"]]


def test_the_way_to_a_frozen_plan_and_an_amendment(client, cast, campaign):
    client.force_login(cast[Role.STAFF])
    assert client.post(url("plan_propose")).url == url("plan")
    assert client.post(url("plan_stage_edit"), typed_nothing()).status_code == 422
    client.force_login(cast[Role.APPROVER])
    page = client.get(url("plan_approve"))
    assert page.context["blocked"] == []
    assert page.context["version"].digest in page.content.decode()
    answer = client.post(url("plan_approve"))
    assert answer.url in (reverse("notices", args=["T-1"]), url("plan"))
    assert last_code(campaign) == "plan.frozen"
    client.force_login(cast[Role.STAFF])
    assert client.post(url("plan_amend"), {"reason": ""}).status_code == 200
    assert client.post(url("plan_amend"), {"reason": "增加职数"}).url == url("plan")
    assert latest_plan(campaign).number == 2
    assert client.get(url("plan")).status_code == 200


def test_the_draft_of_an_amendment_is_dropped_with_a_reason(client, cast, campaign):
    client.force_login(cast[Role.STAFF])
    assert len(client.get(url("plan_drop")).context["blocked"]) == 1
    client.post(url("plan_drop"), {"reason": "不再需要"})
    assert latest_plan(campaign).number == 1 and last_code(campaign) != "plan.dropped"
    propose_plan(campaign_id=campaign.pk, by=cast.actor(Role.STAFF))
    freeze_plan(campaign_id=campaign.pk, by=cast.actor(Role.APPROVER))
    client.post(url("plan_amend"), {"reason": "增加职数"})
    assert url("plan_drop") in client.get(url("plan")).content.decode()
    assert list(client.post(url("plan_drop"), {"reason": " "}).context["form"].errors) == ["reason"]
    assert client.post(url("plan_drop"), {"reason": "不再需要"}).url == url("plan")
    assert (last_code(campaign), latest_plan(campaign).number) == ("plan.dropped", 1)
    assert campaign.plans.get(number=2).state == "dropped"
    client.post(url("plan_amend"), {"reason": "另行调整"})
    assert latest_plan(campaign).number == 3
    propose_plan(campaign_id=campaign.pk, by=cast.actor(Role.STAFF))
    assert len(client.get(url("plan_drop")).context["blocked"]) == 1
    version = freeze_plan(campaign_id=campaign.pk, by=cast.actor(Role.APPROVER)).version
    assert amendment_facts(campaign, version).changes == ()


def typed_nothing():
    return {"key": "written"}


def test_returning_needs_a_reason(client, cast, campaign):
    propose_plan(campaign_id=campaign.pk, by=cast.actor(Role.STAFF))
    client.force_login(cast[Role.APPROVER])
    assert list(client.post(url("plan_return"), {"reason": ""}).context["form"].errors) == ["reason"]
    client.post(url("plan_return"), {"reason": "重写"})
    assert (last_code(campaign), latest_plan(campaign).state) == ("plan.returned", "draft")


def test_the_wrong_moment_is_said(client, cast, campaign):
    client.force_login(cast[Role.APPROVER])
    page = client.get(url("plan_approve"))
    assert len(page.context["blocked"]) == 1
    propose_plan(campaign_id=campaign.pk, by=cast.actor(Role.STAFF))
    freeze_plan(campaign_id=campaign.pk, by=cast.actor(Role.APPROVER))
    client.force_login(cast[Role.STAFF])
    assert client.post(url("plan_stage_move")).status_code == 302
    assert last_code(campaign) == "plan.frozen"
    assert len(client.get(url("plan_propose")).context["blocked"]) == 1


def test_the_plan_costs_the_same_for_many_positions(staff, campaign, same_queries):
    def add():
        lines = "\n".join(f"Q{n}\t职位{n}" for n in range(30))
        staff.post(reverse("positions_paste", args=["T-1"]), {"text": lines})

    same_queries(lambda: staff.get(url("plan")), add)
