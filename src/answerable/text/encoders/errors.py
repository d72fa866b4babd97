"""What can go wrong with an encoder."""

from __future__ import annotations

from answerable.text.errors import TextError


class EncoderError(TextError):
    """Something about an encoder."""


class NotInstalled(EncoderError):
    """The package an encoder comes from is not installed, or not with its model."""


class BadWeights(EncoderError):
    """A model file is cut short or of another make."""


class TooMany(EncoderError):
    """More texts than can be compared each with each."""


class TooLong(EncoderError):
    """A passage with more words than can be aligned."""
