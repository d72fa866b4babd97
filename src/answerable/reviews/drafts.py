"""Two drafts of a report side by side: what was softened, what was sharpened, and who had commented on those words.

Rules:
  - A softening is a shift to the weaker side, a sharpening one to the stronger. The text engine names both, and
    may be wrong: whoever reads decides.
  - What only one draft says is shown on its side. What was taken out altogether is no less than a softening.
  - What changed is worked out once for two texts by one engine, and kept while the program runs: where and how, never
    the words. Those are read anew for each page, and what was erased is gone from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec
from django.utils.safestring import SafeString

from answerable.outputs.rendering import numbered_words
from answerable.record.entry import Fact
from answerable.reviews.entries import ReportCommented, ReportCommitted
from answerable.text.checking import engine
from answerable.text.checking.sheet import own_sentences
from answerable.text.checking.versions import compare
from answerable.text.comparing import Shift
from answerable.text.comparing.reasons import reason_at
from answerable.text.documents import Document, read_document
from answerable.text.segments import Segment, segment
from answerable.text.spans import Span
from answerable.vault.reading import ABSENT, ERASED, shown
from answerable.vault.store import text_of

KEPT = 64
"""Pairs of drafts whose changes are kept; chosen by hand: some megabytes."""

NO_TEXT = frozenset({ERASED, ABSENT})
"""What stands for a text that cannot be read here."""


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """Two passages that belong together, by their places in the drafts, and what changed; without words."""

    first: Span
    second: Span
    same: bool
    shifts: tuple[Shift, ...]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that changed, under the number that its words bear."""

    number: int
    kind: str
    direction: str
    reason: str
    sure: bool


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """Two passages side by side; empty where a draft has none. `comments` were made on the words of the earlier one."""

    earlier: SafeString
    later: SafeString
    changes: tuple[Change, ...]
    comments: tuple[Fact[ReportCommented], ...]
    taken_out: bool
    put_in: bool

    @property
    def softened(self) -> bool:
        """Whether it says less than it did, or nothing any more."""
        return self.taken_out or any(each.direction == "weaker" for each in self.changes)

    @property
    def sharpened(self) -> bool:
        """Whether it says more than it did."""
        return any(each.direction == "stronger" for each in self.changes)


def rows(
    earlier: Fact[ReportCommitted], later: Fact[ReportCommitted], comments: Sequence[Fact[ReportCommented]]
) -> tuple[Row, ...]:
    """Return the passages that differ between two drafts, in the order of the later one; none where a text is gone.

    Raises:
        TextError: the engine could not read one of them.
    """
    texts = shown(earlier.body.text), shown(later.body.text)
    if NO_TEXT & set(texts):
        return ()
    languages = earlier.body.language.partition("-")[0], later.body.language.partition("-")[0]
    found = changed(earlier.body.text, later.body.text, languages, by=engine())
    sides = [list(own_sentences(segment(_document(text)))) for text in texts]
    return tuple(_row(each, sides, comments) for each in found if not each.same)


@lru_cache(maxsize=KEPT)
def changed(earlier: str, later: str, languages: tuple[str, str], *, by: str) -> tuple[Where, ...]:
    """Return what changed between the texts behind two commitments, without the words, as the engine `by` sees it."""
    del by  # part of the key: another engine may see other things
    compared = compare(_document(text_of(earlier)), _document(text_of(later)), languages=languages)
    return tuple(
        Where(
            first=pair.first,
            second=pair.second,
            same=pair.first_words.split() == pair.second_words.split(),
            shifts=tuple(msgspec.structs.replace(each, reason="") for each in pair.shifts),
        )
        for pair in compared.pairs
    )


def _row(where: Where, sides: Sequence[Sequence[Segment]], comments: Sequence[Fact[ReportCommented]]) -> Row:
    words = _words(where.first, sides[0]), _words(where.second, sides[1])
    numbered = tuple(enumerate(where.shifts, start=1))
    return Row(
        earlier=numbered_words(words[0], [(n, each.source) for n, each in numbered]),
        later=numbered_words(words[1], [(n, each.restatement) for n, each in numbered]),
        changes=tuple(_change(n, each, words) for n, each in numbered),
        comments=tuple(fact for fact in comments if _touches(fact, where.first)),
        taken_out=not words[1],
        put_in=not words[0],
    )


def _change(number: int, shift: Shift, words: tuple[str, str]) -> Change:
    return Change(
        number=number,
        kind=shift.kind.replace("_", " "),
        direction=shift.direction,
        reason=reason_at(shift.kind, shift.direction, words, (shift.source, shift.restatement)),
        sure=shift.sure,
    )


def _words(span: Span, segments: Sequence[Segment]) -> str:
    """Return the words of the sentences inside a span, as the engine compared them."""
    return " ".join(each.shown for each in segments if span.start <= each.start and each.end <= span.end)


def _touches(comment: Fact[ReportCommented], span: Span) -> bool:
    start, end = comment.body.start, comment.body.end
    return start is not None and end is not None and start < span.end and span.start < end


def _document(text: str) -> Document:
    return read_document(text, media="markdown")
