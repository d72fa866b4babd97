"""A case with its critiques, answers and promises, and what is looked up in it.

Rules:
  - What counts stands in the log of its actor's own section, and speaks for no other section (`counts`). The critic's
    word stands in the log of the section that made the link, under a name that nobody who joined has.
  - The last list of a critique holds; one by which somebody takes out, or lessens, an item that they answered or whose
    object they wrote, or does so without a reason, is none (`lessened`).
  - Everything is looked up under the keys that people gave; of two that claim one key, the first holds, in one log by
    its order. A second critique under one key is shown under a name of its own (`told_apart`): nobody hides one by
    taking its key.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from answerable.critiques import entries
from answerable.echoes.gates import EchoCase
from answerable.evidence.gates import in_order
from answerable.outputs.gates import OutputsCase, statements_of
from answerable.people.entries import Afterwards
from answerable.people.standing import People, in_own_log, policy_of, section_of
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact, came_before
from answerable.releases.entries import NoticeIssued, OutputReleased

GATE = 25

SERIOUS = frozenset({"allegation", "demand"})
"""Kinds of item that make a critique of a release serious."""

CRITIC = "critic-"
"""How the name begins under which the record knows a critic: critic-K1."""

FARTHEST = timedelta(hours=14)
"""How far the day is ahead of UTC where it begins first (Line Islands, IANA time zone database)."""


class CritiqueCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case with everything said about its critiques and promises, as of one moment of the record."""

    echoes: EchoCase
    received: tuple[Fact[entries.CritiqueReceived], ...] = ()
    listed: tuple[Fact[entries.ItemsListed], ...] = ()
    handed: tuple[Fact[entries.ItemHanded], ...] = ()
    taken: tuple[Fact[entries.ItemTaken], ...] = ()
    judged: tuple[Fact[entries.FactJudged], ...] = ()
    replies: tuple[Fact[entries.ReplySent], ...] = ()
    answered: tuple[Fact[entries.ItemAnswered], ...] = ()
    closed: tuple[Fact[entries.ItemClosed], ...] = ()
    reopened: tuple[Fact[entries.ItemReopened], ...] = ()
    critics_asked: tuple[Fact[entries.CriticAsked], ...] = ()
    critics_answered: tuple[Fact[entries.CriticAnswered], ...] = ()
    made: tuple[Fact[entries.CommitmentMade], ...] = ()
    restated: tuple[Fact[entries.CommitmentRestated], ...] = ()
    outcomes: tuple[Fact[entries.CommitmentJudged], ...] = ()

    @property
    def people(self) -> People:
        """What is on record about people and policy."""
        return self.echoes.release.people

    @property
    def outputs(self) -> OutputsCase:
        """What was drafted."""
        return self.echoes.release.clearance.outputs

    @property
    def at(self) -> datetime:
        """The moment at which the case is judged."""
        return self.echoes.release.at

    @property
    def afterwards(self) -> Afterwards:
        """The days that the organisation gives itself."""
        return policy_of(self.people, at=self.at).afterwards


def counts(people: People, fact: Fact[Any]) -> bool:
    """Tell whether an act counts: it stands in its actor's own log, and speaks for no other section."""
    speaks_for = entries.CritiqueReceived | entries.ItemTaken | entries.ReplySent | entries.CommitmentMade
    own = in_own_log(people, fact)
    return own and (not isinstance(fact.body, speaks_for) or section_of(people, fact.actor) == fact.body.section)


def by_critic(people: People, asked: Iterable[Fact[entries.CriticAsked]], fact: Fact[entries.CriticAnswered]) -> bool:
    """Tell whether something was said through a critic's link."""
    return (
        fact.actor == critic_of(fact.body.critique)
        and not section_of(people, fact.actor)
        and any((each.body.critique, each.origin) == (fact.body.critique, fact.origin) for each in asked)
    )


def critic_of(critique: str) -> str:
    """Return the name under which the record knows the critic of a critique."""
    return f"{CRITIC}{critique}"[:64]


def received_of(case: CritiqueCase, critique: str) -> Fact[entries.CritiqueReceived] | None:
    """Return how a critique was taken in, or None."""
    return first_said(fact for fact in case.received if fact.body.critique == critique)


