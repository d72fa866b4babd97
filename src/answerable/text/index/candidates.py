"""Which stretches of a text to compare with which passage: shared shingles that lie together become one candidate.

Rules:

* seeds of one piece of a passage in one text belong together while they begin within a stretch that the piece, with
  words added, could fill; a longer row of them is several candidates;
* a candidate reaches as far to both sides as the rest of the piece would, and a few words further.

So the words to compare are bounded by the seeds, and these by the words of the text.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from answerable.text.index.compiled import compiled
from answerable.text.index.shingles import SIZE, Seeds

STRETCH = 2
"""How many times its own length a piece may fill, with words added; chosen by hand."""

SLACK = 4
"""Words looked at beyond the place where the piece would begin and end; chosen by hand."""


class Candidates(NamedTuple):
    """Pairs of a piece and a stretch of a text.

    Attributes:
        texts: int64; the text.
        pieces: int64; the piece of a passage.
        starts: int64; first word of the stretch, in the batch.
        ends: int64; the word after its last.
        runs: int64; the most words in a row that both have, told from the seeds;
        places: int64; and where in the piece they begin.
    """

    texts: npt.NDArray[np.int64]
    pieces: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    runs: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]


def candidates(seeds: Seeds, firsts: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]) -> Candidates:
    """The candidates that the seeds make.

    Args:
        seeds: In the order of the words of the batch.
        firsts: int64 [texts + 1]; the first word of each text.
        sizes: int64 [pieces]; the words of each piece.
    """
    texts = np.searchsorted(firsts, seeds.words, side="right") - 1
    order = np.argsort((texts.astype(np.uint64) << np.uint64(32)) | seeds.pieces, kind="stable")
    found = Candidates(*(np.empty(len(order), dtype=np.int64) for _ in Candidates._fields))
    count = _group(
        Seeds(seeds.words[order], seeds.pieces[order], seeds.positions[order]), texts[order], firsts, sizes, found
    )
    return Candidates(*(column[:count] for column in found))


@compiled
def _group(
    seeds: Seeds,
    texts: npt.NDArray[np.int64],
    firsts: npt.NDArray[np.int64],
    sizes: npt.NDArray[np.int64],
    found: Candidates,
) -> int:
    """Write the candidates for seeds sorted by text, piece and word; return how many."""
    words, pieces, positions = seeds.words, seeds.pieces, seeds.positions
    count, at = 0, 0
    while at < len(words):
        text, piece, begin = texts[at], np.int64(pieces[at]), words[at]
        size = sizes[piece]
        low, high, last = firsts[text + 1], firsts[text], begin + STRETCH * size
        run = longest = SIZE
        start, place = at, np.int64(positions[at])
        while at < len(words) and texts[at] == text and pieces[at] == piece and words[at] < last:
            shift = words[at] - np.int64(positions[at])
            low, high = min(low, shift), max(high, shift + size)
            follows = at > start and words[at] == words[at - 1] + 1 and positions[at] == positions[at - 1] + 1
            run = run + 1 if follows else SIZE
            if run > longest:
                longest, place = run, np.int64(positions[at]) + SIZE - run
            at += 1
        low, high = min(low, begin), max(high, words[at - 1] + SIZE)
        found.texts[count], found.pieces[count] = text, piece
        found.runs[count], found.places[count] = longest, place
        found.starts[count] = max(low - SLACK, firsts[text])
        found.ends[count] = min(high + SLACK, firsts[text + 1])
        count += 1
    return count
