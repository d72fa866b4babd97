"""What the entries of a log commit to, and what becomes of it here: wanted, held, kept, or forgotten.

Rules:
  - Every entry is looked at once, whichever way it came. A content that is here already is not wanted.
  - What the log of a content says was erased is forgotten here, and never wanted again; another log cannot say it.
  - A file whose consent to sharing was taken back is forgotten here too, whatever else holds; it is wanted again only
    where consent is given anew.
  - A content that came from another house is given on only as the log allows that committed to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from msgspec import inspect

from answerable.houses.forgetting import forget_arriving
from answerable.houses.sharing import FILES, Concern, Place, concern_of, may_have, people_of
from answerable.houses.tables import Copy, Following
from answerable.people.standing import People, section_of_origin
from answerable.record.acts import acts
from answerable.record.entry import decode, read_body
from answerable.record.errors import RecordError
from answerable.record.log import size_of
from answerable.record.models import EntryRow
from answerable.record.replicate import BATCH
from answerable.vault.erasing import Gone, forget
from answerable.vault.models import Content, ContentErased
from answerable.vault.sealing import is_content
from answerable.vault.store import is_open

WANTED, HELD, KEPT, GONE = "wanted", "held", "kept", "forgotten"
"""Kept is what lay here when its log moved to another house (`moving`)."""

ERASED = "erased by the section that holds it"
WITHDRAWN = "consent to sharing was taken back"


class Committed(msgspec.Struct, frozen=True, kw_only=True):
    """One commitment of an entry: the field it stands in, with the names of the parts around it."""

    field: str
    commitment: str


def committed_in(raw: bytes) -> tuple[Place | None, list[Committed]]:
    """Return where an entry stands and what it commits to; nothing where this version cannot read it."""
    try:
        entry = decode(raw)
        act = acts().get(entry.kind)
        if act is None:
            return None, []
        body = read_body(entry, act.said)
        found = list(_walk(inspect.type_info(act.said), body, ""))
    except (RecordError, RecursionError):  # a body may nest as deep as Python reads, and no deeper
        return None, []
    room, table = act.said.__module__.split(".")[1], entry.kind.partition("/")[0]
    return Place(origin=entry.origin, room=room, table=table, field="", case=entry.case, body=body), found


def look_at(origin: str) -> int:
    """Look at the entries of a log that nobody looked at yet, and note what they commit to that is not here."""
    noted = 0
    state, _ = Following.objects.get_or_create(origin=origin)
    while state.contents < size_of(origin):
        with transaction.atomic():
            rows = EntryRow.objects.filter(origin=origin, idx__gte=state.contents).order_by("idx")
            batch = list(rows.values_list("idx", "raw")[:BATCH])
            made = [copy for index, raw in batch for copy in _wanted(origin, index, bytes(raw))]
            Copy.objects.bulk_create(made, ignore_conflicts=True)
            state.contents, noted = batch[-1][0] + 1, noted + len(made)
            state.save(update_fields=["contents"])
    return noted


def obey(origin: str, *, asking: str, at: datetime) -> int:
    """Forget what the log says was erased, and files whose consent was taken back; return how many contents went.

    Args:
        origin: The log that committed to them.
        asking: The origin as which this house asks others.
        at: The moment now.
    """
    gone = ContentErased.objects.filter(origin=origin).values("content")
    rows = Copy.objects.filter(origin=origin)
    erased = list(rows.filter(state__in=(WANTED, HELD, KEPT), commitment__in=gone))
    kinds = {table for table, _field in FILES}
    held = rows.filter(state=HELD, kind__in=kinds).exclude(commitment__in=gone)
    files = [row for row in held if _is_file(row)]
    concerns = {case: concern_of(case, origin=origin, asking=asking, at=at) for case in {row.case for row in files}}
    withdrawn = [row for row in files if not _agreed(row, concerns[row.case])]
    return _forget(erased, ERASED, at) + _forget(withdrawn, WITHDRAWN, at)


def entitled(rows: Iterable[Copy], *, asking: str, at: datetime) -> Iterator[Copy]:
    """Yield those of some copies that the house of the log `asking` may have."""
    concerns: dict[tuple[str, str], Concern] = {}
    people: dict[str, People] = {}
    for row in rows:
        place = place_of(row.origin, row.idx, row.field, row.commitment)
        if place is None:
            continue
        key = (place.origin, place.case)  # the case is the entry's: whoever asks names the entry, and nothing about it
        if key not in concerns:
            people[place.origin] = people_of(place.origin)
            concerns[key] = concern_of(place.case, origin=place.origin, asking=asking, at=at)
        everybody = people[place.origin]
        if may_have(place, section_of_origin(everybody, asking), everybody, concerns[key], at=at):
            yield row


def place_of(origin: str, index: int, field: str, commitment: str) -> Place | None:
    """Return where an entry commits to a content, or None where it does not."""
    raw = EntryRow.objects.filter(origin=origin, idx=index).values_list("raw", flat=True).first()
    place, found = committed_in(bytes(raw)) if raw is not None else (None, [])
    if place is None or place.origin != origin or Committed(field=field, commitment=commitment) not in found:
        return None
    return msgspec.structs.replace(place, field=field.rpartition(".")[2])


def want_no_more(origin: str, *, at: datetime) -> None:
    """Want nothing more of our own log that is here by now, whichever entry it came by, or that the log has erased."""
    wanted = Copy.objects.filter(origin=origin, state=WANTED)
    erased = ContentErased.objects.filter(origin=origin).values("content")
    wanted.filter(commitment__in=erased).update(state=GONE, gone=at, why=ERASED)
    wanted.filter(commitment__in=Content.objects.values("commitment")).delete()


def _wanted(origin: str, index: int, raw: bytes) -> Iterator[Copy]:
    return (row for row in copies_in(origin, index, raw) if not is_open(row.commitment))


def copies_in(origin: str, index: int, raw: bytes) -> Iterator[Copy]:
    """Yield a row, not kept yet, for each content that an entry of a log commits to."""
    place, found = committed_in(raw)
    for each in found:
        if place is not None and place.origin == origin and place.room != "vault":
            yield Copy(
                commitment=each.commitment,
                origin=origin,
                idx=index,
                field=each.field,
                case=place.case,
                kind=place.table,
                state=WANTED,
            )


def _is_file(row: Copy) -> bool:
    return (row.kind, row.field.rpartition(".")[2]) in FILES


def _agreed(row: Copy, concern: Concern) -> bool:
    place = place_of(row.origin, row.idx, row.field, row.commitment)
    return place is not None and "shared" in concern.uses.get(getattr(place.body, "item", ""), frozenset())


def _forget(rows: list[Copy], why: str, at: datetime) -> int:
    """Forget contents, and say so beside every place of that log that commits to them."""
    went = 0
    for row in rows:
        with transaction.atomic():
            if is_open(row.commitment) and (row.state in {HELD, KEPT} or _committed_first(row)):
                forget(row.commitment)
                went += 1
            else:
                forget_arriving(Gone(commitment=row.commitment))
            Copy.objects.filter(commitment=row.commitment, origin=row.origin).update(state=GONE, gone=at, why=why)
    return went


def _committed_first(row: Copy) -> bool:
    """Tell whether a content that came by another log's entry is this log's, which committed to it before, here."""
    places = Copy.objects.filter(commitment=row.commitment).values_list("origin", "idx")
    came = {
        place: EntryRow.objects.filter(origin=place[0], idx=place[1]).values_list("pk", flat=True).get()
        for place in places
    }
    return min(came, key=lambda place: came[place])[0] == row.origin


def erased_by_its_log(row: Copy) -> bool:
    """Tell whether the log that committed to a content before this one, as they came in here, has erased it."""
    others = Copy.objects.filter(commitment=row.commitment, state=GONE, why=ERASED).exclude(origin=row.origin)
    return any(_committed_first(each) for each in others)


def _walk(kind: inspect.Type, value: Any, field: str) -> Iterator[Committed]:
    if is_content(kind):
        if value:
            yield Committed(field=field, commitment=value)
    elif isinstance(kind, inspect.Metadata):
        yield from _walk(kind.type, value, field)
    elif isinstance(kind, inspect.StructType):
        for each in kind.fields:
            inner = f"{field}.{each.name}" if field else each.name
            yield from _walk(each.type, getattr(value, each.name), inner)
    elif isinstance(kind, inspect.VarTupleType):
        for part in value:
            yield from _walk(kind.item_type, part, field)
    elif isinstance(kind, inspect.UnionType) and value is not None:
        struct = next((each for each in kind.types if isinstance(each, inspect.StructType)), None)
        if struct is not None and isinstance(value, msgspec.Struct):
            yield from _walk(struct, value, field)
