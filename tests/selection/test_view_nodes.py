"""The doors of key nodes and objections: who sees, signs, objects, answers, settles; what each costs."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.urls import reverse

from oversight.models import Entry, Objection, Signature
from oversight.rights import Role
from oversight.signing import answer_objection
from scoring.actions.nodes import object_to
from scoring.nodes import nodes_of
from tests.cast import PASSWORD
from tests.rehearsal import carry, decide
from tests.scoring.test_nodes import NODES

DESK = reverse("desk")


@pytest.fixture(autouse=True)
def _english(client, db):
    client.cookies["django_language"] = "en"
    cache.clear()


@pytest.fixture
def campaign(cast):
    return carry(cast, "written", nodes=NODES)


def url(name, campaign, *more):
    return reverse(name, args=[campaign.code, *more])


def node(campaign):
    return nodes_of(campaign)[0]


def signed(client, cast, campaign, role=Role.SUPERVISOR, **changes):
    client.force_login(cast[role])
    data = {"digest": node(campaign).digest, "remark": "已核对", "secret": PASSWORD}
    return client.post(url("node_sign", campaign, "exam"), data | changes)


def raised(cast, campaign, subject="stage:written"):
    return object_to(
        campaign_id=campaign.pk, subject=subject, text="依据不足", by=cast.actor(Role.SUPERVISOR)
    )


def tasks(client, cast, role):
    client.force_login(cast[role])
    return [task["title"].partition(" · ")[0] for task in client.get(DESK).context["tasks"]]


# -- the page ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "signs", "objects"),
    [
        (Role.SUPERVISOR, True, True),
        (Role.DISCIPLINE_INSPECTOR, True, True),
        (Role.STAFF, False, False),
        (Role.APPROVER, False, False),
    ],
)
def test_the_page_shows_evidence_and_what_the_reader_may_do(client, cast, campaign, role, signs, objects):
    client.force_login(cast[role])
    page = client.get(url("nodes", campaign))
    (card,) = page.context["nodes"]
    assert (bool(card["sign_url"]), bool(card["object_url"])) == (signs, objects)
    assert [stage["title"] for stage in card["stages"]] == ["报名", "笔试"]
    assert url("outcome", campaign, "written") in page.text
    assert [task["title"] for task in page.context["tasks"]] == (
        ["Sign key node “考试过程”"] if signs else []
    )
    assert page.context["watches"] is signs


@pytest.mark.parametrize("role", [Role.SCORE_CLERK, Role.JUDGE, "stranger"])
def test_others_do_not_see_it(client, cast, campaign, role):
    client.force_login(cast[role])
    assert client.get(url("nodes", campaign)).status_code == 404
    assert client.get(url("node_sign", campaign, "exam")).status_code == 404


def test_the_page_costs_the_same_for_one_objection_and_for_thirty(client, cast, campaign, same_queries):
    raised(cast, campaign)
    client.force_login(cast[Role.SUPERVISOR])
    ask = lambda: client.get(url("nodes", campaign))  # noqa: E731
    same_queries(ask, lambda: [raised(cast, campaign) for _ in range(29)])


# -- signing ---------------------------------------------------------------------------------------


def test_the_desk_begins_with_the_node_to_sign_and_signing_clears_it(client, cast, campaign):
    assert tasks(client, cast, Role.SUPERVISOR) == ["Sign key node “考试过程”"]
    assert [card["title"] for card in client.get(DESK).context["cards"]] == ["考试过程"]
    assert signed(client, cast, campaign).url == url("nodes", campaign)
    assert tasks(client, cast, Role.SUPERVISOR) == []
    assert client.get(DESK).context["cards"] == []
    assert tasks(client, cast, Role.DISCIPLINE_INSPECTOR) == ["Sign key node “考试过程”"]
    page = client.get(url("nodes", campaign))
    assert "signed at ledger entry" in page.text
    assert "已核对" in page.text


def test_a_wrong_password_signs_nothing_and_stands_in_the_ledger(client, cast, campaign):
    answer = signed(client, cast, campaign, secret="wrong")
    assert answer.status_code == 200
    assert "This is not your password." in answer.text
    assert not Signature.objects.exists()
    entry = Entry.objects.filter(log__name="system").latest("seq")
    assert (entry.code, entry.result) == ("session.refused", "denied")


def test_wrong_passwords_are_limited_as_at_sign_in(client, cast, campaign):
    for _ in range(5):
        signed(client, cast, campaign, secret="wrong")
    assert signed(client, cast, campaign).status_code == 200
    assert not Signature.objects.exists()


def test_a_missing_password_or_a_foreign_digest_costs_no_attempt(client, cast, campaign):
    before = Entry.objects.filter(code="session.refused").count()
    assert signed(client, cast, campaign, secret="").status_code == 200
    assert signed(client, cast, campaign, digest="x").status_code == 200
    assert "no longer what you looked at" in signed(client, cast, campaign, digest="0" * 64).text
    assert Entry.objects.filter(code="session.refused").count() == before
    assert not Signature.objects.exists()


def test_where_there_is_a_second_factor_its_code_is_asked(client, cast, campaign):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(cast[Role.SUPERVISOR], secret)
    assert signed(client, cast, campaign).status_code == 200  # the password is not what is asked
    assert not Signature.objects.exists()
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    assert signed(client, cast, campaign, secret=code).status_code == 302
    entry = Entry.objects.filter(code="signature.given").latest("seq")
    assert entry.content["facts"]["confirmed"] == "code"


def test_what_is_signed_already_or_not_complete_has_no_button(client, cast, campaign):
    signed(client, cast, campaign)
    again = client.get(url("node_sign", campaign, "exam"))
    assert again.context["blocked"]
    assert "already" in signed(client, cast, campaign).text
    assert Signature.objects.count() == 1


@pytest.mark.parametrize("role", [Role.STAFF, Role.APPROVER])
def test_the_wrong_role_does_not_sign(client, cast, campaign, role):
    assert signed(client, cast, campaign, role).status_code == 404
    assert not Signature.objects.exists()


# -- objections ----------------------------------------------------------------------------------


def test_an_objection_its_answer_and_its_end(client, cast, campaign):
    client.force_login(cast[Role.SUPERVISOR])
    new = url("objection_new", campaign)
    assert 'value="node:exam" selected' in client.get(new, {"about": "node:exam"}).text
    assert client.post(new, {"about": "node:exam", "text": "加分没有公示"}).status_code == 302
    one = Objection.objects.get()
    assert (one.subject, one.title, one.text) == ("node:exam", "考试过程", "加分没有公示")
    assert "Answer the objection to “考试过程”" in tasks(client, cast, Role.STAFF)
    answer = client.post(url("objection_answer", campaign, one.pk), {"text": "已补充公示"})
    assert answer.status_code == 302
    assert "Look at the answer to your objection to “考试过程”" in tasks(client, cast, Role.SUPERVISOR)
    assert "Look at the answer" not in str(tasks(client, cast, Role.DISCIPLINE_INSPECTOR))
    assert "已补充公示" in client.get(url("nodes", campaign)).text
    client.force_login(cast[Role.DISCIPLINE_INSPECTOR])
    client.post(url("objection_settle", campaign, one.pk))
    assert Objection.objects.get().settled_at is None
    client.force_login(cast[Role.SUPERVISOR])
    assert client.post(url("objection_settle", campaign, one.pk)).status_code == 302
    assert Objection.objects.get().settled_by == cast[Role.SUPERVISOR]
    assert client.get(url("objection_settle", campaign, one.pk)).context["blocked"]


def test_what_may_not_be_done_with_an_objection(client, cast, campaign):
    one = raised(cast, campaign)
    client.force_login(cast[Role.STAFF])
    assert client.get(url("objection_new", campaign)).status_code == 404
    assert client.post(url("objection_settle", campaign, one.pk)).status_code == 404
    assert client.get(url("objection_answer", campaign, one.pk + 1)).status_code == 404
    assert client.post(url("objection_answer", campaign, one.pk), {"text": ""}).status_code == 200
    client.force_login(cast[Role.SUPERVISOR])
    assert client.post(url("objection_answer", campaign, one.pk), {"text": "x"}).status_code == 404
    assert (
        client.post(url("objection_new", campaign), {"about": "stage:none", "text": "x"}).status_code == 200
    )
    assert Objection.objects.get() == one


def test_the_stage_says_what_it_waits_for_and_where(client, cast, campaign):
    client.force_login(cast[Role.STAFF])
    page = client.get(url("stage", campaign, "interview"))
    (opening,) = [move for move in page.context["moves"] if move["title"] == "Open"]
    assert opening["why"] == "Key node “考试过程” has to be signed by Supervisor, Discipline inspector"
    assert opening["why_url"] == url("nodes", campaign)
    blocked = {task["title"]: task["blocked"] for task in client.get(DESK).context["tasks"]}
    assert blocked["Open “面试” · 测试竞岗"] == opening["why"]


def test_an_objection_shows_on_a_decided_stage_for_the_approver(client, cast):
    campaign = carry(cast, "registration", filled="written")
    decide(cast, "written")
    one = raised(cast, campaign)
    client.force_login(cast[Role.APPROVER])
    blocked = [task["blocked"] for task in client.get(DESK).context["tasks"] if "Seal" in task["title"]]
    assert blocked[0].startswith("supervisor 甲 objected to “笔试”")
    answer_objection(objection_id=one.pk, text="已说明", by=cast.actor(Role.STAFF))
    (sealing,) = [
        m for m in client.get(url("stage", campaign, "written")).context["moves"] if m["title"] == "Seal"
    ]
    assert "has yet to settle the answer" in sealing["why"]


# -- since the last visit -------------------------------------------------------------------------


def test_what_happened_since_the_sign_in_before_this_one(client, cast, campaign):
    assert client.login(username="supervisor", password=PASSWORD)
    assert client.get(url("nodes", campaign)).context["since"] is None
    client.logout()
    raised(cast, campaign)
    assert client.login(username="supervisor", password=PASSWORD)
    client.cookies["django_language"] = "en"
    page = client.get(url("nodes", campaign))
    assert [entry["sentence"] for entry in page.context["entries"]] == [
        "An objection to “笔试” was raised: 依据不足"
    ]
    assert [entry["sentence"] for entry in client.get(DESK).context["entries"]] == [
        "An objection to “笔试” was raised: 依据不足"
    ]
