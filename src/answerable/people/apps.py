"""The room of people and policy as a Django application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Tables of people and policy."""

    name = "answerable.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
