"""What can go wrong with a bundle, one class for each thing a caller would do differently.

Every message names the file, what was expected and what was found.
"""


class BundleError(Exception):
    """Any refusal by bundles. `status` is the exit status of the command that found it."""

    status = 2


class Occupied(BundleError):
    """Something is where the bundle would be written: name another folder, or empty this one."""


class NothingPublic(BundleError):
    """Nothing of the case is public yet, its name neither: there is no bundle for everybody."""


class Unproved(BundleError):
    """No signed checkpoint covers an entry of the case: ask its section for one."""


class NotABundle(BundleError):
    """The folder is no bundle of ours, or a file in it cannot be read as what it should be."""

    status = 3


class Damaged(BundleError):
    """A file was changed, cut short, added or taken away since the bundle was written."""

    status = 6


class NotProved(BundleError):
    """An entry, or a checkpoint in a certificate, is not proved to be in the signed log of its section."""

    status = 7


class UntrustedLog(BundleError):
    """A log is signed by a key other than those that are trusted."""

    status = 5


class WrongContent(BundleError):
    """A content is not what its entry committed to, or no entry here committed to it."""

    status = 10


class Incomplete(BundleError):
    """An entry, a content, a release or the reason for what is closed is missing."""

    status = 13


class BadRelease(BundleError):
    """The certificate of a release does not verify, or is of another release. `status` is that of its own error."""

    status = 11
