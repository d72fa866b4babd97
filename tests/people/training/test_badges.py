"""Badges of Open Badges 3.0, out and in: what is signed, and what is refused."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec.structs import replace
from openbadgeslib.ob3 import Achievement, Issuer, OB3Signer, OpenBadgeCredential

from answerable.people import entries
from answerable.people.training import badges
from answerable.people.training.errors import BadgeRefused, NotABadge, NothingToExport
from answerable.record.keys import KeyRing
from tests.cases import fact
from tests.people.clean import clean_people, origin
from tests.people.training.small import module

NOW = datetime.now(UTC).replace(microsecond=0)
TODAY = NOW.date()
COAST = origin("coast")


@pytest.fixture
def keyring(tmp_path):
    ring = KeyRing(tmp_path / "keys", passphrase="a passphrase of a test")
    ring.new(COAST)
    return ring


@pytest.fixture
def people(keyring):
    """The coast with a key of its own, whose director passed the small module."""
    key = fact(entries.KeyAdded(section="coast", vkey=keyring.verifier(COAST).vkey()), origin=COAST, case="")
    return replace(clean_people(), keys=(key,), trainings=(passed(),))


def passed(*, days: int = 10, lasting: int = 300):
    first = TODAY - timedelta(days=days)
    said = entries.TrainingPassed(
        person="coast-director", module="small", passed=first, expires=first + timedelta(days=lasting)
    )
    return fact(said, origin=COAST, case="")


def exported(people, keyring):
    return badges.export(people, "coast-director", module(), keyring=keyring, at=NOW)


def checked(token, people, **changes):
    given = {"person": "coast-director", "at": NOW} | changes
    return badges.check(token.encode(), people, given.pop("person"), module(), **given)


def test_a_badge_comes_back_as_it_went_out(people, keyring):
    back = checked(exported(people, keyring), people)
    body = people.trainings[0].body
    assert (back.passed, back.expires, back.achievement) == (body.passed, body.expires, "A small module")
    assert back.issuer == badges.did_of(keyring.verifier(COAST))


def test_a_badge_verifies_with_another_library_by_the_key_in_its_header(people, keyring):
    token = exported(people, keyring)
    key = jwt.PyJWK(jwt.get_unverified_header(token)["jwk"]).key
    assert key == keyring.verifier(COAST).public_key
    read = jwt.decode(token, key, algorithms=["EdDSA"])
    assert read["type"] == ["VerifiableCredential", "OpenBadgeCredential"]


def test_a_badge_says_nothing_about_a_person_but_the_handle(people, keyring):
    read = jwt.decode(exported(people, keyring), options={"verify_signature": False})
    assert read["credentialSubject"]["id"] == "urn:answerable:person:harbour.example%2Fcoast:coast-director"
    assert set(read["credentialSubject"]) == {"id", "type", "achievement"}


def test_without_a_credential_there_is_no_badge(people, keyring):
    with pytest.raises(NothingToExport, match="holds no current credential"):
        exported(replace(people, trainings=()), keyring)


def test_a_credential_that_ran_out_makes_no_badge(people, keyring):
    with pytest.raises(NothingToExport, match="holds no current credential"):
        exported(replace(people, trainings=(passed(days=400),)), keyring)


def test_a_badge_from_elsewhere_is_not_handed_on_as_our_own(people, keyring):
    body = people.trainings[0].body
    accepted = entries.BadgeAccepted(
        person=body.person,
        module="small",
        issuer="x",
        credential="sha256:" + "a" * 64,
        passed=body.passed,
        expires=body.expires,
    )
    with pytest.raises(NothingToExport):
        exported(replace(people, trainings=(), badges=(fact(accepted, origin=COAST),)), keyring)


def test_without_the_key_of_the_section_there_is_no_badge(people, tmp_path):
    with pytest.raises(NothingToExport, match="key of coast cannot be used here"):
        exported(people, KeyRing(tmp_path / "none", passphrase="another passphrase"))


def test_a_badge_with_a_changed_letter_is_refused(people, keyring):
    head, body, signature = exported(people, keyring).split(".")
    changed = jwt.utils.base64url_decode(body).replace(b"coast-director", b"coast-reviewer")
    forged = ".".join([head, jwt.utils.base64url_encode(changed).decode(), signature])
    with pytest.raises(BadgeRefused, match="no section on record signed it"):
        checked(forged, people, person="coast-reviewer")


def test_a_badge_of_another_person_is_refused(people, keyring):
    with pytest.raises(BadgeRefused, match=r"it is for .*coast-director, not for .*coast-reviewer"):
        checked(exported(people, keyring), people, person="coast-reviewer")


@pytest.mark.parametrize("reason", ["captured", "lost"])
def test_a_badge_by_a_key_that_somebody_else_may_hold_is_refused(people, keyring, reason):
    gone = fact(
        entries.KeyRevoked(section="coast", vkey=keyring.verifier(COAST).vkey(), reason=reason), origin=COAST, case=""
    )
    with pytest.raises(BadgeRefused, match="no section on record signed it"):
        checked(exported(people, keyring), replace(people, key_revocations=(gone,)))


def test_a_badge_by_a_key_that_was_rotated_keeps_its_meaning(people, keyring):
    gone = fact(
        entries.KeyRevoked(section="coast", vkey=keyring.verifier(COAST).vkey(), reason="rotated"),
        origin=COAST,
        case="",
    )
    assert checked(exported(people, keyring), replace(people, key_revocations=(gone,)))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "found something else"),
        (b"a.b.c d", "found something else"),
        (b"not a badge at all", "found something else"),
        (b'{"@context": []}', "found JSON"),
        (b"x" * 40_000, "at most 32768 characters"),
        (b"\xff\xfe.\x00.", "found something else"),
    ],
)
def test_what_is_no_badge_is_told_from_one(people, data, message):
    with pytest.raises(NotABadge, match=message):
        badges.check(data, people, "coast-director", module(), at=NOW)


def test_three_parts_that_are_no_jwt_are_refused(people):
    with pytest.raises(BadgeRefused, match="form"):
        checked("a.b.c", people)


FOREIGN = Ed25519PrivateKey.generate()
PEM = FOREIGN.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
MAIL = "mailto:salome@example.org"


def foreign(*, issuer: str = "https://school.example", valid_for: int = 900, since: int = 30, subject: str = MAIL):
    credential = OpenBadgeCredential(
        issuer=Issuer(id=issuer, name="A school"),
        recipient_id=subject,
        achievement=Achievement(id="urn:x:y", name="Careful work", description="d", criteria_narrative="c"),
        issuance_date=NOW - timedelta(days=since),
        expiration_date=NOW + timedelta(days=valid_for) if valid_for else None,
    )
    return OB3Signer(FOREIGN, algorithm="EdDSA").sign(credential)


def keys():
    jwk = json.dumps(jwt.get_unverified_header(foreign())["jwk"])
    return {"PEM": PEM, "JWK": jwk, "did:key": badges.did_key_from_pem(PEM.encode())}


@pytest.mark.parametrize("form", ["PEM", "JWK", "did:key"])
def test_a_badge_of_a_foreign_issuer_is_accepted_by_the_key_that_the_issuer_gave(people, form):
    found = checked(foreign(), people, issuer_key=keys()[form], subject=MAIL)
    assert found.name == "A school"
    assert found.passed == (NOW - timedelta(days=30)).date()


def test_a_foreign_badge_is_not_believed_by_the_key_in_its_own_header(people):
    with pytest.raises(BadgeRefused, match="for another issuer, give the issuer's key"):
        checked(foreign(), people, subject=MAIL)


def test_a_foreign_badge_by_another_key_is_refused(people):
    other = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(BadgeRefused, match="not by the key that was given"):
        checked(foreign(), people, issuer_key=other.decode(), subject=MAIL)


def test_a_badge_that_names_another_key_as_its_issuer_is_refused(people, keyring):
    claimed = foreign(issuer=badges.did_of(keyring.verifier(COAST)))
    with pytest.raises(BadgeRefused, match="another key signed it"):
        checked(claimed, people, issuer_key=PEM, subject=MAIL)


def test_a_foreign_badge_for_somebody_else_is_refused(people):
    with pytest.raises(BadgeRefused, match="not for"):
        checked(foreign(), people, issuer_key=PEM)


def test_a_badge_that_ran_out_is_refused(people):
    with pytest.raises(BadgeRefused, match="expired"):
        checked(foreign(valid_for=-1), people, issuer_key=PEM, subject=MAIL)


def test_a_badge_that_does_not_count_yet_is_refused(people):
    with pytest.raises(BadgeRefused, match="not yet valid"):
        checked(foreign(since=-2), people, issuer_key=PEM, subject=MAIL)


@pytest.mark.parametrize("valid_for", [900, 0])
def test_a_badge_counts_for_no_longer_than_the_module_says(people, valid_for):
    found = checked(foreign(valid_for=valid_for), people, issuer_key=PEM, subject=MAIL)
    first = (NOW - timedelta(days=30)).date()
    assert found.expires == date(first.year + 1, first.month, min(first.day, 28 if first.month == 2 else first.day))


def test_a_badge_older_than_the_module_counts_is_refused(people):
    with pytest.raises(BadgeRefused, match="it counts from"):
        checked(foreign(since=500), people, issuer_key=PEM, subject=MAIL)


def test_a_key_that_is_none_is_refused(people):
    for written in ("nonsense", "did:key:zzz", '{"kty": "oct", "k": "AAAA"}', "{", "did:web:example.org"):
        with pytest.raises(BadgeRefused, match="expected the issuer's key"):
            checked(foreign(), people, issuer_key=written, subject=MAIL)
