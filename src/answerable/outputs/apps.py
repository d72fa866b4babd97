"""The room of drafts and statements as a Django application."""

from django.apps import AppConfig


class OutputsConfig(AppConfig):
    """Tables of drafts and statements."""

    name = "answerable.outputs"
    label = "outputs"
    default_auto_field = "django.db.models.BigAutoField"
