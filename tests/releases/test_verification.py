"""A certificate, checked offline: what proves it, and how each way of failing shows."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from msgspec.structs import replace
from securesystemslib.dsse import Envelope as SignedEnvelope
from securesystemslib.signer import CryptoSigner

from answerable.record.entry import canonical
from answerable.record.note import generate, to_base64
from answerable.releases import errors
from answerable.releases.errors import (
    BadCountersignature,
    BadOpening,
    BadSignature,
    CertificateError,
    Inconsistent,
    MissingCountersignature,
    NotInLog,
    Unreadable,
    UntrustedKey,
    WrongFile,
)
from answerable.releases.report import describe
from answerable.releases.statement import PAYLOAD_TYPE, Clearance, Envelope, Statement
from answerable.releases.verification import (
    dsse_key,
    public_view,
    read_envelope,
    read_statement,
    verify,
    write_envelope,
)

NAMES = ("release.md", "release.html")

pytestmark = pytest.mark.django_db  # for the release that all tests here check


def digests(files: dict[str, bytes], *names: str) -> dict[str, str]:
    return {name: hashlib.sha256(files[name]).hexdigest() for name in names}


def statement_of(given_out) -> Statement:
    return read_statement(read_envelope(given_out.files["certificate.json"]))


def re_signed(given_out, keyring, change: Callable[[Clearance], Clearance], **parts: Any) -> bytes:
    """Return the certificate with its statement changed and signed again by the releasing section's own key."""
    statement = statement_of(given_out)
    statement = replace(statement, predicate=change(statement.predicate), **parts)
    signer = keyring.signer(statement.predicate.origin)
    envelope = SignedEnvelope(canonical(msgspec.to_builtins(statement)), PAYLOAD_TYPE, {})
    envelope.sign(CryptoSigner(signer.private_key, dsse_key(signer.verifier())))
    return write_envelope(msgspec.convert({**envelope.to_dict(), "disclosures": {}}, type=Envelope))


def test_a_release_verifies_with_its_files_and_known_keys(given_out):
    found = verify(
        given_out.files["certificate.json"],
        digests=digests(given_out.files, *NAMES),
        trusted=given_out.verifiers,
    )
    assert (sorted(found.files), found.trusted) == (sorted(NAMES), True)
    assert found.statement.predicate.case == "harbour"


def test_a_release_verifies_against_its_own_keys_and_says_so(given_out):
    found = verify(given_out.files["certificate.json"], digests={}, trusted=())
    assert not found.trusted
    assert "compare them" in describe(found)


def test_a_certificate_names_signers_gates_and_policy(given_out):
    said = statement_of(given_out).predicate
    assert {each.section for each in said.countersignatures} == {"centre", "coast"}
    assert [gate.number for gate in said.gates] == list(range(1, 26))
    assert said.policy is not None


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_byte_of_a_certificate_is_noticed(given_out, data):
    raw = given_out.files["certificate.json"]
    place = data.draw(st.integers(0, len(raw) - 1))
    changed = bytearray(raw)
    changed[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != raw[place]))
    with pytest.raises(CertificateError):
        verify(bytes(changed), digests={}, trusted=given_out.verifiers)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_byte_of_a_released_file_is_noticed(given_out, name, data):
    raw = given_out.files[name]
    place = data.draw(st.integers(0, len(raw) - 1))
    changed = raw[:place] + bytes([raw[place] ^ data.draw(st.integers(1, 255))]) + raw[place + 1 :]
    with pytest.raises(WrongFile, match="was changed"):
        verify(given_out.files["certificate.json"], digests=digests({name: changed}, name))


@pytest.mark.parametrize("cut", [0, 1, 100, -1, -2])
def test_a_truncated_certificate_is_unreadable(given_out, cut):
    with pytest.raises(Unreadable):
        verify(given_out.files["certificate.json"][:cut], digests={})


@pytest.mark.parametrize("raw", [b"", b"{}", b"null", b"\xff\xfe", b"[" * 100_000, b'{"payload":"' + b"A" * 99])
def test_what_is_no_certificate_is_unreadable(raw):
    with pytest.raises(Unreadable):
        verify(raw, digests={})


def test_a_pretty_printed_certificate_is_another_spelling(given_out):
    pretty = msgspec.json.format(given_out.files["certificate.json"], indent=2)
    with pytest.raises(Unreadable, match="another spelling"):
        verify(pretty, digests={})


def test_a_file_under_another_name_is_recognised_by_its_bytes(given_out):
    found = verify(
        given_out.files["certificate.json"], digests={"copy.html": digests(given_out.files, NAMES[1])[NAMES[1]]}
    )
    assert found.files == ("release.html",)


def test_swapped_files_are_named(given_out):
    swapped = dict(zip(NAMES, reversed(digests(given_out.files, *NAMES).values()), strict=True))
    with pytest.raises(WrongFile, match=r"release\.md was changed"):
        verify(given_out.files["certificate.json"], digests=swapped)


def test_a_file_of_another_release_is_refused(given_out):
    with pytest.raises(WrongFile, match="is not a file of this release"):
        verify(given_out.files["certificate.json"], digests={"other.html": "0" * 64})


def test_a_section_key_that_is_not_trusted_is_named(given_out):
    stranger = generate("harbour.example/centre", seed=b"\x07" * 32).verifier()
    with pytest.raises(UntrustedKey, match="not one we trust"):
        verify(given_out.files["certificate.json"], digests={}, trusted=[stranger])


