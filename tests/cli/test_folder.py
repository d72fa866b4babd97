"""`answerable load` and `answerable export` print what came of it, and each error on a line of its own."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from answerable.cli import app
from answerable.record.keys import KEYS_VARIABLE
from answerable.record.note import generate
from tests.folders.small import ACTS, change, tree, write_small

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(tmp_path, settings, monkeypatch):
    settings.ANSWERABLE_VAULT = tmp_path / "vault"
    settings.ANSWERABLE_KEYS = tmp_path / "keys"
    origins = ("small.example/centre", "small.example/coast")
    keys = [generate(origin, seed=bytes([number] * 32)).skey() for number, origin in enumerate(origins)]
    monkeypatch.setenv(KEYS_VARIABLE, "\n".join(keys))
    return write_small(tmp_path / "small")


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_load_says_how_many_acts_were_appended(small):
    assert run("load", small).output == f"small: {ACTS} acts appended, 0 on record already\n"
    assert run("load", small).output == f"small: 0 acts appended, {ACTS} on record already\n"


def test_export_writes_what_load_read(small, tmp_path):
    run("load", small)
    assert run("export", "small", tmp_path / "out").exit_code == 0
    assert tree(tmp_path / "out") == tree(small)


def test_export_writes_beside_the_person_when_no_folder_is_named(small, tmp_path, monkeypatch):
    run("load", small)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert run("export", "small").output == "small: written to small\n"
    assert (tmp_path / "here" / "small" / "case.toml").exists()


def test_each_error_is_a_line_with_file_and_line(small):
    change(small, "case.toml", "title =", "titel =")
    line = change(small, "findings.toml", "number = 1", 'number = "1"')
    result = run("load", small)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "case.toml:5: expected the field 'title', found the field 'titel' in case.opened",
        f"findings.toml:{line}: expected a whole number, found '1'",
    ]


def test_a_case_that_nobody_opened_is_an_error(tmp_path, small):
    result = run("export", "none", tmp_path / "out")
    assert result.exit_code == 2
    assert "none named 'none'" in result.stderr
