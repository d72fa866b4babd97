"""Roots and section keys as people type them: a ceremony, a change of keys, shares on paper, and what goes wrong."""

from __future__ import annotations

import hashlib
import os
import pty
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from answerable.cli import app
from answerable.people.keyring import keyring
from answerable.people.models import read_people
from answerable.people.standing import keys_of, within
from answerable.record.handing_over import coming
from tests.site import COAST, DIRECTOR

CENTRE_LOG, COAST_LOG = "harbour.example/centre", "harbour.example/coast"
ANA, BEN, CIA = (f"root.example/{name}" for name in ("ana", "ben", "cia"))


def run(*words, typed="", status=0):
    """Run a command and return all that it printed."""
    done = CliRunner().invoke(app, [*map(str, words)], input=typed)
    assert done.exit_code == status, done.output + repr(done.exception)
    return done.output


@pytest.fixture
def ring(harbour, tmp_path, settings):
    """A ring of its own for each test, with the keys of the sections, since some are replaced."""
    logs = shutil.ignore_patterns("root*", "person*", "next", "old")
    shutil.copytree(settings.ANSWERABLE_KEYS, tmp_path / "keys", ignore=logs)
    settings.ANSWERABLE_KEYS = tmp_path / "keys"
    return tmp_path


@pytest.fixture
def keys(ring):
    """The keys of a root, as `answerable keys new` prints them."""
    return {name: run("keys", "new", name).strip() for name in (ANA, BEN, CIA)}


def first(keys, place: Path, *more) -> Path:
    """Write and sign the first root, and return its file."""
    file = place / "root-1.txt"
    named = [word for vkey in keys.values() for word in ("--key", vkey)]
    run("root", "new", *named, "--threshold", 2, "--expires", "2030-01-01", "--out", file, *more)
    for name in (ANA, BEN):
        run("root", "sign", "--yes", file, "--key", name)
    return file


def test_a_ceremony_from_keys_to_a_root_in_force(keys, ring):
    file = ring / "root-1.txt"
    named = [word for vkey in keys.values() for word in ("--key", vkey)]
    told = run("root", "new", *named, "--threshold", 2, "--expires", "2030-01-01", "--out", file)
    assert "signed by 0 of its 3 keys; 2 have to" in told
    assert "coast, log harbour.example/coast, 1 keys" in told
    fingerprint = re.search("[0-9a-f]{64}", told)[0]
    assert fingerprint in run("root", "sign", "--yes", file, "--key", ANA)
    assert "1 of its own keys have signed" in run("root", "adopt", file, "--by", DIRECTOR, status=1)
    shares = run("keys", "split", BEN, "--shares", 5, "--needed", 3)
    some = "\n".join(shares.split("\n\n")[1:4])
    assert "signed by 2 of its 3 keys" in run("root", "sign", "--yes", file, "--key", BEN, "--shares", typed=some)
    assert (
        run("root", "adopt", file, "--by", DIRECTOR) == f"adopted: root 1 of harbour-watch, in the log {CENTRE_LOG}\n"
    )
    assert run("root", "show") == file.read_text(encoding="utf-8")
    assert "in the log harbour.example/coast" in run("root", "adopt", file, "--by", COAST)


@pytest.fixture
def unsigned(keys, ring):
    """A root that nobody has signed yet."""
    file = ring / "root-1.txt"
    run("root", "new", "--key", keys[ANA], "--threshold", 1, "--expires", "2030-01-01", "--out", file)
    return file


@pytest.fixture
def at_terminal(monkeypatch):
    """How to run a command at a terminal at which somebody types this."""

    def run_at(*words, typed):
        terminal, here = pty.openpty()
        os.write(terminal, typed.encode())
        with os.fdopen(here, encoding="utf-8") as keyboard, monkeypatch.context() as patched:
            patched.setattr("sys.stdin", keyboard)
            status = app([*map(str, words)], standalone_mode=False)
        os.close(terminal)
        return status or 0

    return run_at


def test_a_root_is_shown_before_anybody_is_asked_to_sign_it(unsigned, at_terminal, capsys, monkeypatch):
    text, asked, confirm = unsigned.read_bytes(), [], typer.confirm
    fingerprint = hashlib.sha256(text).hexdigest()

    def ask(question):
        asked.append((unsigned.read_bytes(), capsys.readouterr().out))
        return confirm(question)

    monkeypatch.setattr("typer.confirm", ask)
    assert at_terminal("root", "sign", unsigned, "--key", ANA, typed="y\n") == 0
    ((file_then, printed_then),) = asked
    assert file_then == text, "nothing is signed while the question stands"
    assert fingerprint in printed_then
    assert "signed by 1 of its 1 keys" in capsys.readouterr().out
    assert unsigned.read_bytes() != text


