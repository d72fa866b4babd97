"""Personal signatures in a certificate: checked offline, by what the logs say about the keys of persons."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from msgspec.structs import replace

from answerable.clearance.entries import DraftCountersigned
from answerable.evidence.clock import moment_of
from answerable.folders.loading import load_folder
from answerable.people import entries
from answerable.record.checkpoint import Checkpoint, sign_checkpoint
from answerable.record.entry import Entry, Fact, canonical, encode
from answerable.record.merkle import inclusion_proof, leaf_hash, root
from answerable.record.note import generate, to_base64
from answerable.record.personal import Personal, digest, message
from answerable.record.proof import Proof, format_proof
from answerable.releases.entries import OutputReleased
from answerable.releases.errors import BadPersonalSignature, CertificateError, Inconsistent, NotInLog
from answerable.releases.persons import Signatures, check_persons
from answerable.releases.releasing import release
from answerable.releases.report import describe
from answerable.releases.statement import Recorded
from answerable.releases.verification import verify
from tests.people.authenticator import PRESENT, Passkey
from tests.people.clean import POLICY
from tests.releases.test_verification import re_signed, statement_of

pytestmark = pytest.mark.django_db

CASE = Path(__file__).parents[2] / "examples" / "campus-2014-repaired"
CENTRE, WHO = "harbour.example/centre", "centre-director"
SECTION = generate(CENTRE, seed=b"\7" * 32)
LAPTOP = Ed25519PrivateKey.from_private_bytes(b"\1" * 32)
PHONE = Passkey(site="harbour.example")


@pytest.fixture(scope="module")
def signed(django_db_setup, django_db_blocker, keyring):
    """Return what the release of a case gives out whose persons sign."""
    with django_db_blocker.unblock(), transaction.atomic():
        case = load_folder(CASE, keyring=keyring).case
        files = release(case, actor="desk-managing-editor", at=moment_of(case), keyring=keyring)
        transaction.set_rollback(True)
    return msgspec.defstruct("Files", [("files", dict)])(files)


def test_a_release_whose_persons_sign_verifies_and_says_who_signed(signed):
    files = {"release.html": hashlib.sha256(signed.files["release.html"]).hexdigest()}
    found = verify(signed.files["certificate.json"], digests=files)
    assert found.signed[0] == "release by desk-managing-editor"
    assert len(found.signed) == 4
    assert found.unsigned == ()
    assert "signed in person: release by desk-managing-editor" in describe(found)


def test_a_release_whose_persons_have_no_keys_says_that_none_signed(given_out):
    found = verify(given_out.files["certificate.json"], digests={})
    assert found.signed == ()
    assert "release by centre-director" in found.unsigned


def test_a_certificate_from_before_personal_signatures_verifies(given_out):
    assert "personal_keys" in msgspec.to_builtins(statement_of(given_out).predicate)
    old = msgspec.to_builtins(statement_of(given_out).predicate)
    del old["personal_keys"]
    assert msgspec.convert(old, type=type(statement_of(given_out).predicate)).personal_keys == ()


def test_keys_left_out_of_the_certificate_are_missed(signed, keyring):
    changed = re_signed(signed, keyring, lambda said: replace(said, personal_keys=()))
    with pytest.raises(BadPersonalSignature, match="not a key that"):
        verify(changed, digests={})


def test_something_else_among_the_keys_is_refused(signed, keyring):
    changed = re_signed(signed, keyring, lambda said: replace(said, personal_keys=(*said.personal_keys, said.draft)))
    with pytest.raises(Inconsistent, match="about the key of a person"):
        verify(changed, digests={})


def test_one_byte_of_a_signature_changed_is_refused(signed, keyring):
    def change(said):
        raw = said.release.entry
        place = len(raw) // 2
        return replace(said, release=replace(said.release, entry=raw[:place] + "AAAA" + raw[place + 4 :]))

    with pytest.raises(CertificateError):
        verify(re_signed(signed, keyring, change), digests={})


# a section that lies in its own log


def log_of(*said: tuple[str, object], policy: str = "") -> list[Recorded]:
    """Return these acts as entries of one log that its section signed, all judged by `policy` but a policy itself."""
    leaves, raws = [], []
    for number, (actor, body) in enumerate(said):
        entry = Entry(
            kind=type(body).kind,
            origin=CENTRE,
            actor=actor,
            at=datetime(2026, 3, 1, tzinfo=UTC),
            case="" if isinstance(body, entries.PersonKeyAdded) else "harbour",
            nonce=f"{number:032x}",
            policy="" if isinstance(body, entries.PolicyAdopted) else policy,
            body=msgspec.Raw(canonical(body)),
        )
        raws.append(encode(entry))
        leaves.append(leaf_hash(raws[-1]))
    note = sign_checkpoint(Checkpoint(origin=CENTRE, size=len(leaves), root=root(leaves)), SECTION)

    def proof(place: int) -> str:
        hashes = inclusion_proof(
            place, len(leaves), lambda level, index: root(leaves[index << level : index + 1 << level])
        )
        return format_proof(Proof(index=place, hashes=tuple(hashes), checkpoint=note))

    return [
        Recorded(ref=leaf.hex(), entry=to_base64(raw), proof=proof(place))
        for place, (raw, leaf) in enumerate(zip(raws, leaves, strict=True))
    ]


RELEASED = OutputReleased(output="release", version=1, draft_ref="0" * 64, renderings=(), outcomes=())
FACT = Fact(
    ref="", origin=CENTRE, index=0, case="harbour", actor=WHO, at=datetime(2026, 3, 1, tzinfo=UTC), body=RELEASED
)


def by_laptop(body=RELEASED, private=LAPTOP):
    return replace(body, personal=Personal(key="k", signature=to_base64(private.sign(message(FACT)))))


def by_phone(**wrong):
    return replace(RELEASED, personal=PHONE.sign(digest(FACT), key="k", **wrong))


def added(public="", *, person=WHO, kind="ed25519", site=""):
    public = public or to_base64(LAPTOP.public_key().public_bytes_raw())
    return entries.PersonKeyAdded(person=person, key="k", type=kind, public=public, site=site)


PHONE_ADDED = added(PHONE.public, kind="webauthn", site=PHONE.site)
REVOKED = entries.PersonKeyRevoked(person=WHO, key="k", reason="captured")
CAPTURED = entries.KeyRevoked(section="centre", vkey="v", reason="captured")


def found(given_out, *said, release_at=-1):
    """Return what is found in a certificate over this log, whose release stands at `release_at`."""
    log = log_of(*said)
    released = log.pop(release_at)
    predicate = replace(
        statement_of(given_out).predicate,
        policy=None,
        release=released,
        released_by=WHO,
        countersignatures=(),
        overrides=(),
        dissents=(),
        declines=(),
        personal_keys=tuple(log),
    )
    return check_persons(predicate, {CENTRE: SECTION.verifier()})


GOOD = Signatures(("release by centre-director",), ())


def test_a_signature_by_a_key_in_the_log_is_found(given_out):
    assert found(given_out, (WHO, added()), (WHO, by_laptop())) == GOOD


def test_an_assertion_by_a_passkey_in_the_log_is_found(given_out):
    assert found(given_out, (WHO, PHONE_ADDED), (WHO, by_phone())) == GOOD


def test_who_had_no_key_is_found_unsigned(given_out):
    assert found(given_out, (WHO, RELEASED)) == Signatures((), ("release by centre-director",))


def test_what_was_signed_before_a_revocation_still_counts(given_out):
    assert found(given_out, (WHO, added()), (WHO, by_laptop()), (WHO, REVOKED), release_at=1) == GOOD


@pytest.mark.parametrize(
    "said",
    [
        [(WHO, added()), (WHO, RELEASED)],
        [(WHO, added()), (WHO, by_laptop(private=Ed25519PrivateKey.from_private_bytes(b"\2" * 32)))],
        [(WHO, added()), (WHO, by_laptop(replace(RELEASED, version=2)))],
        [(WHO, added()), (WHO, REVOKED), (WHO, by_laptop())],
        [(WHO, added()), ("centre-author", REVOKED), (WHO, by_laptop())],
        [(WHO, added()), ("", CAPTURED), (WHO, by_laptop())],
        [("centre-author", added()), (WHO, by_laptop())],
        [("centre-author", added(person="centre-author")), (WHO, by_laptop())],
        [(WHO, PHONE_ADDED), (WHO, by_phone(flags=PRESENT))],
        [(WHO, PHONE_ADDED), (WHO, by_phone(origin="https://evil.example"))],
        [(WHO, PHONE_ADDED), (WHO, by_phone(site="evil.example"))],
        [(WHO, by_laptop())],
    ],
    ids=[
        "unsigned though there is a key",
        "another key",
        "another act",
        "revoked before",
        "revoked by an approver",
        "section captured",
        "key added by another person",
        "key of another person",
        "user not verified",
        "another origin",
        "another site",
        "no key",
    ],
)
def test_a_wrong_personal_signature_is_refused(given_out, said):
    with pytest.raises(BadPersonalSignature):
        found(given_out, *said)


def test_a_key_that_came_after_the_act_does_not_count(given_out):
    with pytest.raises(BadPersonalSignature):
        found(given_out, (WHO, by_laptop()), (WHO, added()), release_at=0)


def test_an_entry_about_a_key_that_is_in_no_log_is_refused(given_out):
    other = log_of((WHO, added()), (WHO, by_laptop()))
    forged = replace(log_of((WHO, added()))[0], proof=other[1].proof)
    predicate = replace(statement_of(given_out).predicate, policy=None, personal_keys=(forged,))
    with pytest.raises(NotInLog):
        check_persons(predicate, {CENTRE: SECTION.verifier()})


def test_where_everybody_signs_a_countersignature_without_a_signature_is_refused(given_out):
    """The section's key alone could have made it in anybody's name."""
    asks = replace(POLICY, signatures="required")
    by_nobody = DraftCountersigned(
        section="centre", output="release", version=1, draft_ref="0" * 64, vkey="v", signature="s"
    )
    said = ((WHO, asks), (WHO, added()), (WHO, by_laptop()), ("centre-lawyer", by_nobody))
    policy, key, released, countersigned = log_of(*said, policy=log_of(*said)[0].ref)
    given = statement_of(given_out).predicate
    predicate = replace(
        given,
        policy=policy,
        release=released,
        released_by=WHO,
        countersignatures=(replace(given.countersignatures[0], person="centre-lawyer", recorded=countersigned),),
        overrides=(),
        dissents=(),
        declines=(),
        personal_keys=(key,),
    )
    with pytest.raises(BadPersonalSignature, match="countersignature by centre-lawyer"):
        check_persons(predicate, {CENTRE: SECTION.verifier()})
