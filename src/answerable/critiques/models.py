"""The tables of critiques, answers and promises, one for each kind; and how a case is read from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models

from answerable.critiques import entries
from answerable.critiques.gates import CritiqueCase, by_critic, counts, told_apart
from answerable.echoes.gates import EchoCase
from answerable.echoes.models import read_echoes
from answerable.record.acts import Seen
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.record.models import FactRow, key_column
from answerable.record.ondemand import only


class CritiqueReceived(FactRow):
    """A letter, an article or a post against us reached a section."""

    said = entries.CritiqueReceived
    critique = key_column()
    section = key_column()


class ItemsListed(FactRow):
    """A person says, item by item, what a critique says."""

    said = entries.ItemsListed
    critique = key_column()


class ItemHanded(FactRow):
    """A demand was handed to the body that can meet it."""

    said = entries.ItemHanded
    critique = key_column()


class ItemTaken(FactRow):
    """A section took over an item that was handed to it."""

    said = entries.ItemTaken
    critique = key_column()


class FactJudged(FactRow):
    """A fact stated in a critique was accepted, corrected or disputed."""

    said = entries.FactJudged
    critique = key_column()


class ReplySent(FactRow):
    """A section replied to a critique."""

    said = entries.ReplySent
    critique = key_column()


class ItemAnswered(FactRow):
    """What became of an item, and the words that say so."""

    said = entries.ItemAnswered
    critique = key_column()


class ItemClosed(FactRow):
    """Somebody confirms that the answer to an item answers it."""

    said = entries.ItemClosed
    critique = key_column()


class ItemReopened(FactRow):
    """Somebody says that an item is not answered after all."""

    said = entries.ItemReopened
    critique = key_column()


class CriticAsked(FactRow):
    """The critic was given a link of their own."""

    said = entries.CriticAsked
    critique = key_column()
    token_sha256 = models.CharField(max_length=64, db_index=True)


class CriticAnswered(FactRow):
    """The critic says whether an item is settled."""

    said = entries.CriticAnswered
    critique = key_column()


class CommitmentMade(FactRow):
    """A promise, its owner, its day, and what would prove it kept."""

    said = entries.CommitmentMade
    commitment = key_column()


class CommitmentRestated(FactRow):
    """A promise was said again elsewhere."""

    said = entries.CommitmentRestated
    commitment = key_column()


class CommitmentJudged(FactRow):
    """Somebody says whether a promise was kept."""

    said = entries.CommitmentJudged
    commitment = key_column()


def read_critiques(case: str, *, at: datetime, subject: str = "", seen: Seen | None = None) -> CritiqueCase:
    """Return everything on record about the critiques of a case and what was promised in it, as of `seen`."""
    return critiques_beside(read_echoes(case, at=at, subject=subject, seen=seen), case=case, seen=seen)


def critiques_beside(echoes: EchoCase, *, case: str, seen: Seen | None = None) -> CritiqueCase:
    """Return a case that was read already, with everything that counts of what was said about its critiques."""
    people = echoes.release.people

    def own(table: type[FactRow]) -> tuple[Fact[Any], ...]:
        return only(read(table, seen=seen, case=case), lambda fact: counts(people, fact))

    asked = own(CriticAsked)
    return CritiqueCase(
        echoes=echoes,
        received=told_apart(own(CritiqueReceived)),
        listed=own(ItemsListed),
        handed=own(ItemHanded),
        taken=own(ItemTaken),
        judged=own(FactJudged),
        replies=own(ReplySent),
        answered=own(ItemAnswered),
        closed=own(ItemClosed),
        reopened=own(ItemReopened),
        critics_asked=asked,
        critics_answered=only(read(CriticAnswered, seen=seen, case=case), lambda fact: by_critic(people, asked, fact)),
        made=own(CommitmentMade),
        restated=own(CommitmentRestated),
        outcomes=own(CommitmentJudged),
    )


def asks(may: Callable[[CritiqueCase, Fact[Any]], list[Blocker]]) -> Callable[[Fact[Any], Seen], list[Blocker]]:
    """Return the question whether an act may be said, put to the pure gate `may` on the case as of `seen`."""

    def ask(fact: Fact[Any], seen: Seen) -> list[Blocker]:
        return may(read_critiques(fact.case, at=fact.at, seen=seen), fact)

    return ask
