"""Gate 1, custody: what it blocks, and what it lets through."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from answerable.evidence import entries
from answerable.evidence.gates import EvidenceCase, custody
from tests.cases import commit, fact
from tests.evidence.clean import FILM, TESTIMONY, TRANSFER, VIDEO, changed, clean_evidence

CITED = frozenset({"E1", "E2"})
OTHER = "cd" * 32
LATER = "2026-01-20T10:00:00Z"


def codes(case: EvidenceCase, cited: frozenset[str] = CITED) -> list[tuple[str, str]]:
    return [(blocker.code, blocker.where.item) for blocker in custody(case, cited)]


def with_items(**changes: object) -> EvidenceCase:
    case = clean_evidence()
    return replace(case, items=(case.items[0], changed(case.items[1], **changes)))


def with_testimony(**changes: object) -> EvidenceCase:
    case = clean_evidence()
    return replace(case, items=(changed(case.items[0], **changes), case.items[1]))


def with_transfer(**changes: object) -> EvidenceCase:
    case = clean_evidence()
    return replace(case, transfers=(changed(case.transfers[0], **changes),))


def handed_on(*moves: tuple[str, str]) -> EvidenceCase:
    transfers = tuple(
        fact(replace(TRANSFER, giver=giver, taker=taker), at=f"2026-01-{8 + day:02}T10:00:00Z")
        for day, (giver, taker) in enumerate(moves)
    )
    return replace(clean_evidence(), transfers=transfers)


def read_again(*digests: str) -> EvidenceCase:
    rehashes = tuple(
        fact(entries.ItemRehashed(item="E2", sha256=digest), at=f"2026-01-{9 + day:02}T10:00:00Z")
        for day, digest in enumerate(digests)
    )
    return replace(clean_evidence(), rehashes=rehashes)


def read_elsewhere(digest: str, origin: str = "harbour.example/coast") -> tuple[Any, ...]:
    return (fact(entries.ItemRehashed(item="E2", sha256=digest), at="2026-01-20T10:00:00Z", origin=origin),)


def verified(*halves: str) -> EvidenceCase:
    case = clean_evidence()
    done = tuple(fact(entries.ItemVerified(item="E2", **{half: commit(half)})) for half in halves)
    return replace(case, verifications=(case.verifications[0], *done))


def taken_in_again(**changes: object) -> EvidenceCase:
    case = clean_evidence()
    again = fact(replace(VIDEO, **changes), at=LATER, origin="harbour.example/coast")
    return replace(case, items=(*case.items, again))


BLOCKED = {
    "an item that was never taken in": (replace(clean_evidence(), items=clean_evidence().items[:1]), "item-unknown"),
    "a film without a file": (with_items(file="", sha256=""), "item-without-file"),
    "a document without a file": (with_items(type="document", file="", sha256=""), "item-without-file"),
    "a file without a digest": (with_items(sha256=""), "item-without-digest"),
    "an item from nowhere": (with_items(origin=""), "item-without-origin"),
    "a film nobody captured": (with_items(capture=None), "item-without-capture"),
    "a web page nobody captured": (with_items(type="web-page", capture=None), "item-without-capture"),
    "a giver who never had the item": (handed_on(("coast-director", "centre-lawyer")), "custody-gap"),
    "a gap after a proper transfer": (
        handed_on(("centre-author", "centre-lawyer"), ("centre-author", "coast-director")),
        "custody-gap",
    ),
    "a transfer that was not measured": (with_transfer(after=""), "transfer-without-digest"),
    "a file that changed on the way": (with_transfer(after=OTHER), "transfer-digest-differs"),
    "a file that had changed before it went": (with_transfer(before=OTHER, after=OTHER), "transfer-digest-differs"),
    "a file that was last read as another": (read_again(FILM, OTHER), "digest-differs"),
    "a changed file that another section has unchanged": (
        replace(read_again(OTHER), rehashes=(*read_again(OTHER).rehashes, *read_elsewhere(FILM))),
        "digest-differs",
    ),
    "two files under one key": (taken_in_again(sha256=OTHER), "item-contradicted"),
    "a source nobody verified": (verified("content_analysis"), "source-not-verified"),
    "a content nobody verified": (verified("source_analysis"), "content-not-verified"),
    "an item nobody graded": (replace(clean_evidence(), grades=clean_evidence().grades[:1]), "item-ungraded"),
}


@pytest.mark.parametrize(("case", "code"), BLOCKED.values(), ids=BLOCKED)
def test_custody_blocks(case, code):
    assert (code, "E2") in codes(case)


ALLOWED = {
    "the clean case": clean_evidence(),
    "a testimony handed on without digests": replace(
        clean_evidence(),
        transfers=(
            *clean_evidence().transfers,
            fact(entries.ItemTransferred(item="E1", giver="centre-author", taker="coast-reviewer", purpose="review")),
        ),
    ),
    "an item handed on and back": handed_on(("centre-author", "centre-lawyer"), ("centre-lawyer", "centre-author")),
    "an item that nobody handed on": replace(clean_evidence(), transfers=()),
    "transfers that come in another order": replace(
        handed_on(("centre-author", "centre-lawyer"), ("centre-lawyer", "coast-director")),
        transfers=handed_on(("centre-author", "centre-lawyer"), ("centre-lawyer", "coast-director")).transfers[::-1],
    ),
    "a file restored after it was found changed": read_again(OTHER, FILM),
    "a file that a stranger says was changed": replace(
        clean_evidence(), rehashes=read_elsewhere(OTHER, "thief.example/coast")
    ),
    "a document without a capture": with_items(type="document", capture=None),
    "a physical thing without a file": with_testimony(type="physical"),
    "hearsay without a file": with_testimony(type="hearsay"),
    "the two halves verified by different acts": verified("source_analysis", "content_analysis"),
    "the worst grades, whose weight is judged elsewhere": replace(
        clean_evidence(), grades=tuple(changed(f, source="E", information="5") for f in clean_evidence().grades)
    ),
    "the same file taken in by another section": taken_in_again(),
    "an item of any party": with_testimony(party="port-authority"),
}


@pytest.mark.parametrize("case", ALLOWED.values(), ids=ALLOWED)
def test_custody_lets_through(case):
    assert custody(case, CITED) == []


def test_only_cited_items_are_asked_about():
    case = with_items(origin="", capture=None)
    assert codes(case, frozenset({"E1"})) == []


def test_nothing_cited_asks_nothing():
    assert custody(replace(clean_evidence(), items=()), frozenset()) == []


def test_every_missing_thing_is_named_at_once():
    case = replace(clean_evidence(), items=(fact(replace(TESTIMONY, origin="")),), verifications=(), grades=())
    assert [code for code, item in codes(case, frozenset({"E1"}))] == [
        "item-without-origin",
        "source-not-verified",
        "content-not-verified",
        "item-ungraded",
    ]


def test_each_blocker_says_the_gate_and_what_opens_it():
    case = replace(clean_evidence(), verifications=(), grades=())
    found = custody(case, CITED)
    assert {blocker.gate for blocker in found} == {1}
    assert all(blocker.opens and blocker.text.endswith(".") for blocker in found)
    assert {blocker.standard for blocker in found} == {"BP", "AD"}
