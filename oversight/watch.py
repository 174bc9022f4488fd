"""The detector of silent writes: a transaction that changes a recorded table without an entry raises.

For tests and development. Tables are declared with `oversight.registry.recorded`. Writes whose nearest caller
outside Django is a test are the test's own furniture and are let through. Writers that go around Django's
cursor (COPY) say so with `wrote`.
"""

import contextlib
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import local
from types import FrameType, TracebackType
from typing import Any

import django
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.transaction import Atomic

from oversight.registry import recorded_tables

ENTRY_TABLE = "oversight_entry"
_WRITE = re.compile(
    r"\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|COPY)\s+\"?(\w+)\"?", re.IGNORECASE
)
_SKIPPED = (str(Path(django.__file__).parent), __file__, contextlib.__file__)


class UnrecordedWrite(AssertionError):
    """A recorded table was changed and no entry says so."""


@dataclass
class _Seen:
    """What happened since a transaction, or a savepoint in it, began."""

    tables: set[str] = field(default_factory=set)
    entries: int = 0


class _State(local):
    """The open transactions of this thread, outermost first; empty while nobody watches."""

    def __init__(self) -> None:
        self.stack: list[_Seen] = []


_state = _State()
_watchers: list[object] = []


def _caller_is_a_test() -> bool:
    """Say whether the nearest frame outside Django and this module belongs to a test."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_SKIPPED):
        frame = frame.f_back
    if frame is None:
        return False
    parts = Path(frame.f_code.co_filename).parts
    return "tests" in parts or parts[-1] == "conftest.py" or "_pytest" in parts


def wrote(table: str) -> None:
    """Say that a table was written in a way that Django's cursor does not see; costs nothing in real use."""
    if _watchers:
        _note(table)


def _note(table: str) -> None:
    if table == ENTRY_TABLE:
        if _state.stack:
            _state.stack[-1].entries += 1
    elif table in recorded_tables() and not _caller_is_a_test():
        if not _state.stack:
            raise UnrecordedWrite(f"{table} was changed outside of any transaction")
        _state.stack[-1].tables.add(table)


def _execute(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    result = execute(sql, params, many, context)
    match = _WRITE.match(sql)
    if match:
        _note(match[1])
    return result


def _attach(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    if _execute not in connection.execute_wrappers:
        connection.execute_wrappers.append(_execute)


_enter, _exit = Atomic.__enter__, Atomic.__exit__


def _watched_enter(self: Atomic) -> None:
    _enter(self)
    if not getattr(self, "_from_testcase", False):
        _state.stack.append(_Seen())


def _watched_exit(
    self: Atomic, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
) -> None:
    if getattr(self, "_from_testcase", False) or not _state.stack:
        _exit(self, kind, error, trace)
        return
    seen = _state.stack.pop()
    if kind is not None:
        _exit(self, kind, error, trace)
        return
    if _state.stack:
        _state.stack[-1].tables |= seen.tables
        _state.stack[-1].entries += seen.entries
    elif seen.tables and not seen.entries:
        silent = UnrecordedWrite(f"changed without an entry: {', '.join(sorted(seen.tables))}")
        _exit(self, UnrecordedWrite, silent, None)
        raise silent
    _exit(self, kind, error, trace)


@contextmanager
def watching() -> Iterator[None]:
    """Raise UnrecordedWrite at the end of every transaction, in any thread, that wrote in silence."""
    if _watchers:
        yield
        return
    for connection in connections.all(initialized_only=True):
        _attach(connection)
    connection_created.connect(_attach_new, dispatch_uid="oversight.watch")
    Atomic.__enter__, Atomic.__exit__ = _watched_enter, _watched_exit  # type: ignore[method-assign]
    _watchers.append(_execute)
    try:
        yield
    finally:
        _watchers.clear()
        Atomic.__enter__, Atomic.__exit__ = _enter, _exit  # type: ignore[method-assign]
        connection_created.disconnect(dispatch_uid="oversight.watch")
        for connection in connections.all(initialized_only=True):
            if _execute in connection.execute_wrappers:
                connection.execute_wrappers.remove(_execute)
        _state.stack.clear()


def _attach_new(sender: object, connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    _attach(connection)
