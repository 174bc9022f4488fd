"""The scoring app."""

from django.apps import AppConfig

from oversight.registry import recorded


class ScoringConfig(AppConfig):
    """Registers this floor's ledger codes and recorded tables."""

    name = "scoring"

    def ready(self) -> None:
        """Make this floor known to the ground."""
        from scoring import codes  # noqa: F401 - registering is what importing it does

        recorded("scoring_mark", "scoring_check", "scoring_outcome", "scoring_placing")
