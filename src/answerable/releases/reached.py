"""Where the content of an item has reached, and what is still to be done there once consent was taken back.

Rules (Professional Standards for Protection Work, chapter 6: consent may be withdrawn at any time, and what was given
out is followed up as far as it can be):
  - Places are what the record says: the vault here, who holds the item now, who was given the file or a copy, with
    whom it was shared instead of being published, the findings that cite it, the versions that rest on these, and what
    was released of them; besides, the houses that were given what its entries commit to, and those that may have been
    by the policy (`houses.reaching`).
  - A copy made of the item is held to the same consent, unless somebody was asked about it by itself: it is named here,
    and has places and duties of its own.
  - A use that was taken back concerns some places: ``public`` what was released, ``shared`` whoever was given
    something, ``internal`` the file here. Where all three were never agreed to or were taken back, nothing may stay.
  - A release is seen to when a notice on it was issued, or its status was set, after the withdrawal; whoever was given
    something, when it is on record that they gave it back or removed it; the vault, when the file is erased. Consent
    given again ends a duty too.
  - Drafts need nothing: gate 2 keeps them from going out. Houses forget by themselves when they next take copies.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from django.apps import apps

from answerable.evidence.entries import ConsentWithdrawn, ItemAccessed
from answerable.evidence.gates import EvidenceCase, custodian_of, in_order, item_named
from answerable.evidence.gates.case import copies_held_to, withdrawal_of
from answerable.findings.entries import FindingStated
from answerable.findings.gates import FindingsCase
from answerable.outputs import gates as outputs
from answerable.people.standing import holds_role, section_of, section_of_origin
from answerable.people.waiting import Waiting
from answerable.record.entry import Fact, came_before
from answerable.releases.entries import OutputReleased
from answerable.releases.gates import ReleaseCase
from answerable.vault.models import Content

RECALL, CORRECT, ERASE = "recall-copy", "correct-after-withdrawal", "erase-after-withdrawal"
"""The kinds of what waits once consent was taken back."""

DUTIES = {"given": (RECALL, "shared"), "released": (CORRECT, "public"), "vault": (ERASE, "internal")}
"""The duty at each kind of place, and the use whose withdrawal makes it one."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One place that an item's content has reached.

    `kind`: ``vault``, ``held`` (the custodian), ``given``, ``copy``, ``finding``, ``version``, ``released``,
    ``house``. Of a house, `how` says that it was ``given`` it, that it ``maybe`` was, or that it was ``written`` there.
    `duty` is the use that was taken back and concerns the place, or ""; `met` whether it was seen to.
    """

    kind: str
    name: str
    since: datetime | None = None
    purpose: str = ""
    output: str = ""
    version: int = 0
    how: str = ""
    duty: str = ""
    met: bool = False

    @property
    def waits(self) -> bool:
        """Whether something is still to be done here."""
        return bool(self.duty) and not self.met


def places_of(state: ReleaseCase, item: str) -> tuple[Place, ...]:
    """Return every place that an item's content has reached, with what is to be done there."""
    return (*_besides_houses(state, item), *_houses(state.clearance.outputs.findings.evidence, item))


def _besides_houses(state: ReleaseCase, item: str) -> tuple[Place, ...]:
    evidence = state.clearance.outputs.findings.evidence
    copies = (Place(kind="copy", name=each) for each in copies_held_to(evidence, item))
    held = (*_vault(evidence, item), *_held(evidence, item), *_given(evidence, item))
    return (*held, *copies, *_cited(state, item))


def waiting_after_withdrawal(state: ReleaseCase, person: str) -> tuple[Waiting, ...]:
    """Return the duties of a person after consent was taken back: the custodian's, and the approvers' beside them."""
    evidence = state.clearance.outputs.findings.evidence
    named = dict.fromkeys(fact.body.item for fact in evidence.withdrawals)
    items = dict.fromkeys(each for item in named for each in (item, *copies_held_to(evidence, item)))
    return tuple(each for item in items if _concerns(evidence, item, person) for each in _duties(state, item))


def _duties(state: ReleaseCase, item: str) -> Iterator[Waiting]:
    texts = {
        "given": "Consent to share item {item} was taken back: have back what {name} was given.",
        "released": "Consent to publish item {item} was taken back: see to {name}, which rests on it.",
        "vault": "Nobody consents to keeping item {item} any more: erase its file.",
    }
    for place in _besides_houses(state, item):  # nothing is to be done at a house: it forgets by itself
        if place.waits:
            kind, _use = DUTIES[place.kind]
            text = texts[place.kind].format(item=item, name=place.name)
            yield Waiting(kind=kind, text=text, grave=True, name=f"{item} {place.name}".strip())


def _concerns(evidence: EvidenceCase, item: str, person: str) -> bool:
    taken = {section_of_origin(evidence.people, fact.origin) for fact in evidence.items if fact.body.item == item}
    holder = custodian_of(evidence, item)
    sections = {*taken, section_of(evidence.people, holder)} - {""}
    approves = holds_role(evidence.people, person, "approver", case=evidence.case, at=evidence.at)
    return person == holder or (approves and section_of(evidence.people, person) in sections)