def first_said(facts: Iterable[Fact[Any]]) -> Fact[Any] | None:
    """Return which of some facts was said first: in one log by its order, whatever days its owner claims."""
    first: dict[str, Fact[Any]] = {}
    for fact in sorted(facts, key=lambda each: each.index):
        first.setdefault(fact.origin, fact)
    return next(iter(in_order(first.values())), None)


def told_apart(received: tuple[Fact[entries.CritiqueReceived], ...]) -> tuple[Fact[entries.CritiqueReceived], ...]:
    """Return how critiques were taken in, each under a name of its own: the later of two gets that of its section."""
    keys = dict.fromkeys(fact.body.critique for fact in received)
    first = {key: first_said(fact for fact in received if fact.body.critique == key) for key in keys}
    return tuple(fact if fact is first[fact.body.critique] else _renamed(fact) for fact in received)


def _renamed(fact: Fact[entries.CritiqueReceived]) -> Fact[entries.CritiqueReceived]:
    body = fact.body
    name = f"{body.critique}-{body.section}-{fact.ref[:8]}"[-64:].lstrip("._-")
    return msgspec.structs.replace(fact, body=msgspec.structs.replace(body, critique=name))


def lists_of(case: CritiqueCase, critique: str) -> tuple[Fact[entries.ItemsListed], ...]:
    """Return the lists of a critique's items that count, the one that holds last."""
    held: list[Fact[entries.ItemsListed]] = []
    for fact in in_order(fact for fact in case.listed if fact.body.critique == critique):
        less = lessened(held[-1].body.items, fact.body.items) if held else ()
        if fact.body.items and not (less and (not fact.body.reason or _has_part(case, fact, held[-1], less))):
            held.append(fact)
    return tuple(held)


def is_read(case: CritiqueCase, critique: str) -> bool:
    """Tell whether somebody listed a critique who did not write what it is about."""
    writers = frozenset[str]().union(*(writers_of(case, name) for name in outputs_of(case, critique)))
    return any(fact.actor not in writers for fact in lists_of(case, critique))


def lessened(
    before: Iterable[entries.ListedItem], after: Iterable[entries.ListedItem]
) -> tuple[entries.ListedItem, ...]:
    """Return the items that a list takes out, calls thanks, or of which less would have to be answered than before."""
    kept = {each.item: each for each in after}
    return tuple(each for each in before if each.item not in kept or _is_less(each, kept[each.item]))


def _is_less(then: entries.ListedItem, now: entries.ListedItem) -> bool:
    milder = then.kind != now.kind and (now.kind == "thanks" or (then.kind in SERIOUS and now.kind not in SERIOUS))
    return milder or (then.correction and not now.correction) or not set(then.statements) <= set(now.statements)


def _has_part(
    case: CritiqueCase,
    fact: Fact[entries.ItemsListed],
    before: Fact[entries.ItemsListed],
    less: Iterable[entries.ListedItem],
) -> bool:
    """Tell whether whoever lessened items had answered one by then, or wrote what they are about."""
    body = fact.body
    received = received_of(case, body.critique)
    about = {*(received.body.outputs if received else ()), *(each.output for each in before.body.items)} - {""}
    if any(fact.actor in writers_of(case, name) for name in about):
        return True
    answers = (each for item in less for each in of_item(case.answered, body.critique, item.item))
    return any(each.actor == fact.actor and came_before(each, fact) for each in answers)


def items_of(case: CritiqueCase, critique: str) -> tuple[entries.ListedItem, ...]:
    """Return the items of a critique as they are listed now."""
    lists = lists_of(case, critique)
    return lists[-1].body.items if lists else ()


def item_of(case: CritiqueCase, critique: str, item: str) -> entries.ListedItem | None:
    """Return an item as it is listed now, or None."""
    return next((each for each in items_of(case, critique) if each.item == item), None)


def made_of(case: CritiqueCase, commitment: str) -> Fact[entries.CommitmentMade] | None:
    """Return a promise in its first words, or None."""
    return first_said(fact for fact in case.made if fact.body.commitment == commitment)


def of_item(facts: Iterable[Fact[Any]], critique: str, item: str) -> tuple[Fact[Any], ...]:
    """Return those of some facts that speak of an item, earliest first."""
    return in_order(fact for fact in facts if (fact.body.critique, fact.body.item) == (critique, item))


