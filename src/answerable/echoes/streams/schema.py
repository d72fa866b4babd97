"""The fields of a record in JSON and Parquet, under our names and under those of common exports.

Rules:
  - Each field has its own name and synonyms, in one table; of several the first that holds something counts. What no
    name covers is not read.
  - A field of words holds text, an object with its words inside, or a list of such; null is nothing. Anything else is
    a broken record: we do not guess.
  - A date (`moments`) that is none is not believed: a row says so, and the record is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from answerable.echoes.errors import Unreadable
from answerable.echoes.streams.documents import Given, Item, Raw, Skipped
from answerable.echoes.streams.moments import moment
from answerable.echoes.streams.records import LIMIT, Seen
from answerable.echoes.streams.responses import Source

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id", "_id", "id_str", "uuid", "guid", "post_id", "video_id"),
    "url": ("url", "link", "uri", "permalink", "webpage_url", "source_url", "webUrl"),
    "title": ("title", "headline", "fulltitle", "webTitle"),
    "lead": ("lead", "summary", "description", "abstract", "standfirst", "snippet", "excerpt"),
    "text": (
        "text", "body", "full_text", "maintext", "articleBody", "content", "plain_text", "transcript", "segments",
        "selftext", "message", "raw_text",
    ),
    "html": ("html", "content_html", "body_html", "raw_html"),
    "language": ("language", "lang", "language_code", "inLanguage"),
    "published": (
        "published", "published_at", "publishedAt", "date_published", "datePublished", "date_publish", "pubDate",
        "publication_date", "webPublicationDate", "created_at", "created_utc", "date", "timestamp", "upload_date",
    ),
    "outlet": (
        "outlet", "publisher", "source_name", "source_domain", "source", "site_name", "sitename", "domain", "hostname",
        "channel", "uploader",
    ),
    "fetched": ("fetched", "fetched_at", "date_download", "retrieved", "scraped_at", "crawled_at"),
    "hints": ("hints", "canonical", "canonical_url", "agency", "byline"),
}  # fmt: skip
"""Our name of each field, and the names that are read for it, ours first.

The others are those of schema.org, JSON Feed, NewsAPI, the Guardian's API, news-please, trafilatura, exports of social
networks, yt-dlp and Whisper.
"""

OURS: Final[Mapping[str, str]] = {name: ours for ours, names in FIELDS.items() for name in names}
"""Our name of each name that is read."""

WORDS_WITHIN: Final = ("text", "name", "value", "rendered", "title")
"""Where an object that stands for words has them."""

DEEPEST: Final = 10
"""Lists within lists; chosen by hand: a transcript has two."""


def items(row: Mapping[str, Any], *, at: int, end: int, source: Source, seen: Seen) -> Iterator[Item]:
    """Return what a row gives: a record, or why it is not read; a row about half a record goes before it.

    Such a row's `next` is the record's own place: reading goes on with the record.
    """
    named, address = identifier(row), ""
    try:
        _refuse_again(named, seen)
        address = _words(row, "url")
        raw = _raw(row, named, at=at, end=end, source=source)
    except Unreadable as error:
        yield Skipped(
            stream=source.stream, path=source.path, at=at, next=end,
            reason=error.reason, detail=error.detail, id=named, address=address,
        )  # fmt: skip
        return
    for field in ("published", "fetched"):
        if _date(row, field) is None and (claimed := _first(row, field)) is not None:
            yield Skipped(
                stream=source.stream, path=source.path, at=at, next=at, reason="broken", id=named, address=address,
                detail=f"{field}: expected a date, found {_shown(claimed)}; the record was read without it",
            )  # fmt: skip
    yield raw


def _refuse_again(named: str, seen: Seen) -> None:
    if seen.again(named):  # before all else, as one who walks past a row does
        raise Unreadable("duplicate", f"a record {named} came before")


def _shown(value: Any) -> str:
    return type(value).__name__ if isinstance(value, (list, Mapping)) else repr(str(value)[:80])


def identifier(row: Mapping[str, Any]) -> str:
    """Return the identifier of a row, or ""; a list is none."""
    value = _first(row, "id")
    if isinstance(value, Mapping):
        value = next(iter(value.values()), "")
    return "" if value is None or isinstance(value, (list, Mapping)) else str(value)


def _raw(row: Mapping[str, Any], named: str, *, at: int, end: int, source: Source) -> Raw:
    given = Given(
        title=_words(row, "title"),
        lead=_words(row, "lead"),
        text=_words(row, "text", joined="\n"),
        language=_words(row, "language"),
        published=_date(row, "published"),
        outlet=_words(row, "outlet"),
        hints=_hints(row),
    )
    html = "" if given.text else _words(row, "html")
    if not (given.text or html or given.title or given.lead):
        raise Unreadable("empty", f"expected words as text, html, title or lead, found {', '.join(row) or 'nothing'}")
    if len(given.text) + len(html) > LIMIT:
        raise Unreadable("too-large", f"expected at most {LIMIT} characters, found {len(given.text) + len(html)}")
    return Raw(
        stream=source.stream, path=source.path, at=at, next=end, id=named, address=_words(row, "url"),
        content=html.encode("utf-8", "surrogatepass"), media="text/html; charset=utf-8" if html else "",
        fetched=_date(row, "fetched"), given=given,
    )  # fmt: skip


def _first(row: Mapping[str, Any], field: str) -> Any:
    for name in FIELDS[field]:
        value = row.get(name)
        if value is not None and value not in ("", [], {}):
            return value
    return None


def _words(row: Mapping[str, Any], field: str, *, joined: str = " ") -> str:
    value = _first(row, field)
    return "" if value is None else _words_of(value, field, joined=joined)


def _words_of(value: Any, field: str, *, joined: str, depth: int = 0) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        for name in WORDS_WITHIN:
            if isinstance(value.get(name), str):
                return str(value[name])
    if isinstance(value, list) and depth < DEEPEST:
        return joined.join(_words_of(each, field, joined=joined, depth=depth + 1) for each in value)
    raise Unreadable("broken", f"{field}: expected text, found {type(value).__name__}")


def _hints(row: Mapping[str, Any]) -> tuple[str, ...]:
    given = [row[name] for name in FIELDS["hints"] if row.get(name)]
    listed = [each for value in given for each in (value if isinstance(value, list) else [value])]
    return tuple(_words_of(each, "hints", joined=" ") for each in listed)


def _date(row: Mapping[str, Any], field: str) -> datetime | None:
    value = _first(row, field)
    return None if value is None else moment(value)
