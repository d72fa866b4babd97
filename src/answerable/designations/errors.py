"""What can go wrong with lists, one class for each thing a caller would do differently."""


class DesignationError(Exception):
    """Any refusal by this room that is not a blocker."""


class NoSuchList(DesignationError):
    """Nobody opened a list under this key."""


class NotThisForm(DesignationError):
    """A register is asked for in a form that it has not."""
