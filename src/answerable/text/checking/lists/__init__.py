"""The words that the checks look for beside the lexicons: graver categories, terms of art, common words.

One file for each language, in the form of the lexicons (`answerable.text.lexicons`); a language without a file has no
such words, which is no error.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from answerable.text.lexicons.entries import paths
from answerable.text.lexicons.matching import Lexicon, Match, Rule, matches
from answerable.text.lexicons.tokens import Tokens
from answerable.text.morphology import folded

FOLDER = Path(__file__).parent

KINDS = ("gravers", "terms", "quantifiers", "causes", "silences", "wholes")
"""The lists of a file: words of a graver category, words of law used as ordinary ones, quantifiers, words of cause,
words for what nobody heard of, and words that leave no exception."""


def spotted(passage: Tokens, lang: str) -> list[Match]:
    """Return the words of the lists in a passage; `rule.kind` is one of `KINDS`, `rule.value` the category."""
    lexicon = _lexicon(lang)
    return matches(lexicon, passage) if lexicon.root else []


@cache
def common(lang: str) -> frozenset[str]:
    """Return the words of a language that are too common to tell what a sentence is about."""
    return frozenset(folded(str(_read(lang).get("common", ""))).split())


@cache
def own(lang: str) -> frozenset[str]:
    """Return the words by which an organisation names itself as the one who does or says something."""
    return frozenset(folded(str(_read(lang).get("own", ""))).split())


@cache
def ours(lang: str) -> frozenset[str]:
    """Return these words, and those by which it speaks of what is its own."""
    return own(lang) | frozenset(folded(str(_read(lang).get("ours", ""))).split())


@cache
def _lexicon(lang: str) -> Lexicon:
    said = _read(lang)
    lexicon = Lexicon(lang)
    for kind in KINDS:
        for each in said.get(kind, []):
            rule = Rule(kind=kind, value=each["value"], level=1.0)
            for entry in each["entries"].replace("\n", " ").split(","):
                for path in paths(entry.strip(), said.get("sets", {})) if entry.strip() else ():
                    lexicon.add(path, rule)
    return lexicon


@cache
def _read(lang: str) -> dict[str, Any]:
    file = FOLDER / f"{lang}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if lang.isalpha() and file.is_file() else {}
