"""What can go wrong with people, one class for each thing a caller would do differently."""


class PeopleError(Exception):
    """Any refusal by this room that is not a blocker."""


class NotOne(PeopleError):
    """One person was needed, and none or several were found."""


class NothingPrepared(PeopleError):
    """No act by this token waits for this person's signature: it was said, ran out, or was never theirs."""
