"""The doors of a new campaign, its positions and its seats, and of the working calendar."""

import io

import openpyxl
import pytest
from django.urls import reverse

from campaigns.actions.plans import create_campaign
from campaigns.methods import new_plan
from campaigns.models import CalendarYear, Campaign, Seat
from campaigns.plan.export import to_toml
from campaigns.plan.rules import Method, Position
from campaigns.queries import latest_plan, plan_of
from oversight.models import Entry
from oversight.rights import Role
from tests.candidates.workbooks import workbook
from tests.rehearsal import rehearse
from tests.scoring.course import course

POSTS = tuple(Position(code=f"P{n:02}", title=f"职位{n}", unit="区政府", openings=n) for n in (1, 2))
HEAD = {"code": "2026-T", "title": "试点", "organizer": "组织部", "reference_date": "2026-05-31"}


def made_plan():
    return new_plan(method=Method.OPEN_SELECTION, code="T-1", title="试点", positions=POSTS)


@pytest.fixture
def campaign(cast):
    """A draft with two positions."""
    return create_campaign(plan=made_plan(), by=cast.actor(Role.STAFF))


@pytest.fixture
def staff(client, cast):
    client.force_login(cast[Role.STAFF])
    return client


def rows(*positions):
    data = {"positions-rows": len(positions)}
    for index, values in enumerate(positions):
        data |= {f"positions-{index}-{name}": value for name, value in values.items()}
    return data


def new(staff, method="open_selection", **more):
    return staff.post(reverse("campaign_new_method", args=[method]), HEAD | more)


def codes_of(log):
    return list(Entry.objects.filter(log__name=log).order_by("seq").values_list("code", flat=True))


# -- a new campaign --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["campaign_new", "campaign_upload", "campaign_advice"])
def test_only_staff_makes_campaigns(client, cast, name):
    assert client.get(reverse(name)).status_code == 302
    for who in ("stranger", Role.APPROVER, Role.SECURITY_OFFICER):
        client.force_login(cast[who])
        assert client.get(reverse(name)).status_code == 404


def test_every_method_is_offered_with_its_stages(staff):
    cards = staff.get(reverse("campaign_new")).context["cards"]
    assert [card["method"] for card in cards] == [method.value for method in Method]
    for card in cards:
        page = staff.get(card["url"])
        assert page.status_code == 200
        assert page.context["card"]["steps"] == card["steps"]
    assert staff.get(reverse("campaign_new_method", args=["raffle"])).status_code == 404


def test_a_campaign_is_made_of_rows_and_pasted_lines(staff, cast):
    posts = rows(
        {"code": "P01", "title": "副局长", "category": "deputy", "openings": "2", "competition": "suitable"}
    )
    answer = new(staff, **posts, text="代码\t名称\nP02\t主任\t办公室\t乡科级正职\t\t3")
    assert answer.url == reverse("plan", args=["2026-T"])
    made = Campaign.objects.get(code="2026-T")
    plan = plan_of(latest_plan(made))
    assert [(p.code, p.openings) for p in plan.positions] == [("P01", 2), ("P02", 3)]
    assert (plan.organizer, plan.reference_date.isoformat()) == ("组织部", "2026-05-31")
    assert made.positions.get(code="P01").competition == "suitable"
    assert codes_of("2026-T")[-2:] == ["campaign.created", "competition.noted"]
    assert Seat.objects.get(campaign=made).user == cast[Role.STAFF]


def test_another_way_than_advised_needs_a_reason(staff):
    posts = rows({"code": "P01", "title": "副局长", "category": "deputy"})
    page = new(staff, "internal_competition", **posts)
    assert list(page.context["posts"].departing) == ["P01"]
    assert Campaign.objects.count() == 0
    new(staff, "internal_competition", **posts, reason="只在本局内产生")
    assert codes_of("2026-T")[-1] == "advice.set_aside"
    assert Campaign.objects.get().positions.get().advice_reason == "只在本局内产生"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": "new"}, "code"),
        ({"code": "a b"}, "code"),
        ({"title": ""}, "title"),
    ],
)
def test_a_head_that_cannot_be_is_refused(staff, given, field):
    page = new(staff, **rows({"code": "P01", "title": "副局长"}), **given)
    assert list(page.context["form"].errors) == [field]


