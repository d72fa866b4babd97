"""Reading a stranger's file for a command: a document, or a line that says what was expected and what was found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from answerable.cli.failure import fail, plain

if TYPE_CHECKING:
    from answerable.text.documents import Document

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is read: some thirty thousand pages of text. Chosen by hand."""


def read_draft(path: Path, *, media: str | None = None) -> Document:
    """Return the document in a file.

    Raises:
        TextError: The file holds no words, or cannot be read as what it is; the message names it.
    """
    from answerable.text.documents import read_document
    from answerable.text.errors import NoText, TextError, TooLarge

    if path.is_dir():
        raise NoText(f"{path}: expected a file, found a folder")
    if not path.exists():
        raise NoText(f"{path}: expected a file, found none")
    size = path.stat().st_size
    if size > LARGEST:
        raise TooLarge(f"{path}: expected at most {LARGEST} bytes, found {size}")
    try:
        document = read_document(path, media=media)
    except TextError as error:
        raise TextError(f"{path}: {error}") from error
    return with_words(document, str(path))


def with_words(document: Document, name: str) -> Document:
    """Return the document.

    Raises:
        NoText: It has no words that a reader sees.
    """
    from answerable.text.errors import NoText

    if not any(letter.isalnum() for block in document.blocks for piece in block.pieces for letter in piece.shown):
        raise NoText(f"{name}: expected words, found none")
    return document


@contextmanager
def readable() -> Iterator[None]:
    """Turn what is wrong with a file into a line and an exit status."""
    from answerable.text.errors import TextError

    try:
        yield
    except BrokenPipeError:  # whoever read our lines has stopped; nothing is wrong
        raise
    except OSError as error:
        raise fail(plain(error)) from error
    except TextError as error:
        raise fail(str(error)) from error
