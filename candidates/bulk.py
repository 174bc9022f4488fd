"""Whole columns in and out of the database: COPY on PostgreSQL, plain cursors on SQLite.

Columns are int64 NumPy arrays, texts are lists. Only integers that this module formats itself enter SQL text;
COPY takes no parameters.
"""

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from oversight.watch import wrote

Ints = NDArray[np.int64]
ANALYZE_FROM = 20_000
"""From how many rows in one COPY on the table's statistics are taken anew."""

HEADER_BYTES = 19
"""The signature, flags and extension length at the start of PostgreSQL's binary COPY format."""
TRAILER_BYTES = 2
PART_ROWS = 2000
SPECIAL = re.compile(r"[\\\t\n\r]")
"""What stands for something else in PostgreSQL's text format."""


def read_columns(sql: str, width: int) -> list[Ints]:
    """Return the `width` integer columns of a SELECT (no NULLs) as int64 arrays."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _copy_out(cursor, sql, width)
        cursor.execute(sql)
        table = np.array(cursor.fetchall(), dtype=np.int64).reshape(-1, width)
    return [np.ascontiguousarray(table[:, i]) for i in range(width)]


def _copy_out(cursor: Any, sql: str, width: int) -> list[Ints]:
    names = ", ".join(f"c{i}::int8" for i in range(width))
    inner = ", ".join(f"c{i}" for i in range(width))
    buffer = io.BytesIO()
    cursor.copy_expert(f"COPY (SELECT {names} FROM ({sql}) AS t({inner})) TO STDOUT (FORMAT binary)", buffer)
    fields: list[tuple[str, str]] = [("count", ">i2")]
    for i in range(width):
        fields += [(f"length{i}", ">i4"), (f"v{i}", ">i8")]
    row = np.dtype(fields)
    data = buffer.getbuffer()
    rows = (len(data) - HEADER_BYTES - TRAILER_BYTES) // row.itemsize
    table = np.frombuffer(data, dtype=row, count=rows, offset=HEADER_BYTES)
    return [table[f"v{i}"].astype(np.int64) for i in range(width)]


def read_texts(sql: str) -> list[str]:
    """Return the one text column of a SELECT."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(sql)
            return [text for (text,) in cursor.fetchall()]
        buffer = io.BytesIO()
        cursor.copy_expert(f"COPY ({sql}) TO STDOUT", buffer)
    lines = buffer.getvalue().decode().split("\n")[:-1]
    return [_unescape(line) if "\\" in line else line for line in lines]


def _unescape(line: str) -> str:
    escapes = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\b": "\b", "\\f": "\f", "\\v": "\v"}
    parts = line.split("\\\\")
    for mark, char in escapes.items():
        parts = [part.replace(mark, char) for part in parts]
    return "\\".join(parts)


def write_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of integers, texts, days, bytes and None into `table`, inside the caller's transaction.

    On PostgreSQL the server takes one part in while the next is being formatted.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy_in(cursor, table, columns, "", _Feed(rows))
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f'INSERT INTO "{table}" ({_listed(columns)}) VALUES ({marks})', list(rows))


def write_columns(table: str, columns: Mapping[str, NDArray[Any]]) -> None:
    """Insert rows of integers, given as one array for each column, into `table`, inside the caller's transaction.

    Arrays are as wide as their columns: int16 for smallint, int32 for integer, int64 for bigint; the
    driver's DataError on PostgreSQL otherwise.
    """
    if connection.vendor != "postgresql":
        write_rows(table, list(columns), zip(*(c.tolist() for c in columns.values()), strict=True))
        return
    with connection.cursor() as cursor:
        file = io.BytesIO(_binary_rows(list(columns.values())))
        _copy_in(cursor, table, list(columns), " (FORMAT binary)", file)


def _binary_rows(columns: Sequence[NDArray[Any]]) -> bytes:
    """Return the columns in PostgreSQL's binary COPY format: a count of fields, then each after its length."""
    fields: list[tuple[str, str]] = [("count", ">i2")]
    for i, column in enumerate(columns):
        fields += [(f"length{i}", ">i4"), (f"v{i}", f">i{column.dtype.itemsize}")]
    rows = np.empty(len(columns[0]), np.dtype(fields))
    rows["count"] = len(columns)
    for i, column in enumerate(columns):
        rows[f"length{i}"] = column.dtype.itemsize
        rows[f"v{i}"] = column
    return b"PGCOPY\n\xff\r\n\0".ljust(HEADER_BYTES, b"\0") + rows.tobytes() + b"\xff\xff"


def _copy_in(cursor: Any, table: str, columns: Sequence[str], form: str, file: Any) -> None:
    names = _listed(columns)
    cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN{form}', file)
    wrote(table)
    if cursor.rowcount >= ANALYZE_FROM:
        # Without figures about so many new rows the planner takes a table for empty and loops over it. Those of
        # the columns by which tables are joined are enough until the server takes them all by itself.
        joined = [column for column in columns if column.endswith("_id")] or columns[:1]
        cursor.execute(f'ANALYZE "{table}" ({_listed(joined)})')


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


class _Feed:
    """Rows as a file in PostgreSQL's text format; each reading returns a part of whole lines, however long."""

    def __init__(self, rows: Iterable[Sequence[Any]]):
        self.rows = iter(rows)

    def read(self, size: int = -1) -> str:
        part = list(islice(self.rows, PART_ROWS))
        if not part:
            return ""
        columns = [_copy_column(column) for column in zip(*part, strict=True)]
        return "\n".join(map("\t".join, zip(*columns, strict=True))) + "\n"


def _copy_column(values: Sequence[Any]) -> Sequence[str]:
    kinds = set(map(type, values))
    if kinds == {int}:
        return list(map(str, values))
    if kinds == {bytes}:
        return ["\\\\x" + value.hex() for value in values]
    if kinds == {str} and not SPECIAL.search("\0".join(values)):
        return values
    return list(map(_copy_text, values))


def _copy_text(value: object) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    text = str(value)
    if SPECIAL.search(text):
        text = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text


def reserve_keys(table: str, count: int) -> list[int]:
    """Return `count` primary keys that no row of `table` has or will get, in ascending order.

    Must be called inside a transaction: SQLite's holds the only write lock until the rows are there.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = f"pg_get_serial_sequence('\"{table}\"', 'id')"
            keys = read_columns(f"SELECT nextval({sequence}) FROM generate_series(1, {int(count)})", 1)[0]
            return sorted(keys.tolist())
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()[0]
    return list(range(last + 1, last + 1 + count))


def rows_among(sql: str, values: Sequence[str], *others: int) -> list[tuple[Any, ...]]:
    """Return the rows of a SELECT whose condition `<column> AMONG` is left open for any number of texts.

    All texts travel as one parameter, the first; `others` are those of the placeholders after it.
    """
    if connection.vendor == "postgresql":
        # As one literal: a list would become an expression of as many constants, which the server reads slowly.
        among, texts = "= ANY(%s::text[])", _array(values)
    else:
        among, texts = "IN (SELECT value FROM json_each(%s))", json.dumps(list(values))
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("AMONG", among), [texts, *others])
        return cursor.fetchall()


def _array(values: Sequence[str]) -> str:
    """Return texts as PostgreSQL writes an array of them."""
    text = "\0".join(values).replace("\\", "\\\\").replace('"', '\\"')
    return '{"' + text.replace("\0", '","') + '"}' if values else "{}"
