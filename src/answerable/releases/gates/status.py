"""What readers should know about a release now: its status, and when somebody may set it (CO, IF).

Rules:
  - A notice marks its release at once: no second act is needed, and none can come without it. Corrected, retracted and
    withdrawn can be said of a release only when such a notice was issued on it.
  - The section that released sets the status; an approver does, but for "under review", which anybody there may set.
  - Whoever wrote the release does not set it back to current. While a retraction or a withdrawal stands, nobody does,
    until a further notice for which the sections were asked says why; what went out stays marked with all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from answerable.clearance.gates import is_author, judging
from answerable.people.standing import holds_role, in_own_log
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact
from answerable.releases import entries
from answerable.releases.gates.case import ReleaseCase
from answerable.releases.gates.notices import AT_ONCE, blocker, of_release, own_log, releasing_section, where_of
from answerable.releases.gates.wording import Issued, Released, approves, issued, release_of

Status = Literal["current", "under-review", "corrected", "retracted", "withdrawn"]

MARKS: Mapping[str, Status] = {
    "correction": "corrected",
    "partial-retraction": "corrected",
    "retraction": "retracted",
    "withdrawal": "withdrawn",
    "expression-of-concern": "under-review",
}
"""The status that a notice gives its release; of other types it gives none."""

FINAL = frozenset({"retracted", "withdrawn"})
"""Statuses that no other notice changes by itself."""

SAYS_NO_WHY = AT_ONCE | {"apology"}
"""Notices that give no reason why a retraction no longer holds: no section was asked, or nothing but regret is said."""

NEEDS: Mapping[str, frozenset[str]] = {
    "corrected": frozenset({"correction", "partial-retraction", "new-version"}),
    "retracted": frozenset({"retraction"}),
    "withdrawn": frozenset({"withdrawal"}),
}
"""The notices of which one has to be issued before a status is set."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """The status of a release: since when, why (a commitment, or ""), and by which act."""

    status: Status = "current"
    since: datetime | None = None
    reason: str = ""
    fact: Fact[entries.StatusSet] | Issued | None = None


def standing(case: ReleaseCase, release: Released) -> Standing:
    """Return the status of a release, as its notices and what was set tell one after another."""
    now = Standing()
    for fact in _marking(case, release):
        body = fact.body
        if isinstance(body, entries.StatusSet):
            now = Standing(status=body.status, since=fact.at, reason=body.reason, fact=fact)
        elif body.type in MARKS and (now.status not in FINAL or MARKS[body.type] in FINAL):
            now = Standing(status=MARKS[body.type], since=fact.at, fact=fact)
    return now


def may_set_status(case: ReleaseCase, fact: Fact[entries.StatusSet]) -> list[Blocker]:
    """Return why this status may not be set, or not by this person."""
    release = release_of(case, fact.body.released_ref)
    found = [*own_log(case, fact), *of_release(case, fact), *releasing_section(case, fact)]
    if release is None:
        return found
    return [*found, *_who(case, fact, release), *_noticed(case, fact, release), *_stands(case, fact, release)]


def _marking(case: ReleaseCase, release: Released) -> list[Fact[entries.StatusSet] | Issued]:
    """Return what was said on the status of a release by its own section, in the order of its log."""
    statuses = [
        fact
        for fact in case.statuses
        if (fact.body.released_ref, fact.origin) == (release.ref, release.origin)
        and in_own_log(case.people, fact)
        and (fact.body.status == "under-review" or approves(case, fact))
    ]
    notices = [fact for fact in issued(case) if fact.body.released_ref == release.ref]
    return sorted([*statuses, *notices], key=lambda fact: (fact.index, fact.at))


def _who(case: ReleaseCase, fact: Fact[entries.StatusSet], release: Released) -> list[Blocker]:
    where, found, status = Where(person=fact.actor), [], fact.body.status
    approver = holds_role(case.people, fact.actor, "approver", case=fact.case, at=case.at)
    if status != "under-review" and not approver:
        text = f"{fact.actor or 'Nobody'} does not hold the role of approver."
        found.append(blocker("not-approver", text, "Let a person with the role of approver set it.", where))
    if status == "current" and is_author(judging(case.clearance, release.body.output), fact.actor):
        text = f"{fact.actor} is an author of {release.body.output} and does not clear it."
        found.append(blocker("author-clears", text, "Let an approver who is no author set it.", where))
    return found


def _noticed(case: ReleaseCase, fact: Fact[entries.StatusSet], release: Released) -> list[Blocker]:
    """Return that a status is set for which no notice was issued."""
    needed = NEEDS.get(fact.body.status)
    types = {each.body.type for each in issued(case) if each.body.released_ref == release.ref}
    if needed is None or needed & types:
        return []
    text = f"No notice on {release.body.output} says that it is {fact.body.status}."
    return [blocker("status-without-notice", text, "Issue the notice; it marks the release.", where_of(fact))]


def _stands(case: ReleaseCase, fact: Fact[entries.StatusSet], release: Released) -> list[Blocker]:
    """Return that a retraction or a withdrawal stands, and no later notice says otherwise."""
    marking = _marking(case, release)
    said = [e for e in marking if isinstance(e.body, entries.NoticeIssued) and e.body.type not in SAYS_NO_WHY]
    final = [place for place, each in enumerate(said) if MARKS.get(each.body.type) in FINAL]
    if fact.body.status in FINAL or not final or final[-1] < len(said) - 1:
        return []
    text = f"A {said[-1].body.type} of {release.body.output} stands."
    return [blocker("retraction-stands", text, "Issue a notice that says why it no longer holds.", where_of(fact))]
