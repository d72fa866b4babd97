"""What can go wrong with content, one class for each thing a caller would do differently."""


class VaultError(Exception):
    """Any refusal by the vault."""


class Erased(VaultError):
    """The content was erased by an entry: nothing can bring it back."""


class Missing(VaultError):
    """The content was never here, or its file is gone without an entry that says so."""


class Altered(VaultError):
    """The content here is not what the commitment names."""


class Lingering(VaultError):
    """The content is erased, but bytes of it may still lie in the database's files: sweep again when nobody reads."""


class Unfit(VaultError):
    """This cannot be kept as a text."""


class Empty(Unfit):
    """There is nothing to commit to."""


class NotText(Unfit):
    """A text holds the character NUL, which not every database keeps."""
