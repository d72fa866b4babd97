"""What becomes of an item in a reply: where it is answered, if anywhere, and what the answer does with it.

Rules:
  - The sentences of the reply and silence compete for each item; what wins, with the sentences beside it in the same
    paragraph that are nearly as likely (`BESIDE`), is the answer.
  - The state is judged by the answer's words, what its sentences do, what kind of item it is and how sure the link is.
    "Silent" is a state among the others: an item may be near to a sentence that is no answer to it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from answerable.critiques.letters.found import ITEM_KINDS, STATES
from answerable.critiques.letters.weights import chances, columns, learned, scaled

if TYPE_CHECKING:
    from answerable.critiques.letters.fitting import Asked
    from answerable.critiques.letters.speaking import Heard
    from answerable.critiques.letters.weights import Matrix

BESIDE: Final = 0.35
"""Part of the best sentence's probability from which its neighbour belongs to the answer; see the figures in
`training/letters/REPLIES.md`."""

LONGEST: Final = 4  # sentences of an answer at most; chosen by hand

JUDGED: Final = 3
"""Sentences that are judged for an item; on dev.jsonl, with nothing trained on it, one gives a state accuracy of .48,
two to five .50 to .51 (2026-11)."""

SILENT: Final = 0.4
"""Log odds by which silence is raised. Chosen on the 80 training letters held out in five parts (2026-11): accuracy
.574 without, .578 with .4, .569 with .6; macro-F1 .556, .564, .554."""

LEAST: Final = 1e-6
"""Probabilities are kept this far from 0 and 1 before their logarithm is taken; chosen by hand."""

_DATED = re.compile(r"\d")
_NAMED = re.compile(r"(?<=[^\W\d_] )[^\W\d_a-zа-яіїєґà-ÿ][\w’'-]+ [^\W\d_a-zа-яіїєґà-ÿ][\w’'-]+")


class Place(msgspec.Struct, frozen=True):
    """Sentences `first` to `last`, both included, that answer an item best; `chance` that it is answered there."""

    first: int
    last: int
    chance: float


def places(fits: Matrix, silence: Matrix, said: Heard) -> tuple[list[Place], Matrix]:
    """Return for each item where it is answered best, and the chances of each sentence and, last, of silence."""
    logs = scaled("link", fits) @ learned()["link"][:, 0]
    quiet = scaled("silence", silence) @ learned()["silence"][:-1] + learned()["silence"][-1]
    odds = chances(np.concatenate([logs, quiet], axis=1))
    return [_place(row, said) for row in odds[:, :-1]], odds


def _place(row: Matrix, said: Heard) -> Place:
    """Return the likeliest sentence with its neighbours that are nearly as likely."""
    first = last = int(row.argmax())
    least = row[first] * BESIDE
    blocks = [unit.block for unit in said.units]
    while last - first + 1 < LONGEST:
        up = row[last + 1] if last + 1 < len(row) and blocks[last + 1] == blocks[last] else 0
        down = row[first - 1] if first > 0 and blocks[first - 1] == blocks[first] else 0
        if max(up, down) < least:
            break
        first, last = (first, last + 1) if up >= down else (first - 1, last)
    return Place(first, last, float(row[first : last + 1].sum()))


def state_features(asked: Asked, said: Heard, found: list[Place], odds: Matrix) -> Matrix:
    """Return what the state is judged by, float32 [items, features]."""
    kinds = np.array([[item.kind == kind for kind in ITEM_KINDS] for item in asked.items], np.float32)
    spans = [range(place.first, place.last + 1) for place in found]
    shown = np.concatenate([said.acts, said.cues, _marks(said)], axis=1)
    highest = np.stack([shown[list(span)].max(axis=0) for span in spans])
    vectors = np.stack([said.vectors[list(span)].mean(axis=0) for span in spans])
    near = np.stack([(asked.vectors[row] @ said.vectors[list(span)].T).max() for row, span in enumerate(spans)])
    quiet = np.log(np.maximum(odds[:, -1], LEAST)) - np.log(np.maximum(1 - odds[:, -1], LEAST))
    sure = np.stack([quiet, near * 10, [len(span) for span in spans], odds[:, :-1].max(axis=1)], axis=1)
    around = np.stack([_around(shown, place, said) for place in found])
    crossed = (kinds[:, :, None] * np.concatenate([highest, sure], axis=1)[:, None, :]).reshape(len(kinds), -1)
    return columns([kinds, sure, highest, around, crossed, scaled("meaning", vectors)])


def _marks(said: Heard) -> Matrix:
    """Return whether a sentence has figures, and a name."""
    rows = [(bool(_DATED.search(each.shown)), bool(_NAMED.search(each.shown))) for each in said.units]
    return np.array(rows, np.float32).reshape(len(rows), 2)


def _around(shown: Matrix, place: Place, said: Heard) -> Matrix:
    """Return what the sentences of the paragraph after the answer show."""
    later = [
        at
        for at in range(place.last + 1, min(len(shown), place.last + 3))
        if said.units[at].block == said.units[place.last].block
    ]
    return np.asarray(shown[later].max(axis=0) if later else np.zeros(shown.shape[1]), np.float32)


def states(asked: Asked, said: Heard, odds: Matrix) -> Matrix:
    """Return the chances of each state, float32 [items, states], in the order of `STATES`.

    The few likeliest sentences are each judged, and count as much as they are likely: where the link is in doubt the
    state need not be.
    """
    order = np.argsort(-odds[:, :-1], axis=1, kind="stable")[:, :JUDGED]
    weights = np.take_along_axis(odds, order, axis=1)
    weights = weights / np.maximum(weights.sum(axis=1, keepdims=True), LEAST)
    total = np.zeros((len(odds), len(STATES)), np.float32)
    for column in range(order.shape[1]):
        found = [Place(int(at), int(at), 0.0) for at in order[:, column]]
        total += weights[:, column : column + 1] * judged(state_features(asked, said, found, odds))
    total[:, STATES.index("silent")] *= np.exp(SILENT)
    return np.asarray(total / total.sum(axis=1, keepdims=True), np.float32)


def judged(features: Matrix) -> Matrix:
    """Return the chances of each state for features of one answer to each item."""
    return chances(scaled("state", features) @ learned()["state"][:-1] + learned()["state"][-1])
