"""Files that an earlier version took in go on being read, and move where they belong when they are told to."""

from __future__ import annotations

import hashlib
import io
from contextlib import contextmanager

import pytest

from answerable.vault.erasing import forget
from answerable.vault.errors import Altered, Erased, Missing
from answerable.vault.measuring import mend
from answerable.vault.models import Content
from answerable.vault.moving import move, unmoved
from answerable.vault.sealing import erase
from answerable.vault.shelves import Disk as Shelf, name_of, shelf
from answerable.vault.store import commitment_to, new_salt, open_file, remove_unused, store, store_file, sweep
from tests.record.story import COAST, NOW

DATA = b"a film of the gate" * 1000


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.ANSWERABLE_VAULT = tmp_path / "vault"
    return settings.ANSWERABLE_VAULT


def taken_in_before(folder, data: bytes = DATA) -> str:
    """Return the commitment to a file as the first storeys kept it: under its commitment, one for each time."""
    salt = new_salt()
    commitment = commitment_to(salt, data)
    name = commitment.removeprefix("sha256:")
    (folder / name[:2]).mkdir(parents=True, exist_ok=True)
    (folder / name[:2] / name).write_bytes(data)
    Content.objects.create(commitment=commitment, salt=salt, text=None, size=len(data))
    return commitment


def read(commitment: str) -> bytes:
    with open_file(commitment) as file:
        return file.read()


def files(folder) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.django_db
def test_a_file_of_an_earlier_version_is_read_and_not_swept_away(folder):
    before = taken_in_before(folder)
    assert sweep(older_than=-1) == 0
    assert read(before) == DATA


@pytest.mark.django_db
def test_files_of_an_earlier_version_move_and_lie_there_once(folder):
    first, second, text = taken_in_before(folder), taken_in_before(folder), store("a text")
    assert sorted(unmoved()) == sorted([first, second])
    for commitment in list(unmoved()):
        move(commitment)
    assert files(folder) == [name_of(hashlib.sha256(DATA).hexdigest())]
    assert (read(first), read(second), list(unmoved())) == (DATA, DATA, [])
    assert Content.objects.get(commitment=text).place == ""


@pytest.mark.django_db
def test_files_are_read_from_the_folder_and_move_once_another_store_is_named(folder, settings, tmp_path):
    old, new = taken_in_before(folder), store_file(io.BytesIO(b"newer"))
    settings.ANSWERABLE_STORE = f"memory://{tmp_path.name}"
    assert (read(old), read(new)) == (DATA, b"newer")
    for commitment in list(unmoved()):
        move(commitment)
    assert files(folder) == []
    assert (read(old), read(new), len(list(shelf().names()))) == (DATA, b"newer", 2)


@pytest.mark.django_db
def test_a_damaged_file_is_named_and_stays_where_it_lies(folder):
    before = taken_in_before(folder)
    (path,) = [path for path in folder.rglob("*") if path.is_file()]
    path.write_bytes(b"something else")
    with pytest.raises(Altered, match=before):
        move(before)
    assert files(folder) == [path.name]


def test_a_file_of_an_earlier_version_is_erased(sqlite, settings):
    before = taken_in_before(settings.ANSWERABLE_VAULT)
    erase(before, reason="safety", origin=COAST, actor="coast-director", at=NOW)
    assert files(settings.ANSWERABLE_VAULT) == []


@pytest.mark.django_db
@pytest.mark.parametrize("work", [move, lambda commitment: mend(commitment, io.BytesIO(DATA))], ids=["moved", "back"])
def test_a_file_that_is_erased_while_it_is_moved_or_put_back_does_not_come_back(folder, monkeypatch, work):
    commitment, whole = taken_in_before(folder), Shelf.taking_in
    lies = commitment.removeprefix("sha256:")

    @contextmanager
    def taking_in(where, pieces):
        with whole(where, pieces) as unnamed:
            forget(commitment)
            remove_unused(lies)
            yield unnamed

    monkeypatch.setattr(Shelf, "taking_in", taking_in)
    with pytest.raises((Erased, Missing)):
        work(commitment)
    assert files(folder) == []
