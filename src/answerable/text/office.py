"""Text out of PDF (pypdf) and DOCX (mammoth), or a clear error where there is none."""

from __future__ import annotations

import io
import logging
import zipfile
from typing import TYPE_CHECKING, Final

from answerable.text.errors import Locked, NoText, NotText, TooLarge

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_UNPACKED: Final = 200_000_000
"""Bytes that a DOCX may unpack to; chosen by hand: a thousand pages with pictures stay under a tenth of it."""

MOST_PAGES: Final = 5_000
"""Pages of a PDF at most; chosen by hand."""


def pdf_text(source: bytes | str) -> str:
    """The text of a PDF, an empty line between pages.

    Raises:
        NotText: The bytes are no PDF, or a damaged one.
        NoText: No page holds text.
        Locked: It opens with a password only.
        TooLarge: It has more pages than the limit.
    """
    from pypdf import PdfReader  # noqa: PLC0415 - loads slowly, and few documents are PDF
    from pypdf.errors import PyPdfError  # noqa: PLC0415 - as above

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of every oddity of a file that it can read
    try:
        reader = PdfReader(io.BytesIO(_bytes(source, "PDF")))
        _check_reader(reader)
        pages = [page.extract_text().strip() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError) as error:
        raise NotText(f"expected a PDF, found a damaged one: {error}") from error
    if not any(pages):
        count = f"{len(pages)} {'page' if len(pages) == 1 else 'pages'}"
        raise NoText(f"expected text in the PDF, found {count} of pictures; run it through OCR first")
    return "\n\n".join(filter(None, pages))


def _check_reader(reader: PdfReader) -> None:
    if reader.is_encrypted and not reader.decrypt(""):
        raise Locked("expected a PDF that opens without a password, found an encrypted one")
    if len(reader.pages) > MOST_PAGES:
        raise TooLarge(f"expected at most {MOST_PAGES} pages, found {len(reader.pages)}")


def docx_html(source: bytes | str) -> str:
    """A DOCX as HTML without its pictures.

    Raises:
        NotText: The bytes are no DOCX, or a damaged one.
        TooLarge: It unpacks to more than the limit.
    """
    import mammoth  # noqa: PLC0415 - loads slowly, and few documents are DOCX

    content = io.BytesIO(_bytes(source, "DOCX"))
    try:
        _check_size(content)
        return str(mammoth.convert_to_html(content, convert_image=lambda _image: []).value)
    except TooLarge:
        raise
    except Exception as error:  # a damaged part makes zlib, expat, mammoth and zipfile raise many kinds
        raise NotText(f"expected a DOCX, found a damaged one: {error}") from error


def _check_size(content: io.BytesIO) -> None:
    with zipfile.ZipFile(content) as archive:
        size = sum(item.file_size for item in archive.infolist())
    if size > MOST_UNPACKED:
        raise TooLarge(f"expected a DOCX of at most {MOST_UNPACKED} bytes unpacked, found {size}")


def _bytes(source: bytes | str, kind: str) -> bytes:
    if isinstance(source, str):
        raise NotText(f"expected the bytes of a {kind}, found characters: read the file as bytes")
    return source
