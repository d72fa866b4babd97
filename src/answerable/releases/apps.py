"""The room of releases and notices as a Django application."""

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """Tables of releases and notices."""

    name = "answerable.releases"
    label = "releases"
    default_auto_field = "django.db.models.BigAutoField"
