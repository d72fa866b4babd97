"""A critique or a reply out of a file or a pasted text, as the plain words that a reader sees.

Rules:
  - What is kept is running text: of plain text, Word and PDF the text itself, of HTML and Markdown what a reader sees,
    block by block. The offsets of items count in it.
  - The digest is that of the file as it came; pasted words have none.
  - What cannot be read is an error that names the file.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import PurePath

import msgspec

from answerable.clearance.authoring.importing import ENDINGS, LARGEST, BadFile
from answerable.text.documents import MEDIA, Document, read_document, visible
from answerable.text.errors import TextError, TooLarge, UnknownMedia

__all__ = ["ENDINGS", "BadFile", "Imported", "imported", "plain_text"]


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a file, and the SHA-256 of its bytes in hex."""

    text: str
    sha256: str


def imported(name: str, content: bytes) -> Imported:
    """Return what a file says.

    Raises:
        BadFile: it cannot be read, and why.
    """
    try:
        text = plain_text(_read(name, content))
    except TextError as error:
        raise BadFile(f"{name}: {error}") from error
    if not text.strip():
        raise BadFile(f"{name}: expected some text, found none")
    return Imported(text=text, sha256=sha256(content).hexdigest())


def plain_text(document: Document) -> str:
    """Return what a reader sees of a document as running text."""
    if document.media not in {"html", "markdown"}:
        return document.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    shown = (" ".join(visible(block).text.split()) for block in document.blocks)
    return "\n\n".join(line for line in shown if line)


def _read(name: str, content: bytes) -> Document:
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        raise UnknownMedia(f"expected a file ending in one of {' '.join(ENDINGS)}, found {ending or 'no ending'}")
    if len(content) > LARGEST:
        raise TooLarge(f"expected at most {LARGEST} bytes, found {len(content)}")
    return read_document(content, media=MEDIA[ending])
