"""Releasing a cleared draft: the files, the entry, and the certificate that binds them."""

from __future__ import annotations

import hashlib
import html
from datetime import datetime

import msgspec
from django.db import transaction

from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates import current_version
from answerable.outputs.reading import marked_elsewhere
from answerable.people.keyring import keyring, personal_of
from answerable.people.personal import keys_now
from answerable.people.standing import origin_of, section_of
from answerable.record.blocker import Blocker, Refused, Where
from answerable.record.entry import Fact, decode, moment
from answerable.record.keys import KeyRing
from answerable.record.log import append, lock, size_of
from answerable.record.models import EntryRow
from answerable.releases.certificate import certify
from answerable.releases.entries import Outcome, OutputReleased, Rendering
from answerable.releases.errors import FilesGone
from answerable.releases.gates import Gate, ReleaseCase, board, is_clear, released_current
from answerable.releases.models import ReleasedFile, read_release
from answerable.releases.rendering import page_of
from answerable.releases.verification import without_opening
from answerable.vault.erasing import Gone
from answerable.vault.store import text_of

TEXT_NAME, PAGE_NAME, CERTIFICATE_NAME = "release.md", "release.html", "certificate.json"


def release(case: str, *, actor: str, at: datetime, keyring: KeyRing, subject: str = "") -> dict[str, bytes]:
    """Release the current version of a case's output and return its files by name, the certificate among them.

    A version that is already released is not released again: its files are returned as they were given out.

    Raises:
        Refused: a gate is closed, or `actor` may not release; nothing was written.
        FilesGone: it was released elsewhere, and its files are not here and cannot be made again.
        KeyMissing, KeyLocked: a section's key is needed and cannot be used here; nothing was written.
    """
    with transaction.atomic():
        state = read_release(case, at=at, subject=subject)
        if done := released_current(state):
            return released_files(done) or _made_again(state, done, keyring)
        current = _current(state)
        gates = board(state)
        files = renderings(state, current, gates)
        body = _body(current, gates, files)
        origin = origin_of(state.people, section_of(state.people, actor)) or current.origin
        lock(origin)
        body = _in_person(body, origin=origin, actor=actor, at=state.at, case=case, keyring=keyring)
        fact = append(body, origin=origin, actor=actor, at=state.at, case=case)
        return _kept(fact, files, certify(state, fact, current=current, gates=gates, keyring=keyring))


def propose(case: str, *, at: datetime, subject: str = "") -> OutputReleased | None:
    """Return what the release of the current version would say, for its approver to sign; None where it is released.

    Raises:
        Refused: a gate is closed.
    """
    state = read_release(case, at=at, subject=subject)
    if released_current(state):
        return None
    gates = board(state)
    current = _current(state)
    return _body(current, gates, renderings(state, current, gates))


def keep_files(fact: Fact[OutputReleased]) -> None:
    """Make and keep the files of a release that was proposed, signed and just said.

    Raises:
        Refused: something was said since it was proposed that the files would show.
        KeyMissing, KeyLocked: a section's key is needed and cannot be used here.
    """
    try:
        _made_again(read_release(fact.case, at=fact.at, subject=fact.body.output), fact.ref, keyring())
    except FilesGone as error:
        raise Refused([_overtaken(fact)]) from error


def _in_person(
    body: OutputReleased, *, origin: str, actor: str, at: datetime, case: str, keyring: KeyRing
) -> OutputReleased:
    """Return a release with the signature of its approver, where the approver has a key on record.

    Raises:
        KeyMissing: it is not on this machine.
    """
    keys = keys_now(actor)
    if not keys:
        return body
    fact = Fact(ref="", origin=origin, index=size_of(origin), case=case, actor=actor, at=moment(at), body=body)
    return msgspec.structs.replace(body, personal=personal_of(keyring, fact, keys))


def complete(case: str, output: str, *, at: datetime, keyring: KeyRing) -> None:
    """Make the files of a release whose entry came to this record without them, such as from a folder.

    Raises:
        FilesGone: they cannot be made again byte for byte.
    """
    with transaction.atomic():
        state = read_release(case, at=at, subject=output)
        done = released_current(state)
        if done and not released_files(done):
            _made_again(state, done, keyring)


