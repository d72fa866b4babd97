"""`answerable serve`: the site on this machine, with the worked examples where they are asked for.

The demonstration accounts share one password, made at random for this installation and kept in
``ANSWERABLE_HOME/demo-accounts``, readable by its owner alone: a password known to everyone would open every site that
was ever started for a look.
"""

from __future__ import annotations

import ctypes
import errno
import multiprocessing
import os
import secrets
import signal
import socket
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

DEMO_CASE = "harbour"
"""The worked example whose persons get accounts."""

FOLLOWED = "report"
"""The output of it that is released and followed through an invented stream of news."""

WORKERS, THREADS = 2, 4
"""Processes and threads that answer; SQLite has one writer at a time, and more would only wait. Chosen by hand."""

STOPS_S = 20
"""Seconds that a process has to answer what it was asked before, once the server is told to stop. Chosen by hand."""

END_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on; the default is this machine only.")] = "127.0.0.1",
    demo: Annotated[bool, typer.Option(help="Load the worked examples and make accounts for one of them.")] = False,
) -> None:
    """Serve the site until it is stopped."""
    _check_port(host, port)
    prepare()
    said = ""
    if demo:
        with failing():
            for case in _load_examples(_examples()):
                _release_if_clear(case)
            _follow_example(_examples())
            said = _demo_accounts()
    _end_old_sessions()
    sys.stdout.write(f"Answerable is at http://{_shown(host)}:{port}{said} (stop: Ctrl+C)\n")
    sys.stdout.flush()
    _serve(host, port)


def _shown(host: str) -> str:
    """Return the name by which a browser here reaches `host`; a passkey belongs to a name and never to an address."""
    if host in {"127.0.0.1", "::1"}:
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _end_old_sessions() -> None:
    """Delete what is kept of sessions that have run out."""
    from django.core.management import call_command

    call_command("clearsessions")


def _examples() -> Path:
    """Return the folder of the worked examples, which come with the source and not with an installed package."""
    import answerable

    place = Path(answerable.__file__).parents[2] / "examples"
    if not (place / DEMO_CASE).is_dir():
        raise fail(f"--demo needs the worked examples, which come with the source; expected them in {place}")
    return place


def _load_examples(place: Path) -> list[str]:
    """Append every example that is not on record, and return their names; what people have done in others is theirs."""
    from answerable.evidence.models import CaseOpened
    from answerable.folders.errors import FolderError
    from answerable.folders.loading import load_folder
    from answerable.people.keyring import keyring

    held = set(CaseOpened.objects.values_list("case", flat=True))
    keys, loaded = keyring(), []
    for folder in sorted(path for path in place.iterdir() if (path / "case.toml").is_file()):
        if folder.name not in held:
            try:
                loaded.append(load_folder(folder, keyring=keys).case)
            except FolderError as error:
                raise fail(*(f"examples/{folder.name}/{each}" for each in error.errors)) from error
    return loaded


def _follow_example(place: Path) -> None:
    """Release the report of one example and look for it in its invented stream of news, unless that was done before."""
    from answerable.cli.scan import scan_example
    from answerable.echoes.tables import Run

    _release_if_clear(DEMO_CASE, FOLLOWED)
    if not Run.objects.exists():
        scan_example(f"{DEMO_CASE}/{FOLLOWED}", place / "echoes" / f"{DEMO_CASE}.jsonl")


def _release_if_clear(case: str, output: str = "") -> None:
    """Release an example that is clear as it comes, so that a stranger finds something to read and to verify."""
    from answerable.evidence.clock import moment_of
    from answerable.people.keyring import keyring
    from answerable.people.models import approver_of
    from answerable.releases.gates import board, is_clear
    from answerable.releases.models import read_release
    from answerable.releases.releasing import release

    at = moment_of(case)
    state = read_release(case, at=at, subject=output)
    if is_clear(board(state)):
        approver = approver_of(state.people, case, at=at)
        release(case, actor=approver, at=at, keyring=keyring(), subject=output)


def _demo_accounts() -> str:
    """Make an account for each person of the example who has none, and return how to sign in."""
    from django.conf import settings
    from django.contrib.auth.models import User

    from answerable.people.accounts.invitations import open_account

    place = Path(settings.ANSWERABLE_HOME) / "demo-accounts"
    password = _kept_password(place)
    persons = _persons_of_demo()
    held = set(User.objects.values_list("username", flat=True))
    for person in persons:
        if person not in held:
            open_account(person, password)
    return f"; sign in as {', '.join(persons)} with the password {password}, kept in {place}"


def _persons_of_demo() -> tuple[str, ...]:
    """Return the persons whose sections write the logs that the example stands in."""
    from answerable.people.models import read_people
    from answerable.people.standing import section_of_origin
    from answerable.record.models import EntryRow

    people = read_people()
    origins: Iterable[str] = EntryRow.objects.filter(case=DEMO_CASE).values_list("origin", flat=True).distinct()
    sections = {section_of_origin(people, origin) for origin in origins}
    return tuple(sorted({fact.body.person for fact in people.persons if fact.body.section in sections}))


def _kept_password(place: Path) -> str:
    """Return the password kept in `place`, made now if there is none; two that start at once agree on one."""
    with suppress(FileExistsError), os.fdopen(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(f"{secrets.token_urlsafe(16)}\n")
    return place.read_text(encoding="utf-8").strip()


def _check_port(host: str, port: int) -> None:
    """Fail in plain words where somebody else listens; the server itself would only say so in each of its processes."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        used = error.errno == errno.EADDRINUSE
        why = f"{host}:{port} is in use; choose another with --port" if used else f"{host}:{port}: {error.strerror}"
        raise fail(f"the site cannot be served: {why}") from error


def _serve(host: str, port: int) -> None:
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "answerable.web.settings")
    # A process that is forked with SQLite open holds no lock on it (sqlite.org/howtocorrupt.html, 2.6).
    connections.close_all()
    os.register_at_fork(after_in_child=_end_when_told)
    Granian(
        "answerable.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        websockets=False,
        workers_kill_timeout=STOPS_S,
        log_level=LogLevels.error,
    ).serve(target_loader=_application, wrap_loader=False)


def _end_when_told() -> None:
    """Let a signal end a process that is only starting: what it has from its parent notes it, for nobody here."""
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, signal.SIG_DFL)


def _application() -> WSGIHandler:
    """Return the site in a process that answers, which ends with the one that started it, however that ended."""
    parent = multiprocessing.parent_process()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGTERM, 0, 0, 0)
    if parent is not None and os.getppid() != parent.pid:  # it ended before that was asked for
        raise SystemExit(1)
    from answerable.web.wsgi import application

    return application
