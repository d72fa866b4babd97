"""Which log and which content goes to the house of which section. Deny by default.

Rules:
  - A log goes whole or not at all: a part of it cannot be verified. It goes to every section of the organisation, or to
    those that the policy names. A house that the operator named gets the logs that are written here even before its
    section is on record, unless the policy names others: else two new houses could never begin.
  - Content goes where the policy says for its room: to nobody, to the sections that the case concerns, or to every
    section that gets the log. A section always gets back what its own log committed to.
  - A policy speaks for the logs of the sections that endorsed it: no other section gives their content away, and none
    keeps their logs from others. For all others holds what holds where no policy is.
  - What decides stands in the log that committed to the content, or in others of its organisation; nothing that the
    asking section says about a case brings it closer, but which countries, peoples and subjects it answers for.
  - A file of evidence goes only while the consent of whoever is behind it allows sharing. Where nobody asked, it stays.
    Who a source is, where it can be found and the record of its consent go nowhere; nor does who else outside is.
  - The parts of a sealed identity go only to the sections of those who hold them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from answerable.clearance.gates.case import affected_sections, judging
from answerable.clearance.models import read_clearance
from answerable.evidence.errors import NoSuchCase
from answerable.evidence.gates.case import uses_agreed
from answerable.evidence.models import CaseOpened, read_evidence
from answerable.people.entries import Sharing
from answerable.people.models import PolicyAdopted, PolicyEndorsed, RootAdopted, SectionJoined, read_people
from answerable.people.standing import DEFAULT_POLICY, People, policy_of, section_of, section_of_origin, within
from answerable.record.facts import read
from answerable.record.log import sizes

NOWHERE = frozenset(
    {
        ("item.taken_in", "source"),
        ("item.taken_in", "origin"),
        ("item.taken_in", "original_name"),
        ("consent.given", "record"),
        ("unsealing.asked", "reason"),
        ("unsealing.decided", "reason"),
        ("guest.asked", "who"),
        ("copy.given", "who"),
        ("copy.given", "address"),
        ("notice.sent", "proof"),
        ("critique.received", "who"),
        ("critique.received", "address"),
        ("designation.notified", "who"),
        ("report.commented", "who"),
    }
)
"""Fields that lead to somebody outside: who gave evidence, answers as a guest, holds a copy, or wrote to us."""

FILES = frozenset({("item.taken_in", "file")})
"""Fields whose content is the file of an item."""

HELD = frozenset({("identity.sealed", "sealed"), ("identity.sealed", "shares"), ("unsealing.decided", "share")})
"""Fields that only those who hold a sealed identity have a use for."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where an entry commits to a content: its log, the room and table of its kind, the field, the case, its body."""

    origin: str
    room: str
    table: str
    field: str
    case: str
    body: Any


class Concern(msgspec.Struct, frozen=True, kw_only=True):
    """What a case has to do with sections: whom it concerns, and to which uses of each item somebody agreed."""

    sections: frozenset[str] = frozenset()
    uses: Mapping[str, frozenset[str]] = {}


def gets_log(people: People, log: str, asking: str, *, own: bool, at: datetime) -> bool:
    """Tell whether the house of the log `asking` gets the log `log`; `own`: it is written here."""
    if log == asking:
        return True
    everybody = within(people, log)
    named = sharing_of(everybody, log, at=at).to
    section = section_of_origin(everybody, asking)
    if named:
        return section in named
    return bool(section) or own


def may_have(place: Place, section: str, people: People, concern: Concern, *, at: datetime) -> bool:
    """Tell whether the house of `section` may have a content; `people` are those of the organisation of its log."""
    if not section:
        return False
    if section == section_of_origin(people, place.origin):
        return True
    named = (place.table, place.field)
    if named in NOWHERE or not _room_goes(place, section, people, concern, at=at):
        return False
    if named in FILES:
        return "shared" in concern.uses.get(getattr(place.body, "item", ""), frozenset())
    return section in _holding(place.body, people) if named in HELD else True


