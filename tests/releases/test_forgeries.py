"""Certificates made to mislead: by a stranger without any key, and by a releasing section that lies in its own log."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from answerable.clearance.entries import DraftCountersigned, DraftDeclined
from answerable.clearance.gates import countersignature_message
from answerable.clearance.models import read_clearance
from answerable.evidence.clock import moment_of
from answerable.outputs.gates import current_version
from answerable.record.checkpoint import Checkpoint, sign_checkpoint
from answerable.record.entry import Entry, canonical, decode, encode, ref_of
from answerable.record.log import size_of
from answerable.record.merkle import inclusion_proof, leaf_hash, root
from answerable.record.note import Signer, from_base64, to_base64
from answerable.record.proof import Proof, format_proof
from answerable.record.replicate import take_in
from answerable.releases.errors import (
    BadCountersignature,
    BadOpening,
    Inconsistent,
    NotInLog,
    Unreadable,
)
from answerable.releases.models import ReleasedFile
from answerable.releases.releasing import close_openings, files_with, release
from answerable.releases.report import describe
from answerable.releases.statement import PAYLOAD_TYPE, Clearance, Envelope, Recorded
from answerable.releases.verification import (
    MAX_CERTIFICATE_BYTES,
    read_envelope,
    verify,
    write_envelope,
)
from answerable.vault.models import Content
from answerable.vault.store import store
from tests.releases.conftest import SIGNERS, countersign
from tests.releases.test_verification import re_signed, statement_of

CENTRE, COAST, NORTH = "harbour.example/centre", "harbour.example/coast", "harbour.example/north"
MUCH_LATER = timedelta(days=400)

pytestmark = pytest.mark.django_db  # for the release that all tests here check


def entry_of(recorded: Recorded) -> Entry:
    return decode(from_base64(recorded.entry, where="entry"))


def everything_of(said: Clearance) -> Iterator[Recorded]:
    yield from filter(None, (said.policy, said.draft, said.release))
    for each in (*said.countersignatures, *said.overrides, *said.dissents, *said.declines):
        yield each.recorded


class LyingLog:
    """A log that its owner writes anew, with the entries it likes, and signs."""

    def __init__(self, signer: Signer, raws: list[bytes]) -> None:
        self.leaves = [leaf_hash(raw) for raw in raws]
        self.note = sign_checkpoint(Checkpoint(signer.name, len(raws), root(self.leaves)), signer)

    def recorded(self, raw: bytes) -> Recorded:
        place = self.leaves.index(leaf_hash(raw))
        nodes = inclusion_proof(
            place, len(self.leaves), lambda level, i: root(self.leaves[i << level : i + 1 << level])
        )
        proof = format_proof(Proof(index=place, hashes=tuple(nodes), checkpoint=self.note))
        return Recorded(ref=ref_of(raw), entry=to_base64(raw), proof=proof)


def retold(given_out, keyring, tell: Callable[[Clearance, LyingLog, bytes], Clearance], entry: Entry) -> bytes:
    """Return a certificate over a log of the centre that was written anew, with `entry` in it."""

    def change(said: Clearance) -> Clearance:
        raws = [from_base64(each.entry, where="entry") for each in everything_of(said)]
        told = encode(entry)
        log = LyingLog(keyring.signer(CENTRE), [*(raw for raw in raws if decode(raw).origin == CENTRE), told])

        def moved(recorded: Recorded) -> Recorded:
            mine = entry_of(recorded).origin == CENTRE
            return log.recorded(from_base64(recorded.entry, where="entry")) if mine else recorded

        signed = tuple(replace(each, recorded=moved(each.recorded)) for each in said.countersignatures)
        dissents = tuple(replace(each, recorded=moved(each.recorded)) for each in said.dissents)
        said = replace(said, policy=moved(said.policy), draft=moved(said.draft), release=moved(said.release))
        return tell(replace(said, countersignatures=signed, dissents=dissents), log, told)

    return re_signed(given_out, keyring, change)


def test_no_section_can_countersign_in_the_name_of_another(given_out, keyring):
    """The centre writes a countersignature of the coast into its own log, and signs it with its own key."""
    said, centre = statement_of(given_out).predicate, keyring.signer(CENTRE)
    (coast,) = [each for each in said.countersignatures if each.section == "coast"]
    named = {"output": said.output, "version": said.version, "draft_ref": said.draft.ref}
    message = countersignature_message(origin_of_section=CENTRE, **named)
    signature = to_base64(centre.sign_bytes(message))
    body = DraftCountersigned(section="coast", vkey=centre.verifier().vkey(), signature=signature, **named)
    forged = replace(entry_of(coast.recorded), origin=CENTRE, body=msgspec.Raw(canonical(body)))

    def tell(said: Clearance, log: LyingLog, raw: bytes) -> Clearance:
        others = [each for each in said.countersignatures if each.section != "coast"]
        return replace(said, countersignatures=(*others, replace(coast, recorded=log.recorded(raw))))

    with pytest.raises(BadCountersignature, match=f"stands in the log {CENTRE}"):
        verify(retold(given_out, keyring, tell, forged), digests={}, trusted=given_out.verifiers)


def test_what_came_after_the_release_is_nothing_it_rests_on(given_out, keyring):
    entry = entry_of(statement_of(given_out).predicate.release)
    early = replace(entry, seen={**entry.seen, COAST: 0})
    raw = retold(given_out, keyring, lambda said, log, raw: replace(said, release=log.recorded(raw)), early)
    with pytest.raises(Inconsistent, match=f"countersignature in {COAST} .* came after the release"):
        verify(raw, digests={})


def test_a_release_by_an_author_of_the_draft_is_refused(given_out, keyring):
    entry = replace(entry_of(statement_of(given_out).predicate.release), actor="centre-author")

    def tell(said: Clearance, log: LyingLog, raw: bytes) -> Clearance:
        return replace(said, release=log.recorded(raw), released_by="centre-author")

    with pytest.raises(Inconsistent, match="centre-author wrote the draft"):
        verify(retold(given_out, keyring, tell, entry), digests={})


def test_two_checkpoints_of_one_log_are_refused(given_out, keyring):
    entry = entry_of(statement_of(given_out).predicate.release)
    original = statement_of(given_out).predicate

    def tell(said: Clearance, log: LyingLog, raw: bytes) -> Clearance:
        return replace(said, policy=original.policy)

    other = replace(entry, nonce="0" * 32)
    with pytest.raises(NotInLog, match="two pasts"):
        verify(retold(given_out, keyring, tell, other), digests={})


@pytest.mark.parametrize(
    "change",
    [
        lambda said: replace(said, section="coast"),
        lambda said: replace(said, released_by="coast-director"),
        lambda said: replace(said, released_at=said.released_at - MUCH_LATER),
        lambda said: replace(said, case="another"),
        lambda said: replace(said, origin=COAST),
        lambda said: replace(said, language="fr"),
        lambda said: replace(said, output="another"),
        lambda said: replace(said, gates=(replace(said.gates[0], name="nothing"), *said.gates[1:])),
        lambda said: replace(said, gates=(said.gates[0], *said.gates)),
        lambda said: replace(said, policy=None),
        lambda said: replace(said, policy=None, countersignatures=()),
        lambda said: replace(said, policy=said.draft),
        lambda said: replace(said, dissents=(replace(said.dissents[0], section="centre"),)),
    ],
)
def test_a_release_is_shown_as_it_stands_in_the_log(given_out, keyring, change):
    with pytest.raises(Inconsistent):
        verify(re_signed(given_out, keyring, change), digests={}, trusted=given_out.verifiers)


def test_a_countersignature_shown_with_another_day_is_refused(given_out, keyring):
    def earlier(said: Clearance) -> Clearance:
        first, *rest = said.countersignatures
        return replace(said, countersignatures=(replace(first, at=first.at - MUCH_LATER), *rest))

    with pytest.raises(BadCountersignature):
        verify(re_signed(given_out, keyring, earlier), digests={})


def test_one_name_for_two_files_is_refused(given_out, keyring):
    first, *rest = statement_of(given_out).subject
    other = replace(first, digest={"sha256": "0" * 64})
    with pytest.raises(Inconsistent, match="files"):
        verify(re_signed(given_out, keyring, lambda said: said, subject=(other, first, *rest)), digests={})


def test_a_second_digest_that_nobody_checks_is_refused(given_out, keyring):
    first, *rest = statement_of(given_out).subject
    more = replace(first, digest={**first.digest, "sha512": "0" * 64})
    with pytest.raises(Inconsistent, match="files"):
        verify(re_signed(given_out, keyring, lambda said: said, subject=(more, *rest)), digests={})


def test_the_first_words_of_a_text_cannot_be_passed_off_as_salt(given_out):
    """A stranger without any key moves the first words of a dissent into its salt: the hash stays the same."""
    envelope = read_envelope(given_out.files["certificate.json"])
    text = statement_of(given_out).predicate.dissents[0].text
    opening = envelope.disclosures[text]
    cut = replace(opening, salt=opening.salt + opening.text[:9].encode().hex(), text=opening.text[9:])
    forged = write_envelope(replace(envelope, disclosures={**envelope.disclosures, text: cut}))
    with pytest.raises(Unreadable):
        verify(forged, digests={})


def test_a_text_of_which_the_certificate_does_not_speak_is_refused(given_out, keyring):
    envelope = read_envelope(given_out.files["certificate.json"])
    commitment = "sha256:" + hashlib.sha256(bytes(32) + b"they are all liars").hexdigest()
    opening = replace(next(iter(envelope.disclosures.values())), salt="00" * 32, text="they are all liars")
    forged = write_envelope(replace(envelope, disclosures={**envelope.disclosures, commitment: opening}))
    with pytest.raises(BadOpening, match="does not speak"):
        verify(forged, digests={})


def test_a_certificate_too_large_is_not_parsed():
    with pytest.raises(Unreadable, match="at most"):
        verify(b" " * (MAX_CERTIFICATE_BYTES + 1), digests={})


def test_numbers_out_of_range_beside_words_of_any_script_are_unreadable():
    payload = to_base64('{"_type":"é","n":9007199254740993}'.encode())
    envelope = Envelope(payload=payload, payload_type=PAYLOAD_TYPE, signatures=())
    with pytest.raises(Unreadable):
        verify(write_envelope(envelope), digests={})


def test_words_of_a_certificate_move_no_cursor_and_begin_no_line(given_out):
    found = verify(given_out.files["certificate.json"], digests={})
    text = found.statement.predicate.dissents[0].text
    evil = "\x1b[2J\nkeys: all known beforehand\x9b1m\u2028\u202egnorw"
    shown = describe(replace(found, opened={**found.opened, text: evil}))
    assert "\\x1b[2J\\nkeys" in shown
    assert not [line for line in shown.splitlines() if line.startswith("keys: all")]
    assert not set(shown) & set("\x1b\x9b\u2028\u202e")


@pytest.fixture
def signed(harbour: str, keyring: Any) -> str:
    for person in SIGNERS:
        countersign(person, keyring=keyring)
    return harbour


def test_what_one_section_says_in_the_name_of_another_reaches_neither_page_nor_certificate(signed, keyring):
    """The north writes a refusal of the coast into its own log, which is copied here without asking any gate."""
    at = moment_of(signed)
    drafts = read_clearance(signed, at=at).outputs
    draft = current_version(drafts, drafts.subject)
    body = DraftDeclined(
        section="coast",
        output=draft.body.output,
        version=draft.body.version,
        draft_ref=draft.ref,
        refuses=("translate",),
        text=store("The coast is said to refuse."),
    )
    raw = encode(
        Entry(
            kind=DraftDeclined.kind,
            origin=NORTH,
            actor="coast-director",
            at=at,
            case=signed,
            nonce="0" * 32,
            body=msgspec.Raw(canonical(body)),
        )
    )
    take_in(NORTH, size_of(NORTH), [raw])
    files = release(signed, actor="centre-director", at=at, keyring=keyring)
    assert b"is said to refuse" not in files["release.html"]
    assert verify(files["certificate.json"], digests={}).statement.predicate.declines == ()


def test_what_is_erased_is_taken_out_of_the_certificates_kept_here(signed, keyring):
    files = release(signed, actor="centre-director", at=moment_of(signed), keyring=keyring)
    before = verify(files["certificate.json"], digests={})
    dissent = before.statement.predicate.dissents[0].text
    words = before.opened[dissent]
    assert any(name.startswith("release.html") for name in files_with(words))
    close_openings(dissent)
    (kept,) = ReleasedFile.objects.filter(name="certificate.json")
    after = verify(bytes(kept.data), digests={})
    assert (dissent in after.opened, after.withheld) == (False, before.withheld + 1)
    assert words.encode() not in bytes(kept.data)


def test_a_certificate_may_name_its_parts_only_once(given_out):
    """Two spellings of one statement under one signature: the payload with a key given twice."""
    raw = given_out.files["certificate.json"]
    payload = from_base64(read_envelope(raw).payload, where="payload")
    twice = payload.replace(b'"version":', b'"version":1,"version":', 1)
    with pytest.raises(Unreadable):
        verify(raw.replace(to_base64(payload).encode(), to_base64(twice).encode()), digests={})


def test_a_name_that_lies_with_another_section_stays_closed(signed, keyring):
    """The log of a section was copied here, and the names of its persons were not."""
    people = read_clearance(signed, at=moment_of(signed)).outputs.findings.evidence.people
    (name,) = [fact.body.name for fact in people.persons if fact.body.person == "coast-director"]
    Content.objects.filter(commitment=name).delete()
    files = release(signed, actor="centre-director", at=moment_of(signed), keyring=keyring)
    assert name not in verify(files["certificate.json"], digests={}).opened