def _made_again(state: ReleaseCase, released_ref: str, keyring: KeyRing) -> dict[str, bytes]:
    """Return the files of a release that came to this record without them, such as from a folder.

    They are made from the record as it was at the release, whatever was said since.
    """
    (fact,) = [fact for fact in state.released if fact.ref == released_ref]
    state = _as_it_was(fact)
    current = _current(state)
    gates = board(state)
    files = renderings(state, current, gates)
    if {file.name: file.sha256 for file in fact.body.renderings} != _digests(files):
        what = f"{current.body.output} version {current.body.version}"
        raise FilesGone(f"expected the files of {what} as they were given out, found that the record gives others")
    return _kept(fact, files, certify(state, fact, current=current, gates=gates, keyring=keyring))


def _as_it_was(fact: Fact[OutputReleased]) -> ReleaseCase:
    """Return the case as the gate of a release saw it, at its moment, and the release itself."""
    raw = EntryRow.objects.filter(origin=fact.origin, idx=fact.index).values_list("raw", flat=True).get()
    seen = {**decode(bytes(raw)).seen, fact.origin: fact.index + 1}
    return read_release(fact.case, at=fact.at, subject=fact.body.output, seen=seen)


def _kept(fact: Fact[OutputReleased], files: dict[str, bytes], certificate: bytes) -> dict[str, bytes]:
    given = {**files, CERTIFICATE_NAME: certificate}
    ReleasedFile.objects.bulk_create(
        ReleasedFile(released_ref=fact.ref, name=name, data=data) for name, data in given.items()
    )
    return given


def _digests(files: dict[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def released_files(released_ref: str) -> dict[str, bytes]:
    """Return the files of a release as they were given out, by name."""
    rows = ReleasedFile.objects.filter(released_ref=released_ref).order_by("name")
    return {row.name: bytes(row.data) for row in rows}


def close_openings(commitment: str) -> None:
    """Take the opening of what is being erased out of every certificate kept here; each verifies as before."""
    for row in ReleasedFile.objects.filter(name=CERTIFICATE_NAME):
        closed = without_opening(bytes(row.data), commitment)
        if closed != bytes(row.data):
            row.data = closed
            row.save(update_fields=["data"])


def close_opening_of(gone: Gone) -> None:
    """Do the same for content that is being erased everywhere."""
    close_openings(gone.commitment)


def files_with(words: str) -> list[str]:
    """Return the released files kept here that hold these very words; an erasure leaves them as they were given out."""
    forms = {words.encode(), html.escape(words).encode()}
    rows = ReleasedFile.objects.order_by("released_ref", "name").iterator(chunk_size=10)
    return [f"{row.name} of {row.released_ref[:12]}" for row in rows if any(form in bytes(row.data) for form in forms)]


def renderings(case: ReleaseCase, current: Fact[VersionDrafted], gates: tuple[Gate, ...]) -> dict[str, bytes]:
    """Return the files that a release gives out, except its certificate."""
    text = text_of(current.body.text)
    return {TEXT_NAME: text.encode(), PAGE_NAME: page_of(case, current, gates, text=text).encode()}


def _current(case: ReleaseCase) -> Fact[VersionDrafted]:
    current = current_version(case.clearance.outputs, case.clearance.outputs.subject)
    if current is not None and is_clear(board(case)):
        if elsewhere := marked_elsewhere(case.clearance.outputs, current):
            raise Refused(elsewhere)
        return current
    closed = [blocker for gate in board(case) if gate.state == "closed" for blocker in gate.blockers]
    raise Refused(closed or [_nothing(case)])


def _nothing(case: ReleaseCase) -> Blocker:
    subject = case.clearance.outputs.subject
    return Blocker(
        gate=24,
        code="no-draft",
        text=f"There is no draft of {subject or 'any output'} to release.",
        standard="CO",
        opens="Draft a version first.",
        where=Where(document=subject),
    )


def _overtaken(fact: Fact[OutputReleased]) -> Blocker:
    return Blocker(
        gate=24,
        code="release-overtaken",
        text="Something was said in the case since this release was prepared, and its files would show it.",
        standard="record",
        opens="Read the board again and release anew.",
        where=Where(document=fact.body.output, version=fact.body.version),
    )


def _body(current: Fact[VersionDrafted], gates: tuple[Gate, ...], files: dict[str, bytes]) -> OutputReleased:
    return OutputReleased(
        output=current.body.output,
        version=current.body.version,
        draft_ref=current.ref,
        renderings=tuple(Rendering(name=name, sha256=digest) for name, digest in _digests(files).items()),
        outcomes=tuple(Outcome(gate=gate.number, state=gate.state) for gate in gates),
    )
