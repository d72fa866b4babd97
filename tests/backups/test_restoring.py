"""A house in a file and back: everything that was there, nothing that was not, and nothing half done."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from datetime import UTC, date, datetime
from pathlib import Path

import pyrage
import pytest
from django.db import connection
from pyrage.x25519 import Identity

from answerable.backups.errors import NotEmpty
from answerable.backups.writing import write_backup
from answerable.people.keyring import keyring
from answerable.record.checkpoint import Checkpoint, sign_checkpoint
from answerable.record.log import sign_log, size_of
from answerable.vault.sealing import say
from answerable.vault.store import open_file, store_file, text_of
from tests.record.story import CENTRE, COAST, NOW, drafted, name, raised

COMMAND = Path(sys.executable).with_name("answerable")
MADE, UNTIL = datetime(2026, 3, 1, tzinfo=UTC), date(2026, 6, 1)
WORDS = "Ama Mensah of the coast said lighthouse-7"
KEY = Identity.generate()


@pytest.fixture
def house(sqlite, settings):
    """A house with two logs, one of which it writes itself, a text and a file."""
    yield from furnished(sqlite, settings, entries=20)


@pytest.fixture
def either_house(database, settings):
    """The same, on SQLite and on PostgreSQL."""
    yield from furnished(database, settings, entries=300)


def furnished(database, settings, *, entries):
    settings.ANSWERABLE_HOME = database.home
    settings.ANSWERABLE_KEYS = database.home / "keys"
    (database.home / "training").mkdir()
    (database.home / "training" / "module.toml").write_text("title = 'x'\n")
    raised(drafted())
    for number in range(entries):
        name(number)
    ring().new(COAST)
    sign_log(COAST, ring().signer(COAST))
    yield database
    connection.close()


def ring():
    return keyring({"ANSWERABLE_PASSPHRASE": "for tests"})


def backed_up(place: Path, **more: object) -> Path:
    write_backup(place, at=MADE, until=UNTIL, recipients=[str(KEY.to_public())], **more)
    return place


def members(place: Path) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(place.read_bytes(), [KEY]))) as archive:
        return {each.name: archive.extractfile(each).read() for each in archive}


def repacked(to: Path, files: dict[str, bytes]) -> Path:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for each, data in files.items():
            info = tarfile.TarInfo(each)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    to.write_bytes(pyrage.encrypt(plain.getvalue(), [KEY.to_public()]))
    return to


def answerable(home: Path, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    left_out = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "ANSWERABLE_SECRET_KEY"}
    held = {key: value for key, value in os.environ.items() if key not in left_out}
    held |= {"ANSWERABLE_HOME": str(home), "ANSWERABLE_PASSPHRASE": "for tests", **environment}
    command = [COMMAND, *map(str, words)]
    return subprocess.run(command, env=held, capture_output=True, text=True, check=False, timeout=120)


def restored(backup: Path, into: Path, *more: object, **environment: str) -> subprocess.CompletedProcess[str]:
    key = backup.with_name("identity")
    key.write_text(f"# made for a test\n{KEY}\n")
    return answerable(into, "restore", backup, "--into", into, "--identity", key, *more, **environment)


def test_a_house_comes_back_whole(house, tmp_path):
    comes_back(tmp_path)


@pytest.mark.soak
def test_a_house_comes_back_whole_from_either_database(either_house, tmp_path):
    comes_back(tmp_path)


def comes_back(tmp_path: Path) -> None:
    file, text = store_file(io.BytesIO(b"\0evidence" * 300_000)), say_joined()
    place = backed_up(tmp_path / "backup.age", with_keys=True)
    name(1000)
    later = tmp_path / "later"
    later.write_text(sign_log(COAST, ring().signer(COAST)))
    into = tmp_path / "new"
    done = restored(place, into, "--checkpoint", later)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{COAST}: {size_of(COAST) - 1} entries in order" in done.stdout
    assert f"{COAST}: 1 entries that a witness has seen are not here" in done.stdout
    with open_file(file) as held:
        assert held.read() in [path.read_bytes() for path in (into / "vault").rglob("*") if path.is_file()]
    assert text_of(text).encode() in (into / "answerable.sqlite3").read_bytes()
    assert (into / "training" / "module.toml").read_text() == "title = 'x'\n"
    assert {path.name for path in (into / "keys").iterdir()} >= {"harbour.example%2Fcoast.key"}
    assert (into.stat().st_mode & 0o777, (into / "answerable.sqlite3").stat().st_mode & 0o777) == (0o700, 0o600)
    refused = answerable(into, "log", "checkpoint", COAST)
    assert refused.returncode != 0
    assert "restored from a backup" in refused.stderr


def say_joined() -> str:
    from answerable.people.entries import PersonJoined

    plain = {"person": "ama", "section": "coast", "name": WORDS}
    return say(PersonJoined, plain, origin=COAST, actor="coast-director", at=NOW).body.name


@pytest.mark.soak
def test_nobody_needs_another_house_to_write_again(house, tmp_path):
    into = tmp_path / "new"
    assert restored(backed_up(tmp_path / "backup.age", with_keys=True), into).returncode == 0
    assert answerable(into, "log", "verify").returncode == 0
    assert answerable(into, "log", "resume", COAST).returncode == 0
    assert answerable(into, "log", "checkpoint", COAST).returncode == 0


def by_word(place: Path, into: Path) -> tuple[object, ...]:
    return ("restore", place, "--into", into, "--passphrase")


@pytest.mark.soak
def test_a_backup_under_a_passphrase_comes_back_by_the_same_option(house, tmp_path):
    place, into = tmp_path / "backup.age", tmp_path / "new"
    write_backup(place, at=MADE, until=UNTIL, passphrase="wall-of-the-quay")
    done = answerable(into, *by_word(place, into), ANSWERABLE_BACKUP_PASSPHRASE="wall-of-the-quay")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{COAST}: {size_of(COAST)} entries in order" in done.stdout


@pytest.mark.parametrize(
    ("more", "told"), [(("--identity", os.devnull), "either --identity FILE or --passphrase"), ((), "say --identity")]
)
def test_a_passphrase_is_refused_where_an_identity_is_needed_or_given(tmp_path, more, told):
    place, into = tmp_path / "backup.age", tmp_path / "new"
    place.write_bytes(pyrage.encrypt(b"words", [KEY.to_public()]))
    done = answerable(into, *by_word(place, into), *more, ANSWERABLE_BACKUP_PASSPHRASE="wall-of-the-quay")
    assert (done.returncode, into.exists(), told in done.stderr) == (2, False, True), done.stderr


def test_keys_come_along_only_where_that_is_asked_for(house, tmp_path):
    private = b"OPENSSH PRIVATE KEY"
    held = [
        any(private in data for data in members(backed_up(tmp_path / f"{asked}.age", with_keys=asked)).values())
        for asked in (False, True)
    ]
    assert held == [False, True]


def test_a_backup_made_after_an_erasure_does_not_hold_the_words_and_an_older_one_does(house, tmp_path):
    from answerable.vault.sealing import erase

    text, file = say_joined(), store_file(io.BytesIO(WORDS.encode() * 100))
    before = backed_up(tmp_path / "before.age")
    for each in (text, file):
        erase(each, reason="safety", origin=COAST, actor="coast-director", at=NOW)
    after = backed_up(tmp_path / "after.age")
    held = [WORDS.encode() in b"".join(members(place).values()) for place in (before, after)]
    assert held == [True, False]


def test_what_is_said_meanwhile_waits_for_nobody_and_is_not_half_in_the_backup(house, tmp_path, monkeypatch):
    from answerable.backups import tables

    parts = tables.parts

    def while_others_write(table, *, using):
        done = house.run("from tests.record.story import name\nname(9000 + __import__('os').getpid())")
        assert (done.communicate(timeout=60)[1], done.returncode) == ("", 0)
        return parts(table, using=using)

    size = size_of(COAST)
    chosen = [each for each in tables.tables() if each._meta.db_table in {"record_entry", "record_log"}]
    monkeypatch.setattr(tables, "tables", lambda: chosen)
    monkeypatch.setattr(tables, "parts", while_others_write)
    place = backed_up(tmp_path / "backup.age")
    manifest = json.loads(members(place)["manifest.json"])
    assert [log["size"] for log in manifest["logs"] if log["origin"] == COAST] == [size]
    assert manifest["rows"]["record_entry"] == size + size_of(CENTRE)
    assert size_of(COAST) == size + len(chosen)


def test_a_backup_writes_over_nothing(house, tmp_path):
    place = tmp_path / "backup.age"
    place.write_text("mine")
    with pytest.raises(NotEmpty):
        backed_up(place)
    assert (place.read_text(), [each.name for each in tmp_path.glob(".backup*")]) == ("mine", [])


def test_a_restore_writes_over_nothing(house, tmp_path):
    place, into = backed_up(tmp_path / "backup.age"), tmp_path / "held"
    into.mkdir()
    (into / "mine").write_text("mine")
    done = restored(place, into)
    assert (done.returncode, [each.name for each in into.iterdir()]) == (2, ["mine"])
    assert "writes over nothing" in done.stderr


DAMAGE = {
    "a byte of an entry": ("tables/record_entry/000000.jsonl", lambda data: data.replace(b'"eyJ', b'"eyK', 1)),
    "a row less": ("tables/record_entry/000000.jsonl", lambda data: b"\n".join(data.splitlines()[:-1]) + b"\n"),
    "a file of the vault": ("vault/", lambda data: data[:-1] + b"?"),
    "a table that is not ours": ("tables/record_entry/000000.jsonl", None),
    "no manifest": ("manifest.json", b""),
    "a way out": ("home/training/module.toml", "home/../../escaped"),
}


@pytest.mark.soak
@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_backup_leaves_nothing_behind(house, tmp_path, what, soak_figures):
    store_file(io.BytesIO(b"evidence"))
    whole = backed_up(house.home / "backup.age")
    start, change = DAMAGE[what]
    files = members(whole)
    chosen = next(each for each in files if each.startswith(start))
    if callable(change):
        files[chosen] = change(files[chosen])
    elif isinstance(change, str):
        files[change] = files.pop(chosen)
    elif change is None:
        files = {each.replace("record_entry", "auth_nothing"): data for each, data in files.items()}
    else:
        del files[chosen]
    place = tmp_path / "work"
    place.mkdir()
    done = restored(repacked(place / "damaged.age", files), place / "new")
    soak_figures.count("bad inputs tried", 1)
    soak_figures.count("crashes", int("Traceback" in done.stderr))
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert sorted(each.name for each in place.iterdir()) == ["damaged.age", "identity"]


@pytest.mark.soak
def test_a_witness_tells_that_entries_are_others(house, tmp_path):
    other = tmp_path / "other"
    other.write_text(sign_checkpoint(Checkpoint(COAST, 5, b"\1" * 32), ring().signer(COAST)))
    forked = restored(backed_up(tmp_path / "backup.age"), tmp_path / "forked", "--checkpoint", other)
    assert (forked.returncode, (tmp_path / "forked").exists()) == (2, False)
    assert "differ from the checkpoint that a witness holds" in forked.stderr
