"""Which words of a restatement stand for which words of its source, within a language and across languages.

Rules:

* words that are the same but for case and width, the same number, or one slip of the pen apart count as alike
  whatever they mean;
* else two words are as near as the states of the accurate encoder after a middle layer, each side's mean taken off
  (Jalili Sabet et al. 2020, section 3: middle layers align best, and words that are each other's nearest are
  trusted);
* words that are each other's nearest are linked when they are near enough. A word rendered by two is linked to the
  nearer one: a second round among words still free added more wrong links than right ones;
* places in order count a little, so that of two equal words each finds its own;
* a character of Chinese, Japanese or Thai script is a word.

Offsets are half-open, in characters of each text as given. Without the encoder's packages only words alike are linked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np
from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import cdist

from answerable.text.encoders.e5 import load_model, windows
from answerable.text.encoders.errors import NotInstalled, TooLong
from answerable.text.spans import Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

LAYER = 8
"""Layer whose states are compared; see `THRESHOLD` for what it was chosen on."""

THRESHOLD = 0.3
"""Nearness below which words are not linked. This, the layer and `DISTORTION` were chosen on the twelve hand-made
pairs of tests/text/alignment.toml that are not held out (2026-11): F1 .98 over words of meaning; layers 5 to 9 and .2
to .3 lie within .03."""

DISTORTION = 0.1
"""What is taken off for words at opposite ends of their texts."""

ALIKE = 0.8
"""Least likeness of spelling that counts; chosen by hand, with at least `FEWEST_LETTERS`."""

FEWEST_LETTERS = 5
"""Shorter words one slip apart are often other words."""

LONGEST_SPELLED = 64
"""Longest word that is compared letter by letter; longer ones are the same or not. Chosen by hand."""

MOST_WORDS = 3_000
"""Words of a passage that are aligned; chosen by hand: a matrix of 36 MB."""

_SINGLE = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_APOSTROPHE = "'\u2019\u02bc"
_TAIL = rf"[{_APOSTROPHE}](?:[\u0400-\u052f]+|[^\W\d_]{{1,2}}(?!\w))"
_WORD = re.compile(rf"[{_SINGLE}]|[^\W{_SINGLE}_]+(?:(?<=\d)[.,]\d+|{_TAIL})*")
_ALONE = re.compile(f"[{_SINGLE}]")

Basis = Literal["same", "spelling", "meaning"]


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """Two words that stand for each other.

    Attributes:
        source: Characters of the source.
        restatement: Characters of the restatement.
        score: How sure, 0 to 1; 1 for words that are the same.
        basis: Why: ``same``, ``spelling`` or ``meaning``.
    """

    source: Span
    restatement: Span
    score: float
    basis: Basis


def align(source: str, restatement: str, *, meaning: bool = True) -> list[Link]:
    """Links between the words of two passages, in order of the source.

    Args:
        source: A passage of a few sentences.
        restatement: Another, in any language.
        meaning: Compare states of the encoder too; without it only words alike are linked.

    Raises:
        TooLong: A passage has more than 3,000 words.
    """
    left, right = words(source), words(restatement)
    if max(len(left), len(right)) > MOST_WORDS:
        raise TooLong(f"expected passages of at most {MOST_WORDS} words, found {len(left)} and {len(right)}")
    if not left or not right:
        return []
    alike = _likeness([each.words(source) for each in left], [each.words(restatement) for each in right])
    near = _nearness(source, left, restatement, right) if meaning else None
    scores = alike if near is None else np.maximum(alike, near)
    scores = scores - DISTORTION * _distance(len(left), len(right))
    return [_link(left[row], right[column], alike[row, column], scores[row, column]) for row, column in _linked(scores)]


def words(text: str) -> list[Span]:
    """The words of a text, marks included.

    An apostrophe belongs to a Cyrillic word, and to a Latin one when one or two letters follow, as in *soldier's*;
    else it parts two words, as in *l'armée*.
    """
    found: list[Span] = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        while end < len(text) and _is_mark(text[end]):
            end += 1
        if found and found[-1].end == start and _is_mark(text[start - 1]) and not _ALONE.match(text, start):
            start = found.pop().start
        found.append(Span(start, end))
    return found


def _is_mark(character: str) -> bool:
    """Tell whether this stands on the letter before it; Python does not count such a mark to the word."""
    return unicodedata.category(character).startswith("M")


def _likeness(left: Sequence[str], right: Sequence[str]) -> Matrix:
    """1 for the same word or number, else likeness of spelling where it is high, else 0; float32 [left, right]."""
    rows, columns = [_folded(word) for word in left], [_folded(word) for word in right]
    found = cdist(rows, columns, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=ALIKE, dtype=np.float32)
    short_rows = np.array([len(word) < FEWEST_LETTERS or word[0].isdigit() for word in rows])
    short_columns = np.array([len(word) < FEWEST_LETTERS or word[0].isdigit() for word in columns])
    found[(short_rows[:, None] | short_columns[None, :]) & (found < 1)] = 0
    return np.asarray(found, np.float32)


def _folded(word: str) -> str:
    if len(word) > LONGEST_SPELLED:  # comparing spellings takes time in the square of their length
        return sha256(word.encode("utf-8", "surrogatepass")).hexdigest()
    folded = unicodedata.normalize("NFKC", word).casefold()
    return "".join(str(unicodedata.digit(each, each)) for each in folded)


def _nearness(source: str, left: Sequence[Span], restatement: str, right: Sequence[Span]) -> Matrix | None:
    """Cosines of the words' centred states, float32 [left, right]; nothing where there is no encoder."""
    try:
        vectors = [_vectors(text, spans) for text, spans in ((source, left), (restatement, right))]
    except NotInstalled:
        return None
    return vectors[0] @ vectors[1].T


