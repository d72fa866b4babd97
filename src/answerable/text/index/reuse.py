"""From aligned words to typed matches with characters on both sides.

Rules:

* of several passages found in the same words of a text the best stays; others stay where most of their words are free,
  or where they are as good to the word (two passages with the same words);
* pieces of one long passage, found one after another, are one match;
* `verbatim` is every word and nothing between; `trimmed` has words left out and nothing added; `edited` has words
  replaced or added. Two different passages are `spliced` where one ends and the other begins within one sentence of the
  text and one of them is cut there;
* a single word beyond a gap at either end is chance, and left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, pairwise

import numpy as np
import numpy.typing as npt

from answerable.text.index.arrays import Library
from answerable.text.index.candidates import Candidates
from answerable.text.index.names import names
from answerable.text.index.passages import Change, Match, Operation, Reuse
from answerable.text.index.verification import Alignments
from answerable.text.index.words import Words, join, read_words
from answerable.text.spans import Span

FREE = 0.5
"""Share of a match's words that no better match may have taken; chosen by hand."""

GAP = 2
"""Words of a gap beyond which a single kept word at an end is chance; chosen by hand."""

BETWEEN = 3
"""Words that may stand between spliced parts ("and", "while also"); chosen by hand."""

NEAR = 64
"""Words of a text that may lie between two pieces of one passage; chosen by hand."""

_SENTENCE_END = re.compile(r"[.!?…。！？؟۔]|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Found:
    """A passage found in a text, in words.

    Attributes:
        passage: Which passage of the library.
        ours: Kept words, as places in the passage, ascending.
        theirs: The same, as places in the text, ascending.
        size: Words of the passage.
        joined: Passages that it is spliced to.
    """

    passage: int
    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    size: int
    joined: tuple[int, ...] = ()

    @property
    def score(self) -> float:
        """Share of the words on both sides that were kept."""
        return 2 * len(self.ours) / (self.size + self.theirs[-1] - self.theirs[0] + 1)


@dataclass(frozen=True, slots=True)
class Side:
    """A text with the characters of its words: the way from words to spans."""

    text: str
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]

    def span(self, first: int, after: int) -> Span:
        """The characters of the words `first` up to `after`; where there are none, the place they would stand at."""
        if first < after:
            return Span(int(self.starts[first]), int(self.ends[after - 1]))
        at = int(self.ends[first - 1]) if first else int(self.starts[0]) if len(self.starts) else 0
        return Span(at, at)


@lru_cache(maxsize=1024)
def side(text: str) -> Side:
    """A text alone, read again; a passage that is quoted once is often quoted again."""
    buffer, bounds = join([text])
    words = read_words(buffer, bounds, names())
    return _side(text, buffer, words.starts.astype(np.int64), words.ends.astype(np.int64))


