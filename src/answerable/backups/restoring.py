"""Restoring a backup into a place where nothing is, and checking all of it on the way.

Rules:
  - Every file is held against the SHA-256 in the manifest, every count of rows too; a file or row too many is an error.
  - The tables are made as they were when the backup was, filled, and brought up to date after that.
  - Every log is verified against its signed checkpoints, and against a witness's checkpoint where one is given. Facts
    are folded from the entries, never copied.
  - No log of this house is written to after that until it was compared with what others hold: see `record.pausing`.

This module works on the database and the folders that the settings name, which are new; who calls it gives them their
real name at the end, or removes them.
"""

from __future__ import annotations

import hashlib
import tarfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

import msgspec
from django.apps import apps as installed
from django.apps.registry import Apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from answerable.backups import tables
from answerable.backups.errors import Damaged, Incomplete, Newer, NotABackup, NotEmpty
from answerable.backups.manifest import END, FORMAT, HEAD, Head, Manifest
from answerable.people.models import ends_of_keys, keys_of_log
from answerable.record.audit import verify_facts, verify_log
from answerable.record.checkpoint import Checkpoint, open_checkpoint
from answerable.record.errors import NotConsistent
from answerable.record.models import LogRow
from answerable.record.note import Verifier, parse_vkey
from answerable.record.pausing import pause
from answerable.record.replicate import rebuild
from answerable.record.tree import root_of
from answerable.vault.models import Content
from answerable.vault.shelves import shelf
from answerable.vault.store import Measuring, name_in_store

LARGEST_PART = 64 << 20
"""Bytes of one part of a table that are read into memory; a part has 4 MiB and one row more."""

REASON = (
    "it was restored from a backup made on {made:%d %B %Y}, and others may hold later entries of it; "
    "pull from every house, or say: answerable log resume {origin}"
)


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """A house as it was restored. `behind` says of which logs a witness's checkpoint covers more than is here."""

    head: Head
    manifest: Manifest
    folded: int
    behind: dict[str, int]


def restore(stream: BinaryIO, *, at: datetime, witnessed: Sequence[str] = ()) -> Restored:
    """Restore an archive into the new database and the new folders of these settings, and verify all of it.

    Raises:
        NotABackup: the stream is no archive of ours, or stops before its end.
        Newer: a newer version wrote it.
        NotEmpty: the database has tables already.
        Damaged: something in it is not what the manifest, or a commitment, says.
        NotConsistent, Truncated, NotIncluded, WrongSignature, UnknownKey: a log is not what was signed.
    """
    if connection.introspection.table_names():
        raise NotEmpty("expected a database without tables, found some: a restore writes over nothing")
    try:
        with _whole_or_nothing(), tarfile.open(fileobj=stream, mode="r|") as archive:
            head, manifest = _take(archive)
            _migrate(None)
            _count_on()
            folded = rebuild().folded
            behind = _verified(manifest, witnessed)
            for log in manifest.logs:
                if log.own:
                    pause(log.origin, reason=REASON.format(made=head.made, origin=log.origin), at=at)
    except tarfile.TarError as error:
        raise NotABackup(f"expected a whole backup, found an archive that cannot be read: {error}") from error
    return Restored(head=head, manifest=manifest, folded=folded, behind=behind)


@contextmanager
def _whole_or_nothing() -> Iterator[None]:
    """Undo everything in PostgreSQL if something goes wrong; a file of SQLite is removed by whoever made it."""
    with transaction.atomic() if connection.vendor == "postgresql" else nullcontext():
        yield


def _take(archive: tarfile.TarFile) -> tuple[Head, Manifest]:
    """Take in every file of the archive, in their order, and hold them against the manifest at the end."""
    members = iter(archive)
    head = _head(archive, next(members, None))
    known = _migrate(head.migrations)
    with transaction.atomic():
        manifest = _fill(archive, members, known)
    connection.check_constraints()  # in PostgreSQL so that tables may be changed after it
    return head, manifest


