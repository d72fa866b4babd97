"""Where bytes lie: named whole or not at all, once, and by nobody's guess; on a disk and in an object store."""

from __future__ import annotations

import hashlib
import io
import os
import resource
import threading
from pathlib import Path

import fsspec
import pytest
from django.db import connection, transaction

from answerable.vault import store as vault
from answerable.vault.errors import Altered, Erased, Missing, NotKept
from answerable.vault.models import Content, KeptBytes
from answerable.vault.sealing import erase
from answerable.vault.shelves import Disk, name_of, shelf, shelf_at
from answerable.vault.store import digest_of, giving_back, keep_file, open_file, same_as, size_of, store_file, sweep
from tests.record.story import COAST, NOW

DATA = b"a film of the gate" * 1000
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(params=["disk", "objects"])
def place(request, settings, tmp_path):
    """A store of this test's own, of each kind."""
    settings.ANSWERABLE_VAULT = tmp_path / "vault"
    if request.param == "objects":
        settings.ANSWERABLE_STORE = f"memory://{tmp_path.name}"
    return shelf()


def names(where) -> list[str]:
    return sorted(name for name, _written in where.names())


def erased(commitment: str) -> None:
    erase(commitment, reason="safety", origin=COAST, actor="coast-director", at=NOW)


@pytest.mark.django_db
def test_the_same_bytes_lie_there_once_under_a_name_that_tells_nothing(place):
    first, second = store_file(io.BytesIO(DATA)), store_file(io.BytesIO(DATA))
    assert first != second
    assert names(place) == [name_of(SHA256)]
    assert SHA256 not in name_of(SHA256)
    assert (digest_of(first), digest_of(second), size_of(second)) == (SHA256, SHA256, len(DATA))
    assert (same_as(first), same_as(second)) == ([second], [first])


@pytest.mark.django_db
def test_another_secret_gives_another_name(place, settings):
    before = name_of(SHA256)
    held = store_file(io.BytesIO(DATA))
    settings.SECRET_KEY = "another, as after it was changed, and long enough"
    assert name_of(SHA256) != before
    with open_file(held) as file:
        assert file.read() == DATA


def test_bytes_go_with_the_last_commitment_to_them(sqlite, place):
    first, second = store_file(io.BytesIO(DATA)), store_file(io.BytesIO(DATA))
    erased(first)
    with pytest.raises(Erased):
        open_file(first)
    with open_file(second) as file:
        assert file.read() == DATA
    erased(second)
    assert (names(place), KeptBytes.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_a_salt_drawn_before_gives_the_commitment_that_was_signed(place):
    salt = b"s" * 32
    assert keep_file(io.BytesIO(DATA), salt) == "sha256:" + hashlib.sha256(salt + DATA).hexdigest()


@pytest.mark.django_db
def test_damaged_bytes_are_made_good_when_they_come_in_again(place):
    first = store_file(io.BytesIO(DATA))
    damage(place, b"x" * len(DATA))
    with pytest.raises(Altered):
        open_file(first)
    store_file(io.BytesIO(DATA))
    with open_file(first) as file:
        assert file.read() == DATA


def damage(place, content: bytes) -> None:
    if isinstance(place, Disk):
        place.path(name_of(SHA256)).write_bytes(content)
    else:
        place._system.pipe_file(place._key(name_of(SHA256)), content)


@pytest.mark.django_db
def test_a_file_that_breaks_off_is_never_named(place):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise OSError("the stick was pulled out")
            return super().read(10)

    with pytest.raises(OSError, match="pulled out"):
        store_file(Broken(DATA))
    assert (names(place), Content.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_what_was_taken_in_for_nothing_is_given_back(place):
    kept = store_file(io.BytesIO(b"said before"))

    def refused() -> None:
        with giving_back(), transaction.atomic():
            store_file(io.BytesIO(DATA))
            store_file(io.BytesIO(b"said before"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        refused()
    assert names(place) == [Content.objects.get(commitment=kept).place]
    with giving_back():
        store_file(io.BytesIO(DATA))
    assert len(names(place)) == 2


@pytest.mark.django_db
def test_a_sweep_leaves_what_content_names_and_what_is_new(place):
    kept = store_file(io.BytesIO(DATA))
    with transaction.atomic():
        store_file(io.BytesIO(b"lost"))
        transaction.set_rollback(True)
    assert sweep(older_than=3600) == 0
    assert sweep(older_than=-1) == 1
    assert names(place) == [Content.objects.get(commitment=kept).place]


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_missing(place):
    held = store_file(io.BytesIO(DATA))
    place.remove(name_of(SHA256))
    for ask in (open_file, digest_of):
        with pytest.raises(Missing):
            ask(held)
    with pytest.raises(Missing):
        place.open(name_of(SHA256))


@pytest.mark.django_db
def test_what_an_object_store_gives_back_otherwise_is_not_kept(settings, tmp_path, monkeypatch):
    settings.ANSWERABLE_STORE = f"memory://{tmp_path.name}"
    system = fsspec.filesystem("memory")
    monkeypatch.setattr(type(system), "cp_file", lambda self, _from, to: self.pipe_file(to, b"other bytes"))
    with pytest.raises(NotKept, match="expected the store memory://… to give back what was written"):
        store_file(io.BytesIO(DATA))
    assert (names(shelf()), Content.objects.count()) == ([], 0)


@pytest.mark.parametrize("address", ["nowhere://bucket", "s4://x"])
def test_a_store_that_nobody_knows_is_named(address):
    with pytest.raises(NotKept, match="ANSWERABLE_STORE: expected a store that can be used"):
        shelf_at(address)


def test_an_erasure_and_a_taking_in_of_the_same_bytes_at_once_lose_nothing(database, monkeypatch):
    """Whoever comes second waits for the other, and then puts the bytes there again."""
    first = store_file(io.BytesIO(DATA))
    named, going = threading.Event(), threading.Event()
    outcome: list[str] = []

    def put_and_wait(unnamed, found, put=vault.put):
        name = put(unnamed, found)
        named.set()
        going.wait(20)
        return name

    def take_in() -> None:
        try:
            outcome.append(store_file(io.BytesIO(DATA)))
        finally:
            connection.close()

    monkeypatch.setattr(vault, "put", put_and_wait)
    thread = threading.Thread(target=take_in)
    thread.start()
    assert named.wait(20)
    erased(first)
    assert not shelf().has(name_of(SHA256))
    going.set()
    thread.join(20)
    with open_file(outcome[0]) as file:
        assert file.read() == DATA


@pytest.mark.django_db
def test_files_and_folders_are_readable_by_their_owner_alone(settings, tmp_path):
    settings.ANSWERABLE_VAULT = tmp_path / "vault"
    before = os.umask(0)
    try:
        store_file(io.BytesIO(DATA))
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "vault").rglob("*") if path.is_dir()}
    assert modes | {(tmp_path / "vault").stat().st_mode & 0o777} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "vault").rglob("*") if path.is_file()} == {0o600}


