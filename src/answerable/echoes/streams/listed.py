"""Pages that a list leads to, fetched one after the other: what feeds, sitemaps and lists of addresses have in common.

Rules:
  - A list is drawn once, at the beginning of a run, and kept: places are the numbers of its entries, and a run that was
    killed goes on in the very list it had, whatever the feed says by then. `start=None` draws anew; any `start` goes
    on, the first place included where the list was not read to its end.
  - Each entry gives one item: the page as it was fetched, or why there is none. Where the page cannot be had and the
    list itself brings its whole text, that text is given.
  - What was read is not asked for again: an address that came before in the same list, a page whose list says that it
    has not changed, one that was looked at within the hour, one that its server calls unchanged, one that has the same
    bytes as before. All of these are "duplicate", with the reason in words.
  - A page counts as read when the list that led to it was read to its end; until then it is asked for again.
  - Nothing is counted here: who reads counts what is given, what is skipped and why, and the latest date.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urljoin

import msgspec

from answerable.echoes.fetching import Fetched, Fetcher
from answerable.echoes.fetching.remembered import Memory, Seen, keep, recalled
from answerable.echoes.streams.documents import Given, Item, Part, Raw, Reason, Skipped
from answerable.fetching.errors import NotAllowed, Unfetched

UNCHANGED: Final = 304
LOOKED: Final = timedelta(hours=1)
"""How long a page is not looked at again where its list does not say when it changed; chosen by hand."""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a list.

    Attributes:
        address: The page.
        id: How the list calls it, or "".
        mark: When it changed last, in the list's own words; "" where it does not say.
        given: What the list says of it.
        reason: Why it leads nowhere; None where it leads to a page.
        detail: The same in one line.
    """

    address: str = ""
    id: str = ""
    mark: str = ""
    given: Given = Given()
    reason: Reason | None = None
    detail: str = ""


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A list as it was when it was drawn.

    Attributes:
        id: When that was.
        entries: What it lists.
        etag: What to ask for it with the next time.
        modified: What else.
        finished: Whether it was read to its end.
    """

    id: str
    entries: tuple[Listed, ...]
    etag: str = ""
    modified: str = ""
    finished: bool = False


Draw = Callable[[Listing | None], Listing]
"""Makes a listing, given the one before it."""


class Listings(msgspec.Struct, frozen=True, kw_only=True):
    """One stream of listed pages.

    Attributes:
        name: What a person called it.
        path: Where the list is.
        fetcher: What fetches.
        now: The clock.
    """

    name: str
    path: str
    fetcher: Fetcher
    now: Callable[[], datetime]

    @property
    def memory(self) -> Memory:
        """What is remembered of earlier visits."""
        return self.fetcher.memory

    def parts(self) -> tuple[Part, ...]:
        """Return the one part: pages are fetched one after the other, by one process."""
        return (Part(stream=self.name, path=self.path),)

    def read(self, part: Part, draw: Draw, *, start: int | None) -> Iterator[Item]:
        """Return the pages of a part, from its beginning or from a place that an earlier `next` named."""
        listing = self._listing(draw, start)
        before: set[str] = set()
        for at, entry in enumerate(listing.entries):
            if at >= max(part.begin, start or 0) and (part.end < 0 or at < part.end):
                item = self._item(entry, at, listing, before)
                yield item
                before.add(item.address)
            before.add(entry.address)
        if part.end < 0:
            self._settle(listing)

    def _listing(self, draw: Draw, start: int | None) -> Listing:
        kept = recalled(self.memory, "listing", self.name, Listing)
        if kept is not None and start is not None and (start > 0 or not kept.finished):
            return kept
        drawn = draw(kept)
        keep(self.memory, "listing", self.name, drawn)
        return drawn

    def _settle(self, listing: Listing) -> None:
        """Keep that the pages of a listing were read."""
        for entry in listing.entries:
            seen = recalled(self.memory, "page", entry.address, Seen)
            if seen is not None and seen.listing == listing.id and not seen.settled:
                keep(self.memory, "page", entry.address, msgspec.structs.replace(seen, settled=True))
        keep(self.memory, "listing", self.name, msgspec.structs.replace(listing, finished=True))

    def _item(self, entry: Listed, at: int, listing: Listing, before: set[str]) -> Item:
        """Return the page that an entry leads to, or why there is none."""
        if entry.reason is not None:
            return self._skipped(entry, at, entry.reason, entry.detail)
        if entry.address and entry.address in before:
            return self._skipped(entry, at, "duplicate", "the list names this address twice")
        seen = recalled(self.memory, "page", entry.address, Seen)
        known = seen if seen is not None and seen.settled and seen.listing != listing.id else None
        if known is not None and (rest := _rests(known, entry.mark, now=self.now())):
            return self._skipped(entry, at, "duplicate", rest)
        try:
            return self._fetched(entry, at, listing, known, before)
        except NotAllowed as error:
            return self._instead(entry, at, "not-allowed", str(error))
        except Unfetched as error:
            return self._instead(entry, at, error.reason, error.detail)

    def _fetched(self, entry: Listed, at: int, listing: Listing, known: Seen | None, before: set[str]) -> Item:
        if not entry.address:
            return self._instead(entry, at, "empty", "the entry names no page")
        asked = known or Seen(fetched=self.now())
        found = self.fetcher.get(entry.address, etag=asked.etag, modified=asked.modified)
        seen = _seen(found, entry.mark, listing.id, known)
        keep(self.memory, "page", entry.address, seen)
        if found.status == UNCHANGED or (known is not None and seen.sha256 == known.sha256):
            return self._skipped(entry, at, "duplicate", f"the page is as it was on {asked.fetched:%Y-%m-%d %H:%M}")
        if found.address != entry.address and found.address in before:
            return self._skipped(entry, at, "duplicate", f"it leads to {found.address}, which came before")
        return self._raw(entry, at, found)

    def _instead(self, entry: Listed, at: int, reason: Reason, detail: str) -> Item:
        """Return the text that the list itself brings, or why there is nothing."""
        return self._raw(entry, at, None) if entry.given.text else self._skipped(entry, at, reason, detail)

    def _raw(self, entry: Listed, at: int, found: Fetched | None) -> Raw:
        given = entry.given if found is None else msgspec.structs.replace(entry.given, text="")
        return Raw(
            stream=self.name,
            path=self.path,
            at=at,
            next=at + 1,
            id=entry.id or entry.address,
            address=entry.address if found is None else found.address,
            content=b"" if found is None else found.content,
            media="" if found is None else found.media,
            fetched=None if found is None else found.fetched,
            given=given,
        )

    def _skipped(self, entry: Listed, at: int, reason: Reason, detail: str) -> Skipped:
        return Skipped(
            stream=self.name,
            path=self.path,
            at=at,
            next=at + 1,
            id=entry.id or entry.address,
            address=entry.address,
            reason=reason,
            detail=detail,
        )


def nowhere(reason: Reason, detail: str, *, address: str = "") -> Listed:
    """Return an entry that leads nowhere, and why."""
    return Listed(address=address, reason=reason, detail=detail)


def joined(base: str, link: str) -> str:
    """Return where a link leads, seen from where it stands; a link that makes no sense stays as it is."""
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _rests(known: Seen, mark: str, *, now: datetime) -> str:
    """Return why a page need not be asked for; "" where it must."""
    if mark and mark == known.mark:
        return f"not changed since {mark}, as the list says"
    if not mark and now - known.fetched < LOOKED:
        return f"looked at within the hour, at {known.fetched:%H:%M}"
    return ""


def _seen(found: Fetched, mark: str, listing: str, known: Seen | None) -> Seen:
    """Return what to remember of a page."""
    if found.status == UNCHANGED and known is not None:
        return msgspec.structs.replace(known, fetched=found.fetched, mark=mark)
    sha256 = hashlib.sha256(found.content).hexdigest()
    same = known is not None and known.sha256 == sha256  # read before, whatever becomes of this run
    return Seen(
        fetched=found.fetched,
        mark=mark,
        etag=found.etag,
        modified=found.modified,
        sha256=sha256,
        listing=known.listing if known is not None and same else listing,
        settled=same,
    )
