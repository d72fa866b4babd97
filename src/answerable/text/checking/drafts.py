"""Checking a lone draft: no case, no marks; its sentences are its statements, and what they rest on is looked for.

Rules:

* every sentence, title and bullet that the draft itself says is a statement; a table's cell and a heading are none;
* where reports are given, each claim is held against the sentences that fit it best; the caveats that stand in the
  same paragraph of the report are its limits;
* one sentence that has most of a claim is compared alone; else the best two, in which nothing is sure to be missing;
* a claim of which too little stands in any report is a remark: looking for words proves no absence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import msgspec

from answerable.text.checking.agreement import disagreements
from answerable.text.checking.engine import engine
from answerable.text.checking.graver import graver_words, leaves_open
from answerable.text.checking.house import House, HouseWord
from answerable.text.checking.limits import takes_back
from answerable.text.checking.notes import Marked, Note, Passage, Reading
from answerable.text.checking.resting import Shelf
from answerable.text.checking.sheet import Placed, Sheet, own_sentences
from answerable.text.checking.shifted import DOUBTS
from answerable.text.checking.statements import alone, called_for, claims, in_order, read_statement
from answerable.text.documents import Document
from answerable.text.languages import language_of
from answerable.text.support import COVERED, NOT_SUPPORTED, SUPPORTED, Evidence, Support

READ_FOR_LANGUAGE = 20_000  # characters that a language is recognised from; chosen by hand

ABOUT = 0.25
"""Part of a statement's weighted words from which the nearest passages are about the same thing, so that it is worth
saying what changed, though too little is there to rest on; chosen by hand."""

BESIDE = frozenset({"limit", "unknown", "not-justified", "not-amounting"})
"""Caveats of a report's paragraph that belong to each of its sentences."""

SURE = 0.6
"""Part of a claim's words that its passages must have before what changed can hold a draft up; chosen by hand."""