def _vault(evidence: EvidenceCase, item: str) -> Iterator[Place]:
    taken_in = item_named(evidence, item)
    files = {fact.body.file for fact in evidence.items if fact.body.item == item} - {""}
    if taken_in is None or not files:
        return
    here = Content.objects.filter(commitment__in=files).exists()
    withdrawn = withdrawal_of(evidence, item, "internal")
    if here or withdrawn:
        yield Place(kind="vault", name="", since=taken_in.at, duty="internal" if withdrawn else "", met=not here)


def _held(evidence: EvidenceCase, item: str) -> Iterator[Place]:
    holder = custodian_of(evidence, item)
    if holder:
        yield Place(kind="held", name=holder)


def _given(evidence: EvidenceCase, item: str) -> Iterator[Place]:
    """Give everybody who was given the file, a copy, or the item instead of its publication, each once."""
    withdrawn = withdrawal_of(evidence, item, "shared")
    given: dict[str, tuple[datetime, str]] = {}
    for fact in in_order(fact for fact in evidence.accesses if fact.body.item == item):
        if fact.body.way in {"exported", "copied"} and (name := fact.body.to or fact.actor):
            given.setdefault(name, (fact.at, fact.body.purpose))
    for shared in (fact for fact in evidence.withheld if fact.body.item == item):
        for name in shared.body.shared_with:
            given.setdefault(name, (shared.at, ""))
    for name, (since, purpose) in given.items():
        met = withdrawn is not None and _recalled(evidence, item, name, withdrawn)
        yield Place(kind="given", name=name, since=since, purpose=purpose, duty="shared" if withdrawn else "", met=met)


def _recalled(evidence: EvidenceCase, item: str, name: str, withdrawn: Fact[ConsentWithdrawn]) -> bool:
    """Tell whether it is on record that somebody gave back what they had, after they last got any of it."""
    own: list[Fact[ItemAccessed]] = [f for f in evidence.accesses if f.body.item == item and f.body.to == name]
    last = next((fact.body.way for fact in reversed(in_order(own))), "")
    back = [fact for fact in own if fact.body.way == "recalled"]
    return last == "recalled" and any(not came_before(fact, withdrawn) for fact in back)


def _cited(state: ReleaseCase, item: str) -> Iterator[Place]:
    drafts = state.clearance.outputs
    citing = [fact for fact in drafts.findings.findings if item in _items_of(drafts.findings, fact)]
    for fact in citing:
        yield Place(kind="finding", name=f"{fact.body.finding} {fact.body.number}", since=fact.at)
    refs = {fact.ref for fact in citing}
    resting = {(f.body.output, f.body.statement, f.body.words) for f in drafts.supports if f.body.finding_ref in refs}
    withdrawn = withdrawal_of(drafts.findings.evidence, item, "public")
    for version in drafts.versions:
        held = {(version.body.output, each.id, each.words) for each in outputs.statements_of(drafts, version)}
        if held & resting:
            yield from _version(state, version, withdrawn)


def _items_of(case: FindingsCase, finding: Fact[FindingStated]) -> frozenset[str]:
    """Return the items that a finding names, and those named by the rules that were assessed on it."""
    elements = (each for rule in case.rules if rule.body.finding == finding.body.finding for each in rule.body.elements)
    named = (item for each in elements for item in (*each.evidence_for, *each.evidence_against))
    return frozenset({*(link.item for link in finding.body.evidence), *named})


def _version(state: ReleaseCase, version: Fact[Any], withdrawn: Fact[ConsentWithdrawn] | None) -> Iterator[Place]:
    body = version.body
    where: dict[str, Any] = {"name": f"{body.output} {body.version}", "output": body.output, "version": body.version}
    releases = [fact for fact in state.released if fact.body.draft_ref == version.ref]
    if not releases:
        yield Place(kind="version", since=version.at, **where)
    for release in releases:
        met = withdrawn is not None and _seen_to(state, release, withdrawn)
        yield Place(kind="released", since=release.at, duty="public" if withdrawn else "", met=met, **where)


def _seen_to(state: ReleaseCase, release: Fact[OutputReleased], withdrawn: Fact[ConsentWithdrawn]) -> bool:
    """Tell whether a notice on a release went out, or its status was set, after consent was taken back."""
    said: tuple[Fact[Any], ...] = (*state.notices, *state.statuses)
    return any(
        fact.body.released_ref == release.ref and fact.origin == release.origin and not came_before(fact, withdrawn)
        for fact in said
    )


def _houses(evidence: EvidenceCase, item: str) -> Iterator[Place]:
    """Give the houses that have what the intake of the item commits to, or may have it."""
    try:
        houses: Any = apps.get_app_config("houses")
    except LookupError:
        return
    entries = [(fact.origin, fact.index) for fact in evidence.items if fact.body.item == item]
    for each in houses.reached(entries, at=evidence.at):
        yield Place(kind="house", name=each.origin, since=each.since, how=each.how)
