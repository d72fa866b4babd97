"""A home that others can read or nobody can write, and files that mean to mislead whoever checks them."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest

from tests.cli.test_commands import COMMAND, answerable
from tests.homes import loaded

NOT_HERE = Path("/dev/null/home")


def released(home: Path) -> Path:
    loaded(home, "kuwait-1990-repaired")
    out = home / "out"
    assert answerable(home, "release", "kuwait-1990-repaired", "--out", out).returncode == 0
    return out


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_a_database_in_an_open_folder_is_readable_by_its_owner_alone(tmp_path, umask):
    (tmp_path / "home").mkdir(mode=0o755)
    done = subprocess.run(
        [COMMAND, "keys", "list"],
        env={"PATH": os.environ["PATH"], "ANSWERABLE_HOME": str(tmp_path / "home")},
        check=False,
        umask=umask,
    )
    files = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert (done.returncode, (tmp_path / "home" / "answerable.sqlite3") in files) == (0, True)
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_a_home_that_cannot_be_made_is_said_in_one_line():
    failed = answerable(NOT_HERE, "keys", "list")
    assert (failed.returncode, failed.stderr.count("\n"), "/dev/null/home" in failed.stderr) == (2, 1, True)


def test_a_database_that_is_none_is_said_in_one_line(tmp_path):
    (tmp_path / "answerable.sqlite3").write_bytes(b"no database at all" * 100)
    failed = answerable(tmp_path, "keys", "list")
    assert (failed.returncode, failed.stderr.count("\n")) == (2, 1)
    assert "not a database" in failed.stderr


def test_a_passphrase_that_others_can_read_is_refused(tmp_path):
    assert answerable(tmp_path, "keys", "new", "example.org/one").returncode == 0
    (tmp_path / "passphrase").chmod(0o644)
    failed = answerable(tmp_path, "keys", "new", "example.org/two")
    assert (failed.returncode, "chmod 600" in failed.stderr) == (2, True)


def test_two_files_of_one_name_are_not_taken_for_one(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "release.html").write_text(folder)
    (tmp_path / "certificate.json").write_text("{}")
    page = "release.html"
    failed = answerable(tmp_path, "verify", tmp_path / "certificate.json", tmp_path / "a" / page, tmp_path / "b" / page)
    assert (failed.returncode, "two called release.html" in failed.stderr) == (2, True)


def test_a_message_about_a_strangers_file_moves_no_cursor(tmp_path):
    strange = tmp_path / "certificate.json"
    strange.write_text('{"\\u001b[2J\\nVERIFIED":1}')
    failed = answerable(tmp_path, "verify", strange)
    assert (failed.returncode, failed.stderr.count("\n"), "\x1b" in failed.stderr) == (3, 1, False)


def test_a_file_without_end_is_not_read_to_its_end(tmp_path):
    failed = answerable(tmp_path, "verify", "/dev/zero")
    assert (failed.returncode, "at most" in failed.stderr) == (3, True)


def test_an_erased_name_is_gone_from_the_certificate_that_is_kept(tmp_path):
    out = released(tmp_path)
    openings = json.loads((out / "certificate.json").read_bytes())["disclosures"]
    public = tmp_path / "public.json"
    assert answerable(tmp_path, "public", out / "certificate.json", public).returncode == 0
    (commitment, *_) = set(openings) - set(json.loads(public.read_bytes())["disclosures"])
    name, salt = openings[commitment]["text"], openings[commitment]["salt"]
    handle = next(line for line in answerable(tmp_path, "verify", public).stdout.splitlines() if "released by:" in line)
    by = handle.removeprefix("released by: ").partition(",")[0]
    erased = answerable(tmp_path, "vault", "erase", commitment, "--reason", "safety", "--by", by)
    assert erased.returncode == 0, erased.stderr
    again = tmp_path / "again"
    assert answerable(tmp_path, "release", "kuwait-1990-repaired", "--out", again).returncode == 0
    assert commitment not in json.loads((again / "certificate.json").read_bytes())["disclosures"]
    assert answerable(tmp_path, "verify", again / "certificate.json", again / "release.html").returncode == 0
    database = b"".join(path.read_bytes() for path in tmp_path.glob("answerable.sqlite3*"))
    assert (name.encode() in database, salt.encode() in database) == (False, False)
