"""The cast: one person for each office, and a campaign's log."""

import pytest
from django.db import transaction

from oversight import registry
from oversight.ledger import SYSTEM, Actor, actor, open_log, record
from oversight.models import Officer, User
from oversight.registry import Code
from oversight.rights import Role

TRIED = Code("test.tried", "%(what)s was tried")


@pytest.fixture(autouse=True)
def _codes_of_this_test(monkeypatch):
    """Let a test register codes of its own, forgotten afterwards."""
    monkeypatch.setattr(registry, "_codes", {**registry.codes(), TRIED.code: TRIED})


@pytest.fixture
def person(db):
    """Return `person(username)`: an account without any right."""

    def make(username, **fields):
        return User.objects.create(username=username, name=fields.pop("name", username.title()), **fields)

    return make


@pytest.fixture
def officer(person):
    """Return `officer(username, role)`: an account holding an office since long."""

    def make(username, role):
        user = person(username)
        Officer.objects.create(user=user, role=role, since=user.created_at)
        return user

    return make


@pytest.fixture
def security(officer):
    return officer("sec", Role.SECURITY_OFFICER)


@pytest.fixture
def system(officer):
    return officer("sys", Role.SYSTEM_OFFICER)


@pytest.fixture
def auditor(officer):
    return officer("aud", Role.AUDIT_OFFICER)


@pytest.fixture
def log(db):
    """Return the name of a campaign's log."""
    with transaction.atomic():
        open_log("2026-CE-01", by=SYSTEM, title="竞岗")
    return "2026-CE-01"


@pytest.fixture
def write():
    """Return `write(log, what)`: one entry in a transaction of its own."""

    def make(log, what="it", **fields):
        with transaction.atomic():
            return record(
                log=log,
                code=TRIED,
                by=fields.pop("by", Actor(3, "张三", "staff")),
                subject=fields.pop("subject", "stage:written"),
                facts={"what": what, **fields.pop("facts", {})},
                **fields,
            )

    return make


@pytest.fixture
def as_actor():
    return actor
