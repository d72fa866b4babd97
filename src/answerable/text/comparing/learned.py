"""What the learned part says of a pair: which kinds of shift, which way, and at which words.

Rules:
  - The encoder is the frozen multilingual-e5-small; what was learned lies beside this file and is a few megabytes.
  - Several were trained, each without a fifth of the pairs. What they say of a pair is weighed with what the rules can
    name; the weights and the threshold were fitted on the pairs that each network had not seen
    (`training/shifts/README.md`).
  - A passage is read once, whatever it is compared with.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from answerable.text.comparing.features import COLUMNS, Side, rows
from answerable.text.comparing.network import Compared, Weights, compare
from answerable.text.comparing.rules import Worded
from answerable.text.encoders.e5 import load_model
from answerable.text.encoders.tokens import tokenizer
from answerable.text.errors import TextError
from answerable.text.spans import Span
from answerable.text.strengths import Strength, strength

FILE = "networks.npz"
PREFIX = "query: "
LONGEST = 400
"""Tokens of a passage that are read; training pairs have at most 130. Chosen by hand, to bound the work for a pair."""

KEPT = 4096
"""Passages whose states are kept; chosen by hand: about 200 MB."""

GAP = 2
"""Tokens below the mark that do not break a span; chosen by hand."""


class Unusable(TextError):
    """The networks were trained on features that this version does not have."""


class Learned(NamedTuple):
    """The networks as shipped: `weights` of each, and what they were trained on and for."""

    weights: tuple[Weights, ...]
    kinds: tuple[str, ...]
    directions: tuple[str, ...]
    thresholds: Mapping[str, float]
    weights_of: Mapping[str, tuple[float, ...]]
    columns: NDArray[np.int64]
    middle: int
    data: str


class Likely(NamedTuple):
    """A kind of shift with how likely it is, which way it goes most likely, and the words that carry it."""

    kind: str
    probability: float
    direction: str
    source: Span
    restatement: Span


class Read(NamedTuple):
    """A passage as the networks take it: states of two layers, offsets of its tokens, and its side of the features."""

    middle: NDArray[np.float32]
    top: NDArray[np.float32]
    offsets: tuple[tuple[int, int], ...]
    side: Side


_chosen: list[Path] = []


def use(path: Path) -> None:
    """Use the networks in this file from here on, instead of those shipped: for measuring others."""
    _chosen[:] = [path]
    learned.cache_clear()
    read.cache_clear()


@cache
def learned() -> Learned:
    """Return the networks.

    Raises:
        Unusable: they ask for a feature that this version does not have.
    """
    with np.load(_chosen[0] if _chosen else str(files(__package__).joinpath(FILE))) as stored:
        told = json.loads(str(stored["told"]))
        missing = [name for name in told["columns"] if name not in COLUMNS]
        if missing:
            raise Unusable(f"expected features {', '.join(COLUMNS)}; the networks ask for {', '.join(missing)}")
        arrays = {name: stored[name].astype(np.float32) for name in stored.files if name != "told"}
    weights = tuple(
        {name.partition("/")[2]: array for name, array in arrays.items() if name.startswith(f"{fit}/")}
        for fit in range(told["fits"])
    )
    columns = np.array([COLUMNS.index(name) for name in told["columns"]])
    return Learned(
        weights,
        tuple(told["kinds"]),
        tuple(told["directions"]),
        told["thresholds"],
        {kind: tuple(weights) for kind, weights in told["weights"].items()},
        columns,
        told["middle"],
        told["data"],
    )


@lru_cache(maxsize=KEPT)
def read(text: str, language: str) -> Read:
    """Return a passage as the networks take it."""
    return _read(text, strength(text, lang=language))


def _read(text: str, said: Strength) -> Read:
    cut = tokenizer().encode(text, prefix=PREFIX, limit=LONGEST)
    own = [place for place, side in enumerate(cut.sides) if side == 0]
    model = load_model()
    ((_, (middle, top)),) = model.run([cut], f"states.{learned().middle}", "states.12")
    offsets = tuple(cut.offsets[place] for place in own)
    return Read(middle[0, own], top[0, own], offsets, Side(text, said))


def likely(source: Read, restatement: Read) -> list[Likely]:
    """Return every kind of shift with its probability; an empty passage has none."""
    if not source.offsets or not restatement.offsets:
        return []
    known = learned()
    found = _mean(source, restatement)
    sides = len(source.offsets)
    return [
        Likely(
            kind,
            float(found.kinds[place]),
            _way(found.directions[place]),
            _words(found.tokens[:sides, place], source),
            _words(found.tokens[sides:, place], restatement),
        )
        for place, kind in enumerate(known.kinds)
    ]


def _way(probabilities: NDArray[np.float32]) -> str:
    """Return the direction that is more likely than all others together, or else the usual one: says more."""
    place = int(probabilities.argmax())
    return learned().directions[place] if probabilities[place] >= EVEN else "stronger"


EVEN = 0.5
"""On 245 labels of another hand .78 of the directions are right so, and .76 by the likeliest alone (2026-11-22)."""


def weighed(each: Likely, rule: Worded | None) -> float:
    """Return how likely a shift is once it is known whether a rule names its words."""
    constant, slope, named, agrees = learned().weights_of[each.kind]
    clipped = min(max(each.probability, LEAST), 1 - LEAST)
    odds = constant + slope * math.log(clipped / (1 - clipped))
    if rule is not None:
        odds += named + agrees * agree(rule, each.direction)
    return 1 / (1 + math.exp(-odds))


def agree(rule: Worded, direction: str) -> bool:
    """Tell whether a rule sees the shift go the same way; a rule that sees only a change agrees with any."""
    return rule.direction in {direction, "changed"}


LEAST = 1e-4
"""Probabilities are kept this far from 0 and 1, as when the weights were fitted."""


@cache
def _blas() -> ThreadpoolController:
    """Return what keeps NumPy on one thread.

    A pair is small, and threads that waited for each other made it nine times slower on a busy machine.
    """
    return ThreadpoolController()


def _mean(source: Read, restatement: Read) -> Compared:
    known = learned()
    plain = np.concatenate(
        [
            rows(source.side, restatement.side, source.offsets),
            rows(restatement.side, source.side, restatement.offsets),
        ]
    )[:, known.columns]
    middle, top = (np.concatenate([a, b]) for a, b in zip(source[:2], restatement[:2], strict=True))
    sides = np.array([0] * len(source.offsets) + [1] * len(restatement.offsets))
    with _blas().limit(limits=1, user_api="blas"):
        said = [compare(weights, middle, top, plain, sides) for weights in known.weights]
    return Compared(*(np.mean([each[part] for each in said], axis=0) for part in range(3)))


FAINT = 0.12
"""Probability below which no token of a side carries the shift; chosen on the pairs kept out of training."""


def _words(tokens: NDArray[np.float32], passage: Read) -> Span:
    """Return the run of tokens around the likeliest one, out to whole words; nothing where none is likely."""
    peak = int(tokens.argmax())
    if tokens[peak] < FAINT:
        return Span(0, 0)
    here = tokens >= max(FAINT, tokens[peak] / 2)
    start = end = peak
    while start > 0 and here[max(0, start - GAP) : start].any():
        start -= 1
    while end + 1 < len(here) and here[end + 1 : end + 1 + GAP].any():
        end += 1
    while not here[start]:
        start += 1
    while not here[end]:
        end -= 1
    return _whole(passage.side.text, passage.offsets[start][0], passage.offsets[end][1])


def _whole(text: str, start: int, end: int) -> Span:
    """Return the span out to the ends of its first and last word, without blanks around it."""
    while start < end and text[start].isspace():
        start += 1
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and end > 0 and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return Span(start, end)
