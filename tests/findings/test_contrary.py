"""Gate 7, contrary evidence: what it blocks, and what it lets through."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from answerable.findings import entries
from answerable.findings.gates import FindingsCase, contrary_evidence
from tests.cases import commit, fact
from tests.evidence.clean import changed
from tests.findings.clean import F1, clean_findings

USED = frozenset({"F1"})


def recorded(name: str = "C1", finding: str = "F1", item: str = "") -> object:
    return fact(entries.ContraryRecorded(contrary=name, finding=finding, item=item, text=commit("another account")))


LATER = datetime(2026, 2, 1, tzinfo=UTC)


def answered(name: str = "C1") -> object:
    return fact(entries.ContraryAnswered(contrary=name, answer=commit("why the finding stands")))


def searched(finding: str = "F1", actor: str = "centre-author", ref: str = F1.ref) -> object:
    search = entries.ContrarySearched(finding=finding, finding_ref=ref, searched=commit("the port's notices"))
    return fact(search, actor=actor)


def looking(*, contraries: tuple = (), answers: tuple = (), searches: tuple = (), item: str = "") -> FindingsCase:
    links = (*F1.body.evidence, *((entries.Link(item=item, does="contradicts"),) if item else ()))
    return replace(
        clean_findings(),
        findings=(changed(F1, evidence=links),),
        contraries=contraries,
        contrary_answers=answers,
        contrary_searches=searches,
    )


BLOCKED = {
    "nobody looked": (looking(), "contrary-not-looked-for"),
    "a search on another finding": (looking(searches=(searched("F2"),)), "contrary-not-looked-for"),
    "a search that nobody signed": (looking(searches=(searched(actor=""),)), "contrary-not-looked-for"),
    "a search signed by somebody who never joined": (
        looking(searches=(searched(actor="stranger"),)),
        "contrary-not-looked-for",
    ),
    "a search on an earlier version": (looking(searches=(searched(ref="0" * 64),)), "contrary-search-stale"),
    "contrary evidence on another finding": (
        looking(contraries=(recorded(finding="F2"),), answers=(answered(),)),
        "contrary-not-looked-for",
    ),
    "contrary evidence without an answer": (looking(contraries=(recorded(),)), "contrary-unanswered"),
    "a search does not answer what is on record": (
        looking(contraries=(recorded(),), searches=(searched(),)),
        "contrary-unanswered",
    ),
    "one answered of two": (
        looking(contraries=(recorded(), recorded("C2")), answers=(answered(),)),
        "contrary-unanswered",
    ),
    "recorded anew under a key that was answered before": (
        looking(contraries=(recorded(), replace(recorded(), at=LATER)), answers=(answered(),)),
        "contrary-unanswered",
    ),
    "a contradicting item that is not recorded": (
        looking(searches=(searched(),), item="E3"),
        "contradicting-item-unrecorded",
    ),
    "a contradicting item recorded as another": (
        looking(contraries=(recorded(item="E4"),), answers=(answered(),), item="E3"),
        "contradicting-item-unrecorded",
    ),
}


@pytest.mark.parametrize(("case", "code"), BLOCKED.values(), ids=BLOCKED)
def test_contrary_evidence_blocks(case, code):
    (blocker,) = contrary_evidence(case, USED)
    assert (blocker.gate, blocker.code, blocker.where.finding) == (7, code, "F1")


ALLOWED = {
    "the clean case": clean_findings(),
    "a signed search that found none": looking(searches=(searched(),)),
    "contrary evidence that is answered": looking(contraries=(recorded(),), answers=(answered(),)),
    "a contradicting item, recorded and answered": looking(
        contraries=(recorded(item="E3"),), answers=(answered(),), item="E3"
    ),
}


@pytest.mark.parametrize("case", ALLOWED.values(), ids=ALLOWED)
def test_contrary_evidence_lets_through(case):
    assert contrary_evidence(case, USED) == []


def test_only_used_findings_are_asked_about():
    assert contrary_evidence(looking(), frozenset({"F2"})) == []


def test_a_contradicting_item_is_named():
    (blocker,) = contrary_evidence(looking(searches=(searched(),), item="E3"), USED)
    assert blocker.where.item == "E3"
