"""The candidates app."""

from django.apps import AppConfig

from oversight.registry import recorded, register_subject
from oversight.words import gettext_noop


class CandidatesConfig(AppConfig):
    """Registers this floor's ledger codes, subjects and recorded tables."""

    name = "candidates"

    def ready(self) -> None:
        """Make this floor known to the ground."""
        from campaigns.positions_file import register_sheet_reader
        from candidates import codes  # noqa: F401 - registering is what importing it does
        from candidates.sheets import read_rows

        register_sheet_reader(read_rows)

        recorded("candidates_application", "candidates_candidate")
        register_subject(
            "application",
            gettext_noop("application"),
            lambda log, number: f"/desk/{log}/application/{number}/",
        )
