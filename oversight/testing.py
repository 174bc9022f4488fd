"""A pytest plugin: every test that touches the database is watched for silent writes.

Load it with `pytest_plugins = ["oversight.testing"]` in the top conftest. Tests that write in silence on
purpose are marked `@pytest.mark.unwatched`. Also lets pytest-django empty append-only tables between tests.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known and lift the guards for the emptying of tables after transactional tests."""
    config.addinivalue_line("markers", "unwatched: may write recorded tables without an entry")
    from django.db.backends.base.operations import BaseDatabaseOperations

    if getattr(BaseDatabaseOperations.execute_sql_flush, "lifts_guards", False):
        return
    flush = BaseDatabaseOperations.execute_sql_flush

    def unguarded(self: BaseDatabaseOperations, sql_list: Any) -> None:
        guards = import_module("oversight.migrations.0002_guards")
        with self.connection.cursor() as cursor:
            for statement in guards.removals(self.connection.vendor):
                cursor.execute(statement)
        try:
            flush(self, sql_list)
        finally:
            with self.connection.cursor() as cursor:
                for statement in guards.statements(self.connection.vendor):
                    cursor.execute(statement)

    unguarded.lifts_guards = True  # type: ignore[attr-defined]
    BaseDatabaseOperations.execute_sql_flush = unguarded  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _watched(request: pytest.FixtureRequest) -> Iterator[None]:
    """Watch each test unless it is marked otherwise."""
    from oversight.watch import watching

    if request.node.get_closest_marker("unwatched"):
        yield
        return
    with watching():
        yield
