"""Gate 22, misuse rehearsal: what it blocks, and what it lets through."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.clearance.gates import misuse_rehearsal
from tests.clearance.clean import clean_clearance, rehearsed, with_edit
from tests.outputs.clean import LEAD_2, RELEASE_SAYS, drafting, saying

CLEAN = clean_clearance()
TITLE = RELEASE_SAYS[0]
EDITED = with_edit(CLEAN)


def without(name: str):
    return replace(CLEAN, rehearsals=tuple(each for each in CLEAN.rehearsals if each.body.statement != name))


def untitled(kind: str):
    outputs = drafting(saying(CLEAN.outputs, "title", place="body"), "release", type=kind)
    return replace(CLEAN, outputs=outputs)


BLOCKED = {
    **{
        f"the {name} was not rehearsed": (without(name), "statement-not-rehearsed", name)
        for name in ("title", "bullet", "lead", "now", "call", "quote")
    },
    "words that changed since": (EDITED, "rehearsal-orphaned", "lead"),
    "a risk accepted by an author": (
        replace(without("title"), rehearsals=(*without("title").rehearsals, rehearsed(TITLE, answer="accepted"))),
        "misuse-accepted-by-author",
        "title",
    ),
    "a risk accepted by somebody who never joined": (
        replace(
            without("title"),
            rehearsals=(
                *without("title").rehearsals,
                replace(rehearsed(TITLE, answer="accepted", actor="coast-director"), actor="stranger"),
            ),
        ),
        "misuse-accepted-by-author",
        "title",
    ),
    "a release without a title": (untitled("release"), "title-not-marked", ""),
}


@pytest.mark.parametrize(("case", "code", "statement"), BLOCKED.values(), ids=BLOCKED)
def test_misuse_blocks(case, code, statement):
    assert [(each.gate, each.code, each.where.statement) for each in misuse_rehearsal(case)] == [(22, code, statement)]


LET_THROUGH = {
    "every statement rehearsed": CLEAN,
    "a risk accepted by somebody who is no author": replace(
        without("title"),
        rehearsals=(*without("title").rehearsals, rehearsed(TITLE, answer="accepted", actor="coast-director")),
    ),
    "the new words rehearsed, and nothing else again": replace(
        EDITED, rehearsals=(*CLEAN.rehearsals, rehearsed(LEAD_2))
    ),
    "a post without a title": untitled("post"),
    "statements of the parent, which has its own gates": CLEAN,
}


@pytest.mark.parametrize("case", LET_THROUGH.values(), ids=LET_THROUGH)
def test_misuse_lets_through(case):
    assert misuse_rehearsal(case) == []
