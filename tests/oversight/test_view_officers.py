"""The doors of offices: granting, confirming by another, revoking, and the table of who may do what."""

import pytest
from django.urls import reverse

from oversight.actions import confirm_officer, grant_officer, revoke_officer
from oversight.ledger import actor
from oversight.models import Entry, Officer
from oversight.rights import TABLE, Right, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, security):
    client.cookies["django_language"] = "en"
    client.force_login(security)
    return client


def grant(page, user, role):
    return page.post(reverse("officers_grant"), {"user": user.pk, "role": role})


def waiting():
    return Officer.objects.get(since__isnull=True)


def test_granted_by_one_and_confirmed_by_another(page, client, person, system):
    li = person("li")
    assert grant(page, li, "audit_officer").status_code == 302
    listed = page.get(reverse("officers")).context["waiting"]
    assert [(line["office"].user, line["confirm"], line["second"]) for line in listed] == [(li, "", True)]
    confirm = reverse("officers_confirm", args=[waiting().pk])
    assert page.get(confirm).context["blocked"]
    assert "A second person confirms" in page.post(confirm, follow=True).content.decode()
    client.force_login(system)
    assert client.get(confirm).context["blocked"] == []
    assert client.post(confirm).status_code == 302
    assert Officer.objects.get(user=li).since is not None
    acts = Entry.objects.filter(code__startswith="office.").order_by("id")
    assert [entry.code for entry in acts] == ["office.granted", "office.confirmed"]


def test_conflicts_are_said_in_words(page, system):
    answer = grant(page, system, "audit_officer")
    assert answer.context["form"].non_field_errors() == [
        "Sys is System officer; nobody is Audit officer as well."
    ]
    assert not Officer.objects.filter(role="audit_officer").exists()


def test_nobody_grants_to_himself(page, security):
    assert "nobody grants it to himself" in grant(page, security, "staff").content.decode()


def test_an_office_is_revoked_with_a_reason(page, system):
    office = Officer.objects.get(user=system)
    url = reverse("officers_revoke", args=[office.pk])
    assert "reason" in page.post(url, {"reason": ""}).context["form"].errors
    page.post(url, {"reason": "moved on"})
    office.refresh_from_db()
    assert office.until is not None
    listed = page.get(reverse("officers"))
    assert [line["office"] for line in listed.context["past"]] == [office]
    assert listed.context["vacant"] == "System officer, Audit officer"
    assert "already" in page.post(url, {"reason": "again"}, follow=True).content.decode()


def test_the_last_security_officer_stays(page, security):
    url = reverse("officers_revoke", args=[Officer.objects.get(user=security).pk])
    assert "stays in office" in page.post(url, {"reason": "x"}, follow=True).content.decode()


@pytest.mark.parametrize("door", ["officers_confirm", "officers_revoke"])
def test_wrong_people_find_nothing(client, person, auditor, system, door):
    office = Officer.objects.get(user=system)
    url = reverse(door, args=[office.pk])
    assert client.get(url).headers["Location"].startswith(reverse("account_login"))
    for user in (person("li"), auditor):
        client.force_login(user)
        assert client.post(url, {"reason": "x"}).status_code == 404
        assert Entry.objects.latest("id").result == "denied"
        assert client.post(reverse("officers_grant")).status_code == 404


def test_unknown_offices_are_answered_alike(page):
    assert page.get(reverse("officers_revoke", args=[4711])).status_code == 404
    assert page.post(reverse("officers")).status_code == 405


def test_every_cell_of_the_table_of_rights(client, person):
    client.cookies["django_language"] = "en"
    url = reverse("rights")
    assert client.get(url).headers["Location"].startswith(reverse("account_login"))
    client.force_login(person("li"))
    page = client.get(url)
    rows = [row for group in page.context["groups"] for row in group["rows"]]
    assert len(rows) == len(Right)
    cells = [yes for row in rows for yes in row["cells"]]
    assert sum(cells) == sum(len(roles) for roles in TABLE.values())
    assert [section["current"] for section in page.context["sections"]] == [True]


def test_thirty_offices_cost_no_more_queries_than_one(page, person, security, system, same_queries):
    by, second = actor(security, Role.SECURITY_OFFICER), actor(system, Role.SYSTEM_OFFICER)

    def add(number):
        user = person(f"p{number}")
        for role in (Role.STAFF, Role.SYSTEM_OFFICER):
            office = grant_officer(user_id=user.pk, role=role, by=by)
            if role == Role.STAFF:
                confirm_officer(officer_id=office.pk, by=second)
        third = grant_officer(user_id=person(f"q{number}").pk, role=Role.STAFF, by=by)
        revoke_officer(officer_id=third.pk, reason="x", by=by)

    add(0)
    same_queries(lambda: page.get(reverse("officers")), lambda: [add(number) for number in range(1, 30)])
