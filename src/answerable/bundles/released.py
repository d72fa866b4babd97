"""The releases in a bundle, checked: each certificate with its files, and the past that it rests on. No Django."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import file_digest
from pathlib import Path
from typing import Any

import msgspec

from answerable.bundles.certificates import checkpoints_in
from answerable.bundles.contents import Bundle, Given, folder_of, is_below
from answerable.bundles.errors import BadRelease, Incomplete, NotABundle, NotProved
from answerable.bundles.keys import Trust
from answerable.bundles.proved import ProvedEntry, ProvedLog
from answerable.record.checkpoint import Checkpoint, open_checkpoint
from answerable.record.errors import RecordError
from answerable.record.merkle import verify_consistency
from answerable.record.note import from_base64
from answerable.record.proof import MAX_PROOF_BYTES
from answerable.releases.entries import OutputReleased
from answerable.releases.errors import CertificateError
from answerable.releases.verification import MAX_CERTIFICATE_BYTES, verify

CERTIFICATE = "certificate.json"


def check_releases(data: Path, bundle: Bundle, logs: Mapping[str, ProvedLog], *, trust: Trust) -> None:
    """Check that every release on record is listed, and each with its files is what its certificate says.

    Raises:
        Incomplete: a release is missing, or is listed and not on record.
        BadRelease: its certificate does not verify with its files.
        UntrustedLog: a key in it does not count for what it signed.
        NotProved: the log that a certificate rests on is not the one here.
    """
    on_record = {(log.name, index): each for log in logs.values() for index, each in log.entries.items()}
    due = {place for place, each in on_record.items() if is_release(each.kind, each.body)}
    listed = {(each.log, each.index): each for each in bundle.releases}
    for name, index in sorted(due ^ set(listed)):
        raise Incomplete(f"entry {index} of {name}: expected a release on record and in the list, found one of both")
    for place, given in listed.items():
        _check_given(data, given, on_record[place], logs, trust)
    for log in logs.values():
        _check_no_more(data, log)


def is_release(kind: str, body: dict[str, Any] | None) -> bool:
    """Tell whether an entry says that something was released, in the form in which that is said."""
    try:
        msgspec.convert(body, type=OutputReleased)
    except msgspec.ValidationError:
        return False
    return kind == OutputReleased.kind


def _check_given(data: Path, given: Given, entry: ProvedEntry, logs: Mapping[str, ProvedLog], trust: Trust) -> None:
    body = entry.body or {}
    where = f"data/{given.folder or 'bundle.json'}"
    if (given.output, given.version) != (body.get("output"), body.get("version")):
        raise Incomplete(f"{where}: expected {body.get('output')} version {body.get('version')}, found {given.output}")
    inside = is_below(given.folder) and given.folder.startswith("releases/") if given.folder else not given.files
    if not inside or bool(given.folder) != bool(given.files):
        raise NotABundle(f"data/bundle.json: expected a folder below releases/ with files, or neither, found {where}")
    if not given.folder:
        return
    if CERTIFICATE not in given.files:
        raise Incomplete(f"{where}: expected {CERTIFICATE} among the files, found none")
    raw = _certificate(data / given.folder / CERTIFICATE)
    digests = {name: _digest(data / given.folder / name) for name in given.files if name != CERTIFICATE}
    try:
        found = verify(raw, digests=digests, limits=trust.limits)
    except CertificateError as error:
        failed = BadRelease(f"{where}: {error}")
        failed.status = error.status
        raise failed from error
    sizes = {each.origin: each.size for each in checkpoints_in(raw)}
    trust.check_certificate(found.statement.predicate.keys, sizes, where=f"{where}/{CERTIFICATE}")
    if found.statement.predicate.release.ref != entry.leaf:
        raise BadRelease(f"{where}/{CERTIFICATE}: expected that of entry {given.index} of {given.log}, found another")
    if missing := {each.name for each in found.statement.subject} - set(given.files):
        raise Incomplete(f"{where}: expected the files that were given out, found no {', '.join(sorted(missing))}")
    _check_past(data, raw, logs, where)


def _check_past(data: Path, raw: bytes, logs: Mapping[str, ProvedLog], where: str) -> None:
    """Check that the logs here continue those that a certificate rests on."""
    here = {log.checkpoint.origin: log for log in logs.values()}
    for old in _each_once(checkpoints_in(raw)):
        if old.origin not in here:
            continue
        log = here[old.origin]
        path = f"{folder_of(log.name)}/consistency/{old.size}"
        try:
            _check_continued(data / path, old, log)
        except RecordError as error:
            raise NotProved(f"data/{path}, for {where}: {error}") from error
        log.files.add(path)


def _check_continued(path: Path, old: Checkpoint, log: ProvedLog) -> None:
    try:
        with path.open("rb") as file:
            head, _, note = file.read(MAX_PROOF_BYTES + 1).decode().partition("\n\n")
    except (OSError, UnicodeDecodeError) as error:
        raise NotProved(f"{path}: expected the proof that the log continues its {old.size} entries: {error}") from error
    first, *lines = head.split("\n")
    if first != f"old {old.size}" or note != log.note:
        raise NotProved(f"{path}: expected a proof from {old.size} to the checkpoint of the log, found another")
    hashes = [from_base64(line, where="consistency proof") for line in lines]
    new = open_checkpoint(log.note, origin=old.origin, verifiers=[log.verifier])
    verify_consistency(old.size, new.size, hashes, old.root, new.root)


def _each_once(checkpoints: Iterator[Checkpoint]) -> list[Checkpoint]:
    return list(dict.fromkeys(checkpoints))


def _check_no_more(data: Path, log: ProvedLog) -> None:
    """Take no proof into account that no certificate asked for: it would say nothing."""
    for path in sorted((data / folder_of(log.name) / "consistency").glob("*")):
        if path.relative_to(data).as_posix() not in log.files:
            raise NotProved(f"{path}: expected only proofs that a certificate here needs, found another")


def _certificate(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_CERTIFICATE_BYTES + 1)
    except OSError as error:
        raise Incomplete(f"{path}: expected the certificate, found {error.strerror}") from error


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Incomplete(f"{path}: expected a file that was given out, found {error.strerror}") from error
