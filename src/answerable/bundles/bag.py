"""A BagIt bag (RFC 8493, version 1.0): writing one file after the other, and checking one, a piece at a time.

Rules:
  - Every file is named in a manifest of SHA-256 and in one of SHA-512; the files beside `data/` in tag manifests. The
    lines of `manifest-sha256.txt` are those that `sha256sum -c` reads.
  - Names are plain (see `contents.Name`), so that no manifest needs an encoding.
  - A bag is written under another name beside its place, flushed, and then named: it is whole or absent.
  - A link, a file that no manifest names, and one named twice are errors: what is not hashed is not part of the bag.
The library `bagit` writes version 0.97 and works in the folder's place by changing the process's own; it checks, in the
tests, what is written here.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from answerable.bundles.contents import is_below
from answerable.bundles.errors import Damaged, NotABundle, Occupied

ALGORITHMS = ("sha256", "sha512")
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
CHUNK = 1 << 20
"""Bytes read at once; a file of any size takes this much memory."""

MOST_TAG_BYTES = 256 << 20
"""Largest manifest read; chosen by hand: a million files. It bounds memory."""

PAYLOAD = "data"
_TAGS = ("bagit.txt", "bag-info.txt", *(f"manifest-{name}.txt" for name in ALGORITHMS))
_LINE = re.compile(r"([0-9a-f]+) [ *](.+)")


class Written(msgspec.Struct, frozen=True):
    """The size and the digests of a file in hex, in the order of `ALGORITHMS`."""

    size: int
    digests: tuple[str, ...]


class Bag:
    """A bag that is being written: what was put into it so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, Written] = {}

    def put(self, path: str, data: bytes | Iterable[bytes]) -> None:
        """Write a file below `data/`."""
        if path in self.files or not is_below(path):
            raise NotABundle(
                f"{path}: expected a path of its own below {PAYLOAD}/, found one that is taken or leads out"
            )
        pieces = [data] if isinstance(data, bytes) else data
        self.files[path] = _write(self.folder / PAYLOAD / path, pieces)

    def close(self, information: Mapping[str, str]) -> None:
        """Write manifests and tag files."""
        size, number = sum(file.size for file in self.files.values()), len(self.files)
        lines = {**information, "Payload-Oxum": f"{size}.{number}"}
        payload = {f"{PAYLOAD}/{path}": file for path, file in self.files.items()}
        manifests = {f"manifest-{name}.txt": _manifest(payload, name) for name in ALGORITHMS}
        tags = {
            "bagit.txt": DECLARATION,
            "bag-info.txt": "".join(f"{name}: {_one_line(value)}\n" for name, value in sorted(lines.items())).encode(),
            **manifests,
        }
        written = {name: _write(self.folder / name, [data]) for name, data in tags.items()}
        for name in ALGORITHMS:
            _write(self.folder / f"tagmanifest-{name}.txt", [_manifest(written, name)])


@contextmanager
def new_bag(place: Path, *, mode: int) -> Iterator[Bag]:
    """Give a bag to write; at the end it lies at `place`, whole, or, after an error, nothing does.

    Raises:
        Occupied: there is something at `place` already.
    """
    place = place.absolute()
    check_free(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}.", suffix=".part"))
    try:
        yield Bag(folder)
        folder.chmod(mode)
        for each in sorted({folder, *(path for path in folder.rglob("*") if path.is_dir())}, reverse=True):
            _sync(each)
        check_free(place)
        folder.rename(place)
        _sync(place.parent)
    except BaseException:
        with suppress(OSError):
            shutil.rmtree(folder)
        raise


def check_free(place: Path) -> None:
    """Return only if nothing, or an empty folder, is at `place`.

    Raises:
        Occupied: something is.
    """
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise Occupied(f"{place}: expected nothing or an empty folder, found a file or a link")
    if place.is_dir() and any(place.iterdir()):
        raise Occupied(f"{place}: expected nothing or an empty folder, found one with files in it")


