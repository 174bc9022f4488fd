"""The app as Django knows it."""

from django.apps import AppConfig


class SelectionConfig(AppConfig):
    """Settings, URLs, Celery and the desks."""

    name = "selection"
