"""Who is asked in a demand, as the letter writes it.

Rules:
  - "calls on X to …": X, wherever in the sentence the words stand before the demand, or within it.
  - "X should …": X, where X is named at the head of the letter or is an authority (`wording.toml`, courts): the subject
    of a duty is often the thing to be done, and a thing is asked nothing.
  - The writers ("we") and pronouns are nobody.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from answerable.critiques.letters.wording import cues
from answerable.text.demands import Demand, demands
from answerable.text.spans import Span

LONGEST: Final = 90
"""Characters of an addressee at most; chosen by hand."""

SHORTEST: Final = 4
"""Letters of a word that can tell a name at the head of a letter from another; chosen by hand."""

HEAD: Final = 400
"""Characters at the head of a letter in which those it is addressed to are named; chosen by hand."""

_PRONOUN: Final = re.compile(
    r"(?:we|i|you|they|it|he|she|this|that|these|those|there|who|which|what|one|us|them|"
    r"nous|vous|ils?|elles?|on|cela|ce|qui|je|tu|wir|sie|ich|es|man|er|das|dies|ihr|euch|dass|"
    r"nosotr[oa]s|ustedes|ell[oa]s|él|ella|esto|eso|se|que|yo|мы|вы|они|он|она|оно|это|я|нас|вас|"
    r"ми|ви|вони|він|вона|воно|це|нам|вам|нас)\W*",
    re.IGNORECASE,
)
_TO: Final = re.compile(r"\s+(?:once again|again|therefore|hereby|also|to|that)\Z", re.IGNORECASE)


def addressee(text: str, sentence: Span, demand: Span, language: str) -> str:
    """Return who is asked, or an empty text; all spans are those of `text`."""
    words = text[sentence.start : sentence.end]
    own = Span(demand.start - sentence.start, demand.end - sentence.start)
    for each in demands(words):
        if each.addressee and each.start < own.end and own.start < each.end + LONGEST:
            named = _TO.sub("", each.addressee.words(words)).strip(' ,;:«»“”"')
            if _is_named(named, each, text[: min(HEAD, sentence.start)], language):
                return named
    return ""


def _is_named(named: str, demand: Demand, head: str, language: str) -> bool:
    """Tell whether these words name somebody who can be asked."""
    if not named or len(named) > LONGEST or "\n" in named or _PRONOUN.fullmatch(named):
        return False
    return demand.form == "request" or bool(cues(named, language)["courts"]) or _in_head(named, head)


def _in_head(named: str, head: str) -> bool:
    """Tell whether every long word of a name stands at the head of the letter."""
    asked = _long_words(named.casefold())
    return bool(asked) and asked <= _long_words(head.casefold())


@cache
def _long_words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"\w+", text) if len(word) >= SHORTEST)