def check_bag(folder: Path) -> dict[str, Written]:
    """Return the files below `data/` of a bag, after reading every byte of it once.

    Raises:
        NotABundle: the folder is no bag of this form.
        Damaged: a file is missing, was added, or holds other bytes than its manifest says.
    """
    if not (folder / "bagit.txt").is_file() or (folder / "bagit.txt").read_bytes() != DECLARATION:
        raise NotABundle(
            f"{folder / 'bagit.txt'}: expected the declaration of BagIt 1.0 in UTF-8, found another or none"
        )
    here = _files(folder)
    tagged = [_parsed(folder, f"tagmanifest-{name}.txt", here) for name in ALGORITHMS]
    tags = {name for name in here if "/" not in name and not name.startswith("tagmanifest-")}
    _check(folder, tagged, tags)
    if tags != set(_TAGS):
        odd = ", ".join(sorted(tags ^ set(_TAGS)))
        raise Damaged(f"{folder}: expected beside data/ the files {', '.join(_TAGS)} and tag manifests, found: {odd}")
    listed = [_parsed(folder, f"manifest-{name}.txt", here) for name in ALGORITHMS]
    files = _check(folder, listed, {name for name in here if "/" in name})
    payload = {name.removeprefix(f"{PAYLOAD}/"): file for name, file in files.items()}
    _check_oxum(folder, payload)
    return payload


def _files(folder: Path) -> set[str]:
    """Return the paths of all files in a folder; everything else in it but folders is an error."""
    found = set()
    for path in folder.rglob("*"):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise Damaged(f"{path}: expected a plain file or a folder, found a link or something else")
        if path.is_file():
            found.add(path.relative_to(folder).as_posix())
    return found


def _parsed(folder: Path, name: str, here: set[str]) -> dict[str, str]:
    """Return digests by path, as a manifest says them."""
    if name not in here:
        raise Damaged(f"{name}: expected this manifest, found none")
    if (size := (folder / name).stat().st_size) > MOST_TAG_BYTES:
        raise NotABundle(f"{name}: expected at most {MOST_TAG_BYTES} bytes, found {size}")
    found: dict[str, str] = {}
    try:
        lines = (folder / name).read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise NotABundle(f"{name}: expected UTF-8, found another byte at {error.start}") from error
    if lines.pop() != "":
        raise Damaged(f"{name}: expected a line end after the last line, found the end: it was cut short")
    for number, line in enumerate(lines, start=1):
        match = _LINE.fullmatch(line)
        if match is None or not is_below(match[2]) or match[2] in found:
            raise NotABundle(f"{name}, line {number}: expected a digest and a path of its own, found {line[:120]!r}")
        found[match[2]] = match[1]
    return found


def _check(folder: Path, manifests: list[dict[str, str]], here: set[str]) -> dict[str, Written]:
    """Return the files that manifests name, each read once and held against all of them."""
    for name, manifest in zip(ALGORITHMS, manifests, strict=True):
        for path in sorted(set(manifest) - here):
            raise Damaged(f"{path}: expected this file, as the manifest of {name} says, found none")
        for path in sorted(here - set(manifest)):
            raise Damaged(f"{path}: expected no file that the manifest of {name} does not name, found one")
    found = {}
    for path in sorted(here):
        with (folder / path).open("rb") as file:
            found[path] = _digested(iter(lambda: file.read(CHUNK), b""))
        for name, manifest, digest in zip(ALGORITHMS, manifests, found[path].digests, strict=True):
            if manifest[path] != digest:
                raise Damaged(f"{path} was changed: expected {name} {manifest[path]}, found {digest}")
    return found


def _check_oxum(folder: Path, files: Mapping[str, Written]) -> None:
    found = f"Payload-Oxum: {sum(file.size for file in files.values())}.{len(files)}"
    lines = (folder / "bag-info.txt").read_text(encoding="utf-8", errors="replace").splitlines()
    said = next((line for line in lines if line.startswith("Payload-Oxum:")), "none")
    if said != found:
        raise Damaged(f"bag-info.txt: expected {found}, found {said}")


def _write(place: Path, pieces: Iterable[bytes]) -> Written:
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("xb") as file:

        def kept() -> Iterator[bytes]:
            for piece in pieces:
                file.write(piece)
                yield piece

        written = _digested(kept())
        file.flush()
        os.fsync(file.fileno())
    return written


def _digested(pieces: Iterable[bytes]) -> Written:
    hashes, size = [hashlib.new(name) for name in ALGORITHMS], 0
    for piece in pieces:
        size += len(piece)
        for each in hashes:
            each.update(piece)
    return Written(size, tuple(each.hexdigest() for each in hashes))


def _manifest(files: Mapping[str, Written], algorithm: str) -> bytes:
    place = ALGORITHMS.index(algorithm)
    return "".join(f"{file.digests[place]}  {path}\n" for path, file in sorted(files.items())).encode()


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
