"""A list in the worked example `harbour`, said through the record: opened, with criteria, proposals and decisions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from answerable.designations import entries, gates
from answerable.designations.models import read_designations
from answerable.people.entries import RoleGranted
from answerable.record.entry import Fact
from answerable.vault.sealing import say
from tests.site import AUTHOR, COAST, DIRECTOR, NORTH

LIST, CASE = "prisoners", "harbour"
NAME = "Ana Torvald"
START = datetime(2026, 2, 1, 12, tzinfo=UTC)


def day(number: int) -> datetime:
    """Return a moment so many days after the list was opened."""
    return START + timedelta(days=number)


def speak(actor: str, said: type, /, *, at: datetime = START, case: str = CASE, **plain: Any) -> Fact[Any]:
    """Say something in the log of a person's own section."""
    section = actor.partition("-")[0]
    return say(said, plain, origin=f"harbour.example/{section}", actor=actor, at=at, case=case)


def open_list() -> None:
    """Open the list, adopt its criteria, and let the director of the north be an independent reviewer."""
    speak(NORTH, RoleGranted, case="", person=NORTH, role="independent-reviewer")
    told = {"title": "Prisoners of conscience", "purpose": "People held for a belief.", "statuses": ["held", "freed"]}
    speak(DIRECTOR, entries.ListOpened, list=LIST, section="centre", **told)
    criteria = [
        {"criterion": "held", "text": "The person is held."},
        {"criterion": "violence", "text": "The person called for violence.", "excludes": True},
    ]
    speak(DIRECTOR, entries.CriteriaAdopted, list=LIST, number=1, criteria=criteria, reason="The first version.")


def propose(proposal: str, decision: str, *, at: datetime, person: str = "K1", **changes: Any) -> Fact[Any]:
    """Propose something about a person; who is to go off the list is no longer held."""
    held = "met" if decision in {"designated", "changed"} else "not-met"
    told = {
        "list": LIST,
        "proposal": proposal,
        "person": person,
        "name": NAME,
        "decision": decision,
        "status": {"designated": "held", "changed": "freed"}.get(decision, ""),
        "number": 1,
        "criteria": [
            {"criterion": "held", "state": held, "evidence": ["E1"]},
            {"criterion": "violence", "state": "not-met"},
        ],
        "findings": ["F1"],
        "reasons": f"Inside reasons for {proposal}.",
        "public_reasons": f"Public reasons for {proposal}.",
    }
    return speak(AUTHOR, entries.DesignationProposed, at=at, **{**told, **changes})


def prepare(proposed: Fact[Any], *, at: datetime, section: str = "countersigned") -> None:
    """Do for a proposal everything that a decision needs; the coast says the word given, or nothing."""
    of = {"list": LIST, "proposal": proposed.body.proposal, "proposed_ref": proposed.ref}
    rehearsal = {"reuse": "As a verdict.", "answer": "mitigated", "how": "The reasons say what it is not."}
    speak(AUTHOR, entries.DesignationRehearsed, at=at, **of, **rehearsal)
    notice = {"to": "representative", "day": at.date(), "who": "Her lawyer Bo Ek", "how": "By letter."}
    speak(AUTHOR, entries.DesignationNotified, at=at, **of, **notice)
    for person in (DIRECTOR, NORTH):
        speak(person, entries.DesignationSigned, at=at, **of)
    if section == "countersigned":
        speak(COAST, entries.DesignationCountersigned, at=at, section="coast", **of)
    if section == "declined":
        speak(COAST, entries.DesignationDeclined, at=at, section="coast", reason="The coast says: too early.", **of)


def decide(proposed: Fact[Any], *, at: datetime, **changes: Any) -> Fact[Any]:
    """Decide a proposal as it was proposed, from that day on."""
    held = read_designations(CASE, LIST, at=at)
    same = {name: getattr(proposed.body, name) for name in ("list", "proposal", "person", "decision", "status")}
    told = {
        **same,
        "number": proposed.body.number,
        "proposed_ref": proposed.ref,
        "effective": at.date(),
        "silent": list(gates.silent_sections(held, proposed, at=at)),
    }
    return speak(DIRECTOR, entries.DesignationDecided, at=at, **{**told, **changes})


def go_through(proposal: str, decision: str, *, on: int, section: str = "countersigned", **changes: Any) -> Fact[Any]:
    """Propose, prepare and decide on one day (eight days later where the coast says nothing); return the decision."""
    seal = {name: changes.pop(name) for name in ("discloses", "sealed", "effective") if name in changes}
    proposed = propose(proposal, decision, at=day(on), **changes)
    prepare(proposed, at=day(on), section=section)
    return decide(proposed, at=day(on if section else on + 8), **seal)


def on(number: int) -> date:
    """Return the day so many days after the list was opened."""
    return day(number).date()
