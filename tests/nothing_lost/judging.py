"""What is wrong with a home after its process died: something lost that was confirmed, doubled, or half said."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.nothing_lost.acts import CENTRE, COAST, FILE, NORTH, SECRET, signer


def found_wrong(confirmed: Iterable[dict[str, str]]) -> list[str]:
    """Return what is wrong, before and after what every restart does: sweep."""
    with connection.cursor() as cursor:
        (integrity,) = cursor.execute("PRAGMA integrity_check").fetchone()
    wrong = [] if integrity == "ok" else [f"damaged: {integrity}"]
    wrong += [*_logs(), *_doubled(), *_vault(), *_site()]
    for each in confirmed:
        wrong += [f"lost: {kind} {what[:80]}" for kind, what in each.items() if not _here(kind, what)]
    return wrong


def _logs() -> list[str]:
    from answerable.people.keyring import keyring
    from answerable.record.audit import verify_facts, verify_log
    from answerable.record.errors import RecordError
    from answerable.record.models import LogRow

    wrong = []
    for origin in LogRow.objects.values_list("origin", flat=True):
        ours = [signer(each).verifier() for each in (COAST, CENTRE, NORTH)]
        try:
            verify_log(origin, ours + keyring().verifiers())
            verify_facts(origin)
        except RecordError as error:
            wrong.append(f"lost: {error}")
    return wrong


def _doubled() -> list[str]:
    """Return what was said twice: each act of a story has words of its own."""
    from answerable.record.entry import decode
    from answerable.record.models import EntryRow

    rows = EntryRow.objects.values_list("raw", flat=True)
    entries = [decode(bytes(raw)) for raw in rows]
    said = Counter((each.kind, each.origin, each.actor, each.case, bytes(each.body)) for each in entries)
    return [f"doubled: {act[0]} in {act[1]}, {count} times" for act, count in said.items() if count > 1]


def _vault() -> list[str]:
    """Return where database and vault disagree once what broken-off work left was swept."""
    from answerable.vault.erasing import finish_all
    from answerable.vault.errors import VaultError
    from answerable.vault.models import Content, ContentErased
    from answerable.vault.store import flush_erased, is_open, open_file, sweep, text_of

    finish_all()
    sweep(older_than=0)
    flush_erased()
    wrong = []
    for commitment, text in Content.objects.values_list("commitment", "text"):
        try:
            open_file(commitment).close() if text is None else text_of(commitment)
        except VaultError as error:
            wrong.append(f"lost: {error}")
    gone = set(ContentErased.objects.values_list("content", flat=True))
    wrong += [f"half erased: {each}" for each in gone if is_open(each)]
    if len(gone) == 2 and SECRET.encode() in _everything():
        wrong.append("half erased: the words are still in the files")
    if len(gone) == 2 and FILE[:40_000] in _vault_bytes():
        wrong.append("half erased: the file is still in the vault")
    return wrong


def _everything() -> bytes:
    return b"".join(path.read_bytes() for path in settings.ANSWERABLE_HOME.glob("answerable.sqlite3*"))


def _vault_bytes() -> list[bytes]:
    return [path.read_bytes() for path in Path(settings.ANSWERABLE_VAULT).rglob("*") if path.is_file()]


def _site() -> list[str]:
    """Return what is half published: a site is whole as its manifest says, or not there."""
    site = settings.ANSWERABLE_HOME / "site"
    if not (site / "site.json").is_file():
        return ["half published"] if site.exists() else []
    files = json.loads((site / "site.json").read_bytes())["files"]
    damaged = [
        path
        for path, digest in files.items()
        if not (site / path).is_file() or hashlib.sha256((site / path).read_bytes()).hexdigest() != digest
    ]
    return [f"half published: {path}" for path in damaged]


def _here(kind: str, what: str) -> bool:
    """Tell whether something confirmed is still true."""
    from answerable.people.keyring import keyring
    from answerable.record.models import CheckpointRow, EntryRow
    from answerable.releases.models import ReleasedFile
    from answerable.vault.store import is_open, open_file, text_of

    match kind:
        case "entry":
            return EntryRow.objects.filter(ref=what).count() == 1
        case "text":
            return bool(text_of(what))
        case "file":
            with open_file(what) as file:
                return file.read() == FILE
        case "note" | "other note":
            return CheckpointRow.objects.filter(note=what).exists()
        case "erased text" | "erased file":
            return not is_open(what)
        case "certificate":
            files = ReleasedFile.objects.filter(name="certificate.json").values_list("data", flat=True)
            return what in [hashlib.sha256(bytes(each)).hexdigest() for each in files]
        case "site":
            return (settings.ANSWERABLE_HOME / "site" / "site.json").is_file()
        case "key":
            return what in [each.vkey() for each in keyring().verifiers()]
    raise ValueError(f"expected something that can be looked for, found {kind}")
