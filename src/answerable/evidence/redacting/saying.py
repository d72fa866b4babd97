"""A redacted copy taken in beside its original, said in one transaction: read for it, taken in, made from it.

Nothing of what the original says of itself goes along: the copy's title, source and place are words of ours.
"""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from answerable import __version__
from answerable.evidence.clock import moment_of
from answerable.evidence.entries import ItemAccessed, ItemDerived, ItemTakenIn
from answerable.evidence.errors import NoSuchItem, NotHere, NotRedacted
from answerable.evidence.gates import EvidenceCase, item_named
from answerable.evidence.models import read_evidence
from answerable.evidence.naming import name_of
from answerable.evidence.offers import next_name
from answerable.evidence.redacting.apart import redacted_apart
from answerable.evidence.redacting.making import Copy
from answerable.evidence.redacting.wanted import Wanted
from answerable.evidence.speaking import own_log
from answerable.record.entry import Fact, Said
from answerable.vault.sealing import Sealed, say
from answerable.vault.store import giving_back, open_file, store_file

LARGEST = 1 << 29
"""Bytes of a file that is redacted: it is held in memory; chosen by hand."""

TOOL = f"answerable {__version__}"


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A redacted copy on record: its key, the name of its file, its digest, and what was shown of it."""

    item: str
    name: str
    sha256: str
    proof: tuple[str, ...]


def redact_item(*, case: str, item: str, copy: str, wanted: Wanted, why: str, by: str) -> Made:
    """Make a redacted copy of an item's file, prove it, and take it in; the original stays as it is.

    Raises:
        NoSuchItem, NotHere: there is no such item, or its file is not here.
        NotRedacted: the copy cannot be made or proven; nothing was kept.
        Refused: a gate is closed; nothing was kept.
    """
    evidence = read_evidence(case, at=moment_of(case))
    original = item_named(evidence, item)
    if original is None:
        raise NoSuchItem(f"expected an item of {case}, found none named {item!r}")
    origin = own_log(evidence, by)
    content = _content(original.body)
    made = redacted_apart(content, wanted, name=name_of(original.body))
    key = copy or next_name("E", {fact.body.item for fact in evidence.items})
    with giving_back(), transaction.atomic():
        return _say(evidence, original, made, key=key, why=why, by=by, origin=origin)


def _content(item: ItemTakenIn) -> bytes:
    """Return the file of an item, as it was taken in."""
    if not item.file:
        raise NotHere(f"expected an item with a file, found {item.item}, which has none")
    if item.size > LARGEST:
        raise NotRedacted(f"expected a file of at most {LARGEST} bytes, found {item.size}")
    with open_file(item.file) as file:
        content = file.read(LARGEST + 1)
    if hashlib.sha256(content).hexdigest() != item.sha256:
        raise NotRedacted(f"expected the file of {item.item} as it was taken in, found another")
    return content


def _say(
    evidence: EvidenceCase, original: Fact[ItemTakenIn], made: Copy, *, key: str, why: str, by: str, origin: str
) -> Made:
    body, at = original.body, moment_of(evidence.case)
    name, sha256 = f"{key}{made.suffix}", hashlib.sha256(made.content).hexdigest()
    file = {"file": Sealed(store_file(io.BytesIO(made.content))), "file_name": name, "sha256": sha256}
    method = "\n".join([why, "Shown of the copy:", *made.proof])
    derived = {"item": key, "of": body.item, "way": "redaction", "of_sha256": body.sha256, "sha256": sha256}
    purpose = f"to make the redacted copy {key}"
    said: tuple[tuple[type[Said], dict[str, Any]], ...] = (
        (ItemAccessed, {"item": body.item, "way": "opened", "purpose": purpose, "sha256": body.sha256}),
        (ItemTakenIn, _taken_in(body, key, by, at) | file | {"size": len(made.content)}),
        (ItemDerived, derived | {"tool": TOOL, "method": method}),
    )
    for kind, plain in said:
        say(kind, plain, origin=origin, actor=by, at=at, case=evidence.case)
    return Made(item=key, name=name, sha256=sha256, proof=made.proof)


def _taken_in(original: ItemTakenIn, key: str, by: str, at: datetime) -> dict[str, Any]:
    """Return what is said of a copy: nothing that the original says of itself but its type."""
    return {
        "item": key,
        "type": original.type,
        "title": f"Redacted copy of {original.item}",
        "source": f"Made here from {original.item}",
        "origin": f"Item {original.item}",
        "capture": {"at": at, "operator": by, "tool": TOOL},
        "custodian": by,
        "root": original.item,
    }
