"""Nearest neighbours between two lists of texts, better than the product of their vectors says.

Three corrections, in this order:

* **centre**: the mean of each list is taken off its vectors, so that what all texts of a language share does not count;
* **fuse**: the products of several encoders are brought to mean 0 and deviation 1 and added, with weights;
* **compete**: either a *margin*, where from a product is taken how near both texts are to their nearest anyway (CSLS;
  Conneau et al. 2018, section 2.2), or *one to one*, where each candidate is expected about once, as between two
  versions of one document (entropic transport over the margins; Cuturi 2013, section 4). With neither the best
  product wins.

The choice says what is known: nothing but the candidates (`plain`), the other queries too (`margin`), or also that the
lists say the same (`one-to-one`). Neighbours, temperature and the weight of the second encoder were chosen with all six
languages of tatoeba in sight (2026-11). Chosen for each language on the other five (prefix ``passage:``), they give
one to one ru .951 uk .952 fr .982 de .998 es .991 ar .925, and by margin .945 .917 .967 .993 .985 .884; ntrex was
only measured (``benchmarks/text_retrieval.py``). Tried and left out: numbers and consonant skeletons of names and
cognates (moved no language by more than .003); words matched to words by states of middle layers (by margin, up to
.017 more on Arabic, the only language tried, but every pair of words is compared).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np

from answerable.text.encoders.e5 import E5
from answerable.text.encoders.errors import TooMany
from answerable.text.encoders.light import Light

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from answerable.text.encoders import Encoder

    Matrix = NDArray[np.float32]

Competition = Literal["plain", "margin", "one-to-one"]

LIGHT_WEIGHT = 0.5
"""Weight of the default encoder beside the accurate one: .25 to 1 gave the same within .01 (tatoeba, 2026-11)."""

NEIGHBOURS = 3
"""Neighbours whose mean is a text's own nearness: 2 to 5 gave the same within .01, 10 up to .02 less
(tatoeba, 2026-11)."""

TEMPERATURE = 0.3
"""How sharply the best is preferred in `one_to_one`: .1 to .3 gave the same within .005 (tatoeba, 2026-11)."""

ROUNDS = 20
"""Rounds of `one_to_one`; chosen by hand."""

FEWEST_CENTRED = 32
"""Texts a list must have for its mean to say anything about its language; chosen by hand."""

MOST_CELLS = 100_000_000
"""Largest matrix, 400 MB; chosen by hand: 10,000 texts by 10,000."""


class Nearest(msgspec.Struct, frozen=True, kw_only=True):
    """The candidate nearest to a query.

    Attributes:
        query: Place in the list of queries.
        candidate: Place in the list of candidates.
        score: Fused product, margin, or log probability, by the competition; higher is nearer.
        lead: How far the second best lies below; 0 where there is no second.
    """

    query: int
    candidate: int
    score: float
    lead: float


def nearest(
    queries: Sequence[str],
    candidates: Sequence[str],
    *,
    encoders: Sequence[tuple[Encoder, float]] | None = None,
    competition: Competition = "margin",
) -> list[Nearest]:
    """For each query its nearest candidate, in order of queries; none where there are no candidates.

    Args:
        queries: Texts in one language.
        candidates: Texts in the same or another.
        encoders: Each with its weight; the accurate one and the default one, fused, unless said otherwise.
        competition: What is known of the lists; see the module.

    Raises:
        TooMany: The two lists are too long to be compared each with each.
    """
    if not queries or not candidates:
        return []
    if len(queries) * len(candidates) > MOST_CELLS:
        raise TooMany(f"expected at most {MOST_CELLS:,} pairs, found {len(queries):,} x {len(candidates):,}")
    chosen = encoders if encoders is not None else ((E5(), 1.0), (Light(), LIGHT_WEIGHT))
    products = [(product(each.encode(queries), each.encode(candidates)), weight) for each, weight in chosen]
    scores = compete(fuse(products), competition)
    return _best(scores)


def product(queries: Matrix, candidates: Matrix) -> Matrix:
    """Cosines of centred vectors, float32 [queries, candidates]."""
    if min(len(queries), len(candidates)) < FEWEST_CENTRED:
        return queries @ candidates.T
    return _centred(queries) @ _centred(candidates).T


def fuse(products: Sequence[tuple[Matrix, float]]) -> Matrix:
    """Products of several encoders, each brought to mean 0 and deviation 1, added by weight."""
    total = np.zeros_like(products[0][0])
    for values, weight in products:
        total += weight * (values - values.mean()) / max(float(values.std()), 1e-6)
    return total


def compete(scores: Matrix, competition: Competition) -> Matrix:
    """Scores after texts competed for each other."""
    if competition == "plain":
        return scores
    return margins(scores) if competition == "margin" else one_to_one(scores)


def margins(scores: Matrix, *, neighbours: int = NEIGHBOURS) -> Matrix:
    """Twice the score, less the mean score of either text's nearest neighbours."""
    rows = _mean_of_best(scores, neighbours)
    columns = _mean_of_best(scores.T, neighbours)
    return 2 * scores - rows[:, None] - columns[None, :]


def one_to_one(scores: Matrix, *, temperature: float = TEMPERATURE) -> Matrix:
    """Log probability of each candidate for each query, where each candidate has room for its share of the queries."""
    logs = margins(scores) / temperature  # without margins first, texts in nobody's list drew .01 to .02 away
    room = np.float32(np.log(max(1.0, scores.shape[0] / scores.shape[1])))
    for _ in range(ROUNDS):
        logs = logs - _log_sum(logs, 1)
        taken = _log_sum(logs, 0) - room
        logs = logs - (np.maximum(taken, 0) if scores.shape[0] < scores.shape[1] else taken)
    return logs


def _log_sum(logs: Matrix, axis: int) -> Matrix:
    highest = logs.max(axis=axis, keepdims=True)
    return np.asarray(highest + np.log(np.exp(logs - highest).sum(axis=axis, keepdims=True)), np.float32)


def _centred(vectors: Matrix) -> Matrix:
    moved = vectors - vectors.mean(axis=0)
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6), np.float32)


def _mean_of_best(scores: Matrix, count: int) -> Matrix:
    """For each row the mean of its highest scores."""
    count = min(count, scores.shape[1])
    best = np.partition(scores, scores.shape[1] - count, axis=1)[:, -count:]
    return np.asarray(best.mean(axis=1), np.float32)


def _best(scores: Matrix) -> list[Nearest]:
    found = scores.argmax(axis=1)
    top = scores[np.arange(len(scores)), found]
    leads = np.zeros(len(scores), np.float32)
    if scores.shape[1] > 1:
        pair = np.partition(scores, scores.shape[1] - 2, axis=1)[:, -2:]
        leads = pair[:, 1] - pair[:, 0]
    rows = zip(found.tolist(), top.tolist(), leads.tolist(), strict=True)
    return [
        Nearest(query=row, candidate=place, score=score, lead=lead) for row, (place, score, lead) in enumerate(rows)
    ]
