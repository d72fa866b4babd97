"""What can go wrong with cases and evidence, one class for each thing a caller would do differently."""


class EvidenceError(Exception):
    """Any refusal by this room that is not a blocker."""


class NoSuchCase(EvidenceError):
    """Nobody opened a case by that name."""
