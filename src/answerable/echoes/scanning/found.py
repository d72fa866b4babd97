"""What a scan finds: a use of our words, typed, with words and shifts on both sides.

Rules:
  - Who published a page is no feature of the label: nothing here or before knows the outlet.
  - Title, lead and body are judged apart: a headline is read alone.
  - A machine's label is a proposal, with its reason; a person confirms it.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from answerable.echoes.relations import RELATIONS, STANDINGS, Place, Relation, Standing, Verdict
from answerable.echoes.streams.documents import Document, Skipped
from answerable.text.comparing import Shift
from answerable.text.spans import Span

__all__ = ["RELATIONS", "STANDINGS", "Echo", "Place", "Relation", "Scanned", "Standing", "Verdict"]


class Echo(msgspec.Struct, frozen=True, kw_only=True):
    """One use of one of our passages on a page, or something said to be ours that is not.

    Attributes:
        id: SHA-256, in hex, over document, place, spans, relation and passage: the same in every run.
        document: The id of the page.
        place: Where on the page: each part is judged apart.
        relation: How it relates to our words.
        release: Which release: "CASE/OUTPUT/VERSION", or the name of a file; "" for an attribution to us at large.
        passage: The statement's id, or "s12" for a sentence that is no statement; "" for an attribution.
        score: 0 to 1; how much of the words was kept, or how near in meaning.
        source: The stretches of our passage that are used, in characters of `source_words`.
        restatement: The stretches of the page's part that use it, in characters of that part.
        source_words: Our whole passage.
        restatement_words: The page's whole sentence or sentences around it.
        restatement_start: Where these begin in the page's part.
        shifts: What changed; spans are characters of `source_words` and `restatement_words`.
        attributed: Whether the page says, near the words, that they are ours.
        naming: The words that name us, in characters of the page's part; empty where none do.
        standing: What became of the words that are used.
        joined_with: Passages that a splice joins it to.
        languages: ISO 639-1 of our passage and of the page's words.
    """

    id: str
    document: str
    place: Place
    relation: Relation
    release: str = ""
    passage: str = ""
    score: float
    source: tuple[Span, ...] = ()
    restatement: tuple[Span, ...]
    source_words: str = ""
    restatement_words: str
    restatement_start: int
    shifts: tuple[Shift, ...] = ()
    attributed: bool = False
    naming: Span = Span(0, 0)
    standing: Standing = "current"
    joined_with: tuple[str, ...] = ()
    languages: tuple[str, str] = ("", "")

    @property
    def verdict(self) -> Verdict:
        """What it says beside our words: something else only where the engine is sure of a shift."""
        if self.relation == "attribution" or any(shift.sure for shift in self.shifts):
            return "shifted"
        return "doubtful" if self.shifts else "faithful"


class Scanned(msgspec.Struct, kw_only=True):
    """What became of some records of one part: found, skipped and counted.

    Attributes:
        echoes: What was found.
        documents: The pages it was found on, read carefully.
        skipped: What could not be read, or not believed, and why.
        records: Records that were given, those skipped included.
        named: Pages that name us or one of our documents.
        size: Bytes of the records as they were given.
        characters: Characters of plain text that were looked at.
        newest: The latest date of a record, or None.
        seconds: Processor seconds spent in each stage, by its name.
    """

    echoes: list[Echo] = msgspec.field(default_factory=list)
    documents: list[Document] = msgspec.field(default_factory=list)
    skipped: list[Skipped] = msgspec.field(default_factory=list)
    records: int = 0
    named: int = 0
    size: int = 0
    characters: int = 0
    newest: datetime | None = None
    seconds: dict[str, float] = msgspec.field(default_factory=dict)