def holder_of(case: CritiqueCase, critique: str, item: str) -> str:
    """Return the section whose part an item is: the last that took it over, or the one that took the critique in."""
    handed = [fact for fact in of_item(case.handed, critique, item) if _by_another(case, fact)]
    taken = [fact for fact in of_item(case.taken, critique, item) if any(_takes(fact, each) for each in handed)]
    received = received_of(case, critique)
    return taken[-1].body.section if taken else received.body.section if received else ""


def _by_another(case: CritiqueCase, handed: Fact[entries.ItemHanded]) -> bool:
    """Tell whether another section hands an item over than the one that it is handed to: nobody helps themselves."""
    return section_of(case.people, handed.actor) != handed.body.to


def _takes(taken: Fact[entries.ItemTaken], handed: Fact[entries.ItemHanded]) -> bool:
    return handed.body.to == taken.body.section and not came_before(taken, handed)


def pending_hand(case: CritiqueCase, critique: str, item: str) -> Fact[entries.ItemHanded] | None:
    """Return the handing over of an item that nobody has taken yet, or None."""
    handed = of_item(case.handed, critique, item)
    if not handed:
        return None
    last = handed[-1]
    taken = [fact for fact in of_item(case.taken, critique, item) if fact.body.section == last.body.to]
    return None if any(not came_before(fact, last) for fact in taken) else last


def writers_of(case: CritiqueCase, output: str) -> frozenset[str]:
    """Return everybody who had a hand in a version of an output."""
    versions = [fact for fact in case.outputs.versions if fact.body.output == output]
    return frozenset(person for fact in versions for person in (fact.actor, *fact.body.authors))


def outputs_of(case: CritiqueCase, critique: str) -> tuple[str, ...]:
    """Return the releases that a critique concerns: those named when it was taken in, and those its items name."""
    received = received_of(case, critique)
    named = (*(received.body.outputs if received else ()), *(each.output for each in items_of(case, critique)))
    return tuple(dict.fromkeys(name for name in named if name))


def releases_of(case: CritiqueCase, output: str) -> tuple[Fact[OutputReleased], ...]:
    """Return the releases of an output, earliest first."""
    return in_order(fact for fact in case.echoes.release.released if fact.body.output == output)


def statements_released(case: CritiqueCase, output: str) -> frozenset[str]:
    """Return the statements of every version of an output that was released."""
    refs = {fact.body.draft_ref for fact in releases_of(case, output)}
    versions = [fact for fact in case.outputs.versions if fact.ref in refs]
    return frozenset(each.id for version in versions for each in statements_of(case.outputs, version))


def notice_of(case: CritiqueCase, notice: str) -> Fact[NoticeIssued] | None:
    """Return a notice that was issued, or None."""
    return next((fact for fact in case.echoes.release.notices if fact.body.notice == notice), None)


def latest_day(at: datetime) -> date:
    """Return the latest day that it is anywhere at that moment."""
    return (at + FARTHEST).date()


def blocker(code: str, text: str, opens: str, *, standard: str = "CO", **where: Any) -> Blocker:
    """Return a blocker of this room's gate."""
    return Blocker(gate=GATE, code=code, text=text, standard=standard, opens=opens, where=Where(**where))


def not_own_log(case: CritiqueCase, fact: Fact[Any]) -> list[Blocker]:
    """Return that an act does not stand in its actor's own log."""
    if in_own_log(case.people, fact):
        return []
    text = f"This log is not that of {fact.actor or 'nobody'}'s section."
    return [blocker("not-own-log", text, "Say it in the log of your own section.", person=fact.actor)]


def not_own_section(case: CritiqueCase, fact: Fact[Any]) -> list[Blocker]:
    """Return that somebody speaks for another section."""
    if not in_own_log(case.people, fact) or section_of(case.people, fact.actor) == fact.body.section:
        return []
    text = f"{fact.actor} does not speak for the section {fact.body.section}."
    return [blocker("not-own-section", text, "Let somebody of that section say it.", section=fact.body.section)]


def unknown(case: CritiqueCase, fact: Fact[Any]) -> list[Blocker]:
    """Return that there is no such critique, or no such item in its list."""
    critique, item = fact.body.critique, getattr(fact.body, "item", "")
    if received_of(case, critique) is None:
        text = f"No critique is on record under the key {critique}."
        return [blocker("critique-unknown", text, "Name one that was taken in.", document=critique)]
    if item and item_of(case, critique, item) is None:
        text = f"The list of {critique} has no item {item}."
        return [blocker("item-unknown", text, "Name an item that is listed.", document=critique, item=item)]
    return []
