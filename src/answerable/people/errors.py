"""What can go wrong with people, one class for each thing a caller would do differently."""


class PeopleError(Exception):
    """Any refusal by this room that is not a blocker."""


class NotOne(PeopleError):
    """One person was needed, and none or several were found."""


class NothingPrepared(PeopleError):
    """No act by this token waits for this person's signature: it was said, ran out, or was never theirs."""


class BadShares(PeopleError):
    """Shares of a key do not give it back: look at the words again, or bring more of them."""


class NoRoot(PeopleError):
    """There is no root that the next one could follow, or none that was asked for."""


class NotRotated(PeopleError):
    """A key cannot take the place of another as things are; the message says what to do first."""


class NotBegun(PeopleError):
    """A section cannot begin as was asked; the message says what is in the way."""
