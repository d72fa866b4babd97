"""A person signs on the command line: the key, the signature, and what stops either."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from answerable.record.note import from_base64
from answerable.record.personal import message_of
from tests.cli.test_commands import answerable
from tests.homes import loaded

DIGEST = "ab" * 32
WHO = "panel-chair"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home in which a case is loaded whose persons have keys."""
    return loaded(tmp_path_factory.mktemp("signing"), "campus-2014-repaired")


def test_a_key_is_made_and_signs_what_a_page_shows(tmp_path):
    public = answerable(tmp_path, "keys", "person", "new", "ann").stdout.strip()
    signed = answerable(tmp_path, "sign", DIGEST, "--person", "ann").stdout.strip()
    key = Ed25519PublicKey.from_public_bytes(from_base64(public, where="public key"))
    key.verify(from_base64(signed, where="signature"), message_of(bytes.fromhex(DIGEST)))


def test_a_key_is_never_made_twice(tmp_path):
    assert answerable(tmp_path, "keys", "person", "new", "ann").returncode == 0
    again = answerable(tmp_path, "keys", "person", "new", "ann")
    assert (again.returncode, "already there" in again.stderr) == (2, True)


def test_of_several_keys_one_has_to_be_named(tmp_path):
    for name in ("first", "second"):
        assert answerable(tmp_path, "keys", "person", "new", "ann", "--key", name).returncode == 0
    unsure = answerable(tmp_path, "sign", DIGEST, "--person", "ann")
    assert (unsure.returncode, unsure.stdout) == (2, "")
    assert "first, second" in unsure.stderr
    assert answerable(tmp_path, "sign", DIGEST, "--person", "ann", "--key", "second").returncode == 0


def test_without_a_key_it_says_how_to_make_one(tmp_path):
    missing = answerable(tmp_path, "sign", DIGEST, "--person", "ann")
    assert (missing.returncode, "keys person new ann" in missing.stderr) == (2, True)


@pytest.mark.parametrize("digest", ["", "ab", DIGEST.upper(), DIGEST + "ab", "zz" * 32, DIGEST + "\n"])
def test_what_is_no_digest_is_not_signed(tmp_path, digest):
    refused = answerable(tmp_path, "sign", digest, "--person", "ann")
    assert (refused.returncode, refused.stdout) == (2, "")


@pytest.mark.parametrize("person", ["", "ann+1", "../ann", "a b", "a:b"])
def test_what_is_no_handle_gets_no_key(tmp_path, person):
    refused = answerable(tmp_path, "keys", "person", "new", person)
    assert (refused.returncode, refused.stdout) == (2, "")


def test_keys_of_persons_are_not_listed_among_those_of_sections(home):
    assert "person" not in answerable(home, "keys", "list").stdout
    assert answerable(home, "keys", "person", "list", WHO).stdout.startswith("first ")


def test_a_second_key_is_put_on_record_under_the_signature_of_the_first(home):
    assert answerable(home, "keys", "person", "new", WHO, "--key", "second").returncode == 0
    assert "signed with first" in answerable(home, "keys", "person", "add", WHO, "--key", "second").stdout


def test_a_key_is_revoked_once(home):
    revoke = ("keys", "person", "revoke", "desk-editor", "first", "--reason", "lost")
    assert answerable(home, *revoke).returncode == 0
    again = answerable(home, *revoke)
    assert (again.returncode, "holds no key named first" in again.stderr) == (1, True)


def test_a_reason_that_is_none_is_an_error(home):
    wrong = answerable(home, "keys", "person", "revoke", WHO, "first", "--reason", "bored")
    assert (wrong.returncode, "--reason" in wrong.stderr) == (2, True)


def test_nobody_gets_a_key_on_record_who_has_not_joined(home):
    assert answerable(home, "keys", "person", "new", "nobody").returncode == 0
    wrong = answerable(home, "keys", "person", "add", "nobody")
    assert (wrong.returncode, "who has joined" in wrong.stderr) == (2, True)


def test_a_release_by_somebody_with_a_key_is_signed_and_verified(home, tmp_path):
    out = tmp_path / "out"
    assert answerable(home, "release", "campus-2014-repaired", "--out", out).returncode == 0
    found = answerable(tmp_path, "verify", out / "certificate.json", out / "release.html")
    assert (found.returncode, "signed in person: release by desk-managing-editor" in found.stdout) == (0, True)
    assert "personal_keys" in _payload(out / "certificate.json")


def test_one_byte_of_a_signed_release_changed_is_found(home, tmp_path):
    out = tmp_path / "out"
    assert answerable(home, "release", "campus-2014-repaired", "--out", out).returncode == 0
    certificate = json.loads((out / "certificate.json").read_text())
    payload = certificate["payload"]
    certificate["payload"] = payload[:-8] + ("A" if payload[-8] != "A" else "B") + payload[-7:]
    (out / "certificate.json").write_text(json.dumps(certificate, sort_keys=True, separators=(",", ":")) + "\n")
    assert answerable(tmp_path, "verify", out / "certificate.json").returncode != 0


def _payload(certificate: Path) -> dict[str, object]:
    raw = from_base64(json.loads(certificate.read_text())["payload"], where="payload")
    return dict(json.loads(raw)["predicate"])
