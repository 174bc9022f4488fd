"""What every answer tells the browser, and how long a session lives."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from selection import sessions


@pytest.fixture
def person(django_user_model, db):
    """Return an account."""
    return django_user_model.objects.create(username="li", name="李")


def test_every_page_carries_the_policy(client: Client) -> None:
    headers = client.get("/alive/").headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Cache-Control" not in headers


def test_pages_of_a_signed_in_person_are_kept_nowhere(client: Client, person) -> None:
    client.force_login(person)
    assert client.get("/alive/").headers["Cache-Control"] == "no-store"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Return a function that sets the clock of the session limits, in seconds from now."""
    start = 1_800_000_000
    monkeypatch.setattr(sessions, "time", lambda: start)
    return lambda seconds: monkeypatch.setattr(sessions, "time", lambda: start + seconds)


def signed_in(client: Client) -> bool:
    """Ask for a page and say whether the session still stands."""
    client.get("/alive/")
    return "_auth_user_id" in client.session


def test_an_idle_session_ends(client: Client, person, clock) -> None:
    client.force_login(person)
    assert signed_in(client)
    clock(settings.SESSION_IDLE_SECONDS)
    assert signed_in(client)
    clock(2 * settings.SESSION_IDLE_SECONDS + 1)
    assert not signed_in(client)


def test_a_busy_session_ends_too(client: Client, person, clock) -> None:
    client.force_login(person)
    for seconds in range(0, settings.SESSION_COOKIE_AGE + 1, settings.SESSION_IDLE_SECONDS):
        clock(seconds)
        assert signed_in(client)
    clock(settings.SESSION_COOKIE_AGE + 1)
    assert not signed_in(client)


def test_a_click_writes_the_session_once_a_minute_only(client: Client, person, clock, count_queries) -> None:
    client.force_login(person)
    client.get("/alive/")
    clock(59)
    with count_queries() as quiet:
        client.get("/alive/")
    clock(60)
    with count_queries() as due:
        client.get("/alive/")
    assert [sql.split()[0] for sql in quiet] == ["SELECT", "SELECT"]
    assert "UPDATE" in {sql.split()[0] for sql in due}
