"""The files of a release: the exact words, and a page of its own that shows them with how they were cleared."""

from __future__ import annotations

from django.template.loader import render_to_string

from answerable.clearance.gates import affected_sections, overriding, travelling_dissents, valid_countersignatures
from answerable.clearance.gates.case import speaks_for
from answerable.evidence.entries import CaseOpened
from answerable.outputs.entries import VersionDrafted
from answerable.outputs.rendering import as_html
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
        "current": current.body,
        "released": case.at,
        "gates": gates,
        "affected": affected_sections(clearance),
        "countersigned": sorted({fact.body.section for fact in valid_countersignatures(clearance)}),
        "overrides": [
            {"gate": gate, "expires": override.body.expires, "reason": opened_text(override.body.reason)}
            for gate in gates
            if gate.state == "overridden" and (override := overriding(clearance, gate.number, case.at))
        ],
        "dissents": [opened_text(fact.body.text) for fact in travelling_dissents(clearance)],
        "declines": [
            {"section": fact.body.section, "refuses": fact.body.refuses, "text": opened_text(fact.body.text)}
            for fact in clearance.declines
            if fact.body.draft_ref == current.ref and speaks_for(clearance, fact, fact.body.section)
        ],
    }
    return render_to_string("releases/document.html", context)


def title_of(text: str) -> str:
    """Return the first heading of a CommonMark text, or its first line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    headings = [line.lstrip("#").strip() for line in lines if line.startswith("#")]
    return next(iter([*headings, *lines]), "")
