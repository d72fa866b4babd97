"""What the check of a certificate found, in plain lines."""

from __future__ import annotations

from answerable.releases.statement import Clearance
from answerable.releases.verification import Verified


def describe(found: Verified) -> str:
    """Return what was found to be so, in plain lines."""
    said = found.statement.predicate
    clock = f" Worked example: its clock stands at {said.clock:%Y-%m-%d}." if said.clock else ""
    signers = ", ".join(f"{each.section} ({each.person})" for each in said.countersignatures) or "nobody"
    lines = [
        f"VERIFIED: {said.output} version {said.version} of {said.case}, released by {said.section}.{clock}",
        f"files: {', '.join(found.files) or 'none given'}",
        f"countersigned by: {signers}",
        f"gates: {_states(said)}",
        *(f"override of gate {each.gate} by {each.officer} until {each.expires}" for each in said.overrides),
        *(f"dissent by {each.section}: {found.opened.get(each.text, '(withheld)')}" for each in said.dissents),
        *(f"{each.section} refuses to {', '.join(each.refuses)}" for each in said.declines),
        f"withheld: {found.withheld} names or texts, there and unchanged",
        "keys: all known beforehand" if found.trusted else _compare(said),
    ]
    return "\n".join(lines) + "\n"


def _states(said: Clearance) -> str:
    count: dict[str, int] = {}
    for gate in said.gates:
        count[gate.state] = count.get(gate.state, 0) + 1
    return ", ".join(f"{number} {state}" for state, number in sorted(count.items()))


def _compare(said: Clearance) -> str:
    keys = "\n".join(f"  {vkey}" for vkey in said.keys.values())
    return f"keys: taken from the certificate; compare them with those published, or give them by --key:\n{keys}"
