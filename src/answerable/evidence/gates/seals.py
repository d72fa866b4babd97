"""Which seals of an item stand, and what became of each request to open one.

Rules:
  - Of the seals in one log the first counts, where the section of that log took the item in or has held it. After it
    counts what follows one that counts: a seal by whoever made that one, later in the same log; or by somebody who had
    opened it before, handed as many parts as it needs, each in the log of its holder.
  - A seal that counts stands until another follows it. Nothing else replaces it: no other house, no other person, and
    no date, since whoever writes a log can claim any.
  - Where several stand they contradict each other, and whoever asks says which one is meant. What does not count is
    shown beside them; nobody is asked for a part of it.
  - What stands in another log than that of its actor's section counts for nothing: logs of other houses come without
    having passed our gates.
"""

from __future__ import annotations

from collections.abc import Iterator

from answerable.evidence import entries
from answerable.evidence.gates.case import EvidenceCase, in_order, intakes, transfers_of
from answerable.people.standing import People, in_own_log, section_of, section_of_origin
from answerable.record.entry import Fact

Asked = Fact[entries.UnsealingAsked]
Seal = Fact[entries.IdentitySealed]


def recipient_of(people: People, person: str) -> str:
    """Return the age recipient to which whatever a person is trusted with is sealed, or "" when there is none."""
    own = [fact for fact in people.seal_keys if fact.body.person == person == fact.actor and in_own_log(people, fact)]
    return max(own, key=lambda fact: fact.index).body.recipient if own else ""


def seals_of(case: EvidenceCase, item: str) -> tuple[Seal, ...]:
    """Return every seal of `item` that stands in its maker's own log, earliest first, whether or not it counts."""
    return in_order(fact for fact in case.seals if fact.body.item == item and in_own_log(case.people, fact))


def standing_seals(case: EvidenceCase, item: str) -> tuple[Seal, ...]:
    """Return the seals of `item` that nothing has replaced; more than one, and they contradict each other."""
    counting = _counting(case, item)
    return tuple(seal for seal in counting if not any(follows(case, each, seal) for each in counting))


def idle_seals(case: EvidenceCase, item: str) -> tuple[Seal, ...]:
    """Return the seals of `item` that count for nothing, beside those that do or did."""
    counting = _counting(case, item)
    return tuple(seal for seal in seals_of(case, item) if seal not in counting)


def _counting(case: EvidenceCase, item: str) -> tuple[Seal, ...]:
    said, had = seals_of(case, item), _had(case, item)
    first: dict[str, Seal] = {}
    for seal in sorted(said, key=lambda seal: seal.index):
        first.setdefault(seal.origin, seal)
    found = [seal for seal in first.values() if section_of_origin(case.people, seal.origin) in had]
    while more := [seal for seal in said if seal not in found and any(follows(case, seal, old) for old in found)]:
        found += more
    return in_order(found)


def _had(case: EvidenceCase, item: str) -> frozenset[str]:
    """Return the sections that took `item` in, or ever held it."""
    taken, people = intakes(case, item), case.people
    holders = [each.body.custodian for each in taken] + [each.body.taker for each in transfers_of(case, item)]
    sections = (section_of_origin(people, each.origin) for each in taken)
    return frozenset({*sections, *(section_of(people, holder) for holder in holders)}) - {""}


def follows(case: EvidenceCase, seal: Seal, old: Seal) -> bool:
    """Tell whether `seal` may replace `old`: by whoever made that one, or opened it before."""
    if (seal.actor, seal.origin) == (old.actor, old.origin):
        return seal.index > old.index
    return any(said.origin == seal.origin and said.index < seal.index for said in _openings(case, old, seal.actor))


def _openings(case: EvidenceCase, seal: Seal, person: str) -> Iterator[Fact[entries.IdentityUnsealed]]:
    """Give where it is said that a person opened a seal, with enough parts handed to them."""
    for asked in requests_of(case, seal.body.item):
        said = opened_by(case, asked) if (asked.actor, asked.body.sealed_ref) == (person, seal.ref) else None
        if said and agreed_on(case, asked) >= seal.body.needed:
            yield said


def seal_asked(case: EvidenceCase, asked: Asked) -> Seal | None:
    """Return the seal that a request is about."""
    return next((seal for seal in seals_of(case, asked.body.item) if seal.ref == asked.body.sealed_ref), None)


def requests_of(case: EvidenceCase, item: str) -> tuple[Asked, ...]:
    """Return the requests to learn who is behind `item`, earliest first."""
    return in_order(fact for fact in case.unsealings_asked if fact.body.item == item and in_own_log(case.people, fact))


def request(case: EvidenceCase, ref: str) -> Asked | None:
    """Return a request by the ref of its entry."""
    return next((fact for fact in case.unsealings_asked if fact.ref == ref and in_own_log(case.people, fact)), None)


def decisions_on(case: EvidenceCase, asked: Asked) -> tuple[Fact[entries.UnsealingDecided], ...]:
    """Return what holders decided on a request, the first word of each."""
    seal = seal_asked(case, asked)
    said: dict[str, Fact[entries.UnsealingDecided]] = {}
    for fact in in_order(fact for fact in case.unsealings_decided if fact.body.asked_ref == asked.ref):
        if seal and fact.actor in seal.body.holders and in_own_log(case.people, fact):
            said.setdefault(fact.actor, fact)
    return tuple(said.values())


def agreed_on(case: EvidenceCase, asked: Asked) -> int:
    """Return how many holders handed over a part on a request."""
    return sum(fact.body.agreed for fact in decisions_on(case, asked))


def opened_by(case: EvidenceCase, asked: Asked) -> Fact[entries.IdentityUnsealed] | None:
    """Return where it is said that a request led to the opening of its seal, or None."""
    said = (fact for fact in in_order(case.unsealed) if fact.body.asked_ref == asked.ref)
    return next((fact for fact in said if fact.actor == asked.actor and in_own_log(case.people, fact)), None)


def is_refused(case: EvidenceCase, asked: Asked) -> bool:
    """Tell whether so many holders refused that a request cannot be met any more."""
    seal = seal_asked(case, asked)
    if seal is None:
        return True
    refused = sum(not fact.body.agreed for fact in decisions_on(case, asked))
    return len(seal.body.holders) - refused < seal.body.needed


def is_open(case: EvidenceCase, asked: Asked) -> bool:
    """Tell whether a request still waits for holders, or for whoever asked."""
    return is_current(case, asked) and not is_refused(case, asked)


def is_current(case: EvidenceCase, asked: Asked) -> bool:
    """Tell whether a request is about a seal that stands, answered to a key that counts, and not opened yet."""
    current = asked.body.sealed_ref in {seal.ref for seal in standing_seals(case, asked.body.item)}
    own = recipient_of(case.people, asked.actor) == asked.body.recipient
    return current and own and in_own_log(case.people, asked) and opened_by(case, asked) is None
