"""The room of cases and evidence as a Django application."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Tables of cases and evidence."""

    name = "answerable.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"
