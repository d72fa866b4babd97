"""What the learned part is told of each token beside the encoder's states: plain facts, found by rules.

One row for each token of a passage, in the light of the other passage; `COLUMNS` names them. Training and use build
them here, so that they cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from answerable.text.lexicons import KINDS, ladders
from answerable.text.lexicons.tokens import tokens
from answerable.text.morphology import folded, lemma
from answerable.text.numbers import quantities
from answerable.text.strengths import Strength

SAID = (
    *(f"{kind} is said here" for kind in KINDS),
    *(f"level of {kind}" for kind in KINDS),
    *(f"{kind} in a way that the other side lacks" for kind in KINDS),
    *(f"{kind} stronger than on the other side" for kind in KINDS),
)
PLAIN = (
    "the word stands on the other side",
    "a number",
    "a number that the other side has",
    "a quantity that the other side lacks",
    "begins with a capital",
    "a mark",
    "one language on both sides",
    "share of this side's length",
)
VALUES = tuple((kind, value) for kind in KINDS for value in ladders().get(kind, {}))

COLUMNS = (*SAID, *PLAIN, *(f"{kind}: {value}" for kind, value in VALUES))
"""What each column says of a token: 0 to 1, but "stronger than on the other side" -1 to 1."""

Offsets = Sequence[tuple[int, int]]


class Side:
    """A passage with all that is worked out once, whatever it is compared with."""

    def __init__(self, text: str, said: Strength) -> None:
        """Take a passage and how much it says."""
        self.text, self.said = text, said
        parted = tokens(text, said.language)
        places = [place for place in range(len(parted.norms)) if parted.is_word(place) or parted.is_number(place)]
        self.words = [(parted.starts[n], parted.ends[n], parted.norms[n]) for n in places]
        self.lemmas = [lemma(parted.surface(n), said.language) for n in places]
        self.known = {*self.lemmas, *(norm for _, _, norm in self.words)}
        self.counted = [(each.start, each.end, each.normal()) for each in quantities(text, said.language)]
        self.values = {(each.kind, each.value) for each in said.features}
        self.highest = {kind: max((f.level for f in said.features if f.kind == kind), default=0.0) for kind in KINDS}


def rows(own: Side, other: Side, offsets: Offsets) -> NDArray[np.float32]:
    """Return the features of tokens at `offsets` of `own` beside `other`, [tokens, len(COLUMNS)]."""
    starts = np.array([start for start, _ in offsets], dtype=np.int64)
    ends = np.array([end for _, end in offsets], dtype=np.int64)
    found = np.zeros((len(offsets), len(COLUMNS)), dtype=np.float32)
    _said(found, own, other, starts, ends)
    _words(found, own, other, starts, ends)
    _numbers(found, own, other, starts, ends)
    after = 4 * len(KINDS)
    found[:, after + 4] = [own.text[start : start + 1].isupper() for start in starts]
    found[:, after + 5] = [not own.text[s:e].strip().isalnum() for s, e in zip(starts, ends, strict=True)]
    found[:, after + 6] = own.said.language == other.said.language
    found[:, after + 7] = len(own.text) / max(1, len(own.text) + len(other.text))
    return found


_PLACES = {value: len(SAID) + len(PLAIN) + place for place, value in enumerate(VALUES)}


def _said(
    found: NDArray[np.float32], own: Side, other: Side, starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> None:
    """Fill in what the lexicons find."""
    count = len(KINDS)
    for feature in own.said.features:
        kind = KINDS.index(feature.kind)
        here = (starts < feature.end) & (ends > feature.start)
        found[here, kind] = 1
        found[here, count + kind] = np.maximum(found[here, count + kind], feature.level)
        if (feature.kind, feature.value) not in other.values:
            found[here, 2 * count + kind] = 1
        found[here, 3 * count + kind] = feature.level - other.highest[feature.kind]
        if (feature.kind, feature.value) in _PLACES:
            found[here, _PLACES[feature.kind, feature.value]] = 1


def _words(
    found: NDArray[np.float32], own: Side, other: Side, starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> None:
    """Fill in which words stand on the other side, in this form or another of the same word."""
    for (start, end, norm), form in zip(own.words, own.lemmas, strict=True):
        if form in other.known or norm in other.known or folded(form) in other.known:
            found[(starts < end) & (ends > start), 4 * len(KINDS)] = 1


def _numbers(
    found: NDArray[np.float32], own: Side, other: Side, starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> None:
    """Fill in numbers, and those that both sides have."""
    after, theirs = 4 * len(KINDS), {normal for _, _, normal in other.counted}
    digits = {norm for _, _, norm in other.words if norm[0].isdigit()}
    for start, end, norm in own.words:
        if norm[0].isdigit():
            here = (starts < end) & (ends > start)
            found[here, after + 1] = 1
            found[here, after + 2] = norm in digits
    for start, end, normal in own.counted:
        here = (starts < end) & (ends > start)
        found[here, after + 1] = 1
        found[here, after + 3] = normal not in theirs
