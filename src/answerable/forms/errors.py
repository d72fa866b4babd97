"""What can go wrong between a form and an act."""

from __future__ import annotations

from django.utils.functional import Promise


class FormsError(Exception):
    """Any refusal on the way from a form to an act."""


class NotThere(FormsError):
    """Something that a form names does not exist, or not as it is named; shown beside the field."""

    def __init__(self, field: str, message: str | Promise) -> None:
        """Keep the field ("" for the form as a whole) and the message for whoever fills it in."""
        super().__init__(str(message))
        self.field = field
        self.message = message


class CannotAsk(FormsError):
    """A field of an entry is of a type for which there is no form field, and nothing fills it."""
