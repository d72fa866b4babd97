"""Sources of records: archives, tables, lines, folders, standard input, and what is fetched politely.

Rules:
  - A source is named as a person would: a path, any address that fsspec knows, "-", an http(s) address, or FORM:NAME.
  - What a name leads to is decided by the form that is said, else by the name's ending, never by guessing at content;
    only standard input, which has no name, is told apart by its first bytes.
  - Nothing is opened here: a stream looks at its files when it is asked for its parts.
  - What fetches over http(s) goes through a fetcher, which keeps manners; no file's reader does.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlsplit

from answerable.echoes import errors
from answerable.echoes.streams.documents import Stream

if TYPE_CHECKING:
    from answerable.echoes.fetching import Fetcher

FORMS: Final[Mapping[str, str]] = {
    "warc": "A web archive, plain or compressed by gzip.",
    "wacz": "A packed web archive, with its WARC files inside.",
    "jsonl": "One JSON object a line, plain or compressed.",
    "parquet": "A table in Parquet.",
    "folder": "A folder of pages and documents.",
    "feed": "An RSS or Atom feed, fetched.",
    "sitemap": "A sitemap, fetched with the pages it lists.",
    "list": "A list of addresses, fetched.",
}
"""What a stream can be, and what that means."""

READERS: Final[Mapping[str, tuple[str, str]]] = {
    "warc": ("warc", "Warc"),
    "wacz": ("wacz", "Wacz"),
    "jsonl": ("lines", "Lines"),
    "parquet": ("parquet", "Parquet"),
    "folder": ("folder", "Folder"),
    "feed": ("feeds", "Feed"),
    "sitemap": ("sitemaps", "Sitemap"),
    "list": ("addresses", "Addresses"),
}
"""The module and the class that read a form; a module is imported when its form is asked for, for some are large."""

FETCHED: Final = ("feed", "sitemap", "list")
"""The forms that need a fetcher."""

ENDINGS: Final[Mapping[str, str]] = {
    ".warc": "warc",
    ".wacz": "wacz",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}
"""The form by the ending of a name."""

PACKED: Final = (".gz", ".zst")
"""Endings of compressed files: the ending before them tells the form. A WARC is not read from .zst."""


def open_stream(name: str, *, form: str = "", now: Callable[[], datetime], fetcher: Fetcher | None = None) -> Stream:
    """Return the stream that a name leads to.

    Args:
        name: A path, an address that fsspec knows, "-" for standard input, an http(s) address, or FORM:NAME.
        form: One of `FORMS`, where the name does not say it.
        now: The clock, for what is fetched.
        fetcher: What fetches; only feeds, sitemaps and lists of addresses need it.

    Raises:
        NoSuchStream: No form of that name, none that the name tells, or nothing at that place.
    """
    said, _, rest = name.partition(":")
    if not form and rest and said in FORMS:
        form, place = said, rest
    else:
        place = name
    if form and form not in FORMS:
        raise errors.NoSuchStream(f"expected a form of {_known()}, found {form!r} for {name!r}")
    if place == "-":
        return _standard(name, form)
    form = form or told(place)
    if form in FETCHED:
        return _fetching(form, name, place, fetcher=fetcher, now=now)
    return cast("Stream", _reader(form)(name, place))


def told(place: str) -> str:
    """Return the form that a place's own name tells.

    Raises:
        NoSuchStream: It tells none.
    """
    address = urlsplit(place)
    if address.scheme in {"http", "https"}:
        return _told_by_address(address.path)
    path = PurePosixPath(place)
    endings = [ending.lower() for ending in path.suffixes[-2:]]
    if endings and endings[-1] in PACKED:
        endings.pop()
    if endings and endings[-1] in ENDINGS:
        return ENDINGS[endings[-1]]
    files = importlib.import_module("answerable.echoes.streams.files")
    if files.is_folder(place):
        return "folder"
    raise errors.NoSuchStream(
        f"expected a folder, a name ending in {', '.join(ENDINGS)}, or FORM:NAME with a form of {_known()};"
        f" found {place!r}"
    )


def _told_by_address(path: str) -> str:
    last = path.rstrip("/").rpartition("/")[2].lower()
    if any(ending in ENDINGS for ending in PurePosixPath(last).suffixes[-2:]):
        raise errors.NoSuchStream(f"expected a feed, a sitemap or a list, found {last!r}: save a file first")
    if last == "robots.txt" or "sitemap" in last:
        return "sitemap"
    return "list" if last.endswith(".txt") else "feed"


def _standard(name: str, form: str) -> Stream:
    if form not in {"", "warc", "jsonl"}:
        raise errors.NoSuchStream(f"expected warc or jsonl on standard input, found the form {form!r}")
    module = importlib.import_module("answerable.echoes.streams.standard")
    return cast("Stream", module.Standard(name, form))


def _fetching(form: str, name: str, place: str, *, fetcher: Fetcher | None, now: Callable[[], datetime]) -> Stream:
    if fetcher is None:
        raise errors.NoSuchStream(
            f"expected a fetcher for the {form} {place!r}, found none: it may not be fetched here"
        )
    return cast("Stream", _reader(form)(name, place=place, fetcher=fetcher, now=now))


def _reader(form: str) -> Callable[..., object]:
    module, reader = READERS[form]
    return cast("Callable[..., object]", getattr(importlib.import_module(f"{__name__}.{module}"), reader))


def _known() -> str:
    return ", ".join(FORMS)
