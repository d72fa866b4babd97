"""Feeds of the site and of each case (Atom, RFC 4287): releases, notices and reports of reviews, newest first.

Rules:
  - An item is named by what it tells of (a UUID made from the reference of its entry, RFC 9562, version 5), so that it
    is the same on every mirror. Addresses are relative, unless the site has one.
  - What is told stands in `Item`, and nothing else does.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from answerable.releases.gates.dissociation import published
from answerable.releases.words import type_word
from answerable.site.files import anchors_on, folder_of, title_in
from answerable.site.frame import Allowed
from answerable.site.record import Matter
from answerable.site.review import ReviewPage, path_of
from answerable.site.words import readable

NAMESPACE = uuid.UUID("5a0c9a5e-8f1b-5c3e-9d57-2f0f6b1f3a10")
"""Made once, by chance: names made in it are ours."""

MOST = 100
"""Items in a feed; chosen by hand: what readers of feeds fetch every hour stays small."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Item(Allowed, frozen=True, kw_only=True):
    """Something that was published: its name, title, page, day, who published it, and its words."""

    ref: str
    title: str
    path: str
    at: datetime
    by: str
    text: str
    category: str


def items_of(matter: Matter, reviews: Iterable[ReviewPage]) -> list[Item]:
    """Return what was published in a case, newest first; of its reviews those with a report."""
    found = [*_releases(matter), *_notices(matter), *reports_of(reviews)]
    return sorted(found, key=lambda each: (each.at, each.ref), reverse=True)


def as_atom(items: Sequence[Item], *, title: str, path: str, language: str, address: str) -> bytes:
    """Return a feed that lies at `path`, of at least one item; `address` is that of the site, or ""."""
    root = address or "../" * path.count("/")
    feed = Atom1Feed(
        title=_plain(title),
        link=f"{root}index.html",
        description="",
        language=language,
        feed_url=f"{address}{path}" if address else path.rpartition("/")[2],
        feed_guid=name_of(path),
    )
    for each in items[:MOST]:
        feed.add_item(
            title=_plain(each.title),
            link=f"{root}{each.path}",
            description=escape(_plain(each.text)),
            unique_id=name_of(each.ref),
            author_name=_plain(each.by),
            updateddate=each.at,
            pubdate=each.at,
            categories=[each.category],
        )
    content: str = feed.writeString("utf-8")
    return content.encode()


def name_of(what: str) -> str:
    """Return the permanent name of something in a feed."""
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, what)}"


def _releases(matter: Matter) -> Iterator[Item]:
    for fact in matter.release.released:
        yield Item(
            ref=fact.ref,
            title=title_in(matter.release, fact),
            path=f"{folder_of(fact)}index.html",
            at=fact.at,
            by=matter.organisation,
            text="",
            category="release",
        )


def _notices(matter: Matter) -> Iterator[Item]:
    releases = {fact.ref: fact for fact in matter.release.released}
    for fact in published(matter.release):
        on, type_ = releases[fact.body.released_ref], getattr(fact.body, "type", "dissociation")
        yield Item(
            ref=fact.ref,
            title=f"{type_word(type_)}: {title_in(matter.release, on)}",
            path=f"{folder_of(on)}index.html#{anchors_on(matter.release, on)[fact.ref]}",
            at=fact.at,
            by=matter.section_of_log(fact.origin),
            text=readable(fact.body.text),
            category=type_,
        )


def reports_of(reviews: Iterable[ReviewPage]) -> Iterator[Item]:
    """Yield the reports of reviews that were published."""
    for each in reviews:
        if each.days.published:
            path = path_of(each)
            yield Item(
                ref=path,
                title=each.title or each.review,
                path=path,
                at=datetime.combine(each.days.published, time(), UTC),
                by=each.section,
                text="",
                category="review",
            )


def _plain(text: str) -> str:
    """Return a text without the characters that no XML can hold (XML 1.0, section 2.2)."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
