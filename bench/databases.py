"""Databases of the bench's own, made empty and dropped at the end, with folders of their own beside them."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit


def server() -> str:
    """Return the address of the PostgreSQL server in DATABASE_URL, empty where it names none."""
    given = os.environ.get("DATABASE_URL", "")
    return given if given.startswith("postgres") else ""


@contextmanager
def own_database(name: str, *, sqlite: bool = False) -> Iterator[str]:
    """Point Django at an empty database on the server of DATABASE_URL, or on SQLite; yield which of the two.

    Only once in a process: Django reads its settings once.
    """
    with tempfile.TemporaryDirectory(prefix=name) as folder:
        os.environ["ZEYOU_VAR"] = folder
        os.environ.setdefault("LOG_LEVEL", "ERROR")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selection.settings")
        if sqlite or not server():
            os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / name}.sqlite3"
            with _migrated():
                yield "SQLite"
            return
        with _on_server(name), _migrated():
            yield "PostgreSQL"


@contextmanager
def _on_server(name: str) -> Iterator[None]:
    import psycopg2

    given = urlsplit(server())
    admin = psycopg2.connect(urlunsplit(given))
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    os.environ["DATABASE_URL"] = urlunsplit(given._replace(path=f"/{name}"))
    try:
        yield
    finally:
        with admin.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        admin.close()


@contextmanager
def _migrated() -> Iterator[None]:
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    call_command("migrate", verbosity=0)
    try:
        yield
    finally:
        connections.close_all()
