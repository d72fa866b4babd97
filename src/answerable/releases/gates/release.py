"""Whether a version may be released now: every gate open or overridden, by an approver who is no author, once."""

from __future__ import annotations

from answerable.outputs.gates import authors, current_version
from answerable.people.standing import holds_role, in_own_log
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact
from answerable.releases import entries
from answerable.releases.gates.board import board, released_current
from answerable.releases.gates.case import ReleaseCase

GATE = 24


def may_release(case: ReleaseCase, fact: Fact[entries.OutputReleased]) -> list[Blocker]:
    """Return what keeps this version from being released: closed gates first, then who, then what."""
    gates = board(case)
    closed = [blocker for gate in gates if gate.state == "closed" for blocker in gate.blockers]
    return [*closed, *_who(case, fact), *_what(case, fact), *_outcomes(fact, {g.number: g.state for g in gates})]


def _who(case: ReleaseCase, fact: Fact[entries.OutputReleased]) -> list[Blocker]:
    where = Where(person=fact.actor)
    found = []
    held = holds_role(case.people, fact.actor, "approver", case=fact.case, at=case.at)
    if not (held and in_own_log(case.people, fact)):
        text = f"{fact.actor} does not hold the role of approver."
        found.append(_blocker("not-approver", text, "Let a person with the role of approver release it.", where))
    if fact.actor in authors(case.clearance.outputs):
        text = f"{fact.actor} is an author, and authors close none of their own gates."
        found.append(_blocker("author-releases", text, "Let an approver who is no author release it.", where))
    return found


def _what(case: ReleaseCase, fact: Fact[entries.OutputReleased]) -> list[Blocker]:
    drafts = case.clearance.outputs
    current = current_version(drafts, fact.body.output)
    where = Where(document=fact.body.output, version=fact.body.version)
    if current is None or current.ref != fact.body.draft_ref or current.body.version != fact.body.version:
        text = f"{fact.body.output} version {fact.body.version} is not the current draft that the gates judged."
        return [_blocker("not-current", text, "Release the current version.", where)]
    if released_current(case):
        text = f"{fact.body.output} version {fact.body.version} is already released."
        return [_blocker("already-released", text, "Draft a new version to release other words.", where)]
    return []


def _outcomes(fact: Fact[entries.OutputReleased], states: dict[int, str]) -> list[Blocker]:
    if {outcome.gate: outcome.state for outcome in fact.body.outcomes} == states:
        return []
    text = "The outcomes to be recorded are not those of the board."
    return [_blocker("outcomes-differ", text, "Record the outcomes that the board shows now.", Where())]


def _blocker(code: str, text: str, opens: str, where: Where) -> Blocker:
    return Blocker(gate=GATE, code=code, text=text, standard="CO", opens=opens, where=where)
