"""The scoring app."""

from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig
from django.urls import reverse

from oversight.registry import recorded, register_job, register_subject
from oversight.words import gettext_noop


class ScoringConfig(AppConfig):
    """Registers this floor's ledger codes and recorded tables."""

    name = "scoring"

    def ready(self) -> None:
        """Make this floor known to the ground."""
        from campaigns.actions.course import register_last_gate
        from campaigns.actions.notices import register_rite
        from campaigns.actions.stages import register_gate
        from scoring import codes  # noqa: F401 - registering is what importing it does
        from scoring.actions.notices import RITES
        from scoring.nodes import unsigned_at_the_end, unsigned_before
        from scoring.required import difference_kept
        from scoring.validity import still_valid

        for kind, rite in RITES.items():
            register_rite(kind, rite)
        register_gate(difference_kept)
        register_gate(still_valid)
        register_gate(unsigned_before)
        register_last_gate(unsigned_at_the_end)

        recorded("scoring_mark", "scoring_check", "scoring_outcome", "scoring_placing")
        recorded("scoring_turnout", "scoring_count", "scoring_ballot", "scoring_choice", "scoring_leave")
        recorded(
            "scoring_meeting", "scoring_attachment", "scoring_reentry", "scoring_approval", "scoring_lock"
        )
        register_subject(
            "node", gettext_noop("key node"), lambda log, key: key and f"/desk/{log}/nodes/#node-{key}"
        )
        register_job("decide", gettext_noop("Decide a stage"), lambda payload, result: None)
        register_job("count_sheet", gettext_noop("Print a count sheet or minutes"), sheet_link)
        register_job("export", gettext_noop("Write an archive's results"), lambda payload, result: None)
        register_job("archive", gettext_noop("Pack an archive"), lambda payload, result: None)


def sheet_link(payload: Mapping[str, Any], result: Mapping[str, Any]) -> str | None:
    """Return where a printed sheet lies."""
    return reverse("documents", args=[result["code"], result["stage"]]) if "code" in result else None
