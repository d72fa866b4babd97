"""Files of a site, put in their place all at once.

Rules:
  - The files are written into a folder beside the place, and on disk before anything is renamed. A reader finds the
    whole old site or the whole new one, but for the instant between two renames.
  - `site.json` marks a site of ours, and names every file with its SHA-256. A folder that holds anything else is left
    as it is: publishing would remove it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import msgspec

from answerable.site.errors import NotOurs, SameName

MARKER = "site.json"
FORMAT = "answerable-site/1"
NAMED = 3
"""Files that a message names; chosen by hand."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What `site.json` holds: its form, as of when and in which language the site is, and its files."""

    format: str
    moment: str
    language: str
    files: dict[str, str]


def write_site(place: Path, files: Mapping[str, bytes], *, moment: str, language: str) -> None:
    """Put a site in its place, which is new, empty, or holds an earlier site.

    Raises:
        NotOurs: the place holds something else.
        SameName: the file system there takes two of the names for one.
        OSError: something could not be written; the place is as it was.
    """
    place = Path(os.path.realpath(place))
    check_place(place)
    fresh, old = (place.with_name(f".{place.name}.{word}-{os.getpid()}") for word in ("new", "old"))
    for left in (fresh, old):
        shutil.rmtree(left, ignore_errors=True)  # of a process that had this number, and was stopped
    try:
        _write(fresh, {**files, MARKER: _manifest(files, moment, language)})
        _swap(place, fresh, old)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    _sync(place.parent)


def check_place(place: Path) -> None:
    """Return only if a site can be put here without anything else being lost.

    Raises:
        NotOurs: it cannot.
    """
    if not os.path.lexists(place):
        return
    if not place.is_dir():
        raise NotOurs(f"{place}: expected a folder, found something else")
    found = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_symlink() or not path.is_dir()}
    if not found and not any(place.iterdir()):
        return
    known = _known(place)
    if others := sorted(found - known - {MARKER}) if known else sorted(found)[:NAMED]:
        named = ", ".join(others[:NAMED])
        raise NotOurs(
            f"{place}: expected a new or empty folder, or an earlier site; found what is no part of one: {named}"
        )


def _known(place: Path) -> frozenset[str]:
    """Return the files of the site that lies here, or none where none does."""
    try:
        manifest = msgspec.json.decode((place / MARKER).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError):
        return frozenset()
    return frozenset(manifest.files) if manifest.format == FORMAT else frozenset()


def _manifest(files: Mapping[str, bytes], moment: str, language: str) -> bytes:
    digests = {path: hashlib.sha256(files[path]).hexdigest() for path in sorted(files)}
    content = {"format": FORMAT, "moment": moment, "language": language, "files": digests}
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir()
    for path, data in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
    if (held := sum(path.is_file() for path in folder.rglob("*"))) != len(files):
        raise SameName(f"{folder.parent}: expected room for {len(files)} names, found {held}: two keys are one here")
    for inner in [*(path for path in folder.rglob("*") if path.is_dir()), folder]:
        _sync(inner)


def _swap(place: Path, fresh: Path, old: Path) -> None:
    """Rename the fresh site into its place; what was there goes back if that fails."""
    there = place.exists()
    if there:
        place.rename(old)
    try:
        fresh.rename(place)
    except OSError:
        if there:
            old.rename(place)
        raise


def _sync(folder: Path) -> None:
    """Have the names in a folder on disk."""
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
