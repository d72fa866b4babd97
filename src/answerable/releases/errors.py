"""What can go wrong with a release that is no blocker, one class for each thing a caller would do differently."""


class ReleaseError(Exception):
    """Any refusal by this room that is not a blocker."""


class FilesGone(ReleaseError):
    """The files of a release are not here, and cannot be made again byte for byte: ask those who received them."""
