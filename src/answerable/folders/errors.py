"""What can be wrong with a case folder, one class for each thing a person would do differently.

Each names file and line, what was expected there and what was found. As many as can be found in one pass are raised
together, as `Several`; `FolderError.errors` gives them one by one in either case.
"""

from __future__ import annotations

from collections.abc import Sequence


class FolderError(Exception):
    """Any refusal of a case folder.

    Attributes:
        file: Path inside the folder, with slashes; "" for the folder itself.
        line: Line of the file, counted from 1; 0 where no line is meant.
        expected: What should stand there.
        found: What stands there.
    """

    def __init__(self, expected: str, found: str, *, file: str, line: int = 0, message: str = "") -> None:
        """Name the place first, as editors and compilers do, so that it can be jumped to."""
        place = f"{file}:{line}" if line else file or "folder"
        super().__init__(f"{place}: {message or f'expected {expected}, found {found}'}")
        self.file, self.line, self.expected, self.found = file, line, expected, found

    @property
    def errors(self) -> tuple[FolderError, ...]:
        """The errors one by one; here there is one."""
        return (self,)


class Several(FolderError):
    """More than one thing is wrong; `errors` holds each."""

    def __init__(self, errors: Sequence[FolderError]) -> None:
        """Keep the errors in the order of files and lines."""
        Exception.__init__(self, "\n".join(str(error) for error in errors))
        self.file, self.line, self.expected, self.found = "", 0, "a folder without errors", f"{len(errors)} errors"
        self._errors = tuple(errors)

    @property
    def errors(self) -> tuple[FolderError, ...]:
        """The errors one by one, in the order of files and lines."""
        return self._errors


class NotAFolder(FolderError):
    """There is no case here: mend the path."""


class MissingFile(FolderError):
    """A file that the case needs is not in the folder."""


class OutsideFolder(FolderError):
    """A path leads out of the folder, or to something that is no plain file."""


class TooLargeFile(FolderError):
    """A file is over the stated limit, and was not read further."""


class NotUtf8(FolderError):
    """The bytes are not plain UTF-8 text."""


class BrokenToml(FolderError):
    """The file is not TOML."""


class UnknownFile(FolderError):
    """A TOML file has a name that no folder uses, so what it holds would be passed over."""


class UnknownTable(FolderError):
    """No kind of act has this name, or it belongs into another file."""


class UnknownField(FolderError):
    """The act has no field of this name."""


class MissingField(FolderError):
    """A field that the act needs is not there."""


class WrongValue(FolderError):
    """A value has another type, or is not one of those allowed."""


class WrongHash(FolderError):
    """The file is not the one whose SHA-256 is written down."""


class WordsNotFound(FolderError):
    """The draft does not hold the words of a statement, or not at the place given."""


class WordsNotUnique(FolderError):
    """The draft holds the words of a statement more than once: say which is meant."""


class UnknownPerson(FolderError):
    """Nobody by that handle has joined."""


class UnknownSection(FolderError):
    """No section by that name has joined, or it writes another log."""


class UnknownReference(FolderError):
    """What the act refers to is not on record at its place in time."""


class ContentGone(FolderError):
    """Only the commitment of a text is left, so the act can be recognised and not be said again."""


class Forgotten(FolderError):
    """An act on record is missing in the folder; the record cannot forget."""


class Changed(FolderError):
    """An act on record has other words in the folder; say it again as a new act or version."""


class NotAllowed(FolderError):
    """The gate of an act is closed; nothing was loaded."""


class KeyNotHere(FolderError):
    """The log of this section is on record, and its key is not on this machine."""


class Busy(FolderError):
    """Somebody else is writing to the record; nothing was loaded, try again."""


class NotWritable(FolderError):
    """The case cannot be written into this folder."""


def raise_all(errors: Sequence[FolderError]) -> None:
    """Raise what was found: one error as it is, more as `Several`; return when there is none."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise Several(sorted(errors, key=lambda error: (error.file, error.line)))
