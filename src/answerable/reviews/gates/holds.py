"""Holds: while one stands on a case, nothing said in it is erased (legal hold; MC where consent is taken back).

Rules:
  - Anybody may place a hold on cases of their own organisation: keeping takes nobody's leave.
  - A hold that serves a review is lifted whole once the report is public; any other by somebody who did not place it.
    Whoever wrote a version in the cases held lifts nothing, neither whole nor piece by piece.
  - One piece of content that has to go although it is held is let go by somebody other than who erases it, who wrote
    nothing in the cases held. Both acts, with their reasons, stay on record.
  - A hold binds the organisation and not the people who trusted it. Who answered through a link of their own and takes
    their words back has them erased in spite of a hold; the record shows that they did. Where an author of the words
    sent that link, and so could have used it to be rid of them, the hold stands and somebody else decides. What staff
    erase as "consent withdrawn" is the organisation's act and is held: the consent ends at once, whatever is held
    (`consent.withdrawn` asks no gate), and the words wait for somebody else's leave.
  - What was said in no case (names of people and sections) is held by none.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from answerable.clearance.entries import GuestAsked
from answerable.clearance.gates.guests import is_guest, sent_by_author, taken_back
from answerable.evidence.entries import CaseOpened
from answerable.outputs.entries import VersionDrafted
from answerable.people.standing import People, in_own_log, section_of_origin, within
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact, came_before
from answerable.releases.gates import ReleaseCase
from answerable.reviews import entries
from answerable.reviews.gates.case import ReviewCase, blocked, is_public, own_log
from answerable.vault.entries import ContentErased


class ErasureCase(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked before content is erased: every hold, and what was said with this content in cases that are held.

    `carrying` are the acts that carry the content, `matters` the cases in which they stand.
    """

    people: People
    at: datetime
    opened: tuple[Fact[CaseOpened], ...] = ()
    holds: tuple[Fact[entries.HoldPlaced], ...] = ()
    lifted: tuple[Fact[entries.HoldLifted], ...] = ()
    carrying: tuple[Fact[Any], ...] = ()
    matters: tuple[ReleaseCase, ...] = ()


def may_hold(case: ReviewCase, fact: Fact[entries.HoldPlaced]) -> list[Blocker]:
    """Return why this hold may not be placed: a key that is taken, or cases that are none of ours."""
    body, found = fact.body, own_log(case, fact)
    if hold_named(case, fact.case, body.hold) is not None:
        text = f"A hold {body.hold} is on record in {fact.case}."
        found.append(blocked("hold-twice", text, "Choose another key."))
    for name in body.cases:
        if name not in case.known:
            text = f"{name} is no case of this organisation."
            found.append(blocked("case-unknown", text, "Name cases that are on record."))
    if body.review and not case.opened:
        text = f"No review {body.review} was opened in {fact.case}."
        found.append(blocked("review-unknown", text, "Name a review of this case, or none."))
    return found


def may_lift(case: ReviewCase, fact: Fact[entries.HoldLifted]) -> list[Blocker]:
    """Return why this hold may not be lifted, whole or for one piece of content, or not by this person."""
    body, found = fact.body, own_log(case, fact)
    hold = hold_named(case, fact.case, body.hold)
    if hold is None or lifted_whole(case, hold):
        text = f"No hold {body.hold} stands in {fact.case}."
        return [*found, blocked("hold-unknown", text, "Name a hold that stands.")]
    if fact.actor in writers(case.matters):
        text = f"{fact.actor} wrote in the cases that are held."
        opens = "Somebody who wrote nothing in them lifts it."
        found.append(blocked("lifted-by-author", text, opens, person=fact.actor))
    if not body.content and hold.body.review and not is_public(case):
        text = f"The hold serves review {hold.body.review}, whose report is not public yet."
        opens = "Publish the report first, or lift the hold for one piece of content."
        found.append(blocked("hold-serves-review", text, opens))
    if not body.content and not hold.body.review and fact.actor == hold.actor:
        text = f"{fact.actor} placed the hold and does not lift it alone."
        found.append(blocked("lifted-by-placer", text, "Somebody else lifts it.", person=fact.actor))
    return found