def test_a_code_is_given_once(staff, campaign):
    page = new(staff, **rows({"code": "P01", "title": "副局长"}), code="T-1")
    assert list(page.context["form"].errors) == ["code"]


def test_positions_are_needed_and_stand_once(staff):
    assert len(new(staff, **{"positions-rows": "3"}).context["errors"]) == 1
    page = new(staff, **rows({"code": "P01", "title": "甲"}), text="P01\t乙")
    assert len(page.context["errors"]) == 1
    page = new(staff, text="P01\t甲\t\t无此层次\nP02\t乙\t\t\t\t许多")
    assert [m.line for m in page.context["posts"].paste.mistakes] == [1, 2]
    assert Campaign.objects.count() == 0


def test_a_plan_file_makes_a_campaign_or_lists_its_mistakes(staff):
    data = to_toml(made_plan())
    page = staff.post(reverse("campaign_upload"), {"file": io.BytesIO(data.replace(b"title", b"titel"))})
    missing = 1 + len(POSTS)  # the title of the campaign and of each position
    assert page.context["total"] == data.count(b"title") + missing
    assert {m["line"] > 0 for m in page.context["mistakes"]} == {True}
    answer = staff.post(reverse("campaign_upload"), {"file": io.BytesIO(data)})
    assert answer.url == reverse("plan", args=["T-1"])
    assert latest_plan(Campaign.objects.get()).document.encode() == data


def test_advice_in_words_and_a_vacancy_that_is_not_competed_for(staff):
    asked = reverse("campaign_advice") + "?asked=1&category=chief&triggers=suitable"
    advice = staff.get(asked).context["advice"]
    assert (advice["tone"], advice["binding"]) == ("bad", True)
    assert [card["method"] for card in advice["methods"]][0] == "public_recommendation"
    assert staff.post(asked, {"post": "局长", "reason": ""}).status_code == 200
    assert staff.post(asked, {"post": "局长", "reason": "涉密职位"}).status_code == 302
    entry = Entry.objects.filter(code="advice.set_aside").get()
    assert (entry.log.name, entry.content["reason"]) == ("system", "涉密职位")


# -- positions -------------------------------------------------------------------------------------


def positions(staff, data):
    base = latest_plan(Campaign.objects.get(code="T-1")).digest
    return staff.post(reverse("positions", args=["T-1"]), data | {"base": base})


def test_rows_of_positions_are_kept(staff, campaign):
    sent = rows(
        {"code": "P02", "title": "新名", "openings": "3"},
        {"code": "P07", "title": "新增"},
        {"code": "", "title": ""},
    )
    assert positions(staff, sent).status_code == 302
    assert [(p.code, p.title, p.openings) for p in campaign.positions.order_by("order")] == [
        ("P02", "新名", 3),
        ("P07", "新增", 1),
    ]
    assert codes_of("T-1")[-1] == "plan.edited"


def test_what_the_search_leaves_out_stays(staff, campaign):
    base = latest_plan(campaign).digest
    sent = rows({"code": "P02", "title": "改"}) | {"base": base}
    staff.post(reverse("positions", args=["T-1"]) + "?text=P02", sent)
    assert [(p.code, p.title) for p in campaign.positions.order_by("order")] == [
        ("P01", "职位1"),
        ("P02", "改"),
    ]


def test_codes_that_stand_twice_are_refused(staff, campaign):
    page = positions(staff, rows({"code": "P01", "title": "甲"}, {"code": "P01", "title": "乙"}))
    assert len(page.context["form"].errors) == 1
    page = positions(staff, {"positions-rows": "1"})
    assert len(page.context["form"].loose) == 1


