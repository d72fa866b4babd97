"""Independence of sources: which items go back to one origin."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.evidence.gates import EvidenceCase, origins
from tests.cases import fact
from tests.evidence.clean import TESTIMONY, clean_evidence


def rooted(**roots: str) -> EvidenceCase:
    items = tuple(
        fact(replace(TESTIMONY, item=item, root=root), index=i) for i, (item, root) in enumerate(roots.items())
    )
    return replace(clean_evidence(), items=items)


COUNTED = {
    "two items without a root": (rooted(E1="", E2=""), 2),
    "two items with one root": (rooted(E1="the witness", E2="the witness"), 1),
    "two items with two roots": (rooted(E1="the witness", E2="the doctor"), 2),
    "an item that is the root of the other": (rooted(E1="", E2="E1"), 1),
    "roots over items that are not asked about": (rooted(E1="", E2="E3", E3="E1"), 1),
    "items that name each other": (rooted(E1="E2", E2="E1"), 1),
    "an item that names itself": (rooted(E1="E1", E2=""), 2),
}


@pytest.mark.parametrize(("case", "number"), COUNTED.values(), ids=COUNTED)
def test_origins_are_counted(case, number):
    assert len(origins(case, ["E1", "E2"])) == number


def test_no_items_have_no_origin():
    assert origins(clean_evidence(), []) == frozenset()


def test_an_origin_that_is_recognised_late_counts():
    case = clean_evidence()
    again = fact(replace(case.items[1].body, root="E1"), at="2026-02-01T10:00:00Z", index=9)
    assert origins(replace(case, items=(*case.items, again)), ["E1", "E2"]) == {"E1"}
