"""The server as a service or a container runs it: nobody in particular, and nothing to write to but its own folder.

`read_only.sh` makes a root in which the system, the program and its Python are read only, gives up every right and
starts the command there as user 65534. What would be written anywhere else ends in an error.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.homes import loaded

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("read_only.sh")
NOBODY = 65534
WRITTEN_ELSEWHERE = re.compile(r"Read-only file system|Permission denied|Traceback|cannot be kept", re.IGNORECASE)


@pytest.fixture
def sandbox(tmp_path):
    """A folder for the root; skips where this machine lets nobody make one."""
    place = tmp_path / "root"
    place.mkdir()
    tried = subprocess.run(
        [SCRIPT, place, tmp_path, "--", "true"], capture_output=True, text=True, check=False, timeout=30
    )
    if tried.returncode and os.geteuid() != 0:
        pytest.skip("only root can make a root that is read only")
    assert tried.returncode == 0, tried.stderr
    return place


@pytest.fixture
def home(tmp_path):
    """A home that belongs to nobody, with the case `harbour` on record."""
    place = loaded(tmp_path / "home", "harbour")
    give_away(place)
    return place


def give_away(home: Path) -> None:
    for each in (home, *home.rglob("*")):
        os.chown(each, NOBODY, NOBODY)


def command(sandbox: Path, home: Path, *words: object, before: tuple[str, ...] = ()) -> list[str]:
    """Return the command that runs ours inside."""
    shown = {ROOT, Path(sys.prefix), Path(sys.base_prefix)}
    paths = sorted(str(each) for each in shown if not str(each).startswith("/usr"))
    program = [*before, str(Path(sys.executable).with_name("answerable")), *map(str, words)]
    return [str(SCRIPT), str(sandbox), str(home), *paths, "--", *program]


def inside(sandbox: Path, home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """Run one of our commands inside to its end."""
    return subprocess.run(
        command(sandbox, home, *words), env=environment(), capture_output=True, text=True, check=False, timeout=200
    )


def environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "EXTRA": f"PYTHONPATH={ROOT / 'src'}"}


@contextmanager
def serving(sandbox: Path, home: Path, *words: str, before: tuple[str, ...] = ()) -> Iterator[tuple[str, Path]]:
    """Give the address of a site that runs inside, and the file of what it says on its standard error stream."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = home.parent / "stderr.txt"
    started = command(sandbox, home, "serve", "--port", port, *words, before=before)
    with said.open("w") as errors:
        process = subprocess.Popen(started, env=environment(), stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            first = process.stdout.readline()
            assert "Answerable is at" in first, said.read_text()
            assert asked(f"http://localhost:{port}/health/")[0] == 200, said.read_text()  # once it answers at all
            yield f"http://localhost:{port}", said
            told = first_inside(process.pid)
            # As a service or a container is told to stop; who watches it passes nothing on.
            os.kill(first_inside(told) if before else told, signal.SIGTERM)
            assert process.wait(timeout=30) in {0, 128 + signal.SIGTERM}
        finally:
            process.kill()
            process.wait(timeout=30)
            process.stdout.close()


def first_inside(outside: int) -> int:
    """Return the first child of a process."""
    return int(Path(f"/proc/{outside}/task/{outside}/children").read_text().split()[0])


def asked(address: str, *, seconds: float = 30) -> tuple[int, str]:
    """Return what a site answers, once it answers at all."""
    ends = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > ends:
                raise
            time.sleep(0.05)


def signed_in(address: str, person: str, password: str) -> urllib.request.OpenerDirector:
    """Return a browser in which a person has signed in by the form."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with browser.open(f"{address}/sign-in/") as answer:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read().decode())[1]
    sent = urlencode({"csrfmiddlewaretoken": token, "login": person, "password": password}).encode()
    with browser.open(f"{address}/sign-in/", sent) as answer:
        assert "/sign-in/" not in answer.url
    return browser


def test_nobody_finds_a_place_to_write_there_but_the_home_and_tmp(sandbox, home):
    places = "/ /usr /etc /dev /proc /var /var/lib /tmp /var/lib/answerable"
    tried = f"for place in {places}; do (: > $place/x) 2>/dev/null && echo $place; done; id -u"
    paths = [str(SCRIPT), str(sandbox), str(home), str(ROOT), "--", "sh", "-c", tried]
    done = subprocess.run(paths, capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.split() == ["/tmp", "/var/lib/answerable", "65534"]


def test_a_site_is_served_from_a_root_that_is_read_only(sandbox, home):
    with serving(sandbox, home) as (address, said):
        assert asked(f"{address}/health/")[0] == 200
        assert asked(f"{address}/health/")[1].startswith("well database=yes migrations=applied store=writable ")
        assert asked(f"{address}/")[0] == 200
        assert asked(f"{address}/static/web/answerable.css")[0] == 200
        assert asked(f"{address}/nowhere/")[0] == 404
    assert not WRITTEN_ELSEWHERE.search(said.read_text())
    assert {each.stat().st_uid for each in home.rglob("*")} == {NOBODY}


def test_the_log_is_read_there(sandbox, home):
    done = inside(sandbox, home, "log", "verify")
    assert (done.returncode, done.stdout.count("entries in order"), done.stderr) == (0, 3, "")


@pytest.mark.soak
def test_the_public_site_is_written_there(sandbox, home):
    done = inside(sandbox, home, "publish", "/var/lib/answerable/site")
    assert done.returncode == 0, done.stderr
    assert (home / "site" / "index.html").is_file()
    assert not WRITTEN_ELSEWHERE.search(done.stderr)


@pytest.mark.soak
def test_the_demonstration_is_loaded_and_read_there_from_nothing(sandbox, tmp_path):
    """Loading examples compiles the scan, writes the encoder's graph and draws keys: all of it into the home."""
    home = tmp_path / "new"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    with serving(sandbox, home, "--demo") as (address, said):
        password = (home / "demo-accounts").read_text().strip()
        browser = signed_in(address, "coast-director", password)
        for page in (
            "/waiting/",
            "/cases/harbour/",
            "/cases/harbour/board/",
            "/cases/harbour/drafts/release/2/",
            "/echoes/",
        ):
            with browser.open(f"{address}{page}") as answer:
                assert answer.status == 200, page
    assert not WRITTEN_ELSEWHERE.search(said.read_text())
    assert (home / "cache" / "numba").is_dir()


def listed(group: str, known: dict[str, list[str]]) -> set[str]:
    """Return the system calls in a group of systemd's, with those of the groups in it."""
    found = set()
    for each in known[group]:
        found |= listed(each, known) if each.startswith("@") else {each}
    return found


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_the_site_asks_the_kernel_for_nothing_that_the_service_is_refused(sandbox, home):
    """The filter of `deploy/answerable.service`, held against what the site really calls."""
    told = subprocess.run(["systemd-analyze", "syscall-filter"], capture_output=True, text=True, check=True).stdout
    known, group = {}, ""
    for line in told.splitlines():
        if line.startswith("@"):
            group, known[line.strip()] = line.strip(), []
        elif line.startswith("    ") and not line.strip().startswith("#"):
            known[group].append(line.strip())
    allowed = listed("@system-service", known) - listed("@privileged", known) - listed("@resources", known)
    trace = home / "trace"
    watched = ("strace", "-f", "-qq", "-o", "/var/lib/answerable/trace", "-e", "signal=none")
    with serving(sandbox, home, before=watched) as (address, _said):
        assert asked(f"{address}/", seconds=60)[0] == 200
        assert asked(f"{address}/register/")[0] == 200
    called = set(re.findall(r"(?m)^\d+\s+([a-z_0-9]+)\(", trace.read_text()))
    assert "openat" in called
    soft = {"sched_setaffinity", "mbind", "set_mempolicy", "setpriority"}  # refused with EPERM, they change only speed
    assert called - allowed - soft - listed("@default", known) == set()
