"""What a proposal still lacks before it can be decided: the checklist on its page, and what the decision is asked.

Rules:
  - Everything was said of the newest version: the misuse was rehearsed; the person, or somebody who speaks for them,
    was told, or nobody could be, for a reason; as many signed as the list asks for; each affected section said its
    word, or let its days pass.
  - Signers hold the role of approver or independent reviewer and have no interest. Of those who wrote the proposal one
    counts at most, and never alone.
  - An ending or a change of status needs more than silence: where an affected section has said nothing, an independent
    reviewer of another section than the one that proposes has to have signed. So nobody is taken off a list behind a
    section's back, and no section keeps somebody on it by saying nothing.
"""

from __future__ import annotations

from datetime import datetime

from answerable.designations import entries
from answerable.designations.gates.affected import Word, words_on
from answerable.designations.gates.blocking import blocker
from answerable.designations.gates.case import DesignationCase, Proposed, opened_of, proposers
from answerable.designations.gates.proposing import unsound
from answerable.people.entries import Role
from answerable.people.standing import (
    conflicted,
    holds_role,
    policy_of,
    section_of,
    section_of_origin,
    untrained,
)
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact

SIGNS: tuple[Role, ...] = ("approver", "independent-reviewer")
"""The roles in which somebody signs a proposal."""

Signature = Fact[entries.DesignationSigned]


def board(case: DesignationCase, proposed: Proposed, *, at: datetime) -> list[Blocker]:
    """Return everything that the newest version of a proposal lacks at that moment."""
    return [
        *unsound(case, proposed),
        *_rehearsal(case, proposed),
        *_notice(case, proposed),
        *_signatures(case, proposed),
        *_sections(case, proposed, at),
    ]


def rehearsals_of(case: DesignationCase, proposed: Proposed) -> tuple[Fact[entries.DesignationRehearsed], ...]:
    """Return how the misuse of this version was rehearsed."""
    return tuple(fact for fact in case.rehearsed if fact.body.proposed_ref == proposed.ref)


def notices_of(case: DesignationCase, proposed: Proposed) -> tuple[Fact[entries.DesignationNotified], ...]:
    """Return who was told of this version."""
    return tuple(fact for fact in case.notified if fact.body.proposed_ref == proposed.ref)


def signatures_of(case: DesignationCase, proposed: Proposed) -> tuple[Signature, ...]:
    """Return the signatures under this version that count, one for each person."""
    valid = [fact for fact in case.signed if fact.body.proposed_ref == proposed.ref and not signer(case, fact)]
    return tuple({fact.actor: fact for fact in reversed(valid)}.values())[::-1]


def signer(case: DesignationCase, fact: Signature) -> list[Blocker]:
    """Return why a person's signature under a proposal does not count."""
    people, actor = case.people, fact.actor
    roles = [role for role in SIGNS if holds_role(people, actor, role, case=fact.case, at=fact.at)]
    policy = policy_of(people, at=fact.at)
    lacking = [untrained(people, actor, policy, role, on=fact.at) for role in roles or SIGNS]
    missing = " and ".join(lacking[0])
    return [
        blocker(code, text, "An approver or an independent reviewer without an interest signs.", Where(person=actor))
        for code, text, applies in (
            ("signer-without-role", f"{actor} is neither approver nor independent reviewer.", not roles),
            ("signer-has-interest", f"{actor} has declared an interest.", conflicted(people, actor, fact.case)),
            ("signer-not-trained", f"{actor} held no credential for {missing} on that day.", all(lacking)),
        )
        if applies
    ]


def silent_sections(case: DesignationCase, proposed: Proposed, *, at: datetime) -> tuple[str, ...]:
    """Return the affected sections that let their days pass."""
    return tuple(word.section for word in words_on(case, proposed, at=at) if word.state == "silent")


def _rehearsal(case: DesignationCase, proposed: Proposed) -> list[Blocker]:
    if rehearsals_of(case, proposed):
        return []
    text = "Nobody has rehearsed how this decision could be misused."
    return [blocker("not-rehearsed", text, "Rehearse it on this version.", _at(proposed))]


def _notice(case: DesignationCase, proposed: Proposed) -> list[Blocker]:
    if notices_of(case, proposed):
        return []
    text = "Neither the person nor anybody who speaks for them was told."
    opens = "Tell them of this version, or say why nobody can be told."
    return [blocker("not-notified", text, opens, _at(proposed))]


def _signatures(case: DesignationCase, proposed: Proposed) -> list[Blocker]:
    opened, wrote = opened_of(case), proposers(case, proposed.body.proposal)
    least = opened.body.signers if opened else 1
    signed = {fact.actor for fact in signatures_of(case, proposed)}
    count = len(signed - wrote) + min(1, len(signed & wrote))
    found = []
    if count < least:
        text = f"{count} of {least} have signed this version; of those who wrote it, one counts at most."
        opens = "Another approver or independent reviewer signs."
        found.append(blocker("signers-missing", text, opens, _at(proposed)))
    if signed and not signed - wrote:
        text = "Only those who wrote the proposal have signed it."
        found.append(blocker("signed-by-proposers", text, "Somebody who did not write it signs.", _at(proposed)))
    return found


def _sections(case: DesignationCase, proposed: Proposed, at: datetime) -> list[Blocker]:
    words = words_on(case, proposed, at=at)
    return [*_waiting(proposed, words), *_silence_at_ending(case, proposed, words)]


def _waiting(proposed: Proposed, words: tuple[Word, ...]) -> list[Blocker]:
    return [
        Blocker(
            gate=25,
            code="section-not-heard",
            text=f"{word.section} has neither countersigned nor declined; {word.rule}.",
            standard="MC",
            opens=f"{word.section} countersigns or declines; from {word.until.date()} on its silence is printed.",
            where=Where(section=word.section, document=proposed.body.proposal),
        )
        for word in words
        if word.state == "waiting"
    ]


def _silence_at_ending(case: DesignationCase, proposed: Proposed, words: tuple[Word, ...]) -> list[Blocker]:
    silent = [word.section for word in words if word.state == "silent"]
    home = section_of_origin(case.people, proposed.origin)
    if proposed.body.decision not in {"ended", "changed"} or not silent or _is_reviewed(case, proposed, home):
        return []
    text = f"{', '.join(silent)} said nothing, and silence alone does not end or change a listing."
    opens = f"They say their word, or an independent reviewer of another section than {home} signs."
    where = Where(section=silent[0], document=proposed.body.proposal)
    return [Blocker(gate=25, code="silence-at-ending", text=text, standard="MC", opens=opens, where=where)]


def _is_reviewed(case: DesignationCase, proposed: Proposed, home: str) -> bool:
    """Tell whether an independent reviewer of another section than `home` has signed."""
    return any(
        section_of(case.people, fact.actor) != home
        and holds_role(case.people, fact.actor, "independent-reviewer", case=fact.case, at=fact.at)
        for fact in signatures_of(case, proposed)
    )


def _at(proposed: Proposed) -> Where:
    return Where(document=proposed.body.proposal)