def _side(text: str, buffer: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> Side:
    if len(buffer) == len(text):
        return Side(text, starts, ends)
    # Every byte but a continuation begins a character (RFC 3629, section 3).
    characters = np.concatenate(([0], np.cumsum((buffer & 0xC0) != 0x80)))  # noqa: PLR2004
    return Side(text, characters[starts], characters[ends])


def text_side(text: str, at: int, buffer: npt.NDArray[np.uint8], bounds: npt.NDArray[np.int64], words: Words) -> Side:
    """A text of a batch that was read."""
    first, after, begin = words.firsts[at], words.firsts[at + 1], bounds[at]
    starts, ends = (each[first:after].astype(np.int64) - begin for each in (words.starts, words.ends))
    return _side(text, buffer[begin : bounds[at + 1]], starts, ends)


def found_in_texts(
    aligned: Alignments, candidates: Candidates, library: Library, firsts: npt.NDArray[np.int64]
) -> Iterator[tuple[int, list[Found]]]:
    """For each text of a batch with reuse: which text, and what was found in it, best first."""
    texts = candidates.texts[aligned.candidates]
    order = np.argsort(texts, kind="stable").tolist()
    for text, alignments in groupby(order, key=lambda at: int(texts[at])):
        drafts = [_found(at, aligned, candidates, library, int(firsts[text])) for at in alignments]
        yield text, _best(_whole(sorted(drafts, key=lambda each: (each.passage, each.theirs))))


def _found(at: int, aligned: Alignments, candidates: Candidates, library: Library, first: int) -> Found:
    pieces = library.pieces
    piece = int(candidates.pieces[aligned.candidates[at]])
    passage, offset = int(pieces.passages[piece]), int(pieces.offsets[piece])
    begin, after = np.searchsorted(pieces.passages, [passage, passage + 1])
    pairs = slice(aligned.firsts[at], aligned.firsts[at + 1])
    ours, theirs = (aligned.positions[pairs] + offset).tolist(), (aligned.words[pairs] - first).tolist()
    low, high = _without_strays(ours, theirs)
    size = int(pieces.firsts[after] - pieces.firsts[begin])
    return Found(passage, tuple(ours[low:high]), tuple(theirs[low:high]), size)


def _without_strays(ours: Sequence[int], theirs: Sequence[int]) -> tuple[int, int]:
    """The pairs from which single words beyond a gap at the ends are gone: the first, and the one after the last."""
    low, high = 0, len(ours)
    while high - low > 1 and max(ours[low + 1] - ours[low], theirs[low + 1] - theirs[low]) > GAP + 1:
        low += 1
    while high - low > 1 and max(ours[high - 1] - ours[high - 2], theirs[high - 1] - theirs[high - 2]) > GAP + 1:
        high -= 1
    return low, high


def _whole(drafts: Sequence[Found]) -> list[Found]:
    """The drafts with pieces of one passage put together where they follow one another."""
    done: list[Found] = []
    for draft in drafts:
        last = done[-1] if done else None
        if (
            last is not None
            and last.passage == draft.passage
            and last.ours[-1] < draft.ours[0]
            and 0 < draft.theirs[0] - last.theirs[-1] <= NEAR
        ):
            done[-1] = replace(last, ours=last.ours + draft.ours, theirs=last.theirs + draft.theirs)
        else:
            done.append(draft)
    return done


def _best(drafts: Sequence[Found]) -> list[Found]:
    """The drafts that stay, best first."""
    taken: dict[int, Found] = {}
    kept: list[Found] = []
    for draft in sorted(drafts, key=lambda each: (-len(each.ours), -each.score, each.passage)):
        owners = [taken.get(word) for word in draft.theirs]
        equal = owners[0] is not None and all(_equal(owner, draft) for owner in owners)
        free = sum(owner is None for owner in owners)
        if equal or free > FREE * len(draft.theirs):
            kept.append(draft)
            taken.update((word, draft) for word in draft.theirs if word not in taken)
    return kept


def _equal(one: Found | None, other: Found) -> bool:
    """Whether another passage was found in the very same words, as completely."""
    return one is not None and one.passage != other.passage and (one.ours, one.theirs) == (other.ours, other.theirs)


def spliced(found: Sequence[Found], text: Side) -> list[Found]:
    """What was found, in the order of the text, with the parts that are joined to others marked."""
    ordered = sorted(found, key=lambda each: (each.theirs, each.passage))
    for at, (one, other) in enumerate(pairwise(ordered)):
        cut = one.ours[-1] < one.size - 1 or other.ours[0] > 0
        near = one.theirs[0] < other.theirs[0] and -BETWEEN <= other.theirs[0] - one.theirs[-1] - 1 <= BETWEEN
        if one.passage == other.passage or not cut or not near:
            continue
        between = text.text[int(text.ends[one.theirs[-1]]) : int(text.starts[other.theirs[0]])]
        if not _SENTENCE_END.search(between):
            ordered[at] = replace(ordered[at], joined=(*ordered[at].joined, other.passage))
            ordered[at + 1] = replace(other, joined=(*other.joined, one.passage))
    return ordered


def match(found: Found, library: Library, document: str, theirs: Side) -> Match:
    """The match, in characters."""
    ours = side(library.texts.text(found.passage))
    steps = tuple(_steps(found, ours, theirs))
    return Match(
        passage=library.ids.text(found.passage),
        document=document,
        type=_type(found, steps),
        score=found.score,
        source_spans=_stretches([(step.source, step.op == "dropped") for step in steps]),
        document_spans=_stretches([(step.document, step.op == "added") for step in steps]),
        alignment=steps,
        joined_with=tuple(library.ids.text(other) for other in found.joined),
    )


def _type(found: Found, steps: Sequence[Operation]) -> Reuse:
    changes = {step.op for step in steps}
    if found.joined:
        return "spliced"
    if changes & {"added", "replaced"}:
        return "edited"
    return "trimmed" if "dropped" in changes else "verbatim"


def _steps(found: Found, ours: Side, theirs: Side) -> Iterator[Operation]:
    """The alignment: runs of kept words, and what lies between them on either side."""
    ends = [at for at in range(1, len(found.ours)) if _breaks(found, at)]
    last_ours, last_theirs = 0, found.theirs[0]
    for low, high in pairwise([0, *ends, len(found.ours)]):
        yield from _between(ours, theirs, (last_ours, found.ours[low]), (last_theirs, found.theirs[low]))
        last_ours, last_theirs = found.ours[high - 1] + 1, found.theirs[high - 1] + 1
        yield Operation("kept", ours.span(found.ours[low], last_ours), theirs.span(found.theirs[low], last_theirs))
    yield from _between(ours, theirs, (last_ours, found.size), (last_theirs, last_theirs))


def _breaks(found: Found, at: int) -> bool:
    return found.ours[at] > found.ours[at - 1] + 1 or found.theirs[at] > found.theirs[at - 1] + 1


def _between(ours: Side, theirs: Side, source: tuple[int, int], document: tuple[int, int]) -> Iterator[Operation]:
    """What became of the words between two runs: nothing, one step, never more."""
    kinds: dict[tuple[bool, bool], Change] = {
        (True, True): "replaced",
        (True, False): "dropped",
        (False, True): "added",
    }
    kind = kinds.get((source[0] < source[1], document[0] < document[1]))
    if kind:
        yield Operation(kind, ours.span(*source), theirs.span(*document))


def _stretches(steps: Sequence[tuple[Span, bool]]) -> tuple[Span, ...]:
    """The spans of the steps, joined where no step that is apart lies between."""
    found: list[Span] = []
    joins = False
    for span, apart in steps:
        if apart:
            joins = False
        elif span:
            found[-1:] = [Span(found[-1].start, span.end)] if joins else [*found[-1:], span]
            joins = True
    return tuple(found)