def test_many_positions_from_a_sheet_and_back(staff, campaign):
    book = workbook(["code", "title", "unit", "openings"], ["P02", "换", "甲", "4"], ["P03", "新", "乙", "1"])
    file = io.BytesIO(book)
    file.name = "职位.xlsx"
    assert staff.post(reverse("positions_paste", args=["T-1"]), {"file": file}).status_code == 302
    answer = staff.get(reverse("positions_export", args=["T-1"]))
    cells = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    found = [[cell.value for cell in row][:3] for row in cells.rows]
    assert found == [
        ["code", "title", "unit"],
        ["P01", "职位1", "区政府"],
        ["P02", "换", "甲"],
        ["P03", "新", "乙"],
    ]


def test_a_sheet_with_other_columns_is_refused(staff, campaign):
    file = io.BytesIO("code,名称\nP01,甲\n".encode())
    file.name = "a.csv"
    page = staff.post(reverse("positions_paste", args=["T-1"]), {"file": file})
    assert [m["line"] for m in page.context["mistakes"]] == [1]


def test_a_frozen_plan_shows_a_table(client, cast):
    campaign = rehearse(cast)
    client.force_login(cast[Role.SUPERVISOR])
    page = client.get(reverse("positions", args=[campaign.code]))
    assert (page.context["form"], len(page.context["rows"])) == (None, 2)
    assert client.post(reverse("positions", args=[campaign.code]), {}).status_code == 404


def test_the_reason_is_recorded_on_the_positions_page(staff, campaign):
    positions(staff, rows({"code": "P01", "title": "甲", "category": "middle"}))
    assert len(staff.get(reverse("positions", args=["T-1"])).context["departing"]) == 1
    door = reverse("positions_advice", args=["T-1"])
    assert list(staff.post(door, {"reason": ""}).context["form"].errors) == ["reason"]
    staff.post(door, {"reason": "面向社会"})
    assert codes_of("T-1")[-1] == "advice.set_aside"
    assert len(staff.get(door).context["blocked"]) == 1


def test_positions_cost_the_same_for_many(staff, campaign, same_queries):
    door = reverse("positions", args=["T-1"])

    def add():
        lines = "\n".join(f"Q{n}\t职位{n}" for n in range(30))
        staff.post(reverse("positions_paste", args=["T-1"]), {"text": lines})

    same_queries(lambda: staff.get(door), add)


# -- seats -----------------------------------------------------------------------------------------


@pytest.fixture
def running(cast):
    """A running campaign with the cast seated."""
    return rehearse(cast)


def test_staff_gives_working_seats_alone(client, cast, running):
    client.force_login(cast[Role.STAFF])
    door = reverse("seats", args=[running.code])
    offered = [value for value, _word in client.get(door).context["form"].fields["role"].choices]
    assert offered == ["score_clerk", "judge", "voter", "organ_reviewer", "candidate"]
    assert client.post(door, {"user": cast["stranger"].pk, "role": "judge"}).url == door
    assert codes_of(running.code)[-1] == "seat.given"
    page = client.post(door, {"user": cast["stranger"].pk, "role": "approver"})
    assert list(page.context["form"].errors) == ["role"]


def test_conflicts_are_said(client, cast, running):
    client.force_login(cast[Role.SECURITY_OFFICER])
    page = client.post(
        reverse("seats", args=[running.code]), {"user": cast[Role.APPROVER].pk, "role": "score_clerk"}
    )
    assert len(page.context["form"].non_field_errors()) == 1


def test_an_organ_reviewer_answers_for_an_organ_of_the_plan(client, cast):
    campaign = course(cast, "appraisal")
    client.force_login(cast[Role.STAFF])
    door = reverse("seats", args=[campaign.code])
    offered = [value for value, _word in client.get(door).context["form"].fields["organ"].choices]
    assert offered == ["", "discipline", "audit"]
    page = client.post(door, {"user": cast["stranger"].pk, "role": "judge", "organ": "audit"})
    assert list(page.context["form"].errors) == ["organ"]
    for organ in ("audit", "discipline"):
        client.post(door, {"user": cast["stranger"].pk, "role": "organ_reviewer", "organ": organ})
    assert Entry.objects.filter(code="seat.given").last().content["facts"]["organ"] == "discipline"
    lines = client.get(door).context["held"]
    assert {"纪检监察机关", "审计部门"} <= {line["organ"] for line in lines}
    page = client.post(door, {"user": cast["stranger"].pk, "role": "organ_reviewer", "organ": "audit"})
    assert len(page.context["form"].non_field_errors()) == 1


