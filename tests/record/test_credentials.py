"""Secrets that a service manager hands over."""

from __future__ import annotations

import pytest

from answerable.record.credentials import credential


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("ANSWERABLE_PASSPHRASE", "passphrase"),
        ("ANSWERABLE_SECRET_KEY", "secret-key"),
        ("DATABASE_URL", "database-url"),
        ("ANSWERABLE_MAIL", "mail"),
    ],
)
def test_a_secret_is_read_from_the_folder_of_credentials(tmp_path, name, file):
    (tmp_path / file).write_text("seven boats, before the fog\n", encoding="utf-8")
    assert credential(name, {"CREDENTIALS_DIRECTORY": str(tmp_path)}) == "seven boats, before the fog"


def test_what_the_environment_says_counts_first(tmp_path):
    (tmp_path / "passphrase").write_text("from the file")
    environment = {"CREDENTIALS_DIRECTORY": str(tmp_path), "ANSWERABLE_PASSPHRASE": "from the environment"}
    assert credential("ANSWERABLE_PASSPHRASE", environment) == "from the environment"


def test_where_nothing_says_it_there_is_none(tmp_path):
    assert credential("ANSWERABLE_PASSPHRASE", {}) == ""
    assert credential("ANSWERABLE_PASSPHRASE", {"CREDENTIALS_DIRECTORY": str(tmp_path)}) == ""


def test_blanks_inside_a_secret_stay(tmp_path):
    (tmp_path / "passphrase").write_text(" with blanks \n\n")
    assert credential("ANSWERABLE_PASSPHRASE", {"CREDENTIALS_DIRECTORY": str(tmp_path)}) == " with blanks \n"
