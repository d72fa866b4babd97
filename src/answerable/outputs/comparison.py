"""Two versions of a case side by side: the statements that both have, and what changed from one to the other.

Rules:
  - Statements are the same when they have the same id, in whatever version, output or language.
  - What changed is worked out once for two wordings, by one engine, and kept while the program runs. What is kept is
    where and how, never the words: those are read anew for each page, and what was erased is gone from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import msgspec
from django.utils.safestring import SafeString

from answerable.outputs import gates
from answerable.outputs.entries import Statement, VersionDrafted
from answerable.outputs.gates import OutputsCase
from answerable.outputs.rendering import numbered_words
from answerable.record.entry import Fact
from answerable.text.checking import engine
from answerable.text.comparing import Shift, shifts
from answerable.text.comparing.reasons import reason_at
from answerable.vault.reading import ABSENT, ERASED, shown
from answerable.vault.store import text_of

KEPT = 8192
"""Pairs of wordings whose changes are kept; chosen by hand: some megabytes."""

Drafted = Fact[VersionDrafted]


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """A statement on one side; `gone` where its words were erased, or are not held here."""

    words: SafeString
    gone: bool


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that changed, in a line, under the number that its words bear."""

    number: int
    kind: str
    direction: str
    reason: str
    sure: bool


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """A statement by its id: on both sides or on one, and what changed between them."""

    id: str
    left: Side | None = None
    right: Side | None = None
    same: bool = False
    changes: tuple[Change, ...] = ()

    @property
    def compared(self) -> bool:
        """Tell whether both sides have words, and not the same ones."""
        return not (self.same or self.left is None or self.right is None or self.left.gone or self.right.gone)


def key_of(drafted: Drafted) -> str:
    """Return how an address names a version: ``release.2``."""
    return f"{drafted.body.output}.{drafted.body.version}"


def versions_by_key(case: OutputsCase) -> dict[str, Drafted]:
    """Return every version of a case by its key, output by output as first drafted, latest version first."""
    outputs = dict.fromkeys(fact.body.output for fact in case.versions)
    return {key_of(fact): fact for output in outputs for fact in reversed(gates.versions_of(case, output))}


def beside(case: OutputsCase, drafted: Drafted) -> Drafted | None:
    """Return what a version is held against unless somebody chooses: the one before it, its original, or its parent."""
    earlier = [
        each for each in gates.versions_of(case, drafted.body.output) if each.body.version < drafted.body.version
    ]
    above = (gates.current_version(case, name) for name in (drafted.body.variant_of, gates.parent_of(case, drafted)))
    return next((each for each in (*earlier[-1:], *above) if each is not None), None)


def pairs(case: OutputsCase, left: Drafted, right: Drafted) -> tuple[Pair, ...]:
    """Return the statements of two versions in the order of the right one, each followed by what only the left has."""
    here = {each.id: each for each in _ordered(case, left)}
    there = {each.id: each for each in _ordered(case, right)}
    languages = left.body.language, right.body.language
    return tuple(_pair(name, here.get(name), there.get(name), languages) for name in _merged(list(here), list(there)))


def _ordered(case: OutputsCase, drafted: Drafted) -> list[Statement]:
    return sorted(gates.statements_of(case, drafted), key=lambda each: (each.start, each.end))


def _merged(left: list[str], right: list[str]) -> Iterator[str]:
    """Give the names of both lists: `right` in order, and what only `left` has behind the one before it there."""
    known = set(right)
    follows: dict[str, list[str]] = {}
    last = ""
    for name in left:
        if name in known:
            last = name
        else:
            follows.setdefault(last, []).append(name)
    for name in ("", *right):
        yield from [name] if name else []
        yield from follows.get(name, [])


def _pair(name: str, left: Statement | None, right: Statement | None, languages: tuple[str, str]) -> Pair:
    words = [shown(each.words) if each else "" for each in (left, right)]
    gone = [each in {ERASED, ABSENT} for each in words]
    same = left is not None and right is not None and not any(gone) and words[0] == words[1]
    found: tuple[Shift, ...] = ()
    if left and right and not same and not any(gone):
        found = changed(left.words, right.words, *languages, by=engine())
    numbered = tuple(enumerate(found, start=1))
    spans = [[(number, each.source) for number, each in numbered], [(n, each.restatement) for n, each in numbered]]
    sides = [
        Side(words=numbered_words(text, marks), gone=is_gone)
        for text, marks, is_gone in zip(words, spans, gone, strict=True)
    ]
    changes = tuple(_change(number, each, (words[0], words[1])) for number, each in numbered)
    return Pair(id=name, left=sides[0] if left else None, right=sides[1] if right else None, same=same, changes=changes)


def _change(number: int, shift: Shift, words: tuple[str, str]) -> Change:
    return Change(
        number=number,
        kind=shift.kind.replace("_", " "),
        direction=shift.direction,
        reason=reason_at(shift.kind, shift.direction, words, (shift.source, shift.restatement)),
        sure=shift.sure,
    )


@lru_cache(maxsize=KEPT)
def changed(left: str, right: str, left_language: str, right_language: str, *, by: str) -> tuple[Shift, ...]:
    """Return what changed between the words behind two commitments, without their reasons, as `by` sees it.

    Raises:
        Erased, Missing: the words are not here.
    """
    del by  # part of the key: another engine may see other things
    source, restatement = text_of(left), text_of(right)
    found = shifts(source, restatement, source_lang=_plain(left_language), restatement_lang=_plain(right_language))
    return tuple(msgspec.structs.replace(each, reason="") for each in found)


def _plain(language: str) -> str:
    """Return a language without its region: ``pt-BR`` as ``pt``."""
    return language.partition("-")[0]
