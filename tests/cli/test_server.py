"""Accounts from the command line, and a site that says why it cannot be served."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.homes import loaded

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).with_name("answerable")
PASSWORD = "a long enough passphrase"
LEFT_OUT = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}


def answerable(home: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
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


@pytest.fixture
def served(home) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server that has answered, so that its processes have the database open."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", str(port)],
        env={**environment, "ANSWERABLE_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        for _ in range(600):
            if answers(port):
                break
            time.sleep(0.1)
        yield process, port
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/", timeout=20) as page:
            return page.status == 200
    except OSError:
        return False


def children(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def test_a_process_that_answers_holds_the_locks_of_the_database_that_it_has_open(home, served):
    """Without them a command that ends beside it removes the log of pages under it."""
    process, _port = served
    opened = {(home / f"answerable.sqlite3{suffix}").stat().st_ino for suffix in ("", "-shm")}
    lines = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    holding = {int(line[4]) for line in lines if int(line[5].rpartition(":")[2]) in opened}
    assert holding & set(children(process.pid))
    assert answerable(home, "account", "list").returncode == 0
    assert (home / "answerable.sqlite3-wal").exists()


def test_a_server_that_is_killed_leaves_nobody_who_answers(served):
    process, port = served
    workers = children(process.pid)
    assert workers
    process.kill()
    for _ in range(200):
        if not any(Path(f"/proc/{worker}").exists() for worker in workers):
            break
        time.sleep(0.1)
    with pytest.raises(OSError, match="refused"), socket.create_connection(("127.0.0.1", port), timeout=5):
        pass


def test_a_server_that_is_told_to_stop_while_it_starts_stops(home):
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    with subprocess.Popen(
        [COMMAND, "serve", "--port", str(free_port())],
        env={**environment, "ANSWERABLE_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        while not children(process.pid):
            assert process.poll() is None
            time.sleep(0.01)
        process.terminate()
        try:
            process.wait(timeout=60)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
