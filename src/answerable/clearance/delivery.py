"""Giving every version to the sections that have a part in it, as soon as they have.

Rules:
  - Who has a part is computed (`gates.affected_sections`), never chosen; nobody else is given anything.
  - A section is given every version of an output in order; one that gets its part only later, because a finding was
    linked, is then given those that came before as well.
  - With the first version a section is asked for its part at the draft, unless it was asked already.
  - Nothing is given twice: what was delivered is looked up under a lock. `lock_drafting` has to be taken before any log
    is written in the same transaction, so that two writers never wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from answerable.clearance import gates
from answerable.clearance.entries import DraftDelivered, SectionAsked
from answerable.clearance.gates import ClearanceCase
from answerable.clearance.models import read_clearance
from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates import versions_of
from answerable.people.access import Reader
from answerable.record.entry import Fact
from answerable.record.log import append, lock
from answerable.vault.sealing import say

Due = dict[str, list[Fact[VersionDrafted]]]
"""The versions that each section was not given, by section."""


def deliver_due(case: str, output: str, *, reader: Reader, at: datetime) -> tuple[Fact[Any], ...]:
    """Give every affected section the versions of `output` that it was not given, and return what was said.

    Raises:
        NoSuchCase: nobody opened a case by that name.
    """
    with transaction.atomic():
        lock_drafting(case)
        state = read_clearance(case, at=at, subject=output)
        return tuple(_deliver(case, state, [output], reader=reader, at=at))


def deliver_all(case: str, *, reader: Reader, at: datetime) -> tuple[Fact[Any], ...]:
    """Do the same for every output of a case: a link in a report changes who has a part in its release.

    Raises:
        NoSuchCase: nobody opened a case by that name.
    """
    with transaction.atomic():
        lock_drafting(case)
        state = read_clearance(case, at=at)
        outputs = dict.fromkeys(fact.body.output for fact in state.outputs.versions)
        return tuple(_deliver(case, state, outputs, reader=reader, at=at))


def lock_drafting(case: str) -> None:
    """Keep everybody else from drafting and delivering in this case until the transaction ends."""
    lock(f"drafts of {case}")


def due(case: ClearanceCase, output: str) -> Due:
    """Return which versions of `output` which affected sections were not given yet, lowest number first."""
    given = {(fact.body.section, fact.body.draft_ref) for fact in case.delivered}
    found = {
        each.section: [
            version for version in versions_of(case.outputs, output) if (each.section, version.ref) not in given
        ]
        for each in gates.affected_sections(gates.judging(case, output))
    }
    return {section: versions for section, versions in found.items() if versions}


def _deliver(
    case: str, state: ClearanceCase, outputs: Iterable[str], *, reader: Reader, at: datetime
) -> Iterable[Fact[Any]]:
    asked = {fact.body.section for fact in state.asked if fact.body.moment == "draft"}
    for output in outputs:
        for section, versions in due(state, output).items():
            if section not in asked:
                asked.add(section)
                yield _ask(case, section, versions, reader=reader, at=at)
            for version in versions:
                body = DraftDelivered(
                    section=section, output=output, version=version.body.version, draft_ref=version.ref
                )
                yield append(body, origin=reader.origin, actor=reader.person, at=at, case=case)


def _ask(
    case: str, section: str, versions: list[Fact[VersionDrafted]], *, reader: Reader, at: datetime
) -> Fact[SectionAsked]:
    """Ask a section for its part at the draft, and say what it was shown."""
    last = versions[-1].body
    shown = (
        _("%(output)s, version %(version)s, and every version before it")
        if last.version > 1
        else _("%(output)s, version %(version)s")
    )
    words = shown % {"output": last.output, "version": last.version}
    plain = {"section": section, "moment": "draft", "shown": words}
    return say(SectionAsked, plain, origin=reader.origin, actor=reader.person, at=at, case=case)
