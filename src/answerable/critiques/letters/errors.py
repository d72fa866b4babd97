"""What can go wrong when a letter is read, one class for each thing a caller would do differently."""

from __future__ import annotations

from answerable.text.errors import TextError


class LetterError(TextError):
    """Any refusal by what reads letters."""


class Unusable(LetterError):
    """What was learned asks for features that this version does not have."""


class BadBodies(LetterError):
    """A file of bodies is not what it should be; the message says which entry, and what was expected."""
