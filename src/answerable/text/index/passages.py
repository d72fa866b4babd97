"""What the index takes in and gives back."""

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from answerable.text.spans import Span

Change = Literal["kept", "dropped", "added", "replaced"]
Reuse = Literal["verbatim", "edited", "trimmed", "spliced", "reworded", "translated"]


class Passage(msgspec.Struct, frozen=True):
    """A text with its name: a released statement to be found again, or a document to look in.

    Attributes:
        id: Its name, which the matches give back.
        text: The untouched original; all spans count its characters.
        language: ISO 639-1 code; empty where it is not known, and then it is told from the words where it matters.
    """

    id: str
    text: str
    language: str = ""


class Operation(msgspec.Struct, frozen=True):
    """One step of an alignment: what became of some words.

    Attributes:
        op: `kept`, `dropped` (in the passage only), `added` (in the document only) or `replaced`.
        source: The characters of the passage; empty, at the place where they would stand, for added words.
        document: The characters of the document; empty likewise for dropped words.
    """

    op: Change
    source: Span
    document: Span


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A passage that reappears in a document.

    Attributes:
        passage: Id of the passage.
        document: Id of the document.
        type: `verbatim` (every word, nothing between), `trimmed` (words left out), `edited` (words replaced or added),
            `spliced` (a part, joined to a part of another passage), `reworded` or `translated` (same meaning, by an
            encoder).
        score: 0 to 1. For the first four the share of words on both sides that were kept, counting the whole passage
            and the document's words in between; for the last two the cosine of the encoder's vectors.
        source_spans: The stretches of the passage that reappear, in order.
        document_spans: The stretches of the document where they do, in order.
        alignment: What became of every word of the passage, in order.
        joined_with: Ids of the passages that a spliced part is joined to.
    """

    passage: str
    document: str
    type: Reuse
    score: float
    source_spans: tuple[Span, ...]
    document_spans: tuple[Span, ...]
    alignment: tuple[Operation, ...]
    joined_with: tuple[str, ...] = ()


def as_passages(texts: Mapping[str, str] | Iterable[Passage]) -> Iterable[Passage]:
    """Passages, from a mapping of ids to texts as well."""
    if isinstance(texts, Mapping):
        return (Passage(name, text) for name, text in texts.items())
    return texts
