"""Keys of persons in a folder: made when absent, signed with as acts are said, and never their signatures."""

from __future__ import annotations

import pytest

from answerable.clearance.models import ObjectionRaised
from answerable.folders import errors
from answerable.folders.exporting import export_case
from answerable.folders.loading import load_folder
from answerable.folders.schema import forms
from answerable.people.entries import PersonKeyAdded
from answerable.people.keyring import keys_here, name_of_key, public_of
from answerable.people.models import PersonKeyAdded as KeyTable, read_people
from answerable.people.personal import keys_now, put_key_on_record
from answerable.people.signing import flaws
from answerable.record.facts import read
from answerable.record.keys import KeyRing
from answerable.record.log import append
from answerable.record.personal import Signed
from tests.folders.small import change, tree
from tests.people.authenticator import Passkey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault")]

ADDED = """
[[person_key.added]]
by = "ben"
at = 2026-01-02T09:00:00Z
person = "ben"
key = "first"
type = "ed25519"
"""


@pytest.fixture
def ring(tmp_path):
    return KeyRing(tmp_path / "keys", passphrase="only for this test")


@pytest.fixture
def with_key(small):
    """The small folder, whose Ben has a key."""
    change(small, "people.toml", "\n[[conflict.declared]]", f"{ADDED}\n[[conflict.declared]]")
    return small


def raised():
    return next(fact for fact in read(ObjectionRaised, case="small") if fact.actor == "ben")


def test_no_folder_holds_a_personal_signature():
    assert any(issubclass(form.said, Signed) for form in forms().values())
    assert not [form.table for form in forms().values() if any(field.name == "personal" for field in form.fields())]


def test_a_key_that_is_not_here_is_made(with_key, ring):
    load_folder(with_key, keyring=ring)
    held = public_of(keys_here(ring, "ben")["first"])
    assert read(KeyTable, person="ben")[0].body.public == held


def test_a_key_that_is_here_is_taken(with_key, ring):
    held = public_of(ring.new(name_of_key("ben", "first")))
    load_folder(with_key, keyring=ring)
    assert read(KeyTable, person="ben")[0].body.public == held


def test_acts_of_a_person_with_a_key_are_signed_as_they_are_loaded(with_key, ring):
    load_folder(with_key, keyring=ring)
    assert raised().body.personal.key == "first"
    assert flaws(read_people(), raised(), required=True) == []


def test_acts_of_a_person_without_a_key_are_not(small, ring):
    load_folder(small, keyring=ring)
    assert raised().body.personal is None


def test_a_folder_with_keys_comes_back_byte_for_byte(with_key, ring, tmp_path):
    load_folder(with_key, keyring=ring)
    export_case("small", tmp_path / "out")
    assert tree(tmp_path / "out") == tree(with_key)


def test_a_folder_with_keys_is_passed_over_when_it_is_loaded_again(with_key, ring):
    first = load_folder(with_key, keyring=ring)
    assert (load_folder(with_key, keyring=ring).appended, load_folder(with_key, keyring=ring).skipped) == (
        0,
        first.appended,
    )


def test_a_named_public_key_that_is_not_here_is_an_error_with_its_line(with_key, ring):
    public = public_of(KeyRing(with_key.parent / "other", passphrase="other").new("person:ben:first"))
    line = change(with_key, "people.toml", 'type = "ed25519"\n', f'type = "ed25519"\npublic = "{public}"\n')
    with pytest.raises(errors.KeyNotHere) as error:
        load_folder(with_key, keyring=ring)
    assert (error.value.file, error.value.line <= line) == ("people.toml", True)
    assert not keys_here(ring, "ben")


def test_new_acts_of_a_person_whose_key_is_elsewhere_are_an_error_with_their_line(with_key, ring, tmp_path):
    objection = (with_key / "consultation.toml").read_text()
    (with_key / "consultation.toml").unlink()
    load_folder(with_key, keyring=ring)
    for file in (tmp_path / "keys").glob("person*"):
        file.unlink()
    (with_key / "consultation.toml").write_text(objection)
    with pytest.raises(errors.KeyNotHere, match="expected a key of ben") as error:
        load_folder(with_key, keyring=KeyRing(tmp_path / "keys", passphrase="only for this test"))
    assert error.value.file == "consultation.toml"
    assert error.value.line > 0


def test_a_passkey_cannot_stand_in_a_folder(with_key, ring):
    change(with_key, "people.toml", 'type = "ed25519"', 'type = "webauthn"')
    with pytest.raises(errors.WrongValue):
        load_folder(with_key, keyring=ring)


def test_an_export_leaves_passkeys_out(small, ring, tmp_path):
    load_folder(small, keyring=ring)
    passkey = Passkey(site="small.example")
    body = PersonKeyAdded(person="ben", key="phone", type="webauthn", public=passkey.public, site=passkey.site)
    append(body, origin="small.example/coast", actor="ben", at=raised().at)
    export_case("small", tmp_path / "out")
    assert tree(tmp_path / "out") == tree(small)


def test_a_second_key_is_signed_by_the_first(with_key, ring):
    load_folder(with_key, keyring=ring)
    ring.new(name_of_key("ben", "second"))
    fact = put_key_on_record(ring, "ben", "second", at=raised().at)
    assert fact.body.personal.key == "first"
    assert set(keys_now("ben")) == {"first", "second"}
