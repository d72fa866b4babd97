"""What changed between two versions, sentence by sentence and word by word, for whoever saw the older one.

Rules:
  - Sentences are the same when they have the same id and the same words; only what changed is shown again.
  - Words are compared as they stand; what the change does to the meaning is said by the text engine beside them.
  - What a section saw last is the latest earlier version that it acknowledged or signed, in its own log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

import msgspec

from answerable.clearance.gates import ClearanceCase, speaks_for
from answerable.outputs.comparison import Change, pairs
from answerable.outputs.entries import Statement, VersionDrafted
from answerable.outputs.gates import statements_of, versions_of
from answerable.record.entry import Fact
from answerable.text.errors import TextError
from answerable.vault.reading import shown

Drafted = Fact[VersionDrafted]

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class Piece(msgspec.Struct, frozen=True):
    """Words that stayed, went or came."""

    kind: Literal["same", "gone", "new"]
    text: str


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that is not as it was: its words with what went and came, and what that does to the meaning."""

    id: str
    pieces: tuple[Piece, ...]
    changes: tuple[Change, ...] = ()
    here: bool = True

    @property
    def came(self) -> bool:
        """Whether the older version had no such sentence."""
        return all(piece.kind == "new" for piece in self.pieces)


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Everything between two versions: the sentences that changed, how many did not, and what could not be said."""

    since: Drafted
    changed: tuple[Changed, ...]
    unchanged: int
    failure: str = ""


def last_seen(state: ClearanceCase, section: str, drafted: Drafted) -> Drafted | None:
    """Return the latest version before `drafted` that a section acknowledged or signed, or None."""
    said = [*state.acknowledged, *state.countersignatures]
    refs = {fact.body.draft_ref for fact in said if fact.body.section == section and speaks_for(state, fact, section)}
    earlier = [fact for fact in versions_of(state.outputs, drafted.body.output) if fact.ref in refs]
    return next((fact for fact in reversed(earlier) if fact.body.version < drafted.body.version), None)


def difference(state: ClearanceCase, since: Drafted, drafted: Drafted) -> Difference:
    """Return what changed from `since` to `drafted`."""
    before, after = _statements(state, since), _statements(state, drafted)
    found, failure = _meant(state, since, drafted)
    names = [*after, *(name for name in before if name not in after)]
    changed = tuple(
        Changed(
            id=name,
            pieces=tuple(word_pieces(_words(before.get(name)), _words(after.get(name)))),
            changes=found.get(name, ()),
            here=name in after,
        )
        for name in names
        if _words(before.get(name)) != _words(after.get(name))
    )
    return Difference(since=since, changed=changed, unchanged=len(names) - len(changed), failure=failure)


def word_pieces(before: str, after: str) -> Iterator[Piece]:
    """Yield the words of two wordings in order, each as one that stayed, went or came."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    for step, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal":
            yield Piece("same", "".join(new[new_start:new_end]))
            continue
        if old_end > old_start:
            yield Piece("gone", "".join(old[old_start:old_end]))
        if new_end > new_start:
            yield Piece("new", "".join(new[new_start:new_end]))


def _statements(state: ClearanceCase, drafted: Drafted) -> dict[str, Statement]:
    ordered = sorted(statements_of(state.outputs, drafted), key=lambda each: (each.start, each.end))
    return {each.id: each for each in ordered}


def _words(statement: Statement | None) -> str:
    return shown(statement.words) if statement else ""


def _meant(state: ClearanceCase, since: Drafted, drafted: Drafted) -> tuple[dict[str, tuple[Change, ...]], str]:
    """Return what the text engine says about each sentence, or why it can say nothing."""
    try:
        return {pair.id: pair.changes for pair in pairs(state.outputs, since, drafted) if pair.compared}, ""
    except TextError as error:
        return {}, str(error)
