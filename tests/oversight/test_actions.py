"""Accounts, offices, erasure, stored bytes: each act works, is on record, and is declined when it must be."""

import hashlib

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from oversight import actions, queries
from oversight.actions import AlreadyUploaded, Declined
from oversight.ledger import SYSTEM, Actor, actor
from oversight.models import Blob, Entry, Officer, Personal, Upload, User
from oversight.proofs import verify_log
from oversight.rights import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_system(system):
    return actor(system, Role.SYSTEM_OFFICER)


@pytest.fixture
def by_security(security):
    return actor(security, Role.SECURITY_OFFICER)


def last():
    entry = Entry.objects.filter(log__name="system").order_by("-seq").first()
    return entry.code, entry.actor, entry.content["facts"]


def test_create_user(by_system):
    user = actions.create_user(username="li", name="李四", by=by_system, password="correct horse")
    assert (user.name, user.is_active, user.check_password("correct horse")) == ("李四", True, True)
    assert last() == ("user.created", by_system.id, {"username": "li", "expires_at": ""})
    with pytest.raises(Declined, match="li"):
        actions.create_user(username="li", name="x", by=by_system)


def test_an_account_without_password_cannot_sign_in(by_system):
    assert not actions.create_user(username="li", name="李四", by=by_system).has_usable_password()


@pytest.mark.parametrize("role", ["security_officer", "audit_officer", "staff", "none", "system"])
def test_only_the_system_officer_makes_accounts(role, db):
    with pytest.raises(Declined, match="office"):
        actions.create_user(username="li", name="x", by=Actor(1, "x", role))
    assert User.objects.count() == 0


def test_change_and_expire(by_system, person):
    user = person("li")
    moment = timezone.now()
    changed = actions.change_user(
        user_id=user.pk, name="李五", email="", language="en", expires_at=moment, by=by_system
    )
    assert (changed.name, changed.is_active) == ("李五", False)
    assert last()[2] == {"username": "li", "before": "Li", "after": "李五", "expires_at": moment.isoformat()}


def test_close_reopen_end_sessions_and_password_end_sessions(by_system, person, client):
    user = person("li")
    for act in ("close", "end", "password"):
        client.force_login(User.objects.get(pk=user.pk))
        before = User.objects.get(pk=user.pk).get_session_auth_hash()
        if act == "close":
            actions.close_user(user_id=user.pk, reason="left", by=by_system)
            assert not User.objects.get(pk=user.pk).is_active
            actions.reopen_user(user_id=user.pk, reason="back", by=by_system)
        elif act == "end":
            actions.end_sessions(user_id=user.pk, reason="lost telephone", by=by_system)
        else:
            actions.set_password(user_id=user.pk, password="another horse", by=by_system)
        assert User.objects.get(pk=user.pk).get_session_auth_hash() != before


def test_nobody_closes_his_own_account(by_system):
    with pytest.raises(Declined, match="own account"):
        actions.close_user(user_id=by_system.user_id, reason="", by=by_system)


def test_an_office_takes_two_people(by_security, by_system, person):
    user = person("li")
    office = actions.grant_officer(user_id=user.pk, role=Role.AUDIT_OFFICER, by=by_security)
    assert list(queries.offices_waiting()) == [office]
    assert office not in queries.offices_in_force()
    with pytest.raises(Declined, match="second person"):
        actions.confirm_officer(officer_id=office.pk, by=by_security)
    with pytest.raises(Declined, match="second person"):
        actions.confirm_officer(officer_id=office.pk, by=actor(user, Role.SYSTEM_OFFICER))
    actions.confirm_officer(officer_id=office.pk, by=by_system)
    assert office in queries.offices_in_force()
    assert last() == ("office.confirmed", by_system.id, {"username": "li", "role": "audit_officer"})
    with pytest.raises(Declined, match="waiting"):
        actions.confirm_officer(officer_id=office.pk, by=by_system)


def test_nobody_grants_himself_an_office(by_security):
    with pytest.raises(Declined, match="himself"):
        actions.grant_officer(user_id=by_security.user_id, role=Role.STAFF, by=by_security)


def test_seats_are_not_offices(by_security, person):
    with pytest.raises(Declined, match="seat"):
        actions.grant_officer(user_id=person("li").pk, role=Role.JUDGE, by=by_security)


def test_auditors_are_other_people_even_while_unconfirmed(by_security, person):
    user = person("li")
    actions.grant_officer(user_id=user.pk, role=Role.AUDIT_OFFICER, by=by_security)
    with pytest.raises(Declined, match="System officer"):
        actions.grant_officer(user_id=user.pk, role=Role.SYSTEM_OFFICER, by=by_security)
    with pytest.raises(Declined, match="holds this office"):
        actions.grant_officer(user_id=user.pk, role=Role.AUDIT_OFFICER, by=by_security)


