"""What waits for a person because of notices: to countersign a wording, to issue it, to send it by hand, to read it.

Rules:
  - Only what the gates would let this person do is named. A thing leaves the list when it was done, by whomever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from answerable.clearance.gates import days_after
from answerable.clearance.gates.signing import SIGNS
from answerable.clearance.looking import Waiting
from answerable.people.entries import Role
from answerable.people.standing import conflicted, holds_role, policy_of, section_of, section_of_origin
from answerable.releases.gates import ReleaseCase
from answerable.releases.gates.dissociation import name_of, published
from answerable.releases.gates.notices import AT_ONCE
from answerable.releases.gates.wording import Released, release_of
from answerable.releases.holders import SECTION, Holder, holders_of, reached
from answerable.releases.notices import Notice, notices
from answerable.releases.sending import mail_of

Others: TypeAlias = Callable[[Released], Iterable[Holder]]

COUNTERSIGN, ISSUE, SEND, READ = "countersign-notice", "issue-notice", "send-notice", "read-notice"
"""The kinds of what waits."""


def waiting_for(state: ReleaseCase, person: str, *, others: Others = lambda _release: ()) -> tuple[Waiting, ...]:
    """Return what a person can do about the notices of a case; `others` tells of holders whom later rooms know."""
    section = section_of(state.people, person)
    if not section:
        return ()
    signs = _holds(state, person, SIGNS) and not conflicted(state.people, person, _case(state))
    found = [each for notice in notices(state) for each in _wording(state, notice, person, section, signs=signs)]
    return (*found, *_reaching(state, section, signs=signs, others=others))


def _wording(state: ReleaseCase, notice: Notice, person: str, section: str, *, signs: bool) -> Iterator[Waiting]:
    release = release_of(state, notice.drafted.body.released_ref)
    if notice.issued or release is None or person in {fact.actor for fact in notice.wordings}:
        return
    where: dict[str, Any] = {"output": release.body.output, "version": release.body.version, "section": section}
    where["name"] = notice.key
    for word in notice.words:
        if signs and word.section == section and word.answer == "waiting":
            text = f"Countersign the notice {notice.key} on {release.body.output} for {section}, or decline."
            yield Waiting(kind=COUNTERSIGN, text=text, due=word.until, **where)
    asked = notice.drafted.body.type not in AT_ONCE and any(word.answer == "waiting" for word in notice.words)
    home = section_of_origin(state.people, release.origin) == section
    if not asked and home and _holds(state, person, ("approver",)):
        text = f"Issue the notice {notice.key} on {release.body.output}."
        due = days_after(notice.drafted.at, policy_of(state.people, at=state.at).afterwards.notice)
        yield Waiting(kind=ISSUE, text=text, due=due, grave=state.at >= due, **where)


def _reaching(state: ReleaseCase, section: str, *, signs: bool, others: Others) -> Iterator[Waiting]:
    for notice in published(state):
        release = release_of(state, notice.body.released_ref)
        if release is None:
            continue
        key, name = name_of(state, notice), release.body.output
        where: dict[str, Any] = {"output": name, "version": release.body.version, "section": section, "name": key}
        holders = holders_of(state, release, others(release))
        open_ = [each for each in reached(state, notice, holders) if each.took is None]
        hand = [each for each in open_ if _by_hand(each.holder, section)]
        if hand:
            text = f"Send the notice {key} on {name} to {len(hand)} holders by hand."
            yield Waiting(kind=SEND, text=text, due=hand[0].due, grave=hand[0].overdue, **where)
        own = next((each for each in open_ if (each.holder.capacity, each.holder.name) == (SECTION, section)), None)
        if own and signs:
            yield Waiting(kind=READ, text=f"Read the notice {key} on {name} for {section}.", due=own.due, **where)


def _by_hand(holder: Holder, section: str) -> bool:
    """Tell whether a section knows a holder whom no mail reaches."""
    return holder.section == section and holder.capacity != SECTION and not mail_of(holder)


def _case(state: ReleaseCase) -> str:
    return state.clearance.outputs.findings.evidence.case


def _holds(state: ReleaseCase, person: str, roles: tuple[Role, ...]) -> bool:
    return any(holds_role(state.people, person, role, case=_case(state), at=state.at) for role in roles)
