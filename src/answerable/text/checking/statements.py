"""Reading marked statements: how strongly each asserts, and what is noticed at its words.

Rules:

* a call, a quotation, a sentence of context or of method claims nothing of the kind the gates ask about; it is read for
  parity, for words of a graver category, and for the house's words;
* a statement that is speech of others as a whole asserts nothing;
* a note at the same words for the same reason is given once, the surer one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import accumulate

import msgspec

from answerable.text.checking import lists
from answerable.text.checking.agreement import disagreements
from answerable.text.checking.causes import causes_without_doer
from answerable.text.checking.counts import numbers_not_found, quantifiers_without_count
from answerable.text.checking.engine import engine
from answerable.text.checking.graver import graver_words
from answerable.text.checking.house import House, HouseWord
from answerable.text.checking.limits import limits_lost
from answerable.text.checking.notes import Marked, Note, Passage, Reading
from answerable.text.checking.resting import Rested, Shelf
from answerable.text.checking.sensitivity import doers_hidden, generalities, terms_of_art
from answerable.text.checking.sheet import Placed, Sheet, own_sentences
from answerable.text.checking.shifted import changes, differences, shifts_of, source_of
from answerable.text.checking.silence import failures
from answerable.text.documents import read_document
from answerable.text.support import Support, support

CLAIMS = frozenset({"", "fact", "law", "cause"})
"""What a statement says where it claims something."""

OPENING = 3  # words of a sentence in which "we" makes it one about the organisation's own work; chosen by hand

ASKS = frozenset({"asked", "recommended", "urged", "demanded"})
"""Ways of asking somebody to do something."""


def read_statements(
    text: str,
    *,
    language: str,
    marked: Sequence[Marked],
    passages: Mapping[str, Passage],
    house: Sequence[HouseWord] = (),
    own: Collection[str] = (),
) -> Reading:
    """Return what the engine reads in a draft whose statements are marked.

    Args:
        text: The draft, as CommonMark.
        language: Its language; a region after it is ignored.
        marked: Its statements.
        passages: What they may rest on, and the same statements elsewhere, by id.
        house: Words that the house asks to avoid.
        own: Names of the organisation, whose speech is its own.
    """
    language = language.partition("-")[0].lower()
    sheet = Sheet(read_document(text, media="markdown"), language, own=own)
    statements = [sheet.placed(each) for each in marked]
    shelf, words = Shelf(passages, language), House(house, language)
    notes: list[Note] = list(disagreements(statements))
    held: list[Support] = []
    for each in statements:
        found, one = read_statement(each, shelf)
        notes += [*found, *words.notes(each)]
        held += one
    if marked:
        notes += not_marked(sheet, marked)
    strengths = tuple((each.marked.id, rung_of(each)) for each in statements)
    return Reading(engine=engine(), strengths=strengths, notes=in_order(notes), support=tuple(held))


def rung_of(statement: Placed) -> str:
    """Return the place of a statement on the ladder of verbs; "" where it is speech of others."""
    return "" if statement.is_quoted(0, len(statement.text)) else statement.rung


def read_statement(statement: Placed, shelf: Shelf) -> tuple[list[Note], list[Support]]:
    """Return what is noticed in a statement, and how it stands to what it rests on."""
    rested = tuple(shelf.of(statement.marked.rests_on))
    notes = [note for other in shelf.of(statement.marked.same_as) for note in differences(statement, other)]
    if not statement.text or statement.is_quoted(0, len(statement.text)):
        return notes, []
    if not claims(statement):
        return [*notes, *called_for(statement, rested)], []
    notes += graver_words(statement, [each.said for each in rested])
    notes += alone(statement, rested)
    if not rested:
        return notes, []
    source = source_of(statement, rested)
    found = shifts_of(statement, source)
    notes += [*failures(statement, rested), *limits_lost(statement, rested), *changes(statement, source, found)]
    notes += numbers_not_found(statement, rested)
    held = support(
        statement.text,
        [_with_language(each) for each in source.rested],
        language=statement.language,
        shifts=found,
    )
    return notes, [_named(held, statement.marked.id)]


def called_for(statement: Placed, rested: Sequence[Rested]) -> Iterator[Note]:
    """Give a remark for each graver word in what is no claim: a call to end something says that it is done."""
    for each in graver_words(statement, [passage.said for passage in rested]):
        yield msgspec.structs.replace(each, sure=False)


def alone(statement: Placed, rested: Sequence[Rested]) -> Iterator[Note]:
    """Give what is noticed in a claim by its own words, and by whether what it rests on has them."""
    yield from quantifiers_without_count(statement, rested)
    yield from causes_without_doer(statement)
    yield from doers_hidden(statement)
    yield from generalities(statement, rested)
    yield from terms_of_art(statement, rested)


def claims(statement: Placed) -> bool:
    """Tell whether a statement claims something, and does not only ask, quote, or say how the work was done."""
    if statement.marked.says:
        return statement.marked.says in CLAIMS
    if statement.only_presents:
        return False
    return not any(True for _ in statement.of("attribution", ASKS))


def not_marked(sheet: Sheet, marked: Sequence[Marked]) -> Iterator[Note]:
    """Give a note for each sentence of the draft's own that asserts something and lies in no statement."""
    covered = _covered(marked)
    ours = lists.ours(sheet.language)
    for each in own_sentences(sheet.segments):
        if covered(each.start, each.end):
            continue
        statement = sheet.placed(Marked(id="", start=each.start, end=each.end, place=each.place))
        about_us = ours.intersection(statement.parted.norms[:OPENING])
        if statement.rung and claims(statement) and not about_us and not _only_caveat(statement):
            yield statement.note(
                0,
                len(statement.text),
                gate=9,
                code="not-marked",
                reason="this claims something and is no marked statement: mark it, with what it rests on",
            )


def _covered(marked: Sequence[Marked]) -> Callable[[int, int], bool]:
    """Return what tells whether characters overlap a marked statement."""
    spans = sorted((each.start, each.end) for each in marked)
    furthest = list(accumulate((end for _, end in spans), max))

    def covered(start: int, end: int) -> bool:
        at = bisect_left(spans, (end, 0))
        return at > 0 and furthest[at - 1] > start

    return covered


def _only_caveat(statement: Placed) -> bool:
    return any(each.kind == "caveat" and each.value in {"limit", "unknown"} for each in statement.features)


def in_order(notes: Sequence[Note]) -> tuple[Note, ...]:
    """Return notes in the order of the words, each reason at the same words once, the surest."""
    kept: dict[tuple[object, ...], Note] = {}
    for each in notes:
        same = (each.gate, each.code, each.statement, each.start, each.shift, each.value, each.against)
        if same not in kept or (each.sure and not kept[same].sure):
            kept[same] = each
    return tuple(sorted(kept.values(), key=lambda each: (each.start, each.end, each.gate, each.code, each.value)))


def _with_language(rested: Rested) -> Passage:
    said = rested.passage
    return Passage(id=said.id, text=said.text, language=rested.language, limits=said.limits)


def _named(held: Support, statement: str) -> Support:
    return Support(
        statement=statement,
        outcome=held.outcome,
        passages=held.passages,
        shifts=held.shifts,
        unsupported=held.unsupported,
    )
