"""A cleared release, and the act that gives it out."""

from __future__ import annotations

from answerable.record.entry import Fact
from answerable.releases import entries
from answerable.releases.gates import ReleaseCase, board
from tests.clearance.clean import by, clean_clearance, of_version
from tests.outputs.clean import RELEASE

RELEASED = "2026-03-01T12:00:00Z"


def clean_release() -> ReleaseCase:
    """Return a case in which every gate that is asked stands open."""
    return ReleaseCase(clearance=clean_clearance())


def released(case: ReleaseCase | None = None, *, person: str = "centre-director") -> Fact[entries.OutputReleased]:
    """Return that a person releases the current draft, with the outcomes of the board."""
    outcomes = tuple(entries.Outcome(gate=gate.number, state=gate.state) for gate in board(case or clean_release()))
    renderings = (entries.Rendering(name="release.md", sha256="0" * 64),)
    body = entries.OutputReleased(**of_version(RELEASE), renderings=renderings, outcomes=outcomes)
    return by(person, body, at=RELEASED)
