"""Who was on a list on a date, under which criteria, and who decided; with everything that was ever decided.

Rules:
  - On a day counts what had taken effect by then. The decisions of one list stand one after another in one log.
  - `known` is the day on which somebody who is not of the organisation asks: a decision that is sealed on that day is
    known to them only as one that is sealed, and until when. On its day it discloses itself: nobody has to act, and
    nobody can put it off. For insiders `known` is None.
  - A decision that reverses another names it, and is named by it, once both are known.
  - Nothing is taken out: who was listed wrongly stays in the history, with what reversed it.
"""

from __future__ import annotations

from datetime import date

import msgspec

from answerable.designations.gates import (
    Decided,
    DesignationCase,
    Proposed,
    Spoken,
    after,
    decisions,
    discloses_on,
    proposed_as,
    signatures_of,
    spoken_on,
)


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One decision with what it decided, who signed, what the sections said, and how it stands to others.

    `reverses` is the proposal whose decision it undoes; `reversed_by` are the proposals by which it was undone.
    """

    fact: Decided
    proposed: Proposed | None
    signers: tuple[str, ...]
    words: tuple[Spoken, ...]
    reverses: str = ""
    reversed_by: tuple[str, ...] = ()

    def is_sealed(self, day: date | None) -> bool:
        """Tell whether the decision is sealed on that day; to insiders (None) nothing is."""
        discloses = discloses_on(self.fact)
        return day is not None and discloses is not None and day < discloses


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """One stay of a person on the list: the designation, every change, and the ending where there is one."""

    person: str
    decisions: tuple[Decision, ...]
    ended: Decision | None = None

    @property
    def designated(self) -> Decision:
        """The decision by which it began."""
        return self.decisions[0]

    @property
    def since(self) -> date:
        """From which day on the person is listed."""
        return self.designated.fact.body.effective

    @property
    def until(self) -> date | None:
        """The first day on which the person is listed no more; None while they are."""
        return self.ended.fact.body.effective if self.ended else None

    def covers(self, day: date) -> bool:
        """Tell whether the person is listed on that day."""
        return self.since <= day and (self.until is None or day < self.until)

    def holds_on(self, day: date) -> Decision:
        """Return the decision that says how the person is listed on that day, or at the end of the stay."""
        past = [each for each in self.decisions if each.fact.body.effective <= day]
        return past[-1] if past else self.designated


def every_decision(case: DesignationCase, *, known: date | None) -> tuple[Decision, ...]:
    """Return every decision that is known on a day (None: every one), in the order in which they were made."""
    found = [_decision(case, fact) for fact in decisions(case)]
    open_ = [each for each in found if not each.is_sealed(known)]
    made = {each.fact.body.proposal for each in open_}
    return tuple(_linked(each, open_, made) for each in open_)


def sealed_decisions(case: DesignationCase, *, known: date) -> tuple[Decision, ...]:
    """Return the decisions that are still sealed on a day; what they say is nobody's outside."""
    return tuple(each for fact in decisions(case) if (each := _decision(case, fact)).is_sealed(known))


def listings(case: DesignationCase, *, known: date | None) -> tuple[Listing, ...]:
    """Return every stay of every person on the list, in the order in which they began."""
    made = every_decision(case, known=known)
    persons = dict.fromkeys(each.fact.body.person for each in made)
    found = [listing for person in persons for listing in _stays(person, made)]
    return tuple(sorted(found, key=lambda each: (each.since, each.designated.fact.index)))


def listed_on(case: DesignationCase, day: date, *, known: date | None) -> tuple[Listing, ...]:
    """Return who was on the list on a day."""
    return tuple(each for each in listings(case, known=known) if each.covers(day))


def history_of(case: DesignationCase, person: str, *, known: date | None) -> tuple[Decision, ...]:
    """Return everything that was decided about a person, oldest first; refusals too."""
    return tuple(each for each in every_decision(case, known=known) if each.fact.body.person == person)


def _stays(person: str, made: tuple[Decision, ...]) -> list[Listing]:
    found: list[Listing] = []
    standing: tuple[Decided, ...] = ()
    for each in made:
        if each.fact.body.person != person:
            continue
        before, standing = standing, after(standing, each.fact)
        if each.fact.body.decision == "designated":
            found.append(Listing(person=person, decisions=(each,)))
        elif found and before and standing != before:
            last = found[-1]
            ended = each if each.fact.body.decision == "ended" else None
            kept = last.decisions if ended else (*last.decisions, each)
            found[-1] = msgspec.structs.replace(last, decisions=kept, ended=ended)
    return found


def _decision(case: DesignationCase, fact: Decided) -> Decision:
    proposed = proposed_as(case, fact)
    if proposed is None:
        return Decision(fact=fact, proposed=None, signers=(), words=())
    last = {said.body.section: said for said in spoken_on(case, proposed)}
    return Decision(
        fact=fact,
        proposed=proposed,
        signers=tuple(each.actor for each in signatures_of(case, proposed)),
        words=tuple(last[section] for section in sorted(last)),
        reverses=proposed.body.reverses,
    )


def _linked(each: Decision, known: list[Decision], made: set[str]) -> Decision:
    """Return a decision with its reversals, as far as both are known."""
    own = each.fact.body.proposal
    undone_by = tuple(other.fact.body.proposal for other in known if other.reverses == own)
    reverses = each.reverses if each.reverses in made else ""
    return msgspec.structs.replace(each, reverses=reverses, reversed_by=undone_by)
