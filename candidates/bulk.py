"""Whole columns in and out of the database: COPY on PostgreSQL, plain cursors on SQLite.

Columns are int64 NumPy arrays, texts are lists. Only integers that this module formats itself enter SQL text;
COPY takes no parameters.
"""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from oversight.watch import wrote

Ints = NDArray[np.int64]

HEADER_BYTES = 19
"""The signature, flags and extension length at the start of PostgreSQL's binary COPY format."""
TRAILER_BYTES = 2


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
    """Insert rows of integers, texts and None into `table`, inside the caller's transaction."""
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            buffer = io.StringIO()
            buffer.writelines("\t".join(map(_copy_text, row)) + "\n" for row in rows)
            buffer.seek(0)
            cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', buffer)
            wrote(table)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(rows))


def _copy_text(value: object) -> str:
    if value is None:
        return "\\N"
    text = str(value)
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text
