"""What somebody without an account says through a link, and how they take it back.

Rules:
  - The link is the only key: 256 random bits, of which the record keeps the SHA-256. Guessing is hopeless, so guesses
    are not counted; whoever holds the address is taken for the guest.
  - An answer and everything that follows from it (an objection, a dissent, the alarm) are said in one transaction, in
    the log of the section that asked, under the guest's name there.
  - Taking it back erases every word of the guest from the vault in the same transaction that says so. The acts stay, as
    all acts do, and can never again be opened. Where a hold keeps the words (`reviews.gates.holds` says when), the
    answer is taken back and counts no more, and the words stay until somebody lets them go.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any

import msgspec
from django.db import transaction

from answerable.clearance import entries, gates, models
from answerable.clearance.gates import ClearanceCase
from answerable.clearance.models import read_clearance
from answerable.clearance.saying import next_name
from answerable.evidence.clock import moment_of
from answerable.people.messages import tell_duty
from answerable.people.standing import section_of_origin
from answerable.record.blocker import Refused
from answerable.record.entry import Fact, Said
from answerable.record.facts import read
from answerable.record.log import lock
from answerable.vault.sealing import erase, say
from answerable.vault.store import is_open

Asked = Fact[entries.GuestAsked]

ABOUT: Mapping[str, str] = {"consent": "harm", "check": "accuracy", "translation": "wording", "settle": "wording"}
"""What a guest's objection is about, by what was asked."""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A link that somebody holds: what was asked through it, and the case as it stands now."""

    asked: Asked
    state: ClearanceCase

    @property
    def answer(self) -> Fact[entries.GuestAnswered] | None:
        """What was answered through it, taken back or not."""
        return gates.answer_to(self.state, self.asked)

    @property
    def serves(self) -> bool:
        """Whether it can still be answered."""
        return gates.is_open(self.state, self.asked, at=gates.now(self.state))


def new_token() -> str:
    """Return a token nobody can guess, fit for an address: 256 bits."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """Return what the record keeps of a token."""
    return sha256(token.encode()).hexdigest()


def link_of(token: str) -> Link | None:
    """Return the link behind a token; None where there is none."""
    found = read(models.GuestAsked, token_sha256=digest_of(token))
    if not found:
        return None
    asked = found[-1]
    state = read_clearance(asked.case, at=moment_of(asked.case), subject=asked.body.output)
    # The fact as the gates hold it, who tell links apart by identity.
    return Link(asked=next(fact for fact in state.guests if fact.ref == asked.ref), state=state)


def answer(link: Link, plain: Mapping[str, Any]) -> None:
    """Say what a guest answered, with what follows from it.

    Raises:
        Refused: the link does not serve; nothing was said.
    """
    asked, case = link.asked, link.asked.case
    with transaction.atomic():
        for named in ("objections", "alarms"):  # names are given out one by one, whichever log they go to
            lock(f"{named} of {case}")
        lock(asked.origin)
        state = read_clearance(case, at=moment_of(case), subject=asked.body.output)
        told = {"guest": asked.body.guest, "answer": plain["answer"], "text": plain["text"]}
        _say(asked, entries.GuestAnswered, told)
        for said, body in _following(state, asked, plain):
            _say(asked, said, body)
    if plain["alarm"]:
        section = _section(state, asked)
        tell_duty(case=case, section=section, affected=[each.section for each in gates.affected_sections(state)])


def take_back(link: Link, *, name_too: bool) -> None:
    """Say that a guest took back what they said, and erase their words; with `name_too`, who they are as well.

    Raises:
        Refused: there is nothing to take back; nothing was erased.
        Lingering: it was said and erased, and the database still holds pages with the words.
    """
    asked = link.asked
    with transaction.atomic():
        lock(asked.origin)
        state = read_clearance(asked.case, at=moment_of(asked.case), subject=asked.body.output)
        _say(asked, entries.GuestWithdrew, {"guest": asked.body.guest})
        texts = dict.fromkeys(words_of(state, asked, name_too=name_too))
        for commitment in texts:
            if is_open(commitment):
                _erase(asked, commitment)


def _erase(asked: Asked, commitment: str) -> None:
    """Erase some words of a guest; where a hold keeps them they stay, and the page of the link says so."""
    with suppress(Refused):
        at = moment_of(asked.case)
        erase(commitment, reason="consent withdrawn", origin=asked.origin, actor=asked.body.guest, at=at)


def words_of(state: ClearanceCase, asked: Asked, *, name_too: bool) -> Iterator[str]:
    """Yield the commitments to every word that a guest said, and with `name_too` to what was noted of who they are."""
    facts: tuple[Fact[Any], ...] = (*state.guest_answers, *state.objections, *state.dissents, *state.alarms)
    for fact in facts:
        if (fact.actor, fact.origin) == (asked.body.guest, asked.origin) and fact.body.text:
            yield fact.body.text
    if name_too:
        own = (fact for fact in state.guests if (fact.body.guest, fact.origin) == (asked.body.guest, asked.origin))
        yield from (fact.body.who for fact in own)


def _following(
    state: ClearanceCase, asked: Asked, plain: Mapping[str, Any]
) -> Iterator[tuple[type[Said], dict[str, Any]]]:
    """Yield the acts that follow from an answer."""
    body, text = asked.body, plain["text"]
    if body.purpose == "settle" and plain["answer"] == "agrees":
        yield entries.ObjectionClosed, {"objection": body.objection}
    elif body.purpose == "settle" and plain["answer"] == "objects":
        yield entries.DissentNoted, {"objection": body.objection, "output": body.output, "text": text}
    elif plain["answer"] == "objects":
        yield entries.ObjectionRaised, _objection(state, asked, text)
    if plain["alarm"]:
        name = next_name("A", [fact.body.alarm for fact in state.alarms])
        yield entries.AlarmRaised, {"alarm": name, "section": _section(state, asked), "text": text}


def _objection(state: ClearanceCase, asked: Asked, text: str) -> dict[str, Any]:
    body = asked.body
    return {
        "objection": next_name("O", [fact.body.objection for fact in state.objections]),
        "output": body.output,
        "version": body.version,
        "draft_ref": body.draft_ref,
        "start": body.start,
        "end": body.end,
        "about": ABOUT[body.purpose],
        "severity": "grave" if body.purpose == "consent" else "serious",
        "text": text,
        "outside": body.capacity,
    }


def _section(state: ClearanceCase, asked: Asked) -> str:
    return section_of_origin(gates.people_of(state), asked.origin)


def _say(asked: Asked, said: type[Said], plain: Mapping[str, Any]) -> None:
    say(said, plain, origin=asked.origin, actor=asked.body.guest, at=moment_of(asked.case), case=asked.case)
