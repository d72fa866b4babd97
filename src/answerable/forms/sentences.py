"""Sentences of the gates in the reader's language.

Rules:
  - A gate says what it says in English, and so do the record and every certificate: the same for all readers, and for
    verification offline. Pages translate when they show.
  - `sentences.json` holds the patterns of all sentences that gates can say, with names between braces, as
    `translations/messages.py` finds them in the code; their translations stand in the catalogues with all other texts.
  - What stands in the place of a name is translated by the same rule where it is a sentence or a word of the record,
    and else left as it is: names of people's things are theirs.
  - A sentence without a pattern or without a translation stays English rather than disappear.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from importlib import resources

import msgspec
from django.utils.translation import get_language, gettext

NAME = re.compile(r"\{(\w+)\}")
DEEPEST = 3
"""Sentences within sentences that are translated; the rules by which a section is affected stand two deep."""
REMEMBERED = 8192
"""Translated sentences kept, some 2 MB; chosen by hand: the boards of a dozen cases in five languages."""


class Pattern(msgspec.Struct, frozen=True):
    """A sentence with names between braces, and the expression that recognises it."""

    text: str
    found: re.Pattern[str]
    head: str


def in_readers_language(text: str) -> str:
    """Return a sentence of a gate in the language of the page."""
    language = get_language() or "en"
    return text if language.startswith("en") else _translated(text, language, 0)


@lru_cache(maxsize=REMEMBERED)
def _translated(text: str, language: str, depth: int) -> str:
    if not text.strip() or depth > DEEPEST:
        return text
    whole = gettext(text)
    if whole != text:
        return whole
    for pattern in _patterns():
        if text.startswith(pattern.head) and (match := pattern.found.fullmatch(text)):
            told = gettext(pattern.text)
            if told != pattern.text:
                values = {name: _translated(value, language, depth + 1) for name, value in match.groupdict().items()}
                return told.format(**values)
    return _joined(text, language, depth)


def _joined(text: str, language: str, depth: int) -> str:
    """Return sentences that stand in one line, each translated by itself; `text` when there is only one."""
    parts = re.split(r"(?<=[.;]) (?=\S)", text)
    return text if len(parts) == 1 else " ".join(_translated(part, language, depth + 1) for part in parts)


@cache
def _patterns() -> tuple[Pattern, ...]:
    """Return every sentence that has a name in it, those with the most words of their own first."""
    held = json.loads(resources.files("answerable.forms").joinpath("sentences.json").read_text(encoding="utf-8"))
    named = [text for text in held if NAME.search(text) and NAME.sub("", text).strip()]
    return tuple(map(_pattern, sorted(named, key=lambda text: -len(NAME.sub("", text)))))


def _pattern(text: str) -> Pattern:
    parts = NAME.split(text)
    made = "".join(
        re.escape(part.replace("{{", "{").replace("}}", "}")) if i % 2 == 0 else f"(?P<{part}>.+?)"
        for i, part in enumerate(parts)
    )
    return Pattern(text, re.compile(made, re.DOTALL), parts[0].replace("{{", "{"))
