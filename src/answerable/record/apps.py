"""The record as a Django application."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """Tables of entries, tiles and checkpoints."""

    name = "answerable.record"
    label = "record"
    verbose_name = "Record"
    default_auto_field = "django.db.models.BigAutoField"
