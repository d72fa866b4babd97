"""Guests: people without an account, who answer one thing about exact words through a link of their own (MC, PS).

Rules:
  - A guest is nobody who joined, and speaks only in the log of the section that asked, under the name given there. Who
    joins under that name later does not speak for the guest.
  - A link asks about the current version, for at most `LONGEST_LINK` days, once. The next link to the same guest waits
    until the last was answered, revoked or has run out. No two links share a token.
  - An objection by a guest is settled by that guest, through a `settle` link that no author of the words has sent:
    whoever sends a link could use it.
  - A guest may take back what they said at any time, also after the link has run out. It then stops counting:
    agreement, objection and dissent. An alarm stays until the section that raised it lifts it. Where an author of the
    words sent that guest a link, and so could have used it, an objection taken back stays open until it is settled.
  - Objecting and commenting take words. What consent counts for is asked by `consents`.
"""

from __future__ import annotations

from typing import Any

from answerable.clearance import entries
from answerable.clearance.gates.case import ClearanceCase, days_after, is_author, is_current, judging, people_of
from answerable.evidence.gates import in_order
from answerable.people.standing import in_own_log, section_of_origin
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact, came_before, moment

GATE = 19
LONGEST_LINK = 60
"""Days that a link may serve; chosen by hand: longer than any consultation, shorter than a forgotten mail."""

_Asked = Fact[entries.GuestAsked]
_Told = Fact[entries.GuestAnswered] | Fact[entries.GuestWithdrew] | Fact[entries.GuestRevoked]


def may_ask_guest(case: ClearanceCase, fact: _Asked) -> list[Blocker]:
    """Return why this guest may not be asked this."""
    return [*_asker(case, fact), *_named(case, fact), *_words(case, fact), *_link(case, fact), *_settling(case, fact)]


def may_answer_guest(case: ClearanceCase, fact: Fact[entries.GuestAnswered]) -> list[Blocker]:
    """Return why this answer does not count: the link is not theirs, is used up, or words are missing."""
    asked, blockers = _own_link(case, fact)
    if asked is None:
        return blockers
    name, where = fact.body.guest, _where(asked)
    if fact.at >= moment(asked.body.expires):
        text = f"The link for {name} ran out on {asked.body.expires.date()}."
        blockers.append(_blocker("link-expired", text, f"Ask {name} again.", where))
    if revocation_of(case, asked) is not None:
        text = f"The link for {name} was revoked."
        blockers.append(_blocker("link-revoked", text, f"Ask {name} again.", where))
    if any(_through(case, other, asked) for other in case.guest_answers if other.ref != fact.ref):
        text = f"The link for {name} was used already."
        blockers.append(_blocker("link-used", text, f"Ask {name} again, or take back the answer.", where))
    if fact.body.answer != "agrees" and not fact.body.text:
        text = f"{name} {fact.body.answer} without a word."
        blockers.append(_blocker("answer-without-words", text, "Say in a sentence what it is about.", where))
    return blockers


def may_withdraw_guest(case: ClearanceCase, fact: Fact[entries.GuestWithdrew]) -> list[Blocker]:
    """Return why there is nothing to take back, or not by whoever says so; no day is too late."""
    asked, blockers = _own_link(case, fact)
    if asked is None or blockers:
        return blockers
    own = [said for said in case.guest_answers if (said.body.guest, said.origin) == (fact.body.guest, fact.origin)]
    if any(came_before(said, fact) and not taken_back(case, said) for said in own):
        return []
    text = f"{fact.body.guest} has said nothing that stands."
    return [_blocker("nothing-to-take-back", text, "Answer first.", _where(asked))]


def may_revoke_guest(case: ClearanceCase, fact: Fact[entries.GuestRevoked]) -> list[Blocker]:
    """Return why this link may not be closed: it is another section's, or was used or closed before."""
    asked = asking_of(case, fact)
    if asked is None or not in_own_log(people_of(case), fact):
        text = f"{fact.actor or 'Nobody'} has no link for {fact.body.guest} in the log of their own section."
        opens = "Somebody of the section that asked revokes it."
        return [_blocker("link-of-another-section", text, opens, Where(person=fact.body.guest))]
    where = _where(asked)
    if answer_to(case, asked) is not None:
        text = f"{fact.body.guest} has answered already."
        return [_blocker("link-used", text, "Only the guest can take an answer back.", where)]
    if revocation_of(case, asked) is not None:
        return [_blocker("link-revoked", f"The link for {fact.body.guest} was revoked.", "It is closed.", where)]
    return []