def test_a_certificate_signed_anew_by_a_stranger_is_refused(given_out):
    """The forger puts a key of their own under the section's name, and signs with it."""
    statement = statement_of(given_out)
    origin = statement.predicate.origin
    forger = generate(origin, seed=b"\x07" * 32)
    keys = {**statement.predicate.keys, origin: forger.verifier().vkey()}
    statement = replace(statement, predicate=replace(statement.predicate, keys=keys))
    envelope = SignedEnvelope(canonical(msgspec.to_builtins(statement)), PAYLOAD_TYPE, {})
    envelope.sign(CryptoSigner(forger.private_key, dsse_key(forger.verifier())))
    raw = write_envelope(msgspec.convert({**envelope.to_dict(), "disclosures": {}}, type=Envelope))
    with pytest.raises(UntrustedKey):
        verify(raw, digests={}, trusted=given_out.verifiers)
    with pytest.raises(NotInLog):
        verify(raw, digests={})


def test_a_changed_statement_under_the_old_signature_is_refused(given_out):
    envelope = read_envelope(given_out.files["certificate.json"])
    statement = read_statement(envelope)
    softer = replace(statement, predicate=replace(statement.predicate, version=1))
    changed = replace(envelope, payload=to_base64(canonical(msgspec.to_builtins(softer))))
    with pytest.raises(BadSignature):
        verify(write_envelope(changed), digests={})


def test_a_missing_countersignature_is_named_even_if_the_releasing_section_signs_it_away(given_out, keyring):
    def without_coast(said: Clearance) -> Clearance:
        return replace(said, countersignatures=tuple(c for c in said.countersignatures if c.section != "coast"))

    with pytest.raises(MissingCountersignature, match="coast"):
        verify(re_signed(given_out, keyring, without_coast), digests={})


def test_no_countersignature_at_all_is_never_enough(given_out, keyring):
    bare = re_signed(given_out, keyring, lambda said: replace(said, countersignatures=()))
    with pytest.raises(MissingCountersignature):
        verify(bare, digests={})


def test_a_countersignature_shown_for_another_section_is_refused(given_out, keyring):
    def renamed(said: Clearance) -> Clearance:
        first, *rest = said.countersignatures
        return replace(said, countersignatures=(replace(first, section="north"), *rest))

    with pytest.raises(BadCountersignature):
        verify(re_signed(given_out, keyring, renamed), digests={})


def test_an_entry_that_is_not_in_the_log_is_refused(given_out, keyring):
    def borrowed(said: Clearance) -> Clearance:
        return replace(said, draft=replace(said.draft, proof=said.release.proof))

    with pytest.raises(NotInLog):
        verify(re_signed(given_out, keyring, borrowed), digests={})


@pytest.mark.parametrize(
    "change",
    [
        lambda said: replace(said, version=1),
        lambda said: replace(said, gates=said.gates[:-1]),
        lambda said: replace(said, gates=(replace(said.gates[0], state="closed"), *said.gates[1:])),
    ],
)
def test_parts_that_contradict_the_log_are_refused(given_out, keyring, change):
    with pytest.raises(Inconsistent):
        verify(re_signed(given_out, keyring, change), digests={})


def test_a_dissent_shown_in_other_words_than_those_in_the_log_is_refused(given_out, keyring):
    def softened(said: Clearance) -> Clearance:
        assert said.dissents
        return replace(said, dissents=(replace(said.dissents[0], text="sha256:" + "0" * 64),))

    with pytest.raises(Inconsistent, match="dissent"):
        verify(re_signed(given_out, keyring, softened), digests={})


def test_other_files_than_those_in_the_log_are_refused(given_out, keyring):
    subject = statement_of(given_out).subject
    other = (replace(subject[0], digest={"sha256": "0" * 64}), *subject[1:])
    with pytest.raises(Inconsistent, match="files"):
        verify(re_signed(given_out, keyring, lambda said: said, subject=other), digests={})


def test_the_public_view_withholds_names_and_verifies(given_out):
    raw = given_out.files["certificate.json"]
    shown = public_view(raw)
    names = {opening.text for opening in read_envelope(raw).disclosures.values()}
    hidden = names - {opening.text for opening in read_envelope(shown).disclosures.values()}
    found = verify(shown, digests=digests(given_out.files, *NAMES), trusted=given_out.verifiers)
    assert "Salome Ketterick" in hidden
    assert not any(name.encode() in shown for name in hidden)
    assert found.withheld == len(hidden)


def test_a_changed_opening_is_named(given_out):
    envelope = read_envelope(given_out.files["certificate.json"])
    commitment, opening = next(iter(envelope.disclosures.items()))
    changed = {**envelope.disclosures, commitment: replace(opening, text="somebody else")}
    with pytest.raises(BadOpening, match="somebody else"):
        verify(write_envelope(replace(envelope, disclosures=changed)), digests={})


def test_the_page_names_no_person(given_out):
    openings = read_envelope(given_out.files["certificate.json"]).disclosures
    people = {person.name for person in statement_of(given_out).predicate.people}
    page = given_out.files["release.html"].decode()
    assert people
    assert not [openings[name].text for name in people if openings[name].text in page]


def test_each_way_of_failing_has_its_own_status():
    leaves = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, CertificateError)]
    statuses = [leaf.status for leaf in leaves]
    assert len(set(statuses)) == len(statuses) > 8


def test_verification_needs_no_django():
    program = "import sys, answerable.releases.verification; sys.exit(any(m.startswith('django') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
