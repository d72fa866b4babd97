"""When a critic may be given a link, and what may be said through it.

Rules:
  - A link is made in one's own log, for at most `LONGEST_LINK` days, under a token that was never used. A later link of
    the same section takes the place of the earlier one; no other section closes it.
  - Who answered an item makes no link: whoever makes one could use it. One made before counts for closing nothing that
    its maker answers later.
  - The critic speaks of items that are listed, and of the last answer: what is settled was answered.
"""

from __future__ import annotations

from answerable.critiques import entries
from answerable.critiques.gates.answers import last_answer, respondents
from answerable.critiques.gates.case import (
    CritiqueCase,
    blocker,
    by_critic,
    items_of,
    not_own_log,
    unknown,
)
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact, moment

LONGEST_LINK = 180
"""Days that a link may serve; chosen by hand: long enough to see what became of an answer and its promises."""


def may_ask_critic(case: CritiqueCase, fact: Fact[entries.CriticAsked]) -> list[Blocker]:
    """Return why a critic may not be given this link."""
    body, found = fact.body, [*not_own_log(case, fact), *unknown(case, fact)]
    where = {"document": body.critique}
    days = (moment(body.expires) - fact.at).days
    if moment(body.expires) <= fact.at or days > LONGEST_LINK:
        text = f"Expected a link that serves at most {LONGEST_LINK} days, found one until {body.expires.date()}."
        found.append(blocker("link-too-long", text, f"Give it at most {LONGEST_LINK} days.", **where))
    if any(each.body.token_sha256 == body.token_sha256 for each in case.critics_asked):
        text = "The token of this link was used before."
        found.append(blocker("token-used-before", text, "Make a new link.", **where))
    answered = [each.item for each in items_of(case, body.critique)]
    if any(fact.actor in respondents(case, body.critique, item) for item in answered):
        text = f"{fact.actor} answered {body.critique} and does not hold the link by which the critic decides."
        opens = "Somebody who did not answer makes the link."
        found.append(blocker("critic-asked-by-respondent", text, opens, standard="IF", **where))
    return found


def may_answer_as_critic(case: CritiqueCase, fact: Fact[entries.CriticAnswered]) -> list[Blocker]:
    """Return why this is not the critic's word: no link, one that ran out, or nothing to speak of."""
    body, where = fact.body, {"document": fact.body.critique, "item": fact.body.item}
    asked = link_of(case, body.critique, fact.origin)
    if asked is None or not by_critic(case.people, case.critics_asked, fact):
        text = f"No link was made for the critic of {body.critique} in this log."
        return [blocker("critic-unknown", text, "Answer through the link.", **where)]
    found = unknown(case, fact)
    if fact.at >= moment(asked.body.expires):
        text = f"The link ran out on {asked.body.expires.date()}."
        found.append(blocker("link-expired", text, "Ask for a new link.", **where))
    last = last_answer(case, body.critique, body.item)
    if body.answered_ref != (last.ref if last else ""):
        text = f"There is a later answer to {body.item}."
        found.append(blocker("answer-not-latest", text, "Look at it, and say what it is.", **where))
    if body.answer == "settled" and (last is None or last.body.state == "silent"):
        text = f"Nobody has answered {body.item}."
        found.append(blocker("nothing-to-settle", text, "Say that it is not settled.", **where))
    return found


def link_of(case: CritiqueCase, critique: str, origin: str = "") -> Fact[entries.CriticAsked] | None:
    """Return the link that serves the critic: the last that was made, in one log where it is given, or None."""
    made = [fact for fact in case.critics_asked if fact.body.critique == critique and origin in {"", fact.origin}]
    return max(made, key=lambda fact: (fact.at, fact.origin, fact.index) if not origin else (fact.index,), default=None)
