"""The segments of a document: title, headings, bullets, lead, sentences; and, on a level of their own, quotations.

Rules:

* two levels. The first covers every visible character that is not white space: each sentence is one segment, and its
  `place` says where it stands. The second, `place == "quote"`, holds the quotations. Within a level segments lie in
  order and never overlap; a quotation may begin in one sentence and end in another;
* `start` and `end` are half-open and point into `Document.text`, markup between the words included; `shown` is what a
  reader sees of it;
* the lead is the first paragraph of the body, each of its sentences;
* `quoted` says that somebody else is speaking: then the words are a witness's, and not the organisation's own claim. A
  sentence is quoted where all its words are, and in a block that is set as a quotation; a sentence with a quotation
  in it is not, and the quotation has its own segment. A quotation of few words without a speaker is the writer's own
  (`answerable.text.quotations`), and so is what the organisation's own people say (`own`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from typing import Final

import msgspec

from answerable.text.documents import Block, Document, Visible, visible
from answerable.text.quotations import Quotation, quotations
from answerable.text.sayings import EDGES
from answerable.text.sentences import sentences
from answerable.text.spans import Span

PLACES: Final = ("title", "heading", "lead", "bullet", "body", "cell", "caption", "quote")
"""Where a segment can stand; `quote` is the second level."""

AROUND: Final = 200
"""Visible characters after a speaker's name in which the organisation's is looked for; chosen by hand."""

TO_US: Final = [["to"], ["told"], ["with"], ["by"], ["à"], ["zu"], ["gegenüber"], ["a"], ["с"], ["з"], ["от"], ["від"]]
"""Words before the organisation's name where the speaker spoke to it, not for it."""


_SIGNED = re.compile(r"[.!?…”»\"]\s*[—–]\s*(?P<name>[^\s—–.!?][^—–.!?]{0,100})\Z")


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence, title, heading, bullet or cell; or one quotation.

    Attributes:
        place: One of `PLACES`.
        start: First character in the document's text.
        end: After the last.
        shown: What a reader sees of it.
        block: Number of its block in the document, from 0.
        sentence: Number of the sentence in the document, from 0; for a quotation, of the one it begins in.
        quoted: Whether it is somebody else's speech.
        speaker: Where the speaker is named; empty where nobody is.
    """

    place: str
    start: int
    end: int
    shown: str
    block: int
    sentence: int
    quoted: bool = False
    speaker: Span = Span(0, 0)


class _Told(msgspec.Struct, frozen=True):
    """A quotation with whether it is somebody else's and who is speaking, in characters of the original."""

    quotation: Quotation
    quoted: bool
    speaker: Span


def segment(document: Document, *, own: Collection[str] = ()) -> tuple[Segment, ...]:
    """The segments of a document in order of start; where two begin together, the sentence comes first.

    Args:
        document: What `read_document` returns.
        own: Names of the organisation: what a speaker says whose name or office holds one is its own words.
    """
    names = tuple(name.casefold() for name in own if name.strip())
    views = [visible(block) for block in document.blocks]
    lead = next((number for number, block in enumerate(document.blocks) if block.kind == "paragraph"), -1)
    segments: list[Segment] = []
    speaker = Span(0, 0)
    ordinal = 0
    for number, (block, view) in enumerate(zip(document.blocks, views, strict=True)):
        follows = views[number + 1].text[:1] if number + 1 < len(views) else ""
        told = list(_told(view, block.kind, follows, names, speaker))
        spans = list(sentences(view.text))
        place = "lead" if number == lead else _place(block)
        segments += _first_level(view, spans, told, place, block=number, ordinal=ordinal)
        segments += _second_level(view, spans, told, block=number, ordinal=ordinal)
        open_end = bool(told) and told[-1].quotation.end >= len(view.text.rstrip()) and told[-1].quoted
        speaker = told[-1].speaker if open_end else Span(0, 0)
        ordinal += len(spans)
    return tuple(sorted(segments, key=lambda each: (each.start, each.place == "quote")))


def own_words(segments: Collection[Segment]) -> tuple[Segment, ...]:
    """The sentences that the organisation itself says: the first level without what is quoted whole."""
    return tuple(each for each in segments if each.place != "quote" and not each.quoted)


def quoted_within(segments: Collection[Segment], start: int, end: int) -> bool:
    """Tell whether these characters lie within somebody else's quoted speech."""
    return any(each.quoted and each.start <= start and end <= each.end for each in segments)


def _place(block: Block) -> str:
    return block.kind if block.kind in PLACES and block.kind != "quote" else "body"


def _told(view: Visible, kind: str, follows: str, names: tuple[str, ...], before: Span) -> Iterator[_Told]:
    """The quotations of a block. One that names nobody goes on with the speaker of the one before it."""
    speaker, ours = before, False
    found = [_whole(view.text)] if kind == "quote" else quotations(view.text, goes_on=follows)
    for quotation in found:
        if quotation.speaker:
            speaker = view.span(quotation.speaker.start, quotation.speaker.end)
            ours = _is_ours(view.text, quotation.speaker, names)
        yield _Told(
            quotation=quotation,
            quoted=quotation.speech and not ours,
            speaker=speaker if quotation.speech else Span(0, 0),
        )


def _is_ours(text: str, speaker: Span, names: tuple[str, ...]) -> bool:
    """Tell whether the speaker is of the organisation: its name is in the speaker's, or follows as an apposition."""
    edge = EDGES.search(text, speaker.end, speaker.end + AROUND)
    told = text[speaker.start : edge.start() if edge else speaker.end + AROUND].casefold()
    places = [told.find(name) for name in names]
    return any(at >= 0 and told[:at].split()[-1:] not in TO_US for at in places)


def _whole(text: str) -> Quotation:
    """A block that is set as a quotation; its speaker may follow a dash at the end."""
    signed = _SIGNED.search(text, max(0, len(text) - AROUND))
    speaker = Span(signed.start("name"), signed.end("name")) if signed else Span(0, 0)
    start = len(text) - len(text.lstrip())
    return Quotation(start=start, end=len(text.rstrip()), speaker=speaker, speech=True)


def _first_level(
    view: Visible, spans: list[tuple[int, int]], told: list[_Told], place: str, *, block: int, ordinal: int
) -> Iterator[Segment]:
    """The sentences of a block; each is quoted where one quotation holds all of it."""
    begins = [each.quotation.start for each in told]
    for number, (start, end) in enumerate(spans, start=ordinal):
        at = bisect_right(begins, start) - 1
        inside = told[at] if at >= 0 and told[at].quotation.end >= end and told[at].quoted else None
        where = view.span(start, end)
        yield Segment(
            place=place,
            start=where.start,
            end=where.end,
            shown=view.text[start:end],
            block=block,
            sentence=number,
            quoted=inside is not None,
            speaker=inside.speaker if inside else Span(0, 0),
        )


def _second_level(
    view: Visible, spans: list[tuple[int, int]], told: list[_Told], *, block: int, ordinal: int
) -> Iterator[Segment]:
    """The quotations of a block."""
    ends = [end for _, end in spans]
    for each in told:
        start, end = each.quotation.start, each.quotation.end
        where = view.span(start, end)
        yield Segment(
            place="quote",
            start=where.start,
            end=where.end,
            shown=view.text[start:end],
            block=block,
            sentence=ordinal + bisect_left(ends, start + 1),
            quoted=each.quoted,
            speaker=each.speaker,
        )