@pytest.mark.django_db
def test_a_full_disk_is_told_and_nothing_is_half_written(settings, tmp_path):
    settings.ANSWERABLE_VAULT = tmp_path / "vault"
    with limited_files(1 << 16), pytest.raises(NotKept, match=r"expected to write \d+ bytes in the store .*: File too"):
        store_file(io.BytesIO(b"x" * (1 << 17)))
    assert [path for path in (tmp_path / "vault").rglob("*") if path.is_file()] == []
    assert not Content.objects.exists()


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_is_told(settings, tmp_path):
    (tmp_path / "vault").write_text("no folder")
    settings.ANSWERABLE_VAULT = tmp_path / "vault"
    with pytest.raises(NotKept, match=r"expected to make a file in the store .*vault, found: "):
        store_file(io.BytesIO(DATA))
    assert not Content.objects.exists()


@pytest.mark.django_db
def test_a_disk_that_fails_while_a_file_is_named_leaves_nothing(settings, tmp_path, monkeypatch):
    settings.ANSWERABLE_VAULT = tmp_path / "vault"

    def failing(self, target):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "hardlink_to", failing)
    with pytest.raises(NotKept, match=r"expected to name a file .* found: Read-only file system"):
        store_file(io.BytesIO(DATA))
    assert [path for path in (tmp_path / "vault").rglob("*") if path.is_file()] == []
    assert not Content.objects.exists()


class limited_files:  # noqa: N801 - reads like a function
    """No file of this process grows past so many bytes."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __enter__(self):
        import signal

        self.before = resource.getrlimit(resource.RLIMIT_FSIZE)
        self.handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.size, self.before[1]))

    def __exit__(self, *_):
        import signal

        resource.setrlimit(resource.RLIMIT_FSIZE, self.before)
        signal.signal(signal.SIGXFSZ, self.handler)


LARGE = """
import sys
from answerable.vault import store

class Made:
    "A stream of so many bytes that is made while it is read."
    def __init__(self, size):
        self.left, self.number = size, 0
    def read(self, size):
        size = min(size, self.left)
        self.left -= size
        self.number += 1
        return (self.number.to_bytes(8, "big") * (size // 8 + 1))[:size]

megabytes = int(sys.argv[1])
def peak():
    "Most memory that this process ever had, in KB."
    lines = open("/proc/self/status").read().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])

before = peak()
commitment = store.store_file(Made(megabytes << 20))
assert store.size_of(commitment) == megabytes << 20
store.digest_of(commitment)
grown = peak() - before
print(before >> 10, grown >> 10)
"""


def test_a_large_file_takes_little_memory(sqlite):
    """200 MB come in and are read back in a process that may take 64 MB more than it has."""
    before, grown = taken_in(sqlite, 200)
    assert grown < 64, f"{before} MB before, {grown} MB more"


@pytest.mark.soak
def test_a_film_of_20_gb_takes_no_more(sqlite, soak_figures):
    """The file is sparse nowhere: 20 GB are written, and read back."""
    before, grown = taken_in(sqlite, 20_000)
    soak_figures.note("20 GB into the vault and back: memory", f"{before} MB, and {grown} MB more")
    assert before + grown < 1000


def taken_in(database, megabytes: int) -> tuple[int, int]:
    process = database.run(LARGE, str(megabytes))
    out, err = process.communicate(timeout=3000)
    assert process.returncode == 0, err
    before, grown = map(int, out.split())
    return before, grown