def _room_goes(place: Place, section: str, people: People, concern: Concern, *, at: datetime) -> bool:
    sharing = sharing_of(people, place.origin, at=at)
    if sharing.to and section not in sharing.to:
        return False
    to = next((each.to for each in sharing.content if each.room == place.room), "nobody")
    return to == "sections" or (to == "affected" and section in concern.sections)


def sharing_of(people: People, log: str, *, at: datetime) -> Sharing:
    """Return what holds for a log and its contents: the policy in force where its own section stands by it."""
    policy, section = policy_of(people, at=at), section_of_origin(people, log)
    named = (policy.policy, policy.number)
    endorsed = any(
        fact.origin == log and fact.body.section == section and (fact.body.policy, fact.body.number) == named
        for fact in people.endorsements
    )
    return policy.sharing if endorsed else DEFAULT_POLICY.sharing


def _holding(body: Any, people: People) -> frozenset[str]:
    """Return the sections of those who hold a part of a sealed identity; who hands a part over names nobody."""
    return frozenset(section_of(people, person) for person in getattr(body, "holders", ()))


def rules() -> People:
    """Return what says to whom logs go, of all organisations; all else about people is left unread."""
    return People(
        sections=read(SectionJoined),
        roots=read(RootAdopted),
        policies=read(PolicyAdopted),
        endorsements=read(PolicyEndorsed),
    )


def people_of(log: str) -> People:
    """Return what is on record about the people of the organisation of a log."""
    return within(read_people(), log)


def concern_of(case: str, *, origin: str, asking: str, at: datetime) -> Concern:
    """Return whom a case concerns, by what others than the asking log said in the organisation of the log `origin`."""
    if not case:
        return Concern()
    people = people_of(origin)
    logs = {fact.origin for fact in people.sections} - {asking}
    seen = {log: size for log, size in sizes().items() if log in logs}
    try:
        uses = _uses(case, at=at, seen=seen)
        return Concern(sections=_sections(case, people, at=at, seen=seen), uses=uses)
    except NoSuchCase:
        return _opened_by(case, people, asking=asking, origin=origin)


def _opened_by(case: str, people: People, *, asking: str, origin: str) -> Concern:
    """Return that a case concerns whoever opened it, where the asking section alone did and asked others into it."""
    openers = {fact.origin for fact in read(CaseOpened, case=case)}
    section = section_of_origin(people, asking)
    return Concern(
        sections=frozenset({section}) if section and openers == {asking} and origin != asking else frozenset()
    )


def _uses(case: str, *, at: datetime, seen: Mapping[str, int]) -> dict[str, frozenset[str]]:
    evidence = read_evidence(case, at=at, seen=seen)
    return {fact.body.item: uses_agreed(evidence, fact.body.item) for fact in evidence.items}


def _sections(case: str, people: People, *, at: datetime, seen: Mapping[str, int]) -> frozenset[str]:
    """Return the sections that a case affects, whichever of its documents is looked at, and those asked into it."""
    read_case = read_clearance(case, at=at, seen=seen)
    # Which countries a section answers for is its own to say, the asking section's too.
    evidence = msgspec.structs.replace(read_case.outputs.findings.evidence, people=people)
    findings = msgspec.structs.replace(read_case.outputs.findings, evidence=evidence)
    known = msgspec.structs.replace(read_case, outputs=msgspec.structs.replace(read_case.outputs, findings=findings))
    outputs = dict.fromkeys(fact.body.output for fact in known.outputs.versions)
    affected = {each.section for output in outputs for each in affected_sections(judging(known, output))}
    asked = {fact.body.section for facts in (known.asked, known.added, known.delivered) for fact in facts}
    opener = section_of_origin(people, evidence.opened.origin)
    return frozenset(affected | asked | {opener}) - {""}
