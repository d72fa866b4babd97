"""What can go wrong with a policy, one class for each thing a caller would do differently."""

from __future__ import annotations

from answerable.people.errors import PeopleError


class NotAPolicy(PeopleError):
    """A text is no policy; the message has a line for each thing that is wrong, with its place."""


class TooDeep(PeopleError):
    """A quorum rule nests deeper than the rows of the form can show; TOML can."""


class NoSuchPolicy(PeopleError):
    """No policy of that name and number is on record."""
