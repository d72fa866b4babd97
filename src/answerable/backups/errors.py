"""What can go wrong with a backup, one class for each thing a caller would do differently."""


class BackupError(Exception):
    """Any refusal by a backup."""


class NotABackup(BackupError):
    """The file is no backup of ours, or not a whole one."""


class Damaged(BackupError):
    """Something in the file is not what the file itself says of it: take another backup."""


class NotOpened(BackupError):
    """The passphrase or the identity does not open the file."""


class Newer(BackupError):
    """A newer version of this program wrote the backup: restore it with that one."""


class NotEmpty(BackupError):
    """There is something in the place already; a restore writes over nothing."""


class Incomplete(BackupError):
    """Content that no entry has erased is not here: the backup was made without it."""


class NotWritten(BackupError):
    """The backup could not be written whole, such as on a full disk; nothing is left of it."""
