"""Many writers at once: numbers stay contiguous, one wins where there is one place, no job is taken twice."""

import pytest
from django.db import transaction
from django.utils import timezone

from oversight import jobs
from oversight.actions import (
    AlreadyUploaded,
    Declined,
    change_user,
    confirm_officer,
    create_user,
    end_sessions,
    grant_officer,
    register_upload,
)
from oversight.jobs import enqueue
from oversight.ledger import SYSTEM, Actor, open_log, sign_head
from oversight.models import Entry, Head, Job, Log, Officer
from oversight.proofs import verify_log
from oversight.rights import Role
from tests.at_once import WRITERS, at_once, check_ledgers, split

pytestmark = pytest.mark.django_db(transaction=True)


def test_appending_is_contiguous(log, write):
    each = 25

    def append(index):
        return [write(log, f"{index}.{number}").seq for number in range(each)]

    numbers = [seq for result in at_once(append) for seq in result]
    assert sorted(numbers) == list(range(WRITERS * each))
    assert verify_log(log).ok


def test_two_logs_and_their_heads_do_not_wait_crosswise(log, write):
    with transaction.atomic():
        open_log("2026-CE-02", by=SYSTEM)

    def append(index):
        name = (log, "2026-CE-02")[index % 2]
        for _ in range(10):
            with transaction.atomic():
                write(name)
                sign_head(log=name, by=SYSTEM, reason="")
        return "ok"

    assert at_once(append) == ["ok"] * WRITERS
    assert all(verify_log(name).ok for name in (log, "2026-CE-02", "system"))
    assert Head.objects.count() == 2 * WRITERS // 2 * 10


def test_a_log_is_born_once(db):
    def give_birth(index):
        with transaction.atomic():
            return open_log("2026-CE-03", by=SYSTEM).pk

    assert len(set(at_once(give_birth))) == 1
    assert [log.name for log in Log.objects.all()] == ["2026-CE-03", "system"]
    assert Entry.objects.count() == 2


def test_a_job_is_taken_by_one(db):
    for number in range(4):
        enqueue(kind="k", key=str(number), payload={}, by=SYSTEM)
    taken = at_once(lambda index: jobs._take(jobs.Q(), timezone.now()))
    assert sorted(job.key for job in taken if job is not None) == ["0", "1", "2", "3"]
    assert set(Job.objects.values_list("attempts", "fence")) == {(1, 1)}


def test_a_key_gives_one_job(db):
    made = at_once(lambda index: enqueue(kind="k", key="same", payload={"by": index}, by=SYSTEM).pk)
    assert len(set(made)) == 1


def test_the_same_file_is_applied_once(db):
    def upload(index):
        return register_upload(purpose="p", subject="s", sha256="0", name=str(index), rows=0, by=SYSTEM).name

    results = at_once(upload)
    assert sum(isinstance(result, str) for result in results) == 1
    assert sum(isinstance(result, AlreadyUploaded) for result in results) == WRITERS - 1


def test_offices_in_conflict_are_not_granted_at_the_same_moment(person):
    user = person("li")
    roles = [Role.AUDIT_OFFICER, Role.SYSTEM_OFFICER]

    def grant(index):
        by = Actor(user.pk + 100, "x", "security_officer")
        with transaction.atomic():
            user_by = by if index is None else Actor(givers[index % 2], "x", "security_officer")
            return grant_officer(user_id=user.pk, role=roles[index % 2], by=user_by).role

    givers = [person("a").pk, person("b").pk]
    results = at_once(grant)
    assert sum(isinstance(result, str) for result in results) == 1
    assert sum(isinstance(result, Declined) for result in results) == WRITERS - 1
    assert Officer.objects.count() == 1


def test_an_office_is_confirmed_once(person):
    giver, user = person("a"), person("li")
    office = grant_officer(user_id=user.pk, role=Role.STAFF, by=Actor(giver.pk, "a", "security_officer"))
    confirmers = [person(f"c{index}") for index in range(WRITERS)]

    def confirm(index):
        by = Actor(confirmers[index].pk, "c", "system_officer")
        return confirm_officer(officer_id=office.pk, by=by).pk

    results = at_once(confirm)
    assert sum(isinstance(result, int) for result in results) == 1
    assert sum(isinstance(result, Declined) for result in results) == WRITERS - 1


def test_an_account_is_made_once(db):
    results = at_once(lambda index: create_user(username="li", name=str(index), by=SYSTEM))
    done, refused = split(results)
    assert (len(done), len(refused)) == (1, WRITERS - 1)
    assert set(refused) == {"There is an account named li already."}
    check_ledgers()


def test_an_office_is_granted_once(person):
    user, givers = person("li"), [person(f"g{index}") for index in range(WRITERS)]

    def grant(index):
        return grant_officer(
            user_id=user.pk, role=Role.STAFF, by=Actor(givers[index].pk, "g", "security_officer")
        )

    done, refused = split(at_once(grant))
    assert (len(done), len(refused)) == (1, WRITERS - 1)
    assert set(refused) == {"Li holds this office or has been granted it."}
    check_ledgers()


def test_those_who_act_may_be_changed_at_the_same_moment(person):
    """Whoever holds the system's ledger and names a person at commit does not wait for whoever changes that person."""
    giver = person("giver")
    users = [person(f"u{index}") for index in range(WRITERS * 5)]
    by = Actor(giver.pk, "giver", "security_officer")

    def act(index):
        for user in users[index::WRITERS]:
            if index % 2:
                grant_officer(user_id=user.pk, role=Role.STAFF, by=by)
            else:
                end_sessions(user_id=giver.pk, reason="r", by=by)
                change_user(
                    user_id=giver.pk, name="Giver", email="", language="en", expires_at=None,
                    by=Actor(user.pk, "x", "system_officer"),
                )  # fmt: skip

    assert at_once(act) == [None] * WRITERS
    check_ledgers()
