"""The words of any record, quickly, for scanning: every record of a stream goes this way.

Rules:
  - UTF-8, the words in the order of the source, one line for each unit of layout; no offsets are promised;
  - all words of a page are there, those of menus and of hidden parts too: what is scanned may be more than what is read
    later, never less;
  - a page in UTF-8 is not copied before it is read (`charsets`), and read in one compiled pass (`markup`); documents
    such as PDF are read through `answerable.text.documents`, slowly;
  - a record without words is unreadable, and says why.
"""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile, is_zipfile

from answerable.echoes.errors import Unreadable
from answerable.echoes.pages.charsets import as_utf8, keeps_ascii, surely_utf8
from answerable.echoes.pages.forms import form_of
from answerable.echoes.pages.markup import Shown, shown
from answerable.echoes.streams.documents import Raw, Reason
from answerable.text.documents import Document, read_document, visible
from answerable.text.errors import NoText, TextError, TooLarge

MOST_PACKED: Final = 8_000_000
"""Bytes of XML in a DOCX that is read while a stream waits; chosen by hand: a thousand pages take four million."""


def plain(raw: Raw) -> bytes:
    """The words of a record as UTF-8.

    Raises:
        Unreadable: It has no words, or none that can be read.
    """
    if not raw.content:
        words = given_text(raw).encode("utf-8", "replace")
    elif (form := form_of(raw)) == "html":
        words = shown_page(raw).text
    elif form == "plain":
        words = as_utf8(raw.content, raw.media)
    else:
        words = "\n".join(visible(block).text for block in read(raw.content, form).blocks).encode("utf-8", "replace")
    if not words or words.isspace():
        raise Unreadable("empty", f"expected words, found none in {len(raw.content)} bytes")
    return words


def given_text(raw: Raw) -> str:
    """Title, lead and text as the stream gives them, a line between."""
    return "\n".join(filter(None, (raw.given.title, raw.given.lead, raw.given.text)))


def shown_page(raw: Raw, *, links: bool = False) -> Shown:
    """What a page of HTML shows, in UTF-8.

    Raises:
        Unreadable: Its encoding cannot be found.
    """
    if keeps_ascii(raw.content, raw.media):
        quick = shown(raw.content, links=links)
        if surely_utf8(quick.text):  # a third of the page: what is markup needs no check
            return quick
    return shown(as_utf8(raw.content, raw.media), links=links)


def _check_packed(content: bytes) -> None:
    """Stop at a DOCX whose parts are too large to be read while a stream waits; a damaged one is told elsewhere."""
    if not is_zipfile(BytesIO(content)):
        return
    with suppress(BadZipFile), ZipFile(BytesIO(content)) as archive:
        size = sum(part.file_size for part in archive.infolist() if part.filename.endswith(".xml"))
        if size > MOST_PACKED:
            raise Unreadable("too-large", f"expected a DOCX with at most {MOST_PACKED} bytes of text, found {size}")


def read(content: bytes, media: str) -> Document:
    """A PDF or DOCX.

    Raises:
        Unreadable: It is damaged, locked, too large, or holds pictures only.
    """
    if media == "docx":
        _check_packed(content)
    try:
        return read_document(content, media=media)
    except TextError as error:
        reason: Reason = "broken"
        if isinstance(error, NoText):
            reason = "empty"
        elif isinstance(error, TooLarge):
            reason = "too-large"
        raise Unreadable(reason, str(error)) from error
