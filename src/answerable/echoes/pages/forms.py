"""What a record is, by its media type and its first bytes: a page, plain text, a document, or no text at all."""

from __future__ import annotations

import re
from typing import Final, Literal

from answerable.echoes.errors import Unreadable
from answerable.echoes.streams.documents import Raw
from answerable.text.decoding import MARKS

Form = Literal["html", "plain", "pdf", "docx"]

DOCUMENTS: Final[dict[str, Form]] = {
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
"""Documents by their media type."""

UNSAID: Final = frozenset(
    ["", "application/octet-stream", "binary/octet-stream", "application/unknown", "unknown/unknown", "*/*"]
)
"""Media types that say nothing."""

NO_TEXT: Final = frozenset(["text/css", "text/javascript", "text/ecmascript", "text/event-stream", "text/calendar"])
"""Texts that are not written for readers."""

MAGIC: Final = (
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"RIFF", "a picture, sound or film"),
    (b"\x1f\x8b", "compressed bytes"),
    (b"PK\x03\x04", "an archive"),
    (b"\x7fELF", "a program"),
)
"""First bytes of what is no page, whatever it claims."""

MOST: Final = 1 << 30
"""Bytes of one record at most; chosen by hand: half of what a batch of words can hold."""

_HEAD = 2048
_PAGE = re.compile(rb"\A[^<]{0,200}<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|meta|title|div|p|span|a|h1|article|br|table)[\s/>]", re.IGNORECASE)
_MOST_NULS = 0.1


def form_of(raw: Raw) -> Form:
    """What a record is.

    Raises:
        Unreadable: It is no text ("not-text"), or it is too large.
    """
    if len(raw.content) > MOST:
        raise Unreadable("too-large", f"expected at most {MOST} bytes, found {len(raw.content)}")
    claim = raw.media.partition(";")[0].strip().lower()
    head = raw.content[:_HEAD]
    if head.lstrip().startswith(b"%PDF-"):
        return "pdf"
    if claim in DOCUMENTS:
        return DOCUMENTS[claim]
    if claim in UNSAID and head.startswith(b"PK\x03\x04"):
        return "docx"
    _refuse_bytes(head, claim)
    if claim in {"text/html", "application/xhtml+xml"} or claim.endswith(("/xml", "+xml")) or _PAGE.match(head):
        return "html"
    if claim in UNSAID:
        return "html" if _MARKUP.search(head) or head[:2] in (b"<\0", b"\0<") else "plain"
    if not claim.startswith("text/") or claim in NO_TEXT or claim == "image/svg+xml":
        raise Unreadable("not-text", f"expected a page or a text, found {claim[:100]}")
    return "plain"


def _refuse_bytes(head: bytes, claim: str) -> None:
    """Stop at bytes that are no text, whatever they claim to be."""
    found = next((what for magic, what in MAGIC if head.startswith(magic)), "")
    marked = any(head.startswith(mark) for mark, _ in MARKS) or head[:2] in (b"<\0", b"\0<")
    wide = marked or "utf-16" in claim or "utf-32" in claim
    if not found and not wide and head.count(0) > max(_MOST_NULS * len(head), 1):
        found = "bytes with zeros"
    if found:
        raise Unreadable("not-text", f"expected a page or a text, found {found}")
