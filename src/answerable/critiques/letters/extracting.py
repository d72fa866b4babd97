"""What a letter says, item by item: demands, allegations, grievances, questions and thanks, each with its words.

Rules:
  - A learned part says which clauses belong together and to which kind of item (`tagging.py`); rules give the words:
    an item begins and ends with whole words, without the mark after it and the link before it, unless the mark is its
    own ("?", "!", a closing quotation mark that was opened within).
  - A sentence that holds no item and in which the writers demand by their own word ("we demand that …") holds one: what
    follows that word. So does one that gives thanks and denies nothing, unless it is a courtesy.
  - What the learned part cut inside a phrase is made whole, and "and that" parts two demands (`mending.py`).
  - In a list of demands the form of the list decides (`listing.py`).
  - A sentence that ends in a question mark and holds no item is a question; the learned part, shown letters with
    many rhetorical ones, passes over too many. Figures: `training/letters/README.md`.
  - Items never overlap and are numbered in order. Each has a reason that names the words it goes by.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from answerable.critiques.letters.addressing import addressee
from answerable.critiques.letters.features import Clauses, clauses
from answerable.critiques.letters.found import Item, ItemKind
from answerable.critiques.letters.listing import announced, listed
from answerable.critiques.letters.mending import demands_of, mended
from answerable.critiques.letters.showing import Shown
from answerable.critiques.letters.tagging import Run, runs
from answerable.critiques.letters.wording import cues
from answerable.text.demands import demands
from answerable.text.documents import Document
from answerable.text.languages import language_of
from answerable.text.spans import Span

SHORTEST: Final = 8
"""Characters of an item at least; chosen by hand: a shorter one is a heading's word."""

LEAST_THANKS: Final = 40
"""Characters of a sentence that thanks for something: "Many thanks!" does for nothing. Chosen by hand."""

DOUBT: Final = 0.5
"""Score of what a rule alone shows."""

LISTED: Final = 0.8
"""Score of a demand in a list; on the reviews of States .8 of what the rules find there is one (`text_demands.py`)."""

TOLD_BY: Final = {
    "demand": ("asks", "must", "wish"),
    "allegation": ("claims", "denies"),
    "grievance": ("hurt",),
    "question": ("rhetoric",),
    "thanks": ("thanks",),
}
"""The lists of `wording.toml` whose words speak for a kind."""

SAID: Final = {
    "demand": "asks for something",
    "allegation": "holds something against us",
    "grievance": "tells what was suffered",
    "question": "asks to be told something",
    "thanks": "thanks for something",
}
"""A reason's words for a kind."""

CLOSED: Final = {"”": "“„", "»": "«", ")": "(", "]": "[", '"': '"'}
"""Marks that close, with those that open."""

_BEFORE: Final = re.compile(r"[\s,;:.–—•*-]*(?:\(?\d{1,2}[.)]\s+)?")
_AFTER: Final = re.compile(r"(?:\s|[,;:.،؛–—]|(?<=[\s;,])(?:and|or|et|und|y|и|і|та|й|و))+\Z", re.IGNORECASE)


def items(document: Document, *, language: str = "") -> tuple[Item, ...]:
    """Return the items of a letter in order; they never overlap.

    Args:
        document: The letter.
        language: What it is written in (ISO 639-1); recognised if not said.
    """
    shown = Shown(document)
    language = language or language_of(shown.text)
    if not shown.sentences:
        return ()
    read = clauses(shown, language)
    found = placed(shown, language, read, runs(read))
    return tuple(_item(document, shown, language, number, *each) for number, each in enumerate(found, start=1))


def placed(shown: Shown, language: str, read: Clauses, found: Sequence[Run]) -> list[tuple[Run, Span]]:
    """Return each run with its words, trimmed; the demands of lists; and what rules find where neither is, in order."""
    text = shown.text
    runs_of = [each for run in mended(text, read, found) for each in _worded(text, read, run)]
    held, leads = _listed(shown, language, runs_of)
    lists = Taken([*(span for _, span in held), *leads])
    held += [(run, span) for run, span in runs_of if span.end - span.start >= SHORTEST and not lists.holds(span)]
    taken = Taken([*(span for _, span in held), *leads])
    for sentence in (each for each in shown.sentences if not taken.holds(each)):
        demanded = _demanded(text, sentence, language)
        if _asks(sentence.words(text)):
            held.append((Run("question", 0, 0, DOUBT), sentence))
        elif demanded.end - demanded.start >= SHORTEST:
            held.append((Run("demand", 0, 0, DOUBT), demanded))
        elif _thanks(sentence.words(text), language):
            held.append((Run("thanks", 0, 0, DOUBT), trimmed(text, sentence.start, sentence.end)))
    return sorted(held, key=lambda each: each[1].start)


