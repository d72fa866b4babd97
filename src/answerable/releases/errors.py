"""What can go wrong with a release that is no blocker, one class for each thing a caller would do differently."""


class ReleaseError(Exception):
    """Any refusal by this room that is not a blocker."""


class NoSuchOutput(ReleaseError):
    """The case has no output by that name."""


class FilesGone(ReleaseError):
    """The files of a release are not here, and cannot be made again byte for byte: ask those who received them."""


class CertificateError(ReleaseError):
    """Any reason not to trust a certificate. `status` is the exit status of the command that found it."""

    status = 1


class Unreadable(CertificateError):
    """The file is no certificate, or not written in the one permitted form: it was changed."""

    status = 3


class BadSignature(CertificateError):
    """The certificate is not signed by the key it names: what it says was changed."""

    status = 4


class UntrustedKey(CertificateError):
    """It is signed, but not by a key that we trust for that section."""

    status = 5


class WrongFile(CertificateError):
    """A file is not among those released, or was changed."""

    status = 6


class NotInLog(CertificateError):
    """An entry is not in the signed log of its section."""

    status = 7


class MissingCountersignature(CertificateError):
    """A countersignature that the policy asks for is not there."""

    status = 8


class BadCountersignature(CertificateError):
    """A countersignature is of other words, of another key, or was changed."""

    status = 9


class BadOpening(CertificateError):
    """A name or text beside the certificate is not the one that was committed to."""

    status = 10


class BadPersonalSignature(CertificateError):
    """An act does not carry the signature of the person who is said to have done it, or carries another."""

    status = 12


class Inconsistent(CertificateError):
    """The parts of the certificate contradict each other, or a gate stood closed."""

    status = 11
