"""What a form can offer of a case's evidence: its items and its parties."""

from __future__ import annotations

from answerable.evidence.entries import ItemTakenIn
from answerable.evidence.gates import EvidenceCase, item_named
from answerable.evidence.models import read_evidence
from answerable.forms.description import Context, Options
from answerable.forms.errors import NotThere
from answerable.record.entry import Fact
from answerable.vault.reading import shown

LONGEST_TITLE = 80
"""Characters of a title in a list of choices; chosen by hand."""


def evidence_here(context: Context) -> EvidenceCase:
    """Return the evidence of the case in which a form is filled in."""
    return read_evidence(context.case, at=context.at)


def items(context: Context) -> Options:
    """Offer every item of the case, with its title."""
    case = evidence_here(context)
    names = sorted({fact.body.item for fact in case.items}, key=natural)
    taken_in = [fact for name in names if (fact := item_named(case, name))]
    return [(fact.body.item, f"{fact.body.item}: {shortened(shown(fact.body.title))}") for fact in taken_in]


def parties(context: Context) -> Options:
    """Offer the parties whose conduct is in question."""
    return [(party, party) for party in evidence_here(context).opened.body.parties]


def item_meant(context: Context, plain: dict[str, object]) -> Fact[ItemTakenIn]:
    """Return the item that a form names.

    Raises:
        NotThere: nothing was taken in under this key.
    """
    found = item_named(evidence_here(context), str(plain.get("item", "")))
    if found is None:
        raise NotThere("item", "")
    return found


def shortened(text: str) -> str:
    """Return the beginning of a text, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…"


def natural(name: str) -> tuple[str, int, str]:
    """Return a key that puts E9 before E10."""
    head = name.rstrip("0123456789")
    return head, int(name[len(head) :] or 0), name


def next_name(letter: str, taken: set[str]) -> str:
    """Return the next free key of a kind of thing, such as E2 after E1."""
    return next(name for number in range(1, len(taken) + 2) if (name := f"{letter}{number}") not in taken)
