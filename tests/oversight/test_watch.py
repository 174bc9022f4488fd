"""The detector of silent writes finds every way around the ledger, and no honest act."""

import pytest
from django.db import IntegrityError, connection, transaction

from oversight import registry, watch
from oversight.models import Log, Upload, User
from oversight.watch import UnrecordedWrite, watching

pytestmark = pytest.mark.django_db


@pytest.fixture
def application_code(monkeypatch):
    """Let this file's own writes count as the application's, as if they stood in an action."""
    monkeypatch.setattr(watch, "_caller_is_a_test", lambda: False)


def add(username):
    return User.objects.create(username=username, name=username)


def test_a_silent_transaction_raises_and_is_rolled_back(application_code):
    with watching(), pytest.raises(UnrecordedWrite, match="oversight_user"), transaction.atomic():
        add("a")
    assert User.objects.count() == 0


def test_a_write_outside_any_transaction_raises(application_code):
    with watching(), pytest.raises(UnrecordedWrite, match="outside"):
        add("a")


def test_update_and_delete_are_seen(application_code):
    with watching(), pytest.raises(UnrecordedWrite), transaction.atomic():
        User.objects.filter(pk=1).update(name="x")
    with watching(), pytest.raises(UnrecordedWrite), transaction.atomic():
        User.objects.filter(pk=1)._raw_delete("default")


def test_a_recorded_write_passes(log, write, application_code):
    with transaction.atomic():
        add("a")
        write(log)
    assert User.objects.filter(username="a").exists()


def test_an_entry_rolled_back_with_its_savepoint_does_not_count(log, write, application_code):
    with pytest.raises(UnrecordedWrite), transaction.atomic():
        add("a")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            write(log)
            raise ZeroDivisionError


def test_a_write_rolled_back_with_its_savepoint_does_not_count(application_code, log, write):
    with transaction.atomic():
        add("a")
        write(log)
    with transaction.atomic(), pytest.raises(IntegrityError), transaction.atomic():
        add("a")


def test_tables_that_are_not_recorded_pass(application_code):
    with transaction.atomic():
        Upload.objects.create(purpose="p", subject="s", sha256="0", name="n", rows=0)


def test_copy_writers_announce_themselves(application_code):
    with watching(), pytest.raises(UnrecordedWrite), transaction.atomic():
        watch.wrote("oversight_user")


def test_an_announcement_costs_nothing_outside():
    assert not watch._watchers or watch.wrote("oversight_user") is None


def test_furniture_of_tests_is_let_through():
    with watching():
        add("a")
        with transaction.atomic():
            add("b")
        Log.objects.create(name="x", origin="x", algorithm="sha256")


def test_raw_sql_is_seen(application_code):
    with watching(), pytest.raises(UnrecordedWrite), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute('UPDATE "oversight_user" SET name = name')


def test_recorded_tables_are_declared():
    assert {"oversight_user", "oversight_officer", "oversight_log"} <= registry.recorded_tables()


@pytest.mark.postgresql
def test_the_copy_writer_announces_itself(application_code):
    from candidates.bulk import write_rows

    with watching(), pytest.raises(UnrecordedWrite, match="oversight_personal"), transaction.atomic():
        write_rows("oversight_personal", ["log_id"], [])
