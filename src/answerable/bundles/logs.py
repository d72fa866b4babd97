"""The logs of a bundle: a signed checkpoint of each, that covers every entry, and the proofs that end in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from answerable.bundles.bag import Bag
from answerable.bundles.certificates import checkpoints_in
from answerable.bundles.contents import Index, LogHere, Place, folder_of, proof_path, write_form
from answerable.bundles.errors import Unproved
from answerable.bundles.keys import Told, told_in
from answerable.bundles.reading import Gathered
from answerable.people.models import ends_of_keys, keys_of_log
from answerable.record.checkpoint import Checkpoint, open_checkpoint
from answerable.record.errors import KeyMissing, RecordError
from answerable.record.keys import KeyRing
from answerable.record.log import inclusion, sign_log, size_of
from answerable.record.merkle import consistency_proof
from answerable.record.models import CheckpointRow
from answerable.record.note import Verifier, to_base64
from answerable.record.tree import nodes


class Signed(msgspec.Struct, frozen=True):
    """A log as it was signed: its key, the note, and what the note says; `name` is its folder in the bundle."""

    name: str
    verifier: Verifier
    note: str
    checkpoint: Checkpoint


def names_of(origins: Iterable[str]) -> dict[str, str]:
    """Return a folder name for each log, by origin: the section's key, or one like it that is free."""
    names: dict[str, str] = {}
    for origin in sorted(origins):
        plain = re.sub(r"[^A-Za-z0-9._-]", "-", origin.rsplit("/", maxsplit=1)[-1])[:80].lstrip("._-") or "log"
        taken = {name.lower() for name in names.values()}  # some systems take no two names that differ in case only
        tried = (plain if number == 1 else f"{plain}-{number}" for number in range(1, len(names) + 2))
        names[origin] = next(name for name in tried if name.lower() not in taken)
    return names


def sign_all(gathered: Gathered, keyring: KeyRing) -> dict[str, Signed]:
    """Return every log of the bundle with a checkpoint that covers its last entry, by origin.

    Raises:
        Unproved: the key of a log is elsewhere or was revoked, and no checkpoint that counts covers its last entry.
        KeyLocked: its key is here, and cannot be opened.
    """
    last = {listed.origin: listed.index for listed in gathered.listed}  # in the order of each log
    names = names_of(last)
    return {origin: _signed(origin, index, names[origin], keyring) for origin, index in sorted(last.items())}


def told_of(gathered: Gathered) -> Told:
    """Return what the open entries of a bundle say about keys and roots."""
    return told_in((each.origin, each.index, each.kind, each.entry) for each in gathered.open_entries())


def write_log(bag: Bag, gathered: Gathered, log: Signed, certificates: Iterable[bytes], told: Told) -> LogHere:
    """Write the folder of a log and return what it is."""
    origin, folder, size = log.checkpoint.origin, folder_of(log.name), log.checkpoint.size
    entries = [listed for listed in gathered.listed if listed.origin == origin]
    shown = [listed for listed in entries if gathered.is_open(listed)]
    bag.put(f"{folder}/key", f"{log.verifier.vkey()}\n".encode())
    bag.put(f"{folder}/checkpoint", log.note.encode())
    bag.put(f"{folder}/entries.jsonl", (listed.raw + b"\n" for listed in shown))
    places = tuple(Place(index=each.index, leaf=each.ref, open=gathered.is_open(each)) for each in entries)
    bag.put(f"{folder}/index.json", write_form(Index(origin=origin, size=size, entries=places)))
    for listed in entries:
        bag.put(proof_path(log.name, listed.index), inclusion(origin, listed.index, log.note, size).encode())
    for old in sorted({each.size for raw in certificates for each in checkpoints_in(raw) if each.origin == origin}):
        bag.put(f"{folder}/consistency/{old}", _consistency(log, old).encode())
    keys = told.keys(origin)
    return LogHere(origin=origin, name=log.name, size=size, entries=len(entries), open=len(shown), keys=keys)


def _consistency(log: Signed, old: int) -> str:
    """Return the proof that the log continues what it was at size `old`, as C2SP tlog-witness writes it."""
    size = log.checkpoint.size
    if old > size:
        raise Unproved(f"{log.checkpoint.origin}: expected a checkpoint of {old} entries or more, found one of {size}")
    hashes = map(to_base64, consistency_proof(old, size, nodes(log.checkpoint.origin, size)))
    return "\n".join((f"old {old}", *hashes, "", log.note))


def _signed(origin: str, last: int, name: str, keyring: KeyRing) -> Signed:
    try:
        signer = keyring.signer(origin)
    except KeyMissing:
        return _signed_before(origin, last, name, keyring)
    if size_of(origin) > ends_of_keys(origin).get(signer.verifier().vkey(), size_of(origin)):
        return _signed_before(origin, last, name, keyring)  # what it signed now would count for nothing
    note, verifier = sign_log(origin, signer), signer.verifier()
    return Signed(name, verifier, note, open_checkpoint(note, origin=origin, verifiers=[verifier]))


def _signed_before(origin: str, last: int, name: str, keyring: KeyRing) -> Signed:
    """Return the newest checkpoint that counts and covers the last entry, where the key itself signs nothing here."""
    ends = ends_of_keys(origin)
    keys = [*keys_of_log(origin), *(each for each in keyring.verifiers() if each.name == origin)]
    rows = CheckpointRow.objects.filter(origin=origin, size__gt=last).order_by("-size", "pk")
    for note in rows.values_list("note", flat=True):
        for verifier, checkpoint in _opened(note, origin, keys):
            if checkpoint.size <= ends.get(verifier.vkey(), checkpoint.size):
                return Signed(name, verifier, note, checkpoint)
    raise Unproved(
        f"{origin}: expected its key here and not revoked, or a checkpoint of more than {last} entries by a key that "
        "counts, found neither: ask its section for a checkpoint"
    )


def _opened(note: str, origin: str, keys: Iterable[Verifier]) -> Iterator[tuple[Verifier, Checkpoint]]:
    """Yield a checkpoint with each of the keys that signed it."""
    for verifier in keys:
        try:
            yield verifier, open_checkpoint(note, origin=origin, verifiers=[verifier])
        except RecordError:
            continue  # signed by another key of the section, before or after this one
