"""The room of designations as a Django application."""

from django.apps import AppConfig


class DesignationsConfig(AppConfig):
    """Tables of governed lists and of every decision about who is on them."""

    name = "answerable.designations"
    label = "designations"
    default_auto_field = "django.db.models.BigAutoField"
