"""A draft out of a file: Markdown, plain text, Word, HTML or PDF, as CommonMark that reads the same.

Rules:
  - Markdown is taken as it is. Of everything else title, headings, paragraphs, bullets and quotations are kept, and
    what a reader sees of them; emphasis, links, pictures and tables as such are not.
  - Signs that CommonMark would take for its own are escaped, and only those: the words stay as they were typed.
  - What cannot be read is an error that names the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from answerable.text.documents import MEDIA, Document, read_document, visible
from answerable.text.errors import TextError, TooLarge, UnknownMedia

LARGEST = 10_000_000
"""Bytes of a file at most; chosen by hand: a report of some hundred pages without its pictures."""

ENDINGS = tuple(sorted(ending for ending in MEDIA if ending))
"""How the names of files end that can be read."""

SIGNS = {"title": "# ", "heading": "## ", "bullet": "- ", "quote": "> "}
"""What CommonMark writes before a block of each kind; nothing before the rest."""

_LEADING = re.compile(r"(?:(?<=^\d)|(?<=^\d\d)|(?<=^\d\d\d)|^)(?=[.)#>+\-=~])")
_SIGN = re.compile(r"([\\`*_\[\]<>&])")


class BadFile(TextError):
    """A file cannot be read; the message begins with its name."""


def read_file(name: str, content: bytes) -> str:
    """Return a file as CommonMark.

    Raises:
        BadFile: it cannot be read, and why.
    """
    try:
        text = _read(name, content)
    except TextError as error:
        raise BadFile(f"{name}: {error}") from error
    if not text.strip():
        raise BadFile(f"{name}: expected some text, found none")
    return text


def _read(name: str, content: bytes) -> str:
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        raise UnknownMedia(f"expected a file ending in one of {' '.join(ENDINGS)}, found {ending or 'no ending'}")
    if len(content) > LARGEST:
        raise TooLarge(f"expected at most {LARGEST} bytes, found {len(content)}")
    document = read_document(content, media=MEDIA[ending])
    return _plain_lines(document.text) if document.media == "markdown" else as_commonmark(document)


def as_commonmark(document: Document) -> str:
    """Return what a reader sees of a document as CommonMark."""
    written, before = "", ""
    for kind, line in _lines(document):
        tight = kind == before == "bullet"
        written += ("\n" if tight else "\n\n" if written else "") + line
        before = kind
    return written + "\n" if written else ""


def _lines(document: Document) -> Iterator[tuple[str, str]]:
    for block in document.blocks:
        shown = " ".join(visible(block).text.split())
        yield block.kind, _written(SIGNS.get(block.kind, ""), shown)


def _written(sign: str, shown: str) -> str:
    """Return the least escaped way of writing a line that shows these words."""
    ways = (shown, _LEADING.sub(r"\\", shown, count=1), _LEADING.sub(r"\\", _SIGN.sub(r"\\\1", shown), count=1))
    return next((sign + way for way in ways if _shows(sign + way, shown)), sign + ways[-1])


def _shows(line: str, shown: str) -> bool:
    blocks = read_document(line, media="markdown").blocks
    return len(blocks) == 1 and visible(blocks[0]).text == shown


def _plain_lines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
