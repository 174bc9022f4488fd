"""The app as Django knows it."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from oversight.words import gettext_noop


def _make_known() -> None:
    """Tell the ground's own subjects and jobs, and the way to their pages."""
    from django.urls import reverse

    from oversight.registry import register_job, register_subject

    register_subject(
        "user", gettext_noop("account"), lambda log, pk: pk and reverse("accounts_one", args=[pk])
    )
    register_subject("office", gettext_noop("office"), lambda log, pk: reverse("officers"))
    register_subject("log", gettext_noop("ledger"), lambda log, name: name and reverse("ledger", args=[name]))
    register_subject("job", gettext_noop("job"), lambda log, pk: pk and reverse("job", args=[pk]))
    register_job(
        "verify",
        gettext_noop("Verify a ledger"),
        lambda payload, result: reverse("ledger_verify", args=[payload["log"]]),
    )


class OversightConfig(AppConfig):
    """Users, ledger, jobs."""

    name = "oversight"

    def ready(self) -> None:
        """Load every app's ledger codes, so that reading rooms can say all of them, and connect sign-in."""
        from oversight import accounts, checks

        autodiscover_modules("codes")
        _make_known()
        accounts.connect()
        checks.connect()
