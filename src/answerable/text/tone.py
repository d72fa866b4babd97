"""Where a text speaks ill of its critics instead of answering them.

Rules:

* a name or a motive is found by the words of `tone.toml`, in the language of the text;
* in one sentence with words for whoever criticises it is sure; alone it is not: "mobs" may be what a report is about;
* what stands in quotation marks, what is denied just before ("our critics are not liars"), and what the text reports
  that others called somebody, is not the text's own.

What a critic did can be said ("the letter gives the wrong date"): no word of the lists says that something is wrong.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from answerable.text.documents import Document, Visible, read_document, visible
from answerable.text.languages import language_of
from answerable.text.quotations import quotations
from answerable.text.sentences import sentences

DENIED_WITHIN = 24
"""Characters before a word in which a denial takes it back; chosen by hand: two or three words."""

_LISTS: Final[dict[str, dict[str, list[str]]]] = tomllib.loads(
    files("answerable.text").joinpath("tone.toml").read_text(encoding="utf-8")
)


class Denigration(msgspec.Struct, frozen=True, kw_only=True):
    """Words that speak ill of critics.

    Attributes:
        start: First character in the document's text.
        end: After the last.
        text: The words.
        form: `name` for what people are called, `motive` for what they are said to act from.
        sure: Whether words for whoever criticises stand in the same sentence.
    """

    start: int
    end: int
    text: str
    form: str
    sure: bool


def denigrations(source: str | Document, *, language: str = "") -> tuple[Denigration, ...]:
    """Return where a text speaks ill of its critics, in order; nothing in a language without lists."""
    document = read_document(source, media="plain") if isinstance(source, str) else source
    known = (language or language_of(document.text)).partition("-")[0]
    if known not in _LISTS:
        return ()
    return tuple(
        found for block in document.blocks if block.kind != "quote" for found in _in_block(visible(block), known)
    )


def _in_block(view: Visible, language: str) -> Iterator[Denigration]:
    quoted = [(each.start, each.end) for each in quotations(view.text)]
    for start, end in sentences(view.text):
        sentence = view.text[start:end]
        aimed = _any(language, "critics").search(sentence) is not None
        told = _any(language, "told").search(sentence) is not None
        for form, match in _matches(sentence, language):
            at, stop = start + match.start(), start + match.end()
            if any(one <= at and stop <= other for one, other in quoted) or _denied(sentence, match.start(), language):
                continue
            where = view.span(at, stop)
            words = view.text[at:stop]
            yield Denigration(start=where.start, end=where.end, text=words, form=form, sure=aimed and not told)


def _matches(sentence: str, language: str) -> Iterator[tuple[str, re.Match[str]]]:
    for form, name in (("name", "names"), ("motive", "motives")):
        for match in _any(language, name).finditer(sentence):
            yield form, match


def _denied(sentence: str, at: int, language: str) -> bool:
    """Tell whether a word of denial stands just before, with no mark between."""
    before = re.split(r"[,;:.!?،؛]", sentence[max(0, at - DENIED_WITHIN) : at])[-1]
    return _any(language, "denied").search(before) is not None


@cache
def _any(language: str, name: str) -> re.Pattern[str]:
    words = sorted(_LISTS[language][name], key=lambda word: (-len(word), word))
    forms = "|".join(re.escape(word).replace(r"\*", r"\w{0,6}").replace("'", "['’]") for word in words)
    article = r"(?:و|ف|ب|ل|ك)?(?:ال)?" if language == "ar" else ""
    return re.compile(rf"(?<!\w){article}(?:{forms})(?!\w)", re.IGNORECASE)
