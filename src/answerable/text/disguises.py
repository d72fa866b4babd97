"""A text without disguises: letters of another script that look alike, and characters that nobody sees.

Rules:

* a word with Latin and Cyrillic letters, where all letters of the one script look like letters of the other, is written
  in the other; which, `folding` decides, and so does what looks alike (after Unicode's confusables, UTS #39);
* characters without width and soft hyphens go;
* everything else stays as it is, so that each character left has one place in the original.

Who compares two texts compares what is read; whoever disguises a word hides it from a comparison of characters.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from answerable.text.folding import in_one_script
from answerable.text.spans import Span

_UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff"
_HIDDEN = re.compile(f"[{_UNSEEN}]")
_BOTH = re.compile(r"[A-Za-z\u00c0-\u024f][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z\u00c0-\u024f]")


class Undisguised(NamedTuple):
    """A text as it is read.

    Attributes:
        text: Its characters.
        places: The place of each in the original, and the original's length; empty where nothing was disguised.
    """

    text: str
    places: tuple[int, ...] = ()

    def span(self, span: Span) -> Span:
        """The characters of the original that these stand for."""
        if not self.places:
            return span
        if not span:
            return Span(self.places[span.start], self.places[span.start])
        return Span(self.places[span.start], self.places[span.end - 1] + 1)


def undisguised(text: str) -> Undisguised:
    """The text as it is read; one without disguises is given back as it is."""
    if not _HIDDEN.search(text) and not _BOTH.search(text):
        return Undisguised(text)
    places = [place for place, character in enumerate(text) if not _HIDDEN.match(character)]
    return Undisguised(in_one_script("".join(text[place] for place in places)), (*places, len(text)))
