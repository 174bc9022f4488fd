"""The app as Django knows it."""

from django.apps import AppConfig


class CandidatesConfig(AppConfig):
    """Candidates and their applications."""

    name = "candidates"
