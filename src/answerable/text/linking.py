"""Which answer of a reply belongs to which demand of a letter, best first.

Rules:

* words (BM25) and meaning (the accurate encoder) are brought to one scale and added; then demands and answers compete
  for each other, so that an answer that is near to everything is near to nothing in particular;
* a short answer that names demands by number ("see our answer to 53") speaks of what those ask, and answers others;
* a reply mostly takes demands in their order: answers are read as steps through the demands, where a step ahead is
  likelier the shorter it is, and a jump anywhere is possible (hidden Markov model; Vogel et al. 1996 for words).

The weight of words and the three numbers of the steps were chosen on the 24 invented letters (2026-11), where MAP@5 is
.77 with the order and .76 without; the review by States that `benchmarks/text_replies.py` measures was not used.
Whether a demand was answered at all is not decided here: every demand gets a ranking.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from answerable.text.encoders.errors import TooMany
from answerable.text.lexicons.tokens import tokens
from answerable.text.retrieval import Retrieval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from answerable.text.encoders import Encoder

    Matrix = NDArray[np.float32]
    Vector = NDArray[np.float64]

WORDS = 0.5
"""Weight of words beside meaning; see above."""

SHARPNESS, SLOPE, JUMP = 0.3, 0.1, 3.0
"""How far a score must lie above another to count e times; what each demand passed over costs; what a jump costs."""

SHORT = 12
"""Words of an answer that only points to others, at most; chosen by hand."""

NAMED = 6.0
"""Deviations taken off where an answer points to a demand instead of answering it; chosen by hand."""

MOST_CELLS = 4_000_000
"""Most pairs of a demand and an answer; chosen by hand: 2,000 of each."""

_NUMBERS = re.compile(r"(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?")


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that may belong to a demand.

    Attributes:
        answer: Its place in the list of answers.
        score: Higher is likelier; with the order, the probability that the answer is to this demand.
    """

    answer: int
    score: float


def link(
    answers: Sequence[str],
    demands: Sequence[str],
    *,
    languages: tuple[str, str] | None = None,
    numbers: Sequence[str] = (),
    in_order: bool = True,
    encoder: Encoder | None = None,
) -> list[list[Link]]:
    """Return for each demand all answers, best first.

    Args:
        answers: The parts of a reply, in its order.
        demands: What was asked, in the order of the letter.
        languages: ISO 639-1 codes of answers and demands; recognised where not given.
        numbers: By what number each demand is referred to; from 1 on where not given.
        in_order: Whether the order of both counts.
        encoder: Another encoder than the accurate one.

    Raises:
        TooMany: More pairs than are compared.
    """
    if not answers or not demands:
        return [[] for _ in demands]
    if len(answers) * len(demands) > MOST_CELLS:
        raise TooMany(f"expected at most {MOST_CELLS:,} pairs, found {len(answers):,} answers x {len(demands):,}")
    spoken = languages or _recognised(answers, demands)
    names = {number: place for place, number in enumerate(numbers or map(str, range(1, len(demands) + 1)))}
    named = [_named(answer, spoken[0], names) for answer in answers]
    texts = [
        " ".join([text, *(demands[at] for at in sorted(there))]) for text, there in zip(answers, named, strict=True)
    ]
    scores = _fitting(texts, demands, spoken, encoder)
    for place, there in enumerate(named):
        scores[sorted(there), place] -= NAMED
    if in_order:
        scores = _through(scores.T.astype(np.float64)).T.astype(np.float32)
    order = np.argsort(-scores, axis=1, kind="stable")
    return [
        [Link(answer=int(at), score=float(row[at])) for at in best] for row, best in zip(scores, order, strict=True)
    ]


def _recognised(answers: Sequence[str], demands: Sequence[str]) -> tuple[str, str]:
    from answerable.text.languages import language_of  # noqa: PLC0415 - its tables load only when asked

    return language_of("\n".join(answers)), language_of("\n".join(demands))


def _named(answer: str, language: str, names: dict[str, int]) -> set[int]:
    """Return the demands to which a short answer points by number."""
    parted = tokens(answer, language)
    if sum(norm[0].isalnum() for norm in parted.norms) > SHORT:
        return set()
    found: set[int] = set()
    for first, last in _NUMBERS.findall(answer):
        bounds = int(first), int(last or first)
        listed = range(bounds[0], min(bounds[1], bounds[0] + len(names)) + 1)
        found |= {names[str(number)] for number in listed if str(number) in names}
    return found


def _fitting(
    answers: Sequence[str], demands: Sequence[str], languages: tuple[str, str], encoder: Encoder | None
) -> Matrix:
    """Return how well each answer fits each demand, mean 0 and deviation 1, float32 [demands, answers]."""
    from answerable.text.encoders import E5  # noqa: PLC0415 - a model loads only when asked
    from answerable.text.encoders.matching import fuse, margins, product  # noqa: PLC0415 - the same

    model = encoder or E5()
    near = [(product(model.encode(demands), model.encode(answers)), 1.0)]
    if languages[0] == languages[1]:
        known = Retrieval(answers, [languages[0]] * len(answers), beside=0.0)
        near.append((np.stack([known.scores(demand, languages[1]) for demand in demands]), WORDS))
    return fuse([(margins(fuse(near)), 1.0)])


def _through(scores: Vector) -> Vector:
    """Return how likely each answer is to each demand when both have an order, [answers, demands].

    Forward and backward over the answers. Steps of more than `JUMP / SLOPE` cost what a jump costs, so that each
    answer takes time in proportion to the demands.
    """
    steps = np.exp(-np.minimum(JUMP, SLOPE * np.abs(np.arange(int(JUMP / SLOPE) + 2) - 1.0))) - np.exp(-JUMP)
    steps = steps[: scores.shape[1]]
    leaving = _along(np.ones(scores.shape[1]), steps)
    seen = np.exp((scores - scores.max(axis=1, keepdims=True)) / SHARPNESS)
    ahead, back = np.ones_like(seen), np.ones_like(seen)
    ahead[0] = seen[0]
    for at in range(1, len(seen)):
        ahead[at] = seen[at] * _along((ahead[at - 1] / leaving)[::-1], steps)[::-1]
        ahead[at] /= ahead[at].sum()
    for at in range(len(seen) - 2, -1, -1):
        back[at] = _along(seen[at + 1] * back[at + 1], steps) / leaving
        back[at] /= back[at].sum()
    both = ahead * back
    return np.asarray(both / both.sum(axis=1, keepdims=True), np.float64)


def _along(values: Vector, steps: Vector) -> Vector:
    """Return for each demand what can be reached from it, by a jump or by a step ahead."""
    found = np.full_like(values, np.exp(-JUMP) * values.sum())
    for length, weight in enumerate(steps):
        found[: len(values) - length] += weight * values[length:]
    return found
