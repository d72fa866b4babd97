"""`answerable publish`, as a person types it."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from answerable.cli import app


def run(*arguments: str):
    return CliRunner().invoke(app, ["publish", *arguments])


def test_publish_says_how_many_files_it_wrote_and_where(harbour, tmp_path):
    done = run(str(tmp_path / "site"), "--language", "uk")
    assert (done.exit_code, done.stderr) == (0, "")
    written = len([path for path in (tmp_path / "site").rglob("*") if path.is_file()])
    assert done.stdout == f"{written - 1} files written to {tmp_path / 'site'}\n"
    assert 'lang="uk"' in (tmp_path / "site" / "index.html").read_text()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--case", "harbour"], "expected cases of which something is public (none is), found harbour"),
        (["--address", "record.example"], "expected an address such as https://example.org/record/"),
        (["--language", "tlh"], "expected a language of the interface"),
    ],
)
def test_what_cannot_be_published_is_said_on_one_line_and_nothing_is_written(harbour, tmp_path, options, said):
    done = run(str(tmp_path / "site"), *options)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"answerable: {said}")
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_folder_of_somebody_elses_files_is_named_and_kept(harbour, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    done = run(str(tmp_path))
    assert done.exit_code == 2
    assert "thesis.txt" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
