"""A critique as pages show it: its items with their history, who has them, what answers them, and their clocks."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import msgspec
from django.http import Http404

from answerable.critiques import entries, gates
from answerable.critiques.clock import StatusClock, is_serious, status_clocks
from answerable.critiques.gates import CritiqueCase, Standing
from answerable.critiques.letters.found import NOBODY
from answerable.critiques.models import read_critiques
from answerable.evidence.clock import moment_of
from answerable.evidence.errors import NoSuchCase
from answerable.evidence.gates import in_order
from answerable.outputs.gates import evidence_of
from answerable.record.entry import Fact


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """How an item stood in an earlier list, and who said so."""

    listed: Fact[entries.ItemsListed]
    item: entries.ListedItem


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What was said to have become of an item, and the reply that it stands in."""

    fact: Fact[entries.ItemAnswered]
    reply: Fact[entries.ReplySent] | None
    passed: bool
    holds: bool


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """An item of a critique with everything said of it. Its numbers and `since` are of the list that holds."""

    number: int
    listed: entries.ListedItem
    standing: Standing
    holder: str
    section: str
    today: date
    earlier: tuple[Earlier, ...] = ()
    answers: tuple[Answered, ...] = ()
    handed: tuple[Fact[entries.ItemHanded], ...] = ()
    taken: tuple[Fact[entries.ItemTaken], ...] = ()
    pending: Fact[entries.ItemHanded] | None = None
    judged: tuple[Fact[entries.FactJudged], ...] = ()
    closed: tuple[Fact[entries.ItemClosed], ...] = ()
    reopened: tuple[Fact[entries.ItemReopened], ...] = ()
    critic: tuple[Fact[entries.CriticAnswered], ...] = ()
    commitments: tuple[Fact[entries.CommitmentMade], ...] = ()

    @property
    def asked_of_others(self) -> bool:
        """Whether it was put to a body that could not meet it: it waits to be handed over, or was."""
        able = self.listed.able
        return bool(able) and able not in {self.section, NOBODY}

    @property
    def to_hand(self) -> bool:
        """Whether it still has to be handed to the body that could meet it."""
        return self.asked_of_others and self.listed.able not in {self.holder, *(f.body.to for f in self.handed)}

    @property
    def beyond_us(self) -> bool:
        """Whether nobody of ours could meet it."""
        return self.listed.able == NOBODY

    @property
    def states_fact(self) -> bool:
        """Whether it may state a fact that can be judged."""
        return self.listed.kind not in {"question", "thanks"}

    @property
    def left(self) -> int | None:
        """Days until it is to be answered; below zero when it is overdue."""
        due = self.standing.due
        return (due - self.today).days if due and self.standing.unanswered else None


class TakenOut(msgspec.Struct, frozen=True, kw_only=True):
    """An item that was listed once and is not listed now: who took it out, and in which list."""

    item: entries.ListedItem
    by: Fact[entries.ItemsListed]


class Critique(msgspec.Struct, frozen=True, kw_only=True):
    """A critique with its items, its replies and its clocks."""

    received: Fact[entries.CritiqueReceived]
    lists: tuple[Fact[entries.ItemsListed], ...]
    items: tuple[Item, ...]
    taken_out: tuple[TakenOut, ...]
    replies: tuple[Fact[entries.ReplySent], ...]
    serious: bool
    clocks: tuple[StatusClock, ...]
    link: Fact[entries.CriticAsked] | None

    passed: frozenset[str]
    """The replies that are a release, and passed its gates, by their references."""

    @property
    def name(self) -> str:
        """Its key."""
        return self.received.body.critique

    @property
    def listed(self) -> Fact[entries.ItemsListed] | None:
        """The list that holds."""
        return self.lists[-1] if self.lists else None

    @property
    def open(self) -> tuple[Item, ...]:
        """The items that want an answer."""
        return tuple(each for each in self.items if each.standing.unanswered)

    @property
    def overdue(self) -> tuple[Item, ...]:
        """The items that want one past their day."""
        return tuple(each for each in self.items if each.standing.state == "overdue")

    def item(self, name: str) -> Item | None:
        """Return an item by its key, or None."""
        return next((each for each in self.items if each.listed.item == name), None)


def case_of(case: str) -> CritiqueCase:
    """Return everything on record about a case and its critiques.

    Raises:
        Http404: there is no such case.
    """
    try:
        return read_critiques(case, at=moment_of(case))
    except NoSuchCase as error:
        raise Http404 from error


def headed(state: CritiqueCase) -> dict[str, Any]:
    """Return what the head of every page of a case shows."""
    evidence = evidence_of(state.outputs)
    return {"case": evidence.case, "opened": evidence.opened, "now": evidence.at}


