"""Houses as a Django application."""

from django.apps import AppConfig


class HousesConfig(AppConfig):
    """Tables of what is known of other houses."""

    name = "answerable.houses"
    label = "houses"
    default_auto_field = "django.db.models.BigAutoField"
