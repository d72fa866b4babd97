"""Accounts from the command line, and a site that says why it cannot be served."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.homes import loaded

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).with_name("answerable")
PASSWORD = "a long enough passphrase"


def answerable(home: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    left_out = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    return subprocess.run(
        [COMMAND, *words],
        env={**environment, "ANSWERABLE_HOME": str(home)},
        cwd=ROOT,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the case `harbour` is loaded and coast-director has an account."""
    place = loaded(tmp_path_factory.mktemp("home"), "harbour")
    made = answerable(place, "account", "new", "coast-director", "--password-stdin", typed=f"{PASSWORD}\n")
    assert (made.returncode, made.stdout) == (0, "coast-director may sign in\n"), made.stderr
    return place


def test_accounts_are_listed_with_their_sections(home):
    listed = answerable(home, "account", "list")
    assert listed.stdout == "coast-director\tcoast\topen\tnever signed in\n"


@pytest.mark.parametrize(
    ("person", "password", "why"),
    [
        ("nobody", PASSWORD, "nobody called nobody has joined a section"),
        ("coast-director", PASSWORD, "coast-director has an account already"),
        ("north-director", "short", "This password is too short"),
        ("north-director", "password1234", "This password is too common"),
        ("north-director", "", "This password is too short"),
    ],
)
def test_an_account_is_refused_with_the_reason(home, person, password, why):
    refused = answerable(home, "account", "new", person, "--password-stdin", typed=f"{password}\n")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert why in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_closed_account_is_opened_again_with_a_new_password(home):
    made = answerable(home, "account", "new", "centre-lawyer", "--password-stdin", typed=f"{PASSWORD}\n")
    assert made.returncode == 0
    assert answerable(home, "account", "close", "centre-lawyer").stdout == "centre-lawyer can no longer sign in\n"
    assert "centre-lawyer\tcentre\tclosed" in answerable(home, "account", "list").stdout
    again = answerable(home, "account", "close", "centre-lawyer")
    assert (again.returncode, again.stderr) == (2, "answerable: centre-lawyer has no open account here\n")
    assert (
        answerable(home, "account", "new", "centre-lawyer", "--password-stdin", typed=f"{PASSWORD} 2\n").returncode == 0
    )


def test_a_port_in_use_is_said_before_anything_else(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused = answerable(home, "serve", "--port", port)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"127.0.0.1:{port} is in use" in refused.stderr


def test_an_invitation_is_printed_as_a_link(home):
    made = answerable(home, "account", "invite", "north-director", "--site", "https://record.north.example/")
    assert made.returncode == 0, made.stderr
    assert re.fullmatch(r"https://record\.north\.example/invitation/[\w-]{43}/\n", made.stdout)


def test_nobody_is_invited_who_has_not_joined(home):
    refused = answerable(home, "account", "invite", "nobody")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "nobody called nobody has joined a section" in refused.stderr
