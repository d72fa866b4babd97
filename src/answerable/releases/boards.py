"""A case judged now: the board with what it was judged by, for people and for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from answerable.evidence.clock import moment_of
from answerable.outputs.gates import current_version
from answerable.people.standing import policy_in_force
from answerable.record.blocker import Blocker
from answerable.releases.errors import NoSuchOutput
from answerable.releases.gates import Gate, board, is_clear, released_current
from answerable.releases.models import read_release


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A board: which output in which version, at which moment, by which policy, and every gate."""

    case: str
    output: str
    version: int
    judged_at: datetime
    policy: str
    clear: bool
    released: bool
    gates: tuple[Gate, ...]


def check_output(case: str, output: str, *, at: datetime | None = None) -> None:
    """Return when nothing, or an output of the case, is named by `output`.

    Raises:
        NoSuchCase: an output is named, and nobody opened a case by that name.
        NoSuchOutput: nothing was drafted under that name; the message lists what was.
    """
    if not output:
        return
    state = read_release(case, at=at or moment_of(case))
    names = dict.fromkeys(fact.body.output for fact in state.clearance.outputs.versions)
    if output not in names:
        raise NoSuchOutput(f"expected an output of {case} ({', '.join(names) or 'it has none'}), found {output!r}")


def judge(case: str, *, at: datetime | None = None, subject: str = "") -> Judged:
    """Return the board of a case's output, at `at`, or now if not said; where its clock stands before that, there.

    Raises:
        NoSuchCase: nobody opened a case by that name.
    """
    state = read_release(case, at=at or moment_of(case), subject=subject)
    drafts = state.clearance.outputs
    current = current_version(drafts, drafts.subject)
    policy = policy_in_force(state.people, at=state.at)
    gates = board(state)
    return Judged(
        case=case,
        output=drafts.subject,
        version=current.body.version if current else 0,
        judged_at=state.at,
        policy=f"{policy.body.policy} {policy.body.number}" if policy else "none in force",
        clear=is_clear(gates),
        released=bool(released_current(state)),
        gates=gates,
    )


def as_json(judged: Judged) -> str:
    """Return a board as JSON, one line at the end."""
    plain: dict[str, Any] = msgspec.to_builtins(judged)
    return msgspec.json.format(msgspec.json.encode(plain), indent=2).decode() + "\n"


def as_text(judged: Judged) -> str:
    """Return a board as lines of text."""
    head = (
        f"{judged.case}: {judged.output or 'no output'} version {judged.version}, "
        f"judged at {judged.judged_at:%Y-%m-%d %H:%M} UTC by policy {judged.policy}"
    )
    closed = sum(gate.state == "closed" for gate in judged.gates)
    foot = (
        "Clear: nothing blocks."
        if judged.clear
        else f"Blocked: {closed} gate{'s are' if closed > 1 else ' is'} closed."
    )
    return "\n".join([head, "", *(line for gate in judged.gates for line in _gate(gate)), "", foot]) + "\n"


def _gate(gate: Gate) -> list[str]:
    return [
        f"{gate.number:>2} {gate.name:<20} {gate.state}",
        *(line for each in gate.blockers for line in _blocker(each)),
        *(line for each in gate.remarks for line in _remark(each)),
    ]


def _remark(remark: Blocker) -> list[str]:
    return [f"     ~ {remark.text}", f"       where: {_place(remark)}   [{remark.standard}, {remark.code}]"]


def _place(blocker: Blocker) -> str:
    place = str(blocker.where)
    if blocker.where.start is not None:
        place = f"{place}, characters {blocker.where.start} to {blocker.where.end}"
    return place or "the whole case"


def _blocker(blocker: Blocker) -> list[str]:
    return [
        f"     - {blocker.text}",
        f"       where: {_place(blocker)}   [{blocker.standard}, {blocker.code}]",
        f"       opens: {blocker.opens}",
    ]
