"""Gate 13: an allegation of a grave violation has a report or legal annex behind it (LL).

Rules:
  - Asked of each document that is neither report nor legal annex, accuses a party and uses a grave finding.
  - Its parent (for a variant, its original's parent) is a report or legal annex that uses every finding it uses.
"""

from __future__ import annotations

from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates.case import (
    OutputsCase,
    accused_by,
    current_version,
    documents,
    grave,
    parent_of,
    used_by,
)
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact

FULL = frozenset({"report", "legal-annex"})
"""The types that carry an allegation by themselves; every other only summarises one."""


def format_fits_gravity(case: OutputsCase) -> list[Blocker]:
    """Return a blocker for each short document that alleges a grave violation beyond what a report carries."""
    return [blocker for version in documents(case) if _alleges(case, version) for blocker in _judge(case, version)]


def _alleges(case: OutputsCase, version: Fact[VersionDrafted]) -> bool:
    if version.body.type in FULL:
        return False
    return bool(accused_by(case, version)) and grave(case, used_by(case, version.body.output))


def _judge(case: OutputsCase, version: Fact[VersionDrafted]) -> list[Blocker]:
    body, name = version.body, parent_of(case, version)
    where = Where(document=body.output, version=body.version)
    parent = current_version(case, name)
    if not name:
        return [
            _blocker(
                "grave-without-report", f"{body.output} alleges a grave violation with no report behind it.", where
            )
        ]
    if parent is None:
        return [
            _blocker("parent-not-drafted", f"{body.output} summarises {name}, of which there is no version.", where)
        ]
    if parent.body.type not in FULL:
        return [
            _blocker("parent-not-a-report", f"{body.output} summarises {name}, which is a {parent.body.type}.", where)
        ]
    return [
        _blocker(
            "finding-not-in-parent",
            f"{body.output} uses {finding}, which {name} does not use.",
            Where(document=body.output, version=body.version, finding=finding),
        )
        for finding in sorted(used_by(case, body.output) - used_by(case, name))
    ]


def _blocker(code: str, text: str, where: Where) -> Blocker:
    return Blocker(
        gate=13,
        code=code,
        text=text,
        standard="LL",
        opens="Put the full allegation into a report or legal annex and name it as parent.",
        where=where,
    )
