"""A letter, alone or with the reply to it, read item by item.

Rules:
  - Items come first, then the body that could meet each demand, then what the reply does with each.
  - One thing under two names is looked for in the letter alone as well.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from answerable.critiques.letters.answering import answered
from answerable.critiques.letters.bodies import able
from answerable.critiques.letters.drifting import drift
from answerable.critiques.letters.extracting import items
from answerable.critiques.letters.found import Body, Item, Read
from answerable.text.documents import Document
from answerable.text.languages import language_of


def read(
    letter: Document,
    reply: Document | None = None,
    *,
    bodies: Sequence[Body] = (),
    language: str = "",
    reply_language: str = "",
) -> Read:
    """Return what a letter says and, where there is a reply, what it does with each item.

    Args:
        letter: What was written to us.
        reply: What we wrote back.
        bodies: The bodies on our side, for who could meet a demand; without them nobody is named.
        language: Of the letter (ISO 639-1); recognised if not said.
        reply_language: Of the reply; recognised if not said.
    """
    language = language or language_of(letter.text)
    found = with_bodies(items(letter, language=language), bodies)
    if reply is None:
        return Read(letter=letter.text, language=language, items=found, drift=drift(letter.text, "", found))
    reply_language = reply_language or language_of(reply.text)
    told = answered(letter.text, found, reply, language=language, reply_language=reply_language)
    return Read(
        letter=letter.text,
        language=language,
        items=told.items,
        reply=reply.text,
        reply_language=reply_language,
        promises=told.promises,
        spoken=told.spoken,
        drift=drift(letter.text, reply.text, told.items),
        disputed=told.disputed,
    )


def with_bodies(found: Sequence[Item], bodies: Sequence[Body]) -> tuple[Item, ...]:
    """Return the items, each demand with the body that could meet it."""
    return tuple(
        msgspec.structs.replace(each, able=able(each.text, bodies, addressee=each.addressee))
        if each.kind == "demand" and bodies
        else each
        for each in found
    )
