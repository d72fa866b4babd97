"""The passages of a released text: its statements, and every sentence that is none, as a reader sees them.

Rules:
  - A statement is one passage, however many sentences it has; a sentence that lies wholly inside one is no passage of
    its own.
  - A sentence is numbered by its place among all sentences of the text, so that its id does not depend on what is
    marked.
  - Speech of others is followed too: it was released with ours, and is cut and bent like ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from answerable.echoes.scanning.released import OwnPassage
from answerable.text.checking.notes import Marked
from answerable.text.checking.sheet import Sheet
from answerable.text.documents import Document
from answerable.text.segments import Segment

PLACES = frozenset({"title", "heading", "lead", "bullet", "body", "cell", "caption"})
"""Places of segments that are sentences; quotations lie within them."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A statement of a text: its id, and where it stands, half-open, in characters of the original."""

    id: str
    start: int
    end: int
    place: Literal["title", "bullet", "lead", "body"] = "body"


def passages_of(document: Document, marks: Sequence[Mark] = (), *, language: str = "") -> tuple[OwnPassage, ...]:
    """Return the passages of a text in the order in which they begin."""
    sheet = Sheet(document, language)
    stated = [(each.start, _statement(sheet, each)) for each in marks]
    loose = [(each.start, _sentence(each)) for each in _sentences(sheet.segments, marks)]
    ordered = sorted([*stated, *loose], key=lambda pair: pair[0])
    return tuple(passage for _, passage in ordered if passage.text.strip())


def title_of(document: Document) -> str:
    """Return the title of a text, or its first sentence where it has none."""
    segments = Sheet(document, "").segments
    titles = [each for each in segments if each.place == "title"] or [each for each in segments if each.shown.strip()]
    return " ".join(titles[0].shown.split()) if titles else ""


def _statement(sheet: Sheet, mark: Mark) -> OwnPassage:
    placed = sheet.placed(Marked(id=mark.id, start=mark.start, end=mark.end, place=mark.place))
    return OwnPassage(id=mark.id, text=placed.text, place=mark.place)


def _sentences(segments: Sequence[Segment], marks: Sequence[Mark]) -> Iterator[Segment]:
    for each in segments:
        inside = any(mark.start <= each.start and each.end <= mark.end for mark in marks)
        if each.place in PLACES and not inside:
            yield each


def _sentence(each: Segment) -> OwnPassage:
    place: Literal["title", "bullet", "lead", "body"] = "body"
    if each.place in {"title", "bullet", "lead"}:
        place = each.place  # type: ignore[assignment]  # one of the three
    return OwnPassage(id=f"s{each.sentence + 1}", text=each.shown, place=place)
