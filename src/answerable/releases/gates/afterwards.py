"""Gate 25: a text that rests on one with a notice is looked at again; critics are answered, not spoken ill of (CO, IF).

Rules:
  - A notice on a release re-opens what depends on it: its variants and translations, and what has it as a parent, where
    they were drafted before the notice. Once a version was drafted after it, the gate is open again.
  - A notice that names statements re-opens only what has one of these statements, or rests on a finding that one of
    them rests on. A notice on the whole re-opens every dependant.
  - An apology and an addendum change no words, and re-open nothing.
  - The output that the notice is on stays as it is, marked. Only a further version of it that was drafted before the
    notice, and is not out yet, is re-opened.
"""

from __future__ import annotations

from collections.abc import Iterator

from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates import current_version, documents, statements_of
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact, came_before
from answerable.releases.entries import NoticeIssued
from answerable.releases.gates.case import ReleaseCase
from answerable.releases.gates.short import is_spoken
from answerable.releases.gates.wording import issued

GATE = 25

CHANGES_NOTHING = frozenset({"apology", "addendum"})
"""Notices that leave the words of a release as they are."""


def afterwards(case: ReleaseCase) -> list[Blocker]:
    """Return a blocker for each notice on what the judged output depends on, made after its version was drafted."""
    return [_blocker(version, notice) for version, notice in _re_opened(case)]


def is_due(case: ReleaseCase) -> bool:
    """Tell whether there is anything to ask: the output is spoken, or depends on a release with a notice."""
    return is_spoken(case) or any(True for _ in _notices(case))


def _re_opened(case: ReleaseCase) -> Iterator[tuple[Fact[VersionDrafted], Fact[NoticeIssued]]]:
    drafts = case.clearance.outputs
    version = current_version(drafts, drafts.subject)
    for notice in _notices(case):
        if version is not None and came_before(version, notice) and _concerns(case, version, notice):
            yield version, notice


def _notices(case: ReleaseCase) -> Iterator[Fact[NoticeIssued]]:
    """Give the notices that change words of a release on which the judged output depends."""
    drafts = case.clearance.outputs
    above = {each.body.output for each in documents(case.clearance.outputs) if _is_above(case, each)}
    current = current_version(drafts, drafts.subject)
    out = current is not None and any(fact.body.draft_ref == current.ref for fact in case.released)
    for notice in issued(case):
        own = notice.body.output == drafts.subject and not out
        if notice.body.type not in CHANGES_NOTHING and (own or notice.body.output in above):
            yield notice


def _is_above(case: ReleaseCase, version: Fact[VersionDrafted]) -> bool:
    """Tell whether the judged output depends on a document, and not the other way round."""
    subject = case.clearance.outputs.subject
    return subject not in {version.body.output, version.body.variant_of}


def _concerns(case: ReleaseCase, version: Fact[VersionDrafted], notice: Fact[NoticeIssued]) -> bool:
    named = frozenset(notice.body.statements)
    own = {each.id for each in statements_of(case.clearance.outputs, version)}
    if not named or (named & own and notice.body.output != version.body.parent):
        return True
    under = _findings(case, notice.body.output, named)
    return bool(under & _findings(case, version.body.output, own))


def _findings(case: ReleaseCase, output: str, statements: frozenset[str] | set[str]) -> frozenset[str]:
    """Return the findings that statements of an output were ever rested on."""
    links = case.clearance.outputs.supports
    return frozenset(f.body.finding for f in links if f.body.output == output and f.body.statement in statements)


def _blocker(version: Fact[VersionDrafted], notice: Fact[NoticeIssued]) -> Blocker:
    body = version.body
    text = (
        f"Version {body.version} of {body.output} was drafted before notice {notice.body.notice} "
        f"on {notice.body.output}."
    )
    return Blocker(
        gate=GATE,
        code="notice-unanswered",
        text=text,
        standard="CO",
        opens=f"Draft a version of {body.output} that takes the notice into account.",
        where=Where(document=body.output, version=body.version),
    )
