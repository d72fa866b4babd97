"""What became of a passage's words in a stretch of a text: local alignment, and whether it is reuse at all.

Rules:

* words are aligned in order, after Smith and Waterman (1981): a kept word counts by its length, since short words are
  shared by chance; words between cost, added ones more than dropped ones, for trimming is common;
* the common words of a passage, those inside a shingle of the texts called common, are aligned but prove nothing;
* reuse is enough kept words of the passage's own, close together in the text: a large share of the passage, or a run of
  it too long for chance. The thresholds are in `Least`.

An alignment is the list of kept words, each as a place in the piece and a place in the batch of texts.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from answerable.text.index.candidates import Candidates
from answerable.text.index.compiled import Whole, compiled
from answerable.text.index.shingles import SIZE

REPLACED, DROPPED, ADDED = 3, 1, 2
"""What a word between costs, in the weights of kept words (1 to 4); chosen by hand."""

LONGEST = 128
"""Most words in a piece of a passage; a longer passage is several pieces. Keeps one alignment small; chosen by hand."""

OWN = np.uint8(128)
"""Bit of a word's weight that says the word is the passage's own, in no shingle of the common texts."""

MARKS = 1 << 12
"""Places for marks of words: 64 kB, and few enough words in a stretch for two to share one rarely; chosen by hand."""

BITS = 64
"""Words of a piece that the test before an alignment can take."""

_WEIGHT = np.uint8(127)


class Least(NamedTuple):
    """What reuse is at least; four own words and more, kept to the last, are reuse in any case.

    Tuned on quotations planted in news of seven languages (ntrex, 600 sentences a language, 2026-11-22): of those with
    0, 10, 20 and 30 % of the words changed 1.00, 1.00, .97 and .90 are found, trimmed ones .99, spliced ones .99, with
    a precision of .99, where most of what counts as false is one story told by two newspapers.

    Attributes:
        words: Kept words of the passage's own.
        density: Share of kept words among the words of the stretch that they fill in the text.
        share: Kept share of the passage's own words, by number and by weight: reuse of a whole,
        whole: if at least so much weight was kept (a word has 2 to 4).
        part: Kept weight in one run without a gap: reuse of a part.
    """

    words: int = 6
    density: float = 0.5
    share: float = 0.45
    whole: int = 16
    part: int = 22


class Pieces(NamedTuple):
    """The passages, cut into pieces of at most `LONGEST` words.

    Attributes:
        hashes: uint64 [words]; the numbers of all words.
        firsts: int64 [pieces + 1]; the first word of each piece.
        weights: uint8 [words]; 1 to 4 by length, and `OWN`.
        passages: int64 [pieces]; the passage of each piece.
        offsets: int64 [pieces]; its first word in the passage.
    """

    hashes: npt.NDArray[np.uint64]
    firsts: npt.NDArray[np.int64]
    weights: npt.NDArray[np.uint8]
    passages: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.int64]


class Alignments(NamedTuple):
    """The candidates that are reuse, with their kept words.

    Attributes:
        candidates: int64; which candidate.
        firsts: int64 [alignments + 1]; its first pair of words.
        positions: int64; for each pair, the word of the piece, ascending.
        words: int64; and the word of the batch, ascending.
    """

    candidates: npt.NDArray[np.int64]
    firsts: npt.NDArray[np.int64]
    positions: npt.NDArray[np.int64]
    words: npt.NDArray[np.int64]


class _Room(NamedTuple):
    """Space for one alignment."""

    scores: npt.NDArray[np.int64]
    moves: npt.NDArray[np.uint8]
    positions: npt.NDArray[np.int64]
    words: npt.NDArray[np.int64]
    marks: npt.NDArray[np.int64]
    masks: npt.NDArray[np.uint64]


def verify(
    hashes: npt.NDArray[np.uint64], candidates: Candidates, pieces: Pieces, least: Least | None = None
) -> Alignments:
    """The candidates that are reuse.

    Args:
        hashes: uint64 [words]; the words of the batch of texts.
        candidates: Which stretches to compare with which pieces.
        pieces: The pieces of all passages.
        least: What reuse is at least.
    """
    sizes = np.diff(pieces.firsts)[candidates.pieces]
    found = Alignments(*(np.zeros(size, np.int64) for size in (len(sizes), len(sizes) + 1, sizes.sum(), sizes.sum())))
    widest = int((candidates.ends - candidates.starts).max(initial=0)) + 1
    longest = int(sizes.max(initial=0)) + 1
    room = _Room(
        np.zeros(longest, np.int64),
        np.zeros((widest, longest), np.uint8),
        np.zeros(longest, np.int64),
        np.zeros(longest, np.int64),
        np.zeros(MARKS, np.int64),
        np.zeros(MARKS, np.uint64),
    )
    count = _verify_all(hashes, candidates, pieces, least or Least(), room, found)
    pairs = found.firsts[count]
    return Alignments(found.candidates[:count], found.firsts[: count + 1], found.positions[:pairs], found.words[:pairs])


@compiled
def _verify_all(
    hashes: npt.NDArray[np.uint64],
    candidates: Candidates,
    pieces: Pieces,
    least: Least,
    room: _Room,
    found: Alignments,
) -> int:
    count = 0
    for at in range(len(candidates.pieces)):
        piece = candidates.pieces[at]
        first, last = pieces.firsts[piece], pieces.firsts[piece + 1]
        ours, weights = pieces.hashes[first:last], pieces.weights[first:last]
        theirs = hashes[candidates.starts[at] : candidates.ends[at]]
        # Marked anew by the number of each candidate, so that no mark has to be taken away.
        long = _weight(weights, candidates.places[at], candidates.runs[at]) >= least.part
        if not long and not _can_be_whole(ours, weights, theirs, room, at + 1, least):
            continue
        best, best_row, best_column = _fill(ours, weights, theirs, room.scores, room.moves)
        if best == 0:
            continue
        kept = _trace(best_row, best_column, room)
        if not _is_reuse(room, kept, weights, least):
            continue
        found.candidates[count] = at
        pair = found.firsts[count]
        for place in range(kept):  # traced from the end
            found.positions[pair + place] = room.positions[kept - 1 - place]
            found.words[pair + place] = room.words[kept - 1 - place] + candidates.starts[at]
        count += 1
        found.firsts[count] = pair + kept
    return count


@compiled
def _weight(weights: npt.NDArray[np.uint8], place: int, words: int) -> Whole:
    """The weight of the passage's own words in a run."""
    total: Whole = 0
    for each in weights[place : place + words]:
        total += np.int64(each & _WEIGHT) if each & OWN else 0
    return total


