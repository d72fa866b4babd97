"""A WACZ: one item, after every file in it was held against its digest.

Implements WACZ 1.1.1 and 1.2.0 (Webrecorder) as far as checking goes. Rules:
  - Each file that the description names is there, with that size and that SHA-256; each file in `archive/`, `indexes/`
    and `pages/` is named by it. There is a WARC in it.
  - `datapackage-digest.json` holds the digest of the description; where it is signed, the signature holds.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from answerable.evidence.errors import DamagedArchive
from answerable.evidence.importing.bounds import Bounds
from answerable.evidence.importing.found import Claims, Signed
from answerable.evidence.importing.places import Place, digests, read_small
from answerable.evidence.importing.signatures import Roots, signed

DESCRIPTION, DIGEST = "datapackage.json", "datapackage-digest.json"
WATCHED = ("archive/", "indexes/", "pages/")


class Resource(msgspec.Struct):
    """A line of the description."""

    path: str
    hash: str
    bytes: int | None = None


class Described(msgspec.Struct, rename={"main": "mainPageUrl", "main_at": "mainPageDate"}):
    """The description of a package."""

    resources: list[Resource]
    wacz_version: str = ""
    title: str = ""
    software: str = ""
    created: str = ""
    main: str = ""
    main_at: str = ""
    answerable: Any = None


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A package that was checked: its title, what it says of itself, who signed it, and the pages in it."""

    title: str
    claims: Claims
    signed: Signed | None
    pages: tuple[str, ...]


def is_package(place: Place) -> bool:
    """Tell whether this is a WACZ, as the names in it say."""
    return DESCRIPTION in place.sizes and any(name.startswith("archive/") for name in place.sizes)


def checked(place: Place, bounds: Bounds, *, trusted: Roots = (), stampers: Roots = ()) -> Checked:
    """Return what a WACZ says, after checking all of it.

    Raises:
        DamagedArchive: something in it is not what it says.
        TooLargeArchive: a description in it is over the limit.
    """
    raw = read_small(place, DESCRIPTION, bounds)
    described = _decoded(raw, Described, DESCRIPTION)
    _check_resources(place, described.resources)
    found = _signed(place, bounds, trusted, stampers)
    pages = tuple(_pages(place, bounds))
    origin = described.main or (pages[0] if pages else "")
    said = described.answerable if isinstance(described.answerable, dict) else {}
    claims = Claims(
        origin=origin[:2000],
        tool=_line(described.software, 200),
        operator=_line(said.get("operator", ""), 64),
        at=_moment(described.main_at) or _moment(described.created),
        more=(f"It holds {len(pages)} pages." if len(pages) != 1 else "It holds one page.", *_words(found)),
    )
    return Checked(
        title=_line(described.title, 200) or origin[:200] or place.name, claims=claims, signed=found, pages=pages
    )


def _check_resources(place: Place, resources: list[Resource]) -> None:
    named = {resource.path for resource in resources}
    if len(named) != len(resources):
        raise DamagedArchive(f"{place.name}: expected each file named once in {DESCRIPTION}, found one twice")
    for name in place.sizes:
        if name.startswith(WATCHED) and name not in named:
            raise DamagedArchive(f"{place.name}: expected {DESCRIPTION} to name {name}, found that it does not")
    for resource in resources:
        _check_resource(place, resource)
    if not any(name.startswith("archive/") and name.endswith((".warc", ".warc.gz")) for name in named):
        raise DamagedArchive(f"{place.name}: expected a WARC below archive/, found none")


def _check_resource(place: Place, resource: Resource) -> None:
    algorithm, _, expected = resource.hash.partition(":")
    if algorithm not in {"sha256", "sha512"}:
        raise DamagedArchive(f"{place.name}, {resource.path}: expected a SHA-256, found {resource.hash[:80]!r}")
    if resource.path not in place.sizes:
        raise DamagedArchive(f"{place.name}: expected {resource.path}, as {DESCRIPTION} says, found none")
    if resource.bytes is not None and resource.bytes != place.sizes[resource.path]:
        found = f"found {place.sizes[resource.path]}"
        raise DamagedArchive(f"{place.name}, {resource.path}: expected {resource.bytes} bytes, {found}")
    measured = digests(place, resource.path, algorithm)[algorithm]
    if measured != expected.lower():
        raise DamagedArchive(f"{place.name}, {resource.path} was altered: expected {resource.hash}, found {measured}")


def _signed(place: Place, bounds: Bounds, trusted: Roots, stampers: Roots) -> Signed | None:
    if DIGEST not in place.sizes:
        return None
    said = _decoded(read_small(place, DIGEST, bounds), dict[str, Any], DIGEST)
    found = f"sha256:{digests(place, DESCRIPTION, 'sha256')['sha256']}"
    if said.get("path") != DESCRIPTION or said.get("hash") != found:
        raise DamagedArchive(f"{place.name}: expected {DIGEST} to hold {found}, found {str(said.get('hash'))[:80]}")
    if said.get("signedData") is None:
        return None
    return signed(said["signedData"], found, trusted=trusted, stampers=stampers)


def _pages(place: Place, bounds: Bounds) -> Iterator[str]:
    if "pages/pages.jsonl" not in place.sizes:
        return
    for number, line in enumerate(io.BytesIO(read_small(place, "pages/pages.jsonl", bounds)), start=1):
        if line.strip():
            said = _decoded(line, dict[str, Any], f"pages/pages.jsonl, line {number}")
            if isinstance(said.get("url"), str):
                yield said["url"]


def _words(found: Signed | None) -> Iterator[str]:
    """Yield what is said of a signature beside the item."""
    if found is None:
        yield "It is not signed."
        return
    who = f"Signed by {found.by}" if found.named else f"Signed with the key {found.by}"
    yield f"{who}, {'trusted here' if found.trusted else 'not vouched for by anybody known here'}."
    if found.stamped:
        yield f"A time-stamping authority vouches for {found.stamped.isoformat()}."
    yield from (f"{remark[0].upper()}{remark[1:]}." for remark in found.remarks)


def _decoded(raw: bytes, kind: Any, name: str) -> Any:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise DamagedArchive(f"{name}: expected JSON as WACZ has it, found: {error}") from error


def _line(value: object, most: int) -> str:
    return " ".join(value.split())[:most] if isinstance(value, str) else ""


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
