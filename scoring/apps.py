"""The app as Django knows it."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    """Evidence, kinds of stage, outcomes."""

    name = "scoring"
