"""Sign-in through the pages: on record, closed to strangers, over at once when the account is closed."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from oversight import actions
from oversight.accounts import AccountAdapter
from oversight.ledger import SYSTEM
from oversight.models import Entry, Personal, User

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def user(db):
    return actions.create_user(username="li", name="李四", by=SYSTEM, password=PASSWORD)


def sign_in(client, password=PASSWORD, username="li"):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def acts():
    entries = Entry.objects.filter(code__startswith="session.").order_by("seq")
    return [(entry.code, entry.actor, entry.result) for entry in entries]


def is_in(client):
    return (
        "_auth_user_id" in client.session
        and client.get(reverse("account_change_password")).status_code == 200
    )


def test_a_sign_in_is_on_record(client, user):
    assert sign_in(client).status_code == 302
    assert is_in(client)
    client.post(reverse("account_logout"))
    assert acts() == [("session.began", f"u{user.pk}", "ok"), ("session.ended", f"u{user.pk}", "ok")]


@pytest.mark.parametrize("username", ["li", "nobody"])
def test_a_failed_sign_in_is_on_record_without_the_name(client, user, username):
    assert sign_in(client, "wrong", username).status_code == 200
    assert not is_in(client)
    assert acts() == [("session.refused", "anonymous", "denied")]
    values = dict(Personal.objects.values_list("name", "value"))
    assert values == {"username": username, "address": "127.0.0.1"}
    assert "127.0.0.1" not in Entry.objects.get(code="session.refused").body


@pytest.mark.parametrize("kind", ["closed", "expired"])
def test_closed_and_expired_accounts_stay_out(client, user, kind):
    if kind == "closed":
        actions.close_user(user_id=user.pk, reason="", by=SYSTEM)
    else:
        User.objects.update(expires_at=timezone.now())
    assert sign_in(client).url == reverse("account_login")
    assert not is_in(client)
    assert acts() == [("session.refused", "anonymous", "denied")]


def test_sessions_end_with_the_account(client, user):
    sign_in(client)
    User.objects.update(expires_at=timezone.now())
    assert not is_in(client)
    User.objects.update(expires_at=None)
    sign_in(client)
    actions.end_sessions(user_id=user.pk, reason="", by=SYSTEM)
    assert not is_in(client)


def test_a_new_password_of_ones_own_ends_the_other_sessions(client, user):
    other = Client()
    sign_in(client)
    sign_in(other)
    new = "another horse battery"
    fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), fields).status_code == 302
    assert is_in(client)
    assert not is_in(other)
    entry = Entry.objects.get(code="password.set")
    assert (entry.actor, entry.content["by"]["role"]) == (f"u{user.pk}", "self")


def test_nobody_signs_up_by_himself(db):
    assert AccountAdapter().is_open_for_signup(RequestFactory().get("/")) is False
