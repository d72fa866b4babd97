"""How an item stands: computed from what was said, never stored.

Rules:
  - ``open``: nobody has answered it, or the reply is silent about it. ``answered``: anchored words answer it.
    ``closed``: somebody other than its respondents, or the critic, confirms that the answer answers it. ``reopened``:
    somebody, or the critic, says that it does not, or the item was listed otherwise since. ``overdue``: what is open or
    reopened past its day. ``thanks``: there is nothing to answer.
  - What is said of an answer names that answer: a later one begins anew.
  - The critic's word counts for closing only where whoever made the link is no respondent: they could have used it.
  - The critic's "not settled" reopens an item. It can be closed against the critic with a reason, which everyone sees.
  - The day: as many days after the critique was received as the policy gives for an answer; after a reopening, as many
    after that. Silence on record stops no clock.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import msgspec

from answerable.critiques import entries
from answerable.critiques.gates.case import (
    CritiqueCase,
    fits,
    item_of,
    last_answer,
    of_item,
    received_of,
    respondents,
)
from answerable.record.entry import Fact, came_before

ItemState = Literal["open", "answered", "closed", "reopened", "overdue", "thanks"]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How an item stands, by what, and until when it is to be answered."""

    state: ItemState
    answer: Fact[entries.ItemAnswered] | None = None
    closing: Fact[entries.ItemClosed] | None = None
    reopening: Fact[entries.ItemReopened] | None = None
    critic: Fact[entries.CriticAnswered] | None = None
    listed_otherwise: bool = False
    against_critic: bool = False
    due: date | None = None

    @property
    def settled(self) -> bool:
        """Whether nothing has to be done about it."""
        return self.state in {"closed", "thanks"}

    @property
    def unanswered(self) -> bool:
        """Whether it wants an answer."""
        return self.state in {"open", "reopened", "overdue"}


def standing(case: CritiqueCase, critique: str, item: str) -> Standing:
    """Return how an item stands."""
    listed = item_of(case, critique, item)
    if listed is not None and listed.kind == "thanks":
        return Standing(state="thanks")
    answer = last_answer(case, critique, item)
    found = _unanswered(case, critique, answer) if answer is None else _answered(case, answer)
    if found.state in {"open", "reopened"} and found.due and case.at.date() > found.due:
        return msgspec.structs.replace(found, state="overdue")
    return found


def critic_word(case: CritiqueCase, answer: Fact[entries.ItemAnswered]) -> Fact[entries.CriticAnswered] | None:
    """Return what the critic last said of an answer, or None."""
    said = of_item(case.critics_answered, answer.body.critique, answer.body.item)
    return next((fact for fact in reversed(said) if fact.body.answered_ref == answer.ref), None)


def sent_by_respondent(case: CritiqueCase, fact: Fact[entries.CriticAnswered]) -> bool:
    """Tell whether a link through which the critic may have spoken was made by a respondent, who could have used it."""
    body = fact.body
    links = [each for each in case.critics_asked if each.body.critique == body.critique and each.origin == fact.origin]
    return bool({each.actor for each in links} & respondents(case, body.critique, body.item))


def _unanswered(case: CritiqueCase, critique: str, answer: Fact[entries.ItemAnswered] | None) -> Standing:
    return Standing(state="open", answer=answer, due=_due(case, critique))


def _answered(case: CritiqueCase, answer: Fact[entries.ItemAnswered]) -> Standing:
    body = answer.body
    word = critic_word(case, answer)
    if not fits(case, answer):
        due = _due(case, body.critique)
        return Standing(state="reopened", answer=answer, critic=word, listed_otherwise=True, due=due)
    again = [each for each in of_item(case.reopened, body.critique, body.item) if each.body.answered_ref == answer.ref]
    if again:
        due = _later(case, again[0])
        return Standing(state="reopened", answer=answer, critic=word, reopening=again[0], due=due)
    return _closed(case, answer, word)


def _closed(
    case: CritiqueCase, answer: Fact[entries.ItemAnswered], word: Fact[entries.CriticAnswered] | None
) -> Standing:
    body = answer.body
    if body.state == "silent":
        return msgspec.structs.replace(_unanswered(case, body.critique, answer), critic=word)
    closings = [
        each
        for each in of_item(case.closed, body.critique, body.item)
        if each.body.answered_ref == answer.ref and each.actor not in respondents(case, body.critique, body.item)
    ]
    refused = word is not None and word.body.answer == "not-settled"
    if word is not None and refused:
        closings = [each for each in closings if each.body.reason and not came_before(each, word)]
    if closings:
        return Standing(state="closed", answer=answer, closing=closings[0], critic=word, against_critic=refused)
    if word is not None and refused:
        return Standing(state="reopened", answer=answer, critic=word, due=_later(case, word))
    if word is not None and not sent_by_respondent(case, word):
        return Standing(state="closed", answer=answer, critic=word)
    return Standing(state="answered", answer=answer, critic=word, due=_due(case, body.critique))


def _due(case: CritiqueCase, critique: str) -> date | None:
    received = received_of(case, critique)
    return received.body.received + timedelta(days=case.afterwards.answer) if received else None


def _later(case: CritiqueCase, fact: Fact[entries.ItemReopened] | Fact[entries.CriticAnswered]) -> date:
    return fact.at.date() + timedelta(days=case.afterwards.answer)
