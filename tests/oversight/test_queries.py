"""What reading rooms ask: filters narrow, order is newest first, personal values come in one query."""

from datetime import timedelta

import pytest

from oversight import queries
from oversight.jobs import enqueue
from oversight.ledger import SYSTEM, Actor, sign_head
from oversight.models import Job, Log
from oversight.rights import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(log, write):
    write(log, "a", subject="stage:written", by=Actor(1, "A", "staff"))
    write(log, "b", subject="stage:interview", by=Actor(2, "B", "staff"), result="denied")
    write(log, "c", subject="plan:1", by=Actor(1, "A", "staff"))
    return Log.objects.get(name=log)


def told(entries):
    return [entry.content["facts"]["what"] for entry in entries]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["c", "b", "a"]),
        ({"subject": "stage:"}, ["b", "a"]),
        ({"subject": "stage:written"}, ["a"]),
        ({"actor": "u1"}, ["c", "a"]),
        ({"result": "denied"}, ["b"]),
        ({"code": "test.tried", "actor": "u2"}, ["b"]),
        ({"code": "user.created"}, []),
    ],
)
def test_filters(book, filters, expected):
    assert told(queries.entries_of(book, **filters)) == expected


def test_filter_by_time(book):
    first, *_, last = queries.entries_of(book).reverse()
    assert told(queries.entries_of(book, since=last.at)) == ["c"]
    assert told(queries.entries_of(book, until=last.at)) == ["b", "a"]
    assert told(queries.entries_of(book, until=first.at - timedelta(seconds=1))) == []


def test_personal_values_cost_one_query(book, write, count_queries):
    entries = [write(book.name, str(n), personal={"name": f"P{n}"}) for n in range(30)]
    with count_queries() as asked:
        values = queries.personal_of(entries)
    assert len(asked) == 1
    assert values == {(book.pk, entry.seq): {"name": f"P{n}"} for n, entry in enumerate(entries)}


def test_heads_and_the_system_log(book, write):
    heads = [sign_head(log=book.name, by=SYSTEM, reason="")]
    write(book.name)
    heads.append(sign_head(log=book.name, by=SYSTEM, reason=""))
    assert list(queries.heads_of(book)) == heads[::-1]
    assert queries.system_log().name == "system"


def test_jobs(db):
    one, two = (enqueue(kind="k", key=key, payload={}, by=SYSTEM) for key in "ab")
    Job.objects.filter(pk=two.pk).update(state="failed")
    assert (list(queries.jobs_open()), list(queries.jobs_failed())) == ([one], [two])


def test_users_and_offices(system, auditor, person):
    person("aaa")
    assert [user.username for user in queries.users()] == ["aaa", "aud", "sys"]
    assert [office.role for office in queries.offices_in_force()] == [Role.AUDIT_OFFICER, Role.SYSTEM_OFFICER]
