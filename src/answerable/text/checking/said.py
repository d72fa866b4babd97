"""A passage as the checks read it: its words, how much it says, its quantities and its sentences, each found once.

Rules: offsets are characters of the passage's own text; a sentence of a paragraph takes what was found in the
paragraph, so that no word is read twice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import msgspec

from answerable.text.checking import lists
from answerable.text.lexicons.tokens import Tokens, tokens
from answerable.text.numbers import Quantity, of_tokens
from answerable.text.retrieval import SHORTEST, key_of
from answerable.text.sentences import sentences
from answerable.text.strengths import Feature, strength


class Spotted(msgspec.Struct, frozen=True):
    """A word of the lists (`answerable.text.checking.lists`): which list, its value, and where it stands."""

    kind: str
    value: str
    start: int
    end: int


class Said:
    """A passage and what is found in it, worked out at first use."""

    def __init__(self, text: str, language: str, *, within: Said | None = None, start: int = 0) -> None:
        """Take a passage; `within` is the paragraph that holds it at `start`, where there is one."""
        self.text, self.language = text, language
        self._within, self._start = within, start
        self._runs: dict[frozenset[tuple[str, str]], list[tuple[int, int]]] = {}

    @cached_property
    def parted(self) -> Tokens:
        """The words, numbers and marks."""
        return tokens(self.text, self.language)

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        """What says how much, in order of start."""
        if self._within is None:
            return strength(self.text, lang=self.language).features
        return tuple(self._own("features"))

    @cached_property
    def rung(self) -> str:
        """The ladder of verbs; "" where the passage asserts nothing."""
        return strength(self.text, lang=self.language).rung

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """The numbers, with what they count."""
        if self._within is None:
            return of_tokens(self.parted, self.language)
        return tuple(self._own("quantities"))

    @cached_property
    def spotted(self) -> tuple[Spotted, ...]:
        """The words of the lists."""
        if self._within is not None:
            return tuple(self._own("spotted"))
        parted, found = self.parted, lists.spotted(self.parted, self.language)
        return tuple(Spotted(m.rule.kind, m.rule.value, parted.starts[m.start], parted.ends[m.end - 1]) for m in found)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The words that tell what the passage is about, each by its key, and its numbers."""
        return frozenset(keys_in(self.parted, self.language))

    @cached_property
    def sentences(self) -> tuple[Said, ...]:
        """The sentences of the passage."""
        spans = list(sentences(self.text))
        if len(spans) == 1 and self._within is None:
            return (self,)
        return tuple(Said(self.text[start:end], self.language, within=self, start=start) for start, end in spans)

    @property
    def start(self) -> int:
        """Where the passage stands in the one that holds it."""
        return self._start

    def of(self, kind: str, values: Collection[str] = ()) -> Iterator[Feature]:
        """Give the features of a kind, all of them or those of some values."""
        return (each for each in self.features if each.kind == kind and (not values or each.value in values))

    @cached_property
    def values(self) -> frozenset[tuple[str, str]]:
        """The kinds and values of its features."""
        return frozenset((each.kind, each.value) for each in self.features)

    @cached_property
    def counts(self) -> bool:
        """Whether it counts anything: more than a single one, ages apart."""
        return any(each.form != "age" and each.numerator != 1 for each in self.quantities)

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words, folded."""
        return frozenset(self.parted.norms)

    def reached(self, pairs: frozenset[tuple[str, str]], start: int, end: int) -> bool:
        """Tell whether the words of a feature of these kinds and values hold a character between two places."""
        if pairs not in self._runs:
            self._runs[pairs] = _merged(each for each in self.features if (each.kind, each.value) in pairs)
        runs = self._runs[pairs]
        at = bisect_left(runs, (end, 0)) - 1
        return at >= 0 and runs[at][1] > start

    @cached_property
    def begins(self) -> dict[str, list[int]]:
        """Where its features, quantities and words of the lists begin."""
        return {
            "features": [each.start for each in self.features],
            "quantities": [each.start for each in self.quantities],
            "spotted": [each.start for each in self.spotted],
        }

    def _own(self, name: str) -> Iterator[Any]:
        """Give what the paragraph has within this passage."""
        if self._within is None:
            return
        end = self._start + len(self.text)
        begins = self._within.begins[name]
        found: Sequence[Any] = getattr(self._within, name)
        for at in range(bisect_left(begins, self._start), bisect_left(begins, end)):
            each = found[at]
            if each.end <= end:
                yield msgspec.structs.replace(each, start=each.start - self._start, end=each.end - self._start)


def keys_in(parted: Tokens, language: str) -> Iterator[str]:
    """Give the keys of the words that tell what a passage is about, in order, and its numbers as written."""
    common = lists.common(language)
    for norm in parted.norms:
        if norm[0].isdigit() or (norm[0].isalpha() and len(norm) >= SHORTEST and norm not in common):
            yield key_of(norm, language)


def _merged(features: Iterable[Feature]) -> list[tuple[int, int]]:
    """Return where features in order of start stand, those that touch as one."""
    runs: list[tuple[int, int]] = []
    for each in features:
        if runs and each.start <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(runs[-1][1], each.end))
        else:
            runs.append((each.start, each.end))
    return runs


def shared(own: frozenset[str], other: frozenset[str]) -> float:
    """Return the part of `own` that `other` has, 0 to 1; 0 where there is nothing to share."""
    return len(own & other) / len(own) if own else 0.0
