"""Sitemaps: what a site lists of itself (sitemaps.org, protocol 0.9), and the pages that it leads to.

Rules:
  - A sitemap is XML, plain text with an address a line, or either compressed by gzip; an index leads to others, three
    deep at most; a robots.txt leads to the sitemaps it names. News sitemaps bring title, date, outlet and language.
  - XML is parsed with entities, DTDs, the network and huge trees switched off, and not at all where it declares
    entities (`entities`). What stands before a break counts.
  - 50,000 addresses and 50 MB unpacked for each file, as the protocol says; for a whole stream, see `MOST_PAGES`.
  - A sitemap may list pages of other hosts: each address is checked by the fetcher like any other.
  - What cannot be fetched or read gives a line that says so, and the rest goes on.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from lxml import etree

from answerable.echoes.fetching import MAP, Fetched, Fetcher
from answerable.echoes.fetching.robots import maps
from answerable.echoes.streams.documents import Given, Item, Part
from answerable.echoes.streams.entities import trap
from answerable.echoes.streams.listed import Listed, Listing, Listings, joined, nowhere
from answerable.echoes.streams.moments import moment
from answerable.fetching.errors import NotAllowed, Unfetched
from answerable.fetching.unpacking import unpacked

MOST_ADDRESSES: Final = 50_000
"""Addresses of one file (sitemaps.org, "Using Sitemap index files")."""

MOST_PAGES: Final = 100_000
"""Addresses of one stream; chosen by hand: a day's visit at one page a second. Name parts of a site one by one."""

MOST_MAPS: Final = 500
"""Files of one stream; chosen by hand."""

LONGEST: Final = 10_000
"""Characters of anything that is said of a page; chosen by hand: an address may have 8,000, and all are kept."""

DEEPEST: Final = 3
"""Indexes within indexes; chosen by hand: the protocol allows none at all."""

_GZIP: Final = b"\x1f\x8b"


class Sitemap:
    """A sitemap, with the pages that it leads to."""

    def __init__(self, name: str, *, fetcher: Fetcher, now: Callable[[], datetime], place: str = "") -> None:
        self.name, self._place = name, place or name
        self._pages = Listings(name=name, path=self._place, fetcher=fetcher, now=now)

    def parts(self) -> tuple[Part, ...]:
        """Return the one part of a sitemap."""
        return self._pages.parts()

    def read(self, part: Part, *, start: int | None = None) -> Iterator[Item]:
        """Return its pages, from the beginning or from a place that an earlier `next` named."""
        return self._pages.read(part, self._draw, start=start)

    def _draw(self, _kept: Listing | None) -> Listing:
        entries = tuple(_all(self._place, self._pages.fetcher))
        return Listing(id=self._pages.now().isoformat(), entries=entries)


class Map(msgspec.Struct, frozen=True, kw_only=True):
    """One file: the pages it lists, the files it leads to, and what went wrong."""

    pages: tuple[Listed, ...] = ()
    maps: tuple[str, ...] = ()
    wrong: tuple[Listed, ...] = ()


def _all(address: str, fetcher: Fetcher) -> Iterator[Listed]:
    """Return what a sitemap lists, and all that it leads to, in order."""
    waiting, known, count = [(address, 0)], {address}, 0
    while waiting:
        place, depth = waiting.pop(0)
        found = _fetched(place, fetcher)
        yield from found.pages[: MOST_PAGES - count]
        yield from found.wrong
        count += len(found.pages)
        if count > MOST_PAGES:
            yield nowhere("too-large", f"expected at most {MOST_PAGES} addresses in all, found more", address=place)
            return
        fresh = [each for each in dict.fromkeys(found.maps) if each not in known]
        if fresh and (depth >= DEEPEST or len(known) + len(fresh) > MOST_MAPS):
            told = f"expected indexes at most {DEEPEST} deep and {MOST_MAPS} files, found more"
            yield nowhere("too-large", told, address=place)
            continue
        known.update(fresh)
        waiting += [(each, depth + 1) for each in fresh]


