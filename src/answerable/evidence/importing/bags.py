"""A BagIt bag that somebody else made: its files, after each was held against every manifest.

Implements RFC 8493 (version 1.0) and the 0.93 to 0.97 before it. Rules:
  - `bagit.txt` says version and encoding, which is UTF-8. There is a payload manifest; every file below `data/` is
    named, in 1.0 by each manifest, and every file that is named is there with that digest. Tag manifests likewise.
  - A bag that is to be completed from elsewhere (`fetch.txt`) is refused: nothing is fetched, and what is not there
    cannot be checked.
  - A manifest with MD5 or SHA-1 alone shows accidents, not forgery: it is taken, and said.
Our own bundles have a reader of their own that is stricter (`answerable.bundles.bag`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from answerable.evidence.errors import DamagedArchive, UnknownArchive, UnsafeArchive
from answerable.evidence.importing.bounds import Bounds
from answerable.evidence.importing.places import Place, Within, checked_name, digests, read_small

ALGORITHMS = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512"})
STRONG = frozenset({"sha224", "sha256", "sha384", "sha512"})
VERSIONS = frozenset({"0.93", "0.94", "0.95", "0.96", "0.97", "1.0"})
_MANIFEST = re.compile(r"(?P<tags>tag)?manifest-(?P<algorithm>[a-z0-9]+)\.txt")
_LINE = re.compile(r"(?P<digest>[0-9a-fA-F]+)[ \t]+\*?(?P<path>.+)")


def is_bag(place: Place) -> bool:
    """Tell whether this is a bag, or a zip with one folder that is."""
    return bag_in(place) is not None


def bag_in(place: Place) -> Place | None:
    """Return the bag in a place: itself, or its only folder."""
    if "bagit.txt" in place.sizes:
        return place
    tops = {name.partition("/")[0] for name in place.sizes}
    if len(tops) == 1 and f"{(top := next(iter(tops)))}/bagit.txt" in place.sizes:
        return Within(place, top)
    return None


def checked(place: Place, bounds: Bounds) -> tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]:
    """Return the SHA-256 of each file below `data/`, what the bag says of itself, and what is doubtful about it.

    Raises:
        UnknownArchive: it is no bag of a version that is known.
        UnsafeArchive: a name leads out, or something would have to be fetched.
        DamagedArchive: it is not what its manifests say.
    """
    version = _version(place, bounds)
    if "fetch.txt" in place.sizes:
        raise UnsafeArchive(f"{place.name}: expected a whole bag, found fetch.txt: its files lie elsewhere")
    manifests = {name: match for name in place.sizes if (match := _MANIFEST.fullmatch(name))}
    payload = {name: match["algorithm"] for name, match in manifests.items() if not match["tags"]}
    if not payload or not set(payload.values()) <= ALGORITHMS:
        raise UnknownArchive(
            f"{place.name}: expected manifests of {', '.join(sorted(ALGORITHMS))}, found others or none"
        )
    files = {name for name in place.sizes if name.startswith("data/")}
    expected = _expected(place, payload, bounds)
    for path in sorted(files - set(expected)):
        raise DamagedArchive(f"{place.name}: expected every file in a manifest, found {path} in none")
    if version == "1.0":
        _check_each(place, expected, payload)
    measured = {path: _measured(place, path, digest) for path, digest in sorted(expected.items())}
    _check_tags(place, {n: m["algorithm"] for n, m in manifests.items() if m["tags"]}, bounds)
    weak = () if STRONG & set(payload.values()) else ("its manifests show accidents, not forgery: MD5 or SHA-1 alone",)
    return measured, tuple(_information(place, bounds)), weak


def _version(place: Place, bounds: Bounds) -> str:
    text = _text(place, "bagit.txt", bounds)
    match = re.match(r"BagIt-Version: (\d+\.\d+)\r?\nTag-File-Character-Encoding: (\S+)\s*$", text)
    if match is None or match[1] not in VERSIONS or match[2].upper() != "UTF-8":
        raise UnknownArchive(f"{place.name}, bagit.txt: expected BagIt 0.93 to 1.0 in UTF-8, found {text[:120]!r}")
    return match[1]


def _expected(place: Place, manifests: dict[str, str], bounds: Bounds) -> dict[str, dict[str, str]]:
    """Return the digests of each file, by algorithm, as the manifests say."""
    found: dict[str, dict[str, str]] = {}
    for manifest, algorithm in manifests.items():
        for path, digest in _lines(place, manifest, bounds):
            if digest != found.setdefault(path, {}).setdefault(algorithm, digest):
                raise DamagedArchive(f"{place.name}, {manifest}: expected each file once, found {path} twice")
    return found


def _check_each(place: Place, expected: dict[str, dict[str, str]], manifests: dict[str, str]) -> None:
    for path, by in expected.items():
        for manifest, algorithm in manifests.items():
            if algorithm not in by:
                raise DamagedArchive(
                    f"{place.name}, {manifest}: expected {path}, as RFC 8493 asks, found no line for it"
                )


def _measured(place: Place, path: str, expected: dict[str, str]) -> str:
    if path not in place.sizes:
        raise DamagedArchive(f"{place.name}: expected {path}, as a manifest says, found none")
    found = digests(place, path, "sha256", *expected)
    for algorithm, digest in expected.items():
        if found[algorithm] != digest:
            raise DamagedArchive(
                f"{place.name}, {path} was altered: expected {algorithm} {digest}, found {found[algorithm]}"
            )
    return found["sha256"]


def _check_tags(place: Place, manifests: dict[str, str], bounds: Bounds) -> None:
    for manifest, algorithm in manifests.items():
        if algorithm not in ALGORITHMS:
            raise UnknownArchive(f"{place.name}, {manifest}: expected a known algorithm, found {algorithm}")
        for path, digest in _lines(place, manifest, bounds):
            _measured(place, path, {algorithm: digest})


def _lines(place: Place, manifest: str, bounds: Bounds) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(_text(place, manifest, bounds).splitlines(), start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise DamagedArchive(
                f"{place.name}, {manifest}, line {number}: expected a digest and a path, found {line[:80]!r}"
            )
        path = match["path"].removeprefix("./")
        for code, sign in (("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
            path = path.replace(code, sign).replace(code.lower(), sign)
        yield checked_name(path), match["digest"].lower()


def _information(place: Place, bounds: Bounds) -> Iterator[str]:
    """Yield what a bag says of itself, a line each."""
    if "bag-info.txt" not in place.sizes:
        return
    for line in _text(place, "bag-info.txt", bounds).splitlines()[:50]:
        label, colon, value = line.partition(":")
        if colon and label.strip() not in {"Payload-Oxum", "Bag-Size"} and value.strip():
            yield f"{label.strip()[:60]}: {value.strip()[:300]}"


def _text(place: Place, name: str, bounds: Bounds) -> str:
    try:
        return read_small(place, name, bounds).decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise DamagedArchive(f"{place.name}, {name}: expected UTF-8, found another byte at {error.start}") from error