def asking_of(case: ClearanceCase, said: _Told) -> _Asked | None:
    """Return the link that something was said through: the guest's latest before it in that log, or None."""
    before = [
        asked
        for asked in case.guests
        if (asked.body.guest, asked.origin) == (said.body.guest, said.origin) and not came_before(said, asked)
    ]
    return max(before, key=lambda asked: (asked.index, asked.at), default=None)


def _through(case: ClearanceCase, said: _Told, asked: _Asked) -> bool:
    """Tell whether something was said through this link."""
    link = asking_of(case, said)
    return link is not None and link.ref == asked.ref


def answer_to(case: ClearanceCase, asked: _Asked) -> Fact[entries.GuestAnswered] | None:
    """Return what a guest first answered through a link in time, taken back or not, or None."""
    own = (said for said in in_order(case.guest_answers) if said.actor == asked.body.guest)
    in_time = (said for said in own if _through(case, said, asked) and said.at < moment(asked.body.expires))
    return next(in_time, None)


def revocation_of(case: ClearanceCase, asked: _Asked) -> Fact[entries.GuestRevoked] | None:
    """Return how a link was closed by the section that asked, or None."""
    people = people_of(case)
    return next(
        (said for said in case.guest_revocations if _through(case, said, asked) and in_own_log(people, said)), None
    )


def is_open(case: ClearanceCase, asked: _Asked, *, at: Any) -> bool:
    """Tell whether a link still serves at that moment."""
    return at < moment(asked.body.expires) and answer_to(case, asked) is None and revocation_of(case, asked) is None


def is_guest(case: ClearanceCase, fact: Fact[Any]) -> bool:
    """Tell whether something was said by somebody without an account, in the log of the section that asked them."""
    joined = [each for each in people_of(case).persons if each.body.person == fact.actor]
    return any(
        (asked.body.guest, asked.origin) == (fact.actor, fact.origin)
        and not any(came_before(each, asked) for each in joined)
        for asked in case.guests
    )


def taken_back(case: ClearanceCase, fact: Fact[Any]) -> bool:
    """Tell whether a guest took back what they had said by then."""
    return any(
        each.body.guest == each.actor == fact.actor and each.origin == fact.origin and came_before(fact, each)
        for each in case.guest_withdrawals
    )


def sent_by_author(case: ClearanceCase, asked: _Asked) -> bool:
    """Tell whether an author of the words sent a link: whoever sends one could use it."""
    return is_author(judging(case, asked.body.output), asked.actor)


def is_dropped(case: ClearanceCase, objection: Fact[entries.ObjectionRaised]) -> bool:
    """Tell whether a guest took an objection back, through links that no author of the words could have used."""
    own = [asked for asked in case.guests if (asked.body.guest, asked.origin) == (objection.actor, objection.origin)]
    if not is_guest(case, objection) or any(sent_by_author(case, asked) for asked in own):
        return False
    return taken_back(case, objection)


def may_settle(case: ClearanceCase, objection: Fact[entries.ObjectionRaised], fact: Fact[Any]) -> bool:
    """Tell whether a guest's word on their own objection came through a link that asked for it, and still stands."""
    return not taken_back(case, fact) and any(
        asked.body.purpose == "settle"
        and asked.body.objection == objection.body.objection
        and (asked.body.guest, asked.origin) == (fact.actor, fact.origin)
        and came_before(asked, fact)
        and fact.at < moment(asked.body.expires)
        and revocation_of(case, asked) is None
        and not is_author(judging(case, objection.body.output), asked.actor)
        for asked in case.guests
    )


def _asker(case: ClearanceCase, fact: _Asked) -> list[Blocker]:
    body = fact.body
    if body.purpose == "consent" and is_author(judging(case, body.output), fact.actor):
        # Whoever makes a link has seen it, and could answer in the guest's name.
        text = f"{fact.actor} is an author of {body.output} and does not hold the link by which {body.guest} decides."
        return [_blocker("guest-asked-by-author", text, "Somebody who is no author asks.", _where(fact))]
    if in_own_log(people_of(case), fact):
        return []
    text = f"{fact.actor or 'Nobody'} does not ask {fact.body.guest} in the log of their own section."
    return [_blocker("guest-asked-elsewhere", text, "Ask in the log of your own section.", _where(fact))]


