"""The wording of a notice: its drafts, what each affected section says to it, and whether it was issued.

Rules:
  - The drafts of a notice are those under its key in the log of the section that drafts it; the latest is the wording.
    Another wording is countersigned anew. A draft in another log, under the same key, is another notice.
  - Affected are the sections that have a part in the release as it went out, or in what was made of its output since:
    no later edit takes one out.
  - A section has spoken when somebody who signs for it, and drafted none of the wording, countersigned or declined the
    latest wording in the section's own log. Its latest word counts. Silence is a state, and ends nothing: a section may
    still speak after the notice went out.
  - A notice counts when an approver of the section that released said it, in that section's log.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, TypeAlias

import msgspec

from answerable.clearance.gates import Affected, ClearanceCase, affected_sections, days_after, judging, speaks_for
from answerable.clearance.gates.signing import SIGNS
from answerable.people.standing import conflicted, holds_role, in_own_log, policy_of
from answerable.record.entry import Fact, came_before
from answerable.releases import entries
from answerable.releases.gates.case import ReleaseCase

Answer = Literal["countersigned", "declined", "silent", "waiting"]
"""What a section says to a wording: nothing after the days of the policy is silence, nothing before is waiting."""

Spoken: TypeAlias = Fact[entries.NoticeCountersigned] | Fact[entries.NoticeDeclined]
Drafted: TypeAlias = Fact[entries.NoticeDrafted]
Issued: TypeAlias = Fact[entries.NoticeIssued]
Released: TypeAlias = Fact[entries.OutputReleased]


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """What an affected section says to a wording, why it is asked, and until when it is waited for."""

    section: str
    rule: str
    answer: Answer
    until: datetime
    fact: Spoken | None = None


def release_of(case: ReleaseCase, ref: str) -> Released | None:
    """Return the release under a reference, or None."""
    return next((each for each in case.released if each.ref == ref), None)


def drafting(case: ReleaseCase, ref: str) -> Drafted | None:
    """Return the draft of a notice under a reference, or None."""
    return next((each for each in case.notice_drafts if each.ref == ref), None)


def drafts_beside(case: ReleaseCase, drafted: Drafted) -> tuple[Drafted, ...]:
    """Return every draft of the same notice, earliest first."""
    named = (drafted.body.notice, drafted.origin)
    own = [fact for fact in case.notice_drafts if (fact.body.notice, fact.origin) == named]
    return tuple(sorted(own, key=lambda fact: (fact.index, fact.at)))


def wording(case: ReleaseCase, drafted: Drafted) -> Drafted:
    """Return the latest wording of the same notice."""
    return drafts_beside(case, drafted)[-1]


def drafters(case: ReleaseCase, drafted: Drafted) -> frozenset[str]:
    """Return everybody who drafted a wording of the same notice."""
    return frozenset(fact.actor for fact in drafts_beside(case, drafted))


def issued(case: ReleaseCase) -> tuple[Issued, ...]:
    """Return the notices that count, earliest first."""
    released = {fact.ref: fact.origin for fact in case.released}
    return tuple(
        fact
        for fact in case.notices
        if released.get(fact.body.released_ref) == fact.origin
        and in_own_log(case.people, fact)
        and approves(case, fact)
    )


def approves(case: ReleaseCase, fact: Issued | Fact[entries.StatusSet]) -> bool:
    """Tell whether somebody was an approver when they spoke."""
    return holds_role(case.people, fact.actor, "approver", case=fact.case, at=fact.at)


def issue_of(case: ReleaseCase, drafted: Drafted) -> Issued | None:
    """Return how a notice was issued, in whichever of its wordings, or None."""
    refs = {fact.ref for fact in drafts_beside(case, drafted)}
    return next((fact for fact in issued(case) if fact.body.drafted_ref in refs), None)


def asked(case: ReleaseCase, release: Released) -> tuple[Affected, ...]:
    """Return the sections that countersign a notice on a release, by key, each with the rules that name it."""
    now = affected_sections(judging(case.clearance, release.body.output))
    then = affected_sections(judging(_as_released(case.clearance, release), release.body.output))
    found: Mapping[str, Affected] = {each.section: each for each in (*now, *then)}
    return tuple(found[key] for key in sorted(found))


def _as_released(case: ClearanceCase, release: Released) -> ClearanceCase:
    """Return a case without the versions that were drafted after a release."""
    kept = tuple(fact for fact in case.outputs.versions if not came_before(release, fact))
    return msgspec.structs.replace(case, outputs=msgspec.structs.replace(case.outputs, versions=kept))


def words_on(case: ReleaseCase, drafted: Drafted) -> tuple[Word, ...]:
    """Return what each affected section says to a wording."""
    release = release_of(case, drafted.body.released_ref)
    until = days_after(drafted.at, policy_of(case.people, at=case.at).afterwards.notice)
    return tuple(_word(case, drafted, each, until) for each in (asked(case, release) if release else ()))


def _word(case: ReleaseCase, drafted: Drafted, affected: Affected, until: datetime) -> Word:
    said = last_word(case, drafted, affected.section)
    answer: Answer = "silent" if case.at >= until else "waiting"
    if said is not None:
        answer = "countersigned" if isinstance(said.body, entries.NoticeCountersigned) else "declined"
    return Word(section=affected.section, rule=affected.rule, answer=answer, until=until, fact=said)


def last_word(case: ReleaseCase, drafted: Drafted, section: str) -> Spoken | None:
    """Return the latest word of a section on a wording, or None."""
    facts: tuple[Spoken, ...] = (*case.notice_signatures, *case.notice_refusals)
    own = [
        fact
        for fact in facts
        if (fact.body.drafted_ref, fact.body.section) == (drafted.ref, section) and signs_for(case, fact, drafted)
    ]
    return max(own, key=lambda fact: (fact.index, fact.at), default=None)


def signs_for(case: ReleaseCase, fact: Spoken, drafted: Drafted) -> bool:
    """Tell whether a word on a wording counts for the section in whose name it is said."""
    return (
        speaks_for(case.clearance, fact, fact.body.section)
        and holds_any(case, fact)
        and fact.actor not in drafters(case, drafted)
        and not conflicted(case.people, fact.actor, fact.case)
    )


def holds_any(case: ReleaseCase, fact: Spoken) -> bool:
    """Tell whether somebody held a role in which a person signs for a section, when they spoke."""
    return any(holds_role(case.people, fact.actor, role, case=fact.case, at=fact.at) for role in SIGNS)
