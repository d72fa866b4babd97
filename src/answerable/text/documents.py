"""A document as text and blocks, with every visible character traced to where it stands in the original.

Rules:

* `Document.text` is the untouched original of Markdown, HTML and plain text: offsets point into the very characters of
  the file, markup included. Of PDF and DOCX, which hold no running text, it is the text that was extracted;
* a `Block` is one title, heading, paragraph, bullet, cell, caption or quoted block. Its pieces are the runs of
  characters that a reader sees, in order; what stands between them (tags, asterisks, comments) is nobody's words;
* a piece that shows something else than it is written with (`&amp;`, a line break with its indentation) keeps both;
* code blocks, scripts, styles, comments and what is marked as hidden are in no block;
* bytes are read as their byte order mark says, then as an HTML page itself says, then as UTF-8; never by guessing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from typing import Final

import msgspec

from answerable.text.decoding import decoded
from answerable.text.errors import UnknownMedia
from answerable.text.spans import Span

MEDIA: Final = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "plain",
    ".text": "plain",
    "": "plain",
    ".pdf": "pdf",
    ".docx": "docx",
}
"""Kind of document by the ending of a file's name."""

KINDS: Final = ("title", "heading", "paragraph", "bullet", "quote", "cell", "caption")
"""What a block can be."""


_UNSEEN = re.compile(r"[\s\ufeff\u200b-\u200f\u2060]*")


class Piece(msgspec.Struct, frozen=True, gc=False):
    """Characters of the original and what they show; character by character where both are equally long."""

    start: int
    end: int
    shown: str


class Block(msgspec.Struct, frozen=True):
    """One unit of layout: its kind, where it stands in the original, and what is visible of it."""

    kind: str
    start: int
    end: int
    pieces: tuple[Piece, ...]


class Document(msgspec.Struct, frozen=True):
    """The original text and its blocks in the order of reading."""

    text: str
    blocks: tuple[Block, ...]
    media: str = "plain"


class Visible:
    """What a reader sees of a block, and the way back to the original."""

    __slots__ = ("_pieces", "_starts", "text")

    def __init__(self, pieces: tuple[Piece, ...]) -> None:
        self._pieces = pieces
        self._starts = [0, *accumulate(len(piece.shown) for piece in pieces)]
        self.text = "".join(piece.shown for piece in pieces)

    def span(self, start: int, end: int) -> Span:
        """The characters of the original that show the visible characters `start` to `end`."""
        if start >= end:
            place = self._at(start)[0] if start < len(self.text) else self._after()
            return Span(place, place)
        return Span(self._at(start)[0], self._at(end - 1)[1])

    def _at(self, index: int) -> tuple[int, int]:
        number = bisect_right(self._starts, index) - 1
        piece = self._pieces[number]
        if piece.end - piece.start != len(piece.shown):
            return piece.start, piece.end
        place = piece.start + index - self._starts[number]
        return place, place + 1

    def _after(self) -> int:
        return self._pieces[-1].end if self._pieces else 0


def visible(block: Block) -> Visible:
    """The visible text of a block with its way back to the original."""
    return Visible(block.pieces)


def read_document(source: bytes | str | Path, *, media: str | None = None) -> Document:
    """The document in a file, in bytes, or in a text.

    Args:
        source: A path to a file, the bytes of one, or its text; a `str` is always the text itself, never a path.
        media: markdown, html, plain, pdf or docx. Where it is not given, a file's name decides, then the first bytes;
            text that says nothing about itself is plain.

    Raises:
        UnknownMedia: The kind is not one of these.
        WrongEncoding: The bytes are not text in their encoding; the message says which byte.
        NotText: A PDF or DOCX is damaged; a PDF of pictures raises `NoText`, one with a password `Locked`.
        TooLarge: A DOCX swells past the limit.
    """
    if isinstance(source, Path):
        media = media or _by_name(source)
        source = source.read_bytes()
    media = media or _by_content(source)
    if media not in _readers():
        raise UnknownMedia(f"expected one of {', '.join(sorted(_readers()))}, found {media!r}")
    return _readers()[media](source)


def _by_name(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in MEDIA:
        known = " ".join(sorted(filter(None, MEDIA)))
        raise UnknownMedia(f"{path.name}: expected a file ending in one of {known}, found {suffix}")
    return MEDIA[suffix]


def _by_content(source: bytes | str) -> str:
    if isinstance(source, bytes):
        if source[:1024].lstrip().startswith(b"%PDF-"):
            return "pdf"
        if source.startswith(b"PK\x03\x04"):
            return "docx"
        head = source[:1024].decode("latin-1")
    else:
        head = source[:1024]
    head = head.lstrip("\ufeff\u00ef\u00bb\u00bf \t\r\n").lower()
    return "html" if head.startswith(("<!doctype html", "<html")) else "plain"


def _text(source: bytes | str, *, html: bool = False) -> str:
    return source if isinstance(source, str) else decoded(source, html=html)


def _readers() -> dict[str, Callable[[bytes | str], Document]]:
    return {"markdown": _markdown, "html": _html, "plain": _plain, "pdf": _pdf, "docx": _docx}


def _document(text: str, blocks: list[Block], media: str) -> Document:
    """A document without the blocks in which nothing can be seen."""
    seen = (block for block in blocks if any(not _UNSEEN.fullmatch(piece.shown) for piece in block.pieces))
    return Document(text=text, blocks=tuple(seen), media=media)


def _markdown(source: bytes | str) -> Document:
    from answerable.text.commonmark import markdown_blocks  # noqa: PLC0415 - a parser that other kinds do not need

    text = _text(source)
    return _document(text, markdown_blocks(text), "markdown")


def _html(source: bytes | str) -> Document:
    from answerable.text.hypertext import html_blocks  # noqa: PLC0415 - as above

    text = _text(source, html=True)
    return _document(text, html_blocks(text), "html")


def _plain(source: bytes | str) -> Document:
    from answerable.text.plaintext import plain_blocks  # noqa: PLC0415 - it needs the types above

    text = _text(source)
    return _document(text, plain_blocks(text), "plain")


def _pdf(source: bytes | str) -> Document:
    from answerable.text.office import pdf_text  # noqa: PLC0415 - pypdf loads slowly
    from answerable.text.plaintext import plain_blocks  # noqa: PLC0415 - it needs the types above

    text = pdf_text(source)
    return _document(text, plain_blocks(text), "pdf")


def _docx(source: bytes | str) -> Document:
    from answerable.text.hypertext import html_blocks  # noqa: PLC0415 - as above
    from answerable.text.office import docx_html  # noqa: PLC0415 - mammoth loads slowly

    return _as_shown(html_blocks(docx_html(source)))


def _as_shown(blocks: list[Block]) -> Document:
    """A document whose text is what its blocks show, an empty line between two."""
    shown = [visible(block).text for block in blocks]
    starts = [0, *accumulate(len(text) + 2 for text in shown)]
    moved = [
        Block(kind=block.kind, start=start, end=start + len(text), pieces=(Piece(start, start + len(text), text),))
        for block, text, start in zip(blocks, shown, starts, strict=False)
    ]
    return Document(text="\n\n".join(shown), blocks=tuple(moved), media="docx")
