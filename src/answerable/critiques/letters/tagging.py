"""Which clauses of a letter belong to which kind of item, as the learned part reads them, in NumPy.

Rules:
  - The encoder is the frozen multilingual-e5-small; what was learned on top lies in `items.npz` beside this file.
  - Several networks were trained, each without a part of the letters; their fits are averaged, and the best chain of
    tags is taken (Viterbi). An item's first clause is tagged apart, so that two items may touch.
  - The networks were trained by `training/letters/train_items.py`, whose `tagger.py` has the same sums in PyTorch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from answerable.critiques.letters.errors import Unusable
from answerable.critiques.letters.features import COLUMNS, Clauses
from answerable.critiques.letters.found import ITEM_KINDS

FILE: Final = "items.npz"

TAGS: Final = ("", *(f"{part} {kind}" for kind in ITEM_KINDS for part in ("first", "further")))
"""What a clause can be: in no item, or the first or a further one of a kind."""

NEVER: Final = -1e4
"""How well a tag follows another that cannot stand before it."""

Floats = NDArray[np.float32]
Weights = Mapping[str, Floats]


class Learned(NamedTuple):
    """The networks as shipped, with what they were trained on."""

    weights: tuple[Weights, ...]
    columns: NDArray[np.int64]
    lean: Floats
    data: str


class Run(NamedTuple):
    """Clauses `first` to `last` (not included) of one item, and how likely their kind is, 0 to 1."""

    kind: str
    first: int
    last: int
    score: float


@cache
def learned() -> Learned:
    """Return the networks.

    Raises:
        Unusable: They ask for a feature that this version does not have.
    """
    with np.load(str(files(__package__).joinpath(FILE))) as stored:
        told = json.loads(str(stored["told"]))
        missing = [name for name in told["columns"] if name not in COLUMNS]
        if missing or told["tags"] != list(TAGS):
            raise Unusable(f"{FILE}: expected columns and tags of this version, found {', '.join(missing) or 'others'}")
        arrays = {name: stored[name].astype(np.float32) for name in stored.files if name != "told"}
    weights = tuple(
        {name.partition("/")[2]: array for name, array in arrays.items() if name.startswith(f"{fit}/")}
        for fit in range(told["fits"])
    )
    columns = np.array([COLUMNS.index(name) for name in told["columns"]])
    return Learned(weights, columns, np.array(told["lean"], np.float32), told["data"])


def runs(clauses: Clauses) -> list[Run]:
    """Return the items of a letter as runs of clauses, in order."""
    if not clauses.spans:
        return []
    known = learned()
    said = [fits(weights, clauses, known.columns) for weights in known.weights]
    chain = np.mean(said, axis=0) + known.lean
    follow = np.mean([weights["follow"] for weights in known.weights], axis=0) + allowed()
    begin = np.mean([weights["begin"] for weights in known.weights], axis=0)
    return parted(best(chain, follow, begin), likely(chain, follow, begin))


def fits(weights: Weights, clauses: Clauses, columns: NDArray[np.int64]) -> Floats:
    """Return how well each tag fits each clause, float32 [clauses, tags]."""
    x = clauses.plain[:, columns] @ weights["plain.weight"].T + weights["plain.bias"]
    for name, states in (("top", clauses.top), ("middle", clauses.middle), ("sentence", means(clauses))):
        x = x + states @ weights[f"{name}.weight"].T
    x = np.maximum(_norm(weights, "norm", x), 0)
    there = _turned(weights, x, "")
    back = _turned(weights, x[::-1], "_reverse")[::-1]
    told: Floats = np.concatenate([x, there, back], axis=1) @ weights["tags.weight"].T + weights["tags.bias"]
    return told


def means(clauses: Clauses) -> Floats:
    """Return for each clause the mean state of its sentence."""
    count = int(clauses.sentences.max()) + 1
    sums = np.zeros((count, clauses.top.shape[1]), np.float32)
    np.add.at(sums, clauses.sentences, clauses.top)
    sums /= np.maximum(np.bincount(clauses.sentences, minlength=count), 1)[:, None].astype(np.float32)
    means: Floats = sums[clauses.sentences]
    return means


def allowed() -> Floats:
    """Return what keeps a further clause from standing without a first, float32 [before, after]."""
    table = np.zeros((len(TAGS), len(TAGS)), np.float32)
    for after, tag in enumerate(TAGS):
        part, _, kind = tag.partition(" ")
        if part == "further":
            table[[not before.endswith(f" {kind}") for before in TAGS], after] = NEVER
    return table


def best(chain: Floats, follow: Floats, begin: Floats) -> list[int]:
    """Return the best chain of tags (Viterbi 1967)."""
    closed = begin + np.array([NEVER if tag.startswith("further") else 0 for tag in TAGS], np.float32)
    score, came = closed + chain[0], []
    for row in chain[1:]:
        ahead = score[:, None] + follow
        came.append(ahead.argmax(axis=0))
        score = ahead.max(axis=0) + row
    place = int(score.argmax())
    tags = [place]
    for step in reversed(came):
        place = int(step[place])
        tags.append(place)
    return tags[::-1]


def likely(chain: Floats, follow: Floats, begin: Floats) -> Floats:
    """Return how likely each tag is at each clause, float32 [clauses, tags] (forward-backward)."""
    there, back = np.zeros_like(chain), np.zeros_like(chain)
    there[0] = begin + chain[0]
    for place in range(1, len(chain)):
        there[place] = _sum(there[place - 1][:, None] + follow, 0) + chain[place]
    for place in range(len(chain) - 2, -1, -1):
        back[place] = _sum(follow + chain[place + 1] + back[place + 1], 1)
    both = there + back
    probabilities: Floats = np.exp(both - _sum(both, 1)[:, None])
    return probabilities


def parted(tags: list[int], probabilities: Floats) -> list[Run]:
    """Return the runs of a chain; the score is the mean likelihood of the kind over the run's clauses."""
    found: list[tuple[str, int, int]] = []
    for place, number in enumerate(tags):
        part, _, kind = TAGS[number].partition(" ")
        if part == "first":
            found.append((kind, place, place + 1))
        elif part == "further" and found:
            found[-1] = (kind, found[-1][1], place + 1)
    return [Run(kind, first, last, _mean(probabilities, kind, first, last)) for kind, first, last in found]


