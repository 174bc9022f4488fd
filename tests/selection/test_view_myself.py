"""The door of one's own account: language, sessions, second factor, seats; and the head in the foot of pages."""

import pytest
from django.test import Client
from django.urls import reverse

from oversight.ledger import SYSTEM, sign_head
from oversight.models import Entry, Head
from oversight.rights import Role
from oversight.sessions import forget_ended, live_sessions
from tests.cast import PASSWORD
from tests.rehearsal import rehearse

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(cast):
    return rehearse(cast)


@pytest.fixture
def staff(client, cast, campaign):
    client.force_login(cast[Role.STAFF])
    return client


def test_what_i_hold(staff, campaign):
    page = staff.get(reverse("myself"))
    assert [item["office"].role for item in page.context["offices"]] == ["staff"]
    assert [(item["seat"].campaign, item["seat"].role) for item in page.context["seats"]] == [
        (campaign, "staff")
    ]
    assert page.context["totp"] is False


def test_my_sign_ins_and_where_they_came_from(client, cast):
    name = cast["stranger"].username
    client.post(reverse("account_login"), {"login": name, "password": PASSWORD}, REMOTE_ADDR="10.1.2.3")
    page = client.get(reverse("myself"))
    assert [line["address"] for line in page.context["sign_ins"]] == ["10.1.2.3"]
    assert page.context["offices"] == page.context["seats"] == []


def test_my_language_is_kept_and_spoken_at_the_next_sign_in(client, cast):
    user = cast["stranger"]
    client.force_login(user)
    answer = client.post(reverse("myself"), {"language": "en"})
    assert answer.cookies["django_language"].value == "en"
    user.refresh_from_db()
    assert user.language == "en"
    entry = Entry.objects.latest("id")
    assert (entry.code, entry.actor) == ("user.changed", f"u{user.pk}")
    client.post(reverse("myself"), {"language": "en"})
    assert Entry.objects.latest("id") == entry, "what did not change is no act"
    assert "language" in client.post(reverse("myself"), {"language": "tlh"}).context["form"].errors
    other = Client()
    signed = other.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert signed.cookies["django_language"].value == "en"


def test_my_other_sessions_end_and_this_one_goes_on(client, cast):
    user = cast["stranger"]
    other = Client()
    for each in (client, other):
        each.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert client.get(reverse("myself_sessions")).status_code == 200
    assert client.post(reverse("myself_sessions")).headers["Location"] == reverse("myself")
    assert client.get(reverse("myself")).status_code == 200
    assert other.get(reverse("myself")).headers["Location"].startswith(reverse("account_login"))
    assert Entry.objects.latest("id").code == "session.closed"


AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"


@pytest.fixture
def twice(client, cast):
    """Two browsers in which the same person is signed in; the second is the other one."""
    other = Client(headers={"User-Agent": AGENT})
    for each in (client, other):
        each.post(reverse("account_login"), {"login": cast["stranger"].username, "password": PASSWORD})
        each.get(reverse("myself"))
    return client, other


def live(client):
    return client.get(reverse("myself")).context["live"]


def test_where_i_am_signed_in_and_ending_one_of_them(twice):
    here, other = twice
    assert sorted((one.here, one.machine) for one in live(here)) == [(False, "Chrome · Windows"), (True, "")]
    (there,) = (one for one in live(here) if not one.here)
    (mine,) = (one for one in live(here) if one.here)
    assert here.get(reverse("myself_session_end", args=[mine.pk])).status_code == 404
    assert here.get(reverse("myself_session_end", args=[there.pk])).status_code == 200
    assert here.post(reverse("myself_session_end", args=[there.pk])).headers["Location"] == reverse("myself")
    assert Entry.objects.latest("id").code == "session.cut"
    assert other.get(reverse("myself")).headers["Location"].startswith(reverse("account_login"))
    assert [one.pk for one in live(here)] == [mine.pk]
    assert here.post(reverse("myself_session_end", args=[there.pk])).status_code == 404


def test_nobody_ends_the_session_of_somebody_else(twice, cast):
    (one, _) = live(twice[0])
    third = Client()
    third.force_login(cast[Role.STAFF])
    assert third.post(reverse("myself_session_end", args=[one.pk])).status_code == 404
    assert len(live(twice[0])) == 2


def test_what_is_listed_is_what_still_opens_a_page(twice, cast, settings):
    here, other = twice
    assert here.post(reverse("myself_sessions")).status_code == 302
    assert [one.here for one in live(here)] == [True]
    settings.SESSION_IDLE_SECONDS = -1
    assert live_sessions(cast["stranger"]) == []


def test_an_officer_sees_where_an_account_is_signed_in(twice, cast):
    door = reverse("accounts_one", args=[cast["stranger"].pk])
    for role, seen in ((Role.SECURITY_OFFICER, 2), (Role.AUDIT_OFFICER, None)):
        reader = Client()
        reader.force_login(cast[role])
        shown = reader.get(door).context["live"]
        assert (shown if shown is None else len(shown)) == seen


def test_ended_sessions_are_forgotten(twice):
    twice[1].post(reverse("account_logout"))
    assert (forget_ended(), forget_ended()) == (1, 0)
    assert len(live(twice[0])) == 1


@pytest.mark.parametrize("door", ["myself", "myself_sessions"])
def test_strangers_are_sent_to_the_sign_in(client, cast, door):
    assert client.get(reverse(door)).headers["Location"].startswith(reverse("account_login"))


def test_the_foot_shows_the_head_of_the_campaign_and_elsewhere_of_the_system(staff, campaign):
    assert not staff.get(reverse("my_jobs")).context["ledger_head"]
    own = sign_head(log=campaign.log, by=SYSTEM, reason="")
    ledger = staff.get(reverse("ledger", args=[campaign.log])).context["ledger_head"]
    assert (ledger.size, ledger.root, ledger.url) == (
        own.size,
        own.root,
        reverse("ledger_heads", args=[campaign.log]),
    )
    system = sign_head(log="system", by=SYSTEM, reason="")
    head = staff.get(reverse("my_jobs")).context["ledger_head"]
    assert (head.size, head.url) == (system.size, "")
    assert Head.objects.count() == 2


def test_a_campaigns_ledger_stands_in_its_desk(staff, campaign):
    page = staff.get(reverse("ledger", args=[campaign.log]))
    assert page.context["campaign"] == campaign
    assert [item["key"] for item in page.context["rail"] if item["current"]] == ["ledger"]
