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
    """The content is erased, but copies of it may still lie somewhere here: sweep again when nothing is in the way."""


class NotKept(VaultError):
    """The store did not take a file whole: it is full, read-only, or out of reach. Nothing of it is named."""


class Unfit(VaultError):
    """This cannot be kept as a text."""


class Empty(Unfit):
    """There is nothing to commit to."""


class NotText(Unfit):
    """A text holds the character NUL, which not every database keeps."""


class UploadError(VaultError):
    """An upload cannot go on as it was asked to."""


class NoUpload(UploadError):
    """There is no such upload of this person; it may have run out."""


class WrongOffset(UploadError):
    """The piece begins elsewhere than the upload ends."""


class TooMuch(UploadError):
    """More was sent than was said, or than is taken here."""


class TooMany(UploadError):
    """This person has as many unfinished uploads as anybody may."""


class WrongChecksum(UploadError):
    """The piece is not what its sender says it is; nothing of it was kept."""


class UploadBusy(UploadError):
    """Another request is writing to this upload."""


class Unfinished(UploadError):
    """The upload is not whole yet."""