def test_a_root_is_not_signed_after_a_no(unsigned, at_terminal, capsys):
    text = unsigned.read_bytes()
    assert at_terminal("root", "sign", unsigned, "--key", ANA, typed="n\n") == 2
    assert unsigned.read_bytes() == text
    assert "nothing was signed" in capsys.readouterr().err


def test_a_root_is_not_signed_where_nobody_can_be_asked(unsigned):
    text = unsigned.read_bytes()
    assert "say --yes" in run("root", "sign", unsigned, "--key", ANA, typed="y\n", status=2)
    assert unsigned.read_bytes() == text


def test_what_a_file_of_a_root_says_is_shown(unsigned):
    fingerprint = hashlib.sha256(unsigned.read_bytes()).hexdigest()
    told = run("root", "show", unsigned)
    assert fingerprint in told
    assert "signed by 0 of its 1 keys" in told
    run("root", "sign", unsigned, "--key", ANA, "--yes")
    told = run("root", "show", unsigned)
    assert fingerprint in told, "the signatures are no part of what is compared"
    assert "signed by 1 of its 1 keys" in told
    assert "name a file, or a root on record" in run("root", "show", unsigned, "--number", 1, status=2)


def test_a_root_that_has_ended_is_not_written(keys, ring):
    for day in ("2020-01-01", datetime.now(UTC).date().isoformat()):
        words = ("--key", keys[ANA], "--threshold", 1, "--expires", day, "--out", ring / "root-1.txt")
        assert "expected a day that is still to come" in run("root", "new", *words, status=2)
    assert not (ring / "root-1.txt").exists()


def test_whoever_signs_a_root_that_has_ended_is_told(unsigned):
    old = unsigned.read_text(encoding="utf-8").replace("expires 2030-01-01", "expires 2020-01-01")
    unsigned.write_text(old, encoding="utf-8")
    assert "no section will adopt it" in run("root", "sign", unsigned, "--key", ANA, "--yes")
    assert "it ended on 2020-01-01" in run("root", "show", unsigned)


def test_a_key_is_changed_once_the_root_lists_the_new_one(keys, ring):
    file = first(keys, ring)
    for person in (DIRECTOR, COAST):
        run("root", "adopt", file, "--by", person)
    old = keyring().verifier(COAST_LOG).vkey()
    told = run("keys", "rotate", COAST_LOG, "--by", COAST, status=1)
    new = re.search(r"harbour\.example/coast\+\S+", told)[0]
    assert "does not list this key" in told
    second = ring / "root-2.txt"
    run("root", "new", "--expires", "2031-01-01", "--member", new, "--out", second)
    for name in (ANA, BEN):
        run("root", "sign", "--yes", second, "--key", name)
    run("root", "adopt", second, "--by", DIRECTOR)
    assert new in run("keys", "rotate", COAST_LOG, "--by", COAST, "--expires", "2030-01-01")
    assert (keyring().verifier(COAST_LOG).vkey(), new == old) == (new, False)
    assert keys_of(within(read_people(), CENTRE_LOG), "coast") == (new,)
    assert "2 signed checkpoints fit, 0 entries newer" in run("log", "verify", COAST_LOG)


def test_a_captured_key_is_revoked_and_another_taken_in_its_place(ring):
    old = keyring().verifier(COAST_LOG).vkey()
    assert old in run("keys", "revoke", COAST_LOG, "--reason", "captured", "--by", COAST)
    new = run("keys", "rotate", COAST_LOG, "--by", COAST)
    assert keys_of(within(read_people(), COAST_LOG), "coast")[0] in new
    assert old not in new


