"""What refers to nothing is refused, however it comes in, and what is referred to stays."""

import threading

import numpy as np
import pytest
from django.db import IntegrityError, connection, connections, transaction

from candidates.bulk import write_columns, write_rows
from candidates.models import Application, Candidate
from scoring.models import Assessor, Mark, Outcome, Placing
from tests.rehearsal import carry, decide

pytestmark = pytest.mark.unwatched

NOBODY = 987_654
COLUMNS = (
    "campaign_id", "position_id", "candidate_id", "number", "order", "standing", "reason", "extra",
)  # fmt: skip


@pytest.fixture
def decided(cast):
    """A written exam that is decided."""
    carry(cast, "written", filled="written")
    decide(cast, "written")
    return cast.stage("written")


def refused(write):
    """Say whether the database refuses, at once or when everything is checked."""
    try:
        with transaction.atomic():
            write()
            connection.check_constraints()
    except (IntegrityError, connection.Database.IntegrityError):
        return True
    return False


def application(**others):
    one = Application.objects.order_by("pk").last()
    row = {"campaign_id": one.campaign_id, "position_id": one.position_id, "candidate_id": one.candidate_id}
    row |= {"number": "NEW", "order": 999, "standing": "", "reason": "", "extra": "{}"} | others
    write_rows(Application._meta.db_table, COLUMNS, [[row[column] for column in COLUMNS]])


def mark(**others):
    one = Mark.objects.order_by("pk").last()
    row = {"application": one.application_id, "assessor": one.assessor_id} | others
    columns = {f"{name}_id": np.array([key], np.int64) for name, key in row.items()}
    numbers = {"criterion": np.array([7], np.int32), "state": np.array([0], np.int16)}
    write_columns(Mark._meta.db_table, columns | numbers | {"value": np.array([1], np.int64)})


def test_rows_that_refer_to_something_are_stored(decided):
    assert not refused(application)
    assert not refused(mark)


@pytest.mark.parametrize("column", ["campaign_id", "position_id", "candidate_id"])
def test_an_application_of_nobody_is_refused(decided, column):
    assert refused(lambda: application(**{column: NOBODY}))
    assert refused(lambda: Application.objects.update(**{column: NOBODY}))


@pytest.mark.parametrize("column", ["application", "assessor"])
def test_a_mark_of_nobody_is_refused(decided, column):
    assert refused(lambda: mark(**{column: NOBODY}))
    assert refused(lambda: Mark.objects.filter(pk=Mark.objects.last().pk).update(**{column: NOBODY}))


@pytest.mark.parametrize("column", ["outcome", "application"])
def test_a_placing_of_nobody_is_refused(decided, column):
    newest = Placing.objects.order_by("pk").last()
    assert refused(lambda: Placing.objects.filter(pk=newest.pk).update(**{column: NOBODY}))


@pytest.mark.parametrize("model", [Candidate, Application, Assessor, Outcome])
def test_what_is_referred_to_is_neither_deleted_nor_renumbered(decided, model):
    one = model.objects.order_by("pk").first()
    rows = model.objects.filter(pk=one.pk)
    assert refused(lambda: rows._raw_delete("default"))
    assert refused(lambda: rows.update(id=NOBODY))


@pytest.mark.postgresql  # SQLite has one writer at a time
@pytest.mark.django_db(transaction=True)
def test_who_deletes_waits_for_who_refers(decided):
    person = Candidate.objects.create(name="刚来的")
    failed = []

    def delete():
        failed.append(refused(lambda: Candidate.objects.filter(pk=person.pk)._raw_delete("default")))
        connections.close_all()

    other = threading.Thread(target=delete)
    with transaction.atomic():
        application(candidate_id=person.pk)
        other.start()
        other.join(0.5)
        assert other.is_alive()
    other.join()
    assert failed == [True]
