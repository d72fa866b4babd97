"""Pages that carry one text, as one chain: syndication collapsed, and the first source inferred.

Rules:
  - Two pages carry one text when their sketches agree as far as `ALIKE`, or when one names the other's address as its
    original. Chains are what hangs together by that, so a copy of a copy belongs to the same.
  - The first source is an inference, and says on what it rests: what the pages say of themselves counts more than
    dates, for a date is whatever a page claims.
  - Each page is held against few others: only pages that share a band of the sketch are compared (Leskovec, Rajaraman
    and Ullman, Mining of Massive Datasets, section 3.4).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from answerable.echoes.pages.sketches import alike

ALIKE = 0.4
"""Share of runs of four words that two copies have in common, of all that either has. Chosen by hand: an original and a
copy with a tenth of its words changed have .49 (.9 to the power of four is in both), two copies that were changed by a
twentieth each .5; two reports of 300 words that quote the same 100 have .2."""

BANDS = 32
"""Bands of a sketch, two numbers each: of pages that are alike by .4, all but one in 250 share a band."""

Why = Literal["alone", "named", "credited", "elsewhere", "earliest", "undated"]
"""On what the first source rests: it is the only page; other pages name its address; they credit its outlet; they name
an address that was not read, so the earliest stands in; it has the earliest date; no page has a date."""


_SORTS = ("canonical:", "source:", "agency:")
"""How hints begin that `pages.syndication` found; those that a stream gives have no such beginning."""


class PageRow(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at of a page; `at` is when it appeared, as far as it can be believed."""

    id: str
    address: str = ""
    outlet: str = ""
    at: datetime | None = None
    hints: tuple[str, ...] = ()
    sketch: tuple[int, ...] = ()


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """Pages with one text, the first source first and the others by date.

    Attributes:
        pages: The pages.
        why: On what the first source rests.
        named: The address or agency that the pages name, where `why` is "credited" or "elsewhere".
    """

    pages: tuple[PageRow, ...]
    why: Why
    named: str = ""

    @property
    def key(self) -> str:
        """A name for the chain: the id of its first page."""
        return self.pages[0].id

    @property
    def first(self) -> PageRow:
        """The page that is taken for the first source."""
        return self.pages[0]

    @property
    def outlets(self) -> int:
        """How many outlets carried it."""
        return len({_outlet(page) for page in self.pages})


def chains(pages: Iterable[PageRow]) -> tuple[Chain, ...]:
    """Return the chains of some pages, the longest first, then the earliest."""
    bare = {page.id: msgspec.structs.replace(page, hints=_bare(page.hints)) for page in pages}
    rows = sorted(bare.values(), key=_by_date)
    found = [_chain(group) for group in _groups(rows)]
    return tuple(sorted(found, key=lambda chain: (-len(chain.pages), _by_date(chain.first))))


def _bare(hints: Sequence[str]) -> tuple[str, ...]:
    """Return hints without the words for their sort."""
    return tuple(hint.partition(":")[2] if hint.startswith(_SORTS) else hint for hint in hints)


def _by_date(page: PageRow) -> tuple[bool, datetime, str]:
    return (page.at is None, page.at or datetime.min.replace(tzinfo=UTC), page.id)


def _outlet(page: PageRow) -> str:
    return (page.outlet or urlsplit(page.address).netloc or page.id).casefold()


def _groups(rows: Sequence[PageRow]) -> list[list[PageRow]]:
    """Return the pages that hang together, each group in the order of `rows`."""
    leader = list(range(len(rows)))

    def lead(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    for one, other in (*_named_pairs(rows), *_alike_pairs(rows)):
        first, second = sorted((lead(one), lead(other)))
        leader[second] = first
    groups: dict[int, list[PageRow]] = defaultdict(list)
    for at, row in enumerate(rows):
        groups[lead(at)].append(row)
    return list(groups.values())


def _named_pairs(rows: Sequence[PageRow]) -> Iterator[tuple[int, int]]:
    """Yield pairs of which one names the other's address."""
    places = {_plain(row.address): at for at, row in enumerate(rows) if row.address}
    for at, row in enumerate(rows):
        yield from ((at, places[_plain(hint)]) for hint in row.hints if _plain(hint) in places)


def _alike_pairs(rows: Sequence[PageRow]) -> Iterator[tuple[int, int]]:
    """Yield pairs with one text; in a band that many share each is held against the one before it."""
    bands: dict[tuple[int, tuple[int, ...]], list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        step = len(row.sketch) // BANDS
        for band in range(BANDS if step else 0):
            bands[band, row.sketch[band * step : (band + 1) * step]].append(at)
    tried: set[tuple[int, int]] = set()
    for members in bands.values():
        for pair in pairwise(members):
            if pair not in tried and alike(rows[pair[0]].sketch, rows[pair[1]].sketch) >= ALIKE:
                yield pair
            tried.add(pair)


def _plain(address: str) -> str:
    """Return an address without what does not matter: scheme, "www.", query, fragment, a slash at the end."""
    parts = urlsplit(address)
    return f"{parts.netloc.casefold().removeprefix('www.')}{parts.path.rstrip('/')}" if parts.netloc else ""


def _chain(pages: Sequence[PageRow]) -> Chain:
    first, why, named = _first(pages)
    return Chain(pages=(first, *(page for page in pages if page is not first)), why=why, named=named)


def _first(pages: Sequence[PageRow]) -> tuple[PageRow, Why, str]:
    """Return the page taken for the first source, on what that rests, and what the pages name."""
    if len(pages) == 1 and not pages[0].hints:
        return pages[0], "alone", ""
    named = _most_named(pages)
    if named is not None:
        return named, "named", ""
    hints = Counter(hint for page in pages for hint in dict.fromkeys(page.hints) if not _own(hint, page))
    credited = next((page for hint, _ in hints.most_common() for page in pages if _is_outlet(hint, page)), None)
    if credited is not None:
        return credited, "credited", credited.outlet
    if hints:
        return pages[0], "elsewhere", hints.most_common(1)[0][0]
    if len(pages) == 1:
        return pages[0], "alone", ""
    return pages[0], "earliest" if pages[0].at else "undated", ""


def _most_named(pages: Sequence[PageRow]) -> PageRow | None:
    """Return the page whose address most others name, or None where none does."""
    places: Mapping[str, PageRow] = {_plain(page.address): page for page in pages if page.address}
    votes = Counter(
        places[_plain(hint)].id
        for page in pages
        for hint in dict.fromkeys(page.hints)
        if _plain(hint) in places and places[_plain(hint)] is not page
    )
    most = max(votes.values(), default=0)
    return next((page for page in pages if most and votes[page.id] == most), None)


def _own(hint: str, page: PageRow) -> bool:
    """Tell whether a page names itself."""
    return bool(_plain(hint)) and _plain(hint) == _plain(page.address)


def _is_outlet(hint: str, page: PageRow) -> bool:
    """Tell whether a hint names the outlet of a page: an agency by its name."""
    return not _plain(hint) and bool(page.outlet) and hint.casefold() == page.outlet.casefold()