def test_a_change_that_was_broken_off_is_finished_with_the_same_key(ring, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("answerable.people.rotating.replace", lambda *_: (_ for _ in ()).throw(OSError(5, "no power")))
        run("keys", "rotate", COAST_LOG, "--by", COAST, status=2)
    (held,) = keys_of(within(read_people(), COAST_LOG), "coast")
    assert held in run("keys", "rotate", COAST_LOG, "--by", COAST)
    assert keyring().verifier(COAST_LOG).vkey() == held


def test_a_change_without_the_old_key_leaves_nothing_behind(ring, monkeypatch):
    """The next try, under the passphrase that opens the old key, would stumble over what the first one made."""
    place = keyring().path(COAST_LOG, ".key")
    place.rename(ring / "elsewhere")
    assert "expected" in run("keys", "rotate", COAST_LOG, "--by", COAST, status=2)
    assert not coming(keyring()).folder.exists()
    (ring / "elsewhere").rename(place)
    with monkeypatch.context() as patched:
        patched.setenv("ANSWERABLE_PASSPHRASE", "another than that of the old key")
        assert "does not open it" in run("keys", "rotate", COAST_LOG, "--by", COAST, status=2)
    assert not coming(keyring()).folder.exists()
    assert "signs with this key" in run("keys", "rotate", COAST_LOG, "--by", COAST)


def test_a_lost_key_comes_back_from_its_shares(ring):
    vkey = keyring().verifier(COAST_LOG).vkey()
    lines = run("keys", "split", COAST_LOG, "--shares", 3, "--needed", 2)
    assert vkey in lines
    for half in (".key", ".vkey"):
        keyring().path(COAST_LOG, half).unlink()
    assert run("keys", "join", COAST_LOG, "--key", vkey, typed=lines.partition("\n\n")[0] + "\n", status=2)
    typed = "\n".join(lines.split("\n\n")[:2]) + "\n\n"
    assert "another key" in run("keys", "join", COAST_LOG, "--key", "other", typed=typed, status=2)
    assert vkey in run("keys", "join", COAST_LOG, "--key", vkey, typed=typed)


def test_a_section_that_leaves_keeps_what_stood_before(keys, ring):
    file = first(keys, ring, "--leaves", "coast:40")
    assert "coast, log harbour.example/coast, 1 keys, left with 40 entries" in run(
        "root", "sign", "--yes", file, "--key", ANA
    )
    assert "until 40\n" in file.read_text(encoding="utf-8")


FIRST = ("root", "new", "--key", "x", "--threshold", "1", "--expires", "2030-01-01", "--out", "x")
WRONG = {
    "a day that is none": (("root", "new", "--expires", "soon", "--out", "x"), "--expires: expected a day"),
    "no keys": (("root", "new", "--expires", "2030-01-01", "--out", "x"), "needs its own keys"),
    "no such organisation": (("root", "show", "--organisation", "other"), "expected one on record"),
    "no root yet": (("root", "show"), "expected a root of harbour-watch on record"),
    "no such file": (("root", "adopt", "nowhere.txt", "--by", DIRECTOR), "nowhere.txt"),
    "no such person": (("root", "adopt", "pyproject.toml", "--by", "nobody"), "expected the handle"),
    "another file": (("root", "adopt", "pyproject.toml", "--by", DIRECTOR), "expected a root"),
    "no such key": (("keys", "split", "root.example/eve", "--shares", "3", "--needed", "2"), "root.example/eve"),
    "no such log": (("keys", "rotate", "x.example/y", "--by", COAST), "expected the log of a section"),
    "somebody else": (("keys", "rotate", COAST_LOG, "--by", DIRECTOR), "holds no role"),
    "a reason that is none": (("keys", "revoke", COAST_LOG, "--reason", "bored", "--by", COAST), "--reason"),
    "shares that make no sense": (
        ("keys", "split", COAST_LOG, "--shares", "2", "--needed", "3"),
        "expected at least 2",
    ),
    "no shares": (("keys", "join", "root.example/eve"), "expected shares"),
    "a section that is none leaves": (
        (
            "root",
            "new",
            "--key",
            "x",
            "--threshold",
            "1",
            "--expires",
            "2030-01-01",
            "--out",
            "x",
            "--leaves",
            "reef:1",
        ),
        "expected a section that the root lists",
    ),
    "a size that is none": (
        (
            "root",
            "new",
            "--key",
            "x",
            "--threshold",
            "1",
            "--expires",
            "2030-01-01",
            "--out",
            "x",
            "--leaves",
            "coast:x",
        ),
        "with a number",
    ),
}


@pytest.mark.parametrize(("words", "told"), WRONG.values(), ids=WRONG)
def test_what_goes_wrong_is_told_in_a_line(ring, words, told):
    done = CliRunner().invoke(app, [*words])
    assert done.exit_code in {1, 2}, done.output
    assert told in done.output
    assert "Traceback" not in done.output
