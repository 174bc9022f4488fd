"""Objects are handed over or refused alike, whether they are foreign or missing, and refusals are on record."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from oversight import access, ledger
from oversight.access import Refused
from oversight.jobs import enqueue
from oversight.ledger import Actor, actor
from oversight.middleware import RequestOnRecord
from oversight.models import Entry, Officer
from oversight.rights import Right, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def seats(monkeypatch):
    """Return a dict of seats by (user id, campaign) that stands in for the floor above."""
    held = {}
    monkeypatch.setattr(access, "role_sources", [lambda user, campaign: held.get((user.pk, campaign), [])])
    return held


def denials():
    return [
        (entry.log.name, entry.actor, entry.subject, entry.content["facts"]["right"], entry.result)
        for entry in Entry.objects.filter(code="access.denied").select_related("log").order_by("pk")
    ]


def test_an_officer_is_handed_his_chair(system):
    assert access.access_system(system, to=Right.MANAGE_USERS) == actor(system, Role.SYSTEM_OFFICER)
    assert denials() == []


@pytest.mark.parametrize(
    "kind", ["other office", "unconfirmed", "ended", "future", "closed", "expired", "nobody"]
)
def test_who_holds_no_such_office_is_refused_and_recorded(kind, person, system, auditor):
    user = {"other office": auditor, "nobody": AnonymousUser()}.get(kind) or person("li")
    now = timezone.now()
    if kind in ("unconfirmed", "ended", "future"):
        since = {"unconfirmed": None, "ended": now, "future": now + timezone.timedelta(days=1)}[kind]
        Officer.objects.create(
            user=user, role=Role.SYSTEM_OFFICER, since=since, until=now if kind == "ended" else None
        )
    if kind in ("closed", "expired"):
        user = system
        user.enabled, user.expires_at = kind != "closed", now if kind == "expired" else None
    with pytest.raises(Refused):
        access.access_system(user, to=Right.MANAGE_USERS, subject="user:9")
    by = "anonymous" if kind == "nobody" else f"u{user.pk}"
    assert denials() == [("system", by, "user:9", "manage_users", "denied")]


def test_a_refusal_is_a_404():
    assert issubclass(Refused, Http404)


def test_seats_count_in_their_campaign_only(person, seats, log):
    user = person("li")
    seats[user.pk, log] = ["staff", "judge"]
    assert access.roles_of(user, log) == {Role.STAFF, Role.JUDGE}
    by = access.access_as(user, log, to=Right.CLOSE_STAGE, subject="stage:written")
    assert by == Actor(user.pk, "Li", "staff")
    with pytest.raises(Refused):
        access.access_as(user, "2026-CE-02", to=Right.CLOSE_STAGE, subject="stage:written")
    with pytest.raises(Refused):
        access.access_as(user, log, to=Right.SEAL_OUTCOME, subject="stage:written")
    assert [item[0] for item in denials()] == ["system", log]


def test_staff_of_the_system_is_not_staff_of_every_campaign(officer, seats, log):
    user = officer("li", Role.STAFF)
    assert access.access_system(user, to=Right.CREATE_CAMPAIGN).role == "staff"
    assert access.roles_of(user, log) == frozenset()


def test_officers_reach_into_campaigns_where_the_table_says(security, seats, log):
    assert access.access_as(security, log, to=Right.MANAGE_SEATS, subject="seat:").role == "security_officer"
    with pytest.raises(Refused):
        access.access_as(security, log, to=Right.READ_MARKS, subject="stage:written")


def test_foreign_and_missing_logs_are_refused_alike(person, seats, log):
    user = person("li")
    with pytest.raises(Refused) as foreign:
        access.access_log(user, log)
    with pytest.raises(Refused) as missing:
        access.access_log(user, "2026-CE-99")
    assert type(foreign.value) is type(missing.value)
    seats[user.pk, log] = ["supervisor"]
    book, by = access.access_log(user, log, to=Right.VERIFY_LEDGER)
    assert (book.name, by.role) == (log, "supervisor")


def test_the_system_log_is_the_auditors(auditor, system, log):
    book, by = access.access_log(auditor, "system")
    assert (book.name, by.role) == ("system", "audit_officer")
    with pytest.raises(Refused):
        access.access_log(system, "system")


def test_a_job_is_its_owners_and_the_system_officers(person, system):
    owner, other = person("li"), person("wang")
    job = enqueue(kind="k", key="k", payload={}, by=actor(owner, "staff"))
    assert access.access_job(owner, job.pk) == job
    assert access.access_job(system, job.pk) == job
    for user, pk in ((other, job.pk), (system, job.pk + 1)):
        with pytest.raises(Refused):
            access.access_job(user, pk)


@pytest.mark.django_db(transaction=True)
def test_a_refusal_inside_a_transaction_outlives_it(person):
    user = person("li")

    def view(request):
        with transaction.atomic():
            access.refuse(user, to=Right.MANAGE_USERS, subject="user:1")

    middleware = RequestOnRecord(view)
    request = RequestFactory().get("/")
    with pytest.raises(Refused) as refused:
        middleware(request)
    assert denials() == []
    middleware.process_exception(request, refused.value)
    middleware.process_exception(request, refused.value)
    assert [item[1] for item in denials()] == [f"u{user.pk}"]


def test_entries_of_a_request_share_its_name(log, write):
    def view(request):
        write(log)
        write(log)
        return HttpResponse()

    RequestOnRecord(view)(RequestFactory().get("/"))
    names = set(Entry.objects.filter(code="test.tried").values_list("request", flat=True))
    assert len(names) == 1
    assert len(names.pop()) == 16
    assert ledger.request_name() == ""


@pytest.mark.parametrize(("method", "times"), [("get", 1), ("head", 1), ("post", 2)])
def test_a_request_that_only_reads_asks_once_for_roles(
    method, times, system, django_assert_num_queries, monkeypatch
):
    asked = []
    monkeypatch.setattr(access, "role_sources", [lambda user, campaign: asked.append(campaign) or ["judge"]])

    def view(request):
        found = [access.roles_of(system, "C1") for _ in range(2)]
        assert found == [{"judge", "system_officer"}] * 2
        return HttpResponse()

    for served in (1, 2):
        with django_assert_num_queries(times):
            RequestOnRecord(view)(getattr(RequestFactory(), method)("/"))
        assert asked == ["C1"] * times * served


def test_roles_are_read_apart_by_user_and_campaign(system, auditor, seats):
    seats[system.pk, "C1"] = ["judge"]
    with access.roles_read_once():
        for _ in range(2):
            assert access.roles_of(system, "C1") == {"judge", "system_officer"}
            assert access.roles_of(system, "C2") == {"system_officer"}
            assert access.offices_of(auditor) == {"audit_officer"}
        seats[system.pk, "C1"] = []
        system.enabled = False
        assert access.roles_of(system, "C1") == frozenset()
    system.enabled = True
    assert access.roles_of(system, "C1") == {"system_officer"}


def test_a_request_that_acts_sees_the_roles_that_it_gave_and_took(person):
    user = person("li")

    def view(request):
        before = access.offices_of(user)
        office = Officer.objects.create(user=user, role=Role.AUDIT_OFFICER, since=timezone.now())
        given = access.offices_of(user)
        office.delete()
        assert (before, given, access.offices_of(user)) == (frozenset(), {"audit_officer"}, frozenset())
        return HttpResponse()

    assert RequestOnRecord(view)(RequestFactory().post("/")).status_code == 200