def _fetched(address: str, fetcher: Fetcher) -> Map:
    try:
        return opened(fetcher.get(address, wanted=MAP))
    except NotAllowed as error:
        return Map(wrong=(nowhere("not-allowed", str(error), address=address),))
    except Unfetched as error:
        return Map(wrong=(nowhere(error.reason, error.detail, address=address),))


def opened(found: Fetched) -> Map:
    """Return what one file lists.

    Raises:
        Unfetched: It is packed and broken, truncated or too large.
    """
    content = found.content
    if content.startswith(_GZIP):
        content = unpacked([content], "gzip", most=MAP.most)
    if urlsplit(found.address).path == "/robots.txt":
        return Map(maps=tuple(joined(found.address, each) for each in maps(content)))
    if content[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return _xml(content, found)
    return _lines(content, found.address)


def _lines(content: bytes, address: str) -> Map:
    """Return the addresses of a text file, one a line (sitemaps.org, "Text file")."""
    lines = content.decode("utf-8-sig", errors="replace").splitlines()
    named = [line.strip() for line in lines if line.strip()]
    pages = [Listed(address=each) for each in named if re.match(r"https?://", each, re.IGNORECASE)]
    wrong = [nowhere("broken", f"expected an address, found {each[:80]!r}", address=address) for each in named[:1]]
    return Map(pages=tuple(pages[:MOST_ADDRESSES]), wrong=() if pages else tuple(wrong))


def _xml(content: bytes, found: Fetched) -> Map:
    if caught := trap(content, found.media):
        return Map(wrong=(nowhere("broken", f"expected a sitemap, found {caught}", address=found.address),))
    pages: list[Listed] = []
    files: list[str] = []
    wrong: list[Listed] = []
    try:
        for name, element in _elements(content):
            if name == "url":
                pages.append(_page(element, found.address))
            elif name == "sitemap":
                files.append(joined(found.address, _words(element).get("loc", "")))
            element.clear()
            if len(pages) > MOST_ADDRESSES or len(files) > MOST_ADDRESSES:
                told = f"expected at most {MOST_ADDRESSES} addresses, found more"
                wrong.append(nowhere("too-large", told, address=found.address))
                break
    except etree.XMLSyntaxError as error:
        reason: Any = "truncated" if "Premature end" in str(error) or "end of" in str(error) else "broken"
        wrong.append(nowhere(reason, f"expected XML, found {str(error)[:200]}", address=found.address))
    if not pages and not files and not wrong:
        wrong.append(nowhere("empty", "expected a sitemap, found no address in it", address=found.address))
    return Map(pages=tuple(pages[:MOST_ADDRESSES]), maps=tuple(files), wrong=tuple(wrong))


def _elements(content: bytes) -> Iterator[tuple[str, Any]]:
    """Return the elements that list something, as they end, by their names without namespace."""
    steps = etree.iterparse(
        io.BytesIO(content),
        events=("end",),
        tag=("{*}url", "{*}sitemap"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for _, element in steps:
        yield _name(element), element
        while element.getprevious() is not None:  # what was read need not stay in the tree
            del element.getparent()[0]


def _name(element: Any) -> str:
    """Return an element's name without its namespace, which may be no address at all."""
    return str(element.tag).rpartition("}")[2]


def _words(element: Any) -> dict[str, str]:
    """Return the words of all elements within one, by their names: the first of each, pictures and films left out."""
    found: dict[str, str] = {}
    for each in element.iterdescendants():
        if isinstance(each.tag, str) and not re.search(r"sitemap-(image|video)", each.tag):
            found.setdefault(_name(each), (each.text or "").strip()[:LONGEST])
    return found


def _page(element: Any, base: str) -> Listed:
    words = _words(element)
    news = any(isinstance(each.tag, str) and "sitemap-news" in each.tag for each in element.iterdescendants())
    given = Given(
        title=words.get("title", "") if news else "",
        language=words.get("language", "").lower().partition("-")[0] if news else "",
        published=moment(words.get("publication_date", "")) if news else None,
        outlet=words.get("name", "") if news else "",
    )
    if not (loc := words.get("loc", "")):
        return nowhere("broken", "expected an address in <loc>, found none", address=base)
    return Listed(address=joined(base, loc), mark=words.get("lastmod", ""), given=given)
