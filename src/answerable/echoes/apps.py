"""The room of echoes as a Django application."""

from django.apps import AppConfig


class EchoesConfig(AppConfig):
    """Tables of what was found in the world's media, and of what people said of it."""

    name = "answerable.echoes"
    label = "echoes"
    default_auto_field = "django.db.models.BigAutoField"
