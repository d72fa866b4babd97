"""A release and its notices as an Atom feed (RFC 4287), newest first."""

from __future__ import annotations

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from answerable.releases.exports.exported import Exported, Told, label, plain, publication_status, whole


def as_atom(release: Exported, *, own: str) -> bytes:
    """Return the feed, which has the address `own`; a description is HTML, so its words are escaped."""
    feed = Atom1Feed(
        title=plain(release.title),
        link=release.address,
        description="",
        language=release.language,
        author_name=plain(release.organisation),
        feed_url=own,
        feed_guid=release.address,
    )
    for told in sorted(release.notices, key=lambda each: each.at, reverse=True):
        _add_notice(feed, release, told)
    _add_release(feed, release)
    content: str = feed.writeString("utf-8")
    return content.encode()


def _add_notice(feed: Atom1Feed, release: Exported, told: Told) -> None:
    feed.add_item(
        title=plain(f"{label(told.type)}: {release.title}"),
        link=told.address,
        description=escape(plain(whole(told))),
        unique_id=told.address,
        author_name=plain(told.by),
        updateddate=told.at,
        pubdate=told.at,
        categories=[told.type],
    )


def _add_release(feed: Atom1Feed, release: Exported) -> None:
    feed.add_item(
        title=plain(release.title),
        link=release.address,
        description=escape(plain(release.text[:500])),
        unique_id=release.address,
        author_name=plain(release.organisation),
        updateddate=release.released,
        pubdate=release.released,
        categories=[publication_status(release)],
    )
