"""The app as Django knows it."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Campaigns, positions, plans, stages, seats, notices, calendar."""

    name = "campaigns"
