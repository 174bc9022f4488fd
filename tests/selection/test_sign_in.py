"""Signing in as a person does it: pages, lockout, second factor, recovery codes, password, signing out."""

import re
from time import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from oversight.models import User

PASSWORD = "一条足够长的口令 for tests"

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    """Return an account with a password."""
    user = User(username="li", name="李经办")
    user.set_password(PASSWORD)
    user.save(force_insert=True)
    return user


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    """Forget the failed sign-ins of other tests."""
    from django.core.cache import cache

    cache.clear()


def sign_in(client: Client, password: str = PASSWORD):
    """Send the sign-in form."""
    return client.post(reverse("account_login"), {"login": "li", "password": password})


def confirm_password(client: Client, page: str) -> None:
    """Ask for a page that wants the password again, and give it."""
    asked = client.get(page).headers["Location"]
    assert asked.startswith(reverse("account_reauthenticate"))
    assert client.get(asked).status_code == 200
    assert client.post(asked, {"password": PASSWORD}).headers["Location"] == page


def signed_in(client: Client) -> bool:
    """Say whether the session belongs to somebody."""
    return "_auth_user_id" in client.session


def code_of(secret: str) -> str:
    """Return the six digits that an authenticator shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_the_right_password_signs_in_and_the_way_out_is_a_post(client: Client, person: User) -> None:
    assert client.get(reverse("account_login")).status_code == 200
    assert sign_in(client).status_code == 302
    assert signed_in(client)
    assert client.get(reverse("account_logout")).status_code == 200
    assert signed_in(client)
    client.post(reverse("account_logout"))
    assert not signed_in(client)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: Client, person: User) -> None:
    def answer(name: str) -> str:
        page = client.post(reverse("account_login"), {"login": name, "password": "wrong password here"})
        assert page.status_code == 200
        text = re.sub(r'"\w{64}"', "", page.content.decode())  # the CSRF tokens
        return text.replace(f'value="{name}"', "")

    assert answer("li") == answer("nobody-of-this-name")
    assert not signed_in(client)


def test_after_five_failures_even_the_right_password_is_refused(client: Client, person: User) -> None:
    for _ in range(5):
        assert sign_in(client, "wrong password here").status_code == 200
    sign_in(client)
    assert not signed_in(client)


def test_a_disabled_account_does_not_sign_in(client: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(enabled=False)
    sign_in(client)
    assert not signed_in(client)


def test_the_second_factor_is_set_up_asked_for_and_recovered(client: Client, person: User) -> None:
    sign_in(client)
    assert client.get(reverse("mfa_index")).status_code == 200
    confirm_password(client, reverse("mfa_activate_totp"))
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = page.context["form"].secret
    assert client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}).status_code == 302
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200
    codes = client.get(reverse("mfa_download_recovery_codes")).content.decode().split()
    client.post(reverse("account_logout"))

    assert sign_in(client).headers["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert not signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": codes[-1]})
    assert signed_in(client)
    assert client.get(reverse("mfa_deactivate_totp")).status_code in {200, 302}


def test_the_password_is_changed_by_its_owner(client: Client, person: User) -> None:
    sign_in(client)
    assert client.get(reverse("account_change_password")).status_code == 200
    new = "另一条足够长的口令 for tests"
    answer = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.check_password(new)


def test_sensitive_pages_ask_for_the_password_again(client: Client, person: User, monkeypatch) -> None:
    sign_in(client)
    confirm_password(client, reverse("mfa_activate_totp"))
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    late = time() + 301
    monkeypatch.setattr("time.time", lambda: late)
    confirm_password(client, reverse("mfa_activate_totp"))


@pytest.mark.parametrize(
    "name", ["account_change_password", "mfa_index", "mfa_activate_totp", "account_reauthenticate"]
)
def test_strangers_are_sent_to_the_sign_in(client: Client, name: str) -> None:
    assert client.get(reverse(name)).headers["Location"].startswith(reverse("account_login"))
