"""What must hold before the product is used in earnest; `manage.py check` names each fault by its code."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError, connections
from django.utils.translation import gettext as _

from oversight import ledger

GUARDED = ("oversight_entry", "oversight_head", "oversight_blob")
LEAST_SECRET = 50


def _production() -> bool:
    return bool(settings.PRODUCTION)


def no_superusers(*, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """E001: there is no account above the table of rights."""
    model: Any = get_user_model()
    try:
        model._meta.get_field("is_superuser")
    except FieldDoesNotExist:
        return []
    if databases and model._default_manager.filter(is_superuser=True).exists():
        return [Error(_("There are superusers. Rights come from offices and seats alone."), id="zeyou.E001")]
    return []


def production_settings(**kwargs: Any) -> list[CheckMessage]:
    """E002 to E005: production has a real database, its own keys and a broker."""
    if not _production():
        return []
    found: list[CheckMessage] = []
    if any("sqlite" in database["ENGINE"] for database in settings.DATABASES.values()):
        found.append(Error(_("Production runs on PostgreSQL: set DATABASE_URL."), id="zeyou.E002"))
    if len(settings.SECRET_KEY) < LEAST_SECRET or settings.SECRET_KEY.startswith(
        ("embedded-", "django-insecure-")
    ):
        found.append(Error(_("Production needs a secret key of its own: set SECRET_KEY."), id="zeyou.E003"))
    broker = str(getattr(settings, "CELERY_BROKER_URL", "") or "")
    if not broker or broker.startswith(("filesystem:", "memory:")):
        found.append(Error(_("Production needs a broker: set REDIS_URL."), id="zeyou.E004"))
    return found


def ledger_key(**kwargs: Any) -> list[CheckMessage]:
    """E005: heads can be signed."""
    try:
        ledger.signing_key()
    except (AttributeError, TypeError, ValueError):
        return [
            Error(
                _("The key that signs ledger heads is missing: set LEDGER_KEY to 32 bytes in base64."),
                id="zeyou.E005",
            )
        ]
    return []


def guards_in_place(*, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """E006: the database refuses changes to entries, heads and stored bytes."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        query = (
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
            if connection.vendor == "postgresql"
            else "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
        )
        try:
            tables = set(connection.introspection.table_names())
            with connection.cursor() as cursor:
                cursor.execute(query)
                guarded = {row[0].rpartition(".")[2] for row in cursor.fetchall()}
        except DatabaseError:
            continue
        missing = [table for table in GUARDED if table in tables and table not in guarded]
        if missing:
            text = _("The database would allow changes to %(tables)s: migrate oversight anew.")
            found.append(Error(text % {"tables": ", ".join(missing)}, id="zeyou.E006"))
    return found


def connect() -> None:
    """Register the checks; called once when the apps are ready."""
    register(no_superusers, Tags.database)
    register(production_settings, Tags.security, deploy=True)
    register(ledger_key, Tags.security)
    register(guards_in_place, Tags.database)
