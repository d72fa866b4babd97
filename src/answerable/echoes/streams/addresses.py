"""Lists of addresses: a text or CSV file, standard input or a page of text, with one address a line.

Rules:
  - An empty line and one that begins with "#" say nothing. A line is an address and nothing else, unless the first line
    names columns, separated by commas, semicolons or tabs: then the address is in the one called `address`, `url`,
    `link` or `loc`, and those called title, lead, language, published and outlet are given with the page.
  - A line that holds no http(s) address, or is no UTF-8, is skipped with its number, and the list goes on.
  - Places are numbers of entries: lines that say something. A list from standard input can be gone on with only where
    the store remembers it.
  - 50 MB and 100,000 lines; one line a page, so quoted fields do not run over lines.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import BinaryIO, Final

from answerable.echoes.errors import BrokenStream, NoSuchStream
from answerable.echoes.fetching import TEXT, Fetcher
from answerable.echoes.streams import files
from answerable.echoes.streams.documents import Given, Item, Part
from answerable.echoes.streams.listed import Listed, Listing, Listings, nowhere
from answerable.echoes.streams.moments import moment
from answerable.fetching.errors import NotAllowed, Unfetched

MOST: Final = 100_000
"""Lines that are read; chosen by hand: a day's visit at one page a second."""

COLUMNS: Final = ("address", "url", "link", "loc")
"""What the column of addresses may be called."""

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_SEPARATORS: Final = ",;\t"


class Addresses:
    """A list of addresses, with the pages that it leads to."""

    def __init__(
        self,
        name: str,
        *,
        fetcher: Fetcher,
        now: Callable[[], datetime],
        place: str = "",
        given: BinaryIO | None = None,
    ) -> None:
        """Make one.

        Args:
            name: What a person called it.
            fetcher: What fetches.
            now: The clock.
            place: A path, any address that fsspec knows, an http(s) address, or "-"; the name where none is given.
            given: What "-" is read from: standard input, where nothing else is given.
        """
        self.name, self._place = name, place or name
        self._given = given
        self._pages = Listings(name=name, path=self._place, fetcher=fetcher, now=now)

    def parts(self) -> tuple[Part, ...]:
        """Return the one part of a list."""
        return self._pages.parts()

    def read(self, part: Part, *, start: int | None = None) -> Iterator[Item]:
        """Return its pages, from the beginning or from a place that an earlier `next` named.

        Raises:
            BrokenStream: The file cannot be read at all.
        """
        return self._pages.read(part, self._draw, start=start)

    def _draw(self, _kept: Listing | None) -> Listing:
        drawn = self._pages.now().isoformat()
        try:
            return Listing(id=drawn, entries=tuple(listed(self._content())))
        except NotAllowed as error:
            return Listing(id=drawn, entries=(nowhere("not-allowed", str(error), address=self._place),))
        except Unfetched as error:
            return Listing(id=drawn, entries=(nowhere(error.reason, error.detail, address=self._place),))

    def _content(self) -> bytes:
        if _ADDRESS.match(self._place):
            return self._pages.fetcher.get(self._place, wanted=TEXT).content
        if self._place == "-":
            return (self._given or sys.stdin.buffer).read(TEXT.most + 1)
        try:
            with files.opened(self._place) as file:
                return file.read(TEXT.most + 1)
        except (NoSuchStream, OSError) as error:
            raise BrokenStream(f"expected a list of addresses at {self._place!r}, found: {error}") from error


def listed(content: bytes) -> Iterator[Listed]:
    """Return what a list holds, line by line."""
    columns: Sequence[str] = ()
    separator, count = "", 0
    over = len(content) > TEXT.most
    for number, line in _lines(content[: content.rfind(b"\n", 0, TEXT.most) + 1] if over else content):
        try:
            words = line.decode("utf-8").strip()
        except UnicodeDecodeError:
            yield nowhere("charset", f"expected UTF-8 in line {number}, found {line[:60]!r}")
            continue
        if not count and not columns:
            columns, separator = _header(words)
            if columns:
                continue
        count += 1
        if count > MOST:
            yield nowhere("too-large", f"expected at most {MOST} addresses, found more from line {number} on")
            return
        yield _entry(_fields(words, separator), columns, number)
    if over:
        yield nowhere("too-large", f"expected at most {TEXT.most} bytes, found more: the rest was not read")


def _lines(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Return the lines that say something, with their numbers from 1."""
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith(b"#"):
            yield number, line


def _header(line: str) -> tuple[Sequence[str], str]:
    """Return the names of the columns and what separates them; none where the line is no header."""
    separator = max(_SEPARATORS, key=line.count)
    names = [field.strip().lower() for field in _fields(line, separator)]
    return (names, separator) if any(name in COLUMNS for name in names) else ((), "")


def _fields(line: str, separator: str) -> list[str]:
    if not separator:
        return [line]
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:  # a field that is too long
        return [line]


def _entry(fields: Sequence[str], columns: Sequence[str], number: int) -> Listed:
    named = dict(zip(columns or COLUMNS, (field.strip() for field in fields), strict=False))
    address = next((named[name] for name in COLUMNS if name in named), "")
    if not _ADDRESS.fullmatch(address):
        return nowhere("broken", f"expected an http(s) address in line {number}, found {address[:80]!r}")
    return Listed(address=address, given=_given(named))


def _given(named: Mapping[str, str]) -> Given:
    return Given(
        title=named.get("title", ""),
        lead=named.get("lead", ""),
        language=named.get("language", ""),
        published=moment(named.get("published", "")),
        outlet=named.get("outlet", ""),
    )
