"""The site as a Django application."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Base template, static files and sign-in."""

    name = "answerable.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
