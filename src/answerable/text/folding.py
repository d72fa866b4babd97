"""What stays of a text once the ways of writing the same words are folded into one.

Rules, character by character (`letters`):

* case is folded (Unicode, section 3.13, full case folding), and so are width and presentation forms (UAX #15, NFKD);
* accents and vowel points go: ё is е, й is и, ü is u, Arabic harakat and the hamza on a carrier; marks that are letters
  in their own right, such as the vowel signs of Indic scripts, stay;
* alef maqsura is yeh, teh marbuta is heh, Persian yeh and kaf are the Arabic ones; ø, ł, đ and their like are the
  letter without the stroke;
* tatweel, soft hyphens and characters without width count as nothing; digits of any script are ASCII digits;
* Han, kana and scripts without word spaces give one word for each character.

And by context:

* a word with Latin and Cyrillic letters, where all letters of the one script look like letters of the other, is written
  in the other (after Unicode's confusables, UTS #39, the pairs that look alike in common typefaces). A word whose
  letters are all of one script stays as it is, even where another alphabet could spell it;
* an apostrophe inside a word counts as nothing in matching, and a hyphen joins: "п'ять" is "п’ять", "long-term" is one
  word, and a word broken over two lines by a hyphen is whole again.

`fold` keeps punctuation, for reading and for searching phrases; matching reads words only (`index.words`).
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from answerable.text.spans import Span

CODE = np.uint32(0x1FFFFF)
"""Bits of an entry of the table that hold the folded character, or its place among the expansions."""

LETTER = np.uint32(1 << 21)
"""Belongs to a word and folds to one character."""

SEVERAL = np.uint32(1 << 22)
"""Belongs to a word and folds to several characters."""

MARK = np.uint32(1 << 23)
"""Folds to nothing but belongs to the letter before it."""

NOTHING = np.uint32(1 << 24)
"""Folds to nothing and stands between the letters of a word without ending it."""

JOINS = np.uint32(1 << 25)
"""A hyphen: between two letters it counts as nothing, elsewhere it ends a word."""

ALONE = np.uint32(1 << 26)
"""Is a word by itself."""

LATIN = np.uint32(1 << 27)
"""A letter of the Latin script."""

CYRILLIC = np.uint32(1 << 28)
"""A letter of the Cyrillic script."""

CAPITAL = np.uint32(1 << 29)
"""An upper- or titlecase letter."""

LAST = 0x323B0
"""Code points from here on are never letters: the end of Han extension H (Unicode 15)."""

LATIN_LOOKS = "ABCEHIJKMOPSTXYaceijopsxy"
CYRILLIC_LOOKS = "АВСЕНІЈКМОРЅТХУасеіјорѕху"
"""The same shapes in both scripts, in the same order (the single-letter pairs of UTS #39, confusables.txt)."""

SAME_LETTER = {
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ı": "i",
    "ł": "l",
    "ŧ": "t",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ŋ": "n",
    "ى": "ي",
    "ی": "ي",
    "ې": "ي",
    "ک": "ك",
    "ة": "ه",
    "ہ": "ه",
    "ھ": "ه",
    "ۃ": "ه",
    "ٱ": "ا",
    "ґ": "г",
}
"""Letters that no decomposition of Unicode brings together; chosen by hand."""

APOSTROPHES = "'`´ʹʻʼʽʾʿˈ‘’‛′＇՚ꞌ"
HYPHENS = "-\u2010\u2011﹣－"
QUOTATION_MARKS = '"«»“”„‟‹›″〝〞＂「」『』'
DASHES = "‒–—―−"
INVISIBLE = "\u00ad\u034f\u061c\u0640\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"

_WORDS_BY_CHARACTER = (
    *((0x0E00, 0x0E80), (0x0E80, 0x0F00), (0x1000, 0x10A0), (0x1780, 0x1800), (0x3041, 0x3100), (0x31F0, 0x3200)),
    *((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, LAST)),
)
"""Thai, Lao, Burmese, Khmer, kana and Han: scripts without spaces between words (UAX #29, section 4, last note)."""

_LATIN = ((0x41, 0x250), (0x1E00, 0x1F00), (0x2C60, 0x2C80), (0xA722, 0xA800), (0xFB00, 0xFB07), (0xFF21, 0xFF5B))
_CYRILLIC = ((0x400, 0x530), (0x1C80, 0x1C90), (0x2DE0, 0x2E00), (0xA640, 0xA6A0))
"""Blocks of the two scripts (Unicode, Blocks.txt); what is no letter in them has been sorted out before."""

SPACE = ord(" ")

_ACCENTS = range(200, 241)
"""Canonical combining classes of marks above, below and around a letter (UAX #44, table 15)."""

_POINTS = range(10, 36)
"""Canonical combining classes of Hebrew and Arabic points (UAX #44, table 15)."""


class Letters(NamedTuple):
    """The folding table as arrays.

    Attributes:
        entries: uint32 [LAST]; for each code point its flags, and its folded character or place in `expansions`.
        expansions: uint32; at each place a length and then so many folded characters.
        cyrillic: uint32 [LAST]; for a Latin letter that looks Cyrillic, that letter folded; else 0.
        latin: uint32 [LAST]; for a Cyrillic letter that looks Latin, that letter folded; else 0.
    """

    entries: npt.NDArray[np.uint32]
    expansions: npt.NDArray[np.uint32]
    cyrillic: npt.NDArray[np.uint32]
    latin: npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and where each of its characters comes from.

    Attributes:
        text: The folded characters; runs of white space are one space.
        starts: int64 [len(text)]; first character of the original behind each folded one.
        ends: int64 [len(text)]; end of the same.
    """

    text: str
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]

    def original(self, start: int, end: int) -> Span:
        """The characters of the original behind the folded characters `start` to `end`."""
        if start >= end:
            at = int(self.starts[start]) if start < len(self.starts) else int(self.ends[-1]) if len(self.ends) else 0
            return Span(at, at)
        return Span(int(self.starts[start]), int(self.ends[end - 1]))


def fold(text: str) -> Folded:
    """The text with its spellings folded, and the way back to the original characters."""
    table = letters()
    codes = _codes(text)
    entries = np.where(codes < LAST, table.entries[np.minimum(codes, LAST - 1)], np.uint32(0))
    folded, owners = _spelled(codes, table)
    other = _look_alikes_written(codes, entries, table)[owners]
    folded = np.where(other > 0, other, folded)
    kept = np.ones(len(folded), dtype=np.bool_)
    kept[1:] = (folded[1:] != SPACE) | (folded[:-1] != SPACE)
    written = folded[kept].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    return Folded(written, owners[kept], _ends(owners[kept], entries))


def in_one_script(text: str) -> str:
    """The text with each word of two scripts in the one that can write it; every character keeps its place."""
    table, codes = letters(), _codes(text)
    entries = np.where(codes < LAST, table.entries[np.minimum(codes, LAST - 1)], np.uint32(0))
    shapes = _look_alikes_written(codes, entries, table).tolist()
    alike = (chr(shape) if shape else each for shape, each in zip(shapes, text, strict=True))
    return "".join(shape.upper() if each.isupper() else shape for shape, each in zip(alike, text, strict=True))


def _spelled(codes: npt.NDArray[np.int64], table: Letters) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The folded characters one by one, and for each the place of its original."""
    kinds, each = np.unique(codes, return_inverse=True)
    pieces = [_codes(_written(code, int(table.entries[code]) if code < LAST else 0, table)) for code in kinds.tolist()]
    sizes = np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces))
    owners = np.repeat(np.arange(len(codes), dtype=np.int64), sizes[each])
    before = np.cumsum(sizes[each]) - sizes[each]
    within = np.arange(len(owners), dtype=np.int64) - before[owners]
    flat = np.concatenate(pieces) if pieces else codes
    return flat[(np.cumsum(sizes) - sizes)[each[owners]] + within], owners


