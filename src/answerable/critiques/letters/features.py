"""A letter clause by clause, as the learned part takes it: states of the frozen encoder, and plain features.

Rules:
  - A clause ends after a mark (comma, semicolon, colon, dash), after a link ("and", "that"), and after a word of
    demanding and its "to": of 354 items that a person marked, 342 end before a mark. It never leaves its sentence.
  - Its states are the means over its pieces. The encoder reads the letter in windows of whole sentences, so that a
    clause is read beside what stands around it.
  - `COLUMNS` names the plain features in order; the network that was trained asks for them by name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from answerable.critiques.letters.showing import Shown
from answerable.critiques.letters.wording import GROUPS, cues
from answerable.text.demands import demands
from answerable.text.encoders.e5 import PREFIX, load_model
from answerable.text.encoders.tokens import Tokens, tokenizer
from answerable.text.spans import Span

MIDDLE: Final = "states.8"
"""The lower of the two layers that are read; chosen by hand: two thirds up."""

TOP: Final = "states.12"

WINDOW: Final = 480
"""Pieces of a window; the encoder takes 512, and `PREFIX` and marks need a few."""

KINDS: Final = ("title", "heading", "paragraph", "bullet", "quote")
QUOTES: Final = {"«": 1, "»": -1, "“": 1, "”": -1, "„": 1}

PLACES: Final = (
    "opens sentence",
    "closes sentence",
    "opens block",
    "closes block",
    "depth",
    "length",
    "how far",
    "in quotes",
    "digit",
    "capital",
    "before: comma",
    "before: semicolon",
    "before: colon",
    "after: comma",
    "after: semicolon",
    "after: colon",
    "sentence asks",
    "sentence shouts",
    "sentence halts",
    "sentence before announces",
    "first block",
    "last blocks",
    "words",
    "in a demand by rule",
    "opens a demand by rule",
)
"""Plain features of where a clause stands."""

COLUMNS: Final = (
    *(f"is {group}" for group in GROUPS),
    *(f"after {group}" for group in GROUPS),
    *(f"beside {group}" for group in GROUPS),
    *(f"in {kind}" for kind in KINDS),
    *PLACES,
)

Floats = NDArray[np.float32]

_WORD = re.compile(r"\S+")
_PARTS = re.compile(r"[,;:،؛—–][\"'”’»)]*\Z|[)»”]\Z|[?!؟…][\"'”’»)]*\Z")

OPENING: Final = "\"'“„«(["
"""Marks that stand before a word."""

DEMANDING: Final = ("asks", "must", "wish")
"""The lists after whose words a clause begins."""

REACH: Final = 12
"""Words after a word of demanding within which "to" opens a clause; chosen by hand."""

LINKS: Final = frozenset(
    [
        "and",
        "that",
        "but",
        "because",
        "although",
        "which",
        "que",
        "qu'",
        "et",
        "mais",
        "puisque",
        "und",
        "dass",
        "sowie",
        "aber",
        "weil",
        "y",
        "pero",
        "porque",
        "и",
        "что",
        "чтобы",
        "но",
        "і",
        "й",
        "та",
        "що",
        "щоб",
        "але",
        "бо",
        "أن",
        "وأن",
        "بأن",
        "لأن",
        "لكن",
    ]
)
"""Words after which a clause begins."""

TO: Final = frozenset(
    ["to", "for", "on", "à", "de", "pour", "zu", "auf", "a", "de", "para", "на", "в", "о", "до", "إلى", "على"]
)
"""Words after which a clause begins where a word of demanding stands before them."""


class Clauses(NamedTuple):
    """The clauses of a letter.

    Attributes:
        spans: Where each stands in what is shown.
        sentences: For each the number of its sentence, from 0.
        middle: float32 [clauses, 384].
        top: float32 [clauses, 384].
        plain: float32 [clauses, columns], mostly 0 to 1.
    """

    spans: tuple[Span, ...]
    sentences: NDArray[np.int64]
    middle: Floats
    top: Floats
    plain: Floats


def clauses(shown: Shown, language: str) -> Clauses:
    """Return the clauses of a letter with all that is known of each."""
    words = tuple(
        Span(*match.span())
        for sentence in shown.sentences
        for match in _WORD.finditer(shown.text, sentence.start, sentence.end)
    )
    ends = np.array([sentence.end for sentence in shown.sentences] or [0])
    numbers = np.searchsorted(ends, [word.start for word in words], side="right").astype(np.int64)
    rows = _plain(shown, words, numbers, language)
    firsts = _firsts(shown.text, words, numbers, rows)
    lasts = [*firsts[1:], len(words)]
    spans = tuple(Span(words[low].start, words[high - 1].end) for low, high in zip(firsts, lasts, strict=True))
    middle, top = _states(shown, spans)
    plain = np.array([_joined(rows[low:high]) for low, high in zip(firsts, lasts, strict=True)], np.float32)
    return Clauses(spans, numbers[firsts] if firsts else numbers, middle, top, plain.reshape(len(spans), len(COLUMNS)))


def _firsts(text: str, words: Sequence[Span], numbers: NDArray[np.int64], rows: Floats) -> list[int]:
    """Return the number of the first word of each clause."""
    ruled = rows[:, COLUMNS.index("opens a demand by rule")]
    demanding = rows[:, [COLUMNS.index(f"is {group}") for group in DEMANDING]].max(axis=1, initial=0)
    firsts: list[int] = []
    asked = -REACH
    for place in range(len(words)):
        before = text[words[place - 1].start : words[place - 1].end] if place else ""
        cued = place > 0 and bool(demanding[place - 1]) and not demanding[place]
        asked = place if cued else asked
        opens = _PARTS.search(before) or before.casefold().strip(OPENING) in LINKS
        due = before.casefold() in TO and place - asked <= REACH
        if place == 0 or numbers[place] != numbers[place - 1] or opens or cued or due or ruled[place]:
            firsts.append(place)
            asked = asked if place and numbers[place] == numbers[place - 1] else -REACH
    return firsts


def _joined(rows: Floats) -> Floats:
    """Return one row for a clause: what any word has; where it begins and ends; how long it is."""
    row: Floats = rows.max(axis=0)
    for name in ("opens sentence", "opens block", "depth", "before: comma", "before: semicolon", "before: colon"):
        row[COLUMNS.index(name)] = rows[0, COLUMNS.index(name)]
    for name in ("closes sentence", "closes block", "after: comma", "after: semicolon", "after: colon"):
        row[COLUMNS.index(name)] = rows[-1, COLUMNS.index(name)]
    row[COLUMNS.index("words")] = min(len(rows) / 20, 2)
    return row


def _states(shown: Shown, spans: Sequence[Span]) -> tuple[Floats, Floats]:
    """Return both layers for each clause, the mean over its pieces."""
    sums = np.zeros((2, len(spans), 384), np.float32)
    counts = np.zeros(len(spans), np.float32)
    starts = np.array([span.start for span in spans])
    for offset, cut in _windows(shown):
        own = [place for place, side in enumerate(cut.sides) if side == 0]
        ((_, layers),) = load_model().run([cut], MIDDLE, TOP)
        places = np.searchsorted(starts, [offset + cut.offsets[piece][1] - 1 for piece in own], side="right") - 1
        for layer in range(2):
            np.add.at(sums[layer], places, layers[layer][0, own])
        np.add.at(counts, places, 1)
    sums /= np.maximum(counts, 1)[:, None]
    return sums[0], sums[1]


def _windows(shown: Shown) -> list[tuple[int, Tokens]]:
    """Return inputs of the encoder with the character each begins at: whole blocks, and long ones by sentences."""
    parts: list[Span] = []
    size = 0
    for sentence in shown.sentences:
        pieces = len(tokenizer().pieces(shown.text[sentence.start : sentence.end]))
        if parts and size + pieces <= WINDOW:
            parts[-1] = Span(parts[-1].start, sentence.end)
            size += pieces
        else:
            parts.append(sentence)
            size = pieces
    return [
        (part.start, tokenizer().encode(shown.text[part.start : part.end], prefix=PREFIX, limit=512)) for part in parts
    ]


def _plain(shown: Shown, spans: Sequence[Span], numbers: NDArray[np.int64], language: str) -> Floats:
    rows = np.zeros((len(spans), len(COLUMNS)), np.float32)
    _cued(rows, shown, spans, numbers, language)
    offset = 3 * len(GROUPS)
    for row, span in zip(rows, spans, strict=True):
        kind = shown.kinds[shown.block_of(span.start)]
        if kind in KINDS:
            row[offset + KINDS.index(kind)] = 1
    rows[:, offset + len(KINDS) :] = _places(shown, spans, numbers)
    _demanded(rows, shown, spans)
    return rows


def _cued(rows: Floats, shown: Shown, spans: Sequence[Span], numbers: NDArray[np.int64], language: str) -> None:
    """Set the columns of cues: at a word, before it in its sentence, and anywhere in its sentence."""
    starts = np.array([span.start for span in spans])
    found = cues(shown.text, language)
    for column, group in enumerate(GROUPS):
        for cue in found[group]:
            first = int(np.searchsorted(starts, cue.start, side="right")) - 1
            last = int(np.searchsorted(starts, cue.end - 1, side="right")) - 1
            if first < 0 or numbers[first] != numbers[last]:
                continue
            low, high = np.searchsorted(numbers, [numbers[first], numbers[first] + 1])
            rows[first : last + 1, column] = 1
            rows[last + 1 : high, len(GROUPS) + column] = 1
            rows[low:high, 2 * len(GROUPS) + column] = 1


def _places(shown: Shown, spans: Sequence[Span], numbers: NDArray[np.int64]) -> Floats:
    """Return the columns of `PLACES`; the last three are filled elsewhere."""
    rows = np.zeros((len(spans), len(PLACES)), np.float32)
    blocks = [shown.block_of(span.start) for span in spans]
    first = {int(number): place for place, number in reversed(list(enumerate(numbers)))}
    last = {int(number): place for place, number in enumerate(numbers)}
    depth = 0
    for place, span in enumerate(spans):
        number, word = int(numbers[place]), span.words(shown.text)
        opens = place == 0 or blocks[place - 1] != blocks[place]
        closes = place + 1 == len(spans) or blocks[place + 1] != blocks[place]
        depth = 0 if opens else depth
        opened = sum(word.count(mark) for mark in "«“„")
        depth = max(0, depth + opened - sum(word.count(mark) for mark in "»”"))
        before = "" if opens else shown.text[spans[place - 1].end - 1]
        ending = shown.text[spans[last[number]].end - 3 : spans[last[number]].end]
        announced = number - 1 in last and shown.text[spans[last[number - 1]].end - 1] in ":："
        size = last[number] - first[number] + 1
        rows[place] = (
            *(place == first[number], place == last[number], opens, closes),
            *(min((place - first[number]) / 20, 2), min(size / 40, 2), place / len(spans), depth > 0 or opened > 0),
            *_marked(word, before, ending),
            *(announced, blocks[place] == 0, blocks[place] >= len(shown.blocks) - 2, 0, 0, 0),
        )
    return rows


def _marked(word: str, before: str, ending: str) -> tuple[bool, ...]:
    """Return what the letters and marks of a word show, the mark before it, and the end of its sentence."""
    return (
        any(letter.isdigit() for letter in word),
        word[:1].isupper(),
        before in (",", "،"),
        before in (";", "؛"),
        before == ":",
        word[-1] in ",،",
        word[-1] in ";؛",
        word[-1] == ":",
        "?" in ending or "؟" in ending,
        "!" in ending,
        ending[-1:] in ";:؛",
    )


def _demanded(rows: Floats, shown: Shown, words: Sequence[Span]) -> None:
    """Set the columns of what the rules for demands find (`answerable.text.demands`)."""
    starts = np.array([word.start for word in words])
    inside, opens = (COLUMNS.index(name) for name in ("in a demand by rule", "opens a demand by rule"))
    for sentence in shown.sentences:
        for each in demands(shown.text[sentence.start : sentence.end]):
            low = int(np.searchsorted(starts, sentence.start + each.start, side="right")) - 1
            high = int(np.searchsorted(starts, sentence.start + each.end, side="left"))
            rows[max(0, low) : high, inside] = 1
            rows[max(0, low), opens] = 1
