"""The dictionary form of a word: what a lexicon looks up and what two units of counting are compared by.

Rules:

* Russian goes through pymorphy3 (MIT; OpenCorpora's dictionary; its Ukrainian one is GPL), the other languages with
  a dictionary through simplemma (MIT); Arabic loses its written-together particles and its article, no more;
* a language without a dictionary gives the folded word: an answer that is never wrong, only less general;
* irregular forms that the dictionaries miss stand in the lexicons, as data;
* dictionaries load at first use and every word is looked up once.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

SIMPLEMMA = frozenset({"en", "fr", "de", "es", "pl", "uk"})
PYMORPHY = frozenset({"ru"})

PARTICLES = ("وال", "فال", "بال", "كال", "لل", "ال", "و", "ف", "ب", "ل", "ك", "س")
"""What Arabic writes together with the next word: and, so, by, like, for, the, will; longest first."""

SHORTEST_STEM = 3  # letters that must remain of an Arabic word; chosen by hand: two-letter rests are mostly accidents

IRREGULAR_PLURALS = {
    "people": "person",
    "persons": "person",
    "men": "man",
    "women": "woman",
    "children": "child",
    "kids": "child",
    "wives": "wife",
    "lives": "life",
    "knives": "knife",
    "halves": "half",
    "feet": "foot",
    "mice": "mouse",
    "policemen": "policeman",
    "fishermen": "fisherman",
}
"""Plurals that no rule gives, and two words for a counted person made one; chosen by hand."""

_SAME = str.maketrans(
    {"’": "'", "ʼ": "'", "‘": "'", "`": "'", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ـ": ""}
)
_MARKS = dict.fromkeys((*range(0x610, 0x61B), *range(0x64B, 0x660), 0x670, 0x301))

WORDS_KEPT = 200_000  # entries of the cache: the different words of some ten thousand pages; chosen by hand


@lru_cache(maxsize=WORDS_KEPT)
def folded(word: str) -> str:
    """The word in small letters, one way of writing each letter, without stress marks and Arabic vowel signs."""
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFC", word).translate(_MARKS).casefold().translate(_SAME)


@lru_cache(maxsize=WORDS_KEPT)
def lemma(word: str, lang: str) -> str:
    """The dictionary form of one word, folded.

    Args:
        word: One word as written.
        lang: ISO 639-1 code; an unknown one is no error.
    """
    plain = folded(word)
    if lang in SIMPLEMMA:
        return folded(_simplemma()(_written(word, lang), lang=lang))
    if lang in PYMORPHY:
        return folded(_analyser(lang).parse(plain)[0].normal_form)
    if lang == "ar":
        return min(stems(plain), key=len)
    return plain


@lru_cache(maxsize=WORDS_KEPT)
def is_noun(word: str, lang: str) -> bool:
    """Tell whether a Russian or Ukrainian word is first of all no adjective; other languages answer no."""
    if lang == "uk":
        return not lemma(word, lang).endswith(("ий", "ій"))
    return lang in PYMORPHY and _analyser(lang).parse(folded(word))[0].tag.POS == "NOUN"


@lru_cache(maxsize=WORDS_KEPT)
def verbs(plain: str) -> tuple[str, ...]:
    """The English verbs that a folded word may be a regular form of, itself among them; some are no words."""
    found = [plain]
    for ending in ("s", "es", "ed", "d", "ing"):
        if plain.endswith(ending) and len(rest := plain[: -len(ending)]) >= SHORTEST_STEM - 1:
            found += [rest, f"{rest}e"] if ending == "ing" else [rest]
            if ending in {"ed", "ing"} and rest[-1] == rest[-2]:
                found.append(rest[:-1])
    if plain.endswith(("ies", "ied")):
        found.append(f"{plain[:-3]}y")
    return tuple(found)


def singular(plain: str) -> str:
    """The singular of a folded English noun, by rule."""
    if plain in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[plain]
    if plain.endswith("ies") and len(plain) > len("ties"):
        return f"{plain[:-3]}y"
    if plain.endswith(("ches", "shes", "sses", "xes")):
        return plain[:-2]
    return plain[:-1] if plain.endswith("s") and not plain.endswith(("ss", "us", "is")) else plain


def stems(plain: str) -> tuple[str, ...]:
    """A folded Arabic word and what remains of it without the particles written together with it."""
    return (plain, *(plain[len(each) :] for each in PARTICLES if _leaves_a_stem(plain, each)))


def _leaves_a_stem(plain: str, particle: str) -> bool:
    """Tell whether the word begins with the particle and is long enough to do without it."""
    return plain.startswith(particle) and len(plain) - len(particle) >= SHORTEST_STEM


def _written(word: str, lang: str) -> str:
    """The word as the dictionary expects it: German tells nouns by their capital, the others do not."""
    return unicodedata.normalize("NFC", word) if lang == "de" else folded(word)


@cache
def _simplemma() -> Callable[..., str]:
    """The lemmatiser, imported at first use."""
    from simplemma import lemmatize  # noqa: PLC0415 - start-up does not wait for dictionaries

    return lemmatize


@cache
def _analyser(lang: str) -> Any:
    """The analyser of one language, loaded at first use."""
    from pymorphy3 import MorphAnalyzer  # noqa: PLC0415 - the same

    return MorphAnalyzer(lang=lang)