def test_without_an_appraisal_no_organ_is_asked_for(client, cast, running):
    client.force_login(cast[Role.STAFF])
    assert "organ" not in client.get(reverse("seats", args=[running.code])).context["form"].fields


def test_a_seat_is_ended_after_a_look(client, cast, running):
    seat = Seat.objects.get(campaign=running, role="judge")
    door = reverse("seat_end", args=[running.code, seat.pk])
    client.force_login(cast[Role.SUPERVISOR])
    assert client.get(reverse("seats", args=[running.code])).context["form"] is None
    assert client.get(door).status_code == 404
    client.force_login(cast[Role.STAFF])
    assert client.get(door).context["blocked"] == []
    client.post(door)
    assert codes_of(running.code)[-1] == "seat.ended"
    assert len(client.get(reverse("seats", args=[running.code])).context["past"]) == 1


def test_staff_does_not_end_the_seats_that_watch(client, cast, running):
    seat = Seat.objects.get(campaign=running, role="supervisor")
    client.force_login(cast[Role.STAFF])
    door = reverse("seat_end", args=[running.code, seat.pk])
    assert len(client.get(door).context["blocked"]) == 1
    client.post(door)
    assert codes_of(running.code)[-1] != "seat.ended"


def test_strangers_see_no_seats(client, cast, running):
    client.force_login(cast["stranger"])
    assert client.get(reverse("seats", args=[running.code])).status_code == 404


def test_seats_cost_the_same_for_many(client, cast, running, same_queries):
    from campaigns.actions.seats import give_seat
    from oversight.actions import create_user
    from oversight.ledger import SYSTEM

    def add():
        for number in range(30):
            user = create_user(username=f"j{number}", name=f"考官{number}", by=SYSTEM)
            give_seat(campaign_id=running.pk, user_id=user.pk, role=Role.JUDGE, by=cast.actor(Role.STAFF))

    client.force_login(cast[Role.STAFF])
    same_queries(lambda: client.get(reverse("seats", args=[running.code])), add)


# -- the working calendar --------------------------------------------------------------------------


def test_the_calendar_is_read_by_whoever_is_signed_in(client, cast):
    assert client.get(reverse("calendar")).status_code == 302
    client.force_login(cast["stranger"])
    page = client.get(reverse("calendar"))
    assert page.context["editing"] is False
    assert [one["year"] for one in page.context["missing"]] == [2027]
    assert client.get(reverse("calendar_year", args=[2026])).context["form"] is None
    assert client.post(reverse("calendar_year", args=[2026])).status_code == 404
    assert client.get(reverse("calendar_year", args=[1990])).status_code == 404


def test_staff_sets_a_year_from_its_notice(staff):
    door = reverse("calendar_year", args=[2027])
    sent = {
        "holidays-rows": 1,
        "workdays-rows": 1,
        "holidays-0-name": "元旦",
        "holidays-0-first": "2027-01-01",
    }
    sent |= {"holidays-0-last": "2027-01-03", "workdays-0-name": "元旦", "workdays-0-first": "2027-01-09"}
    assert len(staff.post(door, sent).context["errors"]) == 1
    page = staff.post(door, sent | {"source": "号", "holidays-0-first": "2026-12-31"})
    assert len(page.context["errors"]) == 1
    assert staff.post(door, sent | {"source": "国办发明电〔2026〕9号"}).url == door
    assert CalendarYear.objects.get().days.count() == 4
    assert codes_of("system")[-1] == "calendar.set"
    form = staff.get(door).context["form"]
    assert [one.value for one in form.inputs()][:4] == [
        "国办发明电〔2026〕9号",
        "元旦",
        "2027-01-01",
        "2027-01-03",
    ]