def _worded(text: str, read: Clauses, run: Run) -> list[tuple[Run, Span]]:
    """Return a run with its words, or several demands of one run."""
    whole = trimmed(text, read.spans[run.first].start, read.spans[run.last - 1].end)
    parts = demands_of(text, whole) if run.kind == "demand" else [whole]
    return [(run, trimmed(text, part.start, part.end)) for part in parts]


def _listed(
    shown: Shown, language: str, found: Sequence[tuple[Run, Span]]
) -> tuple[list[tuple[Run, Span]], list[Span]]:
    """Return the demands of lists, and the sentences that open a list and hold nothing else."""
    told = Taken([span for run, span in found if run.kind == "demand"])
    lists = announced(shown, language, told.holds)
    spans = [trimmed(shown.text, each.start, each.end) for one in lists for each in one.items]
    after = Taken(spans)
    spans += [span for span in listed(shown) if not after.holds(span)]
    return [(Run("demand", 0, 0, LISTED), span) for span in spans], [one.lead for one in lists]


def _demanded(text: str, sentence: Span, language: str) -> Span:
    """Return what follows the writers' own word of demanding, or an empty span."""
    words = sentence.words(text)
    firm = cues(words, language)["firm"]
    if not firm:
        return Span(sentence.start, sentence.start)
    inner = next((each for each in demands(words) if each.start >= firm[0].end), None)
    start, end = (inner.start, inner.end) if inner else (firm[0].end, len(words))
    return trimmed(text, sentence.start + start, sentence.start + end)


class Taken:
    """Spans that do not overlap, ready to be asked whether one is in another's way."""

    def __init__(self, spans: Sequence[Span]) -> None:
        """Take the spans, in any order."""
        self.spans = sorted(spans)
        self._starts = [span.start for span in self.spans]

    def holds(self, span: Span) -> bool:
        """Tell whether a span shares a character with one of them."""
        before = bisect_left(self._starts, span.end) - 1
        return before >= 0 and self.spans[before].overlaps(span)


def _thanks(words: str, language: str) -> bool:
    """Tell whether a sentence of some length gives thanks, and no courtesy."""
    here = cues(words, language)
    return len(words) >= LEAST_THANKS and bool(here["thanks"]) and not here["farewell"] and not here["denies"]


def _asks(words: str) -> bool:
    """Tell whether a sentence ends in a question mark."""
    return len(words) >= SHORTEST and words.rstrip("\"'”’»)")[-1:] in ("?", "؟")


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the words without links, numbers and marks that are not theirs."""
    before = _BEFORE.match(text, start, end)
    start = before.end() if before else start
    words = text[start:end]
    while words:
        shorter = words[: len(words) - len(found.group())] if (found := _AFTER.search(words)) else words
        if shorter[-1:] in CLOSED and not _opened(shorter):
            shorter = shorter[:-1]
        if shorter == words:
            break
        words = shorter
    return Span(start, start + len(words))


def _opened(words: str) -> bool:
    """Tell whether the mark at the end closes one that was opened within these words."""
    mark, before = words[-1], words[:-1]
    opening = sum(before.count(each) for each in CLOSED[mark])
    return opening % 2 == 1 if mark == '"' else opening > before.count(mark)


def _item(document: Document, shown: Shown, language: str, number: int, run: Run, span: Span) -> Item:
    place = shown.original(span.start, span.end)
    kind: ItemKind = run.kind  # type: ignore[assignment]  # the tags are made from these kinds
    sentence = _around(shown, span)
    return Item(
        n=number,
        kind=kind,
        start=place.start,
        end=place.end,
        text=document.text[place.start : place.end],
        addressee=addressee(shown.text, sentence, span, language) if kind == "demand" else "",
        asked=_asked(span.words(shown.text)) if kind == "demand" else "",
        score=round(run.score, 3),
        reason=reason(shown.text, sentence, span, kind, language),
    )


def _around(shown: Shown, span: Span) -> Span:
    """Return the sentences that an item lies in."""
    touched = [each for each in shown.sentences if each.overlaps(span)]
    return Span(min(each.start for each in touched), max(each.end for each in touched))


def _asked(words: str) -> str:
    """Return what is to be done, where a rule finds it narrower than the item; else the item's words."""
    inner = demands(words)
    return words[inner[0].start : inner[0].end] if len(inner) == 1 else words


def reason(text: str, sentence: Span, span: Span, kind: str, language: str) -> str:
    """Return why it is taken for an item of its kind: the words of the lists in its sentence, or likeness alone."""
    here = cues(text[sentence.start : span.end], language)
    named = list(dict.fromkeys(cue.words(text[sentence.start :]) for group in TOLD_BY[kind] for cue in here[group]))
    if named:
        return f"{SAID[kind]}: " + ", ".join(
            f"\N{LEFT DOUBLE QUOTATION MARK}{word}\N{RIGHT DOUBLE QUOTATION MARK}" for word in named[:3]
        )
    return f"{SAID[kind]}, by likeness to letters read before"
