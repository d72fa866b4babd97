"""Where a text demands, thanks, accuses and laments by its words: the lists of `wording.toml`, in seven languages.

Rules:
  - An entry matches whole words, in any case; "*" stands for the rest of a word.
  - In Arabic the particles that are written together with a word may stand before it.
  - A cue proves nothing: the learned part weighs cues, and a cue gives the reason that a person reads.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

from answerable.text.spans import Span

GROUPS: Final = (
    "asks",
    "must",
    "wish",
    "thanks",
    "claims",
    "denies",
    "hurt",
    "rhetoric",
    "farewell",
    "courts",
    "firm",
)
"""The lists that each language has, in the order in which the learned part was trained on them."""

_ARABIC_PARTICLES: Final = "(?:[وفبلك]|ال|وال|بال|فال|لل|ول|س|وس)?"


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have lists."""
    return tuple(_lists())


def cues(text: str, language: str) -> dict[str, list[Span]]:
    """Return where words of each group stand; a language without lists has none."""
    if language not in _lists():
        return {group: [] for group in GROUPS}
    return {group: [Span(*match.span()) for match in _pattern(language, group).finditer(text)] for group in GROUPS}


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    content = files("answerable.critiques.letters").joinpath("wording.toml").read_text(encoding="utf-8")
    return tomllib.loads(content)


@cache
def _pattern(language: str, group: str) -> re.Pattern[str]:
    entries = sorted(_lists()[language][group], key=lambda entry: (-len(entry), entry))
    worded = "|".join(_worded(entry) for entry in entries)
    before = _ARABIC_PARTICLES if language == "ar" else ""
    return re.compile(rf"(?<!\w){before}(?:{worded})(?!\w)", re.IGNORECASE)


def _worded(entry: str) -> str:
    """Return the expression of an entry: any white space between words, either apostrophe."""
    words = (re.escape(word).replace(r"\*", r"\w*").replace("'", "['’]") for word in entry.split())
    return r"\s+".join(words)