def _mean(probabilities: Floats, kind: str, first: int, last: int) -> float:
    columns = [number for number, tag in enumerate(TAGS) if tag.endswith(f" {kind}")]
    return float(probabilities[first:last, columns].sum(axis=1).mean())


def _sum(x: Floats, axis: int) -> Floats:
    """Return the logarithm of the sum of exponentials."""
    peak = x.max(axis=axis)
    total: Floats = peak + np.log(np.exp(x - np.expand_dims(peak, axis)).sum(axis=axis))
    return total


def _turned(weights: Weights, x: Floats, way: str) -> Floats:
    """Return the states of a gated recurrent unit (Cho et al. 2014) over the clauses."""
    given = x @ weights[f"turn.weight_ih_l0{way}"].T + weights[f"turn.bias_ih_l0{way}"]
    again, bias = weights[f"turn.weight_hh_l0{way}"].T, weights[f"turn.bias_hh_l0{way}"]
    width = again.shape[0]
    state = np.zeros(width, np.float32)
    states = np.zeros((len(x), width), np.float32)
    for place, row in enumerate(given):
        kept = state @ again + bias
        gates = _sigmoid(row[: 2 * width] + kept[: 2 * width])
        new = np.tanh(row[2 * width :] + gates[:width] * kept[2 * width :])
        state = (1 - gates[width:]) * new + gates[width:] * state
        states[place] = state
    return states


def _norm(weights: Weights, name: str, x: Floats) -> Floats:
    even = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + np.float32(1e-5))
    y: Floats = np.asarray(even * weights[f"{name}.weight"] + weights[f"{name}.bias"], dtype=np.float32)
    return y


def _sigmoid(x: Floats) -> Floats:
    y: Floats = np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), dtype=np.float32)
    return y
