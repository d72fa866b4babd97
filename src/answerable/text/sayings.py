"""Words that tell who is speaking, in every language at once, and the noun phrases beside them.

The lists are in `speech.toml`. They are not kept apart by language while searching: a release may quote in another
language than its own, and no verb of saying of one language is a common word of another.
"""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any, Final

from answerable.text.spans import Span

LONGEST_NAME: Final = 9
"""Words of a speaker's name at most, with rank and office; chosen by hand."""

_LISTS: Final[dict[str, Any]] = tomllib.loads(
    files("answerable.text").joinpath("speech.toml").read_text(encoding="utf-8")
)


def _any_of(name: str) -> str:
    words = {word for language in _LISTS.values() for word in language[name]}
    return "|".join(
        re.escape(word).replace(r"\*", r"\w{0,4}") for word in sorted(words, key=lambda word: (-len(word), word))
    )


SAID: Final = re.compile(rf"(?<!\w)(?:{_any_of('said')}|(?<=, )so(?= (?-i:[A-ZÄÖÜ])))(?!\w)", re.IGNORECASE)
"""A verb of saying, or the German "so" before a name."""

ACCORDING: Final = re.compile(rf"(?<!\w)(?:{_any_of('according')})(?!\w)", re.IGNORECASE)
"""Words before the name of a source."""

STOPS: Final = frozenset(word for language in _LISTS.values() for word in language["stops"])
"""Words at which a speaker's name ends."""

EDGES: Final = re.compile(r"[.!?…;。！？؟۔](?=\s|\Z)|\n")
"""Where the sentence beside a quotation ends."""

ARTICLES: Final = frozenset(["der", "den", "dem"])
"""German articles, which elsewhere in a name's neighbourhood begin a relative clause."""

_WORD = re.compile(r"\w[\w.'’-]*")
_LEADING = re.compile(r"[\s,:—–-]*")
_LINKS: Final = frozenset(
    ["and", "but", "et", "mais", "und", "aber", "y", "pero", "и", "но", "а", "і", "й", "та", "але", "i", "ale"]
)


def phrase_after(text: str, start: int, stop: int) -> Span:
    """The name that begins here, after a verb of saying; empty where a stop word or a mark comes first."""
    leading = _LEADING.match(text, start, stop)
    begin = end = leading.end() if leading else start
    for number, word in enumerate(_WORD.finditer(text, begin, stop)):
        article = number == 0 and word.group() in ARTICLES
        stopped = word.group().lower() in STOPS and not article
        if stopped or number == LONGEST_NAME or text[end : word.start()].strip(" .\n"):
            break
        end = word.end()
    return Span(begin, begin + len(text[begin:end].rstrip(".")))


def phrase_before(text: str, begin: int, stop: int) -> Span:
    """The name that ends here, before a verb of saying; empty where there is none or it is a whole clause."""
    clause = max((text.rfind(mark, begin, stop) for mark in ',;:—–"”»'), default=-1)
    words = list(_WORD.finditer(text, max(begin, clause + 1), stop))
    while words and words[0].group().lower() in _LINKS:
        words.pop(0)
    if not words or len(words) > LONGEST_NAME or words[0].group().lower() in STOPS - ARTICLES - {"a"}:
        return Span(0, 0)
    return Span(words[0].start(), words[-1].end())
