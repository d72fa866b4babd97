"""A passage as words, numbers and marks, each with its place in the untouched original.

Rules:

* one pass of one regular expression without nested repetition, so time is linear in any input;
* a hyphen inside a word is no token: `cease-fire` and `cease fire` are the same two words;
* French parts an elided word after its apostrophe (`l'armée`), English drops a possessive `'s`;
* a digit group is one token with its separators; languages that group by a plain space get it as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from answerable.text.morphology import folded

LETTER = r"[^\W\d_]"
MARK = r"[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670]"
NUMBER = r"\d{1,3}(?:[%s]\d{3})+(?!\d)(?:[.,\u066b]\d+)?|\d+(?:[.,\u066b\u066c]\d+)*"
GROUPS = {"en": "\u00a0\u202f\u2009"}  # English groups by comma; a plain space parts two numbers
GROUPS_ELSEWHERE = "\u00a0\u202f\u2009 "

NUMERAL = "<n>"
"""What a lexicon writes for a number in digits."""

SENTENCE_END = frozenset(".!?…؟。！？\n")
CLAUSE_END = SENTENCE_END | frozenset(',;:،؛—–()[]«»“”„"')

SHORT_LINE = "mr mrs ms dr st no prof gen col lt capt sgt vs art para cf г ул им т р ст пр див z b bzw ca nr abs"
SHORT = frozenset(SHORT_LINE.split())
"""Words before a full stop that ends no sentence; chosen by hand."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a passage as columns of equal length.

    Attributes:
        text: The passage.
        norms: Folded words, numbers as written, marks, one line feed for a blank line.
        starts: Offsets of the first characters.
        ends: Offsets after the last characters.
        sentences: For each token the number of its sentence, from 0.
    """

    text: str
    norms: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[int]

    def surface(self, place: int) -> str:
        """The token as written."""
        return self.text[self.starts[place] : self.ends[place]]

    def is_word(self, place: int) -> bool:
        """Tell whether the token begins with a letter."""
        return 0 <= place < len(self.norms) and self.norms[place][0].isalpha()

    def is_number(self, place: int) -> bool:
        """Tell whether the token begins with a digit."""
        return 0 <= place < len(self.norms) and self.norms[place][0].isdecimal()

    def capital(self, place: int) -> bool:
        """Tell whether the token is a word that begins with a capital."""
        return 0 <= place < len(self.norms) and self.text[self.starts[place]].isupper()

    def first_of_sentence(self, place: int) -> bool:
        """Tell whether no word of the same sentence stands before the token."""
        before = place - 1
        while before >= 0 and self.sentences[before] == self.sentences[place]:
            if self.norms[before][0].isalnum():
                return False
            before -= 1
        return True


def tokens(text: str, lang: str) -> Tokens:
    """The tokens of a passage in a language."""
    norms: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _pattern(lang).finditer(text):
        word = found[0]
        start, end = found.span()
        if lang == "en" and word[-2:] in {"'s", "’s"} and len(word) > 2 and folded(word) not in _CONTRACTED:  # noqa: PLR2004
            word, end = word[:-2], end - 2
        norms.append("\n" if word[0] == "\n" else folded(word) or word)
        starts.append(start)
        ends.append(end)
    return Tokens(text, norms, starts, ends, _sentences(text, norms, starts, ends))


_CONTRACTED = frozenset({"it's", "that's", "he's", "she's", "there's", "what's", "who's", "let's", "here's"})


@cache
def _pattern(lang: str) -> re.Pattern[str]:
    """The expression that finds the tokens of a language."""
    letters = f"{LETTER}(?:{LETTER}|{MARK})*"
    inner = f"{letters}['’ʼ](?={LETTER})|{letters}" if lang == "fr" else f"{letters}(?:['’ʼ]{letters})*"
    number = NUMBER % GROUPS.get(lang, GROUPS_ELSEWHERE)
    hyphen = r"(?<=\w)[-‐‑](?=[^\W\d_])"
    return re.compile(rf"{number}|{inner}|\n[^\S\n]*\n\s*|(?!{hyphen})[^\w\s]|_")


def _sentences(text: str, norms: list[str], starts: list[int], ends: list[int]) -> list[int]:
    """The number of each token's sentence."""
    numbers: list[int] = []
    current, last = 0, len(norms) - 1
    for place, norm in enumerate(norms):
        numbers.append(current)
        if norm not in SENTENCE_END or place == last:
            continue
        if norm == "." and not _ends_here(text, norms[place - 1] if place else "", ends[place], starts[place + 1]):
            continue
        current += norms[place + 1] not in SENTENCE_END
    return numbers


def _ends_here(text: str, before: str, end: int, following: int) -> bool:
    """Tell whether a full stop ends its sentence: space and no small letter after it, no known abbreviation before."""
    return following > end - (text[end : end + 1] in "\"'”’»") and before not in SHORT and not text[following].islower()
