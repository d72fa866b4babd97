"""What the check of a certificate found, in plain lines.

A certificate is a stranger's file: what it says is shown on one line each, with no character that moves a cursor.
"""

from __future__ import annotations

import re
import unicodedata

from answerable.releases.statement import Clearance
from answerable.releases.verification import Verified

_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of what follows (Unicode Standard Annex 9): they can show words out of order."""


def printable(text: str) -> str:
    """Return `text` on one line, with control characters and those that turn its direction written as escapes."""
    return "".join(_escaped(character) for character in text)


def _escaped(character: str) -> str:
    unseen = unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or _TURNS.match(character)
    return character.encode("unicode_escape").decode() if unseen else character


def describe(found: Verified) -> str:
    """Return what was found to be so, in plain lines."""
    said = found.statement.predicate
    clock = f" Worked example: its clock stands at {said.clock:%Y-%m-%d}." if said.clock else ""
    signers = ", ".join(f"{each.section} ({each.person})" for each in said.countersignatures) or "nobody"
    lines = [
        f"VERIFIED: {said.output} version {said.version} of {said.case}, released by {said.section}.{clock}",
        f"files: {', '.join(found.files) or 'none given'}",
        f"released by: {said.released_by}, in the log {said.origin}",
        f"countersigned by: {signers}",
        f"affected, as {said.section} says: {', '.join(each.section for each in said.affected) or 'nobody'}",
        f"gates: {_states(said)}",
        *(f"override of gate {each.gate} by {each.officer} until {each.expires}" for each in said.overrides),
        *(f"dissent by {each.section}: {found.opened.get(each.text, '(withheld)')}" for each in said.dissents),
        *(f"{each.section} refuses to {', '.join(each.refuses)}" for each in said.declines),
        f"signed in person: {', '.join(found.signed) or 'nothing'}",
        f"by the section's log alone: {', '.join(found.unsigned) or 'nothing'}",
        f"withheld: {found.withheld} names or texts, there and unchanged",
        *(["keys: all known beforehand"] if found.trusted else _compare(said)),
    ]
    return "\n".join(map(printable, lines)) + "\n"


def _states(said: Clearance) -> str:
    """Return how many gates stand in each state, and which, where it is another than open."""
    numbers: dict[str, list[str]] = {}
    for gate in said.gates:
        numbers.setdefault(gate.state, []).append(str(gate.number))
    return ", ".join(
        f"{len(some)} {state}" + ("" if state == "open" else f" ({', '.join(some)})")
        for state, some in sorted(numbers.items())
    )


def _compare(said: Clearance) -> list[str]:
    keys = [f"  {vkey}" for vkey in said.keys.values()]
    return ["keys: taken from the certificate; compare them with those published, or give them by --key:", *keys]
