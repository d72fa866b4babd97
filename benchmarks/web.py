"""Two hundred people read and act for two minutes: `python benchmarks/web.py [--seconds 120] [--people 200]`.

On SQLite, then on PostgreSQL, beside a bare Django view served and driven in the same way in the same run: requests a
second, p50, p95, p99 in milliseconds, and errors. The people, the site and the database share this machine's cores.
Afterwards each log is verified, and every act that the site said it took in is looked for: none lost, none doubled.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.postgres import PROGRAMS, cluster  # noqa: E402 - the tests know how to start a throw-away server

HURRIED = {"ANSWERABLE_PAGES_A_MINUTE": "0", "ANSWERABLE_ACTS_A_MINUTE": "0"}
"""Two hundred people come from one address here, so nobody is held back for asking often."""

PREPARE = """
import json, sys
from answerable.cli.setup import prepare
prepare()
from datetime import datetime, timedelta, UTC
from importlib import import_module
from pathlib import Path
from django.conf import settings
from django.contrib.auth.models import User
from answerable.folders.loading import load_folder
from answerable.people.keyring import keyring
from answerable.vault.sealing import say
from answerable.people.entries import PersonJoined
load_folder(Path(sys.argv[1]) / "examples" / "harbour", keyring=keyring())
store, people = import_module(settings.SESSION_ENGINE).SessionStore, []
at = datetime(2026, 1, 6, tzinfo=UTC)
for number in range(int(sys.argv[2])):
    section = ("centre", "coast", "north")[number % 3]
    person, origin = f"person-{number}", f"harbour.example/{section}"
    joined = {"person": person, "section": section, "name": f"Person {number}"}
    say(PersonJoined, joined, origin=origin, actor="", at=at)
    user = User.objects.create(username=person, password="!")
    session = store()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={'a' * 32}"
    people.append({"person": person, "cookie": cookie})
Path(sys.argv[3]).write_text(json.dumps(people))
"""

CHECK = """
import json, sys
from pathlib import Path
import django
django.setup()
from answerable.clearance.models import ObjectionRaised
from answerable.people.keyring import keyring
from answerable.record.audit import verify_log
from answerable.record.facts import read
from answerable.record.log import sign_log
from answerable.record.models import LogRow
from answerable.vault.store import text_of
ring = keyring()
for origin in LogRow.objects.values_list("origin", flat=True):
    sign_log(origin, ring.signer(origin))
    verify_log(origin, [ring.verifier(origin)])
print(json.dumps([text_of(fact.body.text) for fact in read(ObjectionRaised)]))
"""

BARE = """
import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="bare")
urlpatterns = [path("", lambda request: HttpResponse("ok"))]
application = get_wsgi_application()
"""

SERVE_BARE = """
import sys
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from answerable.cli.server import THREADS, WORKERS
sys.path.insert(0, sys.argv[2])
Granian("bare:application", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.WSGI, workers=WORKERS,
        blocking_threads=THREADS, websockets=False, log_level=LogLevels.error).serve()
"""

COLUMNS = ("requests/s", "p50 ms", "p95 ms", "p99 ms", "requests", "errors")


def main() -> None:
    """Run the three and print one table."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--seconds", type=int, default=120)
    wanted.add_argument("--people", type=int, default=200)
    given = wanted.parse_args()
    rows = {"bare Django view": bare(given)}
    rows["Answerable on SQLite"] = measured(given, {})
    if PROGRAMS:
        with cluster() as address:
            rows["Answerable on PostgreSQL"] = measured(given, {"DATABASE_URL": address})
    print(f"{given.people} people, {given.seconds} s each, on {os.cpu_count()} cores that they share with the site")
    print(f"{'':26}" + "".join(f"{name:>12}" for name in COLUMNS) + f"{'p50 ratio':>12}")
    floor = rows["bare Django view"]["p50 ms"]
    for name, row in rows.items():
        print(f"{name:26}" + "".join(f"{row[c]:>12.1f}" for c in COLUMNS) + f"{row['p50 ms'] / max(floor, 0.1):>12.1f}")


def bare(given: argparse.Namespace) -> dict[str, float]:
    """Return what the same people get from a view that answers two letters."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        place = Path(folder)
        (place / "bare.py").write_text(BARE, encoding="utf-8")
        (place / "people.json").write_text(json.dumps([{"person": "x", "cookie": "a=b"}]), encoding="utf-8")
        port = free_port()
        stack.enter_context(serving([sys.executable, "-c", SERVE_BARE, str(port), folder], dict(os.environ), port))
        return driven(given, place, port, {"BENCH_BARE": "1"})


def measured(given: argparse.Namespace, named: dict[str, str]) -> dict[str, float]:
    """Return what they get from Answerable on one database, after holding the record against what it said."""
    with tempfile.TemporaryDirectory(prefix="answerable-benchmark-") as folder, ExitStack() as stack:
        place = Path(folder)
        settings = {"ANSWERABLE_HOME": folder, "DJANGO_SETTINGS_MODULE": "answerable.web.settings"}
        environment = {**os.environ, **HURRIED, **settings, **named}
        run([sys.executable, "-c", PREPARE, str(ROOT), str(given.people), str(place / "people.json")], environment)
        port = free_port()
        command = [str(Path(sys.executable).parent / "answerable"), "serve", "--port", str(port)]
        stack.enter_context(serving(command, environment, port))
        row = driven(given, place, port, {})
        said = json.loads((place / "said.json").read_text(encoding="utf-8"))
        held = Counter(json.loads(run([sys.executable, "-c", CHECK], environment)))
        lost, doubled = [m for m in said if not held[m]], [m for m, n in held.items() if n > 1]
        print(f"{len(said)} acts taken in, {len(lost)} lost, {len(doubled)} doubled; every log verifies")
        if lost or doubled:
            raise SystemExit(1)
        return row


def driven(given: argparse.Namespace, place: Path, port: int, more: dict[str, str]) -> dict[str, float]:
    """Let the people at a site, and return the figures of all requests together."""
    named = {"BENCH_PEOPLE": str(place / "people.json"), "BENCH_SAID": str(place / "said.json"), **more}
    command = [sys.executable, "-m", "locust", "-f", str(ROOT / "benchmarks" / "web_people.py"), "--headless"]
    command += ["-u", str(given.people), "-r", "20", "-t", f"{given.seconds}s", "--csv", str(place / "figures")]
    command += ["-H", f"http://localhost:{port}", "--loglevel", "ERROR", "--only-summary", "--reset-stats"]
    subprocess.run(command, env={**os.environ, **named}, check=False, capture_output=True)  # exits 1 on any error
    with (place / "figures_stats.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        print(f"    {row['Name']:16}{row['Request Count']:>8}{row['50%']:>8}{row['95%']:>8}{row['99%']:>8}")
    return figures(rows[-1])


def figures(row: dict[str, Any]) -> dict[str, float]:
    """Return Locust's line as figures."""
    names = ("Requests/s", "50%", "95%", "99%", "Request Count", "Failure Count")
    return {column: float(row[name]) for column, name in zip(COLUMNS, names, strict=True)}


@contextmanager
def serving(command: list[str], environment: dict[str, str], port: int) -> Iterator[None]:
    """Serve until the block ends."""
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(port: int) -> None:
    """Return once something answers."""
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://localhost:{port}/", timeout=5).read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"nothing answers on port {port}")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(command: list[str], environment: dict[str, str]) -> str:
    """Return what a command prints."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


if __name__ == "__main__":
    main()