def _fill(
    archive: tarfile.TarFile, members: Iterator[tarfile.TarInfo], known: dict[str, type[models.Model]]
) -> Manifest:
    """Take in the files after the head, and return the manifest at the end."""
    found: dict[str, str] = {}
    rows: Counter[str] = Counter()
    for member in members:
        if not member.isfile():
            raise Damaged(f"{member.name}: expected a file, found something else")
        source = _Read(archive.extractfile(member))
        if member.name == END:
            manifest: Manifest = _decoded(source.all(), Manifest, END)
            _check_whole(manifest, found, rows)
            return manifest
        _take_one(member.name, source, known, rows)
        found[member.name] = source.sha256()
    raise NotABackup("expected a manifest at the end of the backup, found none: the file was cut off")


def _take_one(name: str, source: _Read, known: dict[str, type[models.Model]], rows: Counter[str]) -> None:
    """Take in one file by the folder that it is in."""
    folder, _, rest = name.partition("/")
    match folder:
        case "tables":
            table = rest.partition("/")[0]
            if table not in known:
                raise Damaged(f"{name}: expected a table that is kept, found another")
            rows[table] += tables.insert(known[table], source.all())
        case "vault":
            _into_vault(rest, source)
        case "keys":
            _into_folder(Path(settings.ANSWERABLE_KEYS), rest, source)
        case "home":
            _into_folder(Path(settings.ANSWERABLE_HOME), rest, source)
        case _:
            raise Damaged(f"{name}: expected a file of a backup, found another")


class _Read:
    """A file of the archive, measured while it is read."""

    def __init__(self, source: Any) -> None:
        self._source, self._digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._source.read(size)
        self._digest.update(data)
        return data

    def all(self) -> bytes:
        data = self.read(LARGEST_PART)
        if self.read(1):
            raise Damaged(f"expected a part of at most {LARGEST_PART} bytes, found a larger one")
        return data

    def sha256(self) -> str:
        while self.read(1 << 20):
            pass
        return self._digest.hexdigest()


def _head(archive: tarfile.TarFile, member: tarfile.TarInfo | None) -> Head:
    if member is None or member.name != HEAD:
        raise NotABackup(f"expected {HEAD} at the head of the archive, found {member.name if member else 'nothing'}")
    head: Head = _decoded(_Read(archive.extractfile(member)).all(), Head, HEAD)
    if head.format != FORMAT:
        raise Newer(f"expected a backup of the form {FORMAT}, found {head.format}")
    return head


def _decoded(data: bytes, form: type[Any], name: str) -> Any:
    try:
        return msgspec.json.decode(data, type=form)
    except msgspec.MsgspecError as error:
        raise Damaged(f"{name}: {error}") from error


def _migrate(wanted: Sequence[tuple[str, str]] | None) -> dict[str, type[models.Model]]:
    """Make the tables as they were with these migrations, or as they are today; return them by name."""
    executor = MigrationExecutor(connection)
    if wanted is None:
        executor.migrate(executor.loader.graph.leaf_nodes())
        return {}
    known = executor.loader.graph.nodes
    if unknown := sorted(f"{app}.{name}" for app, name in wanted if (app, name) not in known):
        raise Newer(
            f"expected a backup made by this version or an earlier one, found migrations of a later: {unknown[0]}"
        )
    chosen = _last_of(executor, wanted)
    executor.migrate(chosen)
    state: Apps = executor.loader.project_state(chosen).apps
    every = [each for each in state.get_models(include_auto_created=True) if each._meta.managed]
    facts = {each._meta.db_table for each in installed.get_models() if each not in tables.tables()}
    held = {each._meta.db_table: each for each in every if each._meta.db_table not in facts}
    _empty(held)
    return held


