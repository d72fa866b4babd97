"""Notices as pages, feeds and exports show them: each with its state, and all that stand beside a release.

Rules:
  - What stands beside a release: the notices on it and the dissociations from it, and those on what it rests on, the
    original of a translation and the report above a release, as it was released by then. The original stays, marked.
  - A later version does not shake off a section's dissociation from an earlier one, nor that it was taken back or is in
    doubt: that stands beside the later version too, as said of the earlier.
  - What depends on a release: outputs whose parent or original it is, and what depends on these, released or drafted.
  - Nothing here depends on the database; it is read from a `ReleaseCase`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates import current_version
from answerable.record.entry import Fact, came_before
from answerable.releases.entries import OutputReleased, SectionDissociated
from answerable.releases.gates import ReleaseCase
from answerable.releases.gates.dissociation import Published, names_of, published
from answerable.releases.gates.wording import Drafted, Issued, Word, drafts_beside, issue_of, words_on

DISSOCIATION = "dissociation"
"""The type of a section's own notice, which has a kind of its own in the record."""

CROSSMARK: Mapping[str, str] = {
    "correction": "correction",
    "clarification": "clarification",
    "addendum": "addendum",
    "new-version": "new_version",
    "expression-of-concern": "expression_of_concern",
    "partial-retraction": "partial_retraction",
    "retraction": "retraction",
    "withdrawal": "withdrawal",
    "apology": "addendum",
    DISSOCIATION: "expression_of_concern",
}
"""The type of update under which Crossmark knows each of our types.

Crossref's documentation, "Version control, corrections, and retractions", lists twelve: addendum, clarification,
correction, corrigendum, erratum, expression_of_concern, new_edition, new_version, partial_retraction, removal,
retraction, withdrawal. It has none for an apology, which adds words and changes none, nor for a dissociation, which
tells readers that those who answer for a text do not agree on it. A corrigendum and an erratum say whose mistake it
was, which we say in the text; nothing of ours is removed, and what is released anew is a version and no edition.
"""

FOLLOWS = frozenset({DISSOCIATION, "expression-of-concern", "partial-retraction", "retraction", "withdrawal"})
"""What stands beside later versions as well; a correction is what the later version takes up."""

State = Literal["drafted", "asked", "countersigned", "declined", "issued"]
"""Drafted: no section has to be asked. Asked: some have yet to answer. Declined: one does not stand by the wording."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice from its first wording on: its latest wording, what each affected section says to it, and its issue."""

    key: str
    drafted: Drafted
    wordings: tuple[Drafted, ...]
    words: tuple[Word, ...]
    issued: Issued | None
    state: State


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """Something published on a release, as it is shown beside that release or beside one that depends on it."""

    fact: Published
    type: str
    section: str
    """The section that dissociates itself, or "" for a notice of the section that released."""

    released: Fact[OutputReleased]
    """The release that it is on."""

    own: bool
    """Whether it is on the very release beside which it is shown."""

    anchor: str
    """Its name on the page of the release that it is on; no other there has it."""

    earlier: bool = False
    """Whether it is on an earlier version of that release."""

    declined: tuple[Word, ...] = ()
    """What affected sections say against the wording, printed with it."""

    silent: tuple[Word, ...] = ()


def notices(case: ReleaseCase) -> tuple[Notice, ...]:
    """Return every notice, worded or issued, in the order in which they were first worded."""
    first: dict[tuple[str, str], Drafted] = {}
    for fact in case.notice_drafts:
        first.setdefault((fact.body.notice, fact.origin), fact)
    return tuple(_notice(case, fact) for fact in first.values())


def notice(case: ReleaseCase, key: str) -> Notice | None:
    """Return the notice under a key, or None; of several in different logs, one that was issued before others."""
    found = [each for each in notices(case) if each.key == key]
    return next((each for each in found if each.issued), found[0] if found else None)


def _notice(case: ReleaseCase, drafted: Drafted) -> Notice:
    wordings, out = drafts_beside(case, drafted), issue_of(case, drafted)
    chosen = next((each for each in wordings if out and each.ref == out.body.drafted_ref), wordings[-1])
    words = words_on(case, chosen)
    return Notice(
        key=drafted.body.notice,
        drafted=chosen,
        wordings=wordings,
        words=words,
        issued=out,
        state="issued" if out else _state(words),
    )