def may_erase(case: ErasureCase, fact: Fact[ContentErased]) -> list[Blocker]:
    """Return the holds that keep this content, and what would let it go."""
    content = fact.body.content
    carried = {each.case for each in case.carrying}
    if not carried or _own_words(case, fact):
        return []
    found = []
    for hold in standing_holds(case):
        held = carried & set(hold.body.cases)
        if held and not _let_go(case, hold, fact):
            since = hold.at.date()
            serves = f" for review {hold.body.review}" if hold.body.review else ""
            text = f"{hold.actor} put {', '.join(sorted(held))} on hold ({hold.body.hold}) on {since}{serves}."
            opens = f"Somebody other than {fact.actor} lifts {hold.body.hold} for {content}, with a reason."
            found.append(blocked("content-held", text, opens, person=hold.actor))
    return found


def standing_holds(case: ErasureCase) -> tuple[Fact[entries.HoldPlaced], ...]:
    """Return the holds that stand: placed within the organisation that opened what is held, and not lifted whole."""
    return tuple(hold for hold in case.holds if _counts(case, hold) and not lifted_whole(case, hold))


def hold_named(case: ReviewCase, name: str, hold: str) -> Fact[entries.HoldPlaced] | None:
    """Return a hold by the case in which it was placed and its key, or None."""
    return next((each for each in case.holds if (each.case, each.body.hold) == (name, hold)), None)


def lifted_whole(case: ReviewCase | ErasureCase, hold: Fact[entries.HoldPlaced]) -> bool:
    """Tell whether a hold was lifted whole."""
    return any(not each.body.content for each in lifts_of(case, hold))


def lifts_of(case: ReviewCase | ErasureCase, hold: Fact[entries.HoldPlaced]) -> tuple[Fact[entries.HoldLifted], ...]:
    """Return what was said of lifting a hold, whole or for one piece of content."""
    named = [each for each in case.lifted if (each.case, each.body.hold) == (hold.case, hold.body.hold)]
    return tuple(each for each in named if in_own_log(within(case.people, each.origin), each))


def writers(matters: tuple[ReleaseCase, ...]) -> frozenset[str]:
    """Return everybody who wrote a version in these cases, by hand or by name."""
    versions: list[Fact[VersionDrafted]] = [fact for each in matters for fact in each.clearance.outputs.versions]
    return frozenset(person for fact in versions for person in (fact.actor, *fact.body.authors))


def _counts(case: ErasureCase, hold: Fact[entries.HoldPlaced]) -> bool:
    """Tell whether a hold was placed in its actor's own log, in the organisation that opened a case of it."""
    ours = [each for each in case.opened if each.case in hold.body.cases]
    return any(in_own_log(within(case.people, each.origin), hold) for each in ours)


def _let_go(case: ErasureCase, hold: Fact[entries.HoldPlaced], fact: Fact[ContentErased]) -> bool:
    """Tell whether somebody other than who erases lifted a hold for this content."""
    organisation = within(case.people, hold.origin)
    return any(
        each.body.content == fact.body.content
        and each.actor != fact.actor
        and bool(section_of_origin(organisation, each.origin))
        for each in lifts_of(case, hold)
    )


def _own_words(case: ErasureCase, fact: Fact[ContentErased]) -> bool:
    """Tell whether a guest erases what they themselves said, or who they are, after taking their answer back."""
    return bool(case.carrying) and all(
        any(_guests_own(matter, each, fact) for matter in case.matters) for each in case.carrying
    )


def _guests_own(matter: ReleaseCase, said: Fact[Any], fact: Fact[ContentErased]) -> bool:
    clearance = matter.clearance
    own = [each for each in clearance.guests if (each.body.guest, each.origin) == (fact.actor, fact.origin)]
    if not own or said.case != own[0].case or any(sent_by_author(clearance, each) for each in own):
        return False
    if isinstance(said.body, GuestAsked):
        taken = (each for each in clearance.guest_withdrawals if (each.actor, each.origin) == (fact.actor, fact.origin))
        named = (said.body.guest, said.body.who) == (fact.actor, fact.body.content)
        return named and any(came_before(said, each) for each in taken)
    mine = (said.actor, said.origin) == (fact.actor, fact.origin)
    return mine and is_guest(clearance, said) and taken_back(clearance, said)
