"""What waits for a person because of proposals about who is on a list: to sign, to speak for a section, to decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from answerable.clearance.looking import Waiting
from answerable.designations import gates
from answerable.designations.gates import DesignationCase, Proposed
from answerable.designations.gates.affected import SPEAKS
from answerable.designations.gates.board import SIGNS
from answerable.designations.reading import open_proposals
from answerable.people.entries import Role
from answerable.people.standing import conflicted, holds_role, section_of
from answerable.record.blocker import Blocker

COMPLETE, SIGN, SPEAK, DECIDE = "complete-proposal", "sign-proposal", "countersign-proposal", "decide-proposal"
"""The kinds of what waits."""

OTHERS = frozenset({"signers-missing", "signed-by-proposers", "section-not-heard", "silence-at-ending"})
"""What a proposal lacks that is not for whoever wrote it to supply."""


def waiting_for(lists: Iterable[DesignationCase], person: str) -> tuple[Waiting, ...]:
    """Return what waits for a person in one case, for each list of which something is proposed there."""
    return tuple(
        found
        for case in lists
        for proposed in open_proposals(case)
        if case.findings is not None and proposed.case == case.findings.evidence.case
        for found in _of(case, proposed, person)
    )


def _of(case: DesignationCase, proposed: Proposed, person: str) -> Iterable[Waiting]:
    lacking = gates.board(case, proposed, at=case.at)
    own, about = person in gates.proposers(case, proposed.body.proposal), proposed.body.proposal
    if own and any(each.code not in OTHERS for each in lacking):
        yield _waiting(COMPLETE, f"Supply what proposal {about} lacks.", proposed)
    if conflicted(case.people, person, proposed.case):
        return
    if not own and _signs(case, proposed, person, lacking):
        yield _waiting(SIGN, f"Sign proposal {about}, or say what is wrong with it.", proposed)
    if not own:
        yield from _speaks(case, proposed, person)
    if not own and not lacking and _decides(case, proposed, person):
        yield _waiting(DECIDE, f"Decide proposal {about}.", proposed)


def _signs(case: DesignationCase, proposed: Proposed, person: str, lacking: list[Blocker]) -> bool:
    wanted = any(each.code in {"signers-missing", "signed-by-proposers", "silence-at-ending"} for each in lacking)
    signed = {fact.actor for fact in gates.signatures_of(case, proposed)}
    return wanted and person not in signed and _holds(case, proposed, person, SIGNS)


def _speaks(case: DesignationCase, proposed: Proposed, person: str) -> Iterable[Waiting]:
    section = section_of(case.people, person)
    for word in gates.words_on(case, proposed, at=case.at):
        if word.section == section and word.said is None and _holds(case, proposed, person, SPEAKS):
            text = f"Countersign proposal {proposed.body.proposal} for {section}, or decline."
            late = word.state == "silent"
            due = None if late else word.until
            yield _waiting(SPEAK, text, proposed, due=due, grave=late, section=section)


def _decides(case: DesignationCase, proposed: Proposed, person: str) -> bool:
    opened = gates.opened_of(case)
    keeper = opened.body.section if opened else ""
    return section_of(case.people, person) == keeper and _holds(case, proposed, person, ("approver",))


def _holds(case: DesignationCase, proposed: Proposed, person: str, roles: Iterable[Role]) -> bool:
    return any(holds_role(case.people, person, role, case=proposed.case, at=case.at) for role in roles)


def _waiting(kind: str, text: str, proposed: Proposed, **more: Any) -> Waiting:
    body = proposed.body
    return Waiting(kind=kind, text=text, output=body.list, name=body.proposal, **more)
