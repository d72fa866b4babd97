"""A log in a bundle, checked: its checkpoint, and every entry of the case at its place. No Django."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from answerable.bundles.contents import Index, LogHere, Place, body_of, folder_of, proof_path, read_form
from answerable.bundles.errors import Incomplete, NotABundle, NotProved, UntrustedLog
from answerable.record.checkpoint import Checkpoint, open_checkpoint
from answerable.record.entry import LARGEST, Entry, decode
from answerable.record.errors import RecordError
from answerable.record.merkle import leaf_hash
from answerable.record.note import MAX_NOTE_BYTES, Verifier, parse_vkey
from answerable.record.proof import MAX_PROOF_BYTES, parse_proof, verify_proof


class ProvedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry at its place; `entry` and `body` are None where its words are closed.

    `kind` is empty then, and where the entry speaks for another log than the one it stands in: such an act counts not.
    """

    leaf: str
    kind: str = ""
    entry: Entry | None = None
    body: dict[str, Any] | None = None


class ProvedLog(msgspec.Struct, frozen=True, kw_only=True):
    """A log whose checkpoint and entries were checked; `files` are the paths of everything in its folder."""

    name: str
    verifier: Verifier
    note: str
    checkpoint: Checkpoint
    entries: dict[int, ProvedEntry]
    files: set[str]


def check_log(data: Path, said: LogHere) -> ProvedLog:
    """Return a log of a bundle, every entry of it proved under the key that lies with it (`keys` says if that counts).

    Raises:
        NotABundle: a file of it is missing or cannot be read.
        UntrustedLog: its key is that of another log.
        NotProved: the checkpoint is not signed by that key, or does not hold an entry at its place.
        Incomplete: an entry, or its words, is missing, or there are more of them than the index says.
    """
    folder = folder_of(said.name)
    verifier = _key(data, folder, said.origin)
    note = _text(data, f"{folder}/checkpoint", most=MAX_NOTE_BYTES)
    try:
        checkpoint = open_checkpoint(note, origin=said.origin, verifiers=[verifier])
    except RecordError as error:
        raise NotProved(f"data/{folder}/checkpoint: {error}") from error
    index = _index(data, f"{folder}/index.json")
    if (index.origin, index.size) != (checkpoint.origin, checkpoint.size) or index.size != said.size:
        found = f"{index.size} of {index.origin}"
        raise NotProved(f"data/{folder}/index.json: expected {checkpoint.size} of {checkpoint.origin}, found {found}")
    log = ProvedLog(name=said.name, verifier=verifier, note=note, checkpoint=checkpoint, entries={}, files=set())
    log.entries.update(_entries(data, log, index))
    _check_counts(said, log)
    log.files.update(f"{folder}/{name}" for name in ("key", "checkpoint", "entries.jsonl", "index.json"))
    log.files.update(proof_path(said.name, place) for place in log.entries)
    return log


def _key(data: Path, folder: str, origin: str) -> Verifier:
    try:
        verifier = parse_vkey(_text(data, f"{folder}/key", most=MAX_NOTE_BYTES).removesuffix("\n"))
    except RecordError as error:
        raise NotABundle(f"data/{folder}/key: {error}") from error
    if verifier.name != origin:
        raise UntrustedLog(f"data/{folder}/key: expected a key named {origin}, found one named {verifier.name}")
    return verifier


def _index(data: Path, path: str) -> Index:
    try:
        index = read_form((data / path).read_bytes(), Index)
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise NotABundle(f"data/{path}: {error}") from error
    places = [each.index for each in index.entries]
    if places != sorted(set(places)):
        raise NotABundle(f"data/{path}: expected places in order, each once, found others")
    return index


def _entries(data: Path, log: ProvedLog, index: Index) -> Iterator[tuple[int, ProvedEntry]]:
    """Yield every entry of an index, proved, with its words where it is open."""
    path = f"{folder_of(log.name)}/entries.jsonl"
    lines = _lines(data, path)
    for place in index.entries:
        yield place.index, _entry(data, log, place, next(lines, None) if place.open else b"", path)
    if next(lines, None) is not None:
        raise Incomplete(f"data/{path}: expected {sum(each.open for each in index.entries)} entries, found more")


def _entry(data: Path, log: ProvedLog, place: Place, raw: bytes | None, path: str) -> ProvedEntry:
    where = f"data/{path}, entry {place.index}"
    if raw is None:
        raise Incomplete(f"{where}: expected its words, found the end of the file")
    if place.open and leaf_hash(raw).hex() != place.leaf:
        raise NotProved(f"{where}: expected bytes with leaf hash {place.leaf}, found {leaf_hash(raw).hex()}")
    _check_proof(data, log, place)
    if not place.open:
        return ProvedEntry(leaf=place.leaf)
    try:
        entry: Entry = decode(raw)
    except RecordError as error:
        raise NotProved(f"{where}: {error}") from error
    kind = entry.kind if entry.origin == log.checkpoint.origin else ""
    return ProvedEntry(leaf=place.leaf, kind=kind, entry=entry, body=body_of(entry))


def _check_proof(data: Path, log: ProvedLog, place: Place) -> None:
    path = proof_path(log.name, place.index)
    text = _text(data, path, most=MAX_PROOF_BYTES)
    try:
        verify_proof(text, leaf=bytes.fromhex(place.leaf), verifiers=[log.verifier], origin=log.checkpoint.origin)
        proof = parse_proof(text)
    except RecordError as error:
        raise NotProved(f"data/{path}: {error}") from error
    if proof.index != place.index:
        raise NotProved(f"data/{path}: expected a proof for entry {place.index}, found one for entry {proof.index}")
    if proof.checkpoint != log.note:
        raise NotProved(f"data/{path}: expected the checkpoint of the log, found another: it could be another past")


def _check_counts(said: LogHere, log: ProvedLog) -> None:
    found = (len(log.entries), sum(each.body is not None for each in log.entries.values()))
    if (said.entries, said.open) != found:
        raise Incomplete(
            f"data/{folder_of(said.name)}/index.json: expected {said.entries} entries, {said.open} of them open, "
            f"found {found[0]} and {found[1]}"
        )


def _lines(data: Path, path: str) -> Iterator[bytes]:
    """Yield the lines of a file without their ends; a line longer than an entry can be is an error."""
    try:
        with (data / path).open("rb") as file:
            while line := file.readline(LARGEST + 2):
                if not line.endswith(b"\n"):
                    raise Incomplete(f"data/{path}: expected a line end after at most {LARGEST} bytes, found none")
                yield line[:-1]
    except OSError as error:
        raise NotABundle(f"data/{path}: expected this file, found {error.strerror}") from error


def _text(data: Path, path: str, *, most: int) -> str:
    try:
        with (data / path).open("rb") as file:
            raw = file.read(most + 1)
        if len(raw) > most:
            raise NotABundle(f"data/{path}: expected at most {most} bytes, found more")
        return raw.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise NotABundle(f"data/{path}: {error}") from error
