"""When a promise may be recorded, said to be said again, and judged.

Rules:
  - A section promises for itself, in words of its reply or by a recommendation of a review; the owner works for it. Its
    day is not before that on which the promise was made, which is the day of the reply: one recorded late is late.
  - The first words stay: a promise said again adds to them, and moves no day.
  - Neither the owner nor whoever recorded the promise says what became of it. Kept or partly kept needs evidence on
    record, or an address where everybody can see it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from answerable.critiques import entries
from answerable.critiques.gates.answers import reply_of
from answerable.critiques.gates.case import (
    CritiqueCase,
    blocker,
    item_of,
    latest_day,
    made_of,
    not_own_log,
    not_own_section,
    received_of,
)
from answerable.evidence.gates import item_named
from answerable.outputs.gates import evidence_of
from answerable.people.standing import section_of
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact


def may_commit(case: CritiqueCase, fact: Fact[entries.CommitmentMade]) -> list[Blocker]:
    """Return why a promise may not be recorded so."""
    body = fact.body
    found = [*not_own_log(case, fact), *not_own_section(case, fact), *_source(case, body), *_day(case, fact)]
    if made_of(case, body.commitment) is not None:
        text = f"A promise is on record already under the key {body.commitment}."
        found.append(_blocker("commitment-twice", text, "Choose another key.", body.commitment))
    if section_of(case.people, body.owner) != body.section:
        text = f"{body.owner} does not work for {body.section}."
        found.append(_blocker("owner-unknown", text, "Name somebody of the section that promises.", body.commitment))
    return found


def may_restate(case: CritiqueCase, fact: Fact[entries.CommitmentRestated]) -> list[Blocker]:
    """Return why a promise may not be said to be said again so."""
    body, found = fact.body, [*not_own_log(case, fact), *_unknown(case, fact.body.commitment)]
    first = made_of(case, body.commitment)
    if body.said > latest_day(fact.at) or (first and body.said < made_on(case, first)):
        text = f"Expected a day from the promise's on that has come, found {body.said}."
        found.append(_blocker("restated-misdated", text, "Give the day on which it was said.", body.commitment))
    return found


def may_judge_commitment(case: CritiqueCase, fact: Fact[entries.CommitmentJudged]) -> list[Blocker]:
    """Return why this may not be said to have become of a promise, or not by whoever says so."""
    body, found = fact.body, [*not_own_log(case, fact), *_unknown(case, fact.body.commitment)]
    first = made_of(case, body.commitment)
    if first and fact.actor in {first.body.owner, first.actor}:
        text = f"{fact.actor} owns the promise or recorded it."
        opens = "Somebody else says what became of it."
        found.append(_blocker("judged-by-owner", text, opens, body.commitment))
    if body.outcome != "broken" and not (body.evidence or body.address):
        text = f"The promise is called {body.outcome}, and nothing shows it."
        found.append(_blocker("kept-without-evidence", text, "Name evidence, or where it is seen.", body.commitment))
    missing = (name for name in body.evidence if item_named(evidence_of(case.outputs), name) is None)
    return [*found, *(_no_evidence(name, body.commitment) for name in missing)]


def made_on(case: CritiqueCase, made: Fact[entries.CommitmentMade]) -> date:
    """Return the day on which a promise was made: that of its reply, or else that of its entry."""
    reply = reply_of(case, made.body.critique, made.body.reply)
    return reply.body.sent if reply else made.at.date()


def _day(case: CritiqueCase, fact: Fact[entries.CommitmentMade]) -> list[Blocker]:
    made = made_on(case, fact)
    if fact.body.due >= made:
        return []
    text = f"The promise was made on {made} and was due on {fact.body.due}."
    return [_blocker("due-before-made", text, "Give a day after it was made.", fact.body.commitment)]


def _source(case: CritiqueCase, body: entries.CommitmentMade) -> Iterator[Blocker]:
    """Yield what is wrong with where a promise comes from."""
    if bool(body.reply) == bool(body.review) or bool(body.review) != bool(body.recommendation):
        text = "A promise stands in a reply, or follows from one recommendation of a review."
        yield _blocker("commitment-of-nothing", text, "Name the one or the other.", body.commitment)
        return
    if not body.reply:
        return
    if received_of(case, body.critique) is None or reply_of(case, body.critique, body.reply) is None:
        text = f"No reply to {body.critique or 'nothing'} is on record under the key {body.reply}."
        yield _blocker("reply-unknown", text, "Record the reply first.", body.commitment)
    if body.start is None or body.end is None or body.start >= body.end:
        text = "No words of the reply are marked as the promise."
        yield _blocker("promise-unanchored", text, "Mark the words in which it was made.", body.commitment)
    for name in (name for name in body.items if item_of(case, body.critique, name) is None):
        text = f"The list of {body.critique} has no item {name}."
        yield _blocker("item-unknown", text, "Name an item that is listed.", body.commitment)


def _unknown(case: CritiqueCase, commitment: str) -> list[Blocker]:
    if made_of(case, commitment) is not None:
        return []
    text = f"No promise is on record under the key {commitment}."
    return [_blocker("commitment-unknown", text, "Name one that was made.", commitment)]


def _no_evidence(item: str, commitment: str) -> Blocker:
    return _blocker("evidence-unknown", f"There is no item {item}.", "Name one that was taken in.", commitment)


def _blocker(code: str, text: str, opens: str, commitment: str) -> Blocker:
    return blocker(code, text, opens, document=commitment)
