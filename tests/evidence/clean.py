"""A case with two items of independent origin, in which everything about evidence is in order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from answerable.evidence import entries
from answerable.evidence.gates import EvidenceCase
from answerable.record.entry import Body, Fact
from tests.cases import commit, fact
from tests.people.clean import clean_people

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
"""When the clean case is judged: eight weeks after it was opened, room enough for every minimum number of days."""

FILM = "ab" * 32
"""SHA-256 of the file of item E2."""

OPENED = entries.CaseOpened(
    title="The closing of the harbour",
    terms=commit("terms of reference"),
    parties=("port-authority",),
    countries=("xa",),
    situation="peace",
)
TESTIMONY = entries.ItemTakenIn(
    item="E1",
    type="testimony",
    title=commit("a dock worker's account"),
    source=commit("a dock worker"),
    origin=commit("union hall"),
    custodian="centre-author",
)
VIDEO = entries.ItemTakenIn(
    item="E2",
    type="video",
    title=commit("film of the east quay"),
    source=commit("a bystander"),
    origin=commit("https://video.example/quay"),
    file=commit("the film"),
    file_name="quay.mp4",
    sha256=FILM,
    size=4096,
    capture=entries.Capture(at=datetime(2026, 1, 6, 9, tzinfo=UTC), operator="centre-author", tool="wget 1.21"),
    custodian="centre-author",
    public=True,
)
TRANSFER = entries.ItemTransferred(
    item="E2", giver="centre-author", taker="centre-lawyer", purpose="review", before=FILM, after=FILM
)


def changed(old: Fact[Body], **changes: Any) -> Fact[Body]:
    """Return `old` with fields of its body changed and its ref kept, so that what points to it still does."""
    return replace(old, body=replace(old.body, **changes))


def clean_evidence() -> EvidenceCase:
    """Return a case with a testimony (E1, for public use) and a film (E2, handed on once, read again and equal)."""
    checked = {"source_analysis": commit("source"), "content_analysis": commit("content")}
    taken, checked_at, moved = "2026-01-06T10:00:00Z", "2026-01-07T10:00:00Z", "2026-01-08T10:00:00Z"
    return EvidenceCase(
        case="harbour",
        at=AT,
        opened=fact(OPENED, actor="centre-director"),
        people=clean_people(),
        items=(fact(TESTIMONY, at=taken, index=1), fact(VIDEO, at=taken, index=2)),
        transfers=(fact(TRANSFER, at=moved),),
        rehashes=(fact(entries.ItemRehashed(item="E2", sha256=FILM), at="2026-01-09T10:00:00Z"),),
        verifications=tuple(fact(entries.ItemVerified(item=item, **checked), at=checked_at) for item in ("E1", "E2")),
        grades=tuple(
            fact(entries.ItemGraded(item=item, source="B", information="2", reasons=commit("reasons")), at=checked_at)
            for item in ("E1", "E2")
        ),
        consents=(
            fact(
                entries.ConsentGiven(item="E1", uses=("internal", "shared", "public"), record=commit("signed form")),
                at=taken,
            ),
        ),
    )
