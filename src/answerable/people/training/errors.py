"""What can go wrong with training, one class for each thing a caller would do differently."""

from __future__ import annotations

from answerable.people.errors import PeopleError


class TrainingError(PeopleError):
    """Any refusal about modules, attempts or credentials that is not a blocker."""


class NotAModule(TrainingError):
    """A file is not a training module; the message names file, line, what was expected and what was found."""


class NoSuchModule(TrainingError):
    """No module here has that key."""


class NotAnAttempt(TrainingError):
    """Answers came with no form of this site, with an old one, or with one for another text of the module."""


class SentBefore(TrainingError):
    """The form of an attempt was sent before, with other answers."""


class NotABadge(TrainingError):
    """A file is no credential of Open Badges 3.0 in its JWT form."""


class BadgeRefused(TrainingError):
    """A credential cannot be accepted: wrong signature, unknown issuer, out of date, or another person's."""


class NothingToExport(TrainingError):
    """The person holds no current credential for the module, or the section has no key here to sign one."""
