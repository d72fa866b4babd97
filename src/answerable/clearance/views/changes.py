"""What changed between two versions, sentence by sentence and word by word, for whoever saw the older one.

Rules:
  - Sentences are the same when they have the same id, the same words and the same marks; only what changed is shown
    again.
  - Words are compared as they stand; what the change does to the meaning is said by the text engine beside them.
  - What a section saw last is the latest earlier version that it acknowledged or signed, in its own log.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from answerable.clearance import entries
from answerable.clearance.authoring.difference import Run, word_runs
from answerable.clearance.gates import ClearanceCase, Standing, changed_since, speaks_for
from answerable.clearance.saying import of_version
from answerable.clearance.views.page import would_say
from answerable.outputs.comparison import Change, pairs
from answerable.outputs.entries import Statement, VersionDrafted
from answerable.outputs.gates import statements_of, versions_of
from answerable.people.access import Reader
from answerable.record.entry import Fact
from answerable.text.errors import TextError
from answerable.vault.reading import shown

Drafted = Fact[VersionDrafted]

MARKS: dict[str, Promise] = {
    "place": gettext_lazy("place"),
    "says": gettext_lazy("what it says"),
    "strength": gettext_lazy("how strongly"),
    "party": gettext_lazy("of whom"),
    "carries": gettext_lazy("what it carries"),
    "present": gettext_lazy("in the present tense"),
}
"""The marks of a statement besides its words, as a reader would name them."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A mark of a statement that is not as it was."""

    name: Promise
    before: str
    now: str


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that is not as it was: its words with what went and came, its marks, and what that does to it."""

    id: str
    runs: tuple[Run, ...]
    marks: tuple[Mark, ...] = ()
    changes: tuple[Change, ...] = ()
    here: bool = True
    came: bool = False
    """Whether the older version had no such sentence."""

    @property
    def same_words(self) -> bool:
        """Whether only its marks changed."""
        return all(run.kind == "same" for run in self.runs)


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Everything between two versions: the sentences that changed, how many did not, and what could not be said."""

    since: Drafted
    changed: tuple[Changed, ...]
    unchanged: int
    failure: str = ""


def last_seen(state: ClearanceCase, section: str, drafted: Drafted) -> Drafted | None:
    """Return the latest version before `drafted` that a section acknowledged or signed, or None."""
    said: list[Fact[Any]] = [*state.acknowledged, *state.countersignatures]
    refs = {fact.body.draft_ref for fact in said if fact.body.section == section and speaks_for(state, fact, section)}
    earlier = [fact for fact in versions_of(state.outputs, drafted.body.output) if fact.ref in refs]
    return next((fact for fact in reversed(earlier) if fact.body.version < drafted.body.version), None)


def standing_of(state: ClearanceCase, drafted: Drafted, reader: Reader) -> tuple[Standing, ...]:
    """Return every act on an output, each with whether it stands for the current version, and if not, why."""
    return changed_since(state, would_say(state, reader, entries.WholeReviewed(**of_version(drafted)))).acts


def difference(state: ClearanceCase, since: Drafted, drafted: Drafted) -> Difference:
    """Return what changed from `since` to `drafted`."""
    before, after = _statements(state, since), _statements(state, drafted)
    found, failure = _meant(state, since, drafted)
    names = [*after, *(name for name in before if name not in after)]
    all_of_them = [_changed(name, before.get(name), after.get(name), found.get(name, ())) for name in names]
    changed = tuple(each for each in all_of_them if each.marks or not each.same_words)
    return Difference(since=since, changed=changed, unchanged=len(names) - len(changed), failure=failure)


def _changed(name: str, was: Statement | None, now: Statement | None, changes: tuple[Change, ...]) -> Changed:
    return Changed(
        id=name,
        runs=word_runs(_words(was), _words(now)),
        marks=_marks(was, now) if was and now else (),
        changes=changes,
        here=now is not None,
        came=was is None,
    )


def _marks(was: Statement, now: Statement) -> tuple[Mark, ...]:
    return tuple(
        Mark(name=label, before=_in_words(getattr(was, name)), now=_in_words(getattr(now, name)))
        for name, label in MARKS.items()
        if getattr(was, name) != getattr(now, name)
    )


def _in_words(value: Any) -> str:
    """Return what a mark says: yes or no, a list of names, or a word of the record."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, tuple):
        return ", ".join(value)
    return _(value.replace("-", " ")) if value else ""


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
