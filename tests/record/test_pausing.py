"""A log that may lack entries is neither written to nor signed; and a gate is asked again only where all is here."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from answerable.record.errors import Gap, Paused
from answerable.record.log import append, ask_again, sign_log, size_of
from answerable.record.note import generate
from answerable.record.pausing import pause, paused, resume

ORIGIN = "harbour.example/coast"
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


def say(name: str = "Harbour") -> None:
    from answerable.people.entries import OrganisationNamed

    append(OrganisationNamed(organisation="harbour", name=name), origin=ORIGIN, actor="", at=AT)


def test_a_paused_log_takes_no_entry_and_no_signature_until_it_is_let_go(db):
    say()
    pause(ORIGIN, reason="restored from a backup", at=AT)
    signer = generate(ORIGIN, seed=hashlib.sha256(b"coast").digest())
    with pytest.raises(Paused, match="restored from a backup"):
        say("Another")
    with pytest.raises(Paused, match="restored from a backup"):
        sign_log(ORIGIN, signer)
    resume(ORIGIN)
    say("Another")
    assert size_of(ORIGIN) == 2
    assert sign_log(ORIGIN, signer)


def test_a_pause_keeps_its_first_reason_and_stops_no_other_log(db):
    pause(ORIGIN, reason="first", at=AT)
    pause(ORIGIN, reason="second", at=AT)
    pause("harbour.example/north", reason="other", at=AT)
    assert paused() == {ORIGIN: "first", "harbour.example/north": "other"}


def test_a_paused_log_still_takes_in_what_others_hold(db):
    from answerable.record.replicate import take_in

    pause(ORIGIN, reason="restored", at=AT)
    take_in(ORIGIN, 0, [b"an entry"])
    assert size_of(ORIGIN) == 1


def test_a_gate_is_not_asked_again_where_less_is_here_than_it_saw(db):
    import msgspec

    from answerable.evidence.entries import CaseOpened
    from answerable.record.entry import Entry, canonical, encode
    from answerable.record.replicate import take_in

    body = CaseOpened(title="Quay", terms="sha256:" + "0" * 64, situation="peace")
    entry = Entry(
        kind=CaseOpened.kind,
        origin=ORIGIN,
        actor="coast-author",
        at=AT,
        case="quay",
        nonce="0" * 32,
        seen={ORIGIN: 0, "harbour.example/north": 2},
        body=msgspec.Raw(canonical(body)),
    )
    take_in(ORIGIN, 0, [encode(entry)])
    with pytest.raises(Gap, match=r"harbour\.example/north \(0 of 2\)"):
        ask_again(ORIGIN, 0)
    take_in("harbour.example/north", 0, [b"one", b"two"])
    assert isinstance(ask_again(ORIGIN, 0), list)