FEWEST_KEYS = 3
"""Telling words that a sentence must have before its lack of support is worth a remark; chosen by hand."""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a lone draft was found to be.

    Attributes:
        text: The draft.
        language: Its language.
        statements: What was taken for its statements.
        passages: What of the reports they were held against.
        reading: What was noticed.
    """

    text: str
    language: str
    statements: tuple[Marked, ...]
    passages: tuple[Passage, ...]
    reading: Reading


def check(
    document: Document,
    *,
    against: Sequence[tuple[str, Document]] = (),
    house: Sequence[HouseWord] = (),
    language: str = "",
    own: Collection[str] = (),
) -> Checked:
    """Return what is noticed in a draft, alone or against reports.

    Args:
        document: The draft.
        against: Names and texts of the reports it summarises.
        house: Words that the house asks to avoid.
        language: ISO 639-1 code of the draft; recognised where it is "".
        own: Names of the organisation, whose speech is its own.
    """
    language = language or _language(document)
    sheet = Sheet(document, language, own=own)
    statements = [sheet.placed(each) for each in _statements(sheet)]
    reports = [Report(name, report) for name, report in against]
    words = House(house, language)
    used: dict[str, Passage] = {}
    notes: list[Note] = list(disagreements(statements))
    held: list[Support] = []
    for number, each in enumerate(statements):
        notes += words.notes(each)
        offer = _offer(each, reports)
        if offer is None:
            notes += _alone(each)
            continue
        used |= {passage.id: passage for passage in offer.passages}
        statements[number], found, one = offer.held(each)
        notes += found
        held.append(one)
    return Checked(
        text=document.text,
        language=language,
        statements=tuple(each.marked for each in statements),
        passages=tuple(used.values()),
        reading=Reading(engine=engine(), strengths=(), notes=in_order(notes), support=tuple(held)),
    )


class Report:
    """A report as passages: its own sentences, each with the caveats of its paragraph when it is asked for."""

    def __init__(self, name: str, document: Document) -> None:
        """Take a report."""
        self.language = _language(document)
        self._sheet = Sheet(document, self.language)
        segments = [
            each for each in self._sheet.segments if each.place not in {"quote", "heading"} and each.shown.strip()
        ]
        self._blocks = {f"{name}:{each.start}": each.block for each in segments}
        passages = [Passage(id=f"{name}:{each.start}", text=each.shown, language=self.language) for each in segments]
        self.evidence = Evidence(passages, consecutive=True)

    def whole(self, passage: Passage) -> Passage:
        """Return a passage with the caveats that stand in its paragraph."""
        paragraph = self._sheet.paragraph(self._blocks[passage.id])
        caveats = [
            each.text
            for each in paragraph.sentences
            if each.text != passage.text and any(True for _ in each.of("caveat", BESIDE))
        ]
        return msgspec.structs.replace(passage, limits=tuple(caveats))


def _statements(sheet: Sheet) -> Iterator[Marked]:
    for number, each in enumerate(own_sentences(sheet.segments), start=1):
        yield Marked(id=f"s{number}", start=each.start, end=each.end, place=each.place)


def _alone(statement: Placed) -> Iterator[Note]:
    if claims(statement):
        open_ = any(leaves_open(each) for each in statement.sentences)
        for note in graver_words(statement, ()):
            yield msgspec.structs.replace(note, sure=note.sure and not open_)
        yield from alone(statement, ())
    else:
        yield from called_for(statement, ())


class Offer(msgspec.Struct, frozen=True):
    """The passages that a statement most likely rests on, and how much of it stands in them, 0 to 1."""

    passages: tuple[Passage, ...]
    covered: float

    def held(self, statement: Placed) -> tuple[Placed, list[Note], Support]:
        """Return the statement resting on them, what is noticed in it against them, and how it stands to them."""
        rests_on = tuple(each.id for each in self.passages)
        nothing = Support(statement=statement.marked.id, outcome=NOT_SUPPORTED, passages=rests_on)
        if self.covered < ABOUT:
            return statement, [*_alone(statement), *_unfound(statement, self.passages)], nothing
        placed = statement.sheet.placed(msgspec.structs.replace(statement.marked, rests_on=rests_on))
        notes, held = read_statement(placed, Shelf({each.id: each for each in self.passages}, statement.language))
        noticed = [self._as_sure(each, placed) for each in notes]
        if self.covered < COVERED:
            return placed, [*noticed, *_unfound(statement, self.passages)], nothing
        found = held[0] if held else Support(statement=statement.marked.id, outcome=SUPPORTED, passages=rests_on)
        return placed, noticed, found

    def _as_sure(self, note: Note, statement: Placed) -> Note:
        """Return a note no surer than that these are the passages, which nobody said."""
        doubted = note.shift == "caveat" or (note.shift in DOUBTS and takes_back(statement))
        guessed = note.carried or (note.against and (self.covered < SURE or doubted))
        return msgspec.structs.replace(note, sure=False) if guessed else note


def _offer(statement: Placed, reports: Sequence[Report]) -> Offer | None:
    """Return what of the reports fits a claim best; nothing where there is none, or it claims nothing."""
    if not claims(statement) or statement.is_quoted(0, len(statement.text)):
        return None
    best: Offer | None = None
    for report in reports:
        passages = report.evidence.best(statement.text, statement.language)
        covered = _covered(statement, report, passages[:1])
        if covered >= SURE:
            passages = passages[:1]
        else:
            covered = _covered(statement, report, passages)
        if passages and (best is None or covered > best.covered):
            best = Offer(tuple(report.whole(each) for each in passages), covered)
    return best or (Offer((), 0.0) if reports else None)


def _covered(statement: Placed, report: Report, passages: Sequence[Passage]) -> float:
    same = [each for each in passages if each.language == statement.language]
    return report.evidence.covered(statement.text, statement.language, same) if same else COVERED


def _unfound(statement: Placed, passages: Sequence[Passage]) -> Iterator[Note]:
    if len(statement.keys) < FEWEST_KEYS or statement.is_quoted(0, len(statement.text)):
        return
    yield statement.note(
        0,
        len(statement.text),
        gate=9,
        code="not-supported",
        against=passages[0].id if passages else "",
        reason="little of this was found in what it is checked against",
    )


def _language(document: Document) -> str:
    return language_of(document.text[:READ_FOR_LANGUAGE])
