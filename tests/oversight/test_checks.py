"""Each fault of an installation is named by its code, and a sound one has none."""

from importlib import import_module

import pytest
from django.db import connection

from oversight import checks

GOOD = {
    "PRODUCTION": True,
    "SECRET_KEY": "x" * 60,
    "CELERY_BROKER_URL": "redis://localhost/0",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
}


@pytest.fixture
def production(settings, monkeypatch):
    """Return `production(**changes)`: the ids of what is wrong with such settings."""

    class Changed:
        def __init__(self, values):
            self.__dict__.update(values)

    def found(**changes):
        monkeypatch.setattr(checks, "settings", Changed({**GOOD, **changes}))
        return [fault.id for fault in checks.production_settings()]

    return found


@pytest.mark.parametrize(
    ("changes", "ids"),
    [
        ({}, []),
        ({"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}}, ["zeyou.E002"]),
        ({"SECRET_KEY": ""}, ["zeyou.E003"]),
        ({"SECRET_KEY": "embedded-" + "x" * 60}, ["zeyou.E003"]),
        ({"SECRET_KEY": "django-insecure-" + "x" * 60}, ["zeyou.E003"]),
        ({"CELERY_BROKER_URL": ""}, ["zeyou.E004"]),
        ({"CELERY_BROKER_URL": "filesystem://"}, ["zeyou.E004"]),
        ({"PRODUCTION": False, "SECRET_KEY": ""}, []),
    ],
)
def test_production_settings(production, changes, ids):
    assert production(**changes) == ids


@pytest.mark.parametrize(
    ("key", "ids"),
    [(b"k" * 32, []), ("a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=", []), (None, ["zeyou.E005"]),
     (b"short", ["zeyou.E005"]), ("!!", ["zeyou.E005"]), ("", ["zeyou.E005"])],
)  # fmt: skip
def test_ledger_key(settings, key, ids):
    settings.LEDGER_KEY = key
    assert [fault.id for fault in checks.ledger_key()] == ids


def test_there_are_no_superusers(db):
    assert checks.no_superusers(databases=["default"]) == []


def test_missing_guards_are_named(db):
    assert checks.guards_in_place(databases=["default"]) == []
    guards = import_module("oversight.migrations.0002_guards")
    with connection.cursor() as cursor:
        for statement in guards.removals(connection.vendor):
            cursor.execute(statement)
    (fault,) = checks.guards_in_place(databases=["default"])
    assert fault.id == "zeyou.E006"