def critiques_of(state: CritiqueCase) -> tuple[Critique, ...]:
    """Return every critique of a case, the one that came last first."""
    names = dict.fromkeys(fact.body.critique for fact in in_order(state.received))
    found = [each for name in names if (each := critique_of(state, name)) is not None]
    return tuple(sorted(found, key=lambda each: each.received.body.received, reverse=True))


def critique_named(state: CritiqueCase, critique: str) -> Critique:
    """Return a critique by its key.

    Raises:
        Http404: there is none.
    """
    found = critique_of(state, critique)
    if found is None:
        raise Http404
    return found


def critique_of(state: CritiqueCase, critique: str) -> Critique | None:
    """Return a critique by its key, or None."""
    received = gates.received_of(state, critique)
    if received is None:
        return None
    return Critique(
        received=received,
        lists=gates.lists_of(state, critique),
        items=tuple(
            _item(state, received, listed, number)
            for number, listed in enumerate(gates.items_of(state, critique), start=1)
        ),
        taken_out=_taken_out(state, critique),
        replies=in_order(fact for fact in state.replies if fact.body.critique == critique),
        serious=is_serious(state, critique),
        clocks=status_clocks(state, critique),
        link=gates.link_of(state, critique),
        passed=frozenset(fact.ref for fact in state.replies if gates.release_of_reply(state, fact)),
    )


def _item(
    state: CritiqueCase, received: Fact[entries.CritiqueReceived], listed: entries.ListedItem, number: int
) -> Item:
    critique, name = received.body.critique, listed.item
    stands = gates.standing(state, critique, name)
    return Item(
        number=number,
        listed=listed,
        standing=stands,
        holder=gates.holder_of(state, critique, name),
        section=received.body.section,
        today=state.at.date(),
        earlier=_earlier(state, critique, listed),
        answers=_answers(state, critique, name, stands),
        handed=gates.of_item(state.handed, critique, name),
        taken=gates.of_item(state.taken, critique, name),
        pending=gates.pending_hand(state, critique, name),
        judged=tuple(fact for fact in gates.of_item(state.judged, critique, name) if _is_judge(state, fact)),
        closed=gates.of_item(state.closed, critique, name),
        reopened=gates.of_item(state.reopened, critique, name),
        critic=gates.of_item(state.critics_answered, critique, name),
        commitments=in_order(fact for fact in state.made if fact.body.critique == critique and name in fact.body.items),
    )


def _is_judge(state: CritiqueCase, fact: Fact[entries.FactJudged]) -> bool:
    """Tell whether somebody may judge a fact so: who wrote what it is about may only accept it."""
    body = fact.body
    if body.judgement == "accepted":
        return True
    outputs = gates.outputs_of(state, body.critique)
    return bool(body.findings or body.evidence) and not any(fact.actor in gates.writers_of(state, n) for n in outputs)


def _answers(state: CritiqueCase, critique: str, item: str, stands: Standing) -> tuple[Answered, ...]:
    """Return the answers to an item, the last first; the last holds unless the item was listed otherwise since."""
    found = gates.answers_to(state, critique, item)
    replies = {fact.ref: gates.reply_of(state, critique, fact.body.reply) for fact in found}
    return tuple(
        Answered(
            fact=fact,
            reply=(reply := replies[fact.ref]),
            passed=reply is not None and gates.release_of_reply(state, reply) is not None,
            holds=fact is stands.answer and not stands.listed_otherwise,
        )
        for fact in reversed(found)
    )


def _earlier(state: CritiqueCase, critique: str, listed: entries.ListedItem) -> tuple[Earlier, ...]:
    """Return how an item stood in earlier lists where that differs, the first first."""
    found: list[Earlier] = []
    for fact in gates.lists_of(state, critique)[:-1]:
        then = next((each for each in fact.body.items if each.item == listed.item), None)
        last = found[-1].item if found else None
        if then is not None and _said(then) != _said(listed) and (last is None or _said(then) != _said(last)):
            found.append(Earlier(listed=fact, item=then))
    return tuple(found)


def _said(item: entries.ListedItem) -> tuple[Any, ...]:
    return item.kind, item.start, item.end, item.able, item.output, item.statements, item.correction


def _taken_out(state: CritiqueCase, critique: str) -> tuple[TakenOut, ...]:
    """Return the items that a list had and the next had not, and that are not listed now."""
    lists, now = gates.lists_of(state, critique), {each.item for each in gates.items_of(state, critique)}
    found: dict[str, TakenOut] = {}
    for before, after in pairwise(lists):
        kept = {each.item for each in after.body.items}
        found |= {each.item: TakenOut(item=each, by=after) for each in before.body.items if each.item not in kept}
    return tuple(each for name, each in found.items() if name not in now)