def _vectors(text: str, spans: Sequence[Span]) -> Matrix:
    """The mean state of each word's pieces, centred, of unit length, float32 [words, hidden]; zeros for none."""
    inputs, _ = windows([text], "")
    states = load_model().states(inputs, f"states.{LAYER}")
    starts = np.array([span.start for span in spans])
    total = np.zeros((len(spans), states[0].shape[1]), np.float32)
    for tokens, values in zip(inputs, states, strict=True):
        for (first, last), side, state in zip(tokens.offsets, tokens.sides, values, strict=True):
            place = int(np.searchsorted(starts, max(first, last - 1), side="right")) - 1
            if side == 0 and last > first and place >= 0 and first < spans[place].end:
                total[place] += state
    total /= np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-6)
    total -= total.mean(axis=0)
    return np.asarray(total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-6), np.float32)


def _distance(rows: int, columns: int) -> Matrix:
    """How far apart in order two words are, 0 to 1."""
    down = np.arange(rows, dtype=np.float32) / max(rows - 1, 1)
    across = np.arange(columns, dtype=np.float32) / max(columns - 1, 1)
    return np.abs(down[:, None] - across[None, :])


def _linked(scores: Matrix) -> list[tuple[int, int]]:
    """Pairs that are each other's nearest, and near enough."""
    rows, columns = np.nonzero(_mutual(scores) & (scores >= THRESHOLD))
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def _mutual(scores: Matrix) -> NDArray[np.bool_]:
    """Where a score is the first highest of its row and of its column."""
    best = np.zeros(scores.shape, bool)
    best[np.arange(len(scores)), scores.argmax(axis=1)] = True
    columns = np.zeros(scores.shape, bool)
    columns[scores.argmax(axis=0), np.arange(scores.shape[1])] = True
    return best & columns


def _link(source: Span, restatement: Span, alike: float, score: float) -> Link:
    basis: Basis = "same" if alike >= 1 else "spelling" if alike > 0 else "meaning"
    value = float(alike) if alike > 0 else float(np.clip(score, 0, 1))
    return Link(source=source, restatement=restatement, score=round(value, 4), basis=basis)