@compiled
def _can_be_whole(
    ours: npt.NDArray[np.uint64],
    weights: npt.NDArray[np.uint8],
    theirs: npt.NDArray[np.uint64],
    room: _Room,
    mark: int,
    least: Least,
) -> bool:
    """Whether both have enough words in the same order for a whole: a twentieth of the time of an alignment.

    The longest common subsequence, 64 words of the piece at once (Hyyrö 2004, "Bit-parallel LCS-length computation
    revisited", section 3). Words that share a mark count as the same, so the answer is never no for a true whole.
    """
    size = len(ours)
    if size > BITS:
        return True
    own = 0
    for at in range(size):
        place = ours[at] & np.uint64(MARKS - 1)
        if room.marks[place] != mark:
            room.marks[place], room.masks[place] = mark, np.uint64(0)
        if weights[at] & OWN:
            room.masks[place] |= np.uint64(1) << np.uint64(at)
            own += 1
    row = ~np.uint64(0)
    for word in theirs:
        place = word & np.uint64(MARKS - 1)
        if room.marks[place] == mark:
            both = row & room.masks[place]
            row = (row + both) | (row - both)
    common: Whole = 0
    for at in range(size):
        common += 1 - np.int64((row >> np.uint64(at)) & np.uint64(1))
    return bool(common >= max(min(least.words, own), least.share * own))


@compiled
def _fill(
    ours: npt.NDArray[np.uint64],
    weights: npt.NDArray[np.uint8],
    theirs: npt.NDArray[np.uint64],
    scores: npt.NDArray[np.int64],
    moves: npt.NDArray[np.uint8],
) -> tuple[Whole, int, int]:
    """Fill the table of moves (0 begin, 1 kept, 2 replaced, 3 dropped, 4 added); the best score and where it ends."""
    best, best_row, best_column = np.int64(0), 0, 0
    scores[: len(ours) + 1] = 0
    for row in range(1, len(theirs) + 1):
        diagonal, left, word, steps = np.int64(0), np.int64(0), theirs[row - 1], moves[row]
        for column in range(1, len(ours) + 1):
            above = scores[column]
            same = ours[column - 1] == word
            score = diagonal + np.int64(weights[column - 1] & _WEIGHT) if same else diagonal - REPLACED
            move = np.uint8(1) if same else np.uint8(2)
            if left - DROPPED > score:
                score, move = left - DROPPED, np.uint8(3)
            if above - ADDED > score:
                score, move = above - ADDED, np.uint8(4)
            if score <= 0:
                score, move = np.int64(0), np.uint8(0)
            steps[column] = move
            scores[column] = score
            diagonal, left = above, score
            if score > best:
                best, best_row, best_column = score, row, column
    return best, best_row, best_column


@compiled
def _trace(row: int, column: int, room: _Room) -> int:
    """Write the kept words from the last to the first, and return how many."""
    count = 0
    while room.moves[row, column] != 0:
        move = room.moves[row, column]
        if move == 1:
            room.positions[count], room.words[count] = column - 1, row - 1
            count += 1
        row -= move != 3  # noqa: PLR2004 - the moves of _fill
        column -= move != 4  # noqa: PLR2004
    return count


@compiled
def _is_reuse(room: _Room, kept: int, weights: npt.NDArray[np.uint8], least: Least) -> bool:
    """Whether kept words, listed from the last to the first, are reuse."""
    total: Whole = 0
    weight: Whole = 0
    run: Whole = 0
    longest: Whole = 0
    own = words = 0
    for each in weights:
        total += np.int64(each & _WEIGHT) if each & OWN else 0
        words += (each & OWN) != 0
    for at in range(kept):
        each = weights[room.positions[at]]
        new = np.int64(each & _WEIGHT) if each & OWN else 0
        follows = (
            at > 0 and room.positions[at - 1] == room.positions[at] + 1 and room.words[at - 1] == room.words[at] + 1
        )
        run = run + new if follows else new
        longest = max(longest, run)
        weight += new
        own += 1 if new > 0 else 0
    span = room.words[0] - room.words[kept - 1] + 1
    if kept < least.density * span:
        return False
    if own < least.words or own == words:
        return bool(own == words and own >= SIZE)
    whole = weight >= max(least.whole, least.share * total) and own >= least.share * words
    return bool(whole or longest >= least.part)
