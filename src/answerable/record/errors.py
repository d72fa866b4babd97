"""What can go wrong with the record, one class for each thing a caller would do differently.

Every message says what was expected, what was found and where. No message and no repr holds a private key or a
passphrase.
"""


class RecordError(Exception):
    """Any refusal by the record."""


class Malformed(RecordError):
    """The bytes are no entry, note, checkpoint, proof or key: do not use them."""


class Truncated(Malformed):
    """The bytes stop before their format lets them stop: fetching them again may help."""


class TooLarge(RecordError):
    """The input is over a stated limit, and was not read further."""


class NotCanonical(RecordError):
    """The content can be read, but its bytes are not the one permitted form of it."""


class WrongSignature(RecordError):
    """A key we know did not make this signature over this text."""


class UnknownKey(RecordError):
    """None of the signatures is by a key we know."""


class RevokedKey(RecordError):
    """The key made this signature, and no longer counted: its log had revoked it."""


class WrongOrigin(RecordError):
    """The text is signed, but speaks for another log than the one expected."""


class NotIncluded(RecordError):
    """The proof does not lead from this leaf to this root."""


class NotConsistent(RecordError):
    """The newer tree does not continue the older one: a fork, or a log rolled back.

    Attributes:
        old_size: Number of leaves of the older tree.
        new_size: Number of leaves of the newer tree.
        old_root: Root hash of the older tree, 32 bytes, or None where it was not at hand.
        new_root: Root hash of the newer tree, 32 bytes, or None where it was not at hand.
    """

    def __init__(
        self,
        reason: str,
        *,
        old_size: int,
        new_size: int,
        old_root: bytes | None = None,
        new_root: bytes | None = None,
    ) -> None:
        """State the reason with both trees, so that the message alone can be shown to others as a finding."""
        old, new = _tree(old_size, old_root), _tree(new_size, new_root)
        super().__init__(f"{reason}: {old} is not continued by {new}")
        self.old_size = old_size
        self.new_size = new_size
        self.old_root = old_root
        self.new_root = new_root


class NotStamped(RecordError):
    """An authority gave no stamp, or the stamp does not hold for this digest."""


class NotWitnessed(RecordError):
    """The log signed this checkpoint, but too few witnesses cosigned it: ask them, or wait.

    Attributes:
        missing: Names of the witnesses that could help and did not cosign.
    """

    def __init__(self, reason: str, missing: tuple[str, ...]) -> None:
        """State the reason with the witnesses that are missing."""
        super().__init__(f"{reason}: missing {', '.join(missing)}")
        self.missing = missing


class UnknownLog(RecordError):
    """No key is known with which this log may sign: ask its section, and add the log first."""


class Conflict(RecordError):
    """The request starts from another state than the one here: ask again from that.

    Attributes:
        size: Number of entries from which to go on.
    """

    def __init__(self, reason: str, size: int) -> None:
        """State the reason with the size to go on from."""
        super().__init__(reason)
        self.size = size


class NotAFork(RecordError):
    """What is shown as a fork proves none: do not accuse the log."""


class Gap(RecordError):
    """Entries between those that are here and these are missing: fetch them first."""


class Paused(RecordError):
    """A log may not be written to for now, since entries of it that are elsewhere may be missing here: fetch them."""


class SaidAlready(RecordError):
    """The very same act, nonce and all, is in this log already; nothing was written."""


class Disagrees(RecordError):
    """A table says something other than the entries it was folded from: rebuild, and ask who wrote to it."""


class DamagedFile(RecordError):
    """The database file is damaged: stop the server, and restore a backup."""


class KeyLocked(RecordError):
    """The private key cannot be opened: the passphrase is missing or wrong."""


class KeyMissing(RecordError):
    """There is no key for this origin here."""


class KeyExists(RecordError):
    """There is already a key for this origin; it is never overwritten."""


class KeyFileOpen(RecordError):
    """Other users of the machine can reach the key file: mend its permissions first."""


def _tree(size: int, root: bytes | None) -> str:
    return f"size {size}" if root is None else f"size {size} with root {root.hex()}"
