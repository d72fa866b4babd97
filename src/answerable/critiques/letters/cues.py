"""The words by which a sentence of a reply shows what it does, in seven languages (`cues/*.toml`).

Rules:
  - Words are compared folded: small letters, one kind of apostrophe, no vowel signs.
  - `*` stands for any ending, `..` for up to four words; Arabic words are also tried with one particle before them.
  - A language without a list is read with all of them: a quotation in another language is no reason to see nothing.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from answerable.text.morphology import folded

LANGUAGES: Final = ("ar", "de", "en", "es", "fr", "ru", "uk")

KINDS: Final = (
    "regret", "apology", "admit", "competence", "explain", "denial", "refuse", "fixed", "commit", "vague", "passed",
    "attack", "yes", "owner",
)  # fmt: skip
"""What the words of a list show, in the order of the features."""

KEPT: Final = 8192  # sentences whose cues are kept; chosen by hand

_GAP = r"(?:\W+\w+){0,4}?"


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    names = (language,) if language in LANGUAGES else LANGUAGES
    lists: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for name in names:
        content = files(__package__).joinpath(f"cues/{name}.toml").read_text(encoding="utf-8")
        for kind, entries in tomllib.loads(content).items():
            lists[kind] += [_pattern(entry, name) for entry in entries]
    return {kind: re.compile(rf"(?<!\w)(?:{'|'.join(some)})(?!\w)") for kind, some in lists.items()}


def _pattern(entry: str, language: str) -> str:
    """Return an entry as a regular expression; one with a backslash is one already."""
    if "\\" in entry:
        return entry
    words = [re.escape(folded(word)).replace(r"\*", r"\w*") for word in entry.split()]
    parts = [_GAP if word == r"\.\." else (r"\W+" if at else "") + word for at, word in enumerate(words)]
    return ("[وف]?" if language == "ar" else "") + "".join(parts)


@lru_cache(maxsize=KEPT)
def cues(text: str, language: str) -> dict[str, str]:
    """Return the kinds of cue in a sentence, each with its first words as they are folded."""
    seen = folded(text)
    found = {kind: pattern.search(seen) for kind, pattern in _patterns(language).items()}
    return {kind: match.group() for kind, match in found.items() if match}
