"""Feeds: what RSS 2.0, RSS 1.0 and Atom (RFC 4287) list, and the pages that it leads to.

Rules:
  - The feed is fetched by our fetcher; the parser gets bytes, and fetches nothing. A feed that declares entities is
    broken and is not parsed (`entities`).
  - A feed that its server calls unchanged lists what it listed before (RFC 9110, 15.4.5).
  - Title, summary, date, language and the feed's own title are given with the page; `content:encoded` is given in its
    place only where the page cannot be had, for a feed often brings a beginning only. Enclosures are left out.
  - Links are read against the address that the feed had in the end, or its own base (RFC 4287, 2).
  - A feed that cannot be fetched or read gives one line that says so.
"""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import feedparser

from answerable.echoes.fetching import FEED, Fetched, Fetcher
from answerable.echoes.streams.documents import Given, Item, Part
from answerable.echoes.streams.entities import trap
from answerable.echoes.streams.listed import Listed, Listing, Listings, joined, nowhere
from answerable.fetching.errors import NotAllowed, Unfetched
from answerable.text.documents import visible
from answerable.text.hypertext import html_blocks

MOST: Final = 2000
"""Entries of one feed that are read; chosen by hand: feeds that are larger are archives."""

MOST_READ: Final = 50_000
"""Entries of a feed that is parsed at all; chosen by hand: each takes a kilobyte of memory, and may have five bytes."""

UNCHANGED: Final = 304

_BEGINS: Final = re.compile(rb"<(?:[A-Za-z0-9_-]{1,40}:)?(?:item|entry)[\s/>]", re.IGNORECASE)

# The parser looks at authors and categories for a time that grows with the square of their length and number: one feed
# of ten megabytes would hold up a run for days. Nothing of either is used.
feedparser.mixin._FeedParserMixin._sync_author_detail = lambda *_words: None  # noqa: SLF001
feedparser.mixin._FeedParserMixin._add_tag = lambda parser, *_: parser._get_context().setdefault("tags", [])  # noqa: SLF001


class Feed:
    """A feed, with the pages that it leads to."""

    def __init__(self, name: str, *, fetcher: Fetcher, now: Callable[[], datetime], place: str = "") -> None:
        self.name, self._place = name, place or name
        self._pages = Listings(name=name, path=self._place, fetcher=fetcher, now=now)

    def parts(self) -> tuple[Part, ...]:
        """Return the one part of a feed."""
        return self._pages.parts()

    def read(self, part: Part, *, start: int | None = None) -> Iterator[Item]:
        """Return its pages, from the beginning or from a place that an earlier `next` named."""
        return self._pages.read(part, self._draw, start=start)

    def _draw(self, kept: Listing | None) -> Listing:
        drawn = self._pages.now().isoformat()
        etag, modified = (kept.etag, kept.modified) if kept else ("", "")
        try:
            found = self._pages.fetcher.get(self._place, etag=etag, modified=modified, wanted=FEED)
        except NotAllowed as error:
            return Listing(id=drawn, entries=(nowhere("not-allowed", str(error), address=self._place),))
        except Unfetched as error:
            return Listing(id=drawn, entries=(nowhere(error.reason, error.detail, address=self._place),))
        if found.status == UNCHANGED and kept is not None:
            return Listing(id=drawn, entries=kept.entries, etag=etag, modified=modified)
        return Listing(id=drawn, entries=listed(found), etag=found.etag, modified=found.modified)


def listed(found: Fetched) -> tuple[Listed, ...]:
    """Return what a feed lists, in its own order."""
    if caught := trap(found.content, found.media):
        return (nowhere("broken", f"expected a feed, found {caught}", address=found.address),)
    if (count := sum(1 for _ in _BEGINS.finditer(found.content))) > MOST_READ:
        return (nowhere("too-large", f"expected at most {MOST} entries, found {count}", address=found.address),)
    feed = _parsed(found)
    entries, told = feed.get("entries") or [], feed.get("feed") or {}
    if not feed.get("version") and not entries:
        detail = f"expected a feed, found none: {feed.get('bozo_exception', found.media)}"
        return (nowhere("broken", detail[:300], address=found.address),)
    drawn = [_entry(entry, told, found.address) for entry in entries[:MOST]]
    if len(entries) > MOST:
        drawn.append(nowhere("too-large", f"expected at most {MOST} entries, found {len(entries)}"))
    if problem := _cut_off(feed):
        drawn.append(nowhere("truncated", problem, address=found.address))
    return tuple(drawn)


def _parsed(found: Fetched) -> dict[str, Any]:
    """Return what the parser makes of a feed."""
    headers = {"content-type": found.media or "application/xml", "content-location": found.address}
    content = io.BytesIO(found.content)
    try:
        parsed = feedparser.parse(content, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # noqa: BLE001 (what strangers write must not end a run, whatever the parser raises)
        return {"bozo_exception": f"{type(error).__name__}: {error}"}
    return dict(parsed)


def plain(markup: str) -> str:
    """Return the words of a summary, which is HTML in most feeds, block by block."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    return "\n".join(text for block in html_blocks(markup) if (text := visible(block).text.strip()))


def _cut_off(feed: Mapping[str, Any]) -> str:
    """Return what says that a feed ends before its end; "" where nothing does."""
    told = str(feed.get("bozo_exception", ""))
    ends = ("no element found", "unclosed token", "unclosed CDATA section")
    return f"expected the end of the feed, found {told[:200]}" if any(each in told for each in ends) else ""


def _entry(entry: Mapping[str, Any], feed: Mapping[str, Any], base: str) -> Listed:
    link = _text(entry, "link")
    given = Given(
        title=plain(_text(entry, "title")),
        lead=plain(_text(entry, "summary")),
        text=plain(_content(entry)),
        language=_language(entry, feed),
        published=_date(entry),
        outlet=plain(_text(feed, "title")),
        hints=_hints(entry),
    )
    mark = _text(entry, "updated")  # as it stands: the parser would put the first date in its place
    return Listed(address=joined(base, link) if link else "", id=_text(entry, "id"), mark=mark, given=given)


def _text(of: Mapping[str, Any], name: str) -> str:
    return _whole(str(dict(of).get(name) or "").strip())


def _whole(words: str) -> str:
    """Return words that can be written as UTF-8: halves of characters, named by number in some feeds, are replaced."""
    return words.encode("utf-8", "replace").decode()


def _content(entry: Mapping[str, Any]) -> str:
    """Return the longest text that an entry brings: Atom's content, or content:encoded."""
    values = [_whole(str(each.get("value") or "")) for each in dict(entry).get("content") or ()]
    return max(values, key=len, default="")


def _language(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> str:
    detail = dict(entry).get("title_detail") or {}
    told = str(detail.get("language") or feed.get("language") or "")
    return _whole(told).strip().lower().partition("-")[0].partition("_")[0]


def _date(entry: Mapping[str, Any]) -> datetime | None:
    """Return when an entry was published, or else changed; None where it does not say, or says it in no known form."""
    values = dict(entry)
    parsed = values.get("published_parsed") or values.get("updated_parsed")
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), tz=UTC)
    except (ValueError, OverflowError):
        return None


def _hints(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return where an entry says that it comes from (RFC 4287, 4.2.11; RSS 2.0, "source")."""
    values = dict(entry)
    source = dict(values.get("source") or {})
    told = (source.get("href"), source.get("link"), source.get("title"), values.get("feedburner_origlink"))
    return tuple(dict.fromkeys(_whole(str(each)) for each in told if each))