@pytest.mark.parametrize("held", [Role.SYSTEM_OFFICER, Role.SECURITY_OFFICER])
def test_the_database_keeps_officers_apart(officer, held):
    user = officer("li", held)
    with pytest.raises(DatabaseError, match="two_people"), transaction.atomic():
        Officer.objects.create(user=user, role=Role.AUDIT_OFFICER, since=timezone.now())
    ended = Officer.objects.create(
        user=user, role=Role.AUDIT_OFFICER, since=timezone.now(), until=timezone.now()
    )
    with pytest.raises(DatabaseError, match="two_people"), transaction.atomic():
        Officer.objects.filter(pk=ended.pk).update(until=None)


def test_the_database_refuses_grants_by_one_person(person):
    user, other = person("li"), person("wang")
    with pytest.raises(IntegrityError, match="nobody_grants_an_office_to_himself"), transaction.atomic():
        Officer.objects.create(user=user, role=Role.STAFF, granted_by=user)
    for confirmer in (user, other):
        with pytest.raises(IntegrityError, match="confirmed_by_another"), transaction.atomic():
            Officer.objects.create(
                user=user, role=Role.STAFF, granted_by=other, confirmed_by=confirmer, since=timezone.now()
            )
    with pytest.raises(IntegrityError, match="once_confirmed"), transaction.atomic():
        Officer.objects.create(user=user, role=Role.STAFF, granted_by=other, since=timezone.now())


def test_revoke(by_security, system):
    office = Officer.objects.get(user=system)
    actions.revoke_officer(officer_id=office.pk, reason="moved", by=by_security)
    assert office not in queries.offices_in_force()
    assert list(queries.offices_past()) == [office]
    with pytest.raises(Declined, match="ended"):
        actions.revoke_officer(officer_id=office.pk, reason="", by=by_security)


def test_the_last_security_officer_stays(by_security, officer):
    office = Officer.objects.get(user_id=by_security.user_id)
    with pytest.raises(Declined, match="last security officer"):
        actions.revoke_officer(officer_id=office.pk, reason="", by=by_security)
    officer("sec2", Role.SECURITY_OFFICER)
    actions.revoke_officer(officer_id=office.pk, reason="", by=by_security)


def test_the_first_officer_is_appointed_once(person):
    actions.appoint_first(user_id=person("li").pk, role=Role.SECURITY_OFFICER)
    assert last() == ("office.granted", "system", {"username": "li", "role": "security_officer"})
    with pytest.raises(Declined, match="already"):
        actions.appoint_first(user_id=person("wang").pk, role=Role.SECURITY_OFFICER)


def test_erasing_leaves_the_ledger_whole(log, write, by_security):
    entry = write(log, personal={"name": "李四", "id": "11010519491231002X"}, subject="application:7")
    write(log, personal={"name": "王五"}, subject="application:8")
    assert queries.personal_of([entry]) == {(entry.log_id, 0): {"name": "李四", "id": "11010519491231002X"}}
    count = actions.erase_personal(log=log, subject="application:7", reason="period over", by=by_security)
    assert count == 2
    assert [personal.value for personal in Personal.objects.all()] == ["王五"]
    assert queries.personal_of([entry]) == {}
    assert verify_log(log).ok
    with pytest.raises(Declined, match="reason"):
        actions.erase_personal(log=log, subject="application:8", reason=" ", by=by_security)


def test_bytes_are_stored_once(db):
    sha256 = actions.store_blob(b"\x00PDF", media="application/pdf")
    assert sha256 == hashlib.sha256(b"\x00PDF").hexdigest()
    assert actions.store_blob(b"\x00PDF", media="text/plain") == sha256
    blob = Blob.objects.get()
    assert (bytes(blob.bytes), blob.size, blob.media, blob.whole) == (b"\x00PDF", 4, "application/pdf", True)
    assert queries.blob(sha256) == blob
    assert queries.blob("0") is None


def test_the_same_file_is_refused_with_the_first(db):
    fields = {"purpose": "marks", "subject": "stage:written", "sha256": "a" * 64, "by": SYSTEM}
    first = actions.register_upload(**fields, name="a.xlsx", rows=3)
    with pytest.raises(AlreadyUploaded) as refused:
        actions.register_upload(**fields, name="b.xlsx", rows=3)
    assert refused.value.first == first
    assert refused.value.sentence.facts["name"] == "a.xlsx"
    actions.register_upload(**{**fields, "subject": "stage:interview"}, name="a.xlsx", rows=3)
    assert Upload.objects.count() == 2
    assert list(queries.uploads_of("stage:written")) == [first]