def _named(case: ClearanceCase, fact: _Asked) -> list[Blocker]:
    """Return why the guest's name is taken: by a person, by another section's guest, or by a link that still serves."""
    name, where, people = fact.body.guest, _where(fact), people_of(case)
    if any(each.body.person == name for each in people.persons):
        text = f"{name} is somebody who has joined, and answers as such."
        return [_blocker("guest-is-a-person", text, "Give the guest a name of their own.", where)]
    earlier = [each for each in case.guests if each.body.guest == name]
    if others := [each for each in earlier if each.origin != fact.origin]:
        section = section_of_origin(people, others[0].origin) or others[0].origin
        text = f"{section} knows somebody else as {name}."
        return [_blocker("guest-of-another-section", text, "Give the guest another name.", where)]
    if any(is_open(case, each, at=fact.at) for each in earlier):
        text = f"{name} has a link that still serves."
        return [_blocker("guest-link-open", text, "Wait for the answer, or revoke that link.", where)]
    return []


def _words(case: ClearanceCase, fact: _Asked) -> list[Blocker]:
    body, where, blockers = fact.body, _where(fact), []
    if not is_current(judging(case, body.output), body):
        text = f"Version {body.version} of {body.output} is not the current one."
        blockers.append(_blocker("draft-not-current", text, "Ask about the current version.", where))
    both = body.start is not None and body.end is not None
    if (body.start is None) != (body.end is None) or (both and (body.start or 0) >= (body.end or 0)):
        text = f"Expected a start before an end, or neither; found {body.start} and {body.end}."
        blockers.append(_blocker("guest-words-misplaced", text, "Mark the words, or ask about the whole.", where))
    return blockers


def _link(case: ClearanceCase, fact: _Asked) -> list[Blocker]:
    body, where, blockers = fact.body, _where(fact), []
    longest = days_after(fact.at, LONGEST_LINK)
    if not fact.at < moment(body.expires) <= longest:
        text = f"Expected a link that runs out by {longest.date()}, and not before it is sent; found {body.expires}."
        blockers.append(_blocker("link-too-long", text, f"Give it at most {LONGEST_LINK} days.", where))
    if any(each.body.token_sha256 == body.token_sha256 for each in case.guests):
        text = f"The token of the link for {body.guest} was used before."
        blockers.append(_blocker("token-used-before", text, "Make a new link.", where))
    return blockers


def _settling(case: ClearanceCase, fact: _Asked) -> list[Blocker]:
    body, where = fact.body, _where(fact)
    if body.purpose != "settle":
        return []
    raised = next((each for each in case.objections if each.body.objection == body.objection), None)
    if raised is None or (raised.actor, raised.origin) != (body.guest, fact.origin):
        text = f"{body.guest} raised no objection called {body.objection or 'so'}."
        return [_blocker("not-the-guests-objection", text, "Ask whoever raised it.", where)]
    if not any(each.body.objection == body.objection for each in case.answers):
        text = f"Objection {body.objection} is not answered yet, so there is nothing to settle it."
        return [_blocker("nothing-to-settle", text, "Answer it with reasons first.", where)]
    if is_author(judging(case, raised.body.output), fact.actor):
        text = f"{fact.actor} is an author of {raised.body.output} and may not ask whether its objection is settled."
        return [_blocker("settle-asked-by-author", text, "Somebody who is no author asks.", where)]
    return []


def _own_link(
    case: ClearanceCase, fact: Fact[entries.GuestAnswered] | Fact[entries.GuestWithdrew]
) -> tuple[_Asked | None, list[Blocker]]:
    """Return the link through which a guest speaks, with a blocker where it is not theirs."""
    name, asked = fact.body.guest, asking_of(case, fact)
    if asked is None:
        text = f"Nobody called {name} was asked in this log."
        return None, [_blocker("guest-unknown", text, "Answer where the question was asked.", Where(person=name))]
    if fact.actor != name:
        text = f"{fact.actor or 'Nobody'} answers for {name}."
        return asked, [_blocker("answered-by-another", text, f"{name} answers.", _where(asked))]
    return asked, []


def _where(fact: _Asked) -> Where:
    body = fact.body
    return Where(
        document=body.output,
        version=body.version,
        start=body.start,
        end=body.end,
        person=body.guest,
        objection=body.objection,
    )


def _blocker(code: str, text: str, opens: str, where: Where) -> Blocker:
    return Blocker(gate=GATE, code=code, text=text, standard="MC", opens=opens, where=where)
