"""The door of one's own account: language, sessions, second factor, seats; and the head in the foot of pages."""

import pytest
from django.test import Client
from django.urls import reverse

from oversight.ledger import SYSTEM, sign_head
from oversight.models import Entry, Head
from oversight.rights import Role
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
