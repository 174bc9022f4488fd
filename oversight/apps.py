"""The app as Django knows it."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OversightConfig(AppConfig):
    """Users, ledger, jobs."""

    name = "oversight"

    def ready(self) -> None:
        """Load every app's ledger codes, so that reading rooms can say all of them, and connect sign-in."""
        from oversight import accounts, checks

        autodiscover_modules("codes")
        accounts.connect()
        checks.connect()
