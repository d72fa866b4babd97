"""A redacted copy of a file, made by the kind of file it is, and proven before anybody sees it."""

from __future__ import annotations

import io
import zipfile

import msgspec

from answerable.evidence.errors import NotRedacted
from answerable.evidence.redacting.documents import redact_pdf
from answerable.evidence.redacting.pictures import is_picture, redact_picture
from answerable.evidence.redacting.proof import prove_pdf, prove_picture, prove_sound, prove_text
from answerable.evidence.redacting.sounds import redact_sound
from answerable.evidence.redacting.texts import redact_text
from answerable.evidence.redacting.wanted import Region, Wanted

MOVING = (b"\x1a\x45\xdf\xa3", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3", b"FLV\x01")
"""How films begin: Matroska and WebM, MPEG, Flash. Those of MP4 and AVI are told by `_is_film`."""

OUT_OF = {
    "image": "parts of a picture (--region)",
    "pdf": "parts of a page or words (--region, --text-file)",
    "text": "words (--text-file)",
    "sound": "stretches of time (--time)",
}


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """A redacted copy: its bytes, the ending of its name, what was shown of it, and the parts of pages painted over."""

    content: bytes
    suffix: str
    proof: tuple[str, ...]
    painted: tuple[tuple[Region, ...], ...] = ()


def redacted(content: bytes, wanted: Wanted, *, name: str = "") -> Copy:
    """Return a copy of a file from which something was taken out, once it is proven that it is gone.

    Args:
        content: The original.
        wanted: What is to be taken out.
        name: The name of the original; it tells Markdown from plain text, and nothing else.

    Raises:
        NotRedacted: it cannot be made, or cannot be proven; the message says why.
    """
    if content.startswith(b"RIFF") and content[8:12] == b"WAVE":
        _only(wanted, "sound", times=True)
        made = redact_sound(content, wanted.times)
        return Copy(content=made, suffix=".wav", proof=tuple(prove_sound(made, wanted.times)))
    if _is_film(content):
        raise NotRedacted("a film cannot be proven empty here: take pictures out of it, and redact these")
    if b"%PDF-" in content[:1024]:
        _only(wanted, "pdf", regions=True, words=True)
        made, drawn = redact_pdf(content, wanted.regions, wanted.words)
        proof = prove_pdf(made, drawn.painted, wanted.words)
        return Copy(content=made, suffix=".pdf", proof=tuple(proof), painted=drawn.painted)
    if is_picture(content):
        _only(wanted, "image", regions=True)
        if any(each.page != 1 for each in wanted.regions):
            raise NotRedacted("expected parts of page 1: a picture has one page")
        made = redact_picture(content, wanted.regions)
        return Copy(content=made, suffix=".png", proof=tuple(prove_picture(made, wanted.regions)))
    media = _text_media(content, name)
    _only(wanted, "text", words=True)
    made = redact_text(content, media, wanted.words)
    return Copy(content=made, suffix=".txt", proof=tuple(prove_text(made, wanted.words)))


def prove_again(copy: Copy, wanted: Wanted) -> None:
    """Return only if a copy that was made elsewhere is what it says.

    Raises:
        NotRedacted: it is not.
    """
    ways = {
        ".wav": lambda: prove_sound(copy.content, wanted.times),
        ".pdf": lambda: prove_pdf(copy.content, copy.painted, wanted.words),
        ".png": lambda: prove_picture(copy.content, wanted.regions),
        ".txt": lambda: prove_text(copy.content, wanted.words),
    }
    if copy.suffix not in ways or tuple(ways[copy.suffix]()) != copy.proof:
        raise NotRedacted("expected a copy of which the same is shown again, found another")


def _only(wanted: Wanted, kind: str, *, regions: bool = False, words: bool = False, times: bool = False) -> None:
    """Return only if what is wanted can be taken out of such a file: nobody shall think that it was."""
    if (wanted.regions and not regions) or (wanted.words and not words) or (wanted.times and not times):
        raise NotRedacted(f"expected to take out {OUT_OF[kind]}, found something else wanted of this file")


def _is_film(content: bytes) -> bool:
    boxes = content[4:8] == b"ftyp" and content[8:12] not in {b"avif", b"heic", b"mif1"}
    return boxes or content.startswith(MOVING) or (content.startswith(b"RIFF") and content[8:12] == b"AVI ")


def _text_media(content: bytes, name: str) -> str:
    if content.startswith(b"PK"):
        if not _is_docx(content):
            raise NotRedacted("an archive cannot be redacted: take out of it what is meant, and redact that")
        return "docx"
    head = content[:1024].lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return "html"
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotRedacted("this kind of file cannot be redacted provably: make a picture, PDF or text of it first")
    return "markdown" if name.lower().endswith((".md", ".markdown")) else "plain"


def _is_docx(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "word/document.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False
