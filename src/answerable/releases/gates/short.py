"""The short form of the gates: what a reply, a post or an interview passes before it goes out (gate 25).

Rules:
  - An interview is prepared as questions and answers; so there are three types that are spoken: `SPOKEN`.
  - The short form is for what says nothing new: each statement that claims something rests, in these words, on versions
    of findings that a release of the case rests on, and nobody is accused whom no release accuses. What says anything
    new passes every gate, whatever its type.
  - What was taken back, corrected or is in doubt is not repeated: a release that does not stand as current lends
    nothing, nor does a statement that a notice takes back.
  - Left out are the gates that judge findings, method and hearing, which stood open when the release went out that the
    text repeats. Never left out: what the words say (4 to 6, 8 to 11, 15, 16), objections, alarms and the affected
    sections' countersignature, the certificate, and how critics are spoken of.
"""

from __future__ import annotations

from answerable.outputs.gates import OutputsCase, accused_by, current_version, statements_of
from answerable.outputs.gates.case import JUDGED, SPOKEN
from answerable.record.entry import Fact
from answerable.releases.entries import OutputReleased
from answerable.releases.gates.case import ReleaseCase
from answerable.releases.gates.status import MARKS, standing
from answerable.releases.gates.wording import issued

LEFT_OUT = frozenset({1, 3, 7, 12, 13, 14, 17, 18, 19, 22})
"""Gates that the short form does not ask: they were open for the release whose findings the text repeats."""

Pinned = frozenset[tuple[str, str]]
"""Findings, each in one version: its key and the ref of its entry."""


def left_out(case: ReleaseCase) -> frozenset[int]:
    """Return the gates that are not asked of the judged output, because it is spoken and says nothing new."""
    return LEFT_OUT if is_spoken(case) and says_nothing_new(case) else frozenset()


def is_spoken(case: ReleaseCase) -> bool:
    """Tell whether the judged output is a reply, a post or an interview."""
    drafts = case.clearance.outputs
    current = current_version(drafts, drafts.subject)
    return current is not None and current.body.type in SPOKEN


def says_nothing_new(case: ReleaseCase) -> bool:
    """Tell whether the judged output rests on what was released alone, and accuses nobody besides."""
    drafts = case.clearance.outputs
    current = current_version(drafts, drafts.subject)
    others = [fact for fact in case.released if fact.body.output != drafts.subject]
    if current is None or not others:
        return False
    standing_ones = [fact for fact in others if _stands(case, fact)]
    known: Pinned = frozenset().union(*(_rests_on(case, fact) for fact in standing_ones))
    accused = frozenset().union(*(_accused(drafts, fact) for fact in standing_ones))
    claims = [each for each in statements_of(drafts, current) if each.says in JUDGED]
    pins = [_pinned(drafts, current.body.output, each.id, each.words) for each in claims]
    return all(each and each <= known for each in pins) and accused_by(drafts, current) <= accused


def _stands(case: ReleaseCase, release: Fact[OutputReleased]) -> bool:
    """Tell whether a release was not taken back as a whole, and is in no doubt."""
    return standing(case, release).status in {"current", "corrected"}


def _taken_back(case: ReleaseCase, release: Fact[OutputReleased]) -> frozenset[str]:
    """Return the statements of a release that notices correct or take back."""
    found = [fact.body for fact in issued(case) if fact.body.released_ref == release.ref]
    return frozenset(name for body in found if body.type in MARKS for name in body.statements)


def _rests_on(case: ReleaseCase, release: Fact[OutputReleased]) -> Pinned:
    """Return what the statements of a released version rest on, as it went out; not those that were taken back."""
    drafts, gone = case.clearance.outputs, _taken_back(case, release)
    versions = [each for each in drafts.versions if each.ref == release.body.draft_ref]
    found = (
        _pinned(drafts, version.body.output, each.id, each.words, before=release)
        for version in versions
        for each in statements_of(drafts, version)
        if each.id not in gone
    )
    return frozenset().union(*found)


def _pinned(
    drafts: OutputsCase, output: str, statement: str, words: str, *, before: Fact[OutputReleased] | None = None
) -> Pinned:
    links = [
        fact
        for fact in drafts.supports
        if (fact.body.output, fact.body.statement, fact.body.words) == (output, statement, words)
        and (before is None or fact.at <= before.at)
    ]
    return frozenset((fact.body.finding, fact.body.finding_ref) for fact in links)


def _accused(drafts: OutputsCase, release: Fact[OutputReleased]) -> frozenset[str]:
    versions = [each for each in drafts.versions if each.ref == release.body.draft_ref]
    return frozenset().union(*(accused_by(drafts, version) for version in versions))
