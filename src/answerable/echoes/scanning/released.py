"""What was released, as a scan needs it: every passage of every version, and by which names we are known.

Rules:
  - A passage is a statement of a version, or a sentence that is none; its words are what a reader sees, without marks
    of markup.
  - Earlier versions and translations are followed too: what became of the words is told by `replaced` and `corrected`.
  - An index of what was released is small: it is made once, written into a folder, and given to every worker.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec


class OwnPassage(msgspec.Struct, frozen=True, kw_only=True):
    """A passage that was released.

    Attributes:
        id: The statement's id, or "s12" for the twelfth sentence of the text where it is no statement.
        text: Its words.
        place: Where it stands.
        replaced: When a later version was released that has not these words; None while they stand.
        corrected: When a notice or a status said that these words do not stand; None where none did.
    """

    id: str
    text: str
    place: Literal["title", "bullet", "lead", "body"] = "body"
    replaced: datetime | None = None
    corrected: datetime | None = None


class Released(msgspec.Struct, frozen=True, kw_only=True):
    """One version that was released.

    Attributes:
        name: "CASE/OUTPUT/VERSION", or the name of a file.
        title: Its title.
        language: ISO 639-1.
        at: When it was released; None where that is not known.
        passages: Its passages, in order, the title among them.
        source: For a translation, the name of the release it translates; "" otherwise.
    """

    name: str
    title: str
    language: str
    at: datetime | None = None
    passages: tuple[OwnPassage, ...] = ()
    source: str = ""


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """All that one scan looks for.

    Attributes:
        releases: What was released.
        names: What we are called, in any language and script: names, short names, names of sections and spokespersons.
        common: Texts whose words are everybody's, such as treaties: using them is no use of our words.
    """

    releases: tuple[Released, ...]
    names: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
