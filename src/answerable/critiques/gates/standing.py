"""How an item stands: computed from what was said, never stored.

Rules:
  - ``open``: nobody has answered it, or the reply is silent about it. ``answered``: anchored words answer it.
    ``closed``: somebody other than its respondents, or the critic, confirms that the answer answers it. ``reopened``:
    somebody, or the critic, says that it does not, or the item was listed otherwise since. ``overdue``: what is open or
    reopened past its day. ``thanks``: there is nothing to answer.
  - What is said of an answer names that answer: a later one begins anew. But the critic's word stands for every answer
    in the same words: saying it again is no other answer.
  - What the critic says through one section's link is not unsaid through another's.
  - The critic's word counts for closing only where whoever made the link is no respondent: they could have used it.
  - The critic's "not settled" reopens an item. It can be closed against the critic with a reason, which everyone sees.
  - The day: as many days after the critique was received as the policy gives for an answer; as many again after the
    critic or somebody else reopened what was closed, or the critic what was answered. Calling our own answer none
    before anybody closed it gains no days, and silence on record stops no clock.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import msgspec

from answerable.critiques import entries
from answerable.critiques.gates.answers import answers_to, fits, last_answer, respondents
from answerable.critiques.gates.case import (
    CritiqueCase,
    item_of,
    of_item,
    received_of,
)
from answerable.evidence.gates import in_order
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
    """Return what the critic last said of an answer, or of one in the same words, or None.

    Of what was said through the links of several sections, that it is not settled counts.
    """
    body = answer.body
    same = {each.ref for each in answers_to(case, body.critique, body.item) if _same_words(each.body, body)}
    last: dict[str, Fact[entries.CriticAnswered]] = {}
    for fact in of_item(case.critics_answered, body.critique, body.item):
        if fact.body.answered_ref in same:
            last[fact.origin] = fact
    said = in_order(last.values())
    return next((fact for fact in said if fact.body.answer == "not-settled"), said[-1] if said else None)


def _same_words(first: entries.ItemAnswered, second: entries.ItemAnswered) -> bool:
    """Tell whether two answers stand on words of one reply that overlap."""
    if first.reply != second.reply or None in {first.start, first.end, second.start, second.end}:
        return first == second
    return (first.start or 0) < (second.end or 0) and (second.start or 0) < (first.end or 0)


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
        first = again[0]
        before = any(not came_before(first, each) for each in _closings(case, answer))
        due = _later(case, first) if before else _due(case, body.critique)
        return Standing(state="reopened", answer=answer, critic=word, reopening=first, due=due)
    return _closed(case, answer, word)


def _closed(
    case: CritiqueCase, answer: Fact[entries.ItemAnswered], word: Fact[entries.CriticAnswered] | None
) -> Standing:
    body = answer.body
    if body.state == "silent":
        return msgspec.structs.replace(_unanswered(case, body.critique, answer), critic=word)
    closings = _closings(case, answer)
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


def _closings(case: CritiqueCase, answer: Fact[entries.ItemAnswered]) -> list[Fact[entries.ItemClosed]]:
    """Return the closings of an answer by those who are no respondents."""
    said = of_item(case.closed, answer.body.critique, answer.body.item)
    own = respondents(case, answer.body.critique, answer.body.item)
    return [each for each in said if each.body.answered_ref == answer.ref and each.actor not in own]


def _due(case: CritiqueCase, critique: str) -> date | None:
    received = received_of(case, critique)
    return received.body.received + timedelta(days=case.afterwards.answer) if received else None


def _later(case: CritiqueCase, fact: Fact[entries.ItemReopened] | Fact[entries.CriticAnswered]) -> date:
    return fact.at.date() + timedelta(days=case.afterwards.answer)
