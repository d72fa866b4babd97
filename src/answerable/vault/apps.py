"""The room of content that can be erased as a Django application."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Tables of content that can be erased."""

    name = "answerable.vault"
    label = "vault"
    default_auto_field = "django.db.models.BigAutoField"
