"""The campaigns app."""

from django.apps import AppConfig

from oversight.registry import recorded, register_job, register_subject
from oversight.words import gettext_noop


class CampaignsConfig(AppConfig):
    """Registers this floor's ledger codes, subjects, recorded tables and where seats come from."""

    name = "campaigns"

    def ready(self) -> None:
        """Make this floor known to the ground."""
        from campaigns import access, codes  # noqa: F401 - registering is what importing them does

        recorded("campaigns_campaign", "campaigns_planversion", "campaigns_stage", "campaigns_seat")
        recorded("campaigns_notice", "campaigns_position", "campaigns_calendarday")
        register_subject("campaign", gettext_noop("campaign"), lambda log, code: f"/desk/{code}/")
        register_subject("stage", gettext_noop("stage"), lambda log, key: f"/desk/{log}/stages/{key}/")
        register_subject("plan", gettext_noop("plan"), lambda log, number: f"/desk/{log}/plan/{number}/")
        register_subject("notice", gettext_noop("notice"), lambda log, pk: f"/desk/{log}/notices/{pk}/")
        register_subject("seat", gettext_noop("seat"), lambda log, pk: f"/desk/{log}/seats/")
        register_subject("calendar", gettext_noop("calendar"), lambda log, year: f"/office/calendar/{year}/")
        for kind, label in (
            ("press", gettext_noop("Print a notice")),
            ("press_piece", gettext_noop("Print a part of a notice")),
            ("bind", gettext_noop("Bind the parts of a notice")),
        ):
            register_job(kind, label, lambda payload, result: None)
