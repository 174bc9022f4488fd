"""The app as Django knows it."""

from django.apps import AppConfig


class SelectionConfig(AppConfig):
    """Settings, URLs, Celery and the desks."""

    name = "selection"

    def ready(self) -> None:
        """Make the project's Celery application the one that every process and thread sends through."""
        from selection.celery import app  # when the settings stand

        app.set_default()
