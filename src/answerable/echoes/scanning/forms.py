"""The forms in which the words of a name come up: case endings, elided articles, particles written together.

Rules:
  - A name is given as it stands in a dictionary; `forms` adds what grammar does to its words, by script and not by
    language, for pages often name us in a language that is not theirs.
  - Forms that no language has do no harm: they never come up. Forms of other words do: so endings are listed, and it is
    not enough that a word begins like ours.

Measured on news (ntrex, 603 Ukrainian and 603 Russian lines, 2026-11-22) with 16 common nouns taken for names of one
word, the worst case: these endings find 43 words, at most 13 of them other words (варто for варта, місто for міст); a
beginning of four letters with any four more finds 123, some 90 of them other words. In names of two words neither finds
any wrongly there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

CYRILLIC: Final = re.compile(r"[Ѐ-ԯ]")
ARABIC: Final = re.compile(r"[؀-ۿ]")
LATIN: Final = re.compile(r"[A-Za-zÀ-ɏ]")

SHORTEST: Final = 4
"""Letters of a Cyrillic word that is inflected: shorter ones are abbreviations and prepositions; chosen by hand."""

_CYRILLIC_ENDS: Final = re.compile(r"(?:ий|ый|ой|ая|яя|ое|ее|[аяоеєьйиіїыуюэ])\Z", re.IGNORECASE)

CYRILLIC_ENDINGS: Final = (
    *("", "а", "я", "о", "е", "є", "ь", "й", "и", "і", "ї", "ы", "у", "ю"),
    *("ом", "ем", "єм", "ою", "ею", "єю", "ой", "ей", "єй", "ов", "ев", "ів", "їв"),
    *("ам", "ям", "ами", "ями", "ах", "ях", "ові", "еві", "єві"),
    *("ий", "ый", "ая", "ое", "ее", "ие", "ые", "ого", "его", "ому", "ему", "им", "ым", "ими", "ыми", "их", "ых"),
    *("ую", "юю", "ої", "ьої", "ього", "ьому", "ьою", "ії", "ій", "ію", "ією", "ии", "ия", "ией", "иею", "ию"),
)
"""Case endings of nouns and adjectives in Ukrainian and Russian (Zaliznyak's tables, Ukrainian spelling rules of 2019,
sections 67 to 107), without those of rare declensions."""

LATIN_ENDINGS: Final = ("", "s")
"""The possessive of English and the genitive of German; an apostrophe inside a word counts as nothing."""

ELISIONS: Final = ("d", "l", "qu")
"""What French writes together with a word that begins with a vowel; the apostrophe counts as nothing."""

ELIDED: Final = re.compile(r"(?:d|l|qu)['’ʼ](?=\w)", re.IGNORECASE)
"""The same at the beginning of a word on a page."""

_PARTICLES: Final = ("", "و", "ف", "ب", "ل", "ك", "ول", "وب")
"""What Arabic writes together with the next word: and, so, by, for, like, and for, and by."""


def forms(word: str, *, first: bool) -> set[str]:
    """The forms of a word of a name.

    Args:
        word: As it stands in a dictionary.
        first: Whether it is the name's first word, to which particles and elided articles are joined.
    """
    if CYRILLIC.search(word):
        return {word, *_cyrillic(word)}
    if ARABIC.search(word):
        return {word, *_arabic(word)} if first else {word}
    if LATIN.search(word):
        plain = {word + ending for ending in LATIN_ENDINGS}
        vowel = first and word[0].lower() in "aeiouyhàâéèêëîïôöùûü"
        return plain | ({front + each for front in ELISIONS for each in plain} if vowel else set())
    return {word}


def _cyrillic(word: str) -> Iterator[str]:
    """The word with every ending in place of its own."""
    if len(word) < SHORTEST or word.isupper():
        return
    stem = _CYRILLIC_ENDS.sub("", word)
    for ending in CYRILLIC_ENDINGS:
        yield stem + ending


def _arabic(word: str) -> Iterator[str]:
    """The word with every particle before it; "for the" loses a letter."""
    for particle in _PARTICLES:
        joined = particle.endswith("ل") and word.startswith("ال")
        yield particle + ("ل" + word[2:] if joined else word)
