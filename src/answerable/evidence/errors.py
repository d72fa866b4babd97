"""What can go wrong with cases and evidence, one class for each thing a caller would do differently."""


class EvidenceError(Exception):
    """Any refusal by this room that is not a blocker."""


class NoSuchCase(EvidenceError):
    """Nobody opened a case by that name."""


class NoSuchItem(EvidenceError):
    """Nothing was taken in under that key in this case."""


class NotASeal(EvidenceError):
    """This is no seal, no part of one, no key to one, or nothing that can be sealed."""


class SealClosed(EvidenceError):
    """The keys and parts at hand do not open the seal."""


class NotRedacted(EvidenceError):
    """Nobody could prove that what was to be taken out is gone: nothing was kept."""


class NotHere(EvidenceError):
    """The file of an item, or the log in which something is to be said, is not on this machine."""


class ExaminersBusy(EvidenceError):
    """As many files are being examined as may be at once: try again in a minute."""


class NotCaptured(EvidenceError):
    """A page of the web could not be captured: it is not there, may not be asked for, or no browser is at hand."""


class NotImported(EvidenceError):
    """An archive that others made was not taken in: nothing of it was kept."""


class UnknownArchive(NotImported):
    """This is no archive of a form that is known here."""


class UnsafeArchive(NotImported):
    """A name in an archive leads out of it, a link stands in it, or something in it is hidden from its directory."""


class TooLargeArchive(NotImported):
    """An archive is over a limit, or unpacks to far more than it is."""


class DamagedArchive(NotImported):
    """What is in an archive is not what its own lists say: missing, added, altered, or its signature does not hold."""
