"""What a person signs: the act as they saw it, and nothing that only the log can add."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from answerable.clearance.entries import DraftDeclined, ObjectionClosed
from answerable.people.entries import PersonKeyAdded
from answerable.record.personal import Personal, digest, message, message_of
from tests.cases import commit, fact

CLOSED = fact(ObjectionClosed(objection="O1"))
DECLINED = DraftDeclined(
    section="coast", output="release", version=1, draft_ref="0" * 64, refuses=("publish",), text=commit("no")
)


def test_the_digest_is_the_same_wherever_it_is_worked_out():
    assert digest(CLOSED).hex() == "90a73dda5f605b763d25295e0c3ce6da88e6c10a81f4f3f6d922b50325babbe1"


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "harbour.example/coast"},
        {"actor": "centre-lawyer"},
        {"case": "other"},
        {"at": fact(CLOSED.body, at="2026-01-05T10:00:01Z").at},
        {"body": ObjectionClosed(objection="O2")},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_whatever_the_person_saw_is_under_the_signature(changed):
    assert digest(replace(CLOSED, **changed)) != digest(CLOSED)


def test_two_kinds_with_the_same_fields_have_other_digests():
    class Other(ObjectionClosed, frozen=True, kw_only=True):
        kind = "objection.reopened/1"

    assert digest(replace(CLOSED, body=Other(objection="O1"))) != digest(CLOSED)


@pytest.mark.parametrize("changed", [{"ref": "f" * 64}, {"index": 7}], ids=lambda changed: next(iter(changed)))
def test_what_only_the_log_adds_is_not(changed):
    assert digest(replace(CLOSED, **changed)) == digest(CLOSED)


def test_the_signature_itself_is_not():
    signed = replace(CLOSED.body, personal=Personal(key="k", signature="AAAA"))
    assert digest(replace(CLOSED, body=signed)) == digest(CLOSED)


def test_a_commitment_is_under_the_signature_and_so_is_what_it_stands_for():
    one, other = fact(DECLINED), fact(replace(DECLINED, text=commit("yes")))
    assert digest(one) != digest(other)


def test_a_key_signs_a_line_that_names_what_it_is_for():
    assert message(CLOSED) == f"answerable act {digest(CLOSED).hex()}\n".encode()
    assert message_of(b"\0" * 32) == b"answerable act " + b"0" * 64 + b"\n"


def test_a_body_without_a_signature_reads_as_one_from_before_there_were_any():
    assert msgspec.json.decode(b'{"objection":"O1"}', type=ObjectionClosed) == CLOSED.body


def test_an_unknown_field_in_a_signature_is_an_error():
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"objection":"O1","personal":{"key":"k","signature":"","more":1}}', type=ObjectionClosed)


def test_adding_a_key_can_itself_be_signed():
    assert PersonKeyAdded(person="p", key="k", type="ed25519", public="").personal is None
