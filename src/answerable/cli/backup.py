"""`answerable backup` and `answerable restore`: the whole of a house in one encrypted file, and back."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from answerable.cli.counting import counted
from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare

PASSPHRASE = "ANSWERABLE_BACKUP_PASSPHRASE"  # noqa: S105 - the name of a variable

DAYS = 90
"""Days that a backup is kept if nobody says: chosen by hand, as it holds what is erased later."""


def backup(
    place: Annotated[
        Path, typer.Argument(help="File for the backup, or a folder, in which it is named by the moment.")
    ],
    to: Annotated[list[str] | None, typer.Option(help="age recipient who can open it (age1…); may be repeated")] = None,
    passphrase: Annotated[
        bool, typer.Option("--passphrase", help=f"Ask for a passphrase instead, or read {PASSPHRASE}.")
    ] = False,
    with_keys: Annotated[bool, typer.Option("--with-keys", help="Put the private keys of this house in it.")] = False,
    keep_days: Annotated[int, typer.Option(min=1, help="Days after which it has to be deleted.")] = DAYS,
) -> None:
    """Write everything of this house into one encrypted file while the server runs, and say until when to keep it."""
    if bool(to) == passphrase:
        raise fail("say who can open the backup: either --to RECIPIENT, once or more, or --passphrase")
    prepare()
    from answerable.backups.writing import write_backup
    from answerable.vault.erasing import finish_all

    now = datetime.now(UTC).replace(microsecond=0)
    named = place / f"answerable-{now:%Y-%m-%dT%H%M%SZ}.age" if place.is_dir() else place
    until = (now + timedelta(days=keep_days)).date()
    word = _passphrase(twice=True) if passphrase else ""
    with failing(), _plainly():
        finish_all()  # what was erased and is not gone everywhere yet
        done = write_backup(named, at=now, until=until, recipients=to or (), passphrase=word, with_keys=with_keys)
    entries = sum(log.size for log in done.manifest.logs)
    held = sum(file.name.startswith("vault/") for file in done.manifest.files)
    sys.stdout.write(
        f"{done.place}: {done.size} bytes, {counted(len(done.manifest.logs), 'log', 'logs')} with "
        f"{counted(entries, 'entry', 'entries')}, {counted(held, 'file', 'files')} of the vault, "
        f"{'with' if with_keys else 'without'} the private keys\n"
        f"It holds what is erased after today: delete it on {until}.\n"
    )
    if done.manifest.missing:
        lines = [
            f"not in the backup, since it is not here though nothing says it was erased: {each}"
            for each in done.manifest.missing
        ]
        raise fail(*lines, status=1)


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.", exists=True, dir_okay=False)],
    into: Annotated[Path, typer.Option(help="Folder to become ANSWERABLE_HOME: new or empty.")],
    identity: Annotated[Path | None, typer.Option(help="File with the age identity that opens it.")] = None,
    passphrase: Annotated[
        bool, typer.Option("--passphrase", help=f"Ask for the passphrase that opens it, or read {PASSPHRASE}.")
    ] = False,
    checkpoint: Annotated[
        list[Path] | None, typer.Option(help="Checkpoint that a witness kept, to hold a log against; may be repeated.")
    ] = None,
) -> None:
    """Restore a backup where nothing is, and verify every entry, file and signature; if one fails, nothing is left."""
    if identity and passphrase:
        raise fail("say what opens the backup: either --identity FILE or --passphrase")
    into = into.absolute()
    if os.path.lexists(into) and (not into.is_dir() or any(into.iterdir())):
        raise fail(f"{into}: expected a new or an empty folder; a restore writes over nothing")
    from answerable.backups.envelope import identities_of, opened

    with failing(), _plainly(), _new_home(into):
        notes = [each.read_text(encoding="utf-8") for each in checkpoint or ()]
        keys = identities_of(identity.read_text(encoding="utf-8")) if identity else []
        with file.open("rb") as sealed:
            needed = passphrase or (not keys and sealed.read(1) == b"-")
            sealed.seek(0)
            with opened(sealed, identities=keys, passphrase=_passphrase() if needed else "") as stream:
                lines = _restored(stream, notes)
    sys.stdout.writelines([*lines, f"Restored into {into}.\n"])


def _restored(stream: object, notes: list[str]) -> list[str]:
    """Restore an archive, and return what to say about it."""
    from django.db import connections

    from answerable.backups.restoring import restore as take

    done = take(stream, at=datetime.now(UTC).replace(microsecond=0), witnessed=notes)  # type: ignore[arg-type]
    connections.close_all()
    lines = [f"{log.origin}: {log.size} entries in order, root {log.root[:16]}…\n" for log in done.manifest.logs]
    lines += [
        f"{origin}: {count} entries that a witness has seen are not here\n"
        for origin, count in done.behind.items()
        if count
    ]
    own = [log.origin for log in done.manifest.logs if log.own]
    lines += [f"{origin}: nothing is written to it until it was compared with other houses\n" for origin in own]
    lines += [f"not in the backup: {each}\n" for each in done.manifest.missing]
    return lines


@contextmanager
def _new_home(into: Path) -> Iterator[None]:
    """Have Django work in a folder beside `into`, which gets that name if all goes well, and is removed if not."""
    into.parent.mkdir(parents=True, exist_ok=True)
    home = into.with_name(f".{into.name}.restoring-{secrets.token_hex(8)}")
    home.mkdir(mode=0o700)
    try:
        # The installation's own secret may be in the backup; none is made before it was looked for.
        os.environ.setdefault("ANSWERABLE_SECRET_KEY", secrets.token_urlsafe(50))
        os.environ["ANSWERABLE_HOME"] = str(home)
        _start()
        yield
        _sync(home)
        if into.exists():
            into.rmdir()
        home.rename(into)
        _sync_folder(into.parent)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _start() -> None:
    import django
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "answerable.web.settings")
    django.setup()
    file = settings.DATABASES["default"]["NAME"]
    if isinstance(file, Path):
        file.touch(mode=0o600)


@contextmanager
def _plainly() -> Iterator[None]:
    """Turn the refusals of backups into lines and an exit status."""
    from answerable.backups.errors import BackupError

    try:
        yield
    except BackupError as error:
        raise fail(str(error)) from error


def _passphrase(*, twice: bool = False) -> str:
    from answerable.record.credentials import credential

    found = credential(PASSPHRASE, os.environ)
    word = found or str(typer.prompt("Passphrase", hide_input=True, confirmation_prompt=twice, err=True))
    if not word:
        raise fail("expected a passphrase, found none")
    return word


def _sync(home: Path) -> None:
    """Have every file below a folder, and its name, on disk."""
    for path in home.rglob("*"):
        _sync_folder(path)
    _sync_folder(home)


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
