"""The doors of accounts: list, one account, creating, changing, passwords, closing, ending sessions."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from oversight.models import Entry, User

pytestmark = pytest.mark.django_db
WORD = "一条足够长的口令 2026"


@pytest.fixture
def officer_page(client, system):
    client.cookies["django_language"] = "en"
    client.force_login(system)
    return client


@pytest.fixture
def wang(person):
    return person("wang", name="王五", email="wang@example.org")


def last_code():
    return Entry.objects.latest("id").code


def names(page):
    return [row["cells"][0]["text"] for row in page.context["rows"]]


def test_the_list_is_searched(officer_page, wang, person, security):
    person("old", expires_at=timezone.now() - timedelta(days=1))
    person("gone", enabled=False)
    url = reverse("accounts")
    assert names(officer_page.get(url)) == ["gone", "old", "sec", "sys", "wang"]
    assert names(officer_page.get(url, {"text": "王"})) == ["wang"]
    assert names(officer_page.get(url, {"text": "EXAMPLE.org"})) == ["wang"]
    assert names(officer_page.get(url, {"state": "closed"})) == ["gone"]
    assert names(officer_page.get(url, {"state": "expired"})) == ["old"]
    assert names(officer_page.get(url, {"state": "open"})) == ["sec", "sys", "wang"]
    assert names(officer_page.get(url, {"role": "security_officer"})) == ["sec"]
    assert names(officer_page.get(url, {"text": "nobody"})) == []


def test_the_list_as_a_spreadsheet(officer_page, person):
    person("eve", name="=1+1")
    answer = officer_page.get(reverse("accounts_book"), {"text": "eve"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert [(row[0].value, row[1].value, row[1].data_type) for row in sheet.iter_rows(min_row=2)] == [
        ("eve", "=1+1", "s")
    ]


def test_an_account_is_created_and_on_record(officer_page, system):
    form = {
        "username": "li",
        "name": "李四",
        "password": WORD,
        "language": "zh-hans",
        "expires_on": "2026-12-31",
    }
    page = officer_page.post(reverse("accounts_new"), form, follow=True)
    user = User.objects.get(username="li")
    assert user.check_password(WORD)
    assert page.redirect_chain == [(reverse("accounts_one", args=[user.pk]), 302)]
    entry = Entry.objects.get(code="user.created")
    assert (entry.actor, entry.subject) == (f"u{system.pk}", f"user:{user.pk}")
    assert f"entry {entry.seq}." in next(iter(page.context["messages"])).message
    assert WORD not in entry.body


@pytest.mark.parametrize("wrong", [{"password": "12345"}, {"username": "wang"}, {"name": ""}])
def test_a_bad_account_is_not_created(officer_page, wang, wrong):
    good = {"username": "li", "name": "李四", "password": WORD, "language": "zh-hans"}
    page = officer_page.post(reverse("accounts_new"), {**good, **wrong})
    assert list(page.context["form"].errors) == list(wrong)
    assert not Entry.objects.filter(code="user.created").exists()


def test_an_account_is_changed(officer_page, wang):
    url = reverse("accounts_change", args=[wang.pk])
    assert officer_page.get(url).context["form"].initial["name"] == "王五"
    officer_page.post(url, {"name": "王伍", "language": "en", "expires_on": "2026-12-31"})
    wang.refresh_from_db()
    assert (wang.name, wang.language, wang.email) == ("王伍", "en", "")
    assert officer_page.get(url).context["form"].initial["expires_on"] == "2026-12-31"
    assert last_code() == "user.changed"


def test_a_password_is_set_for_somebody(officer_page, wang):
    url = reverse("accounts_password", args=[wang.pk])
    assert "password" in officer_page.post(url, {"password": "short"}).context["form"].errors
    assert officer_page.post(url, {"password": WORD}).status_code == 302
    wang.refresh_from_db()
    assert wang.check_password(WORD)
    assert (last_code(), wang.session_epoch) == ("password.set", 1)


@pytest.mark.parametrize(
    ("door", "code"),
    [
        ("accounts_close", "user.closed"),
        ("accounts_sessions", "session.closed"),
        ("accounts_reopen", "user.reopened"),
    ],
)
def test_acts_that_need_a_reason(officer_page, wang, door, code):
    url = reverse(door, args=[wang.pk])
    assert officer_page.get(url).context["consequences"]
    assert "reason" in officer_page.post(url, {"reason": ""}).context["form"].errors
    assert officer_page.post(url, {"reason": "left the unit"}).status_code == 302
    entry = Entry.objects.latest("id")
    assert (entry.code, entry.content["reason"]) == (code, "left the unit")


def test_nobody_closes_his_own_account(officer_page, system):
    page = officer_page.post(reverse("accounts_close", args=[system.pk]), {"reason": "tired"}, follow=True)
    assert "Nobody closes his own account." in page.content.decode()
    system.refresh_from_db()
    assert system.enabled


def test_the_page_offers_what_the_reader_may(client, system, security, auditor, wang):
    def offered(user):
        client.force_login(user)
        page = client.get(reverse("accounts_one", args=[wang.pk]))
        return {act["url"].partition("?")[0].split("/")[-2] for act in page.context["acts"]}

    assert offered(system) == {"change", "password", "sessions", "close"}
    assert offered(security) == {"sessions", "grant"}
    assert offered(auditor) == set()


def test_only_the_audit_officer_reads_the_entries_about_an_account(client, system, auditor, wang):
    url = reverse("accounts_one", args=[wang.pk])
    client.force_login(system)
    client.post(reverse("accounts_sessions", args=[wang.pk]), {"reason": "lost telephone"})
    assert client.get(url).context["entries"] is None
    client.force_login(auditor)
    assert [entry["reason"] for entry in client.get(url).context["entries"]] == ["lost telephone"]


ONE = (
    "accounts_one",
    "accounts_change",
    "accounts_password",
    "accounts_close",
    "accounts_reopen",
    "accounts_sessions",
)


@pytest.mark.parametrize("door", ONE)
def test_wrong_people_find_nothing(client, wang, auditor, door):
    url = reverse(door, args=[wang.pk])
    assert client.get(url).headers["Location"].startswith(reverse("account_login"))
    client.force_login(wang)
    assert client.get(url).status_code == 404
    assert last_code() == "access.denied"
    client.force_login(auditor)
    assert client.get(url).status_code == (200 if door == "accounts_one" else 404)


@pytest.mark.parametrize("door", ONE)
def test_an_unknown_account_is_answered_alike(officer_page, door):
    assert officer_page.get(reverse(door, args=[4711])).status_code == 404


@pytest.mark.parametrize("door", ["accounts", "accounts_book", "accounts_new"])
def test_the_lists_are_the_officers(client, wang, door):
    client.force_login(wang)
    assert client.get(reverse(door)).status_code == 404


def test_reading_is_never_a_post(officer_page, wang):
    assert officer_page.post(reverse("accounts")).status_code == 405
    assert officer_page.post(reverse("accounts_one", args=[wang.pk])).status_code == 405


def test_thirty_accounts_cost_no_more_queries_than_one(officer_page, person, same_queries):
    same_queries(
        lambda: officer_page.get(reverse("accounts")), lambda: [person(f"p{number}") for number in range(29)]
    )
