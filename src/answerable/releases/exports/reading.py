"""A release as on record, with what may leave of it: where `Exported` is filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates import statements_of
from answerable.people.standing import origin_of, section_of_origin
from answerable.record.entry import Fact
from answerable.releases.entries import NoticeDeclined, NoticeIssued, OutputReleased, SectionDissociated
from answerable.releases.exports.exported import Exported, Told
from answerable.releases.gates import ReleaseCase, standing
from answerable.releases.gates.dissociation import live
from answerable.releases.gates.wording import issued
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
        notices=tuple(sorted(_notices(state, released, address), key=lambda each: each.at)),
    )


def organisation_of(state: ReleaseCase) -> str:
    """Return the name of the organisation that opened the case, or its key where it has none on record."""
    opened = state.clearance.outputs.findings.evidence.opened
    key = next((fact.body.organisation for fact in state.people.sections if fact.origin == opened.origin), "")
    named = [fact.body.name for fact in state.people.organisations if fact.body.organisation == key]
    return str(named[-1] if named else key)


def _notices(state: ReleaseCase, released: Fact[OutputReleased], address: Address) -> Iterator[Told]:
    for notice in issued(state):
        if notice.body.released_ref == released.ref:
            yield _told(state, released, notice, type_=notice.body.type, address=address)
    for own in live(state):
        if own.body.released_ref == released.ref:
            yield _told(state, released, own, type_="dissociation", address=address)


def _told(
    state: ReleaseCase,
    released: Fact[OutputReleased],
    fact: Fact[NoticeIssued] | Fact[SectionDissociated],
    *,
    type_: Any,
    address: Address,
) -> Told:
    body = fact.body
    draft, words = _draft(state, released), {}
    if draft is not None:
        words = {each.id: _words(each.words) for each in statements_of(state.clearance.outputs, draft)}
    drafted = getattr(body, "drafted_ref", "")
    return Told(
        key=body.notice,
        type=type_,
        address=address(released.case, released.body.output, released.body.version, f"notice-{body.notice}"),
        text=_words(body.text),
        at=fact.at,
        by=_section(state, fact.origin),
        statements=tuple((name, words.get(name, "")) for name in body.statements),
        replaced_by=_release(state, getattr(body, "replaced_by", ""), address),
        declined=tuple(
            _declined(state, refusal) for refusal in state.notice_refusals if refusal.body.drafted_ref == drafted
        ),
    )


def _declined(state: ReleaseCase, refusal: Fact[NoticeDeclined]) -> tuple[str, str]:
    return _section(state, origin_of(state.people, refusal.body.section)), _words(refusal.body.reason)


def _section(state: ReleaseCase, origin: str) -> str:
    """Return the name of the section that writes a log."""
    key = section_of_origin(state.people, origin)
    return next((str(fact.body.name) for fact in state.people.sections if fact.body.section == key), key)


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
