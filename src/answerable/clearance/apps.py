"""The room of consultation and clearance as a Django application."""

from django.apps import AppConfig


class ClearanceConfig(AppConfig):
    """Tables of consultation and clearance."""

    name = "answerable.clearance"
    label = "clearance"
    default_auto_field = "django.db.models.BigAutoField"
