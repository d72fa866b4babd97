"""A PostgreSQL that keeps what it confirms, with a standby that has it too before anything is confirmed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from tests.postgres import PROGRAMS, _quiet, _unprivileged

OPTIONS = "-c listen_addresses='' -c max_locks_per_transaction=256 -c wal_level=replica -c shared_buffers=16MB"


class Pair:
    """A server and its standby, in a folder of their own; the standby is made when it is asked for."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.user, self.as_user = _unprivileged(home)
        self.programs = PROGRAMS[-1].parent

    def url(self, which: str, name: str = "answerable") -> str:
        return f"postgres://{self.user}@{str(self.home / which).replace('/', '%2F')}/{name}"

    def make(self) -> None:
        data = self.home / "first-data"
        command = [self.programs / "initdb", "-D", data, "-A", "trust", "-U", self.user, "--no-sync", "-E", "UTF8"]
        _quiet([*self.as_user, *command])
        self.start("first")
        with psycopg.connect(self.url("first", "postgres"), autocommit=True) as server:
            server.execute("CREATE DATABASE answerable")

    def follow(self) -> None:
        """Make the standby, and have the server confirm nothing that the standby has not on disk."""
        data = self.home / "second-data"
        socket = self.home / "first"
        copy = [self.programs / "pg_basebackup", "-D", data, "-R", "-X", "stream", "-c", "fast", "--no-sync"]
        _quiet([*self.as_user, *copy, "-h", socket, "-U", self.user, "-d", "application_name=second"])
        self.start("second")
        with psycopg.connect(self.url("first", "postgres"), autocommit=True) as server:
            server.execute("ALTER SYSTEM SET synchronous_standby_names = 'second'")
            server.execute("SELECT pg_reload_conf()")
            until = time.monotonic() + 30
            while server.execute("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'").fetchone() is None:
                assert time.monotonic() < until, "expected the standby to follow"
                time.sleep(0.05)

    def start(self, which: str) -> None:
        socket = self.home / which
        if not socket.exists():
            socket.mkdir()
            if self.as_user:
                shutil.chown(socket, self.user)
        options = f"-k {socket} {OPTIONS}"
        _quiet([*self._control(which), "-w", "-l", self.home / f"{which}-log", "-o", options, "start"])

    def kill(self, which: str) -> None:
        """Kill the server and every process of it, as when the machine stops."""
        pid = int((self.home / f"{which}-data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGSTOP)  # it can neither answer nor tell its children to end in good order
        children = subprocess.run(["ps", "--ppid", str(pid), "-o", "pid="], capture_output=True, text=True, check=True)
        for child in children.stdout.split():
            with suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + 10
        while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
            time.sleep(0.02)

    def promote(self) -> None:
        _quiet([*self._control("second"), "-w", "promote"])

    def stop(self) -> None:
        for which in ("first", "second"):
            if (self.home / f"{which}-data" / "postmaster.pid").exists():
                with suppress(AssertionError):
                    _quiet([*self._control(which), "-m", "immediate", "stop"])

    def _control(self, which: str) -> list[object]:
        return [*self.as_user, self.programs / "pg_ctl", "-D", self.home / f"{which}-data", "-s"]


@contextmanager
def pair() -> Iterator[Pair]:
    """Give a server that can fail; everything of it is gone at the end."""
    made = Pair(Path(tempfile.mkdtemp(prefix="answerable-failover-")))
    try:
        made.make()
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.home, ignore_errors=True)
