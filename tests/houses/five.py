"""Five houses, each with a home, keys, an address and processes of its own: a server, and one for its people.

Two of them have clocks that are days away, by libfaketime where Debian's package `faketime` is installed.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from tests.houses.network import Network, Place

ROOT = Path(__file__).parents[2]
COMMAND = str(Path(sys.executable).with_name("answerable"))
NAMES = ("centre", "coast", "north", "river", "quay")
CLOCKS = {"river": "+3d", "quay": "-5d"}
"""What their clocks are away from ours."""

DAY_S = 86_400
FAKETIME = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)

KEPT_BACK = ("id",)
"""Columns that each database counts for itself."""

STOPS_S = 20
"""Seconds that a server may take to end when it is told to."""

UNSIGNED = 401
"""What a house answers to whoever asks for logs and does not say who it is."""

WORD = {"ANSWERABLE_BACKUP_PASSPHRASE": "wall-of-the-quay-7"}


def origin_of(name: str) -> str:
    """Return the log of a section."""
    return f"harbour.example/{name}"


@dataclass
class House:
    """A house: where it lies and listens, and its two processes while they run."""

    name: str
    home: Path
    place: Place
    whole_server: bool = False
    said: list[str] = field(default_factory=list)
    _server: subprocess.Popen[bytes] | None = None
    _people: subprocess.Popen[str] | None = None

    @property
    def origin(self) -> str:
        return origin_of(self.name)

    @property
    def environment(self) -> dict[str, str]:
        ours = ("ANSWERABLE_", "DATABASE", "DJANGO", "PYTEST")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        kept |= {"ANSWERABLE_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "answerable.web.settings", **WORD}
        if self.name in CLOCKS and FAKETIME:
            away = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": CLOCKS[self.name]}
            kept |= away | {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}
        return kept

    def start(self) -> None:
        """Serve, and wait until somebody answers."""
        host, port = self.place
        serve = [COMMAND, "serve", "--host", host, "--port", str(port)]
        one = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "error"]
        alone = [sys.executable, "-m", "granian", *one, "--host", host, "--port", str(port)]
        words = serve if self.whole_server else [*alone, "answerable.web.wsgi:application"]
        self._server = subprocess.Popen(
            words, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def wait(self) -> None:
        """Return once the server answers."""
        ends = time.monotonic() + 180
        while time.monotonic() < ends:
            with suppress(OSError, HTTPException), closing(HTTPConnection(*self.place, timeout=60)) as asked:
                asked.request("GET", "/house/logs", headers={"Host": "localhost"})
                if asked.getresponse().status == UNSIGNED:
                    return
            time.sleep(0.2)
        raise AssertionError(f"the server of {self.name} did not start")

    def stop(self, *, kill: bool = False) -> None:
        """End the server, if it runs; with `kill` as a power cut does, and so one that does not end by itself."""
        if self._server is not None:
            if not kill:
                self._server.terminate()
                with suppress(subprocess.TimeoutExpired):
                    self._server.wait(timeout=STOPS_S)
            with suppress(ProcessLookupError):
                os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait(timeout=60)
            self._server = None

    def close(self) -> None:
        """End both processes."""
        self.stop()
        if self._people is not None:
            self._people.stdin.close()  # type: ignore[union-attr]
            self._people.wait(timeout=60)
            self._people.stdout.close()  # type: ignore[union-attr]
            self._people = None

    def ask(self, name: str, *words: Any) -> Any:
        """Have the people of this house do something, and return what came of it."""
        people = self.people()
        assert people.stdin
        assert people.stdout
        people.stdin.write(json.dumps([name, *words]) + "\n")
        people.stdin.flush()
        answer = json.loads(people.stdout.readline() or '{"failed": "the process ended"}')
        assert "done" in answer, f"{self.name}: {name} {words}: {answer['failed']}"
        return answer["done"]

    def run(self, *words: str, status: int | None = 0) -> str:
        """Run a command, and return all that it printed."""
        done = self.ask("command", *words)
        assert not done["crashed"], f"{self.name}: {words}: {done}"
        assert status is None or done["status"] == status, f"{self.name}: {words}: {done}"
        return str(done["output"])

    def typed(self, *words: str, status: int | None = 0) -> str:
        """Run a command in a process of its own, and return all that it printed."""
        done = subprocess.run(
            [COMMAND, *words], env=self.environment, capture_output=True, text=True, check=False, timeout=300
        )
        assert status is None or done.returncode == status, f"{self.name}: {words}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def write(self, word: str, count: int = 1) -> str:
        """Have the section say something nobody said before; return why it could not, or nothing."""
        told = self.ask("write", self.origin, self.name, word, count)
        self.said += [ref for ref in told if not ref.startswith("! ")]
        return next((ref for ref in told if ref.startswith("! ")), "")

    def sync(self) -> dict[str, Any]:
        """Run a round with all other houses, as cron does, and return what came of it."""
        done = self.ask("command", "sync", "--json")
        assert done["stdout"].startswith("{"), f"{self.name}: {done}"
        return dict(json.loads(done["stdout"]))

    def people(self) -> subprocess.Popen[str]:
        """Return the process of its people, started where it does not run."""
        if self._people is None:
            self._people = subprocess.Popen(
                [sys.executable, "-m", "tests.houses.inside"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            assert self._people.stdout
            assert self._people.stdout.readline() == "ready\n"
        return self._people

    def rows(self, asked: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return what its database says to SQL, whoever else uses it."""
        with closing(sqlite3.connect(f"file:{self.home}/answerable.sqlite3?mode=ro", uri=True, timeout=30)) as database:
            return database.execute(asked, values).fetchall()

    def facts(self, *origins: str) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of every table of facts, and every entry, without what each database counts for itself.

        With origins, only of these logs.
        """
        where = f"WHERE origin IN ({', '.join('?' * len(origins))})" if origins else ""
        found = {}
        for (table,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"):
            columns = [row[0] for row in self.rows("SELECT name FROM pragma_table_info(?)", table)]
            if {"ref", "origin", "idx"} <= set(columns) and {"body", "raw"} & set(columns):
                wanted = ", ".join(f'"{each}"' for each in columns if each not in KEPT_BACK)
                found[table] = self.rows(f'SELECT {wanted} FROM "{table}" {where} ORDER BY origin, idx', *origins)
        return found

    def entries(self, origin: str) -> list[bytes]:
        """Return the entries of a log here, in order."""
        return [row[0] for row in self.rows("SELECT raw FROM record_entry WHERE origin = ? ORDER BY idx", origin)]


@dataclass
class Five:
    """The houses, and the network between them."""

    houses: dict[str, House]
    network: Network

    def __getitem__(self, name: str) -> House:
        return self.houses[name]

    def __iter__(self) -> Iterator[House]:
        return iter(self.houses.values())

    def start(self) -> None:
        """Start every server that does not run."""
        for house in self:
            if house._server is None:
                house.start()
        for house in self:
            house.wait()

    def stop(self) -> None:
        """Stop every server."""
        for house in self:
            house.stop()

    def close(self) -> None:
        """End every process."""
        for house in self:
            with suppress(subprocess.TimeoutExpired):
                house.close()
        self.network.close()

    def settle(self, *, without: tuple[str, ...] = (), rounds: int = 8) -> int:
        """Let everybody hear everybody until nothing new comes; return how many rounds that took."""
        some = [house for house in self if house.name not in without]
        for number in range(1, rounds + 1):
            before = [house.facts() for house in some]
            for house in some:
                house.sync()
            if before == [house.facts() for house in some]:
                return number
        raise AssertionError(f"the houses do not come to rest in {rounds} rounds")

    def lost_and_doubled(self, *, without: tuple[str, ...] = ()) -> tuple[int, int]:
        """Return how many entries that were said are missing somewhere, and how many stand somewhere twice."""
        lost = doubled = 0
        for holder in self:
            if holder.name in without:
                continue
            held = Counter(holder.rows("SELECT origin, ref FROM record_entry"))
            doubled += sum(count - 1 for count in held.values())
            for author in self:
                if author.name not in without:
                    lost += sum((author.origin, ref) not in held for ref in author.said)
        return lost, doubled


def free_port(host: str) -> int:
    """Return a port where nobody listens."""
    with closing(socket.socket()) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
