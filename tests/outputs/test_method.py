"""Gate 14, method: what it blocks, and what it lets through."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.evidence.entries import ItemWithheld
from answerable.outputs.gates import OutputsCase, method
from tests.cases import commit, fact
from tests.outputs.clean import METHOD, clean_outputs, drafting, edited

CLEAN = clean_outputs()


def told(**changes: str) -> OutputsCase:
    return replace(CLEAN, methods=(fact(replace(METHOD, **changes)),))


def withholding(*items: str) -> OutputsCase:
    withheld = tuple(fact(ItemWithheld(item=item, reason=commit("safety"))) for item in items)
    return replace(
        CLEAN, findings=replace(CLEAN.findings, evidence=replace(CLEAN.findings.evidence, withheld=withheld))
    )


BLOCKED = {
    "no method at all": (replace(CLEAN, methods=()), "method-missing", "report"),
    "a method of the release only": (told(output="release"), "method-missing", "report"),
    **{f"a method without {part}": (told(**{part: ""}), "method-incomplete", "report") for part in
       ("who", "where", "chosen", "verified", "safety", "limits")},
    "an item held back without saying so": (withholding(), "item-not-declared", ""),
    "another item declared": (withholding("E2"), "item-not-declared", ""),
}  # fmt: skip


@pytest.mark.parametrize(("case", "code", "document"), BLOCKED.values(), ids=BLOCKED)
def test_method_blocks(case, code, document):
    assert [(each.gate, each.code, each.where.document) for each in method(case)] == [(14, code, document)]


LET_THROUGH = {
    "the method of the report behind a release": CLEAN,
    "a later version of the release": edited(),
    "a release without a report, with its own method": drafting(told(output="release"), "release", parent=""),
    "a work without interviews": told(interviews=0),
    "a published item that is declared all the same": withholding("E1", "E2"),
}


@pytest.mark.parametrize("case", LET_THROUGH.values(), ids=LET_THROUGH)
def test_method_lets_through(case):
    assert method(case) == []


def test_the_item_held_back_is_named():
    assert [each.where.item for each in method(withholding())] == ["E1"]


def test_the_latest_method_counts():
    mended = fact(METHOD, at="2026-02-01T10:00:00Z")
    assert method(replace(CLEAN, methods=(mended, fact(replace(METHOD, who=""), at="2026-01-02T10:00:00Z")))) == []
