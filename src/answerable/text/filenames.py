"""A file name as it is shown and given out: what hides, turns or imitates its letters stands as a code point.

A file keeps the name under which it came, which is evidence too; `name_shown` is how pages and downloads write it.
Rules:

* characters that nobody sees, that move a cursor or that turn the direction of what follows stand as ``[U+202E]``:
  after such a one, ``gpj.exe`` reads as ``exe.jpg`` (Unicode Standard Annex 9). A joiner between letters that need it,
  as in Persian, stays;
* blanks of every kind are plain ones, and a row of more than two is counted: ``[U+0020 × 40]`` pushes no ending away;
* points that look like one and are none, and letters of another script within an ending in Latin, stand as code points.
"""

from __future__ import annotations

import re
import unicodedata

ENDING = 10
"""Characters after the last point that can be an ending; chosen by hand."""

_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters, marks and signs that show nothing, though Unicode counts them as printable."""

_POINTS = "\u2024\ufe52\uff0e"
"""One dot leader, small and wide full stop: they look like the point before an ending."""

_JOINER = re.compile("(?<=[^\x00-\x7f])[\u200c\u200d](?=[^\x00-\x7f])")
_ROW = re.compile(" {3,}")


def name_shown(name: str) -> str:
    """Return a file name in which everything is seen, in the order in which it stands."""
    joined = {found.start() for found in _JOINER.finditer(name)}
    begins = _ending(name)
    shown = (_shown(sign, ends=begins <= at, joins=at in joined) for at, sign in enumerate(name))
    return _ROW.sub(lambda row: f"[U+0020 × {len(row.group())}]", "".join(shown))


def is_disguised(name: str) -> bool:
    """Tell whether a file name holds more than is seen of it; a blank of another width is no disguise."""
    return name_shown(name) != "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in name)


def _shown(sign: str, *, ends: bool, joins: bool) -> str:
    if unicodedata.category(sign) == "Zs":
        return " "
    seen = joins or (sign.isprintable() and sign not in _BLANK)
    alike = sign in _POINTS or (ends and sign.isalpha() and not _is_latin(sign))
    return sign if seen and not alike else f"[U+{ord(sign):04X}]"


def _ending(name: str) -> int:
    """Return where an ending with letters of the Latin script and others begins; the length where there is none."""
    begins = name.rfind(".") + 1
    letters = [_is_latin(sign) for sign in name[begins:] if sign.isalpha()]
    mixed = begins and len(name) - begins <= ENDING and any(letters) and not all(letters)
    return begins if mixed else len(name)


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN ")
