"""Who reads a draft: whether they write it, whether their section has a part in it, and what waits for that section."""

from __future__ import annotations

from datetime import datetime

import msgspec

from answerable.clearance import gates as clearance
from answerable.clearance.authoring.desk import why_not
from answerable.outputs import gates as outputs
from answerable.outputs.entries import VersionDrafted
from answerable.people.access import Reader
from answerable.people.entries import Role
from answerable.people.standing import holds_role
from answerable.record.entry import Fact
from answerable.releases.gates import ReleaseCase

SIGNING: tuple[Role, ...] = ("countersigner", "approver")
"""Roles in which a person signs for a section."""

LEGAL: tuple[Role, ...] = ("legal-reviewer",)
REVIEWING: tuple[Role, ...] = ("country-reviewer", "independent-reviewer")


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader is to a draft.

    `rule` says why the section has a part, and is empty where it has none; `given` is the moment at which it was given
    this version, `acknowledged` that at which it said that it had opened it.
    """

    section: str
    writes: bool
    signs: bool
    legal: bool
    reviews: bool
    rule: str = ""
    given: datetime | None = None
    acknowledged: datetime | None = None


def reading_by(state: ReleaseCase, drafted: Fact[VersionDrafted], reader: Reader) -> Reading:
    """Return what this reader is to a version."""
    case = state.clearance
    name = outputs.evidence_of(case.outputs).case

    def holds(roles: tuple[Role, ...]) -> bool:
        return any(holds_role(state.people, reader.person, role, case=name, at=state.at) for role in roles)

    rules = {each.section: each.rule for each in clearance.affected_sections(case)}
    mine = [fact for fact in case.delivered if _of(fact.body, drafted, reader)]
    opened = [fact for fact in case.acknowledged if _of(fact.body, drafted, reader)]
    return Reading(
        section=reader.section,
        writes=not why_not(case, reader),
        signs=holds(SIGNING),
        legal=holds(LEGAL),
        reviews=holds(REVIEWING),
        rule=rules.get(reader.section, ""),
        given=mine[0].at if mine else None,
        acknowledged=opened[0].at if opened else None,
    )


def _of(body: object, drafted: Fact[VersionDrafted], reader: Reader) -> bool:
    """Tell whether something was said of this version for the reader's section."""
    return (getattr(body, "section", ""), getattr(body, "draft_ref", "")) == (reader.section, drafted.ref)


def variants_of(state: ReleaseCase, output: str) -> list[Fact[VersionDrafted]]:
    """Return the translations and short forms of an output, each in its current version."""
    case = state.clearance.outputs
    names = dict.fromkeys(fact.body.output for fact in case.versions if fact.body.variant_of == output)
    found = (outputs.current_version(case, name) for name in names)
    return [each for each in found if each is not None and each.body.variant_of == output]
