"""The least that storing rows costs in PostgreSQL: COPY of the same bytes into a table with the same guards."""

import io
from collections.abc import Mapping
from typing import Any


def copy_out(cursor: Any, query: str) -> io.BytesIO:
    """Return the rows of a query in COPY's text format, rewound."""
    found = io.BytesIO()
    cursor.copy_expert(f"COPY ({query}) TO STDOUT", found)
    found.seek(0)
    return found


def make_twin(cursor: Any, table: str, references: Mapping[str, str]) -> str:
    """Make an empty table with columns, keys, checks and references like `table`'s; return its name."""
    twin = f"bench_{table}"
    cursor.execute(f"DROP TABLE IF EXISTS {twin}")
    cursor.execute(f"CREATE TABLE {twin} (LIKE {table} INCLUDING ALL)")
    for column, other in references.items():
        cursor.execute(
            f"ALTER TABLE {twin} ADD FOREIGN KEY ({column}) REFERENCES {other} (id) DEFERRABLE INITIALLY DEFERRED"
        )
    return twin
