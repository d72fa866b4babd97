"""Gate 12, context: what it remarks on, and what it lets pass; it never blocks."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.outputs import entries
from answerable.outputs.gates import OutputsCase, context
from tests.cases import commit, fact
from tests.outputs.clean import PORT, clean_outputs, drafting, opened, said, saying

LONE = clean_outputs()
SEVERAL = opened(LONE, parties=(PORT, "dock-union"))


def given(output: str, *, covers: tuple[str, ...] = (PORT, "dock-union")) -> object:
    body = entries.ContextGiven(output=output, statements=("wider",), covers=covers, why=commit("both have blocked"))
    return fact(body, at="2026-01-22T10:00:00Z")


def with_context(
    *, place: str = "lead", says: str = "context", case: OutputsCase = SEVERAL, **changes: object
) -> OutputsCase:
    wider = said("wider", place=place, says=says, strength="", start=900, end=950, party="", carries=())
    marked = tuple(
        replace(each, body=replace(each.body, statements=(*each.body.statements, wider))) for each in case.marked
    )
    contexts = (given("release", **changes), given("report", **changes))
    return replace(case, marked=marked, contexts=contexts)


REMARKED = {
    "nothing said of the others": (SEVERAL, "context-missing"),
    "context in the body only": (with_context(place="body"), "context-not-in-lead"),
    "a lead sentence that gives no context": (with_context(says="method"), "context-not-in-lead"),
    "context that covers the accused alone": (with_context(covers=(PORT,)), "context-covers-one-party"),
}


@pytest.mark.parametrize(("case", "code"), REMARKED.values(), ids=REMARKED)
def test_context_remarks(case, code):
    found = [(each.gate, each.code, each.where.document) for each in context(case)]
    assert found == [(12, code, "release"), (12, code, "report")]


LET_THROUGH = {
    "a case with one party": LONE,
    "context in the lead": with_context(),
}


@pytest.mark.parametrize("case", LET_THROUGH.values(), ids=LET_THROUGH)
def test_context_lets_pass(case):
    assert context(case) == []


def test_a_document_that_accuses_nobody_is_asked_for_no_context():
    case = drafting(drafting(SEVERAL, "release", accuses=()), "report", accuses=())
    for name in ("title", "bullet", "lead", "report-title", "report-lead"):
        case = saying(case, name, says="fact")
    assert context(case) == []


@pytest.mark.parametrize("party", [PORT, "dock-union"])
def test_context_looks_the_same_at_every_party(party):
    case = drafting(drafting(SEVERAL, "release", accuses=(party,)), "report", accuses=(party,))
    for name in ("title", "bullet", "lead", "report-title", "report-lead"):
        case = saying(case, name, party=party)
    assert [each.code for each in context(case)] == ["context-missing", "context-missing"]
