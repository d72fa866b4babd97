"""A post on a release that went out, and what can be changed in it."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from answerable.outputs.entries import Noticed, Statement, VersionDrafted
from answerable.releases.entries import NoticeIssued
from answerable.releases.gates import ReleaseCase
from tests.cases import commit, fact
from tests.clearance.clean import clean_clearance, countersigned
from tests.outputs.clean import PORT, link, marks, read, said
from tests.releases.clean import released

POSTED = "2026-03-02T10:00:00Z"
LATER = "2026-03-05T10:00:00Z"
SAYS = said("lead", words=commit("in a post"), strength="may-have")


def posting(
    *statements: Statement, type_: str = "post", noticed: tuple[Noticed, ...] = (), linked: bool = True, **changes: Any
) -> ReleaseCase:
    """Return the case after its release went out, with a post that says these statements, or `SAYS`, judged."""
    statements = statements or (SAYS,)
    plain = {"output": "post", "version": 1, "type": type_, "language": "en", "parent": "release", "accuses": (PORT,)}
    drafted = VersionDrafted(**{**plain, "text": commit("a post"), "authors": ("centre-author",), **changes})
    post = fact(drafted, at=POSTED, index=50)
    cleared = clean_clearance()
    drafts = replace(
        cleared.outputs,
        subject=drafted.output,
        versions=(*cleared.outputs.versions, post),
        marked=(*cleared.outputs.marked, marks(post, *statements)),
        supports=(
            *cleared.outputs.supports,
            *(link(drafted.output, each, at=POSTED) for each in statements if each.says in {"fact", "law"} and linked),
        ),
    )
    drafts = read(drafts, drafted.output, *noticed)
    signed = tuple(countersigned(person, post, at=LATER) for person in ("coast-director", "centre-director"))
    cleared = replace(cleared, outputs=drafts, countersignatures=(*cleared.countersignatures, *signed))
    return ReleaseCase(clearance=cleared, released=(released(),))


def noticed_on(case: ReleaseCase, *, at: str = LATER, index: int = 90, **changes: Any) -> ReleaseCase:
    """Return the case with a correction on its release."""
    plain = {"notice": "N1", "type": "correction", "output": "release", "released_ref": case.released[0].ref}
    body = NoticeIssued(**{**plain, "drafted_ref": "0" * 64, "text": commit("thirty-one"), **changes})
    return replace(case, notices=(fact(body, actor="centre-director", at=at, index=index),))
