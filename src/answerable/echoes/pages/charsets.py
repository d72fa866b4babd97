"""The bytes of a page as UTF-8, whatever encoding they claim.

Rules:
  - a byte order mark decides; then, what is UTF-8 throughout is UTF-8, whatever it claims, for no other encoding gives
    that by chance in more than a few letters;
  - then the charset of the media type counts, then the page's own `<meta>`, then an XML declaration, under the names
    and meanings that the web gives them (WHATWG Encoding, section 4.2);
  - a claim under which too many letters are lost, and no claim, leave it to a detector (uchardet, through resiliparse);
  - where nothing fits, a text that is UTF-8 but for a few bytes is read without them; any other record is unreadable,
    for wrong letters are worse than none.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from answerable.echoes.errors import Unreadable
from answerable.text.decoding import DECLARED, MARKS

LOST: Final = 0.05
"""Share of the letters beyond ASCII that may be lost under a claim; chosen by hand: a cut within a letter loses one."""

CONTROLS: Final = 0.01
"""Share of control characters from which on it is no text; chosen by hand."""

STRAY: Final = 0.01
"""Share of all characters that may be lost in a text of which nothing else is known; chosen by hand."""

SURE: Final = 4
"""Letters beyond ASCII in valid UTF-8 that outweigh another claim; chosen by hand: chance, at one in sixteen for each,
gives that once in 65,000 times."""

HEAD: Final = 4096
"""Bytes in which a page's declaration is looked for. The HTML standard wants it in the first 1,024."""

SAMPLE: Final = 1 << 16
"""Bytes that the detector sees, half from each end."""

MEANT: Final = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-16-le",
    "utf-32": "utf-32-le",
}
"""What names of encodings mean on the web, by Python's names."""

_NAMES = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ks_c_5601-1987": "cp949",
    "x-gbk": "gb18030",
    "x-cp1251": "cp1251",
}
_TEXT = re.compile(r"utf-?(?:8|16|32)|iso8859|iso2022|cp\d|koi8|mac-|gb|big5|euc_|shift_jis|tis-620|ascii|hz|kz1048")
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"\A\s{0,100}<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_WIDE = re.compile(r"utf-?(?:16|32)|iso-?2022|hz", re.IGNORECASE)
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]")


def as_utf8(content: bytes, media: str = "") -> bytes:
    """The bytes of a text in UTF-8; the very same object where they are UTF-8 already.

    Args:
        content: The bytes of a page or text.
        media: The media type that it claims, with its charset where it has one.

    Raises:
        Unreadable: They are no text in the encoding they claim, nor in any that could be found ("charset").
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _marked(content, mark, encoding)
    if keeps_ascii(content, media) and surely_utf8(content):
        return content
    claims = _claims(content, media)
    for claim in claims:
        if claim == "utf-8" and _beyond_ascii(content) >= 0:
            return content
        text = _decoded(content, claim)
        if text is not None:
            return text.encode("utf-8", "replace")
    return _detected(content, claims)


def keeps_ascii(content: bytes, media: str) -> bool:
    """Whether nothing speaks for an encoding in which the bytes of ASCII mean something else."""
    marked = any(content.startswith(mark) for mark, _ in MARKS)
    return not (marked or _WIDE.search(media) or b"\x1b" in content or b"\0" in content[:4])


def surely_utf8(content: bytes) -> bool:
    """Whether all of it is UTF-8, and that by no chance."""
    return content.isascii() or _beyond_ascii(content) >= SURE


def _marked(content: bytes, mark: bytes, encoding: str) -> bytes:
    """The bytes after a byte order mark, in UTF-8."""
    rest = content[len(mark) :]
    if encoding == "utf-8" and _beyond_ascii(rest) >= 0:
        return rest
    text = _decoded(rest, encoding)
    return _detected(rest, [encoding]) if text is None else text.encode("utf-8", "replace")


def _beyond_ascii(content: bytes) -> int:
    """How many bytes of letters beyond ASCII there are after their first; -1 where it is no UTF-8."""
    try:
        return len(content) - len(content.decode())
    except UnicodeDecodeError:
        return -1


def _claims(content: bytes, media: str) -> list[str]:
    """The encodings that it claims to be in, by Python's names, the weightiest first, each once."""
    head = content[:HEAD]
    named = _CHARSET.search(media)
    own = [match.group(1).decode("ascii") for match in (DECLARED.search(head), _XML.match(head)) if match]
    # A declaration that can be read byte by byte is in no encoding of wide units (HTML standard, 13.2.3.2).
    own = ["utf-8" if _WIDE.match(name) and not name.lower().startswith("iso") else name for name in own]
    if not named and not own and content[:2] in (b"<\0", b"\0<"):
        own = ["utf-16-le" if content[:1] == b"<" else "utf-16-be"]  # XML 1.0, appendix F
    known = (_known(name) for name in ([named.group(1)] if named else []) + own)
    return list(dict.fromkeys(name for name in known if name))


def _known(name: str) -> str:
    """Python's name of an encoding of text, or "" where it is none."""
    try:
        found = codecs.lookup(_NAMES.get(name.lower(), name)).name
    except LookupError:
        return ""
    return MEANT.get(found, found) if _TEXT.match(found) else ""


def _decoded(content: bytes, encoding: str) -> str | None:
    """The text in an encoding, with marks for the few letters that are lost; None where they are too many."""
    text = content.decode(encoding, "replace")
    lost = text.count("\ufffd")
    wide = 0 if text.isascii() else len(text) - len(text.encode("ascii", "ignore"))
    if lost > max(1, LOST * wide) or (lost and lost == wide):
        return None
    return None if len(_CONTROL.findall(text)) > CONTROLS * len(text) else text


def _detected(content: bytes, claims: list[str]) -> bytes:
    """The text in the encoding that its letters speak for, in UTF-8."""
    from resiliparse.parse.encoding import detect_encoding  # noqa: PLC0415 - few records need it

    stretches = re.split(rb"[<>]", content[: 16 * SAMPLE])
    letters = b" ".join(each for each in stretches if not each.isascii()) or content
    for sample in (letters, content):
        found = detect_encoding(sample, max_len=SAMPLE, html5_compatible=False)
        known = _known(found) if found else ""
        text = _decoded(content, known) if known and known not in claims else None
        if text is not None:
            return text.encode("utf-8", "replace")
    text = content.decode("utf-8", "replace")
    if text.count("\ufffd") + len(_CONTROL.findall(text)) <= STRAY * len(text):
        return text.encode()
    raise Unreadable("charset", f"expected text in {' or '.join(claims) or 'any encoding'}, found bytes that are none")
