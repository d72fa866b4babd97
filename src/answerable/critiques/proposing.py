"""What the engine proposes of a critique and of a reply; nothing of it is on record before a person says it.

Rules:
  - The engine is given the exact text behind a commitment, and its offsets are those of that text.
  - A reply is read against the items as people listed them, not against the engine's own.
  - Nothing is kept: a page asks again, so that words that are erased linger nowhere.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

import msgspec

from answerable.critiques import entries
from answerable.critiques.gates import CritiqueCase
from answerable.critiques.letters.answering import Answered, answered
from answerable.critiques.letters.drifting import drift
from answerable.critiques.letters.found import NOBODY, Body, Drift, Item
from answerable.critiques.letters.reading import read
from answerable.text.comparing import shifts
from answerable.text.documents import Document, read_document

JOINED = "(?:[وفبلك]?(?:ال)?)"
"""What Arabic joins to the beginning of a word: particles and the article."""

BOARD = "board"
"""The body over the sections: who decides what no section decides alone."""


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What the engine finds in a reply: answers, promises and acts, and what drifts inside and between the texts."""

    answered: Answered
    drift: tuple[Drift, ...]


def document_of(text: str) -> Document:
    """Return a text as the engine reads it; its offsets are those of the text."""
    return read_document(text, media="plain")


def bodies_of(state: CritiqueCase) -> dict[str, Body]:
    """Return the bodies on our side by their keys: every section, and the board."""
    found: dict[str, Body] = {}
    for fact in state.people.sections:
        body = fact.body
        decides = ", ".join((*body.countries, *body.peoples, *body.subjects))
        found[body.section] = Body(name=body.name or body.section, decides=decides)
    return {**found, BOARD: Body(name=BOARD)}


def proposed_items(text: str, *, language: str, bodies: Mapping[str, Body]) -> tuple[Item, ...]:
    """Return the items that the engine finds in a critique; `able` is the key of a body, `NOBODY` or nothing."""
    keys = {body.name: key for key, body in bodies.items()} | {NOBODY: NOBODY}
    found = read(document_of(text), bodies=tuple(bodies.values()), language=primary(language)).items
    return tuple(msgspec.structs.replace(each, able=keys.get(each.able, "")) for each in found)


def proposed_answers(
    letter: str, listed: Iterable[entries.ListedItem], reply: str, *, language: str, reply_language: str
) -> Proposal:
    """Return what the engine finds in a reply to the items that people listed; `n` counts them from 1."""
    items = tuple(
        Item(n=n, kind=each.kind, start=each.start, end=each.end, text=letter[each.start : each.end])
        for n, each in enumerate(listed, start=1)
    )
    spoken = {"language": primary(language), "reply_language": primary(reply_language)}
    told = answered(letter, items, document_of(reply), **spoken)
    return Proposal(answered=told, drift=drift(letter, reply, told.items, **spoken))


def asks_for_correction(words: str, language: str) -> bool:
    """Tell whether words look like a demand that what was published be changed; only sets a tick on a page."""
    pattern = _correcting().get(primary(language))
    return bool(pattern and pattern.search(words))


def softened(first: str, later: str, *, language: str, later_language: str) -> list[dict[str, str]]:
    """Return what changed from the first words of a promise to later ones, as an entry has it, each once."""
    found = shifts(first, later, source_lang=primary(language), restatement_lang=primary(later_language))
    pairs = dict.fromkeys((each.kind, each.direction) for each in found)
    return [{"kind": kind, "direction": direction} for kind, direction in pairs]


def unlisted(found: Sequence[Item], listed: Iterable[entries.ListedItem]) -> list[Item]:
    """Return the engine's items that share no words with any that is listed."""
    held = [(each.start, each.end) for each in listed]
    return [each for each in found if not any(each.start < end and start < each.end for start, end in held)]


def primary(language: str) -> str:
    """Return the language itself of a tag (BCP 47): ``pt`` of ``pt-BR``."""
    return language.partition("-")[0]


@cache
def _correcting() -> dict[str, re.Pattern[str]]:
    lists = tomllib.loads(files(__package__).joinpath("correcting.toml").read_text(encoding="utf-8"))
    return {
        language: re.compile("|".join(rf"\b{JOINED}{re.escape(word)}" for word in words), re.IGNORECASE)
        for language, words in lists.items()
    }
