"""What the settings make of the environment, where it matters for safety."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from answerable.web.settings import _named_database


def options(url: str) -> dict[str, object]:
    return _named_database(url).get("OPTIONS", {})


@pytest.mark.parametrize("url", ["postgres://me@db.example/record", "postgres://me:secret@10.0.0.7:5432/record"])
def test_a_database_on_another_machine_has_to_show_a_certificate(url):
    found = options(url)
    assert found["sslmode"] == "verify-full"
    assert found["sslrootcert"]


@pytest.mark.parametrize(
    "url",
    [
        "postgres://me@127.0.0.1/record",
        "postgres://me@localhost/record",
        "postgres://me@[::1]/record",
        "postgres://me@%2Frun%2Fpostgresql/record",
        "postgres://me@/record?host=/run/postgresql",
    ],
)
def test_a_database_on_this_machine_is_reached_as_its_address_says(url):
    assert "sslmode" not in options(url)


def test_what_the_address_says_of_certificates_counts():
    assert options("postgres://me@db.example/record?sslmode=verify-ca&sslrootcert=/etc/ours.pem") == {
        "sslmode": "verify-ca",
        "sslrootcert": "/etc/ours.pem",
    }


def started(**environment: str) -> subprocess.CompletedProcess[str]:
    program = "import answerable.web.settings as s; print(s.SECRET_KEY, s.EMAIL_HOST)"
    kept = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    return subprocess.run(
        [sys.executable, "-c", program], env=kept | environment, capture_output=True, text=True, check=False
    )


def test_secrets_come_from_the_folder_of_credentials_and_no_file_is_made_for_them(tmp_path):
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "secret-key").write_text("a-key-from-the-service-manager\n")
    (tmp_path / "given" / "mail").write_text("smtps://record:secret@mail.example\n")
    home = tmp_path / "home"
    done = started(ANSWERABLE_HOME=str(home), CREDENTIALS_DIRECTORY=str(tmp_path / "given"))
    assert done.stdout.split() == ["a-key-from-the-service-manager", "mail.example"], done.stderr
    assert not home.exists()


def test_a_list_of_passwords_that_is_not_there_is_said_at_the_start(tmp_path):
    done = started(ANSWERABLE_HOME=str(tmp_path), ANSWERABLE_BREACHED_PASSWORDS=str(tmp_path / "none"))
    assert done.returncode == 1
    assert "ANSWERABLE_BREACHED_PASSWORDS: expected a file, found none" in done.stderr