def _codes(text: str) -> npt.NDArray[np.int64]:
    """The code points of a text; a lone surrogate is one too."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)


@cache
def letters() -> Letters:
    """The folding table; made at the first call, in about a fifth of a second."""
    expansions: list[int] = []
    entries = np.zeros(LAST, dtype=np.uint32)
    for start, end in ((0, 0x3400), (0xA000, 0xD800), (0xE000, 0x20000)):
        entries[start:end] = [_entry(code, expansions) for code in range(start, end)]
    for start, end in _WORDS_BY_CHARACTER:
        block = entries[start:end]
        plain = np.arange(start, end, dtype=np.uint32) | LETTER
        block[:] = np.where((block == 0) & (start >= 0x3400), plain, block)  # noqa: PLR2004 - Han, left out above
        block[:] = np.where(block & (LETTER | SEVERAL), block | ALONE, block)
    cyrillic, latin = np.zeros(LAST, dtype=np.uint32), np.zeros(LAST, dtype=np.uint32)
    for one, other in zip(LATIN_LOOKS, CYRILLIC_LOOKS, strict=True):
        cyrillic[ord(one)] = ord(other.lower())
        latin[ord(other)] = ord(one.lower())
    return Letters(entries, np.array(expansions or [0], dtype=np.uint32), cyrillic, latin)


def _entry(code: int, expansions: list[int]) -> int:
    """The entry of one character, any longer folding added to `expansions`."""
    character = chr(code)
    category = unicodedata.category(character)
    fixed = _fixed(character, category)
    if fixed is not None:
        return fixed
    plain = "".join(_plain(each) for each in unicodedata.normalize("NFKD", character).casefold())
    # Case folding can leave a decomposable letter, and a decomposition a capital: twice is enough for all of Unicode.
    plain = "".join(_plain(each) for each in unicodedata.normalize("NFKD", plain).casefold())
    if not plain:
        return int(MARK)
    if not all(each.isalnum() or unicodedata.category(each)[0] == "M" for each in plain):
        return 0
    flags = int(CAPITAL) if category in {"Lu", "Lt"} else 0
    flags |= int(LATIN) * _within(code, _LATIN) | int(CYRILLIC) * _within(code, _CYRILLIC)
    if len(plain) == 1:
        return int(LETTER) | flags | ord(plain)
    expansions.extend((len(plain), *map(ord, plain)))
    return int(SEVERAL) | flags | len(expansions) - 1 - len(plain)


def _within(code: int, blocks: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= code < end for start, end in blocks)


def _fixed(character: str, category: str) -> int | None:
    """The entry of a character that is no letter, or None for one that may be."""
    if character in INVISIBLE or category == "Cf" or character in APOSTROPHES:
        return int(NOTHING)
    if character in HYPHENS:
        return int(JOINS)
    if category[0] in "LNM":
        return None
    return 0


def _plain(character: str) -> str:
    """What one decomposed, case-folded character folds to: nothing for an accent."""
    kind = unicodedata.combining(character)
    if kind in _ACCENTS or kind in _POINTS or unicodedata.category(character) == "Me":
        return ""
    digit = unicodedata.digit(character, None)
    return str(digit) if digit is not None else SAME_LETTER.get(character, character)


def _written(code: int, entry: int, table: Letters) -> str:
    """How one character is written in a folded text."""
    if entry & int(LETTER):
        return chr(entry & int(CODE))
    if entry & int(SEVERAL):
        place = entry & int(CODE)
        size = int(table.expansions[place])
        return "".join(map(chr, table.expansions[place + 1 : place + 1 + size].tolist()))
    character = chr(code)
    return _punctuation().get(character, "" if entry & int(MARK | NOTHING) else _other(character))


@cache
def _punctuation() -> dict[str, str]:
    kinds = (("'", APOSTROPHES), ('"', QUOTATION_MARKS), ("-", HYPHENS + DASHES))
    return {each: mark for mark, characters in kinds for each in characters}


def _other(character: str) -> str:
    """What is neither word nor mark: white space is a space, the rest its compatibility form."""
    if character.isspace():
        return " "
    plain = unicodedata.normalize("NFKD", character)
    return "".join(each for each in plain if unicodedata.category(each)[0] != "M").strip() or " "


def _look_alikes_written(
    codes: npt.NDArray[np.int64], entries: npt.NDArray[np.uint32], table: Letters
) -> npt.NDArray[np.uint32]:
    """For each character of a word of two scripts its look-alike in the script that can write the word, else 0."""
    into = {CYRILLIC: _looks(codes, entries, table.cyrillic), LATIN: _looks(codes, entries, table.latin)}
    of = {script: (entries & script) != 0 for script in (LATIN, CYRILLIC)}
    inside = (entries & (LETTER | SEVERAL | MARK | NOTHING)) != 0
    edges = np.flatnonzero(np.diff(np.concatenate(([False], inside, [False])).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    letters_of = {script: _counts(each, starts, ends) for script, each in of.items()}
    stuck = {
        script: _counts(of[other] & (into[script] == 0), starts, ends)
        for script, other in ((CYRILLIC, LATIN), (LATIN, CYRILLIC))
    }
    mixed = (letters_of[LATIN] > 0) & (letters_of[CYRILLIC] > 0)
    more = letters_of[CYRILLIC] >= letters_of[LATIN]
    cyrillic = mixed & (stuck[CYRILLIC] == 0) & ((stuck[LATIN] > 0) | more)
    latin = mixed & (stuck[LATIN] == 0) & ~cyrillic
    found = np.zeros(len(codes), dtype=np.uint32)
    for script, other, words in ((CYRILLIC, LATIN, cyrillic), (LATIN, CYRILLIC, latin)):
        turned = np.zeros(len(codes) + 1, dtype=np.int64)
        np.add.at(turned, starts[words], 1)
        np.add.at(turned, ends[words], -1)
        found = np.where((np.cumsum(turned)[:-1] > 0) & of[other], into[script], found)
    return found


def _counts(
    flags: npt.NDArray[np.bool_], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """How many flags are set between each start and end."""
    total = np.concatenate(([0], np.cumsum(flags)))
    return np.asarray(total[ends] - total[starts], dtype=np.int64)


def _looks(
    codes: npt.NDArray[np.int64], entries: npt.NDArray[np.uint32], looks: npt.NDArray[np.uint32]
) -> npt.NDArray[np.uint32]:
    """For each letter its look-alike in the other script, or 0; an accented one that of the letter without accent."""
    direct = looks[np.minimum(codes, LAST - 1)]
    small = ((entries & LETTER) != 0) & ((entries & CAPITAL) == 0)
    plain = np.where(small, entries & CODE, 0)
    return np.where(direct > 0, direct, looks[np.minimum(plain, LAST - 1)]).astype(np.uint32)


def _ends(owners: npt.NDArray[np.int64], entries: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """Ends of the original characters behind folded ones, each with the marks that follow it."""
    marked = (entries & MARK) != 0
    places = np.arange(len(entries), dtype=np.int64)
    # For each place, the first later place that holds no mark: what lies between belongs to the letter.
    following = np.minimum.accumulate(np.where(marked, len(entries), places)[::-1])[::-1]
    following = np.append(following, len(entries))
    return following[owners + 1]
