"""A timeline that a lawyer can rely on: what somebody forged, hid or backdated shows as that."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec.structs import replace

from answerable.clearance.entries import DraftAcknowledged, GuestAnswered
from answerable.cli.knew import _until
from answerable.critiques.entries import CriticAnswered
from answerable.kinds import ACTS
from answerable.people.keyring import keyring
from answerable.record.log import sign_log
from answerable.releases.entries import NoticeAcknowledged
from answerable.reviews.knowing import printing
from answerable.reviews.knowing.lines import first_of_each, in_order
from answerable.reviews.knowing.reading import timeline_of
from answerable.reviews.knowing.sources import TELLS, lines_of
from tests.cases import fact
from tests.clearance.clean import by, clean_clearance
from tests.people.clean import clean_people, origin

UNTOLD = {
    "statements.marked": "says the version again",
    "statement.supported": "says the version again",
    "statement.reverified": "says the version again",
    "method.recorded": "belongs to the case",
    "context.given": "belongs to the case",
    "document.followed": "where others may use it",
    "echo.confirmed": "what others did with it",
    "echo.rejected": "what others did with it",
}
"""Kinds of these rooms that say nothing of who knew a version, and why."""


def of(*facts):
    found = {}
    for each in facts:
        found[type(each.body)] = (*found.get(type(each.body), ()), each)
    return in_order(lines_of(found, clean_people()))


def test_every_kind_is_told_or_left_out_for_a_reason():
    rooms = ("outputs", "clearance", "releases", "echoes", "critiques")
    here = {kind.partition("/")[0] for kind, act in ACTS.items() if act.said.__module__.split(".")[1] in rooms}
    assert here - {said.kind.partition("/")[0] for said in TELLS} == set(UNTOLD)


def test_what_a_section_says_that_another_opened_is_not_its_first_word():
    body = DraftAcknowledged(section="coast", output="release", version=1, draft_ref="0" * 64)
    own = by("coast-director", body, at="2026-02-05T10:00:00Z")
    forged = by("centre-director", body, at="2026-02-01T10:00:00Z")
    foreign = replace(own, origin=origin("centre"), at=datetime(2026, 1, 1, tzinfo=UTC))
    (first,) = [each for each in first_of_each(of(forged, own, foreign)) if each.who == "coast"]
    assert first.opened.origin == origin("coast")
    assert len(of(forged, own, foreign)) == 3


@pytest.mark.parametrize(
    "body",
    [
        GuestAnswered(guest="G1", answer="agrees"),
        NoticeAcknowledged(notice="N1", holder="G1", way="link"),
        CriticAnswered(critique="G1", item="I1", answer="settled"),
    ],
)
def test_a_link_that_a_log_never_gave_brought_nobodys_word(body):
    (line,) = of(fact(body, actor="G1", origin=origin("north")))
    assert line.shows == "foreign"


def test_an_objection_keeps_its_version_whoever_uses_its_key():
    raised = clean_clearance().objections[0]
    other = fact(
        replace(raised.body, version=9), actor="north-nobody", origin=origin("north"), at="2025-01-01T10:00:00Z"
    )
    (own,) = [each for each in of(other, raised) if each.ref == raised.ref]
    assert own.version == raised.body.version


def test_a_moment_against_the_log_is_marked_as_of_any_day():
    body = DraftAcknowledged(section="coast", output="release", version=1, draft_ref="0" * 64)
    said = [
        by("coast-director", body, at="2026-02-10T10:00:00Z", index=1),
        by("coast-director", replace(body, version=2), at="2026-02-03T10:00:00Z", index=2),
    ]
    (late,) = [each for each in of(*said) if each.index == 2]
    assert late.backwards


def test_as_of_a_day_keeps_the_marks_of_the_whole(harbour, monkeypatch):
    whole = {each.key: each.backwards for each in timeline_of(["harbour"]).lines}
    until = datetime(2026, 3, 3, tzinfo=UTC)
    monkeypatch.setattr(
        "answerable.reviews.knowing.reading.in_order",
        lambda lines: (found := in_order(lines), seen.append(len(found)))[0],
    )
    seen = []
    early = timeline_of(["harbour"], until=until).lines
    assert seen == [len(whole)]
    assert {each.key: each.backwards for each in early} == {each.key: whole[each.key] for each in early}


def test_no_log_is_read_as_longer_than_it_is(harbour):
    with pytest.raises(ValueError, match="expected a size up to"):
        timeline_of(["harbour"], seen={"harbour.example/centre": 10**6})
    with pytest.raises(ValueError, match="expected a size up to 0"):
        timeline_of(["harbour"], seen={"harbour.example/moon": 1})


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2026-03-01", datetime(2026, 3, 1, 23, 59, 59, 999999, tzinfo=UTC)),
        ("20260301", datetime(2026, 3, 1, 23, 59, 59, 999999, tzinfo=UTC)),
        ("9999-12-31", datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
        ("2026-03-01T10:00", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01T12:00:00+02:00", datetime(2026, 3, 1, 10, tzinfo=UTC)),
    ],
)
def test_a_day_counts_to_its_end_however_it_is_written(words, expected):
    assert _until(words) == expected


def test_every_proof_holds_by_code_that_is_not_ours(harbour):
    ring = keyring()
    for section in ("centre", "coast", "north"):
        sign_log(f"harbour.example/{section}", ring.signer(f"harbour.example/{section}"))
    timeline = timeline_of(["harbour"])
    told = json.loads(printing.as_json(timeline, timeline.lines, proofs=True))
    keys = {each.name: each.vkey().split("+", 2)[2] for each in ring.verifiers()}
    assert told["lines"]
    for each in told["lines"]:
        assert proved(each["proof"]["text"], bytes.fromhex(each["leaf"]), each["index"], keys[each["log"]])


def proved(text: str, leaf: bytes, index: int, key: str) -> bool:
    """Follow C2SP tlog-proof and RFC 9162, section 2.1.3.2, with hashlib and Ed25519 alone."""
    head, _, note = text.partition("\n\n")
    lines = head.split("\n")
    assert [lines[0], f"index {index}"] == ["c2sp.org/tlog-proof@v1", next(x for x in lines if x.startswith("index "))]
    path = [base64.b64decode(line) for line in lines[lines.index(f"index {index}") + 1 :] if line]
    body, _, signatures = note.partition("\n\n")
    size, root = int(body.split("\n")[1]), base64.b64decode(body.split("\n")[2])
    signature = base64.b64decode(signatures.strip().split("\n")[0].rpartition(" ")[2])[4:]
    Ed25519PublicKey.from_public_bytes(base64.b64decode(key)[1:]).verify(signature, f"{body}\n".encode())
    place, last, found = index, size - 1, leaf
    for each in path:
        if place & 1 or place == last:
            found = hashlib.sha256(b"\x01" + each + found).digest()
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\x01" + found + each).digest()
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def test_the_words_of_a_danger_are_told_with_who_wrote_them(harbour):
    tables = {each.table for each in timeline_of(["harbour"]).lines}
    assert {"misuse.rehearsed", "harm.assessed"} <= tables
