"""What waits for a person because of evidence: a file that is not what it was, a seal to decide on or to open.

Rules:
  - Only what the gates would let this person do is named. A thing leaves the list when it was done, by whomever; a
    trouble with a file leaves it when the file is found as it was, and not before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from answerable.evidence.gates import EvidenceCase
from answerable.evidence.gates.seals import decisions_on, is_open, seal_asked
from answerable.evidence.rehashing import DRIFT, concerned
from answerable.evidence.tables import FileTrouble
from answerable.people.waiting import Waiting

DECIDE, OPEN = "decide-unsealing", "open-seal"
"""The kinds of what waits about sealed identities; `rehashing.DRIFT` is the third."""


def waiting_for(evidence: EvidenceCase, troubles: Iterable[FileTrouble], person: str) -> tuple[Waiting, ...]:
    """Return what a person can do about the evidence of a case."""
    return (*_drift(evidence, troubles, person), *_seals(evidence, person))


def _drift(evidence: EvidenceCase, troubles: Iterable[FileTrouble], person: str) -> Iterator[Waiting]:
    for each in troubles:
        if person in concerned(evidence, each.item):
            text = f"The file of item {each.item} is not what was taken in: restore it from an unchanged copy."
            yield Waiting(kind=DRIFT, text=text, grave=True, name=each.item)


def _seals(evidence: EvidenceCase, person: str) -> Iterator[Waiting]:
    for asked in evidence.unsealings_asked:
        seal = seal_asked(evidence, asked)
        if seal is None or not is_open(evidence, asked):
            continue
        said = decisions_on(evidence, asked)
        item = asked.body.item
        if person in seal.body.holders and person not in {fact.actor for fact in said}:
            text = f"{asked.actor} asks who is behind item {item}: hand over your part, or refuse."
            yield Waiting(kind=DECIDE, text=text, name=f"{item} {asked.actor}")
        if person == asked.actor and sum(fact.body.agreed for fact in said) >= seal.body.needed:
            text = f"Enough holders agreed: open the seal of item {item}."
            yield Waiting(kind=OPEN, text=text, name=f"{item} {asked.actor}")