def _last_of(executor: MigrationExecutor, wanted: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return those migrations on which no other of these depends."""
    graph, chosen = executor.loader.graph, set(wanted)
    return [
        node
        for node in sorted(chosen)
        if not any(c.key in chosen for c in graph.node_map[node].children if c.key != node)
    ]


def _empty(held: dict[str, type[models.Model]]) -> None:
    """Delete what migrations themselves have put into tables: it is in the backup too."""
    for name, table in held.items():
        if table._default_manager.exists():
            with connection.cursor() as cursor:
                cursor.execute(f'DELETE FROM "{name}"')  # noqa: S608 - names are ours


def _into_vault(digits: str, source: _Read) -> None:
    """Put a file of the vault in its place, once it is what its commitment names."""
    row = Content.objects.filter(commitment=f"sha256:{digits}").first()
    if row is None or row.text is not None:
        raise Damaged(f"vault/{digits}: expected a file that the database names, found another")
    measuring = Measuring(bytes(row.salt))
    with shelf().taking_in(measuring.pieces(cast("BinaryIO", source))) as unnamed:  # it reads, and no more is asked
        found = measuring.found()
        if found.commitment != row.commitment or found.size != row.size:
            raise Damaged(f"vault/{digits}: expected the file committed to, found other bytes")
        shelf().name(unnamed, name_in_store(row), sha256=found.sha256)


def _into_folder(folder: Path, rest: str, source: _Read) -> None:
    """Write a file below a folder; a name that leads out of it is refused."""
    parts = PurePosixPath(rest).parts
    if not parts or rest.startswith("/") or ".." in parts or "\0" in rest:
        raise Damaged(f"{rest!r}: expected the name of a file below {folder.name}, found one that leads elsewhere")
    place = folder.joinpath(*parts)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with place.open("xb") as file:
        place.chmod(0o644 if place.suffix == ".vkey" else 0o600)
        while data := source.read(1 << 20):
            file.write(data)


def _check_whole(manifest: Manifest, found: dict[str, str], rows: Counter[str]) -> None:
    """Return only if exactly what the manifest names was found, each as it names it."""
    named = {file.name: file.sha256 for file in manifest.files if file.name != HEAD}
    for name in sorted(named.keys() ^ found.keys()):
        raise Damaged(f"{name}: {'expected, and not found' if name in named else 'found, and not expected'}")
    for name, digest in named.items():
        if found[name] != digest:
            raise Damaged(f"{name}: expected SHA-256 {digest}, found {found[name]}")
    counted = {name: count for name, count in manifest.rows.items() if count}
    if counted != dict(+rows):
        raise Damaged(f"expected the rows {counted}, found {dict(+rows)}")


def _count_on() -> None:
    """Have PostgreSQL number new rows after those restored."""
    statements = connection.ops.sequence_reset_sql(no_style(), installed.get_models(include_auto_created=True))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _verified(manifest: Manifest, witnessed: Sequence[str]) -> dict[str, int]:
    """Hold every log against what was signed, and return what witnesses have seen that is not here."""
    keys = [parse_vkey(each) for each in manifest.keys]
    here = {log.origin: log for log in manifest.logs}
    if set(LogRow.objects.values_list("origin", flat=True)) != set(here):
        raise Damaged(f"expected the logs {sorted(here)}, found others")
    for origin, log in here.items():
        audit = verify_log(origin, _keys_of(origin, keys), ends=ends_of_keys(origin))
        if (audit.size, audit.root) != (log.size, log.root):
            raise Damaged(
                f"{origin}: expected {log.size} entries with root {log.root}, found {audit.size}, {audit.root}"
            )
        verify_facts(origin)
    _check_vault(manifest)
    return dict(_behind(note, here, keys) for note in witnessed)


def _keys_of(origin: str, keys: Sequence[Verifier]) -> list[Verifier]:
    return list({*keys_of_log(origin), *(each for each in keys if each.name == origin)})


def _check_vault(manifest: Manifest) -> None:
    """Return only if every file that the database names is here, or is named as absent."""
    where, absent = shelf(), {*manifest.erased, *manifest.missing}
    for row in Content.objects.filter(text=None).iterator():
        if row.commitment not in absent and not where.has(name_in_store(row)):
            raise Incomplete(f"expected the file behind {row.commitment} in the backup, found none")


def _behind(note: str, here: dict[str, Any], keys: Sequence[Verifier]) -> tuple[str, int]:
    """Hold a checkpoint that somebody else kept against a log; return its origin and how many entries are not here."""
    origin = note.partition("\n")[0]
    if origin not in here:
        raise Damaged(f"expected a log that a witness has seen, {origin}; found none in the backup")
    seen: Checkpoint = open_checkpoint(note, origin=origin, verifiers=_keys_of(origin, keys))
    size = here[origin].size
    if seen.size <= size and root_of(origin, seen.size) != seen.root:
        reason = f"{origin}: the entries in the backup differ from the checkpoint that a witness holds"
        raise NotConsistent(reason, old_size=seen.size, new_size=size, old_root=seen.root)
    return origin, max(0, seen.size - size)
