"""What a person mistypes, mislays or forgets: one line that says what was expected and found, status 2, no trace."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.homes import loaded

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).with_name("answerable")
LEFT_OUT = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}


def answerable(home: Path, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    return subprocess.run(
        [COMMAND, *map(str, words)],
        env={**clean, "ANSWERABLE_HOME": str(home), **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def complaint(done: subprocess.CompletedProcess[str], *, status: int = 2) -> str:
    """Return the one line on standard error of a command that failed in plain words."""
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (status, "", 1), done.stdout + done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with one case that is released into `out`, and one that is blocked."""
    place = loaded(tmp_path_factory.mktemp("home"), "kuwait-1990-repaired", "harbour")
    done = answerable(place, "release", "kuwait-1990-repaired", "--out", place / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    return place


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("ANSWERABLE_HOME", str(ROOT / "README.md"), "README.md: File exists"),
        ("DATABASE_URL", "nonsense", "DATABASE_URL: expected postgres://USER:PASSWORD@HOST:PORT/NAME, found no scheme"),
        ("DATABASE_URL", "mysql://me:secret@here/name", "found mysql://…"),
        ("DATABASE_URL", "postgres://me:secret@127.0.0.1:99999/name", "found an address that cannot be read"),
        ("DATABASE_URL", "postgres://me:secret@127.0.0.1:1/name", "the database cannot be used: connection failed"),
        ("ANSWERABLE_LARGEST_FILE", "lots", "ANSWERABLE_LARGEST_FILE: expected a whole number, found 'lots'"),
    ],
)
def test_a_wrong_setting_is_said_without_its_password(tmp_path, setting, value, says):
    said = complaint(answerable(tmp_path, "clear", "harbour", **{setting: value}))
    assert says in said
    assert "secret" not in said


def test_a_database_that_is_none_is_said(tmp_path):
    (tmp_path / "answerable.sqlite3").write_text("not a database, and longer than an empty one may be")
    assert "the database cannot be used: file is not a database" in complaint(answerable(tmp_path, "clear", "harbour"))


@pytest.mark.parametrize("words", [("clear", "harbour"), ("release", "harbour", "--out", "/nowhere")])
def test_an_output_that_nobody_drafted_is_named_with_those_there_are(home, words):
    said = complaint(answerable(home, *words, "--output", "relaese"))
    assert "expected an output of harbour (report, release), found 'relaese'" in said


def test_files_that_cannot_be_written_are_found_before_anything_is_released(tmp_path):
    loaded(tmp_path, "kuwait-1990-repaired")
    (tmp_path / "file").touch()
    said = complaint(answerable(tmp_path, "release", "kuwait-1990-repaired", "--out", tmp_path / "file" / "out"))
    assert "--out: expected a folder that can be made or written to" in said
    assert "not-due" in answerable(tmp_path, "clear", "kuwait-1990-repaired").stdout, "it is not released"


@pytest.mark.parametrize("text", [b"", b"\n \n", b"\xff\xfe", b"no key\n"])
def test_keys_that_are_none_never_count_as_no_keys_asked_for(home, tmp_path, text):
    (tmp_path / "keys").write_bytes(text)
    done = answerable(tmp_path, "verify", home / "out" / "certificate.json", "--keys", tmp_path / "keys")
    assert (done.returncode, done.stdout) == (2, "")
    assert "expected" in complaint(done)


def test_arguments_in_the_wrong_order_are_put_right(home):
    out = home / "out"
    done = answerable(home, "verify", out / "release.html", out / "certificate.json")
    assert (done.returncode, done.stdout) == (3, "")
    assert "the certificate comes first: answerable verify certificate.json release.html" in done.stderr


def test_a_public_view_is_never_written_over_its_certificate(home, tmp_path):
    copy = shutil.copy(home / "out" / "certificate.json", tmp_path)
    before = Path(copy).read_bytes()
    assert "expected another file to write to" in complaint(answerable(tmp_path, "public", copy, copy))
    assert Path(copy).read_bytes() == before


def test_a_public_view_goes_into_a_pipe_too(home):
    done = answerable(home, "public", home / "out" / "certificate.json", "/dev/stdout")
    assert (done.returncode, done.stdout[:1]) == (0, "{")
    assert Path("/dev/stdout").is_symlink(), "it was written to, not replaced"


@pytest.mark.parametrize("words", [("log", "verify"), ("clear", "harbour", "--format", "json"), ("keys", "list")])
def test_a_reader_who_stops_reading_is_no_error(home, words):
    clean = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as broken:
        environment = {**clean, "ANSWERABLE_HOME": str(home)}
        done = subprocess.run(
            [COMMAND, *words], env=environment, stdout=broken, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.stderr == ""


@pytest.mark.parametrize("port", ["0", "-4", "80000", "http"])
def test_a_port_that_is_none_is_refused(home, port):
    done = answerable(home, "serve", "--port", port)
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (2, "", False)
    assert "--port" in done.stderr


def test_one_slip_does_not_fill_the_screen(tmp_path):
    shutil.copytree(ROOT / "examples" / "harbour", tmp_path / "harbour")
    (tmp_path / "harbour" / "people.toml").unlink()
    done = answerable(tmp_path / "home", "load", tmp_path / "harbour")
    lines = done.stderr.splitlines()
    assert (done.returncode, len(lines)) == (2, 41)
    assert lines[-1].endswith("more; mend these first, and load again")


def test_a_folder_without_a_case_is_named(tmp_path):
    said = complaint(answerable(tmp_path / "home", "load", tmp_path))
    assert said == f"folder: expected a folder with a case, found no case.toml in {tmp_path}\n"


def test_a_case_is_not_written_over_a_file(home, tmp_path):
    (tmp_path / "file").write_text("mine")
    said = complaint(answerable(home, "export", "harbour", tmp_path / "file"))
    assert said == f"folder: expected a folder to write to, found {tmp_path / 'file'}\n"
    assert (tmp_path / "file").read_text() == "mine"
