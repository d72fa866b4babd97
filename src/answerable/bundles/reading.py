"""A case as it goes into a bundle, read from the record: its entries, what supports them, and what is open of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

import msgspec

from answerable.bundles.allowed import OF_PERSONS, SUPPORT
from answerable.bundles.conditions import Known, Listed, has_spoken
from answerable.bundles.contents import COMMITMENT, At, Audience, body_of, leaves
from answerable.bundles.deciding import Closed, Occurrence, content_closed, entry_closed, occurrences
from answerable.bundles.errors import NothingPublic
from answerable.bundles.known import known_of
from answerable.evidence.entries import CaseOpened as Opening
from answerable.evidence.errors import NoSuchCase
from answerable.evidence.models import CaseOpened
from answerable.people.models import read_people
from answerable.people.standing import within
from answerable.record.entry import Fact, decode
from answerable.record.facts import read
from answerable.record.log import sizes
from answerable.record.models import EntryRow
from answerable.record.replicate import batches
from answerable.vault.entries import ContentErased as Erasure
from answerable.vault.models import ContentErased


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """A case for one sort of readers. `said`, `contents` and `erased` (by which entry) are by commitment."""

    case: str
    opened: Fact[Opening]
    audience: Audience
    at: datetime
    known: Known
    seen: dict[str, int]
    """The size of every log as it was read."""
    listed: tuple[Listed, ...]
    closed: dict[str, Closed]
    """Why an entry is closed, by its ref; "" where it is open."""
    said: dict[str, list[Occurrence]]
    contents: dict[str, Closed]
    erased: dict[str, tuple[str, int]]

    def is_open(self, listed: Listed) -> bool:
        """Tell whether the words of an entry go into the bundle."""
        return not self.closed[listed.ref]

    def open_entries(self) -> Iterator[Listed]:
        """Yield the entries whose words go into the bundle."""
        return (listed for listed in self.listed if self.is_open(listed))


def gather(case: str, *, audience: Audience, at: datetime) -> Gathered:
    """Return everything on record about a case that concerns these readers.

    Raises:
        NoSuchCase: nobody opened a case by that name.
        NothingPublic: the readers are everybody, and nothing of the case is public.
    """
    openings = read(CaseOpened, case=case)
    if not openings:
        raise NoSuchCase(f"expected a case on record, found none named {case!r}")
    seen, known = sizes(), known_of(case, at=at)
    if audience == "public" and not has_spoken(known):
        raise NothingPublic(f"{case}: expected something of it to be public, such as a release, found nothing")
    own = list(_entries(EntryRow.objects.filter(case=case).values_list("origin", "idx", "ref", "raw")))
    logs = {fact.origin for fact in within(read_people(), openings[0].origin).sections}
    shown = [listed for listed in own if not entry_closed(listed, known, audience)]
    support = list(_support(shown, logs, audience))
    committed = {leaf.value for each in (*shown, *support) for leaf in leaves(each.body) if leaf.is_commitment}
    erasures = [fact for fact in read(ContentErased) if fact.body.content in committed]
    by_place = {(each.origin, each.index): each for each in (*own, *support, *_at(erasures))}
    listed = tuple(by_place[place] for place in sorted(by_place))
    said = occurrences(listed, known, audience)
    elsewhere = _elsewhere(set(said), by_place)
    return Gathered(
        case=case,
        opened=openings[0],
        audience=audience,
        at=at,
        known=known,
        seen=seen,
        listed=listed,
        closed={each.ref: entry_closed(each, known, audience) for each in listed},
        said=said,
        contents={each: content_closed(places, elsewhere.get(each, ())) for each, places in said.items()},
        erased={fact.body.content: (fact.origin, fact.index) for fact in erasures},
    )


def place_in(names: dict[str, str], place: tuple[str, int]) -> At:
    """Return a place in a log by the name that the log has in the bundle."""
    return At(log=names[place[0]], index=place[1])


def _entries(rows: Iterable[tuple[str, int, str, bytes | memoryview]]) -> Iterator[Listed]:
    for origin, index, ref, raw in rows:
        entry = decode(bytes(raw))
        yield Listed(origin=origin, index=index, ref=ref, raw=bytes(raw), entry=entry, body=body_of(entry))


def _support(shown: Iterable[Listed], logs: Collection[str], audience: Audience) -> Iterator[Listed]:
    """Yield the entries without a case that are needed to check the others: sections, keys, policies, persons."""
    acting = {listed.entry.actor for listed in shown} | {a for each in shown for a in each.body.get("authors", ())}
    kinds = SUPPORT | OF_PERSONS[audience]
    rows = EntryRow.objects.filter(case="", kind__in=kinds, origin__in=logs)
    for listed in _entries(rows.values_list("origin", "idx", "ref", "raw")):
        if listed.kind in SUPPORT or listed.body.get("person") in acting:
            yield listed


def _at(facts: Iterable[Fact[Erasure]]) -> Iterator[Listed]:
    for fact in facts:
        rows = EntryRow.objects.filter(origin=fact.origin, idx=fact.index)
        yield from _entries(rows.values_list("origin", "idx", "ref", "raw"))


def _elsewhere(committed: Collection[str], here: Collection[tuple[str, int]]) -> dict[str, set[str]]:
    """Return in which logs these commitments are said outside the bundle; every entry of the record is looked at."""
    found: dict[str, set[str]] = {}
    for rows in batches(EntryRow.objects.values_list("origin", "idx", "kind", "raw")):
        for origin, index, kind, raw in rows:
            if kind == "content.erased/1" or (origin, index) in here:
                continue
            for commitment in COMMITMENT.findall(bytes(raw).decode("utf-8", "replace")):
                if commitment in committed:
                    found.setdefault(commitment, set()).add(origin)
    return found
