"""Which form an archive has, and what it holds."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

import msgspec

from answerable.evidence.errors import DamagedArchive, TooLargeArchive, UnknownArchive
from answerable.evidence.importing import archived, bags, packages
from answerable.evidence.importing.bounds import Bounds
from answerable.evidence.importing.found import Claims, Found, Offer, type_of
from answerable.evidence.importing.places import Place, Within, Zip, digests, opened
from answerable.evidence.importing.signatures import Roots
from answerable.text.filenames import name_shown

LARGEST_HELD = 64 << 20
"""Bytes of a package that is packed within a packed archive, and so has to be held in memory; chosen by hand."""


@contextmanager
def read_archive(
    path: Path,
    *,
    bounds: Bounds = Bounds(),  # noqa: B008 (frozen)
    trusted: Roots = (),
    stampers: Roots = (),
) -> Iterator[Found]:
    """Give what an archive holds, after checking all of it; its files can be read as long as this is open.

    Args:
        path: A WACZ, a BagIt bag as folder or zip, or what the auto-archiver wrote: its folder, its list, or a zip.
        bounds: How large it may be.
        trusted: Authorities for hosts that are held for true.
        stampers: Time-stamping authorities that are held for true.

    Raises:
        UnknownArchive, UnsafeArchive, TooLargeArchive, DamagedArchive: see there.
    """
    listed = path.name if path.is_file() and path.suffix in {".csv", ".json", ".jsonl"} else ""
    with opened(path.parent if listed else path, bounds) as place:
        found = _read(place, path, listed, bounds, trusted, stampers)
        if len(found.offers) > bounds.items:
            raise TooLargeArchive(
                f"{path.name}: expected at most {bounds.items} items at once, found {len(found.offers)}"
            )
        if not found.offers:
            why = "; ".join(found.remarks[:3]) or "nothing"
            raise UnknownArchive(f"{path.name}: expected something to take in, found: {why}")
        yield found


def _read(place: Place, path: Path, listed: str, bounds: Bounds, trusted: Roots, stampers: Roots) -> Found:
    if not listed and packages.is_package(place) and path.is_file():
        return _package(place, path, bounds, trusted, stampers)
    if not listed and (bag := bags.bag_in(place)) is not None:
        return _bag(bag, bounds, trusted, stampers)
    if name := listed or archived.list_in(place, bounds):
        return _with_packages(archived.read(place, name, bounds), place, bounds, trusted, stampers)
    forms = "a WACZ, a BagIt bag, or a list of the auto-archiver with its files"
    raise UnknownArchive(f"{path.name}: expected {forms}, found none of them")


def _package(place: Place, path: Path, bounds: Bounds, trusted: Roots, stampers: Roots) -> Found:
    told = packages.checked(place, bounds, trusted=trusted, stampers=stampers)
    lone = _Lone(path)
    sha256 = digests(lone, path.name, "sha256")["sha256"]
    size, opens = lone.sizes[path.name], partial(lone.open, path.name)
    offer = Offer(
        name=path.name, type="web-page", title=told.title, sha256=sha256, size=size, claims=told.claims, open=opens
    )
    return Found(form="WACZ", offers=(offer,), signed=told.signed)


def _bag(place: Place, bounds: Bounds, trusted: Roots, stampers: Roots) -> Found:
    measured, said, remarks = bags.checked(place, bounds)
    data = Within(place, "data")
    if name := archived.list_in(data, bounds):
        found = archived.read(data, name, bounds)
        return _with_packages(
            Found(form="auto-archiver", offers=found.offers, remarks=(*remarks, *said, *found.remarks)),
            data,
            bounds,
            trusted,
            stampers,
        )
    claims = Claims(more=said)
    offers = [
        Offer(
            name=path,
            type=type_of(path),
            title=name_shown(path.removeprefix("data/"))[-200:],
            sha256=sha256,
            size=place.sizes[path],
            claims=claims,
            open=partial(place.open, path),
        )
        for path, sha256 in measured.items()
    ]
    return _with_packages(Found(form="BagIt", offers=tuple(offers), remarks=remarks), place, bounds, trusted, stampers)


def _with_packages(found: Found, place: Place, bounds: Bounds, trusted: Roots, stampers: Roots) -> Found:
    """Return what was found, each WACZ among it checked too, with what it says of itself."""
    offers, left = [], bounds.total
    for offer in found.offers:
        if not offer.name.lower().endswith(".wacz"):
            offers.append(offer)
            continue
        with _seekable(place, offer) as file:
            inner = Zip(file, offer.name, msgspec.structs.replace(bounds, total=left))  # all of them have one limit
            left -= sum(inner.sizes.values())
            told = packages.checked(inner, bounds, trusted=trusted, stampers=stampers)
        claims, said = offer.claims, told.claims
        whole = Claims(
            origin=claims.origin or said.origin,
            tool=said.tool or claims.tool,
            operator=said.operator,
            at=said.at or claims.at,
            more=(*claims.more, *said.more),
        )
        offers.append(
            Offer(
                name=offer.name,
                type="web-page",
                title=told.title,
                sha256=offer.sha256,
                size=offer.size,
                claims=whole,
                open=offer.open,
                group=offer.group,
            )
        )
    return Found(form=found.form, offers=tuple(offers), remarks=found.remarks)


def _seekable(place: Place, offer: Offer) -> BinaryIO:
    """Return a file in which one can go back: as it is in a folder, held in memory where it is packed."""
    file = offer.open()
    if not isinstance(place, Zip) and file.seekable() and hasattr(file, "fileno"):
        return file
    with file:
        if offer.size > LARGEST_HELD:
            raise TooLargeArchive(
                f"{offer.name}: expected at most {LARGEST_HELD} bytes within a zip, found {offer.size}"
            )
        content = file.read(LARGEST_HELD + 1)
    if len(content) != offer.size:
        raise DamagedArchive(f"{offer.name}: expected {offer.size} bytes, found {len(content)}")
    return io.BytesIO(content)


class _Lone:
    """One file as a place of its own."""

    def __init__(self, path: Path) -> None:
        self.name, self._path, self.sizes = path.name, path, {path.name: path.stat().st_size}

    def open(self, _name: str) -> BinaryIO:
        return self._path.open("rb")