def _state(words: tuple[Word, ...]) -> State:
    answers = {word.answer for word in words}
    if not words:
        return "drafted"
    if "declined" in answers:
        return "declined"
    return "countersigned" if answers == {"countersigned"} else "asked"


def beside(case: ReleaseCase, release: Fact[OutputReleased]) -> tuple[Beside, ...]:
    """Return what is published on a release, its earlier versions, and what it rests on, earliest first."""
    before = {each.ref: each for each in earlier(case, release)}
    shown = {release.ref: release} | before | {each.ref: each for each in above(case, release)}
    found = (
        _beside(case, fact, shown[fact.body.released_ref], release, earlier=fact.body.released_ref in before)
        for fact in published(case)
        if fact.body.released_ref in shown
    )
    return tuple(each for each in found if not each.earlier or each.type in FOLLOWS)


def earlier(case: ReleaseCase, release: Fact[OutputReleased]) -> tuple[Fact[OutputReleased], ...]:
    """Return the releases of earlier versions of the same output."""
    body = release.body
    return tuple(each for each in case.released if each.body.output == body.output and each.body.version < body.version)


def _beside(
    case: ReleaseCase, fact: Published, released: Fact[OutputReleased], shown: Fact[OutputReleased], *, earlier: bool
) -> Beside:
    own = released.ref == shown.ref
    anchor = next(name for name, each in names_of(case, released.ref).items() if each.ref == fact.ref)
    if isinstance(fact.body, SectionDissociated):
        return Beside(
            fact=fact,
            type=DISSOCIATION,
            section=fact.body.section,
            released=released,
            own=own,
            anchor=anchor,
            earlier=earlier,
        )
    drafted = next((each for each in case.notice_drafts if each.ref == fact.body.drafted_ref), None)
    words = words_on(case, drafted) if drafted else ()
    return Beside(
        fact=fact,
        type=fact.body.type,
        section="",
        released=released,
        own=own,
        anchor=anchor,
        earlier=earlier,
        declined=tuple(word for word in words if word.answer == "declined"),
        silent=tuple(word for word in words if word.answer in {"silent", "waiting"}),
    )


def above(case: ReleaseCase, release: Fact[OutputReleased]) -> tuple[Fact[OutputReleased], ...]:
    """Return the releases that a release rests on: the last of each output above it by then, or else the first."""
    drafts = case.clearance.outputs
    own = next((fact for fact in drafts.versions if fact.ref == release.body.draft_ref), None)
    names = _named_above(own)
    for name in names:  # grows while it is walked: parents of parents, originals of originals
        names += [each for each in _named_above(current_version(drafts, name)) if each not in names]
    found = (_released_by(case, name, release) for name in names if name != release.body.output)
    return tuple(each for each in found if each is not None)


def _named_above(version: Fact[VersionDrafted] | None) -> list[str]:
    return [name for name in (version.body.variant_of, version.body.parent) if name] if version else []


def _released_by(case: ReleaseCase, output: str, then: Fact[OutputReleased]) -> Fact[OutputReleased] | None:
    own = [fact for fact in case.released if fact.body.output == output]
    before = [fact for fact in own if not came_before(then, fact)]
    return before[-1] if before else next(iter(own), None)


def dependants(case: ReleaseCase, output: str) -> tuple[Fact[VersionDrafted], ...]:
    """Return the current version of every output that rests on `output`: variants, translations, children."""
    drafts = case.clearance.outputs
    current = [current_version(drafts, name) for name in dict.fromkeys(fact.body.output for fact in drafts.versions)]
    names = [output]
    for name in names:  # grows while it is walked: what rests on a translation rests on its original
        names += [
            each.body.output
            for each in current
            if each is not None and name in _named_above(each) and each.body.output not in names
        ]
    return tuple(each for each in current if each is not None and each.body.output in names[1:])


def marked(case: ReleaseCase, release: Fact[OutputReleased]) -> dict[str, tuple[Beside, ...]]:
    """Return what is published on single statements of a release, by statement."""
    found: dict[str, tuple[Beside, ...]] = {}
    for each in beside(case, release):
        for statement in each.fact.body.statements if each.own else ():
            found[statement] = (*found.get(statement, ()), each)
    return found
