"""A PDF: its pages, what its maker wrote, what it would do when opened, and its first page drawn.

pypdf reads the structure and runs nothing; PDFium draws, without scripts and forms. What a reader's program would run
or fetch is said, for it is a danger to whoever opens the file, and often a sign of how it was made.
"""

from __future__ import annotations

from typing import Any, BinaryIO

import pypdfium2
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

from answerable.evidence.examining import pictures
from answerable.evidence.examining.result import Notes

TALLEST = 1200
"""Pixels of the longer side of the first page as it is drawn; chosen by hand."""


def read(file: BinaryIO, notes: Notes) -> None:
    """Write down what a PDF says of itself, and draw its first page."""
    file.seek(0)
    try:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            notes.doubt("it is locked with a password")
            return
        notes.add("content", "pages", len(reader.pages))
        notes.add("content", "format", reader.pdf_header.lstrip("%"))
        for name, value in (reader.metadata or {}).items():
            notes.add("metadata", str(name).lstrip("/"), value)
        _inside(reader, notes)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        notes.problems.append(f"its structure: {type(error).__name__}: {error}"[:200])
    _draw(file, notes)


def _inside(reader: PdfReader, notes: Notes) -> None:
    root = reader.root_object
    names = _below(root, "/Names")
    if "/JavaScript" in names or _acts(root):
        notes.doubt("it holds a script that some programs run when it is opened")
    if "/EmbeddedFiles" in names:
        notes.doubt("other files are embedded in it")
    form = _below(root, "/AcroForm")
    if "/XFA" in form:
        notes.doubt("it holds a form that some programs run")
    if int(form.get("/SigFlags", 0)) & 1:
        notes.add(
            "inside", "signature", "it has a place for a signature; whether one is there and holds was not checked"
        )
    if "/Metadata" in root:
        notes.add("metadata", "XMP", "present")


def _below(holder: Any, name: str) -> DictionaryObject:
    found = holder.get(name) if isinstance(holder, DictionaryObject) else None
    found = found.get_object() if found is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _acts(root: Any) -> bool:
    action = _below(root, "/OpenAction")
    return "/AA" in root or action.get("/S") in {"/JavaScript", "/Launch", "/URI", "/SubmitForm", "/GoToR"}


def _draw(file: BinaryIO, notes: Notes) -> None:
    file.seek(0)
    try:
        document = pypdfium2.PdfDocument(file)
        page = document[0]
        wide, high = page.get_size()
        scale = min(TALLEST / max(wide, high, 1), 4)
        pictures.draw(page.render(scale=scale, may_draw_forms=False).to_pil(), notes)
    except (pypdfium2.PdfiumError, ValueError, IndexError, MemoryError) as error:
        notes.problems.append(f"its first page: {error}"[:200])
