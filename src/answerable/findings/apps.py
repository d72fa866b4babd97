"""The room of findings as a Django application."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    """Tables of findings."""

    name = "answerable.findings"
    label = "findings"
    default_auto_field = "django.db.models.BigAutoField"
