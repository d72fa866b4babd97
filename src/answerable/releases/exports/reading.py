"""A release as on record, with what may leave of it: where `Exported` is filled in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates import statements_of
from answerable.people.standing import origin_of, section_of_origin
from answerable.record.entry import Fact
from answerable.releases.entries import OutputReleased
from answerable.releases.exports.exported import CANCELED, Exported, PublicationStatus, Told
from answerable.releases.gates import ReleaseCase, standing
from answerable.releases.gates.dissociation import names_of
from answerable.releases.gates.wording import Word
from answerable.releases.notices import Beside, above, beside
from answerable.releases.rendering import title_of
from answerable.vault.reading import ABSENT, ERASED, shown

Address = Callable[[str, str, int, str], str]
"""Gives the whole address of a release (case, output, version), or of a part of its page (its anchor, or "")."""


def exported(state: ReleaseCase, released: Fact[OutputReleased], *, address: Address) -> Exported:
    """Return what may leave of a release. Words that were erased, or are not here, leave as no words."""
    draft = _draft(state, released)
    body, case = released.body, released.case
    text = _words(draft.body.text) if draft else ""
    versions = [fact for fact in state.released if fact.body.output == body.output]
    return Exported(
        address=address(case, body.output, body.version, ""),
        certificate=address(case, body.output, body.version, "certificate.json"),
        organisation=organisation_of(state),
        case=case,
        output=body.output,
        version=body.version,
        type=draft.body.type if draft else "release",
        title=title_of(text) if text else body.output,
        text=text,
        language=draft.body.language if draft else "und",
        first=min((fact.at for fact in versions), default=released.at),
        released=released.at,
        status=standing(state, released).status,
        variant_of=_original(state, draft, address),
        rests=_rests(state, released, draft),
        said=len(names_of(state, released.ref)) + _statuses(state, released),
        notices=tuple(_told(state, each, address=address) for each in beside(state, released)),
    )


def _rests(state: ReleaseCase, released: Fact[OutputReleased], draft: Fact[VersionDrafted] | None) -> PublicationStatus:
    """Return what is left of a release after what became of those that it rests on: nothing of a translation's."""
    gone = {each.body.output for each in above(state, released) if standing(state, each).status in CANCELED}
    if draft is not None and draft.body.variant_of in gone:
        return "canceled"
    return "withheld" if gone else "usable"


def _statuses(state: ReleaseCase, released: Fact[OutputReleased]) -> int:
    return sum((fact.body.released_ref, fact.origin) == (released.ref, released.origin) for fact in state.statuses)


def organisation_of(state: ReleaseCase) -> str:
    """Return the name of the organisation that opened the case, or its key where it has none on record."""
    opened = state.clearance.outputs.findings.evidence.opened
    key = next((fact.body.organisation for fact in state.people.sections if fact.origin == opened.origin), "")
    named = [fact.body.name for fact in state.people.organisations if fact.body.organisation == key]
    return str(named[-1] if named else key)


def _told(state: ReleaseCase, each: Beside, *, address: Address) -> Told:
    body, there = each.fact.body, each.released
    draft, words = _draft(state, there), {}
    if draft is not None:
        words = {one.id: _words(one.words) for one in statements_of(state.clearance.outputs, draft)}
    return Told(
        key=each.anchor,
        type=cast("Any", each.type),
        address=address(there.case, there.body.output, there.body.version, f"notice-{each.anchor}"),
        text=_words(body.text),
        at=each.fact.at,
        by=_section(state, each.fact.origin),
        statements=tuple((name, words.get(name, "")) for name in body.statements),
        replaced_by=_release(state, getattr(body, "replaced_by", ""), address),
        declined=tuple(_declined(state, word) for word in each.declined),
        silent=tuple(_named(state, word.section) for word in each.silent),
        awaited=any(word.answer == "waiting" for word in each.silent),
        on="" if each.own else _release(state, there.ref, address),
    )


def _declined(state: ReleaseCase, word: Word) -> tuple[str, str]:
    reason = getattr(word.fact.body, "reason", "") if word.fact else ""
    return _named(state, word.section), _words(reason)


def _section(state: ReleaseCase, origin: str) -> str:
    """Return the name of the section that writes a log."""
    named = [fact.body for fact in state.people.sections if fact.origin == origin]
    return str(named[0].name or named[0].section) if named else section_of_origin(state.people, origin)


def _named(state: ReleaseCase, section: str) -> str:
    return _section(state, origin_of(state.people, section)) or section


def _draft(state: ReleaseCase, released: Fact[OutputReleased]) -> Fact[VersionDrafted] | None:
    return next((f for f in state.clearance.outputs.versions if f.ref == released.body.draft_ref), None)


def _original(state: ReleaseCase, draft: Fact[VersionDrafted] | None, address: Address) -> str:
    name = draft.body.variant_of if draft else ""
    found = [fact for fact in state.released if name and fact.body.output == name]
    return _release(state, found[-1].ref, address) if found else ""


def _release(state: ReleaseCase, ref: str, address: Address) -> str:
    found = [fact for fact in state.released if ref and fact.ref == ref]
    return address(found[0].case, found[0].body.output, found[0].body.version, "") if found else ""


def _words(commitment: str) -> str:
    words = shown(commitment)
    return "" if words in {ABSENT, ERASED} else words
