"""What can go wrong with a text, one class for each thing a caller would do differently.

Every message says what was expected, what was found and where. None quotes more of a text than a few characters: a
draft may be confidential.
"""


class TextError(Exception):
    """Any refusal by the text engine."""


class UnknownMedia(TextError):
    """The kind of document is not one that can be read: convert it, or name the kind."""


class NotText(TextError):
    """The bytes cannot be text of the kind stated: they are damaged, or they are something else."""


class WrongEncoding(NotText):
    """The bytes are not text in the encoding they declare, or in UTF-8 where they declare none.

    Attributes:
        offset: Where the first byte stands that cannot be read, counted from 0.
    """

    def __init__(self, reason: str, *, offset: int) -> None:
        """State the reason with the place."""
        super().__init__(reason)
        self.offset = offset


class NoText(TextError):
    """The document holds pictures and no text: recognise its characters (OCR) first."""


class Locked(TextError):
    """The document opens with a password only: save it without one."""


class TooLarge(TextError):
    """The document is over a stated limit, and was not read further."""
