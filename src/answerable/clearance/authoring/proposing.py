"""The sentences of a draft, and what each may be marked as: a proposal that a person looks through.

Rules:
  - What a sentence says is proposed by its words alone: somebody else's speech is a quotation, a demand is a call, a
    heading or a title that asserts nothing is context, and the rest claims a fact, for a fact has to rest on something;
    only where the organisation speaks of itself and asserts nothing, it is method. Law and cause are never proposed:
    that is a person's judgement.
  - A statement in changed words is a new one, unless between the same two neighbours exactly one statement went and one
    sentence came: then the name of the old one is proposed. A name carries no link; those are made to words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Literal, TypeVar

import msgspec

from answerable.outputs.entries import Statement
from answerable.text.checking import lists
from answerable.text.checking.notes import Marked
from answerable.text.checking.sheet import Sheet
from answerable.text.checking.statements import OPENING, claims, rung_of
from answerable.text.demands import demands
from answerable.text.documents import read_document
from answerable.text.segments import Segment, segment

Place = Literal["title", "bullet", "lead", "body"]
Thing = TypeVar("Thing")

PLACES: dict[str, Place] = {"title": "title", "bullet": "bullet", "lead": "lead"}
"""Where a segment stands, as statements name it; everything else is body."""

ASIDE = frozenset({"heading", "cell", "caption"})
"""Segments that are left out unless somebody marks them."""


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence of a draft: where it stands, and what it may be marked as; `aside` where it may be left out.

    `rung` is how strongly its words assert something, on the ladder of verbs.
    """

    start: int
    end: int
    place: Place
    says: str
    rung: str = ""
    aside: bool = False


def sentences_of(text: str) -> tuple[Segment, ...]:
    """Return the sentences, titles, headings and bullets of a draft in order, without quotations inside them."""
    return tuple(each for each in segment(read_document(text, media="markdown")) if each.place != "quote")


def place_in(sentences: Sequence[Segment], start: int) -> Place:
    """Return where a statement stands that begins at `start`."""
    at = bisect_right([each.start for each in sentences], start) - 1
    return PLACES.get(sentences[at].place, "body") if at >= 0 else "body"


def proposals(text: str, language: str) -> tuple[Proposal, ...]:
    """Return what each sentence of a draft may be marked as."""
    language = language.partition("-")[0].lower()
    document = read_document(text, media="markdown")
    sheet, asked = Sheet(document, language), [each.start for each in demands(document)]
    return tuple(_proposal(each, sheet, asked) for each in sentences_of(text))


def proposal_for(text: str, language: str, start: int, end: int) -> Proposal:
    """Return what words that a person chose may be marked as."""
    language = language.partition("-")[0].lower()
    sheet = Sheet(read_document(text, media="markdown"), language)
    place = place_in(sentences_of(text), start)
    placed = sheet.placed(Marked(id="", start=start, end=end, place=place))
    return Proposal(start=start, end=end, place=place, says="fact", rung=rung_of(placed))


def _proposal(each: Segment, sheet: Sheet, asked: Sequence[int]) -> Proposal:
    placed = sheet.placed(Marked(id="", start=each.start, end=each.end, place=each.place))
    rung = rung_of(placed)
    says = "fact"
    if each.quoted:
        says = "quote"
    elif any(each.start <= start < each.end for start in asked):
        says = "call"
    elif each.place in ASIDE or (each.place == "title" and not rung) or not claims(placed):
        says = "context"
    elif not rung and lists.ours(sheet.language).intersection(placed.parted.norms[:OPENING]):
        says = "method"
    place = PLACES.get(each.place, "body")
    return Proposal(
        start=each.start,
        end=each.end,
        place=place,
        says=says,
        rung=rung,
        aside=each.place in ASIDE,
    )


def strength_for(says: str, rung: str) -> str:
    """Return the strength proposed for words of this kind: a plain sentence of fact needs none (gate 4)."""
    if says in {"law", "cause"}:
        return rung
    return rung if says == "fact" and rung != "categorical" else ""


def names_between(
    ranges: Sequence[tuple[int, int]], standing: Sequence[Statement], before: Sequence[Statement]
) -> dict[tuple[int, int], str]:
    """Return the names proposed for changed sentences: one went and one came between the same two neighbours.

    `ranges` are the sentences not marked, `standing` the statements carried into this version, `before` those of the
    version before, in order.
    """
    kept = {each.id for each in standing}
    here = sorted([(each.start, each.id, (0, 0)) for each in standing] + [(span[0], "", span) for span in ranges])
    came = _gaps((name, span) for _start, name, span in here)
    went = _gaps((each.id, "") if each.id in kept else ("", each.id) for each in before)
    return {
        new[0]: old[0]
        for neighbours, new in came.items()
        if len(new) == 1 and len(old := went.get(neighbours, [])) == 1
    }


def _gaps(steps: Iterable[tuple[str, Thing]]) -> dict[tuple[str, str], list[Thing]]:
    """Return what stands between each two neighbours; a step is a neighbour with its name, or "" and a thing."""
    gaps: dict[tuple[str, str], list[Thing]] = {}
    before: str = ""
    held: list[Thing] = []
    for name, thing in steps:
        if not name:
            held.append(thing)
            continue
        gaps[before, name] = held
        before, held = name, []
    return {**gaps, (before, ""): held}


def free_names(taken: Collection[str]) -> Iterator[str]:
    """Give names for new statements that nothing was ever called by: ``s1``, ``s2``, ..."""
    number = 0
    while True:
        number += 1
        if (name := f"s{number}") not in taken:
            yield name
