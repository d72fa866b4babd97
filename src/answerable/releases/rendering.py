"""The files of a release: the exact words, and a page of its own that shows them with how they were cleared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation

from answerable.clearance.gates import (
    ClearanceCase,
    affected_sections,
    open_objections,
    overriding,
    replies_beside,
    replies_to,
    review_of,
    review_until,
    travelling_dissents,
    valid_countersignatures,
    waiver_of,
)
from answerable.clearance.gates.case import people_of, speaks_for
from answerable.evidence.entries import CaseOpened
from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates import policy_for
from answerable.outputs.rendering import as_html
from answerable.people.standing import section_of_origin
from answerable.record.entry import Fact
from answerable.releases.gates import Gate, ReleaseCase
from answerable.vault.reading import opened as opened_text


def page_of(case: ReleaseCase, current: Fact[VersionDrafted], gates: tuple[Gate, ...], *, text: str) -> str:
    """Return the page of a release: its words, who was asked, what was overridden, who dissents, how to verify it.

    It names sections and roles, never persons.
    """
    clearance = case.clearance
    opened: CaseOpened = clearance.outputs.findings.evidence.opened.body
    context = {
        "language": current.body.language,
        "title": title_of(text),
        "body": as_html(text),
        "case": opened,
        "policy": policy_for(clearance.outputs),
        "current": current.body,
        "released": case.at,
        "gates": gates,
        "affected": affected_sections(clearance),
        "countersigned": sorted({fact.body.section for fact in valid_countersignatures(clearance)}),
        "overrides": list(_overrides(case, gates)),
        "replies": list(_replies(clearance, current, text)),
        "open_objections": list(_open_objections(clearance)),
        "dissents": [opened_text(fact.body.text) for fact in travelling_dissents(clearance)],
        "declines": [
            {"section": fact.body.section, "refuses": fact.body.refuses, "text": opened_text(fact.body.text)}
            for fact in clearance.declines
            if fact.body.draft_ref == current.ref and speaks_for(clearance, fact, fact.body.section)
        ],
    }
    # Whoever releases it, and in whatever language they read, the bytes are the same.
    with translation.override("en"), timezone.override(UTC):
        return render_to_string("releases/document.html", context)


def _overrides(case: ReleaseCase, gates: tuple[Gate, ...]) -> Iterator[dict[str, Any]]:
    """Yield each override that opens a gate, with what became of its review, or until when that is due."""
    for gate in gates:
        override = overriding(case.clearance, gate.number, case.at) if gate.state == "overridden" else None
        if override is not None:
            yield {
                "gate": gate,
                "expires": override.body.expires,
                "reason": opened_text(override.body.reason),
                "review": review_of(case.clearance, override),
                "review_until": review_until(override),
            }


def _open_objections(clearance: ClearanceCase) -> Iterator[dict[str, Any]]:
    """Yield each objection that nobody settled: that it stands, and not its words, which were not said in public."""
    people = people_of(clearance)
    for fact in open_objections(clearance):
        body, section = fact.body, section_of_origin(people, fact.origin)
        yield {"about": body.about, "severity": body.severity, "outside": body.outside, "section": section}


def _replies(clearance: ClearanceCase, current: Fact[VersionDrafted], text: str) -> Iterator[dict[str, Any]]:
    """Yield, for each party that these words accuse, what they conclude about it and what it replied, if it did."""
    beside = [each for each in replies_beside(clearance) if each.version.ref == current.ref]
    for each in replies_to(clearance, current):
        concluded = [other.statement for other in beside if other.party == each.party]
        waiver = waiver_of(clearance, each.party)
        yield {
            "party": each.party,
            "state": each.state,
            "conclusions": [text[said.start : said.end].strip("#*_ \n") for said in concluded],
            "texts": [{"at": reply.at, "text": opened_text(reply.body.text)} for reply in each.replies],
            "request": each.request,
            "days": each.days,
            "waived": opened_text(waiver.body.reason) if waiver else "",
        }


def title_of(text: str) -> str:
    """Return the first heading of a CommonMark text, or its first line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    headings = [line.lstrip("#").strip() for line in lines if line.startswith("#")]
    return next(iter([*headings, *lines]), "")
