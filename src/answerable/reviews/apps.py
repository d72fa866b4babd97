"""The room of reviews as a Django application."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Tables of independent reviews and of holds."""

    name = "answerable.reviews"
    label = "reviews"
    default_auto_field = "django.db.models.BigAutoField"
