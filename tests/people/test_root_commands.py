"""Roots and section keys as people type them: a ceremony, a change of keys, shares on paper, and what goes wrong."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from answerable.cli import app
from answerable.people.keyring import keyring
from answerable.people.models import read_people
from answerable.people.standing import keys_of, within
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
        run("root", "sign", file, "--key", name)
    return file


def test_a_ceremony_from_keys_to_a_root_in_force(keys, ring):
    file = ring / "root-1.txt"
    named = [word for vkey in keys.values() for word in ("--key", vkey)]
    told = run("root", "new", *named, "--threshold", 2, "--expires", "2030-01-01", "--out", file)
    assert "signed by 0 of its 3 keys; 2 have to" in told
    assert "coast, log harbour.example/coast, 1 keys" in told
    fingerprint = re.search("[0-9a-f]{64}", told)[0]
    assert fingerprint in run("root", "sign", file, "--key", ANA)
    assert "1 of its own keys have signed" in run("root", "adopt", file, "--by", DIRECTOR, status=1)
    shares = run("keys", "split", BEN, "--shares", 5, "--needed", 3)
    some = "\n".join(shares.split("\n\n")[1:4])
    assert "signed by 2 of its 3 keys" in run("root", "sign", file, "--key", BEN, "--shares", typed=some)
    assert (
        run("root", "adopt", file, "--by", DIRECTOR) == f"adopted: root 1 of harbour-watch, in the log {CENTRE_LOG}\n"
    )
    assert run("root", "show") == file.read_text(encoding="utf-8")
    assert "in the log harbour.example/coast" in run("root", "adopt", file, "--by", COAST)


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
        run("root", "sign", second, "--key", name)
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
    assert "coast, log harbour.example/coast, 1 keys, left with 40 entries" in run("root", "sign", file, "--key", ANA)
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
