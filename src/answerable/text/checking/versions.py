"""Two texts side by side: the sentences that say the same thing, and what changed between them.

Rules:

* a sentence of the second text is paired with the one of the first that fits it best, at most two of the second with
  the same one; what fits none is shown as it is, on its own side;
* within one language words decide, across languages nearness in meaning;
* texts of a few sentences are one passage each: a limit may stand in a sentence of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from answerable.text.checking.sheet import own_sentences
from answerable.text.documents import Document
from answerable.text.languages import language_of
from answerable.text.segments import Segment, segment
from answerable.text.spans import Span
from answerable.text.support import Evidence, Passage

if TYPE_CHECKING:
    from answerable.text.comparing import Shift

SHORT = 4  # sentences up to which a text is one passage: what `shifts` is made for
SHARED = 0.35
"""Part of a sentence's weighted words that its pair must have; chosen by hand."""

OFTEN = 2  # sentences that may be paired with the same one
OFFERS = 3  # best sentences that are tried for each; chosen by hand


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """A passage of each text, in their characters, and what changed; an empty span where a side has none.

    Offsets of the shifts are characters of what a reader sees of the passages: `first_words` and `second_words`.
    """

    first: Span
    second: Span
    first_words: str
    second_words: str
    shifts: tuple[Shift, ...] = ()


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Two texts side by side: their languages, and the pairs in the order of the second.

    What only the first text has comes last.
    """

    languages: tuple[str, str]
    pairs: tuple[Pair, ...]

    @property
    def changed(self) -> bool:
        """Whether any shift was found."""
        return any(pair.shifts for pair in self.pairs)


def compare(first: Document, second: Document, *, languages: tuple[str, str] = ("", "")) -> Compared:
    """Return two texts side by side.

    Args:
        first: The source, the earlier version or the original.
        second: The restatement, the later version or the translation.
        languages: ISO 639-1 codes; recognised where they are "".
    """
    known = languages[0] or language_of(first.text), languages[1] or language_of(second.text)
    sides = list(own_sentences(segment(first))), list(own_sentences(segment(second)))
    short = all(0 < len(side) <= SHORT for side in sides)
    pairs = [_pair(*sides, known)] if short else _aligned(*sides, known)
    return Compared(languages=known, pairs=tuple(pairs))


def _aligned(first: Sequence[Segment], second: Sequence[Segment], languages: tuple[str, str]) -> Iterator[Pair]:
    passages = [Passage(id=str(number), text=each.shown, language=languages[0]) for number, each in enumerate(first)]
    evidence, taken = Evidence(passages), Counter[int]()
    for each in second:
        at = _fitting(each.shown, languages, evidence, taken)
        if at is not None:
            taken[at] += 1
        yield _pair([] if at is None else [first[at]], [each], languages)
    yield from (_pair([each], [], languages) for number, each in enumerate(first) if not taken[number])


def _fitting(text: str, languages: tuple[str, str], evidence: Evidence, taken: Counter[int]) -> int | None:
    """Return the number of the sentence of the first text that fits best and is not taken too often."""
    for offer in evidence.best(text, languages[1], count=OFFERS):
        covered = languages[0] != languages[1] or evidence.covered(text, languages[1], [offer]) >= SHARED
        if covered and taken[int(offer.id)] < OFTEN:
            return int(offer.id)
    return None


def _pair(first: Sequence[Segment], second: Sequence[Segment], languages: tuple[str, str]) -> Pair:
    from answerable.text.comparing import shifts  # noqa: PLC0415 - the learned part loads only when asked

    words = " ".join(each.shown for each in first), " ".join(each.shown for each in second)
    plain = [" ".join(each.split()) for each in words]
    same = not all(plain) or plain[0] == plain[1]
    found = [] if same else shifts(*words, source_lang=languages[0], restatement_lang=languages[1])
    return Pair(
        first=_span(first), second=_span(second), first_words=words[0], second_words=words[1], shifts=tuple(found)
    )


def _span(segments: Sequence[Segment]) -> Span:
    return Span(segments[0].start, segments[-1].end) if segments else Span(0, 0)
