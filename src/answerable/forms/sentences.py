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
SHORT = frozenset(
    {
        *("output", "document", "section", "party", "person", "actor", "finding", "statement", "rule", "element"),
        *("key", "item", "case", "origin", "guest", "id", "giver", "taker", "holder", "harm", "alarm", "objection"),
        *("module", "author", "officer", "policy", "reader"),
    }
)
"""Names that stand for short names that people gave: no blank in them, and never translated."""
NUMBERS = frozenset({"version", "number", "numerator", "days", "least", "start", "end", "met", "count"})
"""Names that stand for whole numbers."""
CHOICES = {"word": "country|people|subject"}
"""Names that stand for one of a few words."""
DEEPEST = 4
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
    whole = _word(text)
    if whole != text:
        return whole
    for pattern in _patterns():
        if text.startswith(pattern.head) and (match := pattern.found.fullmatch(text)):
            told = gettext(pattern.text)
            if told != pattern.text:
                return told.format(**_values(match.groupdict(), language, depth))
    return _in_parts(text, language, depth)


def _word(text: str) -> str:
    """Return a text of the catalogue, or a value of the record as words, translated; itself where it is neither."""
    found = gettext(text)
    spoken = text.replace("-", " ")
    return gettext(spoken) if found == text and gettext(spoken) != spoken else found


def _values(found: dict[str, str], language: str, depth: int) -> dict[str, str]:
    """Return what stands in the place of each name, translated unless it is a short name that people gave."""
    return {
        name: value if _plain(name) in SHORT | NUMBERS else _translated(value, language, depth + 1)
        for name, value in found.items()
    }


def _in_parts(text: str, language: str, depth: int) -> str:
    """Return sentences in one line, words in brackets at the end, and lists, each part translated by itself."""
    bracket = re.fullmatch(r"(.+) \((.+)\)", text)
    if bracket:
        return f"{_translated(bracket[1], language, depth + 1)} ({_translated(bracket[2], language, depth + 1)})"
    for between in (r"((?<=[.;]) )(?=\S)", r"(, | and | or )"):
        parts = re.split(between, text)
        if len(parts) > 1:
            joins = [gettext(each.strip()) if each.strip().isalpha() else each.strip() for each in parts[1::2]]
            told = [_translated(each, language, depth + 1) for each in parts[::2]]
            return told[0] + "".join(_joined(join, each) for join, each in zip(joins, told[1:], strict=True))
    return text


def _joined(join: str, text: str) -> str:
    """Return a part with what joins it to the one before: a word between blanks, a comma, or a blank alone."""
    if not join:
        return f" {text}"
    return f" {join} {text}" if join[0].isalpha() else f"{join} {text}"


@cache
def _patterns() -> tuple[Pattern, ...]:
    """Return every sentence that has a name in it, those with the most words of their own first."""
    held = json.loads(resources.files("answerable.forms").joinpath("sentences.json").read_text(encoding="utf-8"))
    named = [text for text in held if NAME.search(text) and NAME.sub("", text).strip()]
    return tuple(map(_pattern, sorted(named, key=lambda text: -len(NAME.sub("", text)))))


def _pattern(text: str) -> Pattern:
    parts = NAME.split(text)
    made = "".join(
        re.escape(part.replace("{{", "{").replace("}}", "}")) if i % 2 == 0 else _place(part, beside=not parts[i - 1])
        for i, part in enumerate(parts)
    )
    return Pattern(text, re.compile(made, re.DOTALL), parts[0].replace("{{", "{"))


def _place(name: str, *, beside: bool) -> str:
    """Return the expression for what stands in the place of a name; one that follows another may be empty."""
    if name in CHOICES:
        return f"(?P<{name}>{CHOICES[name]})"
    if _plain(name) in NUMBERS:
        return rf"(?P<{name}>[0-9]+)"
    if _plain(name) in SHORT:
        return rf"(?P<{name}>\S+)"
    return f"(?P<{name}>.*?)" if beside else f"(?P<{name}>.+?)"


def _plain(name: str) -> str:
    """Return a name without the number that keeps it apart from another."""
    return name.rstrip("0123456789")
