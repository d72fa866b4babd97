"""The room of critiques as a Django application."""

from django.apps import AppConfig


class CritiquesConfig(AppConfig):
    """Tables of what others ask of us, what we answered, and what we promised."""

    name = "answerable.critiques"
    label = "critiques"
    default_auto_field = "django.db.models.BigAutoField"
