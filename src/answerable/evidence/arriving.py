"""Several items taken in at once, with their files: all of them, or none.

A file is measured while it goes into the vault, and held against what was measured when it was checked: what changed
between the two refuses everything. A file that the case already has, or had and erased, is not taken in again. Files go
into the store before the transaction begins: a database that lets one write at a time would let nobody else meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, BinaryIO, cast

import msgspec
from django.db import transaction

from answerable.evidence.entries import Capture, ItemDerived, ItemTakenIn
from answerable.evidence.errors import DamagedArchive
from answerable.evidence.forms.files import LONGEST_NAME
from answerable.evidence.gates import EvidenceCase
from answerable.evidence.models import read_evidence
from answerable.evidence.naming import named
from answerable.evidence.offers import next_name
from answerable.text.filenames import name_shown
from answerable.vault.models import ContentErased
from answerable.vault.sealing import Sealed, say
from answerable.vault.store import Measured, bring, giving_back, hold, is_open, keep_brought, new_salt


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """One item that comes in.

    Attributes:
        type: What it is.
        title: What to call it.
        source: Who or what it comes from.
        origin: Where it can be found again; "" where that is not known.
        file_name: The name under which its file came.
        sha256: The digest that was measured when it was checked.
        open: Returns the file.
        capture: How the copy was made; None where nobody says.
        group: Items with the same word come from one origin: the later ones depend on the first.
        made: Where it was made here from the first of its group: the way and the tool (`item.derived`).
    """

    type: str
    title: str
    source: str
    origin: str
    file_name: str
    sha256: str
    open: Callable[[], BinaryIO]
    capture: Capture | None = None
    group: str = ""
    made: tuple[str, str] | None = None


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an item that came in.

    Attributes:
        key: Its key.
        file: The commitment to its file.
        before: Whether it was on record before.
        erased: The entry that erased its file, by log and place; "" where none did.
    """

    key: str
    file: str
    before: bool
    erased: str = ""


class Brought(msgspec.Struct, frozen=True):
    """A file that lies in the store already, with the salt under which it was measured."""

    salt: bytes
    found: Measured


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """Who takes items in: the log, the person, the case, the moment, and whether the sources are public."""

    origin: str
    person: str
    case: str
    at: datetime
    public: bool = False


def take_in(arrivals: Sequence[Arrival], speaker: Speaker) -> list[Arrived]:
    """Take items in, in one transaction, and return what became of each.

    Raises:
        Refused: a gate is closed; nothing was said, and nothing is kept.
        DamagedArchive: a file is not what it was when it was checked; the same.
        NoSuchCase: there is no such case.
    """
    with giving_back():
        held = _held(read_evidence(speaker.case, at=speaker.at))
        brought = {each.sha256: _brought(each) for each in arrivals if each.sha256 not in held}
        with transaction.atomic():
            return _taken_in(arrivals, brought, speaker)


def _taken_in(arrivals: Sequence[Arrival], brought: dict[str, Brought], speaker: Speaker) -> list[Arrived]:
    """Say what came in, and return what became of each."""
    hold(each.found.sha256 for each in brought.values())
    evidence = read_evidence(speaker.case, at=speaker.at)
    taken, held = {fact.body.item for fact in evidence.items}, _held(evidence)
    first: dict[str, tuple[str, str]] = {}
    arrived = []
    for arrival in arrivals:
        if (old := held.get(arrival.sha256)) is not None:
            arrived.append(Arrived(key=old.item, file=old.file, before=True, erased=_erased_by(old.file)))
        else:
            key = next_name("E", taken)
            body = _said(arrival, brought.get(arrival.sha256) or _brought(arrival), key, first, speaker)
            taken.add(key)
            held[arrival.sha256] = body
            arrived.append(Arrived(key=key, file=body.file, before=False))
        if arrival.group:
            first.setdefault(arrival.group, (arrived[-1].key, arrival.sha256))
    return arrived


def _held(evidence: EvidenceCase) -> dict[str, ItemTakenIn]:
    """Return the items of a case whose files are known, by their digests; of several, one that was not erased."""
    known = [fact.body for fact in evidence.items if fact.body.sha256 and fact.body.file]
    held = {body.sha256: body for body in known}
    if len(held) < len(known):
        gone = set(ContentErased.objects.values_list("content", flat=True))
        held |= {body.sha256: body for body in known if body.file not in gone}
    return held


def _erased_by(file: str) -> str:
    """Return the entry that erased a file, by log and place; "" where it was not erased."""
    row = None if is_open(file) else ContentErased.objects.filter(content=file).order_by("origin", "idx").first()
    return f"{row.origin} {row.idx}" if row else ""


def _said(
    arrival: Arrival, brought: Brought, key: str, first: dict[str, tuple[str, str]], speaker: Speaker
) -> ItemTakenIn:
    """Take in one item, and say what it was made from where it was made here."""
    root, of_sha256 = first.get(arrival.group, ("", ""))
    plain: dict[str, Any] = {
        "item": key,
        "type": arrival.type,
        "title": _plain(arrival.title) or name_shown(arrival.file_name),
        "source": _plain(arrival.source),
        **({"origin": _plain(arrival.origin)} if arrival.origin else {}),
        **_kept(arrival, brought, key),
        "capture": arrival.capture,
        "custodian": speaker.person,
        "public": speaker.public,
        "root": root,
    }
    told: dict[str, Any] = {"origin": speaker.origin, "actor": speaker.person, "at": speaker.at, "case": speaker.case}
    fact = say(ItemTakenIn, plain, **told)
    if arrival.made and root:
        way, tool = arrival.made
        digests = {"of_sha256": of_sha256, "sha256": arrival.sha256}
        say(ItemDerived, {"item": key, "of": root, "way": way, "tool": tool, **digests}, **told)
    return cast("ItemTakenIn", fact.body)


def _plain(text: str) -> str:
    """Return a text as the vault keeps it: a stranger's may hold signs that no database takes."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").strip()


def _brought(arrival: Arrival) -> Brought:
    salt = new_salt()
    with arrival.open() as file:
        found = bring(file, salt)
    if found.sha256 != arrival.sha256:
        told = f"found {found.sha256}: it changed meanwhile"
        raise DamagedArchive(f"{arrival.file_name}: expected SHA-256 {arrival.sha256}, {told}")
    return Brought(salt, found)


def _kept(arrival: Arrival, brought: Brought, key: str) -> dict[str, Any]:
    commitment = keep_brought(brought.found, brought.salt, source=arrival.open)
    name = _plain(arrival.file_name)[-LONGEST_NAME:]
    measured = {"sha256": brought.found.sha256, "size": brought.found.size}
    return {"file": Sealed(commitment), **named(key, name), **measured}
