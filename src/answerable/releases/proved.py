"""Entries in a certificate, proved to lie in the signed log of their section. No Django, no network, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from answerable.record.entry import Entry, Fact, Said, decode, moment, read_body
from answerable.record.errors import RecordError
from answerable.record.merkle import leaf_hash
from answerable.record.note import Verifier, from_base64
from answerable.record.proof import parse_proof, verify_proof
from answerable.releases.errors import Inconsistent, NotInLog
from answerable.releases.statement import Recorded


def speaks_for(section: str, entry: Entry) -> bool:
    """Tell whether an entry stands in the log of `section`."""
    return bool(section) and entry.origin.rsplit("/", maxsplit=1)[-1] == section


class Proved(NamedTuple):
    """An entry that its section's signed log holds, what it says, and its place in the log."""

    entry: Entry
    body: Any
    place: int


def read_recorded(recorded: Recorded, kind: type[Said], keys: Mapping[str, Verifier]) -> Proved:
    """Return an entry and what it says, after proving that its section's signed log holds it."""
    try:
        raw = from_base64(recorded.entry, where="entry")
        entry = decode(raw)
        if leaf_hash(raw).hex() != recorded.ref:
            raise NotInLog(f"entry {recorded.ref[:12]}…: its bytes are others than its name says")
        if entry.origin not in keys:
            raise NotInLog(f"entry {recorded.ref[:12]}…: no key given for its log {entry.origin}")
        verify_proof(recorded.proof, leaf=leaf_hash(raw), verifiers=[keys[entry.origin]], origin=entry.origin)
        if entry.kind != kind.kind:
            raise Inconsistent(f"entry {recorded.ref[:12]}…: expected {kind.kind}, found {entry.kind}")
        return Proved(entry, read_body(entry, kind), parse_proof(recorded.proof).index)
    except RecordError as error:
        raise NotInLog(f"entry {recorded.ref[:12]}… is not proved to be in its log: {error}") from error


def as_fact(proved: Proved, ref: str) -> Fact[Any]:
    """Return a proved entry as a fact."""
    entry = proved.entry
    return Fact(
        ref=ref,
        origin=entry.origin,
        index=proved.place,
        case=entry.case,
        actor=entry.actor,
        at=moment(entry.at),
        body=proved.body,
    )
