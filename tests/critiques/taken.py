"""A letter against the release of `harbour`, a reply to it, and how a test says what becomes of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER

LETTER = """To the board of the Harbour Watch

You write that the port authority did not show 12 of 30 records. That is untrue: it showed all thirty of them.
We demand that you correct the release of March without delay.
Who counted the records on that day?
We thank your two researchers for their patience.

The port council of Selsund
"""

REPLY = """To the port council of Selsund

We regret that the release distressed you. The records were counted by two inspectors in the presence of the harbour
master. We will publish an independent review of the count by 30 June.

For the Harbour Watch
"""

ALLEGATION = "That is untrue: it showed all thirty of them."
DEMAND = "We demand that you correct the release of March without delay."
QUESTION = "Who counted the records on that day?"
THANKS = "We thank your two researchers for their patience."
REGRET = "We regret that the release distressed you."
COUNTED = "The records were counted by two inspectors in the presence of the harbour\nmaster."
PROMISE = "We will publish an independent review of the count by 30 June."

CAME, SENT = date(2026, 3, 16), date(2026, 3, 18)


def speak(kind: Any, plain: dict[str, Any], *, person: str = DIRECTOR, log: str = "") -> Any:
    """Say an act in the log of a person's own section, at the moment at which the clock of the example stands."""
    from answerable.evidence.clock import moment_of
    from answerable.vault.sealing import say

    origin = f"harbour.example/{log or person.partition('-')[0]}"
    return say(kind, plain, origin=origin, actor=person, at=moment_of("harbour"), case="harbour")


def state() -> Any:
    """Return the case as it stands."""
    from answerable.critiques.models import read_critiques
    from answerable.evidence.clock import moment_of

    return read_critiques("harbour", at=moment_of("harbour"))


def receive(*, person: str = DIRECTOR, **changes: Any) -> Any:
    """Take the letter in."""
    from answerable.critiques.entries import CritiqueReceived

    plain = {
        "critique": "K1",
        "section": person.partition("-")[0],
        "form": "letter",
        "who": "Ines Marlow, port council",
        "public": False,
        "language": "en",
        "text": LETTER,
        "received": CAME,
        "outputs": ["release"],
    }
    return speak(CritiqueReceived, plain | changes, person=person)


def item(name: str, kind: str, words: str, **changes: Any) -> dict[str, Any]:
    """Return an item of the letter as a list has it."""
    start = LETTER.index(words)
    plain = {"item": name, "kind": kind, "start": start, "end": start + len(words), "words": words}
    return plain | ({"able": "centre"} if kind == "demand" else {}) | changes


def items(**changed: Any) -> list[dict[str, Any]]:
    """Return the items of the letter; `changed` by key replaces fields of one."""
    found = [
        item("i1", "allegation", ALLEGATION),
        item("i2", "demand", DEMAND, correction=True),
        item("i3", "question", QUESTION),
        item("i4", "thanks", THANKS),
    ]
    return [{**each, **changed.get(each["item"], {})} for each in found]


def list_items(found: list[dict[str, Any]] | None = None, *, person: str = LAWYER, reason: str = "") -> Any:
    """List what the letter says."""
    from answerable.critiques.entries import ItemsListed

    plain = {"critique": "K1", "items": items() if found is None else found, "reason": reason}
    return speak(ItemsListed, plain, person=person)


def reply(*, person: str = AUTHOR, **changes: Any) -> Any:
    """Record the reply."""
    from answerable.critiques.entries import ReplySent

    plain = {"critique": "K1", "reply": "R1", "section": "centre", "language": "en", "text": REPLY, "sent": SENT}
    return speak(ReplySent, plain | changes, person=person)


def answer(name: str, state: str = "met", words: str = COUNTED, *, person: str = AUTHOR, **changes: Any) -> Any:
    """Say what became of an item."""
    from answerable.critiques.entries import ItemAnswered

    place = {"start": REPLY.index(words), "end": REPLY.index(words) + len(words), "words": words} if words else {}
    plain = {"critique": "K1", "item": name, "reply": "R1", "state": state, "listed_ref": list_ref(), **place}
    return speak(ItemAnswered, plain | changes, person=person)


def list_ref() -> str:
    """Return the reference of the list that holds."""
    from answerable.critiques.gates import lists_of

    return lists_of(state(), "K1")[-1].ref


def close(name: str, ref: str, *, person: str = LAWYER, reason: str = "") -> Any:
    """Close an item."""
    from answerable.critiques.entries import ItemClosed

    return speak(ItemClosed, {"critique": "K1", "item": name, "answered_ref": ref, "reason": reason}, person=person)


def reopen(name: str, ref: str, *, person: str = COAST, reason: str = "The count is not explained.") -> Any:
    """Open an item again."""
    from answerable.critiques.entries import ItemReopened

    return speak(ItemReopened, {"critique": "K1", "item": name, "answered_ref": ref, "reason": reason}, person=person)


def promise(*, person: str = DIRECTOR, **changes: Any) -> Any:
    """Record the promise of the reply."""
    from answerable.critiques.entries import CommitmentMade

    start = REPLY.index(PROMISE)
    plain = {
        "commitment": "C1",
        "critique": "K1",
        "reply": "R1",
        "items": ["i1"],
        "start": start,
        "end": start + len(PROMISE),
        "words": PROMISE,
        "language": "en",
        "section": "centre",
        "owner": AUTHOR,
        "due": date(2026, 6, 30),
        "proof": "The report of a reviewer from outside, published.",
    }
    return speak(CommitmentMade, plain | changes, person=person)


def codes(refused: Any) -> list[str]:
    """Return the codes of the blockers of a refusal."""
    return [blocker.code for blocker in refused.value.blockers]


def stands(name: str) -> Any:
    """Return how an item stands."""
    from answerable.critiques.gates import standing

    return standing(state(), "K1", name)
