"""Whole columns in and out: what goes in comes out, on either database."""

from datetime import date

import numpy as np
import pytest
from django.db import connection, transaction

from candidates.bulk import read_columns, read_texts, reserve_keys, rows_among, write_columns, write_rows
from candidates.models import Candidate

pytestmark = pytest.mark.unwatched

TABLE = Candidate._meta.db_table
COLUMNS = ("id", "name", "identity_cipher", "identity_index", "gender", "birth_date")
NAMES = ["赵一", "tab\there", "line\nbreak", "return\r", "back\\slash", "\\N", "quote'\"", "0"]


@pytest.fixture
def keys(db):
    with transaction.atomic():
        keys = reserve_keys(TABLE, len(NAMES))
        write_rows(
            TABLE,
            COLUMNS,
            (
                (key, name, b"\x00\\\xff", f"i{key}" if number else None, "", "1980-05-31")
                for number, (key, name) in enumerate(zip(keys, NAMES, strict=True))
            ),
        )
    return keys


def test_texts_bytes_days_and_nothing_come_out_as_they_went_in(keys):
    found = list(Candidate.objects.order_by("id"))
    assert [person.name for person in found] == NAMES
    assert {bytes(person.identity_cipher) for person in found} == {b"\x00\\\xff"}
    assert {person.birth_date for person in found} == {date(1980, 5, 31)}
    assert [person.identity_index for person in found] == [None, *(f"i{key}" for key in keys[1:])]


def test_columns_are_read_in_order(keys):
    assert read_texts(f"SELECT name FROM {TABLE} ORDER BY id") == NAMES
    assert read_columns(f"SELECT id, 7 FROM {TABLE} ORDER BY id", 2)[0].tolist() == keys


def test_reserved_keys_are_new_and_stay_reserved(keys):
    with transaction.atomic():
        later = reserve_keys(TABLE, 3)
        write_rows(TABLE, COLUMNS, [(key, "x", b"", None, "", None) for key in later])
    assert later == sorted(set(later) - set(keys))
    assert Candidate.objects.create(name="y").pk > max(later)


def test_more_rows_than_a_part_are_written(db):
    with transaction.atomic():
        write_rows(TABLE, COLUMNS[1:], ((f"n{i}", b"", None, "", None) for i in range(4001)))
    assert Candidate.objects.count() == 4001


@pytest.fixture
def widths(db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE widths (small smallint, plain integer, big bigint)")
        yield cursor
        cursor.execute("DROP TABLE widths")


@pytest.mark.parametrize("rows", [0, 1, 5000])
def test_columns_of_every_width_are_written(widths, rows):
    ends = [
        np.resize(np.array([np.iinfo(kind).min, np.iinfo(kind).max, 0, -1], kind), rows)
        for kind in (np.int16, np.int32, np.int64)
    ]
    write_columns("widths", dict(zip(("small", "plain", "big"), ends, strict=True)))
    found = read_columns("SELECT small, plain, big FROM widths", 3)
    assert [column.tolist() for column in found] == [column.tolist() for column in ends]


@pytest.mark.postgresql  # SQLite's columns have no width
def test_a_column_of_another_width_is_refused(widths):
    with pytest.raises(connection.Database.DataError), transaction.atomic():
        write_columns("widths", {"plain": np.array([1], np.int64)})


def test_no_rows_are_written(db):
    with transaction.atomic():
        write_rows(TABLE, COLUMNS, [])
    assert Candidate.objects.count() == 0


def test_rows_are_found_among_any_number_of_texts(keys):
    sql = f"SELECT id FROM {TABLE} WHERE name AMONG AND id > %s ORDER BY id"
    wanted = [*NAMES[:3], *(f"none{i}" for i in range(3000))]
    assert rows_among(sql, wanted, keys[0]) == [(key,) for key in keys[1:3]]
    assert rows_among(sql, [], 0) == []
